/**
 * Numerical kernels on typed arrays. Knows nothing of series, beams or files.
 * @module
 */
export * from './dot-product.js';
export * from './polynomial-operator.js';
export * from './robust.js';
