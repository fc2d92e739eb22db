/**
 * Bragg peaks through operando series: tracks, cells, phases, lithium.
 * @module
 */
export * from './conversions.js';
export { cellVolume, completeCell, freeParameters, reciprocalMetric, spacing } from '@operando/lattice';
export type { CellParameters, CrystalSystem, Hkl } from '@operando/lattice';
export { refineCell } from './refine-cell.js';
export type { RefineCellOptions, RefinedCell, Reflection } from './refine-cell.js';
export { trackPeakStack, trackPeakStackSteps } from './track-peak-stack.js';
export type {
  Crossing,
  JoinedSeed,
  Track,
  TrackColumn,
  TrackPeaksOptions,
  TrackPeakStackOptions,
  TrackResult,
  TrackSeed,
  TrackStatus,
} from './track-types.js';
export * from './wavelengths.js';
export { trackCurves } from './track-curves.js';
export type { TrackCurves, TrackCurvesOptions } from './track-curves.js';
export { dropHumps } from './drop-humps.js';
export { fitHumps, fitHumpsSteps } from './fit-humps.js';
export type { FitHumpsOptions } from './fit-humps.js';
export type { Hump } from './hump-columns.js';
export type { HumpGround, HumpShape } from './fit-hump-frame.js';
export { excludeRanges, leastPatternPoints } from './excluded.js';
export type { AxialDivergence } from './optics.js';
export { refitTracks, refitTracksSteps } from './refit-tracks.js';
export type { RefitOptions } from './refit-options.js';
export { stackOf } from './series-stack.js';
export type { ErrorSource, SeriesStack } from './series-stack.js';
export { areCounts } from './counts.js';
export { correlationOf } from './correlation.js';
export { scatterErrors, varianceLaw } from './scatter-errors.js';
export type { VarianceLaw } from './scatter-errors.js';
export { trackPeaks, trackPeaksSteps } from './track-peaks.js';
export type { SeriesTracks, TrackAxisName } from './track-peaks.js';
export { axisFromReflection, trackCell, trackCellSteps } from './track-cell.js';
export type { IndexedTrack, TrackedCell } from './track-cell.js';
export { leverRule, phaseFractionColumns, phaseFractions } from './phases.js';
export type { PhaseArea, PhaseFractions, PhaseTrack } from './phases.js';
export { williamsonHall } from './williamson-hall.js';
export type { PeakWidth, WilliamsonHallOptions } from './williamson-hall.js';
export { lithiumContent, lithiumContents } from '@operando/lattice';
export type {
  BranchChoice,
  CellEstimates,
  LithiumContent,
  LithiumContents,
  LithiumContentsOptions,
  TableCalibration,
  VegardCalibration,
  VegardEnd,
} from '@operando/lattice';
export { fitPattern, fitPatternStack } from './fit-pattern.js';
export type { FitPatternOptions, FittedPattern } from './fit-pattern.js';
export * from './defaults.js';
export { givesWay } from './gives-way.js';
export type { GivesWay } from './gives-way.js';
export { flatTops } from './flat-tops.js';
export type { FlatTop, FlatTops } from './flat-tops.js';
export { cutPeaks } from './cut-peaks.js';
export type { CutPeak } from './cut-peaks.js';
