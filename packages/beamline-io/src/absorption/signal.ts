import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { findColumn } from '../table/column-table.js';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';

/** What to take as the signal of an absorption file. */
export type AbsorptionSignal =
  | 'auto'
  | 'normalized'
  | { readonly transmission: readonly [i0: string | number, it: string | number] }
  | { readonly fluorescence: readonly (string | number)[] }
  | { readonly column: string | number };

/** Signal values and where they came from. */
export interface SignalValues {
  readonly values: Float64Array;
  /** e.g. `ln(i0 / itrans)`. */
  readonly expression: string;
  readonly warnings: readonly OperandoWarning[];
}

/** What to do with rows for which no absorption can be computed. */
export type OnBadPoint = 'error' | 'mask';

function badRows(table: ColumnTable, rows: readonly number[], what: string, onBadPoint: OnBadPoint): OperandoWarning[] {
  const first = rows[0];
  if (first === undefined) return [];
  const lines = rows.slice(0, 6).map((row) => table.lines[row]!);
  const list = `${lines.join(', ')}${rows.length > 6 ? ', …' : ''}`;
  const message = said`${what} in ${rows.length} rows, line ${list}.`;
  if (onBadPoint === 'error') {
    throw new OperandoError('bad-number', message, {
      where: { line: table.lines[first]!, row: first },
      cure: "The shutter was closed or the beam lost? Remove these rows, or pass onBadPoint: 'mask' (command: --bad-points mask).",
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
  return { values: chosen.values, expression: chosen.label, warnings };
}

/**
 * The absorption of one file. `auto` takes, in this order: a normalized column,
 * mu as computed at the beamline, ln(i0/it), if/i0, the second of two columns.
 *
 * @throws OperandoError `column-missing` listing the columns when nothing fits; `bad-number` with
 * lines where no logarithm can be taken (or NaN with `mask`), or naming a column without any number.
 */
export function absorptionOf(
  table: ColumnTable,
  signal: AbsorptionSignal,
  onBadPoint: OnBadPoint = 'error',
): SignalValues {
  if (typeof signal === 'object') {
    if ('transmission' in signal) {
      const [i0, it] = signal.transmission;
      return transmission(table, findColumn(table, i0), findColumn(table, it), onBadPoint);
    }
    if ('fluorescence' in signal) {
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
    return readyColumn(table, findColumn(table, signal.column), onBadPoint);
  }
  const byRole = (role: TableColumn['role']): TableColumn | undefined => table.columns.find((one) => one.role === role);
  const norm = byRole('norm');
  if (signal === 'normalized') return readyColumn(table, norm ?? findColumn(table, 'norm'), onBadPoint);
  const ready = norm ?? byRole('mutrans') ?? byRole('mufluor');
  if (ready !== undefined) return readyColumn(table, ready, onBadPoint);
  const [i0, it, fluor] = [byRole('i0'), byRole('itrans'), byRole('ifluor')];
  if (i0 !== undefined && it !== undefined) return transmission(table, i0, it, onBadPoint);
  if (i0 !== undefined && fluor !== undefined) return fluorescence(table, i0, [fluor], onBadPoint);
  if (table.columns.length === 2) {
    const taken = readyColumn(table, table.columns[1]!, onBadPoint);
    const warning: OperandoWarning = {
      code: 'signal-assumed',
      message: said`The second column (${taken.expression}) was taken as the absorption.`,
    };
    return { ...taken, warnings: [...taken.warnings, warning] };
  }
  throw new OperandoError('column-missing', 'it is not clear which columns hold the absorption.', {
    cure: said`Say which (command: --signal), or pass columnsAsFrames (command: --columns-as-frames) if each is a scan: the file has ${table.columns
      .map(({ label }) => label)
      .slice(0, 20)
      .join(', ')}.`,
  });
}
