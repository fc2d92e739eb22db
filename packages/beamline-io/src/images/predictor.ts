import type { Samples } from './samples.js';

/** Adds up differences along each row (predictor 2), in place; sums wrap round as they did when differences were taken. */
export function addAlongRows(values: Samples | BigUint64Array, width: number): void {
  const { length } = values;
  if (values instanceof BigUint64Array) {
    for (let row = 0; row + width <= length; row += width)
      for (let i = row + 1; i < row + width; i++) values[i] = values[i]! + values[i - 1]!;
    return;
  }
  for (let row = 0; row + width <= length; row += width) {
    let sum = values[row]!;
    for (let i = row + 1; i < row + width; i++) {
      values[i] = values[i]! + sum;
      sum = values[i]!;
    }
  }
}

/**
 * Floating-point numbers of predictor 3: of each row the highest bytes of all numbers come first, then the next ones, and differences
 * of neighbouring bytes are kept.
 * @param size Bytes of a number. @returns The numbers' bytes, in the order asked for.
 */
export function floatBytes(bytes: Uint8Array, width: number, size: number, littleEndian: boolean): Uint8Array {
  const row = width * size;
  const out = new Uint8Array(bytes.length);
  const sums = new Uint8Array(row);
  for (let start = 0; start + row <= bytes.length; start += row) {
    let sum = 0;
    for (let i = 0; i < row; i++) {
      sum = (sum + bytes[start + i]!) & 255;
      sums[i] = sum;
    }
    for (let k = 0; k < size; k++) {
      const place = littleEndian ? size - 1 - k : k;
      for (let i = 0, to = start + place; i < width; i++, to += size) out[to] = sums[k * width + i]!;
    }
  }
  return out;
}
