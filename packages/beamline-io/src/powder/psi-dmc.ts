import { OperandoError } from '@operando/core';
import type { JsonValue } from '@operando/core';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { parseDateTime } from '../text/date-time.js';
import { parseNumber } from '../text/number.js';
import type { Sample, TextFormat } from '../format.js';
import { said } from '../text/said.js';

const rangeLine = /^\s*(-?\d+\.\d*)\s+(\d*\.\d+)\s+(-?\d+\.\d*)\s+(\d+\.?\d*)\s*[,.]/;
const mostPoints = 1_000_000;

/** Numbers of the lines from one on, until there are enough. */
function block(
  lines: readonly string[],
  from: number,
  count: number,
  what: string,
): { readonly values: Float64Array; readonly lineOf: Int32Array; readonly next: number } {
  const values = new Float64Array(count);
  const lineOf = new Int32Array(count);
  let filled = 0;
  let i = from;
  for (; filled < count; i++) {
    const words = (lines[i] ?? '').trim().split(/\s+/);
    if (i >= lines.length || words[0] === '')
      throw new OperandoError('truncated-file', said`${count} ${what} are announced, ${filled} follow.`, {
        where: { line: Math.min(i + 1, lines.length) },
        cure: 'Copy the file again.',
      });
    for (const word of words) {
      const value = parseNumber(word);
      if (value === undefined)
        throw new OperandoError('bad-number', said`${JSON.stringify(word.slice(0, 40))} is no number.`, {
          where: { line: i + 1 },
        });
      if (filled === count)
        throw new OperandoError('malformed-file', said`more than ${count} ${what}.`, {
          where: { line: i + 1 },
          cure: 'The file seems damaged: copy it again.',
        });
      lineOf[filled] = i + 1;
      values[filled++] = value;
    }
  }
  return { values, lineOf, next: i };
}

/**
 * Powder patterns of PSI (DMC, HRPT): a title, a line of wavelength and temperatures, one of first angle, step, last angle and
 * monitor, then ten intensities a line and as many standard deviations. Angles are two-theta in degrees.
 *
 * @throws OperandoError `malformed-file`, `truncated-file`, `bad-number` with the line.
 */
export function parsePsiDmc(text: string): ColumnTable {
  const lines = splitLines(text);
  const [, first, step, last, monitor] = rangeLine.exec(lines[2] ?? '') ?? [];
  if (first === undefined)
    throw new OperandoError(
      'malformed-file',
      'the third line does not give first angle, step, last angle and monitor.',
      { where: { line: 3 } },
    );
  const count = Math.round((Number(last) - Number(first)) / Number(step)) + 1;
  if (!(count >= 2 && count <= mostPoints))
    throw new OperandoError('malformed-file', said`angles from ${first} to ${last} by ${step} make ${count} points.`, {
      where: { line: 3 },
    });
  const intensities = block(lines, 3, count, 'intensities');
  const sigmas = block(lines, intensities.next, count, 'standard deviations');
  const second = lines[1] ?? '';
  const metadata: Record<string, JsonValue> = {
    title: (lines[0] ?? '').trim(),
    monitor: Number(monitor),
    header: lines
      .slice(1, 3)
      .map((line) => line.trim())
      .join('\n'),
  };
  const wavelength = Number(/lambda\s*=\s*([\d.]+)/.exec(second)?.[1] ?? Number.NaN);
  const moment = parseDateTime(/Date\s*=\s*'?([\d-]+ [\d:]+)/.exec(second)?.[1] ?? '');
  const temperature = Number(/T\s*=\s*([\d.]+)/.exec(second)?.[1] ?? Number.NaN);
  return {
    format: 'psi-dmc',
    columns: [
      {
        label: '2theta',
        unit: 'deg',
        role: 'two-theta',
        values: Float64Array.from({ length: count }, (_, i) => Number((Number(first) + i * Number(step)).toFixed(9))),
      },
      { label: 'intensity', role: 'intensity', values: intensities.values },
      { label: 'sigma', role: 'sigma', values: sigmas.values },
    ],
    rows: count,
    lines: intensities.lineOf,
    metadata,
    scalars: {
      ...(wavelength > 0 ? { wavelength: { value: wavelength, unit: 'angstrom' } } : {}),
      ...(temperature > 0 ? { temperature: { value: temperature, unit: 'K' } } : {}),
    },
    ...(moment === undefined ? {} : { time: { epoch: moment.epoch, zone: moment.zone } }),
    warnings: [],
  };
}

const isDmc = ({ lines }: Sample): boolean => /^\s*lambda\s*=/.test(lines[1] ?? '') && rangeLine.test(lines[2] ?? '');

/** PSI powder data. */
export const psiDmc: TextFormat = {
  id: 'psi-dmc',
  title: 'PSI DMC powder data',
  kind: 'text',
  sniff: (sample) => (isDmc(sample) ? 0.97 : 0),
  parse: (text) => ({ kind: 'spectrum', table: parsePsiDmc(text) }),
};
