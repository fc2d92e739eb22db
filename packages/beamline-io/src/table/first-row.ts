import type { OperandoWarning } from '@operando/core';
import type { NumberTable } from '../text/number-table.js';

/** Rows below the first by which it is judged. */
const judges = 10;
/** A step so many times as long as any that follows is no step of the scan. */
const longestJump = 20;

/**
 * Doubt whether the first row of a table belongs to it: whole numbers above an axis of fractions, to which the others do not go on.
 * It may be a title (`300 5`), or the numbers of rows and columns. The row is kept: it may be measured all the same.
 */
export function firstRowWarnings({ columns, rows, lines }: NumberTable): OperandoWarning[] {
  const [x] = columns;
  const first = columns.map((values) => values[0] ?? Number.NaN);
  if (x === undefined || rows < 6 || !first.every(Number.isInteger)) return [];
  const below = x.subarray(1, 1 + judges);
  if (below.every(Number.isInteger)) return [];
  const steps = Array.from(below.subarray(1), (value, i) => value - below[i]!);
  const way = Math.sign(steps[0]!);
  if (way === 0 || !steps.every((step) => Math.sign(step) === way)) return [];
  const jump = (below[0]! - x[0]!) * way;
  if (jump > 0 && jump <= longestJump * Math.max(...steps.map(Math.abs))) return [];
  return [
    {
      code: 'first-row-doubtful',
      message: `The axis does not go on from the first row, ${first.slice(0, 4).join(' ')}, to the next: if it is a title or counts rows, remove it.`,
      where: { line: lines[0]! },
    },
  ];
}
