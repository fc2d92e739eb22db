import { addScaled, addSlopes, fillGaussian, fillLorentzian, fillSlopes, gaussianReach } from './column-fills.js';
import { secondCenter } from './doublet.js';
import { firstFrom } from './first-from.js';
import type { SeparableSpace } from './separable-space.js';

const reach = 0.5 * Math.sqrt(gaussianReach);
const second = (): Float64Array => new Float64Array(2);

/** Where the columns of every unit lie at given shapes: on which points each image and its Gaussian is not 0. */
export function placeUnits(space: SeparableSpace, shapes: Float64Array): void {
  const { units, points, memory, at, images, sides, doublet, middle, wideFrom, wideTo, from, to } = space;
  const { lines, center, weight, slope } = images;
  const out = lines > 1 ? second() : undefined;
  for (let p = 0; p < units; p++) {
    const width = shapes[2 * p + 1]!;
    const side = sides[p]!;
    clearUnit(space, p);
    wideFrom[p] = points;
    wideTo[p] = 0;
    from[p] = points;
    to[p] = 0;
    for (let k = p * lines; k < (p + 1) * lines; k++) {
      if (k === p * lines) center[k] = shapes[2 * p]!;
      else {
        secondCenter(doublet!, shapes[2 * p]! + middle, out!);
        // Beyond 180 degrees there is no second line.
        const drawn = !Number.isNaN(out![0]!);
        center[k] = drawn ? out![0]! - middle : shapes[2 * p]!;
        slope[k] = drawn ? out![1]! : 0;
        weight[k] = drawn ? (doublet!.ratio ?? 0.5) : 0;
      }
      const split = side === 0 ? 0 : firstFrom(memory, at.x, points, center[k]!);
      const low = side > 0 ? split : 0;
      const high = side < 0 ? split : points;
      images.wideFrom[k] = low;
      images.wideTo[k] = high;
      images.from[k] = Math.max(low, firstFrom(memory, at.x, points, center[k]! - reach * width));
      images.to[k] = Math.min(high, firstFrom(memory, at.x, points, center[k]! + reach * width));
      wideFrom[p] = Math.min(wideFrom[p]!, low);
      wideTo[p] = Math.max(wideTo[p]!, high);
      if (images.from[k]! >= images.to[k]!) continue;
      from[p] = Math.min(from[p]!, images.from[k]!);
      to[p] = Math.max(to[p]!, images.to[k]!);
    }
  }
}

/** Columns are read where others are not 0: what was filled at other shapes must go. */
function clearUnit({ points, memory, at, images, sides, from, to }: SeparableSpace, p: number): void {
  const { lines } = images;
  const clear = (column: number, first: number, last: number): void => void memory.fill(0, column + first, column + last);
  for (let k = p * lines; k < (p + 1) * lines; k++) {
    clear(images.gaussian[k]!, images.from[k]!, images.to[k]!);
    if (sides[p] !== 0) clear(images.lorentzian[k]!, 0, points);
  }
  if (lines > 1 && from[p]! < to[p]!) clear(at.gaussian[p]!, from[p]!, to[p]!);
  if (sides[p] === 0) return;
  if (lines > 1) clear(at.lorentzian[p]!, 0, points);
  clear(at.slopeX[p]!, 0, points);
  clear(at.slopeY[p]!, 0, points);
}

/** Weighted L of a unit on [first, last), and what its other columns are made of. */
export function fillWide(space: SeparableSpace, p: number, shapes: Float64Array, first: number, last: number): void {
  const { memory, at, images } = space;
  const { lines, center, u, plain, lorentzian } = images;
  const width = shapes[2 * p + 1]!;
  for (let k = p * lines; k < (p + 1) * lines; k++) {
    const start = Math.max(first, images.wideFrom[k]!);
    const end = Math.min(last, images.wideTo[k]!);
    fillLorentzian(memory, at.x, at.weights, center[k]!, width, start, end, u[k]!, plain[k]!, lorentzian[k]!);
  }
  if (lines > 1) {
    const k = 2 * p;
    addScaled(memory, lorentzian[k]!, lorentzian[k + 1]!, images.weight[k + 1]!, first, last, at.lorentzian[p]!);
  }
}

/** Weighted G of a unit on [first, last), after {@link fillWide}. */
export function fillNarrow(space: SeparableSpace, p: number, first: number, last: number): void {
  const { memory, at, images } = space;
  const { lines, u, gaussian } = images;
  for (let k = p * lines; k < (p + 1) * lines; k++) {
    const start = Math.max(first, images.from[k]!);
    const end = Math.min(last, images.to[k]!);
    fillGaussian(memory, u[k]!, at.weights, start, end, gaussian[k]!);
  }
  if (lines > 1) {
    const k = 2 * p;
    addScaled(memory, gaussian[k]!, gaussian[k + 1]!, images.weight[k + 1]!, first, last, at.gaussian[p]!);
  }
}

/** X and Y of a unit on [first, last), at its amplitudes. */
export function fillUnitSlopes(
  { memory, at, images, terms, amplitudes }: SeparableSpace,
  p: number,
  shapes: Float64Array,
  first: number,
  last: number,
): void {
  const { lines, u, plain, lorentzian, gaussian, slope, weight } = images;
  const scale = 4 / shapes[2 * p + 1]!;
  const a = scale * amplitudes[terms + 2 * p]!;
  const b = scale * Math.LN2 * amplitudes[terms + 2 * p + 1]!;
  const k = p * lines;
  const x = at.slopeX[p]!;
  const y = at.slopeY[p]!;
  fillSlopes(memory, u[k]!, plain[k]!, lorentzian[k]!, gaussian[k]!, a, b, first, last, x, y);
  if (lines === 1) return;
  const n = k + 1;
  const w = weight[n]!;
  addSlopes(memory, u[n]!, plain[n]!, lorentzian[n]!, gaussian[n]!, w * a, w * b, slope[n]!, first, last, x, y);
}
