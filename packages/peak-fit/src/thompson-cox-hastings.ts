import { makeProfile } from './profile.js';
import type { PeakProfile } from './profile.js';
import { gaussianArea, lorentzianArea, pseudoVoigtPoint } from './pseudo-voigt-point.js';

/** Coefficients of Thompson, Cox and Hastings (J. Appl. Cryst. 20 (1987) 79), equations 5 and 6. */
const widthTerms = [1, 2.69269, 2.42843, 4.47163, 0.07842, 1] as const;
const shareTerms = [1.36603, -0.47719, 0.11116] as const;

/**
 * Width and Lorentzian share of the pseudo-Voigt nearest to the Voigt of a
 * Gaussian and a Lorentzian width (Thompson, Cox and Hastings 1987), with
 * derivatives: out = [fwhm, eta, d fwhm / d G, d fwhm / d L, d eta / d G, d eta / d L].
 */
export function thompsonCoxHastingsWidths(gaussianWidth: number, lorentzianWidth: number, out: Float64Array): void {
  // A width of 0 of both parts would leave the share undefined.
  const g = Math.max(gaussianWidth, 0);
  const l = Math.max(lorentzianWidth, 0);
  const [c0, c1, c2, c3, c4, c5] = widthTerms;
  const [g2, l2] = [g * g, l * l];
  const [g3, l3] = [g2 * g, l2 * l];
  const [g4, l4] = [g2 * g2, l2 * l2];
  const fifth = c0 * g4 * g + c1 * g4 * l + c2 * g3 * l2 + c3 * g2 * l3 + c4 * g * l4 + c5 * l4 * l;
  const byG = 5 * c0 * g4 + 4 * c1 * g3 * l + 3 * c2 * g2 * l2 + 2 * c3 * g * l3 + c4 * l4;
  const byL = c1 * g4 + 2 * c2 * g3 * l + 3 * c3 * g2 * l2 + 4 * c4 * g * l3 + 5 * c5 * l4;
  const width = fifth ** 0.2 || Number.MIN_VALUE;
  const width2 = width * width;
  const scale = 1 / (5 * width2 * width2);
  const q = l / width;
  const dWidthG = byG * scale;
  const dWidthL = byL * scale;
  const slope = shareTerms[0] + q * (2 * shareTerms[1] + q * 3 * shareTerms[2]);
  out[0] = width;
  out[1] = q * (shareTerms[0] + q * (shareTerms[1] + q * shareTerms[2]));
  out[2] = dWidthG;
  out[3] = dWidthL;
  out[4] = (-slope * q * dWidthG) / width;
  out[5] = (slope * (1 - q * dWidthL)) / width;
}

/**
 * Gaussian and Lorentzian width of a given width and Lorentzian share, into out: the inverse of
 * {@link thompsonCoxHastingsWidths}. NaN for shares that none have.
 */
export function thompsonCoxHastingsParts(width: number, eta: number, out: Float64Array): void {
  out.fill(Number.NaN);
  if (!(eta >= 0 && eta <= 1 && width > 0)) return;
  // Both equations rise with their unknown; Newton from the upper end, from which each is approached on one side.
  let q = 1;
  for (let k = 0; k < 60; k++) {
    const value = q * (shareTerms[0] + q * (shareTerms[1] + q * shareTerms[2])) - eta;
    const next = q - value / (shareTerms[0] + q * (2 * shareTerms[1] + q * 3 * shareTerms[2]));
    if (Math.abs(next - q) <= 1e-16) break;
    q = next;
  }
  out[0] = otherPart(width, 1, Math.max(0, q) * width);
  out[1] = Math.max(0, q) * width;
}

/**
 * The Gaussian width (of = 1) or the Lorentzian (of = 0) of a given width whose other part is known, by Newton's method: the width
 * is a form of fifth degree with positive terms, whose root is approached from above.
 */
export function otherPart(width: number, of: 0 | 1, known: number): number {
  const given = known / width;
  const term = (power: number): number => widthTerms[of === 1 ? 5 - power : power]!;
  // Terms by powers of the part that is sought.
  const c4 = term(4) * given;
  const c3 = term(3) * given ** 2;
  const c2 = term(2) * given ** 3;
  const c1 = term(1) * given ** 4;
  const c0 = term(0) * given ** 5 - 1;
  const c5 = term(5);
  let part = 1;
  for (let k = 0; k < 60; k++) {
    const value = ((((c5 * part + c4) * part + c3) * part + c2) * part + c1) * part + c0;
    const slope = (((5 * c5 * part + 4 * c4) * part + 3 * c3) * part + 2 * c2) * part + c1;
    const next = part - value / slope;
    // What does not fall any more is rounding.
    if (next >= part) break;
    part = next;
  }
  return Math.max(0, part) * width;
}

/**
 * Thompson-Cox-Hastings pseudo-Voigt. Shape: fwhmGaussian, fwhmLorentzian, from
 * which width and Lorentzian share follow.
 */
export const thompsonCoxHastings: PeakProfile = makeProfile(
  ((): Parameters<typeof makeProfile>[0] => {
    const widths = new Float64Array(6);
    return {
      name: 'thompson-cox-hastings',
      shape: ['fwhmGaussian', 'fwhmLorentzian'],
      natural: 'height',
      point(d, p, at, out) {
        thompsonCoxHastingsWidths(p[at]!, p[at + 1]!, widths);
        pseudoVoigtPoint(d, widths[0]!, widths[1]!, out);
        const byWidth = out[2]!;
        const byEta = out[3]!;
        out[2] = byWidth * widths[2]! + byEta * widths[4]!;
        out[3] = byWidth * widths[3]! + byEta * widths[5]!;
      },
      areaPerHeight(p, at, out) {
        thompsonCoxHastingsWidths(p[at]!, p[at + 1]!, widths);
        const unit = widths[1]! * lorentzianArea + (1 - widths[1]!) * gaussianArea;
        const byEta = widths[0]! * (lorentzianArea - gaussianArea);
        out[0] = widths[0]! * unit;
        out[1] = widths[2]! * unit + widths[4]! * byEta;
        out[2] = widths[3]! * unit + widths[5]! * byEta;
      },
      fwhm(p, at) {
        thompsonCoxHastingsWidths(p[at]!, p[at + 1]!, widths);
        return widths[0]!;
      },
    };
  })(),
);
