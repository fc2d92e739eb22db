import ndarray from 'ndarray';
import type { NdArray } from 'ndarray';
import { OperandoError } from '../error.js';

/** Values of a stack: an ndarray, or a flat row-major array whose shape follows from frames and axis. */
export type StackLike = NdArray<Float64Array> | ArrayLike<number>;

/** Is this an ndarray rather than a flat array? */
export function isNdArray<T extends Float64Array | Uint8Array>(
  value: NdArray<T> | ArrayLike<number>,
): value is NdArray<T> {
  return 'stride' in value && 'shape' in value && 'data' in value;
}

/** Throws `shape-mismatch` unless both shapes are equal. */
export function expectShape(what: string, actual: readonly number[], expected: readonly number[]): void {
  if (actual.length !== expected.length || actual.some((n, i) => n !== expected[i])) {
    throw new OperandoError(
      'shape-mismatch',
      `${what} has shape [${actual.join(' x ')}] where [${expected.join(' x ')}] is needed.`,
    );
  }
}

/** True when an ndarray's elements lie one after another from the first, in row-major order. */
export function isRowMajor(array: NdArray<Float64Array> | NdArray<Uint8Array>): boolean {
  let expected = 1;
  for (let d = array.shape.length - 1; d >= 0; d--) {
    if (array.shape[d] !== 1 && array.stride[d] !== expected) return false;
    expected *= array.shape[d]!;
  }
  return true;
}

/**
 * The values of an ndarray as one contiguous row-major `Float64Array`: a view
 * without copying where the layout allows it, a copy otherwise. Kernels work on this.
 */
export function flatValues(array: NdArray<Float64Array>): Float64Array {
  if (isRowMajor(array)) return array.data.subarray(array.offset, array.offset + array.size);
  return copyRowMajor(array, new Float64Array(array.size));
}

/** As {@link flatValues}, for a mask. */
export function flatMask(mask: NdArray<Uint8Array>): Uint8Array {
  if (isRowMajor(mask)) return mask.data.subarray(mask.offset, mask.offset + mask.size);
  return copyRowMajor(mask, new Uint8Array(mask.size));
}

function copyRowMajor<T extends Float64Array | Uint8Array>(array: NdArray<T>, out: T): T {
  const { shape, stride, data, offset } = array;
  const rank = shape.length;
  const last = shape[rank - 1]!;
  const lastStride = stride[rank - 1]!;
  const rows = array.size / last;
  const index = new Array<number>(rank - 1).fill(0);
  for (let row = 0; row < rows; row++) {
    let from = offset;
    for (let d = 0; d < rank - 1; d++) from += index[d]! * stride[d]!;
    for (let j = 0; j < last; j++) out[row * last + j] = data[from + j * lastStride]!;
    for (let d = rank - 2; d >= 0; d--) {
      if (++index[d]! < shape[d]!) break;
      index[d] = 0;
    }
  }
  return out;
}

/** A stack as an ndarray of float64: used as it is where it already is one. @throws OperandoError `shape-mismatch`. */
export function asFloatStack(what: string, value: StackLike, shape: number[]): NdArray<Float64Array> {
  if (isNdArray<Float64Array>(value)) {
    expectShape(what, value.shape, shape);
    if (value.data instanceof Float64Array) return value;
    return ndarray(copyRowMajor(value, new Float64Array(value.size)), shape);
  }
  const size = shape.reduce((product, n) => product * n, 1);
  expectShape(`flat ${what}`, [value.length], [size]);
  return ndarray(value instanceof Float64Array ? value : Float64Array.from(value), shape);
}

/** A mask as an ndarray of bytes. */
export function asMask(value: NdArray<Uint8Array> | ArrayLike<number>, shape: number[]): NdArray<Uint8Array> {
  if (isNdArray<Uint8Array>(value)) {
    expectShape('mask', value.shape, shape);
    if (value.data instanceof Uint8Array) return value;
    return ndarray(copyRowMajor(value, new Uint8Array(value.size)), shape);
  }
  const size = shape.reduce((product, n) => product * n, 1);
  expectShape('flat mask', [value.length], [size]);
  return ndarray(value instanceof Uint8Array ? value : Uint8Array.from(value), shape);
}
