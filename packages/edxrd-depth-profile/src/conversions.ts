import { OperandoError } from '@operando/core';
import type { Measured } from '@operando/core';
import type { EnergyCalibration } from '@operando/peak-fit';
import { constants } from '@operando/tables';

/** h c in keV angstrom. */
export const hc: number = constants.hc / 1000;

const halfRadians = Math.PI / 360;

/** A scattering angle with its standard error, degrees. */
export interface ScatteringAngle {
  /** Degrees. */
  readonly twoTheta: number;
  /** Standard error of the angle, degrees. @default not known (NaN): 0 says that it is exact */
  readonly stderr?: number | undefined;
}

/** @throws OperandoError `invalid-argument` for an angle that scatters nothing. */
export function checkAngle({ twoTheta, stderr }: ScatteringAngle): void {
  if (!(twoTheta > 0 && twoTheta < 180) || (stderr !== undefined && stderr < 0)) {
    throw new OperandoError(
      'invalid-argument',
      `two-theta is ${twoTheta}${stderr === undefined ? '' : ` +- ${stderr}`} degrees.`,
      {
        where: { parameter: 'twoTheta' },
        cure: 'Energy-dispersive diffraction needs a fixed angle above 0 and below 180 degrees: calibrate it with a standard.',
      },
    );
  }
}

/** Lattice spacing, angstrom, of an energy in keV at a fixed angle (Bragg's law). NaN where the energy is not positive. */
export function energyToD(energy: number, twoTheta: number): number {
  return energy > 0 ? hc / (2 * energy * Math.sin(twoTheta * halfRadians)) : Number.NaN;
}

/** Energy, keV, at which a spacing in angstrom reflects. */
export function dToEnergy(d: number, twoTheta: number): number {
  return d > 0 ? hc / (2 * d * Math.sin(twoTheta * halfRadians)) : Number.NaN;
}

/** Spacing of a place in channels, angstrom. */
export interface ChannelSpacing extends Measured {
  /** The part of the error that all peaks of the detector share; NaN where that of the angle is not known. */
  readonly calibrationStderr: number;
}

/**
 * Lattice spacing of a place in channels, with the error of the place, the energy calibration and the angle:
 * (sigma_d / d)^2 = (sigma_E / E)^2 + (cot(theta) sigma_theta)^2.
 *
 * @param channel Place and its standard error; the centre of channel i is i.
 * @param angle Without a standard error of the angle that of the spacing is not known either: NaN.
 * @throws OperandoError `invalid-argument` for an angle of 0.
 */
export function channelToD(channel: Measured, calibration: EnergyCalibration, angle: ScatteringAngle): ChannelSpacing {
  checkAngle(angle);
  const energy = calibration.energyOf(channel.value);
  const d = energyToD(energy, angle.twoTheta);
  // dE/dchannel by a step of one channel: exact for a quadratic.
  const gain = 0.5 * (calibration.energyOf(channel.value + 1) - calibration.energyOf(channel.value - 1));
  const place = (d * gain * channel.stderr) / energy;
  const shared = d * relativeCalibrationError(energy, calibration, angle);
  return { value: d, stderr: Math.hypot(place, shared), calibrationStderr: shared };
}

/** Relative error of a spacing that calibration and angle leave, the same for every spectrum; NaN where that of the angle is not known. */
export function relativeCalibrationError(
  energy: number,
  calibration: EnergyCalibration,
  angle: ScatteringAngle,
  channel?: number,
): number {
  const at = channel ?? channelOf(energy, calibration);
  const theta = angle.twoTheta * halfRadians;
  return Math.hypot(calibration.stderrOf(at) / energy, ((angle.stderr ?? Number.NaN) * halfRadians) / Math.tan(theta));
}

/** Place in channels of an energy in keV, the inverse of `energyOf`. NaN where no channel has it. */
export function channelOf(energy: number, calibration: EnergyCalibration): number {
  const [c0, c1, c2 = 0] = calibration.coefficients;
  const offset = c0! - energy;
  if (c2 === 0) return -offset / c1!;
  const root = c1! * c1! - 4 * c2 * offset;
  // The branch on which the energy rises, in a form that keeps its digits for a small quadratic term.
  return root < 0 ? Number.NaN : (-2 * offset) / (c1! + Math.sqrt(root));
}
