/** Arrays one after another, in one of `make`; a single one is given as it is. */
export function joinArrays<T extends Float64Array | Int32Array | Uint8Array>(
  parts: readonly T[],
  make: (size: number) => T,
): T {
  if (parts.length === 1) return parts[0]!;
  const out = make(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** {@link joinArrays} of numbers. */
export function joinNumbers(parts: readonly Float64Array[]): Float64Array {
  return joinArrays(parts, (size) => new Float64Array(size));
}

/** {@link joinArrays} of bytes. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  return joinArrays(parts, (size) => new Uint8Array(size));
}
