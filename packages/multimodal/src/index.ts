export * from './signal.js';
export * from './bin-signal.js';
export { changesOf } from './changes/signal-changes.js';
export type { ChangeOptions, SignalChange, SignalChanges } from './changes/signal-changes.js';
export { circuit } from './impedance/circuit.js';
export type { Circuit, CircuitParameter } from './impedance/circuit.js';
export { kramersKronig } from './impedance/kramers-kronig.js';
export type { KramersKronig, KramersKronigOptions } from './impedance/kramers-kronig.js';
export type { ImpedanceSpectrum } from './impedance/spectrum.js';
export { fitImpedance } from './impedance/fit-impedance.js';
export type { CircuitFit, CircuitFitOptions, CircuitStatus } from './impedance/fit-impedance.js';
export { fitImpedanceSeries, fitImpedanceSeriesSteps } from './impedance/fit-series.js';
export type {
  ArcSeries,
  FittedSpectrum,
  ImpedanceSeries,
  ImpedanceSeriesOptions,
  ImpedanceStatus,
} from './impedance/fit-series.js';
export { relaxationTimes } from './impedance/relaxation-times.js';
export type { RelaxationOptions, RelaxationPeak, RelaxationTimes } from './impedance/relaxation-times.js';
export { relate, rankCorrelation } from './relate.js';
export type { RelateOptions, Related, Relation } from './relate.js';
export { alignClocks, clockStderr, onClock, sameClock } from './clock/align-clocks.js';
export type { ClockModel, SharedEvent } from './clock/align-clocks.js';
export { tableOnFrames } from './clock/table-on-frames.js';
export type { FrameTableOptions, SignalOnFrames } from './clock/table-on-frames.js';
export { joinChanges, jointChanges } from './changes/joint-changes.js';
export type { JointChange, JointChanges, JointOptions } from './changes/joint-changes.js';
export { lagBetween, lagBetweenSteps } from './lag/lag-between.js';
export type { Lag, LagMinimum, LagOptions, LagStatus } from './lag/lag.js';
