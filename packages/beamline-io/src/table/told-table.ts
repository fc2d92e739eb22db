import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from './column-table.js';
import { valueWarnings } from './value-warnings.js';

/** What a file says as a whole, beside its table. */
export interface Told {
  readonly before: readonly OperandoWarning[];
  readonly atEnd: readonly OperandoWarning[];
}

/** Warnings of a table, and those of the file. What is told by both is told once. */
export function allWarnings(own: readonly OperandoWarning[], { before, atEnd }: Told): readonly OperandoWarning[] {
  const last = atEnd.filter(({ code }) => !own.some((each) => each.code === code));
  return before.length + last.length === 0 ? own : [...before, ...own, ...last];
}

/** A table with the warnings of its values and of its file. */
export function toldTable(table: ColumnTable, told: Told): ColumnTable {
  const warnings = allWarnings([...table.warnings, ...valueWarnings(table)], told);
  return warnings.length === table.warnings.length ? table : { ...table, warnings };
}
