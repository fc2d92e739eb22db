/**
 * The typed time-series core of operando: axes, series, time, errors.
 * @module
 */
export type { NdArray } from 'ndarray';
export * from './error.js';
export * from './axis.js';
export * from './frame-time.js';
export * from './series.js';
export * from './electrochemistry.js';
