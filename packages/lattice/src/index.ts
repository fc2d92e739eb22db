/**
 * Crystal lattices: cells from spacings, lithium content from cells.
 * @module
 */
export { cellFromSpacings } from './cell-from-spacings.js';
export type { SpacingCell, SpacingOf } from './cell-from-spacings.js';
export * from './crystal-system.js';
export type { Estimate } from './estimate.js';
export { lithiumContent } from './lithium-content.js';
export type { BranchChoice, LithiumContent, TableCalibration, VegardCalibration } from './lithium-content.js';
export { startCell } from './start-cell.js';
