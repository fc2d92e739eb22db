import { seriesWarnings } from '@operando/core';
import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { XrdAnalysis, XrdInput } from './analyse.js';
import type { XrdOptions } from './options.js';
import { excludedRange } from './excluded-range.js';
import { namedReflection } from './named-reflection.js';
import { looksForPeaks } from './seeds.js';
import { radiationOf } from './radiation.js';

/** Options that have no effect. */
export function idleXrd(
  { system, wavelength, hkl, peak, exclude, staticLines, hump, profile, halfWindow, range }: XrdOptions,
  { cycler }: XrdInput,
  { series, tracks }: XrdAnalysis,
): IdleOptions[] {
  const noCell = system === undefined;
  const isSingle = wavelength !== undefined && radiationOf(wavelength).doublet === undefined;
  // It was compared with that of the headers, or brought the patterns to two-theta.
  const isUsed =
    series.metadata['wavelength'] !== undefined ||
    seriesWarnings(series).some(({ code }) => code === 'axis-converted' || code === 'wavelength-differs');
  const angles = series.axis.values;
  const outside = exclude.map(excludedRange).flatMap(([from, to], k) => {
    return to < angles[0]! || from > angles.at(-1)! ? [['exclude', k]] : [];
  });
  const isOutside = (angle: number): boolean => angle < angles[0]! || angle > angles.at(-1)!;
  const seedsOutside = peak.flatMap((angle, k) => (isOutside(angle) ? [['peak', k]] : []));
  const isShownOutside = range !== undefined && (range[1] < angles[0]! || range[0] > angles.at(-1)!);
  const unseen = staticLines.flatMap((line, k) =>
    tracks.tracks.some(({ center, fwhm, frames }) =>
      frames.some((frame) => Math.abs(center.values[frame]! - line) < fwhm.values[frame]!),
    )
      ? []
      : [['staticLines', k]],
  );
  return [
    ...idleWhere(true, [...outside, ...seedsOutside], 'the patterns have no angles there'),
    ...idleWhere(isShownOutside, ['range'], 'the patterns have no angles there'),
    ...idleWhere(true, unseen, 'no peak was followed there'),
    ...idleWhere(noCell, ['zeroShift', 'displacement'], 'no cell is refined without system'),
    ...idleWhere(
      noCell && isSingle && !isUsed,
      ['wavelength'],
      'it is one line, and no cell is refined without system',
    ),
    ...idleWhere(
      !looksForPeaks(hkl.map(namedReflection), peak),
      ['detection'],
      'peaks are named (peak, hkl with @), and no others are looked for',
    ),
    ...idleWhere(hkl.length === 0, ['halfWindow'], 'no reflections are named (hkl)'),
    ...idleWhere(
      hkl.length === 0 || halfWindow === 0,
      ['refitWeights', 'commonWidth'],
      'no reflections are measured again (hkl, halfWindow)',
    ),
    ...idleWhere(hump.length === 0, ['humpGround'], 'no hump is asked for (hump)'),
    ...idleWhere(profile !== 'finger-cox-jephcoat', ['axialDivergence'], 'the profile is not finger-cox-jephcoat'),
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
