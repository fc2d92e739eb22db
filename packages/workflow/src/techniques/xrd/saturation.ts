import type { OperandoWarning } from '@operando/core';
import type { FlatTops } from '@operando/xrd-peak-track';
import { counted } from '../../technique/words.js';

type Range = readonly [number, number];

/** Points of two-theta beyond which tops that are cut off belong to other peaks. */
const sameTop = 5;

/** Ranges of two-theta that are not used: those left out, and what lies outside of the part that is. */
export function unusedRanges(exclude: readonly Range[], fit: Range | undefined): readonly Range[] {
  return fit === undefined ? exclude : [...exclude, [-Infinity, fit[0]], [fit[1], Infinity]];
}

/** Places of points of the axis, those that follow each other as one. */
function placesOf(x: Float64Array, points: readonly number[]): string {
  const sorted = points.toSorted((a, b) => a - b);
  const groups: [number, number][] = [];
  for (const point of sorted) {
    const last = groups.at(-1);
    if (last !== undefined && point - last[1] <= sameTop) last[1] = point;
    else groups.push([point, point]);
  }
  const degrees = (point: number): string => x[point]!.toFixed(2);
  return groups
    .map(([from, to]) => (degrees(from) === degrees(to) ? degrees(from) : `${degrees(from)} to ${degrees(to)}`))
    .join(', ');
}

/** What is told of peaks whose tops are flat. @param x Two-theta, degrees. */
export function saturationWarning(x: Float64Array, { level, tops }: FlatTops): OperandoWarning {
  const patterns = new Set(tops.map(({ frame }) => frame));
  const places = placesOf(
    x,
    tops.flatMap(({ from, to }) => [from, to]),
  );
  return {
    code: 'saturated',
    message: `Peaks at ${places} degrees are flat at their tops in ${counted(patterns.size, 'pattern')} (pattern ${[...patterns][0]} first; highest at ${level}): a detector was at its limit, or the tops were cut off. Areas, widths and errors there are wrong; leave the peaks out (--exclude), or measure less intensity.`,
  };
}
