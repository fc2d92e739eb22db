import type { OperandoWarning } from '@operando/core';

/** Energies of a table in eV, in the order of its rows. */
export interface EnergyValues {
  readonly values: Float64Array;
  readonly warnings: readonly OperandoWarning[];
}
