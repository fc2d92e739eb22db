import type { OperandoWarning } from '@operando/core';
import { isBeyondAll } from '../series/no-value.js';
import { said } from '../text/said.js';
import type { PlaceOfRow } from './checks.js';

/** Volts that are written in for no value, also as millivolts: no cell has them beside voltages above 0. */
const voltsOfNone: ReadonlySet<number> = new Set([-99, -999, -9999, -99_999, -999_999, -9.999, -99.999, -999.999]);
const measured = ['voltage_volt', 'current_ampere', 'ambient_temperature_celsius'] as const;

/** Columns whose signs for no value are NaN, and how many there were. */
export interface MeasuredColumns {
  readonly columns: Readonly<Record<string, Float64Array>>;
  readonly warnings: readonly OperandoWarning[];
}

/** Rows in which the voltage is a sign for no value: -9999 and the like, where it is above 0 otherwise. */
function rowsWithout(voltage: Float64Array): ReadonlySet<number> {
  const rows = new Set<number>();
  for (const [row, value] of voltage.entries()) {
    if (!(value < 0)) continue;
    if (!voltsOfNone.has(value)) return new Set();
    rows.add(row);
  }
  return 2 * rows.size < voltage.length ? rows : new Set();
}

/**
 * Voltages, currents and temperatures without the numbers that stand for no value: overflow and no value of instruments (9.9e37,
 * 9.91e37), and -9999 and the like in the voltage, with the same number in the current beside it.
 */
export function withoutSigns(columns: MeasuredColumns['columns'], place: PlaceOfRow): MeasuredColumns {
  const voltage = columns['voltage_volt'];
  const rows = voltage === undefined ? new Set<number>() : rowsWithout(voltage);
  const changed: Record<string, Float64Array> = {};
  const warnings: OperandoWarning[] = [];
  for (const name of measured) {
    const values = columns[name];
    const isNone = (value: number, row: number): boolean =>
      isBeyondAll(value) || (rows.has(row) && (name === 'voltage_volt' || voltsOfNone.has(value)));
    const first = values?.findIndex(isNone) ?? -1;
    if (values === undefined || first < 0) continue;
    const count = values.reduce((sum, value, row) => sum + Number(isNone(value, row)), 0);
    changed[name] = values.map((value, row) => (isNone(value, row) ? Number.NaN : value));
    warnings.push({
      code: 'missing-values',
      message: said`${name} holds ${values[first]}, which stands for no value, in ${count} of ${values.length} rows: they are left out.`,
      where: { ...place(first), column: name },
    });
  }
  return warnings.length === 0 ? { columns, warnings } : { columns: { ...columns, ...changed }, warnings };
}
