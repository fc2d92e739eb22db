import type { OperandoWarning } from '@operando/core';
import { shown } from '../text/said.js';
import { mapColumns, unitWarnings } from './map-columns.js';
import type { ColumnMapping, LabelledColumns } from './map-columns.js';

const current = '[ _-]?(current|curr\\.?|cur\\.?|i)';
const name = 'current_ampere';
const charging: ColumnMapping = {
  name,
  pattern: new RegExp(`^((chg|charge|charging)\\.?${current}|ladestrom|充电电流)$`, 'iu'),
};
const discharging: ColumnMapping = {
  name,
  pattern: new RegExp(`^((dchg|dischg|disch|dis|discharge|discharging)\\.?${current}|entladestrom|放电电流)$`, 'iu'),
};

/** One of the two, in amperes, and what is to be said of its unit. */
function oneOf(
  table: LabelledColumns,
  mapping: ColumnMapping,
): { readonly values: Float64Array; readonly warnings: readonly OperandoWarning[] } | undefined {
  const { columns, unstated, warnings } = mapColumns(table, [mapping]);
  const values = columns[name];
  return values === undefined ? undefined : { values, warnings: [...warnings, ...unitWarnings(unstated)] };
}

/** Whether labels are those of a log that has its current in two columns, of charge and of discharge. */
export function hasSplitCurrent(labels: readonly string[]): boolean {
  const table = { labels, columns: labels.map(() => new Float64Array(0)) };
  return [charging, discharging].every((mapping) => oneOf(table, mapping) !== undefined);
}

/**
 * The current of a log that has it in two columns, of charge and of discharge, in amperes: that of discharge is negative, whatever
 * its sign in the file. A cell that is blank in one of the two has the current of the other.
 *
 * @param warnings What was assumed is put here.
 * @returns Undefined where the two are not there, or both flow at once, as limits and settings do.
 */
export function joinedCurrent(table: LabelledColumns, warnings: OperandoWarning[]): Float64Array | undefined {
  const [charge, discharge] = [charging, discharging].map((mapping) => oneOf(table, mapping));
  if (charge === undefined || discharge === undefined) return undefined;
  const isZero = (value: number): boolean => value === 0 || Number.isNaN(value);
  if (charge.values.some((value, row) => !isZero(value) && !isZero(discharge.values[row]!))) return undefined;
  warnings.push(...charge.warnings, ...discharge.warnings.filter(({ code }) => code !== 'unit-assumed'), {
    code: 'current-joined',
    message:
      'The currents of charge and of discharge stand in two columns: they were put together, that of discharge negative.',
    where: { column: shown(name) },
  });
  return charge.values.map((value, row) => {
    const other = discharge.values[row]!;
    if (Number.isNaN(value) && Number.isNaN(other)) return Number.NaN;
    return isZero(other) ? Math.abs(value) || 0 : -Math.abs(other);
  });
}
