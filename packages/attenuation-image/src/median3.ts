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

/** Gets the medians of a row, and the row itself: both are overwritten by the next one. */
export type MedianVisit = (y: number, medians: Float32Array, row: Float32Array) => void;

/** The plain loop: columns of three are sorted once for three medians. */
function plainMedians(values: Float32Array, { width, height }: PictureSize, visit: MedianVisit): void {
  const sorted = new Float32Array(3 * width);
  const medians = new Float32Array(width);
  const row = (y: number): Float32Array => {
    const inside = Math.min(height - 1, Math.max(0, y));
    return values.subarray(inside * width, (inside + 1) * width);
  };
  for (let y = 0; y < height; y++) {
    sortColumns(row(y - 1), row(y), row(y + 1), sorted);
    middleOfRow(sorted, medians);
    visit(y, medians, row(y));
  }
}

/** Medians of a row whose columns are sorted. */
function middleOfRow(sorted: Float32Array, medians: Float32Array): void {
  const width = medians.length;
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
    medians[x] = low < mid ? (mid < high ? mid : low < high ? high : low) : low < high ? low : mid < high ? high : mid;
    l0 = l1;
    m0 = m1;
    h0 = h1;
    l1 = l2;
    m1 = m2;
    h1 = h2;
  }
}

/** Rows one after another through the kernel; three of them are in its memory at a time. */
function kernelMedians(
  values: Float32Array,
  { width, height }: PictureSize,
  visit: MedianVisit,
  choice: KernelChoice,
): boolean {
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
  const rows = [0, 1, 2].map((row) => room.subarray(at(row), at(row) + width));
  const medians = room.subarray(result, result + width);
  load(0);
  for (let y = 0; y < height; y++) {
    load(y + 1);
    const above = at(Math.max(0, y - 1));
    const below = at(Math.min(height - 1, y + 1));
    run.medianRow(address(above), address(at(y)), address(below), width, address(sorted), address(result));
    visit(y, medians, rows[y % 3]!);
  }
  return true;
}

/** Goes through the medians of 3 x 3 pixels row by row; at the border the picture is continued by its outermost pixels. */
export function medianRows(
  values: Float32Array,
  size: PictureSize,
  visit: MedianVisit,
  choice: KernelChoice = 'auto',
): void {
  if (!kernelMedians(values, size, visit, choice)) plainMedians(values, size, visit);
}

/** Medians of 3 x 3 pixels; at the border the picture is continued by its outermost pixels. */
export function median3(values: Float32Array, size: PictureSize, choice: KernelChoice = 'auto'): Float32Array {
  const out = new Float32Array(size.width * size.height);
  medianRows(values, size, (y, medians) => out.set(medians, y * size.width), choice);
  return out;
}
