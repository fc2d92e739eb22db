import { idleTimeStep, idleWhere, idleWithoutCycler } from '../../technique/idle-options.js';
import type { IdleOptions } from '../../technique/idle-options.js';
import type { EdxrdAnalysis, EdxrdInput } from './analyse.js';
import type { EdxrdOptions } from './options.js';

/** What is said of all detectors, where each says its own. */
function idleOfDetectors({ detectors = [] }: EdxrdOptions): IdleOptions[] {
  const eachHas = (name: 'calibration' | 'twoTheta' | 'resolution'): boolean =>
    detectors.length > 0 && detectors.every((detector) => detector[name] !== undefined);
  return [
    ...idleWhere(eachHas('calibration'), ['calibration'], 'each of the detectors has its own'),
    ...idleWhere(eachHas('twoTheta'), ['twoTheta', 'twoThetaStderr'], 'each of the detectors has its own twoTheta'),
    ...idleWhere(eachHas('resolution'), ['resolution'], 'each of the detectors has its own'),
  ];
}

function idleOfFluorescence({ fluorescence }: EdxrdOptions): IdleOptions[] {
  const none = fluorescence !== undefined && (fluorescence.elements ?? []).length === 0;
  const paths = (['detector', 'maskWidth'] as const).map((name) => ['fluorescence', name]);
  return idleWhere(none, paths, 'no elements are named whose lines mask peaks');
}

/** What the balance takes, where there is none. */
function idleOfBalance(
  { phases }: EdxrdOptions,
  { cycler }: EdxrdInput,
  { shown, series }: EdxrdAnalysis,
): IdleOptions[] {
  const others = phases.flatMap(({ name }, p) =>
    name === shown.name ? [] : [['phases', p, 'lithium', 'activeAmount']],
  );
  const noCharge = series.channels['net_capacity_ah'] === undefined;
  const noAmount = shown.lithium === undefined || shown.activeAmount === undefined;
  return [
    ...idleWhere(true, others, `lithium is balanced in ${shown.name}`),
    ...idleWhere(noAmount, ['stages', 'electrodeArea'], `${shown.name} has no lithium with an activeAmount`),
    ...idleWhere(cycler === undefined, ['electrodeArea'], 'there is no log of the cycler'),
    ...idleWhere(noCharge, ['electrodeArea'], 'the log of the cycler has neither capacity nor current'),
  ];
}

/** Options that have no effect. */
export function idleEdxrd(options: EdxrdOptions, input: EdxrdInput, analysis: EdxrdAnalysis): IdleOptions[] {
  return [
    ...idleOfDetectors(options),
    ...idleOfFluorescence(options),
    ...idleOfBalance(options, input, analysis),
    ...idleWithoutCycler(input.cycler),
    ...idleTimeStep(analysis.series),
  ];
}
