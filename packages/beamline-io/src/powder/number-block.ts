import { OperandoError } from '@operando/core';
import { parseNumber } from '../text/number.js';
import { said } from '../text/said.js';

/** Numbers of some lines in reading order. */
export interface NumberBlock {
  readonly values: Float64Array;
  /** Line of each, from 1. */
  readonly lines: Int32Array;
  /** The line after the last that was read, from 0. */
  readonly next: number;
}

/** How to read a {@link numberBlock}. */
export interface NumberBlockOptions {
  /** Line of the first number, from 0. */
  readonly from: number;
  /** One past the last. @default the end of the text */
  readonly to?: number | undefined;
  /** The first line that is none of the block. @default only `to` ends it */
  readonly isEnd?: ((line: string) => boolean) | undefined;
  /** Lines among them that are passed over, beside blank ones. @default none */
  readonly isComment?: ((line: string) => boolean) | undefined;
}

/** Words of a line: blanks, commas and semicolons keep them apart, each of which may be doubled. */
export const wordsOf = (line: string): string[] => line.split(/[\s,;]+/).filter((word) => word !== '');

/**
 * Numbers of lines, any number in each.
 * @throws OperandoError `bad-number` with line and place in the line.
 */
export function numberBlock(lines: readonly string[], options: NumberBlockOptions): NumberBlock {
  const { from, to = lines.length, isEnd = () => false, isComment = () => false } = options;
  const values: number[] = [];
  const lineOf: number[] = [];
  let i = from;
  for (; i < to && !isEnd(lines[i]!); i++) {
    if (isComment(lines[i]!)) continue;
    for (const [column, word] of wordsOf(lines[i]!).entries()) {
      const value = parseNumber(word);
      if (value === undefined)
        throw new OperandoError('bad-number', said`${JSON.stringify(word.slice(0, 40))} is no number.`, {
          where: { line: i + 1, column: column + 1 },
          cure: /\*{3,}/.test(word)
            ? 'The writing program ran out of width here: export again with wider columns.'
            : 'Correct or remove this line.',
        });
      values.push(value);
      lineOf.push(i + 1);
    }
  }
  return { values: Float64Array.from(values), lines: Int32Array.from(lineOf), next: i };
}

/** A part of a block. */
export function partOfBlock({ values, lines, next }: NumberBlock, from: number, to: number): NumberBlock {
  return { values: values.slice(from, to), lines: lines.slice(from, to), next };
}
