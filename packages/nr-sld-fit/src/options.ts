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
  readonly model: ReflectivityModel;
  readonly parameter: ParameterSpec;
  readonly prior: Prior;
  readonly layer: LayerModel;
  readonly material: StackMaterial;
  readonly patch: PatchModel;
  readonly instrument: InstrumentModel;
  readonly footprint: FootprintModel;
  readonly curve: CurveOverride;
  readonly resolution: Resolution;
  /** Which way loops go is nothing that results depend on. */
  readonly fit: Omit<FitOptions, 'kernels'>;
  readonly coRefine: Omit<CoRefineOptions, 'kernels'>;
  readonly series: Omit<FitSeriesOptions, 'kernels'>;
  readonly linked: LinkedParameter;
  readonly posterior: PosteriorOptions;
}
