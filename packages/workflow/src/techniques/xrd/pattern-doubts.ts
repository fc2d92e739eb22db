import { axisPoints, flatMask, flatValues } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { cutPeaks, excludeRanges, flatTops } from '@operando/xrd-peak-track';
import type { SeriesTracks } from '@operando/xrd-peak-track';
import { counted } from '../../technique/words.js';

/** Points of two-theta beyond which tops that are cut off belong to other peaks. */
const sameTop = 5;

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

/** That the detector was at its limit, and that the ends of the patterns cut peaks that nobody named. */
export function patternWarnings(
  series: Series<'two-theta', 'deg'>,
  { tracks, dark }: SeriesTracks,
  exclude: readonly (readonly [number, number])[],
  fit: readonly [number, number] | undefined,
  isLookedFor: boolean,
): OperandoWarning[] {
  const x = axisPoints(series.axis);
  const stack = flatValues(series.signal);
  const outside =
    fit === undefined
      ? []
      : ([
          [-Infinity, fit[0]],
          [fit[1], Infinity],
        ] as const);
  const own = series.mask === undefined ? undefined : flatMask(series.mask);
  const mask = excludeRanges(x, dark.length, [...exclude, ...outside], own);
  const warnings: OperandoWarning[] = [];
  const flat = flatTops(stack, x.length, mask);
  if (flat !== undefined) {
    const { level, tops } = flat;
    const patterns = new Set(tops.map(({ frame }) => frame));
    const places = placesOf(
      x,
      tops.flatMap(({ from, to }) => [from, to]),
    );
    warnings.push({
      code: 'saturated',
      message: `Peaks at ${places} degrees are flat at their tops in ${counted(patterns.size, 'pattern')} (pattern ${[...patterns][0]} first; highest at ${level}): a detector was at its limit, or the tops were cut off. Areas, widths and errors there are wrong; leave the peaks out (--exclude), or measure less intensity.`,
    });
  }
  if (!isLookedFor) return warnings;
  for (const { center, edge } of cutPeaks(x, stack, tracks, dark, mask)) {
    warnings.push({
      code: 'no-tracks',
      message: `A peak at about ${center.toFixed(2)} degrees is cut by the ${edge} point of the patterns and was not followed, as there is ground on one side only. Name it (--peak ${center.toFixed(2)}) to follow it where enough of it is measured, or begin further in (--fit).`,
    });
  }
  return warnings;
}
