export * from './signal.js';
export * from './bin-signal.js';
export { changesOf } from "./changes/signal-changes.js";
export type { ChangeOptions, SignalChange, SignalChanges } from "./changes/signal-changes.js";
export { lagBetween } from './lag/lag-between.js';
export type { Lag, LagMinimum, LagOptions, LagStatus } from './lag/lag.js';
