/**
 * Crystal lattices: cells from spacings, lithium content from cells.
 * @module
 */
export { cellFromSpacings } from './cell-from-spacings.js';
export type { SpacingCell, SpacingOf } from './cell-from-spacings.js';
export * from './crystal-system.js';
export { cellEstimates, cellUnit } from './cell-estimates.js';
export type { CellEstimates } from './cell-estimates.js';
export { lithiumContent, lithiumReader } from './lithium-content.js';
export type {
  BranchChoice,
  LithiumContent,
  LithiumReader,
  TableCalibration,
  VegardCalibration,
  VegardEnd,
} from './lithium-content.js';
export { lithiumContents } from './lithium-column.js';
export type { LithiumContents, LithiumContentsOptions } from './lithium-column.js';
export { startCell } from './start-cell.js';
