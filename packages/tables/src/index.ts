/**
 * What nature is made of, in numbers: constants, elements, isotopes, neutron scattering lengths, X-ray edges and lines,
 * and the chemical formulas that are read with them. Each table names its source.
 * @module
 */
export * from './constants.js';
export * from './elements.js';
export * from './isotopes.js';
export { atomOf } from './nuclide.js';
export type { Atom } from './nuclide.js';
export * from './formula.js';
export * from './neutron/scattering-length.js';
export * from './xray/edges.js';
export * from './xray/lines.js';
export * from './xray/form-factors.js';
export * from './xray/gaussian-form-factor.js';
export * from './xray/anomalous-factors.js';
export * from './xray/tube-lines.js';
export * from './xray/source-lines.js';
export * from './xray/crystal-spacings.js';
