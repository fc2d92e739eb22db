import { finiteMedian } from '@operando/core';

/** Standard deviations of counts, or of rates made of them: sqrt(counts), of at least one count. @param countsPerUnit Counts of a value of 1. */
export function countErrors(values: Float64Array, countsPerUnit: number): Float64Array {
  return values.map((value) => Math.sqrt(Math.max(1, value * countsPerUnit)) / countsPerUnit);
}

/**
 * Counts of a value of 1, where nothing says so, from the scatter of neighbouring points: the mean over the variance that third
 * differences have. Undefined where the values do not scatter.
 *
 * @param values frames x points.
 */
export function countsPerUnitOf(values: Float64Array, points: number): number | undefined {
  const ratios: number[] = [];
  for (let from = 0; from + points <= values.length; from += points) {
    for (let i = from; i + 3 < from + points; i++) {
      const difference = values[i]! - 3 * values[i + 1]! + 3 * values[i + 2]! - values[i + 3]!;
      const mean = 0.25 * (values[i]! + values[i + 1]! + values[i + 2]! + values[i + 3]!);
      if (mean > 0) ratios.push(difference ** 2 / (20 * mean));
    }
  }
  // The median of the square of a normal deviate is 0.4549.
  const scatter = finiteMedian(Float64Array.from(ratios)) / 0.4549364;
  return scatter > 0 && Number.isFinite(scatter) ? 1 / scatter : undefined;
}
