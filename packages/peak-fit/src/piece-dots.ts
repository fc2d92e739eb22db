import { addDots } from './column-dots.js';
import { addPairDots } from './column-pair-dots.js';
import type { DrawnPartners, SeparableSpace } from './separable-space.js';

/** Add sums of a piece from `from` on to a row of products, each to its place. They are 0 afterwards. */
function addPiece(
  { pieces, products }: SeparableSpace,
  places: Int32Array,
  from: number,
  count: number,
  row: number,
): void {
  const { sums } = pieces;
  for (let j = 0; j < count; j++) {
    products[row + places[j]!]! += sums[from + j]!;
    sums[from + j] = 0;
  }
}

/** Add products of a column with the first `count` of the columns drawn in a piece to a row. */
export function addShapeDots(
  space: SeparableSpace,
  drawn: DrawnPartners,
  column: number,
  count: number,
  start: number,
  end: number,
  row: number,
): void {
  const { at, pieces } = space;
  if (pieces.drawn === undefined) {
    addDots(space, column, drawn.shapes, count, start, end, at.products + row);
    return;
  }
  addDots(space, column, drawn.shapes, count, start, end, at.sums);
  addPiece(space, drawn.shapePlaces, 0, count, row);
}

/** Add products of both slopes of a unit with the columns drawn in a piece, up to themselves. */
export function addSlopeDots(
  space: SeparableSpace,
  drawn: DrawnPartners,
  k: number,
  start: number,
  end: number,
  row: number,
): void {
  const { terms, at, pieces } = space;
  const p = drawn.units[k]!;
  const count = terms + 1 + drawn.count + 2 * (k + 1);
  const x = at.slopeX[p]!;
  const y = at.slopeY[p]!;
  const ofX = 2 * p * row;
  const ofY = (2 * p + 1) * row;
  if (pieces.drawn === undefined) {
    addPairDots(space, x, y, drawn.slopes, count, start, end, at.products + ofX, at.products + ofY);
    return;
  }
  addPairDots(space, x, y, drawn.slopes, count, start, end, at.sums, at.sums + count);
  addPiece(space, drawn.slopePlaces, 0, count, ofX);
  addPiece(space, drawn.slopePlaces, count, count, ofY);
}

/** Add products of the Gaussian of a unit with the slopes drawn in a piece. */
export function addGaussianDots(
  space: SeparableSpace,
  drawn: DrawnPartners,
  p: number,
  start: number,
  end: number,
  row: number,
): void {
  const { at, pieces } = space;
  const { count, everySlope } = drawn;
  if (pieces.drawn === undefined) {
    addDots(space, at.gaussian[p]!, everySlope, 2 * count, start, end, at.products + row);
    return;
  }
  addDots(space, at.gaussian[p]!, everySlope, 2 * count, start, end, at.sums);
  addPiece(space, drawn.everyPlace, 0, 2 * count, row);
}
