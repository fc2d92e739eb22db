import { OperandoError } from '@operando/core';
import type { ColumnTable } from './column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumberTable } from '../text/number-table.js';
import { passedOver } from './column-layout.js';
import { countsTable } from '../detectors/counts-table.js';
import type { TextFormat } from '../format.js';

/** Fewer lines of one number each are a list of anything. */
const leastChannels = 64;
const oneNumber = /^\s*\d+(?:\.\d*)?(?:[eE][+-]?\d+)?\s*$/;

/**
 * The simplest of spectra: comments, then one count a line (PyMca reads and writes it). The rows are channels from 0, which is
 * an assumption and said.
 *
 * @throws OperandoError `unknown-format` for fewer than 64 counts; `bad-number`, `malformed-file` with the line.
 */
export function parseSingleColumn(text: string): ColumnTable {
  const lines = splitLines(text);
  const from = lines.findIndex((line) => oneNumber.test(line));
  const table =
    from < 0
      ? undefined
      : parseNumberTable(lines, {
          syntax: { separator: 'space', decimalComma: false },
          columns: 1,
          from,
          skip: passedOver,
        });
  if (table === undefined || table.rows < leastChannels)
    throw new OperandoError(
      'unknown-format',
      `a single column needs at least ${leastChannels} counts to be a spectrum.`,
      { cure: 'Two or more columns of numbers are read otherwise.' },
    );
  const header = lines
    .slice(0, from)
    .map((line) => line.replace(/^[\s#%;!]+/, '').trimEnd())
    .filter((line) => line !== '')
    .slice(0, 200);
  return {
    ...countsTable('single-column', table.columns[0]!, {
      firstLine: from + 1,
      metadata: header.length === 0 ? {} : { header: header.join('\n') },
      warnings: [
        { code: 'axis-missing', message: 'The file is a single column: its rows were taken as channels from 0.' },
      ],
    }),
    lines: table.lines,
  };
}

/** One count a line. */
export const singleColumn: TextFormat = {
  id: 'single-column',
  title: 'a single column of counts',
  kind: 'text',
  sniff: ({ lines }) => {
    const content = lines.filter((line) => !passedOver(line));
    return content.length >= leastChannels && content.every((line) => oneNumber.test(line)) ? 0.25 : 0;
  },
  parse: (text) => ({ kind: 'spectrum', table: parseSingleColumn(text) }),
};
