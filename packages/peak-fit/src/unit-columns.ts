import { fillGaussian, fillLorentzian } from './column-fills.js';
import { addScaled, addSlopes, fillSlopes } from './column-sums.js';
import { gaussianReach } from './gaussian-powers.js';
import { secondCenter } from './doublet.js';
import { firstFrom } from './first-from.js';
import type { SeparableSpace } from './separable-space.js';
import { combineSlopes, fillSmeared } from './smeared-columns.js';
import { cutAtHalves } from './window-pieces.js';

const reach = 0.5 * Math.sqrt(gaussianReach);

/** Where the columns of every unit lie at given shapes: on which points each image and its Gaussian is not 0. */
export function placeUnits(space: SeparableSpace, shapes: Float64Array): void {
  const { units, points, memory, at, images, sides, wideFrom, wideTo, from, to } = space;
  const { lines, center } = images;
  for (let p = 0; p < units; p++) {
    const width = shapes[2 * p + 1]!;
    const side = sides[p]!;
    const smear = space.smears[p];
    if (smear !== undefined) {
      center[p * lines] = shapes[2 * p]!;
      if (lines > 1) placeSecond(space, p * lines + 1, shapes[2 * p]!);
      fillSmeared(space, p, smear, width);
      continue;
    }
    const oldWideFrom = wideFrom[p]!;
    const oldWideTo = wideTo[p]!;
    const oldFrom = from[p]!;
    const oldTo = to[p]!;
    wideFrom[p] = points;
    wideTo[p] = 0;
    from[p] = points;
    to[p] = points;
    for (let k = p * lines; k < (p + 1) * lines; k++) {
      if (k === p * lines) center[k] = shapes[2 * p]!;
      else placeSecond(space, k, shapes[2 * p]!);
      const split = side === 0 ? 0 : firstFrom(memory, at.x, points, center[k]!);
      const low = side > 0 ? split : 0;
      const high = side < 0 ? split : points;
      const first = Math.max(low, firstFrom(memory, at.x, points, center[k]! - reach * width));
      const last = Math.max(first, Math.min(high, firstFrom(memory, at.x, points, center[k]! + reach * width)));
      clearRest(memory, images.gaussian[k]!, images.from[k]!, images.to[k]!, first, last);
      if (side !== 0) clearRest(memory, images.lorentzian[k]!, images.wideFrom[k]!, images.wideTo[k]!, low, high);
      images.wideFrom[k] = low;
      images.wideTo[k] = high;
      images.from[k] = first;
      images.to[k] = last;
      wideFrom[p] = Math.min(wideFrom[p]!, low);
      wideTo[p] = Math.max(wideTo[p]!, high);
      to[p] = from[p]! < points ? Math.max(to[p]!, last) : last;
      from[p] = Math.min(from[p]!, first);
    }
    if (lines > 1) clearRest(memory, at.gaussian[p]!, oldFrom, oldTo, from[p]!, to[p]!);
    if (side === 0) continue;
    if (lines > 1) clearRest(memory, at.lorentzian[p]!, oldWideFrom, oldWideTo, wideFrom[p]!, wideTo[p]!);
    clearRest(memory, at.slopeX[p]!, oldWideFrom, oldWideTo, wideFrom[p]!, wideTo[p]!);
    clearRest(memory, at.slopeY[p]!, oldWideFrom, oldWideTo, wideFrom[p]!, wideTo[p]!);
  }
  if (space.pieces.drawn !== undefined) cutAtHalves(space);
}

/** Place the second line of a doublet, image `k`, whose first has this center (less the middle). */
export function placeSecond({ images, doublet, middle }: SeparableSpace, k: number, first: number): void {
  const { second } = images;
  secondCenter(doublet!, first + middle, second);
  // Beyond 180 degrees there is no second line.
  const drawn = !Number.isNaN(second[0]!);
  images.center[k] = drawn ? second[0]! - middle : first;
  images.slope[k] = drawn ? second[1]! : 0;
  images.weight[k] = drawn ? (doublet!.ratio ?? 0.5) : 0;
}

/** Columns are read where others are not 0: what was filled at other shapes, and is not filled again, must go. */
function clearRest(m: Float64Array, column: number, oldFrom: number, oldTo: number, from: number, to: number): void {
  for (let i = oldFrom; i < Math.min(oldTo, from); i++) m[column + i] = 0;
  for (let i = Math.max(oldFrom, to); i < oldTo; i++) m[column + i] = 0;
}

/** Weighted L of a unit on [first, last), and what its other columns are made of; those of smeared units are there already. */
export function fillWide(space: SeparableSpace, p: number, shapes: Float64Array, first: number, last: number): void {
  if (space.smears[p] !== undefined) return;
  const { at, images } = space;
  const { lines, center, u, plain, lorentzian } = images;
  for (let k = p * lines; k < (p + 1) * lines; k++) {
    const start = Math.max(first, images.wideFrom[k]!);
    const end = Math.min(last, images.wideTo[k]!);
    const offsets = u[k]!;
    const values = plain[k]!;
    const out = lorentzian[k]!;
    fillLorentzian(space, at.x, at.weights, center, k, shapes, 2 * p + 1, start, end, offsets, values, out);
  }
  if (lines > 1) {
    const k = 2 * p;
    addScaled(space, lorentzian[k]!, lorentzian[k + 1]!, images.weight[k + 1]!, first, last, at.lorentzian[p]!);
  }
}

/** Weighted G of a unit on [first, last), after {@link fillWide}. */
export function fillNarrow(space: SeparableSpace, p: number, first: number, last: number): void {
  if (space.smears[p] !== undefined) return;
  const { at, images } = space;
  const { lines, u, gaussian } = images;
  for (let k = p * lines; k < (p + 1) * lines; k++) {
    const start = Math.max(first, images.from[k]!);
    const end = Math.min(last, images.to[k]!);
    fillGaussian(space, u[k]!, at.weights, start, end, gaussian[k]!);
  }
  if (lines > 1) {
    const k = 2 * p;
    addScaled(space, gaussian[k]!, gaussian[k + 1]!, images.weight[k + 1]!, first, last, at.gaussian[p]!);
  }
}

/** X and Y of a unit on [first, last), at its amplitudes. */
export function fillUnitSlopes(
  space: SeparableSpace,
  p: number,
  shapes: Float64Array,
  first: number,
  last: number,
): void {
  const { at, images, terms, amplitudes, smears } = space;
  const smear = smears[p];
  if (smear !== undefined) {
    combineSlopes(space, p, smear, first, last);
    return;
  }
  const { lines, u, plain, lorentzian, gaussian, slope, weight } = images;
  const scale = 4 / shapes[2 * p + 1]!;
  const a = scale * amplitudes[terms + 2 * p]!;
  const b = scale * Math.LN2 * amplitudes[terms + 2 * p + 1]!;
  const k = p * lines;
  const x = at.slopeX[p]!;
  const y = at.slopeY[p]!;
  fillSlopes(space, u[k]!, plain[k]!, lorentzian[k]!, gaussian[k]!, a, b, first, last, x, y);
  if (lines === 1) return;
  const n = k + 1;
  const w = weight[n]!;
  addSlopes(space, u[n]!, plain[n]!, lorentzian[n]!, gaussian[n]!, w * a, w * b, slope[n]!, first, last, x, y);
}
