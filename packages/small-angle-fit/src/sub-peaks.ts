import { fitCutSeries } from './fit-cut-series.js';
import type { CutSeriesFit } from './cut-series-fit.js';
import type { FitCutSeriesOptions } from './fit-cut-series.js';
import type { CutData } from './cut-data.js';
import type { CutModel, CutParameter } from './model.js';

/** A peak of wide-angle scattering. */
export interface SubPeak {
  /** As in the model. */
  readonly name: string;
  /** 1/angstrom */
  readonly position: number | CutParameter;
  /** Standard deviation, 1/angstrom; shared by all frames unless it says otherwise. */
  readonly sigma: number | CutParameter;
}

/** Model of sub-peaks on a line: Gaussians, of which broad ones are amorphous humps. */
export function subPeakModel(peaks: readonly SubPeak[]): CutModel {
  return {
    populations: peaks.map(({ name, position, sigma }) => ({ name, form: 'peak', parameters: { position, sigma } })),
    background: { slope: {} },
  };
}

/** Fit peaks that overlap over a series, as {@link fitCutSeries}: parameters are called `NAME_area`, `NAME_position`, `NAME_sigma`. */
export function fitSubPeaks(
  frames: readonly CutData[],
  peaks: readonly SubPeak[],
  options: FitCutSeriesOptions = {},
): CutSeriesFit {
  return fitCutSeries(frames, subPeakModel(peaks), options);
}
