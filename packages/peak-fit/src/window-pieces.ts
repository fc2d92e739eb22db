import type { ColumnOffsets, DrawnPartners, Pieces, SeparableSpace } from './separable-space.js';

/** Points worked on at a time: the columns of a few peaks then stay in the first-level cache, or in the second for kernels, which are called less often then. */
const longestPiece = 128;
const longestOfKernels = 512;

/** Lists for so many units. */
export function drawnPartners(units: number, terms: number): DrawnPartners {
  return {
    count: 0,
    units: new Int32Array(units),
    shapes: new Int32Array(terms + 1 + 2 * units),
    slopes: new Int32Array(terms + 1 + 3 * units),
    everySlope: new Int32Array(2 * units),
  };
}

/** @param sides Side of each unit. @param at Where sums of products lie in the memory. */
export function createPieces(
  points: number,
  sides: Int8Array,
  terms: number,
  memory: Float64Array,
  at: number,
  kernels: boolean,
): Pieces {
  const longest = kernels ? longestOfKernels : longestPiece;
  const ends = sides.reduce((sum, side) => sum + Math.abs(side), 0);
  const pieces: Pieces = {
    count: 0,
    longest,
    starts: new Int32Array(Math.ceil(points / longest) + ends + 1),
    ends: new Int32Array(ends),
    drawn: ends === 0 ? undefined : drawnPartners(sides.length, terms),
    sums: memory.subarray(at, at + 2 * (terms + 1 + 3 * sides.length)),
  };
  cut(pieces, points);
  return pieces;
}

function cut(pieces: Pieces, points: number): void {
  const { starts, ends, longest } = pieces;
  pieces.count = 0;
  let from = 0;
  for (let k = 0; k <= ends.length; k++) {
    const to = k < ends.length ? ends[k]! : points;
    for (; from < to; from = Math.min(to, from + longest)) starts[pieces.count++] = from;
  }
  starts[pieces.count] = points;
}

/** Cut the window where halves end now. */
export function cutAtHalves({ pieces, points, sides, wideFrom, wideTo }: SeparableSpace): void {
  const { ends } = pieces;
  let k = 0;
  for (let p = 0; p < sides.length; p++) if (sides[p] !== 0) ends[k++] = sides[p]! < 0 ? wideTo[p]! : wideFrom[p]!;
  // They are few, and mostly in order.
  for (let i = 1; i < ends.length; i++) {
    const end = ends[i]!;
    let j = i;
    for (; j > 0 && ends[j - 1]! > end; j--) ends[j] = ends[j - 1]!;
    ends[j] = end;
  }
  cut(pieces, points);
}

/** Units that are drawn in a piece that begins at `first`, and their columns. */
export function drawnIn(
  { pieces, partners, units, at, wideFrom, wideTo }: SeparableSpace,
  first: number,
): DrawnPartners {
  const { drawn } = pieces;
  if (drawn === undefined) return partners.every;
  drawn.count = 0;
  for (let p = 0; p < units; p++) if (wideFrom[p]! <= first && first < wideTo[p]!) drawn.units[drawn.count++] = p;
  listDrawn(at, drawn);
  return drawn;
}

/** Fill the columns of its units. */
export function listDrawn(at: ColumnOffsets, { count, units, shapes, slopes, everySlope }: DrawnPartners): void {
  const { background } = at;
  const terms = background.length;
  shapes.set(background);
  slopes.set(background);
  shapes[terms] = at.data;
  slopes[terms] = at.residuals;
  const after = terms + 1;
  for (let k = 0; k < count; k++) {
    const p = units[k]!;
    shapes[after + k] = at.lorentzian[p]!;
    shapes[after + count + k] = at.gaussian[p]!;
    slopes[after + k] = at.lorentzian[p]!;
    slopes[after + count + 2 * k] = at.slopeX[p]!;
    slopes[after + count + 2 * k + 1] = at.slopeY[p]!;
    everySlope[2 * k] = at.slopeX[p]!;
    everySlope[2 * k + 1] = at.slopeY[p]!;
  }
}
