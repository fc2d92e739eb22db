import type { LambdaRule } from '@operando/numerics';
import type { LineSearch } from '@operando/peak-fit';
import type { CalibrationModel, CalibrationSearch, CalibrationTerms } from './calibration-model.js';
import type { ChargeBalanceOptions } from './charge-balance.js';
import type { FrontOptions } from './front-models.js';
import type { LayerSpec } from './layer.js';
import type { MaterialSpec } from './material.js';
import type { CountBins } from './rebin-counts.js';
import type { DepthGrid, DepthGridOptions } from './response-matrix.js';
import type { NdpSample } from './sample.js';
import type { BeamOptions } from './self-shielding.js';
import type { Geometry } from './sensitivity.js';
import type { CountBackground } from './spectrum.js';

/** Options of `profileSeries`. */
export interface ProfileSeriesOptions extends CountBackground {
  /** The sample; a function of the frame (after summing) where layers change (plating, swelling). */
  readonly sample: NdpSample | ((frame: number) => NdpSample);
  /** How atoms become counts. */
  readonly geometry: Geometry;
  /** Needed for a series against channel. */
  readonly calibration?: CalibrationModel | undefined;
  /** `direct` takes the particle that reaches deepest, unless `sample.particles` names one. @default 'tikhonov' */
  readonly method?: 'direct' | 'tikhonov' | 'richardson-lucy' | undefined;
  /** Frames to sum first. @default every frame by itself */
  readonly rebin?: CountBins | undefined;
  /** Bins of depth. @default from the resolution */
  readonly grid?: DepthGrid | DepthGridOptions | undefined;
  /** Energies to fit, keV. @default from the lowest threshold up */
  readonly energyRange?: readonly [number, number] | undefined;
  /**
   * As {@link DepthModelOptions.interfaceWidth}; `evidence` finds them: for each interface the width that makes the sum of all frames
   * likeliest, for Tikhonov and a sample whose layers stay.
   */
  readonly interfaceWidth?: number | readonly number[] | 'evidence' | undefined;
  /** Account for neutrons absorbed on their way in. @default not */
  readonly beam?: BeamOptions | undefined;
  /** Smoothing: one strength for all frames, by the rule applied to their sum. @default 'evidence' */
  readonly lambda?: number | LambdaRule | undefined;
  /**
   * `adaptive`: the evidence chooses a strength for each stretch of depth, from frames over the whole series, weak where profiles bend
   * and strong where they do not, so that bands cover at sharp structure too; a layer whose spectra are far likelier with an edge in it gets one, wherever
   * it is in each frame (without `temporalSmoothness`); for Tikhonov by `evidence` and a sample whose layers stay.
   * `even`: one strength for all depths.
   * @default 'adaptive'
   */
  readonly smoothing?: 'adaptive' | 'even' | undefined;
  /**
   * An interface inside a layer, which may move: its depth is fitted in each frame, the layer's profile is smooth on either side of it,
   * and errors hold what is not known of its place. For Tikhonov and a sample whose layers stay.
   */
  readonly front?: FrontOptions | undefined;
  /** Steps of Richardson-Lucy. @default 30 */
  readonly iterations?: number | undefined;
  /**
   * Join frames in time by `temporalSmoothness` |(c_f - c_(f-1)) / 1e22|^2, so that neighbours
   * lend each other counts: for Tikhonov and one sample throughout. Frames are no longer independent then.
   * @default 0
   */
  readonly temporalSmoothness?: number | undefined;
  /** Frames with less than this share of the median monitor (or total count) rate are masked: the beam was off. @default 0.1 */
  readonly leastBeam?: number | undefined;
  /** Seconds for which the detector is blind after each count, to make live times of exposures where the series has none. @default 0 */
  readonly deadTime?: number | undefined;
  /** First and last channel of each spectrum whose sum is the neutron monitor. @default the series' channel `monitor` */
  readonly monitorChannels?: readonly [number, number] | undefined;
}

/** What this package takes from a model file, interface by interface: a schema can be held against each, key by key. */
export interface NdpOptionTypes {
  /** All of them. */
  readonly options: ProfileSeriesOptions;
  /** Of the sample. */
  readonly sample: NdpSample;
  /** Of one layer. */
  readonly layer: LayerSpec;
  /** What it is made of. */
  readonly material: MaterialSpec;
  /** How atoms become counts. */
  readonly geometry: Geometry;
  /** Terms of the energy scale. */
  readonly calibration: CalibrationTerms;
  /** Lines to find it by. */
  readonly calibrationSearch: CalibrationSearch;
  /** One of these lines. */
  readonly line: LineSearch;
  /** Frames that are summed. */
  readonly rebin: CountBins;
  /** Bins of depth. */
  readonly grid: DepthGridOptions;
  /** Neutrons on their way in. */
  readonly beam: BeamOptions;
  /** An interface that moves. */
  readonly front: FrontOptions;
  /** Charge balance. */
  readonly balance: ChargeBalanceOptions;
}
