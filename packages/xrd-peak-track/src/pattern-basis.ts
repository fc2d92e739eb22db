import { gaussianArea, lorentzianArea } from '@operando/peak-fit';
import type { Doublet } from '@operando/peak-fit';
import { secondPeak } from './second-peak.js';

/** Width at a two-theta by U, V, W, which begin at p[n]; no less than the root of `smallest`. */
export function widthAt(center: number, p: Float64Array, n: number, smallest: number): number {
  const t = Math.tan((center * Math.PI) / 360);
  return Math.sqrt(Math.max(smallest, (p[n]! * t + p[n + 1]!) * t + p[n + 2]!));
}

/**
 * Functions of a whole pattern, column-major: peaks of area 1 and those of the
 * background. With `amplitudes`, instead the derivatives of the model by
 * centers, U, V, W and Lorentzian share.
 */
export function fillPattern(
  p: Float64Array,
  n: number,
  x: Float64Array,
  background: readonly Float64Array[],
  doublet: Doublet | undefined,
  smallest: number,
  out: Float64Array,
  amplitudes?: Float64Array,
): void {
  const points = x.length;
  out.fill(0);
  const eta = p[n + 3]!;
  for (let k = 0; k < n; k++) {
    const center = p[k]!;
    const width = widthAt(center, p, n, smallest);
    const ratio = doublet === undefined ? 0 : (doublet.ratio ?? 0.5);
    addPeak(x, out, k, n, center, 1, width, eta, p, smallest, center, amplitudes?.[k]);
    if (doublet !== undefined)
      addPeak(x, out, k, n, secondPeak(doublet, center), ratio, width, eta, p, smallest, center, amplitudes?.[k]);
  }
  if (amplitudes !== undefined) return;
  background.forEach((term, j) => out.set(term, (n + j) * points));
}

/** One line of peak k, `weight` times: its function, or what it adds to the derivatives at an amplitude. */
function addPeak(
  x: Float64Array,
  out: Float64Array,
  k: number,
  n: number,
  place: number,
  weight: number,
  width: number,
  eta: number,
  p: Float64Array,
  smallest: number,
  center: number,
  amplitude: number | undefined,
): void {
  const points = x.length;
  const unit = eta * lorentzianArea + (1 - eta) * gaussianArea;
  const norm = weight / (width * unit);
  const t = Math.tan((center * Math.PI) / 360);
  const square = (p[n]! * t + p[n + 1]!) * t + p[n + 2]!;
  // d width / d U, V, W; none where the width is held at its least, and d width / d center through the law.
  const law = square > smallest ? 0.5 / width : 0;
  const byCenter = law * (2 * p[n]! * t + p[n + 1]!) * (1 + t * t) * (Math.PI / 360);
  for (let i = 0; i < points; i++) {
    const u = (2 * (x[i]! - place)) / width;
    const lorentzian = 1 / (1 + u * u);
    const gaussian = u * u < 200 ? Math.exp(-Math.LN2 * u * u) : 0;
    const shape = eta * lorentzian + (1 - eta) * gaussian;
    if (amplitude === undefined) {
      out[k * points + i]! += norm * shape;
      continue;
    }
    const byU = -2 * u * (eta * lorentzian * lorentzian + (1 - eta) * Math.LN2 * gaussian);
    const scale = amplitude * norm;
    const byWidth = (-scale * (u * byU + shape)) / width;
    // The second line moves with the first all but equally.
    out[k * points + i]! += (-2 * scale * byU) / width + byWidth * byCenter;
    out[n * points + i]! += byWidth * law * t * t;
    out[(n + 1) * points + i]! += byWidth * law * t;
    out[(n + 2) * points + i]! += byWidth * law;
    out[(n + 3) * points + i]! += scale * (lorentzian - gaussian - (shape * (lorentzianArea - gaussianArea)) / unit);
  }
}
