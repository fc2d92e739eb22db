import { axisPoints, flatMask, flatValues } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { cutPeaks, excludeRanges, flatTops } from '@operando/xrd-peak-track';
import type { SeriesTracks } from '@operando/xrd-peak-track';
import { saturationWarning, unusedRanges } from './saturation.js';

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
  const own = series.mask === undefined ? undefined : flatMask(series.mask);
  const mask = excludeRanges(x, dark.length, unusedRanges(exclude, fit), own);
  const warnings: OperandoWarning[] = [];
  const flat = flatTops(stack, x.length, mask);
  if (flat !== undefined) warnings.push(saturationWarning(x, flat));
  if (!isLookedFor) return warnings;
  for (const { center, edge } of cutPeaks(x, stack, tracks, dark, mask)) {
    warnings.push({
      code: 'no-tracks',
      message: `A peak at about ${center.toFixed(2)} degrees is cut by the ${edge} point of the patterns and was not followed, as there is ground on one side only. Name it (--peak ${center.toFixed(2)}) to follow it where enough of it is measured, or begin further in (--fit).`,
    });
  }
  return warnings;
}
