import { OperandoError } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { TextFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseNumber } from '../text/number.js';
import { said } from '../text/said.js';
import { counterField, errorsOfMeans, fieldsOf } from './counter-fields.js';
import { radiationScalars, statedWavelength } from './radiation.js';
import { steppedPattern } from './stepped-pattern.js';

/** What the four lines above the values say. */
interface SumHeader {
  readonly step: number;
  readonly start: number;
  readonly monitor: number;
  /** The monitor at which the errors were counted; 0 for the same. */
  readonly counted: number;
}

const numberIn = (line: string | undefined, from: number, to: number): number =>
  parseNumber((line ?? '').slice(from, to).trim()) ?? Number.NaN;

/** Step in columns 17 to 24 of the second line, start in the third, two monitors in the fourth; undefined for other lines. */
function headerOf(lines: readonly string[]): SumHeader | undefined {
  const step = numberIn(lines[1], 16, 24);
  const start = numberIn(lines[2], 0, 8);
  const [monitor, counted] = [numberIn(lines[3], 0, 8), numberIn(lines[3], 8, 16)];
  const isAlone = /^\s*\S+\s*$/.test(lines[2] ?? '') && /^\s*\S+(?:\s+\S+)?\s*$/.test((lines[3] ?? '').slice(0, 40));
  return step > 0 && step < 10 && Math.abs(start) <= 180 && monitor > 0 && isAlone
    ? { step, start, monitor, counted: counted > 0 ? counted : 0 }
    : undefined;
}

/** Whether a line is of fields of eight columns. */
const isFields = (line: string): boolean => fieldsOf(line, 8).every((field) => counterField(field).value !== undefined);

/** The line that ends the values. */
const isEnd = (line: string): boolean => (parseNumber(line.slice(2, 8).trim()) ?? 0) === -1000;

/**
 * Sums of the neutron diffractometers D1A and D2B (FullProf's INSTRM 6): a title, step, first angle and monitors, then ten fields of a
 * counter of detectors and the mean of their counts in each line, until -1000. The errors are those of the counts, at the monitor at
 * which these were counted.
 *
 * @throws OperandoError `malformed-file` for other lines, `truncated-file` without the end, `bad-number` with line and field.
 */
export function parseIllSum(text: string): ColumnTable {
  const lines = splitLines(text);
  const header = headerOf(lines);
  if (header === undefined)
    throw new OperandoError('malformed-file', 'the lines below the title do not give step, first angle and monitors.', {
      where: { line: 2 },
    });
  const end = lines.findIndex((line, i) => i > 3 && isEnd(line));
  if (end < 0)
    throw new OperandoError('truncated-file', 'the values have no end (-1000).', {
      where: { line: lines.length },
      cure: 'The file seems cut short: copy it again.',
    });
  const [values, detectors, lineOf] = [new Array<number>(), new Array<number>(), new Array<number>()];
  for (let i = 4; i < end; i++)
    for (const [column, field] of fieldsOf(lines[i]!, 8).entries()) {
      const { value, detectors: counter } = counterField(field);
      if (value === undefined)
        throw new OperandoError('bad-number', said`${JSON.stringify(field)} is no number.`, {
          where: { line: i + 1, column: column + 1 },
        });
      values.push(value);
      detectors.push(counter);
      lineOf.push(i + 1);
    }
  const means = Float64Array.from(values);
  const scale = header.counted === 0 ? 1 : header.monitor / header.counted;
  const counted = errorsOfMeans(
    means.map((value) => value / scale),
    Float64Array.from(detectors),
  );
  return steppedPattern(
    'ill-sum',
    { start: header.start, step: header.step, line: 2 },
    { values: means, lines: Int32Array.from(lineOf), next: end },
    {
      sigma: counted.map((error) => error * scale),
      metadata: { title: (lines[0] ?? '').trim(), monitor: header.monitor },
      scalars: radiationScalars({ wavelength: statedWavelength([lines[0] ?? '']) }),
      warnings: end === lines.length - 1 ? openEndWarnings(text, lines.length) : [],
    },
  );
}

/** Sums of D1A and D2B. */
export const illSum: TextFormat = {
  id: 'ill-sum',
  title: 'D1A and D2B sums (ILL)',
  kind: 'text',
  sniff: ({ lines }) =>
    headerOf(lines) !== undefined && fieldsOf(lines[4] ?? '', 8).length >= 5 && isFields(lines[4]!) ? 0.85 : 0,
  parse: (text) => ({ kind: 'spectrum', table: parseIllSum(text) }),
};
