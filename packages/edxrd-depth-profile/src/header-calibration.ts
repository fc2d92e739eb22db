import { expectChoice, OperandoError } from '@operando/core';
import { energyCalibration } from '@operando/peak-fit';
import type { EnergyCalibration } from '@operando/peak-fit';
import { calibrationDefaults } from './defaults.js';

/** What a multichannel analyser's file says about its energies: E = offset + slope x channel + quadratic x channel^2, keV. */
export interface HeaderCalibration {
  /** Energy of channel 0, keV. */
  readonly offset: number;
  /** Energy of one channel, keV. */
  readonly slope: number;
  /** Change of the slope, keV/channel^2. @default 0 */
  readonly quadratic?: number | undefined;
  /**
   * Whether its channel number i means the centre of channel i, as EPICS and hpMCA have it, or its left edge (half a channel lower).
   * @default 'centre'
   */
  readonly convention?: 'centre' | 'left-edge' | undefined;
}

/**
 * The calibration of a file's header.
 *
 * @throws OperandoError `invalid-argument` for a slope that is missing or not positive, or an unknown convention.
 */
export function headerCalibration(header: HeaderCalibration): EnergyCalibration {
  const {
    offset,
    slope,
    quadratic = calibrationDefaults.quadratic,
    convention = calibrationDefaults.convention,
  } = header;
  expectChoice('convention', convention, ['centre', 'left-edge']);
  if (!Number.isFinite(offset + slope + quadratic) || !(slope > 0)) {
    throw new OperandoError(
      'invalid-argument',
      `the header has no energy calibration: offset ${offset}, slope ${slope}, quadratic ${quadratic}.`,
      {
        where: { parameter: 'calibration' },
        cure: 'Give calibration (a key of the model file); lines of known energy tell it (calibrateEnergy).',
      },
    );
  }
  const shift = convention === 'centre' ? 0 : 0.5;
  const shifted = [offset + shift * (slope + shift * quadratic), slope + 2 * shift * quadratic];
  return energyCalibration(quadratic === 0 ? shifted : [...shifted, quadratic]);
}
