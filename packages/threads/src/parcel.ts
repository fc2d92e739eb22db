/** Data with the memory that is moved with them, not copied. */
export interface Parcel {
  readonly value: unknown;
  readonly transfer: ArrayBuffer[];
}

function isShared(buffer: ArrayBufferLike): buffer is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && buffer instanceof SharedArrayBuffer;
}

/**
 * Makes a result ready to leave its thread. Arrays are moved. One that is a part of a larger memory is cut out of it before, since
 * it would take all of it along; one in shared memory too, since that is written to again.
 */
export function parcelOf(value: unknown): Parcel {
  const transfer = new Set<ArrayBuffer>();
  const pack = (each: unknown): unknown => {
    if (typeof each !== 'object' || each === null) return each;
    if (ArrayBuffer.isView(each)) return packView(each);
    if (Array.isArray(each)) return each.map(pack);
    const prototype: unknown = Object.getPrototypeOf(each);
    if (prototype !== Object.prototype && prototype !== null) return each;
    return Object.fromEntries(Object.entries(each).map(([name, part]) => [name, pack(part)]));
  };
  const packView = (view: ArrayBufferView): unknown => {
    const { buffer, byteLength } = view;
    const isWhole = !isShared(buffer) && byteLength === buffer.byteLength;
    const own = isWhole || !('slice' in view) ? view : (view as Float64Array).slice();
    // Small ones are copied faster than moved.
    if (!isShared(own.buffer) && own.byteLength >= 1024) transfer.add(own.buffer);
    return own;
  };
  return { value: pack(value), transfer: [...transfer] };
}
