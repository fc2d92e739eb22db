import { cutArea } from './cut.js';
import type { PageCurve, Place } from './cut.js';
import type { Box } from './frame.js';
import { coordinate } from './svg.js';

/**
 * Thin a curve that is much denser than the page along its running coordinate:
 * of every bucket of that coordinate the first, last, lowest and highest points are
 * kept, so that no peak is lost.
 *
 * @param along Which coordinate runs.
 * @param bucket Width of a bucket in points.
 */
export function thinCurve(curve: PageCurve, along: 'x' | 'y', bucket = 0.2): PageCurve {
  const running = curve[along];
  const value = along === 'x' ? curve.y : curve.x;
  const n = running.length;
  const kept: number[] = [];
  let i = 0;
  while (i < n) {
    if (Number.isNaN(running[i]!) || Number.isNaN(value[i]!)) {
      kept.push(i++);
      continue;
    }
    const place = Math.floor(running[i]! / bucket);
    let low = i;
    let high = i;
    let last = i;
    for (let j = i; j < n && Math.floor(running[j]! / bucket) === place && !Number.isNaN(value[j]!); j++) {
      if (value[j]! < value[low]!) low = j;
      if (value[j]! > value[high]!) high = j;
      last = j;
    }
    for (const index of new Set([i, Math.min(low, high), Math.max(low, high), last])) kept.push(index);
    i = last + 1;
  }
  return {
    x: Float64Array.from(kept, (index) => curve.x[index]!),
    y: Float64Array.from(kept, (index) => curve.y[index]!),
  };
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
