import type { LinkedParameter } from './links.js';
import type { CoRefineOptions, FitOptions } from './fit-reflectivity.js';
import type { FitSeriesOptions } from './fit-series.js';
import type { StackMaterial } from './material.js';
import type { CurveOverride } from './curve-override.js';
import type {
  FootprintModel,
  InstrumentModel,
  LayerModel,
  ParameterSpec,
  PatchModel,
  Prior,
  ReflectivityModel,
} from './model.js';
import type { PosteriorOptions } from './posterior.js';
import type { Resolution } from './resolution.js';

/** What this package takes from a model file, interface by interface: a schema can be held against each, key by key. */
export interface ReflectivityOptionTypes {
  /** A whole model file. */
  readonly model: ReflectivityModel;
  /** `parameters.*` */
  readonly parameter: ParameterSpec;
  /** `parameters.*.prior` */
  readonly prior: Prior;
  /** `layers[]` */
  readonly layer: LayerModel;
  /** `layers[].material` */
  readonly material: StackMaterial;
  /** `patches[]` */
  readonly patch: PatchModel;
  /** `instrument` */
  readonly instrument: InstrumentModel;
  /** `instrument.footprint` */
  readonly footprint: FootprintModel;
  /** What a curve has of its own in a joint fit. */
  readonly curve: CurveOverride;
  /** `resolution` */
  readonly resolution: Resolution;
  /** Which way loops go is nothing that results depend on. */
  readonly fit: Omit<FitOptions, 'kernels'>;
  /** How several curves are fitted together. */
  readonly coRefine: Omit<CoRefineOptions, 'kernels'>;
  /** How frames are fitted one after another. */
  readonly series: Omit<FitSeriesOptions, 'kernels'>;
  /** A parameter that goes smoothly through a series. */
  readonly linked: LinkedParameter;
  /** How posteriors are sampled. */
  readonly posterior: PosteriorOptions;
}
