/** Value below which a share of the values lies, between neighbours in proportion. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - below);
}

/** Median, and half the distance of the quartiles as a share of it. */
export interface Spread {
  readonly median: number;
  readonly spread: number;
}

/** Median and spread of at least one value. */
export function spreadOf(values: readonly number[]): Spread {
  const median = quantile(values, 0.5);
  return { median, spread: (quantile(values, 0.75) - quantile(values, 0.25)) / 2 / median };
}

/** Standard deviation by the quartiles, which few values far off do not move: where a normal distribution has it. */
export function quartileDeviation(values: readonly number[]): number {
  return (quantile(values, 0.75) - quantile(values, 0.25)) / 1.349;
}

/** Mean and standard deviation of the finite ones of some values, and how many are not finite. */
export function momentsOf(values: ArrayLike<number>): {
  readonly mean: number;
  readonly deviation: number;
  readonly lost: number;
} {
  const finite = Array.from(values).filter(Number.isFinite);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const square = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length;
  return { mean, deviation: Math.sqrt(square), lost: values.length - finite.length };
}

/** Largest difference of two lists of one length; NaN where one of them is. */
export function farthest(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < one.length; i++) {
    const difference = Math.abs(one[i]! - other[i]!);
    if (!(difference <= most)) most = difference;
  }
  return one.length === other.length ? most : Number.NaN;
}
