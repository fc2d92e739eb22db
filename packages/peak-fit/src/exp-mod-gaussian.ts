import { fwhmPerSigma } from '@operando/core';
import { erfc, erfcx } from '@operando/numerics';
import { makeProfile } from './profile.js';
import type { PeakProfile } from './profile.js';

const toSigma = 1 / fwhmPerSigma;

/**
 * Unit-area Gaussian convolved with a decay exp(-t / tail), t > 0, for tail > 0:
 * value, and derivatives by d, sigma and tail into out.
 */
function positiveTail(d: number, sigma: number, tail: number, out: Float64Array): void {
  const t = d / sigma;
  const bell = Math.exp(-0.5 * t * t) / (sigma * Math.sqrt(2 * Math.PI));
  const ratio = tail / sigma;
  if (ratio < 2e-3) {
    // G - tail G' + tail^2 G'' - tail^3 G''': the closed form would lose its digits.
    const r = ratio;
    const h2 = t * t - 1;
    const h3 = t * (t * t - 3);
    const h4 = t ** 4 - 6 * t * t + 3;
    const h5 = t * (t ** 4 - 10 * t * t + 15);
    const series = 1 + r * t + r * r * h2 + r ** 3 * h3;
    const byRatio = t + 2 * r * h2 + 3 * r * r * h3;
    out[0] = bell * series;
    out[1] = (-bell / sigma) * (t + r * h2 + r * r * h3 + r ** 3 * h4);
    // G is homogeneous of degree -1 in d, sigma and tail.
    out[3] = (bell / sigma) * (byRatio + 4 * r ** 3 * h4 + 5 * r ** 4 * h5);
    out[2] = -(out[0] + d * out[1] + tail * out[3]) / sigma;
    return;
  }
  const z = (sigma / tail - t) / Math.SQRT2;
  // exp(-d^2 / 2 sigma^2) erfcx(z) where erfc would underflow, exp(...) erfc(z) where erfcx would overflow.
  const value =
    z > 0
      ? (bell * sigma * Math.sqrt(2 * Math.PI) * erfcx(z)) / (2 * tail)
      : (Math.exp((sigma * sigma) / (2 * tail * tail) - d / tail) * erfc(z)) / (2 * tail);
  out[0] = value;
  out[1] = (bell - value) / tail;
  out[2] = (sigma / (tail * tail)) * (value - bell) - (bell * d) / (tail * sigma);
  out[3] = -value / tail + ((sigma * sigma) / tail ** 3) * (bell - value) + (d * value) / (tail * tail);
}

/** Distance of the maximum from the centre and the value there: where value equals bell, by bisection and secants on the slope. */
function mode(sigma: number, tail: number): { readonly at: number; readonly value: number } {
  const out = new Float64Array(4);
  // The maximum of a positive tail lies between the centre and centre + min(tail, 3.5 sigma).
  let low = 0;
  let high = Math.min(tail, 4 * sigma);
  for (let round = 0; round < 60; round++) {
    const middle = 0.5 * (low + high);
    positiveTail(middle, sigma, tail, out);
    if (out[1]! > 0) low = middle;
    else high = middle;
  }
  positiveTail(0.5 * (low + high), sigma, tail, out);
  return { at: 0.5 * (low + high), value: out[0]! };
}

function width(sigma: number, tail: number): number {
  const { at, value } = mode(sigma, tail);
  const out = new Float64Array(4);
  const crossing = (direction: number): number => {
    let near = 0;
    let far = 3 * sigma + tail;
    for (let round = 0; round < 70; round++) {
      const middle = 0.5 * (near + far);
      positiveTail(at + direction * middle, sigma, tail, out);
      if (out[0]! > 0.5 * value) near = middle;
      else far = middle;
    }
    return 0.5 * (near + far);
  };
  return crossing(-1) + crossing(1);
}

/** Widths as this profile uses them. */
const parts = (p: ArrayLike<number>, at: number): readonly [number, number] => [p[at]! * toSigma, Math.abs(p[at + 1]!)];

/**
 * Exponentially modified Gaussian: a Gaussian convolved with a one-sided decay,
 * as detectors and sources have them (incomplete charge collection, time of
 * flight). Shape: fwhmGaussian, tail (decay length in units of x; positive: to
 * high x, negative: to low x). `center` is that of the Gaussian, the mean is
 * center + tail. Amplitude: area only.
 */
export const expModGaussian: PeakProfile = makeProfile({
  name: 'exp-mod-gaussian',
  shape: ['fwhmGaussian', 'tail'],
  natural: 'area',
  point(d, p, at, out) {
    const [sigma, tail] = parts(p, at);
    const sign = p[at + 1]! < 0 ? -1 : 1;
    positiveTail(sign * d, sigma, tail, out);
    out[1]! *= sign;
    out[2]! *= toSigma;
    out[3]! *= sign;
  },
  fwhm: (p, at) => width(...parts(p, at)),
  maximum: (p, at) => mode(...parts(p, at)).value,
});
