import { OperandoError } from '@operando/core';
import { isGroupedNumber, parseNumber } from '../text/number.js';
import { splitFields } from '../text/row-parser.js';
import type { RowSyntax } from '../text/row-parser.js';
import { said } from '../text/said.js';

const isPlain = (word: string, { decimalComma }: RowSyntax): boolean => parseNumber(word, decimalComma) !== undefined;

/** Whether a word is a number in some way of writing: with either decimal mark, or its digits in groups. */
const isNumber = (word: string): boolean =>
  (parseNumber(word) ?? parseNumber(word, true)) !== undefined || isGroupedNumber(word);

/**
 * Lines directly above a table that are rows too, but for the way their numbers are written: `10.00 1,234.5` above `10.02 999.5`. They
 * would pass for a header, and be lost.
 *
 * @param from First row of the table, from 0. @param isPassed Which lines hold nothing.
 * @throws OperandoError `bad-number` with line and column.
 */
export function expectNoRowsAbove(
  lines: readonly string[],
  { syntax, columns, from }: { readonly syntax: RowSyntax; readonly columns: number; readonly from: number },
  isPassed: (line: string) => boolean,
): void {
  let at = from - 1;
  while (at >= 0 && isPassed(lines[at]!)) at--;
  const line = lines[at];
  if (line === undefined) return;
  const words = splitFields(line, syntax);
  const odd = words.findIndex((word) => !isPlain(word, syntax));
  if (words.length !== columns || odd < 0 || !words.every(isNumber)) return;
  throw new OperandoError(
    'bad-number',
    said`${JSON.stringify(words[odd]!.slice(0, 40))} is written otherwise than the numbers below it.`,
    {
      where: { line: at + 1, column: odd + 1 },
      cure: 'Export the data again with one decimal mark, and without separators of thousands.',
    },
  );
}
