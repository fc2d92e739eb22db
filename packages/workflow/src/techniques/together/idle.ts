import { idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { TogetherInput } from './analyse.js';
import type { TogetherOptions } from './options.js';

/** What gaps of signals, and logs among the tables, are subject to as well. */
const elsewhere: ReadonlySet<string | number> = new Set(['maxGap', 'currentSign', 'timeUnit', 'lastRow', 'dateOrder']);

/** Options that have no effect. */
export function idleTogether(options: TogetherOptions, { cycler }: TogetherInput): IdleOptions[] {
  const { lag, changes, relate, differentCells } = options;
  const noLag = lag === undefined || differentCells;
  return [
    ...idleWhere(
      noLag,
      ['lagRange', 'kinks', 'surrogates', 'level'],
      differentCells ? 'signals of different cells have no lag' : 'no lag is asked for',
    ),
    ...idleWhere(!changes, ['changeKind', 'mostChanges', 'wandering'], 'no changes are asked for'),
    ...idleWhere(differentCells, ['relate'], 'signals of different cells are not related'),
    ...idleWhere(noLag && (relate === undefined || differentCells), ['seed'], 'nothing is drawn at random'),
    ...idleWhere(
      lag === undefined && !changes && relate === undefined,
      ['differentCells'],
      'nothing of the signals is compared',
    ),
    ...idleWhere(cycler === undefined, ['kinks'], 'there is no log of the cycler'),
    ...Array.from(idleWithoutCycler(cycler), (idle) => ({
      ...idle,
      paths: idle.paths.filter(([name]) => !elsewhere.has(name!)),
    })),
  ];
}
