import { seriesWarnings } from '@operando/core';
import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { XasAnalysis } from './analyse.js';
import type { XasInput } from './input.js';
import type { XasOptions } from './options.js';

const fits = ['pre1', 'pre2', 'norm1', 'norm2', 'nnorm', 'nvict'];

/** Options that a normalization does not go by. */
const notBy: Readonly<Record<XasOptions['normalization'], readonly string[]>> = {
  step: [],
  area: ['edgeStep', 'norm1', 'norm2', 'nnorm'],
  'min-max': ['edgeStep', ...fits],
  none: ['edgeStep', ...fits],
  mback: ['edgeStep', 'nnorm', 'nvict'],
};

/** Options that have no effect. */
export function idleXas(
  {
    element,
    e0,
    formula,
    columnsAsFrames,
    normalization,
    keepNormalization,
    renormalize,
    lcf,
    pca,
    mcr,
    bin,
    merge,
  }: XasOptions,
  { cycler }: XasInput,
  { series, normalized }: XasAnalysis,
): IdleOptions[] {
  const noPower = normalized.used.nvict?.[1] === 0;
  const isRelative = seriesWarnings(series).some(({ code }) => code === 'energy-relative');
  const isKept = keepNormalization || (series.metadata['normalized'] === true && !renormalize);
  return [
    ...idleWhere(isKept, ['normalization', 'edgeStep'], 'the spectra were kept as they are'),
    ...idleWhere(columnsAsFrames, ['signal', 'formula', 'sweeps'], 'every column is a spectrum'),
    ...idleWhere(
      series.metadata['normalized'] !== true,
      ['renormalize'],
      'the spectra were not normalized at the beamline',
    ),
    ...idleWhere(formula !== undefined, ['signal'], 'formula is given'),
    ...idleWhere(!isRelative, ['edgeEnergy'], 'the energies are not relative to an edge'),
    ...idleWhere(noPower, ['nvict'], 'the pre-edge range has too few points for it'),
    ...idleWhere(element === undefined && normalized.absorber?.from !== 'stated', ['edge'], 'no element is named'),
    ...idleWhere(e0 !== undefined, ['edgeSearch'], 'e0 is given'),
    ...idleWhere(
      lcf === undefined && !pca && mcr === undefined,
      ['fitRange'],
      'neither lcf nor pca nor mcr is asked for',
    ),
    ...idleWhere(
      merge < 4,
      ['leaveOutOutliers'],
      'fewer than 4 spectra are averaged (merge), of which none can be told apart',
    ),
    ...idleWhere(lcf?.shift === 'none', [['lcf', 'largestShift']], 'energies do not move with the shares (shift)'),
    ...idleWhere(bin !== undefined, ['grid'], 'bin brings all spectra to one grid'),
    ...idleWhere(normalization !== 'step', notBy[normalization], `spectra are normalized by ${normalization}`),
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
