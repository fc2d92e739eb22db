/**
 * Neutron reflectometry: from layers to reflectivity and back, with errors, through time.
 * @module
 */
export { tableOf } from './slab-table.js';
export type { Slab, SlabTable } from './slab-table.js';
export * from './reflectivity.js';
export { polarisedReflectivity } from './polarised-reflectivity.js';
export type { PolarisedReflectivity } from './polarised-reflectivity.js';
export type { Polarisation } from './polarisation.js';
export { fwhmPerSigma } from '@operando/core';
export { sigmasOf } from './resolution.js';
export type { Resolution } from './resolution.js';
export type { ResolutionShape } from './smear-plan.js';
export { overriddenModel } from './curve-override.js';
export type { CurveOverride } from './curve-override.js';
export type {
  FootprintModel,
  InstrumentModel,
  LayerModel,
  ParameterSpec,
  ParameterValues,
  PatchModel,
  Prior,
  ReflectivityModel,
  Value,
} from './model.js';
export { compileExpression } from '@operando/core';
export type { Expression } from '@operando/core';
export type { InterfaceShape } from './interface-shapes.js';
export { contractSlabs, sldProfile } from './sld-profile.js';
export type { SldProfile, SldProfileOptions } from './sld-profile.js';
export { sldSeries } from './sld-series.js';
export type { SldSeriesOptions } from './sld-series.js';
export type { Objective, ReflectivityData } from './fit-data.js';
export { coRefine, coRefineSteps, fitReflectivity, fitReflectivitySteps } from './fit-reflectivity.js';
export type { CoRefineOptions, FitOptions } from './fit-reflectivity.js';
export type { FitSolution, FittedCurve, FittedParameter, ReflectivityFit } from './fit-result.js';
export type { Suspect } from './suspects.js';
export { resolutionOf } from './resolution.js';
export type { FitStatus, ParameterStatus } from './fit-status.js';
export { samplePosterior, samplePosteriorSteps } from './posterior.js';
export type { Posterior, PosteriorOptions, PosteriorParameter } from './posterior.js';
export type { SldBandOptions, SldBands } from './sld-bands.js';
export { fitSeries, fitSeriesSteps, fitWaySteps, planSeries } from './fit-series.js';
export type { FitSeriesOptions, SeriesPlan, SeriesWay, SeriesWays } from './fit-series.js';
export type { LinkedParameter } from './links.js';
export type { FrameOrigin, LinkedCurve, ParameterColumn, ReflectivitySeriesFit } from './series-fit.js';
export { reflectivityFrames } from './reflectivity-frames.js';
export type { ReflectivityFrame, ReflectivitySeries } from './reflectivity-frames.js';
export * from './drift.js';
export * from './scattering-lengths.js';
export { xraySldOf } from './xray-lengths.js';
export type { Probe, ProbeKind } from './probe.js';
export { materialSld } from './material.js';
export type { StackMaterial } from './material.js';
export { layersOf } from './material-stack.js';
export type { MaterialItem } from './material-stack.js';
export type { ReflectivityOptionTypes } from './options.js';
export * from './defaults.js';
