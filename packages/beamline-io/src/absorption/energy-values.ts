import type { OperandoWarning } from '@operando/core';

/** Energies of a table in eV, in the order of its rows. */
export interface EnergyValues {
  /** eV, one for each row. */
  readonly values: Float64Array;
  /** What was assumed of their unit or mended; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}
