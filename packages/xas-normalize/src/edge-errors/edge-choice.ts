import type { LinearForm } from './linear-form.js';
import type { RowFit, ShiftedFit } from './row-fit.js';

/** Steps of the grid beyond which what a step changes tells no more. */
const furthest = 2;

/**
 * Variance of e0 against the edge, eV squared: it is a point of the grid, and goes to one nearby with the noise. It is found among
 * some three points, the maximum of the derivative among all of a cubic: its error is larger by the root of their ratio (by 0.95
 * to 1.35 of that on simulated series of 0.1 to 0.4 eV a point).
 *
 * @param stderr Of the maximum of the derivative, from a cubic of so many points.
 * @param step From point to point, eV.
 */
export function edgeVariance(stderr: number, points: number, step: number): number {
  return (step * step) / 12 + Math.min((furthest * step) ** 2, points * (1.15 * stderr) ** 2);
}

/** How a number that is read from a flattened spectrum changes with e0. */
export interface ChangeWithEdge {
  /** Per eV; the ranges of the fits go with e0. */
  readonly slope: number;
  /** Mean square of that for single steps of the grid: ranges go on by whole points. */
  readonly square: number;
}

/** The change of a number with e0. @param flat The flattened spectrum, from `offset` on. */
export function changeWithEdge(
  form: LinearForm,
  shifted: readonly ShiftedFit[],
  flat: Float64Array,
  offset: number,
): ChangeWithEdge {
  let [sum, squares] = [0, 0];
  for (const { by, valueAt } of shifted) {
    let change = 0;
    form.weights.forEach((weight, k) => {
      const i = form.from + k;
      change += weight * (valueAt(i) - flat[offset + i]!);
    });
    sum += change / by;
    squares += (change / by) ** 2;
  }
  const count = Math.max(1, shifted.length);
  return { slope: sum / count, square: squares / count };
}

/**
 * How a number that is read from a flattened spectrum would change, per eV, as the spectrum moved over the grid and the ranges of
 * the fits did not: by the fits alone, which then see other parts of it.
 *
 * @param whole Its change with every measured value, in edge steps.
 */
export function changeUnderFits(
  form: LinearForm,
  whole: Float64Array,
  { mu, edgeStep }: Pick<RowFit, 'mu' | 'edgeStep'>,
  energy: Float64Array,
): number {
  const { from, weights } = form;
  const slopeAt = (i: number): number => (mu[i + 1]! - mu[i - 1]!) / (energy[i + 1]! - energy[i - 1]!);
  let change = 0;
  for (let i = 1; i + 1 < whole.length; i++) if (whole[i] !== 0) change -= whole[i]! * slopeAt(i);
  for (let k = 0; k < weights.length; k++) {
    const i = from + k;
    if (i > 0 && i + 1 < whole.length) change += weights[k]! * slopeAt(i);
  }
  return change / edgeStep;
}
