import { isOperandoError, OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';
import { parseFormula } from './formula.js';
import { formulaValues } from './formula-values.js';
import type { StatedSignal } from './stated-signal.js';

/** Signal values and where they came from. */
export interface SignalValues {
  /** Absorption, one for each row. */
  readonly values: Float64Array;
  /** e.g. `ln(i0 / itrans)`. */
  readonly expression: string;
  /** They were normalized at the beamline. */
  readonly normalized?: true;
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/** What to do with rows for which no absorption can be computed. */
export type OnBadPoint = 'error' | 'mask';

/** That rows cannot be used. @throws OperandoError `bad-number` with their lines, where they are not to be masked. */
export function badRows(
  table: ColumnTable,
  rows: readonly number[],
  what: string,
  onBadPoint: OnBadPoint,
): OperandoWarning[] {
  const first = rows[0];
  if (first === undefined) return [];
  const lines = rows.slice(0, 6).map((row) => table.lines[row]!);
  const list = `${lines.join(', ')}${rows.length > 6 ? ', …' : ''}`;
  const message = said`${what} in ${rows.length} ${rows.length === 1 ? 'row' : 'rows'}, line ${list}.`;
  if (onBadPoint === 'error') {
    throw new OperandoError('bad-number', message, {
      where: { line: table.lines[first]!, row: first },
      cure: "The shutter was closed or the beam lost? Pass onBadPoint: 'mask' (command: --bad-points mask) to leave these points out, or remove the rows.",
    });
  }
  return [{ code: 'points-masked', message, where: { line: table.lines[first]! } }];
}

function expectUsable(column: TableColumn): void {
  if (column.values.length > 0 && column.values.every(Number.isNaN)) {
    throw new OperandoError('bad-number', said`column ${column.label} is NaN in all ${column.values.length} rows.`, {
      where: { column: shown(column.label) },
      cure: 'Use another detector (signal; command: --signal).',
    });
  }
}

function transmission(table: ColumnTable, i0: TableColumn, it: TableColumn, onBadPoint: OnBadPoint): SignalValues {
  expectUsable(i0);
  expectUsable(it);
  const bad: number[] = [];
  const incoming = i0.values;
  const transmitted = it.values;
  const values = new Float64Array(incoming.length);
  for (let row = 0; row < values.length; row++) {
    // Both detectors may count negative currents; only their ratio matters.
    const ratio = incoming[row]! / transmitted[row]!;
    const isUsable = ratio > 0 && ratio < Number.POSITIVE_INFINITY;
    if (!isUsable) bad.push(row);
    values[row] = isUsable ? Math.log(ratio) : Number.NaN;
  }
  const warnings = badRows(table, bad, said`${i0.label} / ${it.label} is not positive`, onBadPoint);
  return { values, expression: `ln(${i0.label} / ${it.label})`, warnings };
}

function fluorescence(
  table: ColumnTable,
  i0: TableColumn,
  detectors: readonly TableColumn[],
  onBadPoint: OnBadPoint,
): SignalValues {
  for (const column of [i0, ...detectors]) expectUsable(column);
  const bad: number[] = [];
  const values = i0.values.map((value, row) => {
    const sum = detectors.reduce((total, column) => total + column.values[row]!, 0);
    const ratio = sum / value;
    if (value !== 0 && Number.isFinite(ratio)) return ratio;
    bad.push(row);
    return Number.NaN;
  });
  const names = detectors.map(({ label }) => label).join(' + ');
  const warnings = badRows(table, bad, said`${i0.label} is zero or a detector has no number`, onBadPoint);
  return { values, expression: detectors.length > 1 ? `(${names}) / ${i0.label}` : `${names} / ${i0.label}`, warnings };
}

function readyColumn(table: ColumnTable, chosen: TableColumn, onBadPoint: OnBadPoint): SignalValues {
  expectUsable(chosen);
  const bad = [...chosen.values.keys()].filter((row) => !Number.isFinite(chosen.values[row]!));
  const warnings = badRows(table, bad, said`${chosen.label} is no number`, onBadPoint);
  return {
    values: chosen.values,
    expression: chosen.label,
    ...(chosen.role === 'norm' ? { normalized: true } : {}),
    warnings,
  };
}

function formulaOf(table: ColumnTable, text: string, onBadPoint: OnBadPoint): SignalValues {
  const values = formulaValues(table, parseFormula(text));
  const bad = [...values.keys()].filter((row) => !Number.isFinite(values[row]!));
  if (bad.length === values.length && bad.length > 0)
    throw new OperandoError('bad-number', said`${text} gives no number in all ${bad.length} rows.`, {
      where: { parameter: 'formula' },
      cure: 'Mend the formula, or choose other columns.',
    });
  for (const row of bad) values[row] = Number.NaN;
  return { values, expression: text, warnings: badRows(table, bad, said`${text} gives no number`, onBadPoint) };
}

/** A signal in words: `ln(i0 / itrans)`. */
export function expressionOf(signal: StatedSignal): string {
  if ('formula' in signal) return signal.formula;
  if ('column' in signal) return String(signal.column);
  if ('transmission' in signal) return `ln(${signal.transmission.join(' / ')})`;
  const [i0, ...detectors] = signal.fluorescence;
  const names = detectors.join(' + ');
  return detectors.length > 1 ? `(${names}) / ${i0}` : `${names} / ${i0}`;
}

/** Whether a table has every column that a signal is computed from. */
export function hasColumnsOf(table: ColumnTable, signal: StatedSignal): boolean {
  try {
    statedSignal(table, signal, 'mask');
    return true;
  } catch (error) {
    if (isOperandoError(error) && error.code === 'column-missing') return false;
    // Anything else is told where the signal is taken.
    if (isOperandoError(error)) return true;
    throw error;
  }
}

/**
 * The absorption as it is asked for.
 * @throws OperandoError `column-missing`; `bad-number` with lines, or naming a column without any number; `invalid-argument` for a formula that
 * cannot be read.
 */
export function statedSignal(table: ColumnTable, signal: StatedSignal, onBadPoint: OnBadPoint): SignalValues {
  if ('formula' in signal) return formulaOf(table, signal.formula, onBadPoint);
  if ('column' in signal) return readyColumn(table, findColumn(table, signal.column), onBadPoint);
  if ('transmission' in signal) {
    const [i0, it] = signal.transmission;
    return transmission(table, findColumn(table, i0), findColumn(table, it), onBadPoint);
  }
  const [i0, ...detectors] = signal.fluorescence;
  if (i0 === undefined || detectors.length === 0) {
    throw new OperandoError('invalid-argument', 'fluorescence needs I0 and at least one detector.', {
      where: { parameter: 'signal' },
    });
  }
  return fluorescence(
    table,
    findColumn(table, i0),
    detectors.map((name) => findColumn(table, name)),
    onBadPoint,
  );
}
