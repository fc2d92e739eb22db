import type { Estimate } from '@operando/core';
import type { PictureSize } from './picture.js';
import type { ProfileOptions } from './profile.js';
import { shiftAt } from './tilt.js';

/** How layers lie in a picture. */
export interface LayerTilt {
  /** Rows per column: positive where layers lie lower at the right. */
  readonly tilt: Estimate;
  /** Rows by which borders are off a straight line (root mean square): a bow of the layers, or noise. */
  readonly bow: number;
}

const blocks = 16;
const mostIterations = 30;

/** Mean of columns row by row, each shifted by the tilt that is known so far; NaN where there is none. */
function blockProfile(
  attenuation: Float32Array,
  { width, height }: PictureSize,
  { columns, rows: [top, bottom] }: ProfileOptions,
  [from, to]: readonly [number, number],
  tilt: number,
): Float64Array {
  return Float64Array.from({ length: bottom - top }, (_, k) => {
    let [sum, count] = [0, 0];
    for (let x = from; x < to; x++) {
      const y = top + k + shiftAt(x, columns, tilt);
      const value = y >= 0 && y < height ? attenuation[y * width + x]! : Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    return sum / count;
  });
}

/** Rows by which a profile lies lower than another, by the slope of that: one step of least squares; undefined without borders. */
function shiftBetween(profile: Float64Array, usual: Float64Array): number | undefined {
  let [product, square] = [0, 0];
  for (let y = 1; y + 1 < usual.length; y++) {
    const slope = (usual[y + 1]! - usual[y - 1]!) / 2;
    const difference = profile[y]! - usual[y]!;
    if (!Number.isFinite(slope) || !Number.isFinite(difference)) continue;
    product -= slope * difference;
    square += slope * slope;
  }
  return square > 0 ? product / square : undefined;
}

/** A straight line through points: its slope with the error that they scatter by. */
function lineThrough(x: readonly number[], y: readonly number[]): LayerTilt {
  const mean = (list: readonly number[]): number => list.reduce((sum, each) => sum + each, 0) / list.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const square = x.reduce((sum, each) => sum + (each - meanX) ** 2, 0);
  const value = x.reduce((sum, each, k) => sum + (each - meanX) * (y[k]! - meanY), 0) / square;
  const rest = y.reduce((sum, each, k) => sum + (each - meanY - value * (x[k]! - meanX)) ** 2, 0);
  const freedom = x.length - 2;
  return {
    tilt: { value, stderr: freedom > 0 ? Math.sqrt(rest / freedom / square) : Number.NaN, unit: '1' },
    bow: Math.sqrt(rest / x.length),
  };
}

/**
 * By how much the layers of a cell are tilted in a picture of attenuation: blocks of columns are shifted against the mean of all until
 * their borders meet, and a straight line goes through the shifts.
 *
 * @param span Columns of the cell, and rows that hold borders.
 * @returns undefined where rows show no borders, or there are fewer than six columns.
 */
export function layerTilt(attenuation: Float32Array, size: PictureSize, span: ProfileOptions): LayerTilt | undefined {
  const [left, right] = span.columns;
  const count = Math.min(blocks, Math.floor((right - left) / 2));
  if (count < 3) return undefined;
  const edges = Array.from({ length: count + 1 }, (_, b) => left + Math.round((b * (right - left)) / count));
  const middles = edges.slice(0, -1).map((edge, b) => (edge + edges[b + 1]!) / 2);
  let total = 0;
  let last: LayerTilt | undefined;
  for (let iteration = 0; iteration < mostIterations; iteration++) {
    const profiles = edges
      .slice(0, -1)
      .map((edge, b) => blockProfile(attenuation, size, span, [edge, edges[b + 1]!], total));
    const usual = profiles[0]!.map((_, y) => profiles.reduce((sum, profile) => sum + profile[y]!, 0) / count);
    const shifts = profiles.map((profile) => shiftBetween(profile, usual));
    if (shifts.some((shift) => shift === undefined)) return undefined;
    // Whole rows were followed; what they leave in each block is added to the shift that is seen.
    const followed = edges.slice(0, -1).map((edge, b) => {
      let sum = 0;
      for (let x = edge; x < edges[b + 1]!; x++) sum += shiftAt(x, span.columns, total);
      return sum / (edges[b + 1]! - edge);
    });
    last = lineThrough(
      middles,
      shifts.map((shift, b) => shift! + followed[b]!),
    );
    const isStill = Math.abs(last.tilt.value - total) * (right - left) < 0.02;
    total = last.tilt.value;
    if (isStill) break;
  }
  return last;
}
