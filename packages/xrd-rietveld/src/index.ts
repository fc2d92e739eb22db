/**
 * Whole powder patterns, refined phase by phase: Rietveld, Pawley and Le Bail, alone and through operando series.
 * @module
 */
export { structurePhase } from './structure-phase.js';
export type { StructurePhaseOptions } from './structure-phase.js';
export { refinePattern } from './refine-pattern.js';
export type { Pattern, RefineOptions } from './options.js';
export type { RefinedLines, RefinedParameter, RefinedPhase, Refinement } from './result/refinement.js';
export type { FiguresOfMerit } from './fit/figures-of-merit.js';
export type { RefineChoice } from './model/layout.js';
export type {
  AtomShift,
  IntensityMethod,
  Orientation,
  Phase,
  PhaseParameter,
  ReflectionList,
  StructureModel,
} from './model/phase.js';
export type { Instrument, InstrumentParameter, Polarisation, SpectralLine } from './profile/instrument.js';
export type { Background, Hump } from './model/background.js';
export { createRefiner } from './refiner.js';
export type { Refiner } from './refiner.js';
export { refineSeries } from './series/refine-series.js';
export type { RefineSeriesOptions, SeriesRefinement } from './series/refine-series.js';
export type { FrameRow, PhaseRow, Presence, SecondValue } from './series/row-types.js';
export { explainLost } from './result/explain-lost.js';
export { wavelengthDoubtOfSeries } from './series/series-wavelength.js';
export { negativeWidths, vagueInFrames } from './series/series-warnings.js';
export { twoSolutions } from './series/two-solutions.js';
export { createSeriesWalk, walkStage } from './series/series-walk.js';
export { followSeries } from './series/follow-series.js';
export type { FirstWalk, FollowedSeries, FollowOptions, VisitFrames } from './series/follow-series.js';
export type { FrameData, KeptFrame, SeriesWalk, WalkMemory } from './series/walk-types.js';
export { identifyPhases } from './identify/identify-phases.js';
export type { IdentifiedPhases, IdentifyOptions, PhaseEvidence } from './identify/evidence-types.js';
