import { OperandoError } from '@operando/core';

/** Integral from the first point to each, by trapezia, into `out`, `count` values from `from` on in either. */
export function runningIntegral(x: Float64Array, y: Float64Array, from: number, out: Float64Array): void {
  let sum = 0;
  out[0] = 0;
  for (let i = 1; i < x.length; i++) {
    sum += 0.5 * (x[i]! - x[i - 1]!) * (y[from + i]! + y[from + i - 1]!);
    out[i] = sum;
  }
}

/** @throws OperandoError `axis-not-increasing` for binding energies that do not increase, `shape-mismatch`, `too-few-points`. */
export function expectEnergies(x: ArrayLike<number>, y: ArrayLike<number>): void {
  if (x.length !== y.length)
    throw new OperandoError('shape-mismatch', `there are ${x.length} energies and ${y.length} intensities.`);
  if (x.length < 5) throw new OperandoError('too-few-points', `a background needs at least 5 points, not ${x.length}.`);
  for (let i = 1; i < x.length; i++)
    if (!(x[i]! > x[i - 1]!))
      throw new OperandoError('axis-not-increasing', `the binding energy ${x[i]} follows ${x[i - 1]}.`, {
        where: { row: i },
        cure: 'Sort the points by binding energy.',
      });
}

/** The step of an axis of equal steps; undefined where they differ by more than a thousandth. */
export function uniformStep(x: Float64Array): number | undefined {
  const step = (x.at(-1)! - x[0]!) / (x.length - 1);
  for (let i = 1; i < x.length; i++) if (Math.abs(x[i]! - x[i - 1]! - step) > 1e-3 * step) return undefined;
  return step;
}
