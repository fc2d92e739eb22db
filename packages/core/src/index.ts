/**
 * The typed time-series core of operando: axes, series, time, joining a
 * cycler's log, cycles, maps, results, errors.
 * @module
 */
export type { NdArray } from 'ndarray';
export * from './error.js';
export { expectChoice } from './expect-choice.js';
export { errorCodes } from './codes/error-codes.js';
export type { OperandoErrorCode } from './codes/error-codes.js';
export { isWarningCode, warningCodes } from './codes/warning-codes.js';
export type { AnyWarningCode, WarningCode } from './codes/warning-codes.js';
export * from './series/axis.js';
export * from './series/units.js';
export { fwhmPerSigma } from './gaussian-width.js';
export * from './series/frame-time.js';
export * from './series/series.js';
export { flatMask, flatValues, isRowMajor } from './series/stack.js';
export type { StackLike } from './series/stack.js';
export * from './series/select.js';
export * from './rebin/rebin-time.js';
export * from './series/sweep.js';
export * from './cycler/battery-data.js';
export * from './cycler/electrochemistry.js';
export { advancingLog } from './join/advancing-log.js';
export { checkLogTimes } from './join/log-times.js';
export type { LogTimesReport } from './join/log-times.js';
export * from './join/join-channels.js';
export * from './cycler/concatenate-logs.js';
export * from './join/clock-check.js';
export * from './join/clock-offset.js';
export * from './cycler/capacity.js';
export * from './cycler/half-cycles.js';
export * from './maps/derivative.js';
export * from './maps/maps.js';
export * from './maps/window-integral.js';
export * from './expression.js';
export { finiteExtent, finiteMedian } from './finite.js';
export { visibleText } from './text/visible-text.js';
export { csvHeader, csvText, csvWords, exactNumber } from './text/csv-text.js';
export type { PlainColumn } from './text/csv-text.js';
export * from './result/status.js';
export * from './result/estimate.js';
export * from './result/result-table.js';
export { columnHeads, plainColumns, unitSuffix } from './result/column-header.js';
export * from './result/distinct-columns.js';
export { uniqueNames } from './text/unique-names.js';
export * from './result/format-csv.js';
export * from './result/provenance.js';
export * from './result/result.js';
export * from './result/document.js';
export * from './source/byte-source.js';
export * from './source/frame-source.js';
export * from './source/series-source.js';
export { concatenateSeries } from './source/concatenate-series.js';
export * from './steps/steps.js';
export * from './steps/run-steps.js';
