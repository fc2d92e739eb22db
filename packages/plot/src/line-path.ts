import { coordinate } from './svg.js';

/** A curve in points of the page; NaN breaks it. */
export interface PageCurve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

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

/** The `d` of the area between two curves over the same points, one closed piece per unbroken stretch. */
export function bandBetween(low: PageCurve, high: PageCurve): string {
  let path = '';
  let start = 0;
  const n = low.x.length;
  const missing = (i: number): boolean =>
    ![low.x[i], low.y[i], high.x[i], high.y[i]].every((value) => Number.isFinite(value));
  while (start < n) {
    if (missing(start)) {
      start++;
      continue;
    }
    let end = start;
    while (end + 1 < n && !missing(end + 1)) end++;
    if (end > start) {
      for (let i = start; i <= end; i++)
        path += `${i === start ? 'M' : 'L'}${coordinate(low.x[i]!)} ${coordinate(low.y[i]!)}`;
      for (let i = end; i >= start; i--) path += `L${coordinate(high.x[i]!)} ${coordinate(high.y[i]!)}`;
      path += 'Z';
    }
    start = end + 1;
  }
  return path;
}
