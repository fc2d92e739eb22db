import { OperandoError } from '@operando/core';
import { preEdge } from '../pre-edge.js';
import type { NormalizationOptions } from '../pre-edge-ranges.js';

/** Absorption of the sample (any unit, all alike) that self-absorption needs. */
export interface SelfAbsorptionOptions {
  /** Of the whole sample at the energy of the fluorescence. */
  readonly muFluorescence: number;
  /** Of the whole sample just below the edge. */
  readonly muBelow: number;
  /** Of the whole sample just above the edge. */
  readonly muAbove: number;
  /** Of the incident beam to the surface, degrees. @default 45 */
  readonly angleIn?: number | undefined;
  /** Of the detector to the surface, degrees. @default 45 */
  readonly angleOut?: number | undefined;
  /** For normalizing. @default nnorm 1, pre2 -30, norm1 100, the rest as usual */
  readonly normalization?: NormalizationOptions | undefined;
}

/** A fluorescence spectrum without self-absorption. */
export interface SelfAbsorptionCorrected {
  /** eV. */
  readonly energy: Float64Array;
  /** Absorption, corrected. */
  readonly mu: Float64Array;
  /** The same, normalized. */
  readonly norm: Float64Array;
  /** Strength of the effect: small for strong. */
  readonly alpha: number;
}

/**
 * Correct a fluorescence spectrum of a thick sample for self-absorption: mu (alpha / (alpha + 1 - norm)) with
 * alpha = (muFluorescence sin(in) / sin(out) + muBelow) / (muAbove - muBelow). Algorithm of Haskel's FLUO as Larch has it.
 *
 * The correction grows without bound as norm comes near 1 + alpha: where it would, the sample cannot be corrected.
 *
 * @throws OperandoError `invalid-argument` for absorptions or angles that cannot be, `outside-range` where the correction diverges; as `preEdge`.
 */
export function correctSelfAbsorption(
  energy: ArrayLike<number>,
  mu: ArrayLike<number>,
  options: SelfAbsorptionOptions,
): SelfAbsorptionCorrected {
  const { muFluorescence, muBelow, muAbove, angleIn = 45, angleOut = 45 } = options;
  const sine = (degrees: number): number => Math.sin((degrees * Math.PI) / 180);
  const alpha = ((muFluorescence * sine(angleIn)) / sine(angleOut) + muBelow) / (muAbove - muBelow);
  if (
    !(muAbove > muBelow) ||
    !(muFluorescence > 0) ||
    !(muBelow >= 0) ||
    !(sine(angleIn) > 0) ||
    !(sine(angleOut) > 0) ||
    !Number.isFinite(alpha)
  ) {
    throw new OperandoError(
      'invalid-argument',
      `absorption ${muBelow} below and ${muAbove} above the edge, ${muFluorescence} at the fluorescence, angles ${angleIn} and ${angleOut} degrees.`,
      { cure: 'Absorption rises at the edge; angles lie between 0 and 180 degrees.' },
    );
  }
  const { nnorm = 1, nvict = 0, pre2 = -30, norm1 = 100, ...rest } = options.normalization ?? {};
  const settings: NormalizationOptions = { ...rest, nnorm, nvict, pre2, norm1 };
  const first = preEdge(energy, mu, settings);
  const worst = first.norm.reduce((high, value) => Math.max(high, value), -Infinity);
  if (!(worst < alpha + 1)) {
    throw new OperandoError(
      'outside-range',
      `the normalized absorption reaches ${worst.toFixed(3)}, the correction diverges at ${(alpha + 1).toFixed(3)}.`,
      { cure: 'Check composition and angles, or measure thinner.' },
    );
  }
  const corrected = Float64Array.from(first.source, (index, i) => (mu[index]! * alpha) / (alpha + 1 - first.norm[i]!));
  const second = preEdge(first.energy, corrected, settings);
  return { energy: first.energy, mu: corrected, norm: second.norm, alpha };
}
