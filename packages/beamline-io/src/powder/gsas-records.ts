import { OperandoError } from '@operando/core';
import { parseNumber } from '../text/number.js';
import { said } from '../text/said.js';
import { counterField, errorsOfMeans, fieldsOf } from './counter-fields.js';
import type { GsasBank } from './gsas-bank.js';

/** Values of a bank as they are written. */
export interface GsasValues {
  /** The abscissa, where each value has its own, as written. */
  readonly x: Float64Array | undefined;
  readonly y: Float64Array;
  readonly sigma: Float64Array | undefined;
  /** Line of each, from 1. */
  readonly lines: Int32Array;
  /** The line after the last that was read, from 0. */
  readonly next: number;
}

function numberAt(text: string, line: number): number {
  const value = parseNumber(text.trim());
  if (value === undefined || !Number.isFinite(value))
    throw new OperandoError('bad-number', said`${JSON.stringify(text)} is no number.`, { where: { line } });
  return value;
}

/** A field of Fortran's F7.4 or F5.4: without a decimal point its last four digits are decimals. */
function fourDecimals(text: string, line: number): number {
  const value = numberAt(text, line);
  return text.includes('.') || /[eEdD]/.test(text) ? value : value / 10_000;
}

/** What one point consists of: abscissa, value, error, detectors. */
type Point = readonly [x: number, y: number, sigma: number, detectors: number];

/** The points of one line, by how a bank is written. */
type PointsOfLine = (line: string, number: number, most: number) => Point[];

/** `(10(I2,F6.0))`: a counter of detectors, and the mean of what they counted. */
const standard: PointsOfLine = (line, number, most) =>
  fieldsOf(line, 8, most).map((field): Point => {
    const { value, detectors } = counterField(field);
    return [0, value ?? numberAt(field.slice(2), number), 0, detectors];
  });

/** `(10F8.0)`: pairs of value and standard deviation. */
const withErrors: PointsOfLine = (line, number, most) => {
  const fields = fieldsOf(line, 8, 2 * most);
  if (fields.length % 2 === 1)
    throw new OperandoError('malformed-file', 'the last value has no standard deviation.', { where: { line: number } });
  return Array.from({ length: fields.length / 2 }, (_, k): Point => [
    0,
    numberAt(fields[2 * k]!, number),
    numberAt(fields[2 * k + 1]!, number),
    1,
  ]);
};

/** `(4(F8.0,F7.4,F5.4))`: abscissa, value and standard deviation. */
const alternative: PointsOfLine = (line, number, most) =>
  fieldsOf(line, 20, most).map((field): Point => [
    numberAt(field.slice(0, 8), number),
    fourDecimals(field.slice(8, 15), number),
    fourDecimals(field.slice(15, 20), number),
    1,
  ]);

const free =
  (words: number): PointsOfLine =>
  (line, number) => {
    const [x, y, sigma] = line
      .trim()
      .split(/\s+/)
      .map((word) => numberAt(word, number));
    if (x === undefined || y === undefined || (words === 3 && sigma === undefined))
      throw new OperandoError('malformed-file', 'a row is too short.', { where: { line: number } });
    return [[x, y, sigma ?? 0, 1]];
  };

const types: Readonly<
  Record<string, { readonly points: PointsOfLine; readonly ownX: boolean; readonly ownErrors: boolean }>
> = {
  STD: { points: standard, ownX: false, ownErrors: false },
  ESD: { points: withErrors, ownX: false, ownErrors: true },
  ALT: { points: alternative, ownX: true, ownErrors: true },
  FXY: { points: free(2), ownX: true, ownErrors: false },
  FXYE: { points: free(3), ownX: true, ownErrors: true },
};

/** Whether a way of writing values is known. */
export const isGsasType = (type: string): boolean => Object.hasOwn(types, type);

/**
 * The values of a bank. Those that are means over several detectors have errors: the root of what was counted, over the number.
 * @throws OperandoError `truncated-file` for fewer than are announced; `malformed-file`, `bad-number` with the line.
 */
export function gsasValues(lines: readonly string[], { points: count, type, at, to }: GsasBank): GsasValues {
  const { points: pointsOfLine, ownX, ownErrors } = types[type]!;
  // As many as there can be: a bank may announce millions.
  const room = Math.min(
    count,
    lines.slice(at + 1, to).reduce((sum, line) => sum + line.length + 1, 0),
  );
  const [x, y, sigma, detectors] = Array.from({ length: 4 }, () => new Float64Array(room)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const lineOf = new Int32Array(room);
  const isFree = type.startsWith('FXY');
  let filled = 0;
  let next = at + 1;
  for (; next < to && filled < count; next++) {
    const line = lines[next]!;
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (!isFree && /[,;\t]/.test(line))
      throw new OperandoError('malformed-file', 'there is a separator in a record of fixed columns.', {
        where: { line: next + 1 },
        cure: 'Give the file as its program wrote it, without tabs or commas.',
      });
    for (const point of pointsOfLine(line, next + 1, count - filled)) {
      [x[filled], y[filled], sigma[filled], detectors[filled]] = point;
      lineOf[filled++] = next + 1;
    }
  }
  if (filled < count || count === 0)
    throw new OperandoError('truncated-file', `${filled} of ${count} points are there.`, {
      where: { line: to },
      cure: 'The file seems cut short: copy it again.',
    });
  const several = detectors.some((number) => number !== 1);
  return {
    x: ownX ? x : undefined,
    y,
    sigma: ownErrors ? sigma : several ? errorsOfMeans(y, detectors) : undefined,
    lines: lineOf,
    next,
  };
}
