import { emptyColumn } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import type { PeakModel } from './peak-model.js';

/** One peak of a stack: one value per frame, NaN where the frame could not be fitted. Units are those of x and y. */
export interface PeakColumns {
  /** Of each frame, in the unit of x. */
  readonly center: MeasuredColumn;
  /** Above the background, in the unit of y. */
  readonly height: MeasuredColumn;
  /** In the unit of y times that of x. */
  readonly area: MeasuredColumn;
  /** Full width at half maximum, in the unit of x. */
  readonly fwhm: MeasuredColumn;
  /** Shape parameters by name, as `eta`. */
  readonly shape: Readonly<Record<string, MeasuredColumn>>;
}

/** Columns for every peak and background coefficient of a model; `fwhm` of a profile that has it as a parameter is the same column. */
export function createColumns(
  model: PeakModel,
  frames: number,
): { readonly peaks: PeakColumns[]; readonly background: MeasuredColumn[] } {
  return {
    peaks: model.peaks.map(({ profile }): PeakColumns => {
      const shape = Object.fromEntries(profile.shape.map((name) => [name, emptyColumn(frames)]));
      return {
        center: emptyColumn(frames),
        height: emptyColumn(frames),
        area: emptyColumn(frames),
        fwhm: shape['fwhm'] ?? emptyColumn(frames),
        shape,
      };
    }),
    background: Array.from({ length: model.names.length - model.background }, () => emptyColumn(frames)),
  };
}

/** Write one estimate. */
export function put({ values, stderr }: MeasuredColumn, frame: number, estimate: number, error: number): void {
  values[frame] = estimate;
  stderr[frame] = error;
}
