import type { OperandoWarning } from '@operando/core';
import type { NumberTable } from '../text/number-table.js';

/** Fewer rows show no way. */
const leastRows = 6;
/** So many rows go on for each that falls back. */
const leastPart = 4;
/** A fall of a smaller part of the step before it trembles. */
const leastFall = 0.75;

/**
 * A column that the others run along, which goes one way but for a few places, where it falls back by about as much as it went on before, or more: scans that overlap, are
 * short or cut, stand below each other. The table is kept whole, since it may be one all the same.
 */
export function axisWarnings({ columns, rows, lines }: NumberTable, along: number): OperandoWarning[] {
  const x = columns[along];
  if (x === undefined || rows < leastRows) return [];
  const way = Math.sign(x[2]! - x[1]!);
  let [falls, first] = [0, 0];
  // The first row is judged on its own.
  for (let row = 2; row < rows; row++) {
    const step = (x[row]! - x[row - 1]!) * way;
    if (step > 0) continue;
    const before = (x[row - 1]! - x[row - 2]!) * way;
    if (!(step < 0 && (row === 2 || before > 0) && -step > leastFall * Math.abs(before)) || ++falls * leastPart > rows)
      return [];
    if (first === 0) first = row;
  }
  if (falls === 0) return [];
  return [
    {
      code: 'axis-restarts',
      message: `${along === 0 ? 'The first column' : `Column ${along + 1}`} goes back at line ${lines[first]!} (${falls} times in all): if scans stand below each other here, part them by a blank line.`,
      where: { line: lines[first]! },
    },
  ];
}
