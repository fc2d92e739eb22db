import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { TomographyAnalysis } from './analyse.js';
import type { TomographyInput } from './input.js';
import type { TomographyOptions } from './options.js';

/** Options that have no effect. */
export function idleTomography(
  _options: TomographyOptions,
  input: TomographyInput,
  { labels, series, stripped }: TomographyAnalysis,
): IdleOptions[] {
  const ofGrey = ['registered', 'interface', 'region', 'axis', 'evenGrey', 'reach', 'margin'];
  return [
    ...idleWhere(labels !== undefined, ofGrey, 'the volumes hold labels'),
    ...idleWhere(labels === undefined, ['connectivity', ['materials', 'crack']], 'the volumes hold grey values'),
    ...idleWhere(stripped === undefined, ['electrodeArea'], 'no charge, or no size of voxels, is known'),
    ...idleWithoutCycler(input.cycler),
    ...idleTimeStep(series),
  ];
}
