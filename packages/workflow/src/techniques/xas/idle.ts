import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { XasAnalysis, XasInput } from './analyse.js';
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
  { element, e0, normalization }: XasOptions,
  { cycler }: XasInput,
  { series, normalized }: XasAnalysis,
): IdleOptions[] {
  const noPower = normalized.used.nvict?.[1] === 0;
  return [
    ...idleWhere(noPower, ['nvict'], 'the pre-edge range has too few points for it'),
    ...idleWhere(element === undefined && normalized.absorber?.from !== 'stated', ['edge'], 'no element is named'),
    ...idleWhere(e0 !== undefined, ['edgeSearch'], 'e0 is given'),
    ...idleWhere(normalization !== 'step', notBy[normalization], `spectra are normalized by ${normalization}`),
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
