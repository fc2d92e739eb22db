import type { VolumeShape, VoxelEdges } from '../volume.js';
import { expectVoxels } from '../volume.js';

/** Room for one line of voxels and its lower envelope of parabolas. */
interface Line {
  readonly squares: Float64Array;
  readonly places: Int32Array;
  readonly bounds: Float64Array;
}

/** Squared distances along x to the next voxel outside, Infinity where a row has none. */
function alongRow(mask: Uint8Array, squares: Float32Array, from: number, to: number, edge: number): void {
  let last = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    if (mask[i] === 0) last = i;
    squares[i] = i - last;
  }
  last = Number.POSITIVE_INFINITY;
  for (let i = to - 1; i >= from; i--) {
    if (mask[i] === 0) last = i;
    const steps = Math.min(squares[i]!, last - i) * edge;
    squares[i] = steps * steps;
  }
}

/** Least sum of a line's square and the squared distance to its place, for each place. Exact: Felzenszwalb and Huttenlocher 2012. */
function alongLine(
  { squares, places, bounds }: Line,
  count: number,
  edge: number,
  out: Float32Array,
  from: number,
  step: number,
): void {
  const weight = edge * edge;
  let top = -1;
  for (let q = 0; q < count; q++) {
    const height = squares[q]!;
    if (height === Infinity) continue;
    const own = height + weight * q * q;
    let bound = Number.NEGATIVE_INFINITY;
    while (top >= 0) {
      const p = places[top]!;
      bound = (own - squares[p]! - weight * p * p) / (2 * weight * (q - p));
      if (bound > bounds[top]!) break;
      top--;
    }
    top++;
    places[top] = q;
    bounds[top] = top === 0 ? Number.NEGATIVE_INFINITY : bound;
  }
  if (top < 0) return;
  let k = 0;
  for (let q = 0; q < count; q++) {
    while (k < top && bounds[k + 1]! < q) k++;
    const p = places[k]!;
    out[from + q * step] = squares[p]! + weight * (q - p) * (q - p);
  }
}

/** Lines of a block of neighbouring columns are gathered at once, so that memory is read in order. */
const columnsAtOnce = 16;

function alongColumns(
  squares: Float32Array,
  base: number,
  count: number,
  step: number,
  width: number,
  edge: number,
): void {
  const lines = Array.from({ length: columnsAtOnce }, () => new Float64Array(count));
  const places = new Int32Array(count);
  const bounds = new Float64Array(count);
  for (let x = 0; x < width; x += columnsAtOnce) {
    const columns = Math.min(columnsAtOnce, width - x);
    const isEmpty = new Uint8Array(columns).fill(1);
    for (let q = 0; q < count; q++) {
      for (let c = 0; c < columns; c++) {
        const value = squares[base + x + q * step + c]!;
        lines[c]![q] = value;
        if (value !== 0) isEmpty[c] = 0;
      }
    }
    for (let c = 0; c < columns; c++) {
      if (isEmpty[c] === 0) alongLine({ squares: lines[c]!, places, bounds }, count, edge, squares, base + x + c, step);
    }
  }
}

/**
 * Squared distance of each voxel of a mask to the nearest voxel outside it, centre to centre; 0 outside, Infinity where
 * nothing is outside. The border of the volume is not outside. Exact, also for voxels that are no cubes.
 *
 * @param mask 0 outside. @param edges Edges of a voxel along z, y and x. @default 1 each
 * @returns Squares in float32: whole numbers below 16 million for cubes of edge 1.
 * @throws OperandoError `shape-mismatch`
 */
export function distanceTransform(mask: Uint8Array, shape: VolumeShape, edges: VoxelEdges = [1, 1, 1]): Float32Array {
  expectVoxels(mask.length, shape);
  const { depth, height, width } = shape;
  const slice = height * width;
  const squares = new Float32Array(mask.length);
  for (let from = 0; from < mask.length; from += width) alongRow(mask, squares, from, from + width, edges[2]);
  for (let z = 0; z < depth; z++) alongColumns(squares, z * slice, height, width, width, edges[1]);
  for (let y = 0; y < height; y++) alongColumns(squares, y * width, depth, slice, width, edges[0]);
  return squares;
}
