import type { RefinedLines } from '../result/refinement.js';

/** Lines that a phase should show in a pattern, and how many of them are there. */
export interface LinesSeen {
  /** Lines (those that cannot be told apart once) that would stand 4 standard deviations above the noise. */
  readonly expected: number;
  /** Of these, lines where at least 30 % of what is expected is left over by the other phases. */
  readonly seen: number;
}

/** Standard deviations that a line must stand out by to be expected. */
const outstanding = 4;
/** Share of a line that must be there. */
const enough = 0.3;

/**
 * Lines of a phase that are there.
 *
 * @param added What the phase adds to the pattern, at every point.
 * @param leftOver What the other phases leave of it.
 * @param sigma Standard deviations of the points.
 */
export function linesSeen(
  { twoTheta: places }: RefinedLines,
  twoTheta: ArrayLike<number>,
  added: Float64Array,
  leftOver: Float64Array,
  sigma: ArrayLike<number>,
): LinesSeen {
  let expected = 0;
  let seen = 0;
  let before = -1;
  for (const place of places.toSorted()) {
    const top = summit(added, nearest(twoTheta, place));
    if (top === before) continue;
    before = top;
    const [from, to] = shoulders(added, top);
    let [sum, found, variance] = [0, 0, 0];
    for (let i = from; i <= to; i++) {
      if (!Number.isFinite(leftOver[i])) continue;
      sum += added[i]!;
      found += leftOver[i]!;
      variance += sigma[i]! * sigma[i]!;
    }
    if (!(sum > outstanding * Math.sqrt(variance))) continue;
    expected++;
    if (found > enough * sum) seen++;
  }
  return { expected, seen };
}

function nearest(twoTheta: ArrayLike<number>, place: number): number {
  let [low, high] = [0, twoTheta.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (twoTheta[middle]! <= place) low = middle;
    else high = middle;
  }
  return place - twoTheta[low]! < twoTheta[high]! - place ? low : high;
}

/** Up from a place to the next summit. */
function summit(values: Float64Array, from: number): number {
  let at = from;
  while (values[at + 1]! > values[at]!) at++;
  while (values[at - 1]! > values[at]!) at--;
  return at;
}

/** From a summit down to a third of it, or where it rises again. */
function shoulders(values: Float64Array, top: number): readonly [number, number] {
  const least = values[top]! / 3;
  let [from, to] = [top, top];
  while (values[from - 1]! > least && values[from - 1]! <= values[from]!) from--;
  while (values[to + 1]! > least && values[to + 1]! <= values[to]!) to++;
  return [from, to];
}
