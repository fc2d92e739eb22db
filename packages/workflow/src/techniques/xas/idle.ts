import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { XasAnalysis, XasInput } from './analyse.js';
import type { XasOptions } from './options.js';

/** Options that have no effect. */
export function idleXas(
  { element, e0 }: XasOptions,
  { cycler }: XasInput,
  { series, normalized }: XasAnalysis,
): IdleOptions[] {
  const noPower = normalized.used.nvict?.[1] === 0;
  return [
    ...idleWhere(noPower, ['nvict'], 'the pre-edge range has too few points for it'),
    ...idleWhere(element === undefined && normalized.absorber?.from !== 'stated', ['edge'], 'no element is named'),
    ...idleWhere(e0 !== undefined, ['edgeSearch'], 'e0 is given'),
    ...idleWithoutCycler(cycler),
    ...idleTimeStep(series),
  ];
}
