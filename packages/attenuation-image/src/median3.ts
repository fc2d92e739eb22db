import { kernelOf, picturesModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
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

/** The plain loop: columns of three are sorted once for three medians. */
function plainMedians(values: Float32Array, { width, height }: PictureSize, out: Float32Array): void {
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
}

/** Rows one after another through the kernel; three of them are in its memory at a time. */
function kernelMedians(values: Float32Array, { width, height }: PictureSize, out: Float32Array, choice: KernelChoice): boolean {
  const kernel = kernelOf(picturesModule, choice);
  const stride = (width + 3) & ~3;
  if (kernel === undefined) return false;
  const { run, space } = kernel;
  // Three rows, three sorted ones with their ends, and one of results.
  if (7 * stride + 32 > 2 * space.scratchSize) return false;
  const room = new Float32Array(space.memory.buffer, space.scratch, 2 * space.scratchSize);
  const at = (row: number): number => (row % 3) * stride;
  const load = (row: number): void => {
    if (row < height) room.set(values.subarray(row * width, (row + 1) * width), at(row));
  };
  const [sorted, result] = [3 * stride, 6 * stride + 32];
  const address = (place: number): number => space.scratch + 4 * place;
  load(0);
  for (let y = 0; y < height; y++) {
    load(y + 1);
    const above = at(Math.max(0, y - 1));
    const below = at(Math.min(height - 1, y + 1));
    run.medianRow(address(above), address(at(y)), address(below), width, address(sorted), address(result));
    out.set(room.subarray(result, result + width), y * width);
  }
  return true;
}

/**
 * Median of 3 x 3 pixels; at the border the picture is continued by its outermost pixels.
 *
 * @param out Where it is put. @default an array of its own
 */
export function median3(
  values: Float32Array,
  size: PictureSize,
  out: Float32Array = new Float32Array(size.width * size.height),
  choice: KernelChoice = 'auto',
): Float32Array {
  if (!kernelMedians(values, size, out, choice)) plainMedians(values, size, out);
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
