import type { Electrochemistry, OperandoWarning } from '@operando/core';
import { someOf } from './some-of.js';

/** What units of cyclers differ by, of time, charge and thousands. */
const unitFactors: readonly number[] = [1, 1e-3, 1e3, 1e-6, 60, 3600, 1 / 3600].flatMap((factor) => [factor, -factor]);

/** Whether two columns are the same in other units. */
function isSame(column: Float64Array, original: Float64Array): boolean {
  if (column === original) return true;
  return unitFactors.some((factor) =>
    column.every(
      (value, row) =>
        Object.is(value, original[row]) || Math.abs(value - factor * original[row]!) <= 1e-12 * Math.abs(value),
    ),
  );
}

/** Columns of the file itself that are no part of the Battery Data Format. */
export function leftOutOfLog({ original, text = {}, columns }: Electrochemistry): OperandoWarning[] {
  const numbers = Object.entries(original).flatMap(([label, values]) =>
    Object.values(columns).some((column) => isSame(column, values)) ? [] : [label],
  );
  const words = Object.keys(text).filter((label) => label !== 'step_type' && !/^step[ _]?type$/i.test(label));
  const names = [...numbers, ...words];
  return names.length === 0
    ? []
    : [
        {
          code: 'columns-left-out',
          message: `Columns that the Battery Data Format has no name for were left out: ${someOf(names, 30)}.`,
        },
      ];
}
