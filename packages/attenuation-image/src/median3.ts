import type { PictureSize } from './picture.js';

/** Values of three rows, column by column in order. */
function sortColumns(above: Float32Array, here: Float32Array, below: Float32Array, sorted: Float32Array): void {
  const width = here.length;
  for (let x = 0; x < width; x++) {
    const a = above[x]!;
    const b = here[x]!;
    const c = below[x]!;
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    sorted[x] = low < c ? low : c;
    sorted[width + x] = low < c ? (high < c ? high : c) : low;
    sorted[2 * width + x] = high > c ? high : c;
  }
}

/**
 * Median of 3 x 3 pixels; at the border the picture is continued by its outermost pixels. Columns of three are sorted once for three
 * medians: the median is the middle one of the largest low, the middle middle and the smallest high value.
 *
 * @param out Where it is put. @default an array of its own
 */
export function median3(
  values: Float32Array,
  { width, height }: PictureSize,
  out: Float32Array = new Float32Array(width * height),
): Float32Array {
  const sorted = new Float32Array(3 * width);
  const row = (y: number): Float32Array => {
    const inside = Math.min(height - 1, Math.max(0, y));
    return values.subarray(inside * width, (inside + 1) * width);
  };
  for (let y = 0; y < height; y++) {
    sortColumns(row(y - 1), row(y), row(y + 1), sorted);
    const base = y * width;
    let l0 = sorted[0]!;
    let m0 = sorted[width]!;
    let h0 = sorted[2 * width]!;
    let l1 = l0;
    let m1 = m0;
    let h1 = h0;
    for (let x = 0; x < width; x++) {
      const next = x + 1 < width ? x + 1 : x;
      const l2 = sorted[next]!;
      const m2 = sorted[width + next]!;
      const h2 = sorted[2 * width + next]!;
      const low = l0 > l1 ? (l0 > l2 ? l0 : l2) : l1 > l2 ? l1 : l2;
      const high = h0 < h1 ? (h0 < h2 ? h0 : h2) : h1 < h2 ? h1 : h2;
      const mid = m0 < m1 ? (m1 < m2 ? m1 : m0 < m2 ? m2 : m0) : m0 < m2 ? m0 : m1 < m2 ? m2 : m1;
      out[base + x] =
        low < mid ? (mid < high ? mid : low < high ? high : low) : low < high ? low : mid < high ? high : mid;
      l0 = l1;
      m0 = m1;
      h0 = h1;
      l1 = l2;
      m1 = m2;
      h1 = h2;
    }
  }
  return out;
}

/** Median of the pixels around one, without those that are marked; NaN without any. */
export function medianAround(
  values: Float32Array,
  at: number,
  { width, height }: PictureSize,
  marked: Uint8Array,
): number {
  const [x0, y0] = [at % width, Math.floor(at / width)];
  for (let reach = 1; reach <= 3; reach++) {
    const found: number[] = [];
    for (let y = Math.max(0, y0 - reach); y <= Math.min(height - 1, y0 + reach); y++)
      for (let x = Math.max(0, x0 - reach); x <= Math.min(width - 1, x0 + reach); x++)
        if (marked[y * width + x] === 0 && y * width + x !== at) found.push(values[y * width + x]!);
    if (found.length < 3) continue;
    found.sort((a, b) => a - b);
    const half = found.length >> 1;
    return found.length % 2 === 1 ? found[half]! : (found[half - 1]! + found[half]!) / 2;
  }
  return Number.NaN;
}

/** Median of the 3 x 3 pixels around one, that itself included, as {@link median3} has it. */
export function median3At(values: Float32Array, at: number, { width, height }: PictureSize): number {
  const x0 = at % width;
  const y0 = (at - x0) / width;
  const nine: number[] = [];
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      const x = Math.min(width - 1, Math.max(0, x0 + dx));
      const y = Math.min(height - 1, Math.max(0, y0 + dy));
      nine.push(values[y * width + x]!);
    }
  return nine.sort((a, b) => a - b)[4]!;
}
