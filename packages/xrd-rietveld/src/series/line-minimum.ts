/** A point of a line and the value there. */
interface Point {
  readonly at: number;
  readonly value: number;
}

/** Points this far along the line are the last that are looked at. */
const farthest = 4;

/**
 * Roughly where on the line from 0 on a function is lowest, in a few evaluations: at 0 and 1, then twice as far as long as it
 * falls, or half as far.
 *
 * @returns Where the parabola through the three points about the lowest has its bottom; 0 where the function does not fall, 4 where it still does there.
 */
export function roughMinimum(valueAt: (at: number) => number): number {
  const point = (at: number): Point => ({ at, value: valueAt(at) });
  let low = point(0);
  let middle = point(1);
  let high: Point;
  if (middle.value < low.value) {
    high = point(2);
    if (high.value < middle.value) {
      [low, middle, high] = [middle, high, point(farthest)];
      if (!(middle.value < high.value)) return farthest;
    }
  } else {
    high = middle;
    middle = point(0.5);
    if (!(middle.value < low.value)) return 0;
  }
  return bottomOf(low, middle, high);
}

/** Bottom of the parabola through three points of which the middle one is lowest. */
function bottomOf(low: Point, middle: Point, high: Point): number {
  if (!Number.isFinite(low.value) || !Number.isFinite(high.value)) return middle.at;
  const before = (low.value - middle.value) / (middle.at - low.at);
  const after = (high.value - middle.value) / (high.at - middle.at);
  return middle.at + (0.5 * (before * (high.at - middle.at) - after * (middle.at - low.at))) / (before + after);
}
