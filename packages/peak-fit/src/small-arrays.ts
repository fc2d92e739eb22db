/**
 * Arrays of a few numbers, by loops: the built-in `fill` and `set` cost more than what they do (some 30 ns a call on V8, of which a
 * fit of one short peak would make a hundred).
 */

/** Make all 0. */
export function clear(values: Float64Array | Uint8Array): void {
  for (let i = 0; i < values.length; i++) values[i] = 0;
}

/** The beginning of `values` to all of `out`. */
export function copyTo(values: ArrayLike<number>, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = values[i]!;
}
