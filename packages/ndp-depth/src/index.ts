/**
 * Neutron depth profiling: from counts per channel to atoms against depth, with errors, through time.
 * @module
 */
export { ion } from './ions.js';
export type { Ion, IonLike } from './ions.js';
export * from './reactions.js';
export * from './material.js';
export { materialPresets } from './presets.js';
export type { MaterialPreset } from './presets.js';
export { stoppingFunction, stoppingPower } from './stopping-power.js';
export type { StoppingFunction, StoppingPower, StoppingPowerOptions } from './stopping-power.js';
export type { StoppingChoice, StoppingSource } from './stopping-source.js';
export type { StoppingTable } from './stopping-table.js';
export { stragglingRate } from './straggling.js';
export type { StragglingModel } from './straggling.js';
export { importSrimTable } from './srim.js';
export type { SrimOptions, SrimTable } from './srim.js';
export type { LayerSpec } from './layer.js';
export { energyAfter } from './layer-stack.js';
export type { EnergyAfter, EnergyAfterOptions, StackOptions } from './layer-stack.js';
export { rangeTable } from './range-table.js';
export type { RangeTable } from './range-table.js';
export * from './depth-axis.js';
export * from './sample.js';
export { calibrateEnergy, energyCalibration, findCalibrationLine } from '@operando/peak-fit';
export type { CalibrationLine, EnergyCalibration, LineSearch } from '@operando/peak-fit';
export type { CalibrationModel, CalibrationSearch, CalibrationTerms } from './calibration-model.js';
export { liveTimeOf } from './spectrum.js';
export type { CountBackground, CountingTimes, NdpSpectrum } from './spectrum.js';
export * from './sensitivity.js';
export * from './self-shielding.js';
export * from './response-matrix.js';
export * from './depth-rebin.js';
export type { ArealDensity, ConcentrationProfile, ProfileStatus } from './profile.js';
export { concentrationProfile } from './concentration-profile.js';
export type { ConcentrationOptions, DirectProfile } from './concentration-profile.js';
export { depthModel } from './depth-model.js';
export type { DepthModel, DepthModelOptions } from './depth-model.js';
export { deconvolve } from './deconvolve.js';
export type { DeconvolvedProfile, DeconvolveOptions, ResolutionKernel } from './deconvolve.js';
export * from './rebin-counts.js';
export type { NdpOptionTypes, ProfileSeriesOptions } from './options.js';
export type { CountSeries } from './count-frames.js';
export type { LayerColumn, NdpProfiles } from './gather-profiles.js';
export { createProfiler } from './profiler.js';
export type { Profiler } from './profiler.js';
export { profileSeries } from './profile-series.js';
export * from './charge-balance.js';
