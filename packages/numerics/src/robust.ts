/**
 * Median of the values, NaN for none. Partial selection (Hoare's quickselect), the input is reordered.
 */
export function medianInPlace(values: Float64Array): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  const half = n >> 1;
  const upper = selectInPlace(values, half);
  if (n % 2 === 1) return upper;
  let lower = -Infinity;
  for (let i = 0; i < half; i++) lower = Math.max(lower, values[i]!);
  return 0.5 * (lower + upper);
}

/** Median of the values, NaN for none. */
export function median(values: ArrayLike<number>): number {
  return medianInPlace(new Float64Array(values));
}

/** The k-th smallest value (from 0); afterwards nothing before k is larger. */
function selectInPlace(values: Float64Array, k: number): number {
  let left = 0;
  let right = values.length - 1;
  while (left < right) {
    const pivot = values[(left + right) >> 1]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const swap = values[i]!;
        values[i] = values[j]!;
        values[j] = swap;
        i++;
        j--;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k]!;
}

/** The k-th smallest value (from 0), NaN where there is none. The input is reordered: nothing before k is larger, nothing behind it smaller. */
export function nthSmallestInPlace(values: Float64Array, k: number): number {
  return k >= 0 && k < values.length ? selectInPlace(values, k) : Number.NaN;
}

/** Standard deviation of a normal distribution with the same median absolute value: 1.4826 median |v|. */
export function sigmaFromMedian(deviations: ArrayLike<number>): number {
  return sigmaFromMedianInPlace(new Float64Array(deviations));
}

/** {@link sigmaFromMedian} of values that it may overwrite. */
export function sigmaFromMedianInPlace(deviations: Float64Array): number {
  for (let i = 0; i < deviations.length; i++) deviations[i] = Math.abs(deviations[i]!);
  return sigmaOfMedian(medianInPlace(deviations));
}

/** Standard deviation of a normal distribution whose magnitudes have this median. */
export function sigmaOfMedian(magnitude: number): number {
  return 1.482602218505602 * magnitude;
}
