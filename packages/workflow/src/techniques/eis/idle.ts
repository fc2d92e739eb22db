import { idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { EisAnalysis, EisInput } from './analyse.js';
import type { EisOptions } from './options.js';

/** Options that have no effect. */
export function idleEis({ circuit }: EisOptions, { cycler }: EisInput, { tests, spectra }: EisAnalysis): IdleOptions[] {
  return [
    ...idleWhere(circuit === undefined, ['fitFailing', 'noise'], 'no circuit is fitted'),
    ...idleWhere(
      circuit !== undefined && tests.every(({ passes }) => passes),
      ['fitFailing'],
      'every spectrum passes the Kramers-Kronig test',
    ),
    ...idleWhere(
      spectra.every(({ start }) => Number.isFinite(start)),
      ['timeStep'],
      'the files say when they were measured',
    ),
    ...idleWithoutCycler(cycler),
  ];
}
