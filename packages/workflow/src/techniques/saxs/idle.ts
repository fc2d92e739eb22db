import { axisPoints } from '@operando/core';
import type { ProvenanceStep } from '@operando/core';
import { excludedRange } from '../xrd/excluded-range.js';
import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { SaxsAnalysis, SaxsInput } from './analyse.js';
import type { SaxsOptions } from './options.js';

/** What a population says to no effect. */
function idleOfPopulation({ populations, grazing }: SaxsOptions): IdleOptions[] {
  return populations.flatMap(({ form, structure, distribution }, p) => {
    const at = (name: string): readonly (string | number)[] => ['populations', p, name];
    const isSized = form === 'sphere' || form === 'core-shell' || form === 'cylinder';
    return [
      ...idleWhere(structure === undefined, [at('coupling')], 'there is no structure'),
      ...idleWhere(!isSized, [at('distribution'), at('cutoff')], `${form} has no distribution of sizes`),
      ...idleWhere(distribution !== 'gaussian', [at('cutoff')], `a ${distribution} distribution does not end`),
      ...idleWhere(
        grazing === undefined && !isSized && structure !== undefined,
        [at('coupling')],
        `${form} has no amplitude: its structure multiplies it`,
      ),
    ];
  });
}

/** Ranges that are left out, and hold no point. */
function idleRanges({ exclude }: SaxsOptions, { axis }: SaxsAnalysis['series']): IdleOptions[] {
  const size = axisPoints(axis).map(Math.abs);
  return exclude.flatMap((range, r) => {
    const [from, to] = excludedRange(range);
    return idleWhere(!size.some((q) => q >= from && q <= to), [['exclude', r]], 'no point of the cuts lies in it');
  });
}

/** Whether a step converted angles. */
function isConverted({ warnings }: ProvenanceStep): boolean {
  return warnings?.some(({ code }) => code === 'axis-converted') === true;
}

/** Options that have no effect. */
export function idleSaxs(
  options: SaxsOptions,
  { cycler, picture }: SaxsInput,
  { series, used }: SaxsAnalysis,
): IdleOptions[] {
  return [
    ...idleOfPopulation(options),
    ...idleWithoutCycler(cycler),
    ...idleWhere(picture === undefined, ['cut', 'at', 'cutWidth', 'mask', 'binning'], 'the files are cuts already'),
    ...idleWhere(options.cut === 'azimuthal', ['at', 'cutWidth'], 'images are averaged around the beam'),
    ...idleWhere(
      picture !== undefined,
      ['column', 'columnsAsFrames', 'qUnit', 'wavelength', 'grid', 'skipBad', 'frameDateOrder'],
      'the files are images',
    ),
    ...idleWhere(
      picture === undefined && !series.provenance.some(isConverted),
      ['wavelength'],
      'the files are along q already',
    ),
    ...idleRanges(options, series),
    ...idleTimeStep(series),
    ...idleWhere(used.frames.length === 1 && series.time.start.length === 1, ['grid'], 'there is one cut'),
  ];
}
