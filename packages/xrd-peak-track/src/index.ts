/**
 * Bragg peaks through operando series: tracks, cells, phases, lithium.
 * @module
 */
export * from './conversions.js';
export * from './crystal-system.js';
export { refineCell } from './refine-cell.js';
export type { Estimate, RefineCellOptions, RefinedCell, Reflection } from './refine-cell.js';
export { trackPeakStack } from './track-peak-stack.js';
export { trackFlag } from './track-types.js';
export type { Track, TrackColumn, TrackPeaksOptions, TrackResult, TrackSeed } from './track-types.js';
export * from './wavelengths.js';
