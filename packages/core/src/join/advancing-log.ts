import type { Electrochemistry } from '../cycler/electrochemistry.js';
import { advancingRows } from './log-times.js';

/**
 * A cycler's table whose time never falls behind.
 *
 * @param backwards Rows that fall behind an earlier one: an error, or left out, with a warning. @default 'error'
 * @throws OperandoError `time-backwards` naming the first such row, `non-finite` for a row without a time.
 */
export function advancingLog(table: Electrochemistry, backwards: 'error' | 'drop' = 'error'): Electrochemistry {
  const time = table.columns['test_time_second'];
  const { rows, warnings } = time === undefined ? { rows: undefined, warnings: [] } : advancingRows(time, backwards);
  if (rows === undefined) return table;
  const kept = (columns: Readonly<Record<string, Float64Array>>): Record<string, Float64Array> =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, Float64Array.from(rows, (row) => values[row]!)]),
    );
  const text = Object.entries(table.text ?? {}).map(([name, words]) => [name, Array.from(rows, (row) => words[row]!)]);
  // A file begins with the first of its rows that is kept.
  let at = 0;
  const segments = table.segments.map((segment) => {
    while (at < rows.length && rows[at]! < segment.row) at++;
    return { ...segment, row: at };
  });
  return {
    ...table,
    columns: kept(table.columns),
    original: kept(table.original),
    ...(table.text === undefined ? {} : { text: Object.fromEntries(text) }),
    segments: segments.filter(({ row }, s) => row < (segments[s + 1]?.row ?? rows.length)),
    warnings: [...table.warnings, ...warnings],
  };
}
