import { describe, expect, it } from 'vitest';
import { erfc } from '@operando/numerics';
import { frontChange, shareVariance } from '../src/blurred-front.js';
import { fitFrontSeries } from '../src/front-series.js';
import { mostBlurShift } from '../src/unknown-blur.js';

const share = (u: number): number => 0.5 * erfc(u / Math.SQRT2);
const density = (u: number): number => Math.exp(-0.5 * u * u) / Math.sqrt(2 * Math.PI);

/** Mean of a function under a normal distribution, by the trapezoidal rule, which is exact for such to 1e-12. */
function blurred(of: (offset: number) => number, sigma: number): number {
  const step = 0.05;
  let sum = 0;
  for (let t = -8; t <= 8; t += step) sum += step * density(t) * of(sigma * t);
  return sum;
}

const [rows, centers] = [26, Float64Array.from([6.2, 9.45, 12.6, 15.3, 18.1])];
const frames = centers.length;

/** Transmission of a front of a width, blurred; of one without any width. */
const blurredFront = (height: number, sigma: number, sharp: number) => (distance: number) =>
  blurred((offset) => Math.exp(-height * share((distance + offset) / sharp)), sigma);
const blurredStep = (height: number, sigma: number) => (distance: number) =>
  1 + Math.expm1(-height) * share(distance / sigma);

/** A front as a camera sees it, without noise, on a profile that stays; the fit begins beside the truth. */
function fitted(height: number, transmission: (distance: number) => number, psfSigma: number) {
  const data = {
    values: Float64Array.from({ length: frames * rows }, (_, i) => {
      const [f, y] = [Math.floor(i / rows), i % rows];
      return 0.4 - Math.log(transmission(y - centers[f]!));
    }),
    variances: new Float64Array(frames * rows).fill(1e-6),
    frames,
    rows,
    offsetStderr: new Float64Array(frames).fill(1e-4),
    psfSigma,
  };
  return fitFrontSeries(data, {
    base: new Float64Array(rows).fill(0.4),
    height: 0.9 * height,
    center: centers.map((each) => each + 0.3),
    width: new Float64Array(frames).fill(2.2),
    offset: new Float64Array(frames),
  });
}

describe('fronts behind the blur of a camera', () => {
  it('vary within the blur as the definition says', () => {
    for (const rho of [0.05, 0.3, 0.7, 0.95])
      for (const u of [-2.5, -0.8, 0, 1.3]) {
        // A width of 1, of which the blur has sqrt(rho).
        const at = (power: number): number =>
          blurred((offset) => share((u + offset) / Math.sqrt(1 - rho)) ** power, Math.sqrt(rho));
        // Five nodes: 1e-5 of 0.25 at the sharpest.
        expect(Math.abs(shareVariance(u, rho).value - (at(2) - at(1) ** 2))).toBeLessThan(1e-5);
      }
    // Sheppard's formula at the centre; a sharp front is a choice of two.
    expect(shareVariance(0, 0.6).value).toBeCloseTo(Math.asin(0.6) / (2 * Math.PI), 12);
    expect(shareVariance(0.7, 1).value).toBeCloseTo(share(0.7) * (1 - share(0.7)), 4);
  });

  it('have the slopes of what they say', () => {
    const step = 1e-5;
    for (const [row, height, center, width, sigma] of [
      [8, 0.2, 9.3, 2.4, 1.1],
      [11, -0.5, 9.3, 1.9, 1.5],
      [9, 0.4, 9.3, 1, 1.4],
      [20, 0.4, 2, 1.6, 1.4],
    ] as const) {
      const front = { height, center, width };
      const { byHeight, byCenter, byWidth } = frontChange(row, front, sigma);
      for (const [name, slope] of [
        ['height', byHeight],
        ['center', byCenter],
        ['width', byWidth],
      ] as const) {
        const at = (by: number): number => frontChange(row, { ...front, [name]: front[name] + by }, sigma).value;
        // Central differences; the third derivative times step^2 / 6 is 1e-11.
        expect(Math.abs((at(step) - at(-step)) / (2 * step) - slope)).toBeLessThan(1e-6);
      }
    }
  });

  it.each([
    [0.2, 1.1, 2],
    [-0.2, 1.3, 2.3],
    [0.5, 1, 1.2],
  ])('of height %f and blur %f are where they are', (height, sigma, sharp) => {
    const width = Math.hypot(sigma, sharp);
    const known = fitted(height, blurredFront(height, sigma, sharp), sigma);
    // The fourth order: height^2 / 12 of the second, which is below 0.05.
    known.center.forEach((value, f) => expect(Math.abs(value - centers[f]!)).toBeLessThan(1.5e-3));
    // The third order is odd about the centre: height / 3 of the second, in the width.
    known.width.forEach((value) => expect(Math.abs(value - width)).toBeLessThan(0.01));
    const unknown = fitted(height, blurredFront(height, sigma, sharp), 0);
    // First order in the square of the blur over that of the width, which is 0.4 at most.
    const bias = (-height * sigma ** 2) / (2 * Math.sqrt(3 * Math.PI) * width);
    expect((unknown.center[2]! - centers[2]!) / bias).toBeGreaterThan(0.7);
    expect((unknown.center[2]! - centers[2]!) / bias).toBeLessThan(1.4);
  });

  it.each([0.1, -0.2])('without any width of their own are off by the most, height %f', (height) => {
    const { center, width } = fitted(height, blurredStep(height, 2), 0);
    const off = (center[2]! - centers[2]!) / mostBlurShift(height, width[2]!);
    // First order in the height, of which the next is height^2 / 12; rows instead of an integral.
    expect(off * -Math.sign(height)).toBeCloseTo(1, 1);
    // The third order makes it look wider by some parts in 1000, and near 1 the variance falls as a root of that: 0.07 of it.
    const left = (fitted(height, blurredStep(height, 2), 2).center[2]! - centers[2]!) / mostBlurShift(height, 2);
    expect(Math.abs(left)).toBeLessThan(0.1);
  });
});
