import { OperandoError } from '@operando/core';

/** Both extents in one. */
export function unionExtent(
  a: readonly [number, number] | undefined,
  b: readonly [number, number] | undefined,
): readonly [number, number] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

/** `extent` widened by `fraction` of its span on both sides; a span of nothing gets a width it can be drawn with. */
export function padExtent(extent: readonly [number, number], fraction: number): readonly [number, number] {
  const [low, high] = extent;
  const span = high - low;
  // A constant line of 3.7 V gets an axis from 3.5 to 3.9: wide enough that the constancy shows.
  const padding = span > 0 ? span * fraction : Math.abs(low) * 0.05;
  const padded = [
    Math.max(-Number.MAX_VALUE, low - padding),
    Math.min(Number.MAX_VALUE, high + padding),
  ] as const satisfies readonly [number, number];
  return padded[0] < padded[1] ? padded : [low - 1, high + 1];
}

/** The domain of an axis of which nothing is known: it has no ticks, and nothing has a place on it. */
export const numberless: readonly [number, number] = [0, 0];

/** How far along a domain of any two finite numbers, low < high, a value lies: 0 at the low end, 1 at the high one. */
export function shareOf(domain: readonly [number, number]): (value: number) => number {
  // The difference of two numbers near the largest overflows, that of their halves does not.
  const unit = Number.isFinite(domain[1] - domain[0]) ? 1 : 0.5;
  const low = domain[0] * unit;
  const span = domain[1] * unit - low;
  return (value) => (value * unit - low) / span;
}

/** Sorted copy of the finite values, thinned evenly to at most about `limit` of them. */
function sortedSample(values: ArrayLike<number>, limit: number): Float64Array {
  const step = Math.max(1, Math.floor(values.length / limit));
  const sample = new Float64Array(Math.ceil(values.length / step));
  let count = 0;
  for (let i = 0; i < values.length; i += step) {
    const value = values[i]!;
    if (Number.isFinite(value)) sample[count++] = value;
  }
  return sample.subarray(0, count).sort();
}

/**
 * Quantiles (fractions 0..1, linear interpolation) of the finite values;
 * of an even sample of 200 000 of them if there are more. `undefined` without finite values.
 */
export function quantiles(values: ArrayLike<number>, fractions: readonly number[]): number[] | undefined {
  const sorted = sortedSample(values, 200_000);
  if (sorted.length === 0) return undefined;
  return fractions.map((fraction) => {
    const place = fraction * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below]!;
    const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
    const share = place - below;
    // Numbers near the largest: their difference may overflow.
    return Number.isFinite(high - low) ? low + share * (high - low) : (1 - share) * low + share * high;
  });
}

/** Median of the finite values; NaN without any. */
export function median(values: ArrayLike<number>): number {
  return quantiles(values, [0.5])?.[0] ?? Number.NaN;
}

/**
 * @throws OperandoError `shape-mismatch` naming `parameter` and what it must match.
 */
export function requireLength(
  values: ArrayLike<number | boolean>,
  length: number,
  parameter: string,
  against: string,
): void {
  if (values.length === length) return;
  throw new OperandoError('shape-mismatch', `Has ${values.length} values, but ${against} has ${length}.`, {
    where: { parameter },
    cure: `Give one value of ${parameter} per value of ${against}.`,
  });
}

/**
 * @throws OperandoError `non-finite`, or `code` where a value is not above the one before it.
 */
export function requireIncreasing(
  values: ArrayLike<number>,
  parameter: string,
  code: 'axis-not-increasing' | 'time-backwards',
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      throw new OperandoError('non-finite', `Value ${i} is ${value}.`, { where: { parameter, row: i } });
    }
    if (i > 0 && value <= values[i - 1]!) {
      throw new OperandoError(code, `Value ${i} (${value}) is not above the one before it (${values[i - 1]}).`, {
        where: { parameter, row: i },
        cure: 'Sort it, and the data with it, first.',
      });
    }
  }
}

/**
 * Checks a `[low, high]` option.
 * @throws OperandoError `invalid-argument` unless both are finite and low < high.
 */
export function requireRange(range: readonly [number, number], parameter: string): readonly [number, number] {
  const [low, high] = range;
  if (Number.isFinite(low) && Number.isFinite(high) && low < high) return range;
  throw new OperandoError('invalid-argument', `[${low}, ${high}] is not a range.`, {
    where: { parameter },
    cure: 'Give two finite numbers, the lower one first.',
  });
}

/**
 * Checks a size option.
 * @throws OperandoError `invalid-argument` unless finite and between `low` and `high`.
 */
export function requireBetween(value: number, low: number, high: number, parameter: string): number {
  if (value >= low && value <= high) return value;
  throw new OperandoError('invalid-argument', `${value} is not between ${low} and ${high}.`, { where: { parameter } });
}
