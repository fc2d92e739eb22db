import { finiteExtent } from '@operando/core';
import { median, unionExtent } from './numbers.js';

/** Values with the ends of their error bars. */
export interface ValuesWithBars {
  readonly values: ArrayLike<number>;
  readonly low?: ArrayLike<number> | undefined;
  readonly high?: ArrayLike<number> | undefined;
}

/** A spread below this fraction of the usual error is none. */
const noSpread = 1e-3;

/**
 * Extent of values with their error bars (or bands). Bars are taken in as far as twice the spread of the values beyond the
 * lowest and the highest, so that however long a bar is, the values fill at least a fifth of the axis; what is longer is cut at
 * the frame. Where the values have no spread (a single one; less than a thousandth of the median error), bars are taken in as
 * far as twice the median error. Undefined without a finite value.
 */
export function extentWithBars(parts: readonly ValuesWithBars[]): readonly [number, number] | undefined {
  let extent: readonly [number, number] | undefined;
  let ends: readonly [number, number] | undefined;
  const errors: number[] = [];
  for (const { values, low, high } of parts) {
    extent = unionExtent(extent, finiteExtent(values));
    for (const bars of [low, high]) {
      if (bars === undefined) continue;
      // A bar without a value is not drawn.
      const drawn = Float64Array.from(bars, (end, i) => (Number.isFinite(values[i]) ? end : Number.NaN));
      ends = unionExtent(ends, finiteExtent(drawn));
      drawn.forEach((end, i) => errors.push(Math.abs(end - values[i]!)));
    }
  }
  if (extent === undefined || ends === undefined) return extent;
  const [lowest, highest] = extent;
  const spread = highest - lowest;
  const usual = median(errors.filter((error) => error > 0)) || 0;
  const reach = 2 * (spread > noSpread * usual ? spread : usual);
  return [Math.min(lowest, Math.max(ends[0], lowest - reach)), Math.max(highest, Math.min(ends[1], highest + reach))];
}

/** The ends of error bars of one standard error. */
export function barsOf(
  values: ArrayLike<number>,
  stderr: ArrayLike<number>,
): { readonly low: Float64Array; readonly high: Float64Array } {
  return {
    low: Float64Array.from(values, (value, i) => value - stderr[i]!),
    high: Float64Array.from(values, (value, i) => value + stderr[i]!),
  };
}
