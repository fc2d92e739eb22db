import { axisPoints, expectChoice, OperandoError } from '@operando/core';
import type { Axis } from '@operando/core';
import { calibrateEnergy, energyCalibration, findCalibrationLine } from '@operando/peak-fit';
import type { EnergyCalibration, LineSearch } from '@operando/peak-fit';
import { calibrationDefaults } from './defaults.js';

/** Terms of an energy scale: E = offset + gain x channel + quadratic x channel^2, keV; the centre of channel i is i. */
export interface CalibrationTerms {
  /** Energy of channel 0, keV. */
  readonly offset: number;
  /** Energy of one channel, keV. */
  readonly gain: number;
  /** Change of the gain, keV for each channel squared. @default 0 */
  readonly quadratic?: number | undefined;
}

/** Lines of known energy to be found in the sum of all frames. */
export interface CalibrationSearch {
  /** Where each is looked for, and its energy. */
  readonly lines: readonly LineSearch[];
  /** 1: a straight line; 2: with a quadratic term. @default 1 */
  readonly order?: 1 | 2 | undefined;
}

/** An energy scale, its terms, or lines to find it by. */
export type CalibrationModel = EnergyCalibration | CalibrationTerms | CalibrationSearch;

/** Whether spectra are needed to know the scale. */
export function isSearch(calibration: CalibrationModel): calibration is CalibrationSearch {
  return 'lines' in calibration;
}

/**
 * The energy scale of a model: itself, by its terms, or by its lines in the sum of all frames.
 *
 * @param axis Channels of the counts; they need not begin at 0.
 * @param counts Of all frames in one.
 * @throws OperandoError as `energyCalibration`, `findCalibrationLine` and `calibrateEnergy`.
 */
export function calibrationOf(
  calibration: CalibrationModel,
  axis: Axis<'channel'>,
  counts: () => Float64Array,
): EnergyCalibration {
  if ('energyOf' in calibration) return calibration;
  if (!isSearch(calibration)) {
    const { offset, gain, quadratic = calibrationDefaults.quadratic } = calibration;
    return energyCalibration(quadratic === 0 ? [offset, gain] : [offset, gain, quadratic]);
  }
  const { lines, order = calibrationDefaults.order } = calibration;
  expectChoice('calibration.order', String(order), ['1', '2']);
  const first = Math.round(axisPoints(axis)[0]!);
  if (first < 0)
    throw new OperandoError('outside-range', `the first channel is ${first}.`, {
      cure: 'Channels count from 0: correct the axis.',
    });
  // A spectrum that begins at another channel than 0 is moved to where it belongs.
  const spectrum = new Float64Array(first + axis.size);
  spectrum.set(counts(), first);
  return calibrateEnergy(
    lines.map((line) => findCalibrationLine(spectrum, line)),
    { order },
  );
}
