/**
 * Position of `value` in the increasing `x`: the last index with x[i] - origin <= value, 0 below the range.
 * @param origin Subtracted from x before comparing. @default 0
 */
export function indexOf(x: Float64Array, value: number, origin = 0): number {
  if (!(value >= x[0]! - origin)) return 0;
  let low = 0;
  let high = x.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (x[middle]! - origin <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Index of the point of the increasing `x` nearest to `value`; a tie goes to the lower index. */
export function indexNearest(x: Float64Array, value: number): number {
  const below = indexOf(x, value);
  if (below === x.length - 1) return below;
  return Math.abs(x[below + 1]! - value) < Math.abs(value - x[below]!) ? below + 1 : below;
}

/** Rounds halves to the even integer, as IEEE 754 and Python do, where Math.round goes up. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const fraction = value - floor;
  if (fraction !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** The values with the given numbers: what `from` with a function does, in a tenth of its time. */
export function valuesAt(values: ArrayLike<number>, numbers: ArrayLike<number>): Float64Array {
  const out = new Float64Array(numbers.length);
  for (let i = 0; i < out.length; i++) out[i] = values[numbers[i]!]!;
  return out;
}
