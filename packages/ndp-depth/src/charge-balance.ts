import { OperandoError } from '@operando/core';
import { leastSquares } from '@operando/numerics';
import { constants } from '@operando/tables';

/** Electrons (and lithium ions) in one mAh: 3.6 C over the elementary charge. */
export const lithiumPerMilliampereHour: number = 3.6 / constants.elementaryCharge;

/** What {@link chargeBalance} takes. */
export interface ChargeBalanceData {
  /** Atoms per cm2 in the window watched, by frame; frames with NaN are left out. */
  readonly arealDensity: ArrayLike<number>;
  readonly arealDensityStderr: ArrayLike<number>;
  /** Charge passed in mAh, mean over each frame; positive where it should add lithium to the window. */
  readonly charge: ArrayLike<number>;
  /** Electrode area in cm2 that the charge belongs to. @default 1 (the charge is per cm2) */
  readonly electrodeArea?: number | undefined;
  /** Relative uncertainty common to all areal densities (flux, solid angle, standard). @default 0 */
  readonly scaleUncertainty?: number | undefined;
}

/** Straight line of lithium found against lithium passed. */
export interface ChargeBalance {
  /** Lithium found for each one passed; 1 for a cell without losses. */
  readonly slope: number;
  /** Standard error from counting. */
  readonly slopeStderr: number;
  /** Standard error with the common scale. */
  readonly slopeTotalStderr: number;
  /** Atoms per cm2 before any charge. */
  readonly offset: number;
  readonly offsetStderr: number;
  /** Row-major, of offset and slope. */
  readonly covariance: Float64Array;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  /** Lithium passed, atoms per cm2, and what is left of each frame's areal density beyond the line. */
  readonly passed: Float64Array;
  readonly residuals: Float64Array;
}

/**
 * Compare lithium seen with charge passed: areal density against charge times
 * 2.246943e19 per mAh over the electrode's area, weighted. A slope
 * below 1 means parasitic current, lithium outside the window, or a beam spot
 * that is not like the rest of the electrode.
 *
 * @throws OperandoError `shape-mismatch`, `too-few-points` for fewer than two usable frames or a charge that never changes.
 */
export function chargeBalance(data: ChargeBalanceData): ChargeBalance {
  const { arealDensity, arealDensityStderr, charge, electrodeArea = 1, scaleUncertainty = 0 } = data;
  const frames = arealDensity.length;
  if (arealDensityStderr.length !== frames || charge.length !== frames) {
    throw new OperandoError(
      'shape-mismatch',
      `${frames} areal densities, ${arealDensityStderr.length} errors, ${charge.length} charges.`,
    );
  }
  if (!(electrodeArea > 0))
    throw new OperandoError('invalid-argument', `the electrode area is ${electrodeArea} cm2.`, {
      where: { parameter: 'electrodeArea' },
    });
  const passed = Float64Array.from(charge, (value) => (value * lithiumPerMilliampereHour) / electrodeArea);
  const used = [...passed.keys()].filter(
    (f) => Number.isFinite(passed[f]!) && Number.isFinite(arealDensity[f]!) && arealDensityStderr[f]! > 0,
  );
  const spread =
    used.length === 0 ? 0 : Math.max(...used.map((f) => passed[f]!)) - Math.min(...used.map((f) => passed[f]!));
  if (used.length < 2 || !(spread > 0)) {
    throw new OperandoError('too-few-points', `${used.length} frames have both lithium and charge.`, {
      cure: 'Two frames or more with different charge are needed.',
    });
  }
  const fit = leastSquares(
    {
      size: used.length,
      residuals(p, out) {
        used.forEach(
          (f, i) => (out[i] = (p[0]! * spread + p[1]! * passed[f]! - arealDensity[f]!) / arealDensityStderr[f]!),
        );
      },
      jacobian(_p, out) {
        used.forEach((f, i) => {
          out[2 * i] = spread / arealDensityStderr[f]!;
          out[2 * i + 1] = passed[f]! / arealDensityStderr[f]!;
        });
      },
    },
    [arealDensity[used[0]!]! / spread, 1],
  );
  const [c00, c01, c10, c11] = fit.covariance as unknown as [number, number, number, number];
  const offset = fit.parameters[0]! * spread;
  const slope = fit.parameters[1]!;
  return {
    slope,
    slopeStderr: fit.stderr[1]!,
    slopeTotalStderr: Math.hypot(fit.stderr[1]!, slope * scaleUncertainty),
    offset,
    offsetStderr: fit.stderr[0]! * spread,
    covariance: Float64Array.of(c00 * spread * spread, c01 * spread, c10 * spread, c11),
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    passed,
    residuals: passed.map((value, f) => arealDensity[f]! - offset - slope * value),
  };
}
