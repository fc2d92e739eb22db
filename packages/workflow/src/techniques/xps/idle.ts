import { idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { XpsAnalysis } from './analyse.js';
import type { XpsInput } from './input.js';
import type { XpsOptions } from './options.js';

/** Options that have no effect. */
export function idleXps(
  { model, fermiEdge }: XpsOptions,
  { levels, cycler }: XpsInput,
  { shifts, series }: XpsAnalysis,
): IdleOptions[] {
  return [
    ...idleWhere(model === undefined, ['singleBackground', 'weights'], 'there is no model to fit'),
    ...idleWhere(fermiEdge === undefined, ['fermiRange', 'temperature'], 'no Fermi edge is fitted (fermiEdge)'),
    ...idleWhere(
      shifts?.separation !== 'separated',
      [['model', 'constancy']],
      'no line is said to be constant beside another',
    ),
    ...idleWhere(
      levels.every(({ isKinetic }) => isKinetic === false),
      ['photonEnergy', 'workFunction'],
      'the energies are binding energies',
    ),
    ...idleWhere(series.time.epoch !== undefined, ['timeStep'], 'the files say when they were measured'),
    ...idleWithoutCycler(cycler),
  ];
}
