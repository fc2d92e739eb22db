import { edgeSearchModule, kernelOf, rowAddress } from '@operando/numerics/kernels';
import type { KernelChoice, KernelTable } from '@operando/numerics/kernels';
import type { BandedSmoothing } from './smoothed-maximum.js';

/** Whole numbers at the head of a table, as `kernels/edge-search.ts` reads them. */
const head = 16;
/** Rows in a block of `bandedSmoothing`, at least. */
const leastBlock = 8;

/** Doubles that a table of a window of so many points holds before its matrix. */
export function windowRoom(size: number): number {
  const even = size + (size % 2);
  return head / 2 + 4 * even + 3 * (Math.ceil(size / leastBlock) + 2);
}

/**
 * A window of the search for e0 as the kernel reads it.
 *
 * @param smoothing Made with {@link windowRoom} before its matrix, which is filled.
 */
export function windowTable(
  { full, from, to, tail, blockFrom, blockTo, blockTail }: BandedSmoothing,
  inverseSpacing: Float64Array,
  first: number,
  margin: number,
): KernelTable {
  const { buffer } = full.matrix;
  const values = new Float64Array(buffer);
  const integers = new Int32Array(buffer);
  const places: number[] = [];
  let bytes = 4 * head;
  for (const part of [inverseSpacing, from, to, tail, blockFrom, blockTo, blockTail]) {
    places.push(bytes);
    if (part instanceof Float64Array) values.set(part, bytes / 8);
    else integers.set(part, bytes / 4);
    bytes += (part.byteLength + 15) & ~15;
  }
  integers.set([full.size, blockFrom.length, margin, first, ...places, full.matrix.byteOffset]);
  return { values };
}

/** Looks for the edge of a row: coarse, in all of it, and within a window. Both give -1 where it takes a closer look. */
export interface EdgeKernel {
  coarse(this: void, mu: Float64Array, offset: number): number;
  within(this: void, table: KernelTable, mu: Float64Array, offset: number): number;
}

/** What the search in a whole row goes by. */
interface CoarseGrid {
  /** First point, and how many, all of which follow one another. */
  readonly first: number;
  readonly inverseSpacing: Float64Array;
  readonly margin: number;
}

/**
 * The kernel for rows of so many points; undefined where the plain way is to be gone.
 *
 * @param threshold Share of the derivative's span above which a point counts as high.
 */
export function edgeKernel(
  points: number,
  { first, inverseSpacing, margin }: CoarseGrid,
  threshold: number,
  choice: KernelChoice = 'auto',
): EdgeKernel | undefined {
  const kernel = kernelOf(edgeSearchModule, choice);
  if (kernel === undefined || 5 * points + 64 > kernel.space.innerSize) return undefined;
  const { run, space } = kernel;
  const weights: KernelTable = { values: inverseSpacing };
  const count = inverseSpacing.length;
  const work = space.inner + 8 * (points + (points % 2));
  return {
    coarse(mu, offset) {
      const row = rowAddress(space, mu, offset, points);
      return run.coarseEdge(count, row + 8 * first, space.place(weights), margin, threshold, work);
    },
    within(table, mu, offset) {
      return run.windowEdge(space.place(table), rowAddress(space, mu, offset, points), threshold, work);
    },
  };
}
