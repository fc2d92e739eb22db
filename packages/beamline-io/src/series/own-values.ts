/** Values in memory of their own: a copy of such as are part of something larger, which would be held with them. */
export function ownValues(values: Float64Array): Float64Array {
  return values.byteLength === values.buffer.byteLength ? values : values.slice();
}
