import { cutArea } from './cut.js';
import type { PageCurve, Place } from './cut.js';
import type { Box } from './frame.js';
import { coordinate } from './svg.js';

/** Longer curves are thinned before anything else is done with them: where they lie is as plain then, and found with less. */
export const longCurve = 5000;

/**
 * Which points of values that are much denser than the page along a running coordinate are kept: of every bucket of that
 * coordinate the first, the last, and those where one of the values is lowest or highest, so that no peak is lost. Points at
 * which a value or the coordinate is missing all stay.
 *
 * @param running The coordinate, points of the page.
 * @param values One value per point each.
 * @param bucket Width of a bucket in points.
 */
export function thinnedPoints(running: Float64Array, values: readonly Float64Array[], bucket = 0.2): number[] {
  const n = running.length;
  const isMissing = (i: number): boolean => Number.isNaN(running[i]!) || values.some((each) => Number.isNaN(each[i]!));
  const kept: number[] = [];
  let i = 0;
  while (i < n) {
    if (isMissing(i)) {
      kept.push(i++);
      continue;
    }
    const place = Math.floor(running[i]! / bucket);
    let last = i;
    while (last + 1 < n && Math.floor(running[last + 1]! / bucket) === place && !isMissing(last + 1)) last++;
    const found = new Set([i, last]);
    for (const each of values) {
      let low = i;
      let high = i;
      for (let j = i; j <= last; j++) {
        if (each[j]! < each[low]!) low = j;
        if (each[j]! > each[high]!) high = j;
      }
      found.add(low).add(high);
    }
    kept.push(...[...found].sort((a, b) => a - b));
    i = last + 1;
  }
  return kept;
}

/** Some points of a curve. */
export function pointsOf({ x, y }: PageCurve, points: readonly number[]): PageCurve {
  return { x: Float64Array.from(points, (i) => x[i]!), y: Float64Array.from(points, (i) => y[i]!) };
}

/**
 * Thin a curve that is much denser than the page along its running coordinate: see {@link thinnedPoints}.
 *
 * @param along Which coordinate runs.
 * @param bucket Width of a bucket in points.
 */
export function thinCurve(curve: PageCurve, along: 'x' | 'y', bucket = 0.2): PageCurve {
  return pointsOf(curve, thinnedPoints(curve[along], [along === 'x' ? curve.y : curve.x], bucket));
}

/** The `d` of a path through the points, broken where a coordinate is not finite. */
export function pathThrough({ x, y }: PageCurve): string {
  let path = '';
  let drawing = false;
  for (let i = 0; i < x.length; i++) {
    if (!Number.isFinite(x[i]!) || !Number.isFinite(y[i]!)) {
      drawing = false;
      continue;
    }
    path += `${drawing ? 'L' : 'M'}${coordinate(x[i]!)} ${coordinate(y[i]!)}`;
    drawing = true;
  }
  return path;
}

/** First and last point of every stretch of which `present` says that its points are there. */
export function stretches(points: number, present: (i: number) => boolean): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  let first = -1;
  for (let i = 0; i <= points; i++) {
    const isThere = i < points && present(i);
    if (isThere && first < 0) first = i;
    if (!isThere && first >= 0) {
      found.push([first, i - 1]);
      first = -1;
    }
  }
  return found;
}

/**
 * The `d` of what lies in a box of the area between two curves over the same points: one closed piece for each unbroken stretch
 * of two points or more.
 */
export function bandBetween(low: PageCurve, high: PageCurve, box: Box): string {
  const isThere = (i: number): boolean =>
    [low.x[i], low.y[i], high.x[i], high.y[i]].every((value) => Number.isFinite(value));
  return stretches(low.x.length, isThere)
    .filter(([first, last]) => last > first)
    .map(([first, last]) => {
      const side = ({ x, y }: PageCurve): Place[] =>
        Array.from({ length: last - first + 1 }, (_, k): Place => [x[first + k]!, y[first + k]!]);
      const corners = cutArea([...side(low), ...side(high).toReversed()], box);
      if (corners.length < 3) return '';
      return `M${corners.map(([x, y]) => `${coordinate(x)} ${coordinate(y)}`).join('L')}Z`;
    })
    .join('');
}
