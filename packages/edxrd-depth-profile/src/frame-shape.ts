import { expectChoice, OperandoError } from '@operando/core';
import type { CalibratedDetector } from './calibrated-detectors.js';
import { depthProfileDefaults } from './defaults.js';
import type { DepthProfileOptions, PhaseSetup, PositionRange } from './options.js';

/** Spectra as a profile takes them. */
export interface FrameShape {
  /** um, in the order of the data. */
  readonly positions: Float64Array;
  readonly channels: number;
  /** Number of the first channel, which energy scales count from. */
  readonly firstChannel: number;
  readonly detectors: readonly CalibratedDetector[];
}

/** Positions as a list. */
export function positionList(positions: ArrayLike<number> | PositionRange): Float64Array {
  return 'count' in positions
    ? Float64Array.from({ length: positions.count }, (_, i) => positions.first + i * positions.step)
    : Float64Array.from(positions);
}

/** @throws OperandoError `invalid-argument`. */
const fail = (problem: string, parameter: string, cure: string): never => {
  throw new OperandoError('invalid-argument', problem, { where: { parameter }, cure });
};

function checkPositions(positions: Float64Array): void {
  if (positions.length === 0) fail('there are no positions.', 'positions', 'Give the depth of each slice in um.');
  const places = new Map<number, number>();
  for (const [i, position] of positions.entries()) {
    const before = places.get(position);
    if (before !== undefined || !Number.isFinite(position))
      fail(
        `positions ${before ?? i} and ${i} are the same or no numbers.`,
        'positions',
        'Average repeated positions first.',
      );
    places.set(position, i);
  }
}

function checkPhases(phases: readonly PhaseSetup[]): void {
  for (const [p, { name, reflections }] of phases.entries()) {
    // Results are told apart by the names of phases and the indices of reflections.
    if (phases.findIndex((other) => other.name === name) < p)
      fail(`two phases are called ${name}.`, `phases[${p}].name`, 'Give each phase a name of its own.');
    const indices = reflections.map((hkl) => hkl.join(' '));
    const twice = indices.findIndex((hkl, r) => indices.indexOf(hkl) < r);
    if (twice >= 0)
      fail(
        `${name} has the reflection ${indices[twice]} twice.`,
        `phases[${p}].reflections[${twice}]`,
        'Leave one out.',
      );
  }
  for (const { name, marker, reflections } of phases) {
    if (marker !== undefined && !reflections.some((hkl) => hkl.join() === marker.join()))
      fail(
        `the marker ${marker.join(' ')} of ${name} is none of its reflections.`,
        'phases',
        'Add it to the reflections.',
      );
  }
  if (phases.length === 0 || phases.some(({ reflections }) => reflections.length === 0))
    fail('a phase has no reflections.', 'phases', 'Give at least one reflection for each phase.');
}

/** @throws OperandoError `invalid-argument` for options that cannot be, `axis-not-increasing` for a calibration that falls. */
export function checkOptions(
  options: DepthProfileOptions,
  { positions, channels, firstChannel, detectors }: FrameShape,
): void {
  expectChoice('profile', options.profile ?? depthProfileDefaults.profile, [
    'gaussian',
    'pseudo-voigt',
    'exp-mod-gaussian',
  ]);
  expectChoice('widths', options.widths ?? 'law', ['law', 'free']);
  expectChoice('background', options.background ?? depthProfileDefaults.background, ['constant', 'line', 'quadratic']);
  if (!Number.isInteger(channels) || channels < 8)
    fail(`there are ${channels} channels.`, 'channels', 'Give the number of channels of a spectrum.');
  checkPositions(positions);
  checkPhases(options.phases);
  for (const { calibration, resolution } of detectors) {
    // Refuses a scale that falls.
    calibration.channelEdges(firstChannel + channels);
    if (options.widths === 'law' && resolution === undefined)
      fail(
        'widths are to follow the law, but a detector has none.',
        'widths',
        'Give each detector its resolution (fitResolution).',
      );
  }
}
