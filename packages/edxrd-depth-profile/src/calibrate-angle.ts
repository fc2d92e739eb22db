import { OperandoError } from '@operando/core';
import type { Measured } from '@operando/core';
import { spacing } from '@operando/lattice';
import type { Hkl } from '@operando/lattice';
import { leastSquares } from '@operando/numerics';
import { energyCalibration } from '@operando/peak-fit';
import type { CalibrationLine, EnergyCalibration } from '@operando/peak-fit';
import { dToEnergy, energyToD, hc } from './conversions.js';
import type { ScatteringAngle } from './conversions.js';
import { freeParametersOf, wholeCell } from './whole-cell.js';
import { standards } from './standards.js';
import type { Standard } from './standards.js';

/** A Bragg peak of a standard. */
export interface StandardPeak {
  /** Miller indices in the standard. */
  readonly hkl: Hkl;
  /** Place in channels with its standard error. */
  readonly channel: Measured;
}

/** What {@link calibrateAngle} gives. */
export interface AngleCalibration extends ScatteringAngle {
  /** Degrees; places, energy scale and cell of the standard in it. */
  readonly stderr: number;
  /** Scatter of the peaks against their own errors. */
  readonly chiSquare: number;
  /** Peaks less one. */
  readonly degreesOfFreedom: number;
  /** Per peak: lattice spacing at the angle found, and its difference from the standard's in standard errors. */
  readonly peaks: readonly { readonly hkl: Hkl; readonly d: number; readonly pull: number }[];
}

const degrees = 180 / Math.PI;

function standardOf(standard: keyof typeof standards | Standard): Standard {
  if (typeof standard !== 'string') return standard;
  if (!Object.hasOwn(standards, standard))
    throw new OperandoError('invalid-argument', `there is no standard ${JSON.stringify(standard)}.`, {
      where: { parameter: 'standard' },
      cure: `Give one of ${Object.keys(standards).join(', ')}, or system and cell.`,
    });
  return standards[standard];
}

function spacingsOf(peaks: readonly StandardPeak[], { system, cell }: Standard): number[] {
  const full = wholeCell(system, cell);
  return peaks.map(({ hkl }, i) => {
    const d = spacing(full, hkl);
    if (!(d > 0) || !Number.isFinite(d))
      throw new OperandoError('invalid-argument', `the standard has no spacing for peak ${i + 1} (${hkl.join(' ')}).`, {
        where: { parameter: 'standard' },
        cure: `A ${system} cell needs ${freeParametersOf(system).join(', ')}, and indices that are not all 0.`,
      });
    return d;
  });
}

function checkPeaks(peaks: readonly StandardPeak[]): void {
  if (peaks.length === 0)
    throw new OperandoError('too-few-points', 'there are no peaks of the standard.', { where: { parameter: 'peaks' } });
  for (const [i, { channel }] of peaks.entries()) {
    if (!Number.isFinite(channel.value) || !(channel.stderr > 0))
      throw new OperandoError(
        'invalid-argument',
        `peak ${i + 1} is at channel ${channel.value} +- ${channel.stderr}.`,
        { where: { parameter: 'peaks' }, cure: 'Give each peak its channel with a positive standard error.' },
      );
  }
}

/**
 * The fixed scattering angle, from Bragg peaks of a standard and an energy calibration that is held.
 *
 * Each peak gives sin(theta) = hc / 2 d E; they are averaged by weight. The error has three parts: the places of
 * the peaks (scaled to their scatter when that is larger), the energy calibration with its covariance (shared by all
 * peaks: it does not average out), and the standard's cell.
 *
 * @throws OperandoError `too-few-points`, `invalid-argument`.
 */
export function calibrateAngle(
  peaks: readonly StandardPeak[],
  standard: keyof typeof standards | Standard,
  calibration: EnergyCalibration,
): AngleCalibration {
  checkPeaks(peaks);
  const known = standardOf(standard);
  const spacings = spacingsOf(peaks, known);
  const gain = (channel: number): number =>
    0.5 * (calibration.energyOf(channel + 1) - calibration.energyOf(channel - 1));
  const energies = peaks.map(({ channel }) => calibration.energyOf(channel.value));
  const sines = energies.map((energy, i) => {
    const sine = hc / (2 * spacings[i]! * energy);
    if (!(sine > 0 && sine < 1))
      throw new OperandoError(
        'invalid-argument',
        `peak ${i + 1} at ${energy.toPrecision(5)} keV cannot be ${peaks[i]!.hkl.join('')} at any angle.`,
        { where: { parameter: 'peaks' }, cure: 'Check indices and energy calibration.' },
      );
    return sine;
  });
  const errors = peaks.map(({ channel }, i) => (sines[i]! * gain(channel.value) * channel.stderr) / energies[i]!);
  const weights = errors.map((error) => error ** -2);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const sine = weights.reduce((sum, weight, i) => sum + weight * sines[i]!, 0) / total;
  const chiSquare = weights.reduce((sum, weight, i) => sum + weight * (sines[i]! - sine) ** 2, 0);
  const degreesOfFreedom = peaks.length - 1;
  const scatter = degreesOfFreedom > 0 ? Math.max(1, chiSquare / degreesOfFreedom) : 1;
  // d(mean sine) / d(coefficient k): the mean over peaks of -sine channel^k / E.
  const { coefficients, covariance } = calibration;
  const order = coefficients.length;
  const slopes = Array.from(
    { length: order },
    (_, k) =>
      weights.reduce((sum, weight, i) => sum - (weight * sines[i]! * peaks[i]!.channel.value ** k) / energies[i]!, 0) /
      total,
  );
  let fromEnergy = 0;
  for (let i = 0; i < order; i++)
    for (let j = 0; j < order; j++) fromEnergy += slopes[i]! * slopes[j]! * covariance[i * order + j]!;
  const variance = scatter / total + fromEnergy + (sine * (known.relativeError ?? 0)) ** 2;
  const twoTheta = 2 * Math.asin(sine) * degrees;
  return {
    twoTheta,
    stderr: (2 * Math.sqrt(variance) * degrees) / Math.sqrt(1 - sine * sine),
    chiSquare,
    degreesOfFreedom,
    peaks: peaks.map(({ hkl }, i) => ({
      hkl,
      d: energyToD(energies[i]!, twoTheta),
      pull: (sine - sines[i]!) / errors[i]!,
    })),
  };
}

/** Options of {@link calibrateJoint}. */
export interface CalibrateJointOptions {
  /** 1: a straight line; 2: with a quadratic term. @default 1 */
  readonly order?: 1 | 2 | undefined;
  /** Where to begin, degrees. */
  readonly twoTheta: number;
}

/** What {@link calibrateJoint} gives. */
export interface JointCalibration {
  /** Energies of the channels, keV. */
  readonly energy: EnergyCalibration;
  /** Two-theta, degrees, with its error. */
  readonly angle: ScatteringAngle & { readonly stderr: number };
  /** Row-major covariance of offset, gain, (quadratic), two-theta. */
  readonly covariance: Float64Array;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Lines and peaks less what was fitted. */
  readonly degreesOfFreedom: number;
}

/**
 * Energy scale and angle together, from lines of known energy and Bragg peaks of a standard.
 * Both kinds are needed: in Bragg peaks alone the scale of E and sin(theta) are the same thing.
 *
 * @throws OperandoError `too-few-points` without both kinds or for fewer peaks than parameters, `invalid-argument`.
 */
export function calibrateJoint(
  lines: readonly CalibrationLine[],
  peaks: readonly StandardPeak[],
  standard: keyof typeof standards | Standard,
  options: CalibrateJointOptions,
): JointCalibration {
  const order = options.order ?? 1;
  checkPeaks(peaks);
  if (lines.length === 0 || lines.length + peaks.length < order + 2) {
    throw new OperandoError(
      'too-few-points',
      `${lines.length} lines of known energy and ${peaks.length} Bragg peaks do not make energy scale and angle.`,
      {
        where: { parameter: 'lines' },
        cure: `Give at least one line of known energy, and ${order + 2} peaks altogether.`,
      },
    );
  }
  const spacings = spacingsOf(peaks, standardOf(standard));
  const size = lines.length + peaks.length;
  const first = lines.reduce((low, line) => (line.channel < low.channel ? line : low));
  const farthest = peaks.reduce((far, peak) =>
    Math.abs(peak.channel.value - first.channel) > Math.abs(far.channel.value - first.channel) ? peak : far,
  );
  const gain =
    (dToEnergy(spacings[peaks.indexOf(farthest)]!, options.twoTheta) - first.energy) /
    (farthest.channel.value - first.channel);
  const energyAt = (p: ArrayLike<number>, channel: number): number =>
    p[0]! + channel * (p[1]! + (order === 2 ? channel * p[2]! : 0));
  const fit = leastSquares(
    {
      size,
      residuals(p, out) {
        lines.forEach(
          (line, i) =>
            (out[i] =
              (energyAt(p, line.channel) - line.energy) /
              Math.hypot(line.energyStderr ?? 0, gain * line.channelStderr)),
        );
        peaks.forEach(
          ({ channel }, i) =>
            (out[lines.length + i] =
              (energyAt(p, channel.value) - dToEnergy(spacings[i]!, p[order + 1]!)) / (gain * channel.stderr)),
        );
      },
    },
    [first.energy - gain * first.channel, gain, ...(order === 2 ? [0] : []), options.twoTheta],
  );
  const n = order + 2;
  const part = Float64Array.from(
    { length: (order + 1) ** 2 },
    (_, k) => fit.covariance[Math.floor(k / (order + 1)) * n + (k % (order + 1))]!,
  );
  return {
    energy: energyCalibration(
      fit.parameters.slice(0, order + 1),
      part,
      fit.degreesOfFreedom > 0 ? fit.chiSquare / fit.degreesOfFreedom : Number.NaN,
    ),
    angle: { twoTheta: fit.parameters[order + 1]!, stderr: fit.stderr[order + 1]! },
    covariance: fit.covariance,
    chiSquare: fit.chiSquare,
    degreesOfFreedom: fit.degreesOfFreedom,
  };
}
