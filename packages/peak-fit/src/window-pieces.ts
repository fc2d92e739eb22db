import type { ColumnOffsets, DrawnPartners, Pieces, SeparableSpace } from './separable-space.js';

/** Points worked on at a time: the columns of a few peaks then stay in the first-level cache, or in the second for kernels, which are called less often then. */
const longestPiece = 128;
const longestOfKernels = 512;

/** Lists for so many units; background, and data or residuals, come first in them. */
export function drawnPartners(units: number, { background, data, residuals }: ColumnOffsets): DrawnPartners {
  const terms = background.length;
  const shapes = new Int32Array(terms + 1 + 2 * units);
  const slopes = new Int32Array(terms + 1 + 3 * units);
  shapes.set([...background, data]);
  slopes.set([...background, residuals]);
  return {
    count: 0,
    units: new Int32Array(units),
    shapes,
    slopes,
    everySlope: new Int32Array(2 * units),
    shapePlaces: Int32Array.from(shapes, (_, j) => j),
    slopePlaces: Int32Array.from(slopes, (_, j) => j),
    everyPlace: new Int32Array(2 * units),
  };
}

/** @param sides Side of each unit. */
export function createPieces(
  points: number,
  sides: Int8Array,
  at: ColumnOffsets,
  memory: Float64Array,
  kernels: boolean,
): Pieces {
  const longest = kernels ? longestOfKernels : longestPiece;
  const ends = sides.reduce((sum, side) => sum + Math.abs(side), 0);
  const most = Math.ceil(points / longest) + ends;
  const pieces: Pieces = {
    count: 0,
    longest,
    starts: new Int32Array(most + 1),
    ends: new Int32Array(ends),
    drawn: ends === 0 ? undefined : Array.from({ length: most }, () => drawnPartners(sides.length, at)),
    sums: memory.subarray(at.sums, at.sums + 2 * (at.background.length + 1 + 3 * sides.length)),
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
export function cutAtHalves(space: SeparableSpace): void {
  const { pieces, points, sides, wideFrom, wideTo } = space;
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
  listPieces(space, pieces);
}

/** Units that are drawn in a piece, and their columns. */
export function drawnIn({ pieces, partners }: SeparableSpace, piece: number): DrawnPartners {
  return pieces.drawn === undefined ? partners.every : pieces.drawn[piece]!;
}

/** List them for each piece, after it was cut. */
function listPieces({ at, wideFrom, wideTo }: SeparableSpace, { count, starts, drawn }: Pieces): void {
  for (let piece = 0; piece < count; piece++) {
    const first = starts[piece]!;
    const list = drawn![piece]!;
    list.count = 0;
    for (let p = 0; p < wideFrom.length; p++)
      if (wideFrom[p]! <= first && first < wideTo[p]!) list.units[list.count++] = p;
    listDrawn(at, list);
  }
}

/** Fill in the columns of its units, and their places. */
export function listDrawn(at: ColumnOffsets, drawn: DrawnPartners): void {
  const { count, units, shapes, slopes, everySlope, shapePlaces, slopePlaces, everyPlace } = drawn;
  const ofL = at.background.length + 1;
  const ofG = ofL + count;
  const others = ofL + units.length;
  for (let k = 0; k < count; k++) {
    const p = units[k]!;
    shapes[ofL + k] = at.lorentzian[p]!;
    shapes[ofG + k] = at.gaussian[p]!;
    shapePlaces[ofL + k] = ofL + p;
    shapePlaces[ofG + k] = others + p;
    slopes[ofL + k] = at.lorentzian[p]!;
    slopePlaces[ofL + k] = ofL + p;
    for (let j = 0; j < 2; j++) {
      const column = (j === 0 ? at.slopeX : at.slopeY)[p]!;
      slopes[ofG + 2 * k + j] = column;
      slopePlaces[ofG + 2 * k + j] = others + 2 * p + j;
      everySlope[2 * k + j] = column;
      everyPlace[2 * k + j] = 2 * p + j;
    }
  }
}
