import { seriesWarnings } from '@operando/core';
import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { XrdAnalysis, XrdInput } from './analyse.js';
import type { XrdOptions } from './options.js';
import { namedReflection } from './named-reflection.js';
import { looksForPeaks } from './seeds.js';
import { radiationOf } from './radiation.js';

/** Options that have no effect. */
export function idleXrd(
  { system, wavelength, hkl, peak }: XrdOptions,
  { cycler }: XrdInput,
  { series }: XrdAnalysis,
): IdleOptions[] {
  const noCell = system === undefined;
  const isSingle = wavelength !== undefined && radiationOf(wavelength).doublet === undefined;
  // It was compared with that of the headers, or brought the patterns to two-theta.
  const isUsed =
    series.metadata['wavelength'] !== undefined ||
    seriesWarnings(series).some(({ code }) => code === 'axis-converted' || code === 'wavelength-differs');
  return [
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
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
