/**
 * A short name that differs between figures with other numbers, so that several in one page do not share clip paths.
 */
export function figureId(numbers: readonly number[]): string {
  let hash = 2166136261;
  for (const value of numbers) hash = Math.imul(hash ^ Math.round((value || 0) * 1000), 16777619) >>> 0;
  return `f${hash.toString(36)}`;
}

/** At most about 64 of the values, evenly. */
export function evenSample(values: ArrayLike<number>): number[] {
  const step = Math.max(1, Math.floor(values.length / 64));
  return Array.from({ length: Math.ceil(values.length / step) }, (_, i) => values[i * step]!);
}
