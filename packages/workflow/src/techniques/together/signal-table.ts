import type { OperandoWarning } from '@operando/core';

/** One column that may become a signal. */
export interface SignalColumn {
  readonly name: string;
  readonly unit: string;
  readonly values: Float64Array;
  readonly stderr?: Float64Array;
}

/** A table of values through time, on one clock. */
export interface SignalTable {
  /** Name of its file without ending; of results, that of their folder. */
  readonly name: string;
  /** Begin of each row, s after `epoch` where there is one. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** UNIX seconds at which the clock reads zero. */
  readonly epoch?: number;
  readonly zone?: string;
  readonly columns: readonly SignalColumn[];
  readonly warnings: readonly OperandoWarning[];
}
