import { OperandoError } from '@operando/core';
import type { RegionLayout } from './region-parameters.js';

/** Spectra of one region, all on the same energies. */
export interface RegionData {
  /** Binding energies, increasing, eV. */
  readonly energy: Float64Array;
  /** frames x points. */
  readonly values: Float64Array;
  /** Standard deviation of each value. */
  readonly sigma: Float64Array;
  /** Time, charge or dose of each frame, for smooth parameters. @default its number */
  readonly times?: Float64Array | undefined;
  /**
   * Counts of a value of 1, one for each frame: standard deviations are then those of the counts that the fit expects, found
   * in a second fit. Those of the counts that came draw a fit below few of them: by one count at each point.
   * @default `sigma` as it is
   */
  readonly countsPerUnit?: Float64Array | undefined;
}

/** Number of frames. @throws OperandoError for data that do not fit together. */
export function expectData({ energy, values, sigma }: RegionData): number {
  const n = energy.length;
  const frames = values.length / n;
  if (n < 5 || !Number.isInteger(frames) || frames < 1 || sigma.length !== values.length)
    throw new OperandoError(
      'shape-mismatch',
      `there are ${n} energies, ${values.length} values and ${sigma.length} standard deviations.`,
      { cure: 'Values and standard deviations must be whole frames of the energies.' },
    );
  for (let i = 1; i < n; i++)
    if (!(energy[i]! > energy[i - 1]!))
      throw new OperandoError('axis-not-increasing', `the binding energy ${energy[i]} follows ${energy[i - 1]}.`, {
        cure: 'Sort the points by binding energy.',
      });
  return frames;
}

/** @throws OperandoError where a line is not inside the window, or is sampled too coarsely. */
export function expectLines({ components }: RegionLayout, energy: Float64Array, start: Float64Array): void {
  const step = (energy.at(-1)! - energy[0]!) / (energy.length - 1);
  for (const { spec, shape, first } of components) {
    if (!(spec.center > energy[0]! && spec.center < energy.at(-1)!))
      throw new OperandoError(
        'outside-range',
        `${spec.name} begins at ${spec.center} eV, outside the region from ${energy[0]} to ${energy.at(-1)} eV.`,
        {
          where: { parameter: spec.name },
          cure: 'Give its binding energy, or the region it lies in; kinetic energies are made binding energies first (command: --energy-scale kinetic).',
        },
      );
    const width = shape.fwhm(start, first);
    if (step > width / 3)
      throw new OperandoError(
        'outside-range',
        `the steps of ${step.toPrecision(3)} eV are too coarse for ${spec.name}, which is ${width.toPrecision(3)} eV wide.`,
        {
          where: { parameter: spec.name },
          cure: 'A line needs at least three steps in its full width at half maximum.',
        },
      );
  }
}
