/**
 * Neutron reflectometry: from layers to reflectivity and back, with errors, through time.
 * @module
 */
export { tableOf } from './slab-table.js';
export type { Slab, SlabTable } from './slab-table.js';
export * from './reflectivity.js';
export { fwhmPerSigma, sigmasOf } from './resolution.js';
export type { Resolution } from './resolution.js';
export type { ResolutionShape } from './smear-plan.js';
