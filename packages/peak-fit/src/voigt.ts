import { fwhmPerSigma } from '@operando/core';
import { erfcx, faddeevaInto } from '@operando/numerics';
import { makeProfile } from './profile.js';
import type { PeakProfile } from './profile.js';

const toSigma = 1 / fwhmPerSigma;
const inverseSqrtPi = 1 / Math.sqrt(Math.PI);

/** Real and imaginary part of w, and of its derivative -2 z w + 2 i / sqrt(pi), into out. */
function faddeevaWithSlope(re: number, im: number, out: Float64Array): void {
  faddeevaInto(re, im, out);
  const size = re * re + im * im;
  if (size < 900) {
    out[2] = -2 * (re * out[0]! - im * out[1]!);
    out[3] = 2 * (inverseSqrtPi - (re * out[1]! + im * out[0]!));
    return;
  }
  // Far out both terms cancel: the asymptotic series w' = -i / (sqrt(pi) z^2) (1 + 3/(2 z^2) + 15/(4 z^4) + 105/(8 z^6) + ...).
  const zr = (re * re - im * im) / (size * size);
  const zi = (-2 * re * im) / (size * size);
  let sr = 945 / 16;
  let si = 0;
  for (const coefficient of [105 / 8, 15 / 4, 3 / 2, 1]) {
    const next = sr * zr - si * zi + coefficient;
    si = sr * zi + si * zr;
    sr = next;
  }
  out[2] = inverseSqrtPi * (zr * si + zi * sr);
  out[3] = -inverseSqrtPi * (zr * sr - zi * si);
}

/** Gaussian sigma and Lorentzian half width; a vanishing Gaussian is kept wide enough to divide by. */
function halfWidths(p: ArrayLike<number>, at: number): readonly [number, number] {
  const gamma = 0.5 * p[at + 1]!;
  return [Math.max(p[at]! * toSigma, 1e-7 * Math.abs(gamma), Number.MIN_VALUE), gamma];
}

function value(d: number, sigma: number, gamma: number, w: Float64Array): number {
  faddeevaInto(d / (sigma * Math.SQRT2), gamma / (sigma * Math.SQRT2), w);
  return w[0]! / (sigma * Math.sqrt(2 * Math.PI));
}

/** Half width by Newton's method from Olivero and Longbothum's approximation (1977), which is good to 0.02 %. */
function exactFwhm(sigma: number, gamma: number): number {
  const g = sigma / toSigma;
  const l = 2 * gamma;
  let half = 0.5 * (0.5346 * l + Math.sqrt(0.2166 * l * l + g * g));
  const w = new Float64Array(4);
  const level = 0.5 * value(0, sigma, gamma, w);
  const scale = sigma * Math.SQRT2;
  for (let round = 0; round < 6; round++) {
    faddeevaWithSlope(half / scale, gamma / scale, w);
    const height = w[0]! / (sigma * Math.sqrt(2 * Math.PI));
    const slope = w[2]! / (scale * sigma * Math.sqrt(2 * Math.PI));
    const change = (height - level) / slope;
    half -= change;
    if (Math.abs(change) < 1e-14 * half) break;
  }
  return 2 * half;
}

/**
 * True Voigt, the convolution of a Gaussian and a Lorentzian, by the Faddeeva
 * function to 1e-13. Shape: fwhmGaussian, fwhmLorentzian. The width is exact,
 * not an approximation.
 */
export const voigt: PeakProfile = makeProfile(
  ((): Parameters<typeof makeProfile>[0] => {
    const w = new Float64Array(4);
    return {
      name: 'voigt',
      shape: ['fwhmGaussian', 'fwhmLorentzian'],
      natural: 'area',
      point(d, p, at, out) {
        // As halfWidths, without an array for every point.
        const gamma = 0.5 * p[at + 1]!;
        const sigma = Math.max(p[at]! * toSigma, 1e-7 * Math.abs(gamma), Number.MIN_VALUE);
        const scale = sigma * Math.SQRT2;
        const norm = 1 / (sigma * Math.sqrt(2 * Math.PI));
        faddeevaWithSlope(d / scale, gamma / scale, w);
        const v = w[0]! * norm;
        const byD = (w[2]! * norm) / scale;
        const byGamma = (-w[3]! * norm) / scale;
        out[0] = v;
        out[1] = byD;
        // V(d, gamma, sigma) is homogeneous of degree -1.
        out[2] = (-(v + d * byD + gamma * byGamma) / sigma) * toSigma;
        out[3] = 0.5 * byGamma;
      },
      areaPerHeight(p, at, out) {
        const [sigma, gamma] = halfWidths(p, at);
        const y = gamma / (sigma * Math.SQRT2);
        const peak = erfcx(y);
        // d erfcx / dy = 2 y erfcx - 2 / sqrt(pi), whose terms cancel for large y.
        const slope =
          y < 30
            ? 2 * (y * peak - inverseSqrtPi)
            : (-inverseSqrtPi / (y * y)) * (1 - 1.5 / (y * y) + 3.75 / y ** 4 - 13.125 / y ** 6);
        const root = Math.sqrt(2 * Math.PI);
        const area = (sigma * root) / peak;
        out[0] = area;
        out[1] = (area / sigma + (area * slope * y) / (peak * sigma)) * toSigma;
        out[2] = (-0.5 * area * slope) / (peak * sigma * Math.SQRT2);
      },
      fwhm: (p, at) => exactFwhm(...halfWidths(p, at)),
    };
  })(),
);
