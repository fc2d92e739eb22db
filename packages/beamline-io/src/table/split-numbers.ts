import { OperandoError } from '@operando/core';
import { splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { said } from '../text/said.js';

interface FileLine {
  readonly line: string;
  readonly number: number;
}

/** Digits of a fraction or of thousands: as many in every row, and some with a zero in front, which no number of its own has. */
function paddedWord(words: readonly string[], syntax: RowSyntax): number {
  const width = words[0]!.length;
  const fits = syntax.separator === 'comma' ? width > 1 : width === 3;
  return fits && words.every((word) => word.length === width && /^\d+$/.test(word))
    ? words.findIndex((word) => word.startsWith('0'))
    : -1;
}

/**
 * Numbers that their separator cuts in two: `10,02,137` with decimal commas between commas, `10.5 12 345` with blanks between thousands.
 * The second part gives itself away by zeros in front: `02`, `045`.
 *
 * @throws OperandoError `bad-number` with line and column.
 */
export function expectNoSplitNumbers(rows: readonly FileLine[], syntax: RowSyntax, columns: number): void {
  if (rows.length < 3 || syntax.separator === 'semicolon' || syntax.decimalComma) return;
  const isComma = syntax.separator === 'comma';
  if (isComma ? rows.some(({ line }) => line.includes('.')) : rows.some(({ line }) => line.includes('\t'))) return;
  if (!rows.some(({ line }) => /\d[ ,]+0\d/.test(line))) return;
  const fields = rows
    .map(({ line, number }) => ({ words: splitFields(line, syntax), number }))
    .filter(({ words }) => words.length === columns);
  if (fields.length < 3) return;
  for (let column = 1; column < columns; column++) {
    const row = paddedWord(
      fields.map(({ words }) => words[column]!),
      syntax,
    );
    if (row < 0 || !fields.every(({ words }) => /^[+-]?\d+$/.test(words[column - 1]!))) continue;
    const { words, number } = fields[row]!;
    const whole = `${words[column - 1]!}${isComma ? ',' : ' '}${words[column]!}`;
    throw new OperandoError('bad-number', said`${JSON.stringify(whole)} may be one number and not two.`, {
      where: { line: number, column: column + 1 },
      cure: isComma
        ? 'If commas are decimal marks, export again with semicolons or tabs between columns, or with decimal points.'
        : 'If blanks part thousands, export again without separators of thousands.',
    });
  }
}
