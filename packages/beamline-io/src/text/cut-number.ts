import type { OperandoWarning } from '@operando/core';
import { splitFields } from './row-parser.js';
import type { RowSyntax } from './row-parser.js';

/** Letters of a line up to which its end is looked at, in a stream as in a text. */
export const longestCompared = 512;

/** Digits behind the decimal mark and of the exponent; -1 without these. */
function shapeOf(line: string, syntax: RowSyntax): readonly [decimals: number, exponent: number] {
  const [, decimals, exponent] =
    /(?:[.,](\d*))?(?:[eEdD][+-]?(\d*))?$/.exec(splitFields(line, syntax).at(-1) ?? '') ?? [];
  return [decimals?.length ?? -1, exponent?.length ?? -1];
}

/**
 * Warning where the last line of a text has no end, and its last number has fewer digits than both numbers above it, which are
 * written alike: it may be cut.
 *
 * @param rows The last three rows, in order.
 * @param line Line of the last, from 1.
 */
export function cutNumberWarnings(rows: readonly string[], syntax: RowSyntax, line: number): OperandoWarning[] {
  if (rows.length < 3 || rows.some((row) => row.length > longestCompared)) return [];
  const [first, second, last] = rows.slice(-3).map((row) => shapeOf(row, syntax)) as [
    readonly [number, number],
    readonly [number, number],
    readonly [number, number],
  ];
  const alike = first[0] === second[0] && first[1] === second[1];
  if (!alike || (last[0] >= second[0] && last[1] >= second[1])) return [];
  return [
    {
      code: 'open-end',
      message:
        'The last line of the file has no end, and its last number fewer digits than those above: it may be cut.',
      where: { line },
    },
  ];
}
