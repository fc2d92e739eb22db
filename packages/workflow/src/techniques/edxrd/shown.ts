import { finiteMedian, flatValues } from '@operando/core';
import type { EdxrdAnalysis } from './analyse.js';

/** The quantity that an analysis shows: frames x positions, positions increasing. */
export interface ShownQuantity {
  /** For people. */
  readonly label: string;
  readonly unit: string;
  /** For heads of columns: `x`, or phase and axis. */
  readonly name: string;
  /** As in `Axis.unit`. */
  readonly columnUnit: string;
  readonly values: Float64Array;
  readonly stderr: Float64Array;
  /** Standard error that energy and angle calibration add, shared by all values; NaN where not known. */
  readonly calibrationStderr: number;
}

/** Lithium in a phase, or without one an axis of its cell. */
export function shownQuantity({ shown, series, profile }: EdxrdAnalysis): ShownQuantity {
  const axis = Object.keys(shown.cell)[0]!;
  const isLithium = shown.lithium !== undefined;
  return {
    label: isLithium ? `Li in ${shown.name}` : `${shown.name} ${axis}`,
    unit: isLithium ? 'x' : 'Å',
    name: isLithium ? 'x' : `${shown.name}_${axis}`,
    columnUnit: profile.shown.column.unit,
    values: flatValues(series.signal),
    stderr: flatValues(series.variances!).map(Math.sqrt),
    calibrationStderr: finiteMedian(
      shown.lithiumCalibrationError ??
        Object.values(shown.cell)[0]!.values.map((value) => value * shown.calibrationError),
    ),
  };
}
