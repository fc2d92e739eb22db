/** Smallest and largest finite value, undefined when there is none. */
export function finiteExtent(values: ArrayLike<number>): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : undefined;
}

/** Upper median of the finite values, NaN when there is none. */
export function finiteMedian(values: Float64Array): number {
  const finite = values.filter(Number.isFinite).sort();
  return finite[finite.length >> 1] ?? Number.NaN;
}
