/**
 * The typed time-series core of operando: axes, series, time, joining a
 * cycler's log, cycles, maps, errors.
 * @module
 */
export type { NdArray } from 'ndarray';
export * from './error.js';
export * from './axis.js';
export * from './units.js';
export { fwhmPerSigma } from './gaussian-width.js';
export * from './frame-time.js';
export * from './series.js';
export { flatMask, flatValues, isRowMajor } from './stack.js';
export type { StackLike } from './stack.js';
export * from './select.js';
export * from './rebin-time.js';
export * from './sweep.js';
export * from './battery-data.js';
export * from './electrochemistry.js';
export { checkLogTimes } from './log-times.js';
export type { LogTimesReport } from './log-times.js';
export * from './join-channels.js';
export * from './concatenate-logs.js';
export * from './clock-check.js';
export * from './clock-offset.js';
export * from './capacity.js';
export * from './half-cycles.js';
export * from './derivative.js';
export * from './maps.js';
export * from './window-integral.js';
export { chemicalElements } from './elements.js';
export type { ChemicalElement } from './elements.js';
export * from './formula.js';
export * from './expression.js';
