import type { OperandoWarning } from '@operando/core';
import { said, shown } from '../text/said.js';

/** A column of a table and its words, as far as they are kept. */
interface WordColumn {
  readonly label: string;
  readonly numeric: boolean;
  /** First cell that is neither blank nor a number. */
  readonly word?: { readonly cell: string; readonly line: number };
  readonly words: readonly string[];
}

/**
 * Amounts with their unit (`100 cts`) or their error (`100(10)`, `100 +- 10`), with a mark beside them (`<100`, `$100`, `100*`), and
 * whole numbers to the base of sixteen: no words, though they cannot be read.
 */
const isAmount = (text: string): boolean =>
  /^[<>~≈$€£]?\s?[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d+)?\s*(?:[\p{L}°%]{1,8}|[*?!]|\(\d+\)|(?:±|\+\/?-)\s*[\d.,]+(?:[eE][+-]?\d+)?)?$/u.test(
    text,
  ) || /^0x[0-9a-f]+$/i.test(text);

/** Columns of amounts that were left out as words. */
export function amountWarnings(columns: readonly WordColumn[]): OperandoWarning[] {
  return columns.flatMap(({ label, numeric, word, words }, i): OperandoWarning[] => {
    if (numeric || word === undefined || !words.every((cell) => cell.trim() === '' || isAmount(cell.trim()))) return [];
    return [
      {
        code: 'column-kept-as-text',
        message: said`${JSON.stringify(word.cell.slice(0, 40))} is no number, nor is any other cell of ${label || `column ${i + 1}`}: it was kept as text and not used.`,
        where: { line: word.line, column: shown(label) || i + 1 },
      },
    ];
  });
}
