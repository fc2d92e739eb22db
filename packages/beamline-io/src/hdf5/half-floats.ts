/**
 * Stands on what describes half-precision numbers. Registered, since the compiled library is one for all copies of this package in a
 * process: what one of them has marked the others have to know.
 */
const halfMark = Symbol.for('@operando/beamline-io half-precision');

/** Marks what describes half-precision numbers, whose bits the library is to give as integers. */
export function markHalfs(description: object): void {
  Object.defineProperty(description, halfMark, { value: true, enumerable: true });
}

/** Whether what the library gives as integers are the bits of half-precision numbers. */
export function areHalfs(description: object): boolean {
  return halfMark in description;
}

/** Half-precision numbers from their bits. Source: IEEE 754-2019, 3.4, binary16. */
export function fromHalfs(bits: ArrayLike<number>): Float64Array {
  return Float64Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
    return sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}
