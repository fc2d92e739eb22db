import { createAxis, createSeries } from '@operando/core';
import type { Phase, Pattern, RefineOptions } from '../src/index.js';

/** Degrees in radians. */
export const degree = Math.PI / 180;
/** Angstrom. */
export const wavelength = 1.5406;

/** A cubic phase of a few lines. */
export const cubic = (name: string, a: number, f2: readonly number[] = [900, 700, 500, 420, 300]): Phase => ({
  name,
  system: 'cubic',
  cell: { a, b: a, c: a, alpha: 90, beta: 90, gamma: 90 },
  reflections: { h: [1, 2, 2, 3, 2], k: [1, 0, 2, 1, 2], l: [1, 0, 0, 1, 2], multiplicity: [8, 6, 12, 24, 8], f2 },
  cellMass: 100,
});

/** Gaussian lines of cubic phases on a flat background: what is fitted, with another program's arithmetic. */
export function pattern(phases: readonly { a: number; height: number }[], lambda = wavelength, shift = 0): Pattern {
  const twoTheta = Float64Array.from({ length: 4000 }, (_, i) => 20 + 0.02 * i);
  const n = [3, 4, 8, 11, 12];
  const intensity = twoTheta.map((x) => {
    let sum = 100;
    for (const { a, height } of phases) {
      for (const [k, square] of n.entries()) {
        const place = (2 / degree) * Math.asin((lambda * Math.sqrt(square)) / (2 * a)) + shift;
        sum += height * (1 - 0.15 * k) * Math.exp(-4 * Math.LN2 * ((x - place) / 0.15) ** 2);
      }
    }
    return sum;
  });
  return { twoTheta, intensity, sigma: intensity.map(Math.sqrt) };
}

/** How they are refined. */
export const options: RefineOptions = {
  phases: [cubic('A', 4.05)],
  instrument: { radiation: 'x-ray', lines: [{ wavelength }], radius: 200, w: 0.0225 },
  background: { terms: 2 },
};

/** A series of patterns on the same angles. */
export const seriesOf = (twoTheta: ArrayLike<number>, frames: readonly ArrayLike<number>[]) =>
  createSeries({
    signal: Float64Array.from(frames.flatMap((frame) => Array.from(frame))),
    axis: createAxis({ name: 'two-theta', unit: 'deg', values: Float64Array.from(twoTheta) }),
    time: { start: Float64Array.from(frames, (_, t) => t), duration: 1 },
  });

/** The same phase with intensities that make the heights of {@link pattern}. */
export function matched(name: string, a: number): Phase {
  const { multiplicity } = cubic(name, a).reflections;
  const f2 = [3, 4, 8, 11, 12].map((square, k) => {
    const theta = Math.asin((wavelength * Math.sqrt(square)) / (2 * a));
    const lorentz = (1 + Math.cos(2 * theta) ** 2) / (Math.sin(theta) ** 2 * Math.cos(theta));
    return (1e5 * (1 - 0.15 * k)) / (multiplicity[k]! * lorentz);
  });
  return cubic(name, a, f2);
}
