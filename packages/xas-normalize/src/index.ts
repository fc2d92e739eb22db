/**
 * X-ray absorption: edge energy, normalization and edge positions of single
 * spectra and of operando series.
 * @module
 */
export { findE0, locateEdge } from './find-e0.js';
export type { EdgeLocation } from './find-e0.js';
export { createEdgeFinder, findEnergyStep } from './edge-finder.js';
export type { EdgeFinder } from './edge-finder.js';
export { preEdge } from './pre-edge.js';
export type { PreEdgeResult } from './pre-edge.js';
export type { NormalizationOptions, PreEdgeRanges } from './pre-edge-ranges.js';
export { bareAtomStep, mback } from './mback.js';
export type { Mback, MbackOptions } from './mback.js';
export { cleanSpectrum } from './spectrum.js';
export type { CleanSpectrum, CleanSpectrumOptions } from './spectrum.js';
export { findSpikes } from './spikes.js';
export type { Spike } from './spikes.js';
export { createStackNormalizer, normalizeStack } from './normalize-stack.js';
export type { StackNormalizer } from './normalize-stack.js';
export type { NormalizedStack, NormalizeStackOptions, SeriesEdgeOptions } from './normalize-stack-types.js';
export type { NormalizationKind } from './renormalize.js';
export type { SeriesAbsorber } from './edge-search/series-edges.js';
export type { AbsorberOptions } from './edge-search/absorber.js';
export { createEdgePositioner, edgeChannelName, edgePosition, edgePositionMethods } from './edge-position.js';
export type { EdgePosition, EdgePositioner, EdgePositionMethod, EdgePositionOptions } from './edge-position.js';
export { edgeRepeatability, frameScatter, repeatabilityWarnings } from './repeatability.js';
export type { Repeatability } from './repeatability.js';
export { estimateSpectrumNoise } from './noise.js';
export { edgePositionStack } from './edge-position-stack.js';
export type {
  EdgePositionColumn,
  EdgePositionColumns,
  EdgePositionStack,
  EdgePositionStackOptions,
} from './edge-position-stack.js';
export { normalize, normalizeSteps } from './normalize-series.js';
export type {
  Normalization,
  NormalizedSeries,
  NormalizedSpectra,
  NormalizeOptions,
  NormalizedFlat,
} from './normalize-types.js';
export type { Normalizer } from './normalizer-types.js';
export { createNormalizer } from './normalizer.js';
export { normalizeShare } from './share-rows.js';
export type { NormalizerShare, SharedRows } from './share-rows.js';
export type { UsedRange, UsedRanges } from './used-ranges.js';
export { splitSweeps } from '@operando/core';
export type { SplitSweepsOptions, Sweep } from '@operando/core';
export * from './sweeps/monochromator.js';
export * from './sweeps/channels.js';
export * from './sweeps/sweep-grid.js';
export * from './sweeps/average-sweeps.js';
export * from './align-energy.js';
export * from './cleaning/deglitch.js';
export * from './cleaning/deglitch-stack.js';
export * from './cleaning/rebin.js';
export * from './cleaning/merge-scans.js';
export { farFromOthers, scanDifference, scanDistances } from './cleaning/scan-distances.js';
export * from './cleaning/self-absorption.js';
export { edgeMap } from './imaging/edge-map.js';
export type { EdgeMap, EdgeMapOptions } from './imaging/edge-map.js';
export { imageSource } from './imaging/image-source.js';
export type { ImageNumbers, ImageSource } from './imaging/image-source.js';
export * from './energy-drift.js';
export * from './shift-energy.js';
export { createSweepStream } from './sweeps/sweep-stream.js';
export type { SweepStreamOptions } from './sweeps/sweep-stream.js';
export type { SweepChunk, SweepGrouping, SweepSpectrum, SweepStream } from './sweeps/sweep-types.js';
export { linearCombination } from './species/linear-combination.js';
export type { LinearCombination, LinearCombinationOptions, WeightBounds } from './species/combine-columns.js';
export type { CombinationShifts } from './species/combination-shifts.js';
export { spectraOnWindow } from './species/spectra.js';
export type { EnergyWindow, SpeciesSpectrum, SpectraOnWindow } from './species/spectra.js';
export { linearCombinationStack } from './species/linear-combination-stack.js';
export type { LinearCombinationStack, LinearCombinationStackOptions } from './species/linear-combination-stack.js';
export { rankLinearCombinations } from './species/rank-linear-combinations.js';
export type { RankedCombination, RankLinearCombinationsOptions } from './species/rank-linear-combinations.js';
export { principalComponents } from './species/principal-components.js';
export type {
  ComponentScaling,
  PrincipalComponents,
  PrincipalComponentsOptions,
} from './species/principal-components.js';
export type { ComponentCounts } from './species/component-counts.js';
export { targetTransform } from './species/target-transform.js';
export type { TargetTransform, TargetTransformOptions } from './species/target-transform.js';
export { mcrAls } from './species/mcr-als.js';
export type { McrAls, McrAlsOptions, McrStatus } from './species/mcr-als.js';
export type { McrConstraints } from './species/mcr-steps.js';
export { purestFrames } from './species/purest-frames.js';
export type { PurestFramesOptions } from './species/purest-frames.js';
export { rotationalAmbiguity } from './species/rotational-ambiguity.js';
export type {
  RotationalAmbiguity,
  RotationalAmbiguityOptions,
  SpeciesAmbiguity,
  SpeciesProfile,
} from './species/rotational-ambiguity.js';
export { differenceSpectra } from './species/difference-spectra.js';
export type { DifferenceSpectra, DifferenceSpectraOptions } from './species/difference-spectra.js';
export { isosbesticPoints } from './species/isosbestic-points.js';
export type { IsosbesticPoint, IsosbesticPoints, IsosbesticPointsOptions } from './species/isosbestic-points.js';
export { redoxSteps } from './species/redox-steps.js';
export type { EdgeTrack, RedoxStep, RedoxStepsOptions, RedoxTrack } from './species/redox-steps.js';
export * from './exafs/wavenumber.js';
export * from './exafs/exafs-window.js';
export type { XftfOptions } from './exafs/forward-transform.js';
export type { TransformErrors } from './exafs/transform-errors.js';
export { xftf } from './exafs/xftf.js';
export type { ExafsTransform } from './exafs/xftf.js';
export * from './exafs/xftr.js';
export { autobk } from './exafs/autobk.js';
export type { AutobkOptions, AutobkResult } from './exafs/autobk.js';
export type { BackgroundStatus } from './exafs/background-workspace.js';
export type { BackgroundOptions } from './exafs/background-settings.js';
export * from './exafs/exafs-noise.js';
export { exafsStack } from './exafs/exafs-stack.js';
export type { ExafsStack, ExafsStackOptions } from './exafs/exafs-stack-types.js';
export { calibrateDispersive } from './dispersive.js';
export type { DispersiveCalibration, DispersiveOptions } from './dispersive.js';
export { broadened } from './broadening.js';
export { combinationMap } from './imaging/combination-map.js';
export type { CombinationMap, CombinationMapOptions } from './imaging/combination-map.js';
export * from './defaults.js';
