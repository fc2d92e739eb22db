import { addDots } from './column-dots.js';
import { addPairDots } from './column-pair-dots.js';
import type { DrawnPartners, SeparableSpace } from './separable-space.js';

/**
 * Add the sums of a piece from `from` on to a row of products of all units: its background and one more, L of the units, then `each`
 * columns of each. They are 0 afterwards.
 */
function addPiece(
  { pieces, products, terms, units }: SeparableSpace,
  drawn: DrawnPartners,
  from: number,
  count: number,
  row: number,
  each: 1 | 2,
): void {
  const { sums } = pieces;
  const ofL = terms + 1;
  const ofOthers = ofL + drawn.count;
  const to = row + ofL + units;
  for (let j = 0; j < count; j++) {
    const k = j - ofOthers;
    let place = row + j;
    if (k >= 0) place = to + (each === 1 ? drawn.units[k]! : 2 * drawn.units[k >> 1]! + (k & 1));
    else if (j >= ofL) place = row + ofL + drawn.units[j - ofL]!;
    products[place]! += sums[from + j]!;
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
  addPiece(space, drawn, 0, count, row, 1);
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
  addPiece(space, drawn, 0, count, ofX, 2);
  addPiece(space, drawn, count, count, ofY, 2);
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
  const { at, pieces, products } = space;
  const { count, units, everySlope } = drawn;
  if (pieces.drawn === undefined) {
    addDots(space, at.gaussian[p]!, everySlope, 2 * count, start, end, at.products + row);
    return;
  }
  const { sums } = pieces;
  addDots(space, at.gaussian[p]!, everySlope, 2 * count, start, end, at.sums);
  for (let k = 0; k < count; k++) {
    products[row + 2 * units[k]!]! += sums[2 * k]!;
    products[row + 2 * units[k]! + 1]! += sums[2 * k + 1]!;
    sums[2 * k] = 0;
    sums[2 * k + 1] = 0;
  }
}
