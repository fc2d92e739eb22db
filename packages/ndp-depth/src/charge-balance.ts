import { OperandoError, statusOf } from '@operando/core';
import type { Estimate, MeasuredColumn } from '@operando/core';
import { leastSquares } from '@operando/numerics';
import { constants } from '@operando/tables';
import { chargeBalanceDefaults } from './defaults.js';

/** Electrons (and lithium ions) in one mAh: 3.6 C over the elementary charge. */
export const lithiumPerMilliampereHour: number = 3.6 / constants.elementaryCharge;

/** Options of {@link chargeBalance}. */
export interface ChargeBalanceOptions {
  /** Electrode area in cm2 that the charge belongs to. @default 1 (the charge is per cm2) */
  readonly electrodeArea?: number | undefined;
  /** Relative uncertainty common to all areal densities (flux, solid angle, standard). @default 0 */
  readonly scaleUncertainty?: number | undefined;
}

/** Straight line of lithium found against lithium passed. */
export interface ChargeBalance {
  /** Lithium found for each one passed; 1 for a cell without losses. The standard error is from counting. */
  readonly slope: Estimate;
  /** Standard error of the slope with the common scale. */
  readonly slopeTotalStderr: number;
  /** Atoms per cm2 before any charge. */
  readonly offset: Estimate;
  /** Row-major, of offset and slope. */
  readonly covariance: Float64Array;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Frames less two. */
  readonly degreesOfFreedom: number;
  /** Lithium passed, atoms per cm2. */
  readonly passed: Float64Array;
  /** Lithium of each frame beyond the line, atoms per cm2. */
  readonly residuals: Float64Array;
}

/**
 * Compare lithium seen with charge passed: areal density against charge times
 * 2.246943e19 per mAh over the electrode's area, weighted. A slope
 * below 1 means parasitic current, lithium outside the window, or a beam spot
 * that is not like the rest of the electrode.
 *
 * @param arealDensity Atoms per cm2 in the window watched, by frame (a layer of `profileSeries`); frames with NaN are left out.
 * @param charge Passed in mAh, mean over each frame; positive where it should add lithium to the window.
 * @throws OperandoError `shape-mismatch`, `too-few-points` for fewer than two usable frames, a layer that cannot be seen or a charge that never changes; `invalid-argument` for an area that is not above 0.
 */
export function chargeBalance(
  {
    values: arealDensity,
    stderr: arealDensityStderr,
    status,
  }: MeasuredColumn & { readonly status?: Uint8Array | undefined },
  charge: ArrayLike<number>,
  options: ChargeBalanceOptions = {},
): ChargeBalance {
  const { electrodeArea = chargeBalanceDefaults.electrodeArea, scaleUncertainty = 0 } = options;
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
  const isHidden =
    status?.includes(statusOf['not-visible']) === true &&
    status.every((each) => each === statusOf['not-visible'] || each === statusOf.masked);
  const passed = Float64Array.from(charge, (value) => (value * lithiumPerMilliampereHour) / electrodeArea);
  const used = [...passed.keys()].filter(
    (f) => Number.isFinite(passed[f]!) && Number.isFinite(arealDensity[f]!) && arealDensityStderr[f]! > 0,
  );
  const spread =
    used.length === 0 ? 0 : Math.max(...used.map((f) => passed[f]!)) - Math.min(...used.map((f) => passed[f]!));
  if (used.length < 2 || !(spread > 0)) {
    throw new OperandoError(
      'too-few-points',
      `${used.length} ${used.length === 1 ? 'frame has' : 'frames have'} both lithium and charge${isHidden ? ': the layer cannot be seen' : ''}.`,
      {
        cure: isHidden
          ? 'Balance a layer that particles reach the detector from.'
          : 'Two frames or more with different charge are needed.',
      },
    );
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
  const [c00, c01, c10, c11] = Array.from(fit.covariance) as [number, number, number, number];
  const offset = fit.parameters[0]! * spread;
  const slope = fit.parameters[1]!;
  return {
    slope: { value: slope, stderr: fit.stderr[1]!, unit: '1' },
    slopeTotalStderr: Math.hypot(fit.stderr[1]!, slope * scaleUncertainty),
    offset: { value: offset, stderr: fit.stderr[0]! * spread, unit: '1/cm^2' },
    covariance: Float64Array.of(c00 * spread * spread, c01 * spread, c10 * spread, c11),
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
    passed,
    residuals: passed.map((value, f) => arealDensity[f]! - offset - slope * value),
  };
}
