import type { ColumnDots, Kernel, PatternLines } from '@operando/numerics/kernels';
import type { NormalEquations } from './equation-types.js';

/** Points that go through at once: columns of a pattern of so many stay in the processor's cache. */
const mostPoints = 1024;

/**
 * Normal equations of whole columns by the kernel of scalar products: a piece of all columns, times the roots of the weights, goes into
 * its memory, and two are multiplied with four at a time. Undefined where there are too many columns for its memory.
 */
export function createKernelEquations(
  columns: readonly Float64Array[],
  { run, space }: Kernel<ColumnDots>,
  lines: PatternLines,
): NormalEquations | undefined {
  const size = columns.length;
  const points = columns[0]!.length;
  const { doubles, scratch, scratchSize } = space;
  // Residual and columns, the roots of the weights, then a row of sums for each column.
  const rowSize = size + 1;
  const room = Math.floor((scratchSize - size * rowSize) / (size + 2)) & ~1;
  const stride = Math.min(mostPoints, room, (points + 1) & ~1);
  if (stride < 64 && stride < points) return undefined;
  const base = scratch >> 3;
  const ofRoots = base + (size + 1) * stride;
  const sums = ofRoots + stride;
  const put = (column: Float64Array, from: number, n: number, to: number): void => {
    doubles.set(column.subarray(from, from + n), to);
    lines.timesInPlace(to << 3, ofRoots << 3, n);
  };
  const used = new Int32Array(size);
  const roots = new Float64Array(points);
  return (use, weights, residual, a, g, known) => {
    let count = 0;
    for (let j = 0; j < size; j++) if (use[j]) used[count++] = j;
    doubles.fill(0, sums, sums + count * rowSize);
    for (let i = 0; i < points; i++) roots[i] = Math.sqrt(weights[i]!);
    for (let from = 0; from < points; from += stride) {
      const n = Math.min(stride, points - from);
      doubles.set(roots.subarray(from, from + n), ofRoots);
      put(residual, from, n, base);
      for (let c = 0; c < count; c++) put(columns[used[c]!]!, from, n, base + (c + 1) * stride);
      for (let c = 0; c < count; c += 2) {
        const isPair = c + 1 < count;
        const one = base + (c + 1) * stride;
        const other = one + stride;
        // The residual, then columns up to the later one of the two, or those before the known ones.
        const partners = partnersOf(used, count, isPair ? c + 1 : c, known?.from);
        const row = sums + c * rowSize;
        if (isPair) addPairs(run, one, other, base, stride, partners, n, row, row + rowSize);
        else addSingles(run, one, base, stride, partners, n, row);
      }
    }
    for (let c = 0; c < count; c++) {
      const j = used[c]!;
      const row = sums + c * rowSize;
      g[j] = doubles[row]!;
      const partners = partnersOf(used, count, c, known?.from);
      for (let d = 0; d + 1 < partners; d++) {
        const k = used[d]!;
        a[j * size + k] = doubles[row + d + 1]!;
        a[k * size + j] = a[j * size + k]!;
      }
    }
  };
}

/** With how many a column is multiplied, the residual among them. */
function partnersOf(used: Int32Array, count: number, c: number, knownFrom: number | undefined): number {
  if (knownFrom === undefined || used[c]! < knownFrom) return c + 2;
  let before = 0;
  while (before < count && used[before]! < knownFrom) before++;
  return before + 1;
}

function addSingles(
  run: ColumnDots,
  one: number,
  base: number,
  stride: number,
  partners: number,
  n: number,
  row: number,
): void {
  const step = stride << 3;
  let k = 0;
  for (; k + 4 <= partners; k += 4) {
    const b = (base << 3) + k * step;
    run.dotFour(one << 3, b, b + step, b + 2 * step, b + 3 * step, n, (row + k) << 3);
  }
  for (; k < partners; k++) run.dotOne(one << 3, (base << 3) + k * step, n, (row + k) << 3);
}

function addPairs(
  run: ColumnDots,
  one: number,
  other: number,
  base: number,
  stride: number,
  partners: number,
  n: number,
  row: number,
  second: number,
): void {
  const step = stride << 3;
  const [a, c] = [one << 3, other << 3];
  let k = 0;
  for (; k + 4 <= partners; k += 4) {
    const b = (base << 3) + k * step;
    run.pairFour(a, c, b, b + step, b + 2 * step, b + 3 * step, n, (row + k) << 3, (second + k) << 3);
  }
  for (; k + 2 <= partners; k += 2) {
    const b = (base << 3) + k * step;
    run.pairTwo(a, c, b, b + step, n, (row + k) << 3, (second + k) << 3);
  }
  if (k < partners) run.pairOne(a, c, (base << 3) + k * step, n, (row + k) << 3, (second + k) << 3);
}
