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

/** Thousands parted by a blank of typesetting, which keeps no columns apart. */
const typeset = /(?<![\d.,])\d{1,3}(?:[\u00A0\u2009\u202F]\d{3})+(?!\d)/;
/** Thousands parted by a blank, as a field between tabs. */
const grouped = /^[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?$/;

/** Where a field between tabs, the same in every row, is two numbers with a blank between them, the second of three digits. */
function groupedField(rows: readonly FileLine[]): { readonly field: number; readonly text: string } | undefined {
  const [first, ...others] = rows.map(({ line }) => line.split('\t').map((text) => text.trim()));
  const field = first!.findIndex((text, i) => grouped.test(text) && others.every((row) => grouped.test(row[i] ?? '')));
  return first!.length < 2 || field < 0 ? undefined : { field, text: first![field]! };
}

function splitNumber(whole: string, line: number, column: number, cure: string): OperandoError {
  return new OperandoError('bad-number', said`${JSON.stringify(whole)} may be one number and not two.`, {
    where: { line, column },
    cure,
  });
}

const exportPlain = 'If blanks part thousands, export again without separators of thousands.';

/**
 * Numbers that their separator cuts in two: `10,02,137` with decimal commas between commas, `10.5 12 345` with blanks between thousands.
 * A field between tabs that is two numbers in every row is one too, and one with blanks of typesetting. Else the second part gives itself away by zeros in front: `02`, `045`.
 *
 * @throws OperandoError `bad-number` with line and column.
 */
export function expectNoSplitNumbers(rows: readonly FileLine[], syntax: RowSyntax, columns: number): void {
  if (syntax.separator === 'space') {
    const spaced = rows.find(({ line }) => typeset.test(line));
    if (spaced !== undefined) throw splitNumber(typeset.exec(spaced.line)![0], spaced.number, 1, exportPlain);
    const found = rows.length < 3 ? undefined : groupedField(rows);
    if (found !== undefined) throw splitNumber(found.text, rows[0]!.number, found.field + 1, exportPlain);
  }
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
    throw splitNumber(
      whole,
      number,
      column + 1,
      isComma
        ? 'If commas are decimal marks, export again with semicolons or tabs between columns, or with decimal points.'
        : exportPlain,
    );
  }
}
