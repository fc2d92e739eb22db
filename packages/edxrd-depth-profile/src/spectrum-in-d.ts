import { OperandoError } from '@operando/core';
import type { EnergyCalibration } from '@operando/peak-fit';
import { checkAngle, energyToD } from './conversions.js';
import type { ScatteringAngle } from './conversions.js';

/** A spectrum against lattice spacing. */
export interface SpectrumInD {
  /** Edges of the bins, angstrom, increasing. */
  readonly edges: Float64Array;
  /** Counts of each bin, as they were: channels are turned round, not mixed. */
  readonly counts: Float64Array;
  /** Counts of channels at or below zero energy, which have no spacing. */
  readonly without: number;
}

/**
 * The same counts against lattice spacing: every channel becomes one bin between the spacings of its edges.
 * @throws OperandoError `invalid-argument` for an angle that scatters nothing, `axis-not-increasing` for a calibration that falls.
 */
export function spectrumInD(
  counts: ArrayLike<number>,
  calibration: EnergyCalibration,
  angle: ScatteringAngle,
): SpectrumInD {
  checkAngle(angle);
  const energies = calibration.channelEdges(counts.length);
  const first = energies.findIndex((energy) => energy > 0);
  if (first < 0 || first >= counts.length)
    throw new OperandoError('invalid-argument', 'no channel has a positive energy.', {
      where: { parameter: 'calibration' },
      cure: 'Check offset and slope.',
    });
  let without = 0;
  for (let i = 0; i < first; i++) without += counts[i]!;
  const n = counts.length - first;
  return {
    edges: Float64Array.from({ length: n + 1 }, (_, i) => energyToD(energies[counts.length - i]!, angle.twoTheta)),
    counts: Float64Array.from({ length: n }, (_, i) => counts[counts.length - 1 - i]!),
    without,
  };
}
