/**
 * Neutron reflectometry: from layers to reflectivity and back, with errors, through time.
 * @module
 */
export { tableOf } from './slab-table.js';
export type { Slab, SlabTable } from './slab-table.js';
export * from './reflectivity.js';
export { fwhmPerSigma } from '@operando/core';
export { sigmasOf } from './resolution.js';
export type { Resolution } from './resolution.js';
export type { ResolutionShape } from './smear-plan.js';
export type {
  LayerModel,
  ParameterSpec,
  ParameterValues,
  ProfileModel,
  ReflectivityModel,
  RepeatModel,
  StackItem,
  Value,
} from './model.js';
export { compileExpression } from '@operando/core';
export type { Expression } from '@operando/core';
export type { InterfaceShape } from './interface-shapes.js';
export { contractSlabs, sldProfile } from './sld-profile.js';
export type { SldProfile, SldProfileOptions } from './sld-profile.js';
export type { Objective, ReflectivityData } from './fit-data.js';
export { coRefine, fitReflectivity } from './fit-reflectivity.js';
export type { CoRefineOptions, FitOptions } from './fit-reflectivity.js';
export type { FittedCurve, FittedParameter, ReflectivityFit } from './fit-result.js';
export { samplePosterior } from './posterior.js';
export type { Posterior, PosteriorOptions, PosteriorParameter, SldBands } from './posterior.js';
export { fitSeries } from './fit-series.js';
export type {
  FitSeriesOptions,
  LinkedParameter,
  ParameterSeries,
  ReflectivityFrame,
  ReflectivitySeriesFit,
} from './fit-series.js';
export * from './drift.js';
export * from './scattering-lengths.js';
export { layersOf, materialSld } from './material-stack.js';
export type { MaterialItem, StackMaterial } from './material-stack.js';
