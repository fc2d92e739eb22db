/**
 * Neutron depth profiling.
 * @module
 */
export * from './ions.js';
export * from './reactions.js';
export * from './material.js';
export * from './stopping-power.js';
export type { StoppingTable } from './stopping-table.js';
export type { LayerSpec } from './layer.js';
export { energyAfter } from './layer-stack.js';
export type { EnergyAfter, EnergyAfterOptions, StackOptions } from './layer-stack.js';
export * from './depth-axis.js';
export * from './response-matrix.js';
