import { OperandoError } from '@operando/core';
import type { JsonValue, OperandoWarning } from '@operando/core';
import { openEndWarnings } from '../text/open-end.js';
import type { Sample, TextFormat } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';
import { splitLines } from '../text/decode.js';
import { errorsOfMeans } from './counter-fields.js';
import { numberBlock, partOfBlock, wordsOf } from './number-block.js';
import type { NumberBlock } from './number-block.js';
import { powderTable } from './powder-table.js';
import type { PowderAxis } from './powder-table.js';
import { radiationScalars, statedWavelength } from './radiation.js';
import {
  countersOf,
  findSteppedLayout,
  followsGrid,
  isAngle,
  isEndMark,
  isSteppedComment,
  withDecimalPoints,
} from './start-step-end.js';
import type { SteppedLayout } from './start-step-end.js';
import { steppedPattern } from './stepped-pattern.js';

const format = 'stepped-counts';
/** What an abscissa is of which nothing is known. */
const unknownAxis: PowderAxis = { label: 'x' };

/** What follows the numbers: text, which is no data. */
function isText(line: string): boolean {
  if (isEndMark(line)) return true;
  const [first] = wordsOf(line);
  return first !== undefined && !/^[-+.\d*]/.test(first);
}

/** The first row that has another number of values than the one above it, but for a shorter last one; undefined for none. */
function unevenLine({ lines }: NumberBlock, width: number, lastMayBeShort: boolean): number | undefined {
  for (let i = 0; i < lines.length; i += width) {
    const last = Math.min(i + width, lines.length) - 1;
    const isShort = last - i + 1 < width && !lastMayBeShort;
    if (isShort || lines[last] !== lines[i] || lines[last + 1] === lines[i]) return lines[i];
  }
  return undefined;
}

/** A table whose rows begin with their angles. */
function tableWithAngles(lines: readonly string[], block: NumberBlock, from: number): ColumnTable {
  const { values, lines: lineOf } = block;
  const columns = wordsOf(lines[from]!).length;
  const uneven = unevenLine(block, columns, false);
  if (uneven !== undefined)
    throw new OperandoError('malformed-file', `a row has not ${columns} values.`, {
      where: { line: uneven },
      cure: 'Correct or remove this line.',
    });
  const rows = values.length / columns;
  const column = (at: number): Float64Array =>
    Float64Array.from({ length: rows }, (_, row) => values[columns * row + at]!);
  return powderTable(format, column(0), column(1), {
    ...(columns === 3 ? { sigma: column(2) } : {}),
    lines: Int32Array.from({ length: rows }, (_, row) => lineOf[columns * row]!),
  });
}

/** Counts alone: so many as there are points, twice as many with errors, or with a counter of detectors before each. */
function countsOf(lines: readonly string[], { scan, points, from }: SteppedLayout, block: NumberBlock): ColumnTable {
  const found = block.values.length;
  const count =
    found === Math.floor(points) || found === 2 * Math.floor(points) ? Math.floor(points) : Math.round(points);
  const told = { ...scan, points: count };
  const counters = countersOf(lines, from, count);
  if (counters !== undefined && found !== count)
    return steppedPattern(
      format,
      told,
      { ...counters, next: block.next },
      {
        sigma: errorsOfMeans(counters.values, counters.detectors),
      },
    );
  if (found === 2 * count)
    return steppedPattern(format, told, partOfBlock(block, 0, count), { sigma: block.values.slice(count) });
  const widest = wordsOf(lines[from]!).length;
  // A full last row: filled up, or the header says more than was measured. A value lost elsewhere would shift all below it.
  const isFull = Math.abs(found - count) < widest && unevenLine(block, widest, false) === undefined;
  if (found > count && !isFull)
    throw new OperandoError('malformed-file', `${count} counts are announced, ${found} follow.`, {
      where: { line: block.lines[count]! },
      cure: 'Correct the line of first angle, step and last angle, or write the file again.',
    });
  if (found < count && isFull) return steppedPattern(format, { ...told, points: found }, block, {});
  return steppedPattern(format, told, block, {});
}

/**
 * Counts under a line of first angle, step and last angle, in reading order: FullProf's free format (INSTRM 0), DBWS, LHPM, RIET7, the
 * sums of two-axis neutron diffractometers (then as many standard deviations, or a counter of detectors before each value). Angles are
 * two-theta in degrees, `start + i step`.
 *
 * @throws OperandoError `malformed-file` without such a line, or for other numbers of values; `truncated-file`, `bad-number` with the line.
 */
export function parseSteppedCounts(text: string): ColumnTable {
  const lines = withDecimalPoints(splitLines(text));
  const layout = findSteppedLayout(lines);
  if (layout === undefined)
    throw new OperandoError(
      'malformed-file',
      'no line says first angle, step and last angle for the values below it.',
      {
        cure: 'As many values must follow as (last - first) / step + 1, or twice as many with errors.',
      },
    );
  const { scan, title, from } = layout;
  const block = numberBlock(lines, { from, isEnd: isText, isComment: isSteppedComment });
  const table = followsGrid(lines, from, scan) ? tableWithAngles(lines, block, from) : countsOf(lines, layout, block);
  const header = lines.slice(0, scan.line - 1).filter((line) => line.trim() !== '');
  const metadata: Record<string, JsonValue> = {
    ...(title === '' ? {} : { title }),
    ...(header.length === 0 ? {} : { header: header.join('\n') }),
  };
  return {
    ...table,
    ...(isAngle(scan)
      ? {}
      : { columns: table.columns.map((column, i) => (i === 0 ? { ...unknownAxis, values: column.values } : column)) }),
    metadata,
    scalars: radiationScalars({ wavelength: statedWavelength([title, ...header]) }),
    warnings: [...table.warnings, ...surroundings(lines, block, scan), ...openEndWarnings(text, lines.length)],
  };
}

function surroundings(lines: readonly string[], { next }: NumberBlock, scan: SteppedLayout['scan']): OperandoWarning[] {
  const rest = lines.slice(next).filter((line) => line.trim() !== '' && !isEndMark(line)).length;
  return [
    ...(isAngle(scan)
      ? []
      : [
          {
            code: 'axis-unknown' as const,
            message: `The values run from ${scan.start} to ${scan.end}, which are no angles: what they are is not said.`,
            where: { line: scan.line },
          },
        ]),
    ...(rest === 0
      ? []
      : [
          {
            code: 'rows-passed-over' as const,
            message: `${rest} lines of text below the values were left out.`,
            where: { line: next + 1 },
          },
        ]),
  ];
}

function sniff({ lines, bytes, size }: Sample): number {
  const share = size > bytes.length ? bytes.length / size : 1;
  return findSteppedLayout(withDecimalPoints(lines), share) === undefined ? 0 : 0.9;
}

/** Counts under first angle, step and last angle. */
export const steppedCounts: TextFormat = {
  id: format,
  title: 'counts under first angle, step and last angle (FullProf, DBWS, D1A)',
  kind: 'text',
  sniff,
  parse: (text) => ({ kind: 'spectrum', table: parseSteppedCounts(text) }),
};
