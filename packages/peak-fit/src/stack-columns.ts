import type { PeakModel } from './peak-model.js';

/** One value per frame with its standard error; NaN where the frame could not be fitted. */
export interface EstimateColumn {
  readonly value: Float64Array;
  readonly stderr: Float64Array;
}

/** One peak of a stack. */
export interface PeakColumns {
  readonly center: EstimateColumn;
  readonly height: EstimateColumn;
  readonly area: EstimateColumn;
  readonly fwhm: EstimateColumn;
  /** Shape parameters by name, as `eta`. */
  readonly shape: Readonly<Record<string, EstimateColumn>>;
}

const column = (frames: number): EstimateColumn => ({
  value: new Float64Array(frames).fill(Number.NaN),
  stderr: new Float64Array(frames).fill(Number.NaN),
});

/** Columns for every peak and background coefficient of a model; `fwhm` of a profile that has it as a parameter is the same column. */
export function createColumns(
  model: PeakModel,
  frames: number,
): { readonly peaks: PeakColumns[]; readonly background: EstimateColumn[] } {
  return {
    peaks: model.peaks.map(({ profile }): PeakColumns => {
      const shape = Object.fromEntries(profile.shape.map((name) => [name, column(frames)]));
      return {
        center: column(frames),
        height: column(frames),
        area: column(frames),
        fwhm: shape['fwhm'] ?? column(frames),
        shape,
      };
    }),
    background: Array.from({ length: model.names.length - model.background }, () => column(frames)),
  };
}

/** Write one estimate. */
export function put({ value, stderr }: EstimateColumn, frame: number, estimate: number, error: number): void {
  value[frame] = estimate;
  stderr[frame] = error;
}
