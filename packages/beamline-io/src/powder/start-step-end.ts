import { parseNumber } from '../text/number.js';
import { counterField, fieldsOf } from './counter-fields.js';
import { wordsOf } from './number-block.js';
import { pointsOf } from './stepped-pattern.js';
import type { SteppedScan } from './stepped-pattern.js';

/** Lines in which first angle, step and last angle are looked for; FullProf allows seven of comments above them. */
const searched = 12;
const three =
  /^\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)([\s,]+)([-+]?[\d.]+(?:[eE][-+]?\d+)?)([\s,]+)([-+]?[\d.]+(?:[eE][-+]?\d+)?)(.*)$/;

/** The first three numbers of a line, and what follows them; none where one comma without a blank stands beside blanks alone: it is decimal. */
function threeNumbers(line: string): readonly [string, string, string, string] | undefined {
  const [, first, one, second, other, third, title] = three.exec(line) ?? [];
  if (first === undefined) return undefined;
  // A comma before more digits of the third stands beside blanks too.
  const marks = [one!, other!, ...(/^,\d/.test(title!) ? [','] : [])];
  if (marks.includes(',') && marks.some((mark) => mark.trim() === '')) return undefined;
  return [first, second!, third!, title!];
}

/** Where the counts of a text stand, and along which angles. */
export interface SteppedLayout {
  readonly scan: SteppedScan & { readonly end: number };
  /** What stands behind the three numbers. */
  readonly title: string;
  /** Points by the arithmetic of the three numbers, not rounded. */
  readonly points: number;
  /** Line of the first count, from 0. */
  readonly from: number;
}

/** Comments among counts. */
export const isSteppedComment = (line: string): boolean => /^\s*[#!?]/.test(line);

/** Marks of the end, as ILL's programs write them. */
export const isEndMark = (line: string): boolean => /^\s*-10{3,4}\.?\s*$/.test(line);

/** Lines of numbers alone; plain ones are known by their letters. */
const isNumbers = (line: string): boolean => {
  if (/^[\s,;\d.]*$/.test(line) && /\d/.test(line)) return true;
  const words = wordsOf(line);
  return words.length > 0 && words.every((word) => parseNumber(word) !== undefined);
};

function scanOf(words: readonly (string | undefined)[]): { start: number; step: number; end: number } | undefined {
  const [first, second, third] = words.map((word) => parseNumber((word ?? '').trim()) ?? Number.NaN) as [
    number,
    number,
    number,
  ];
  const scan = { start: first, step: second, end: third };
  const points = pointsOf(scan);
  return second > 0 && points >= 3 && points < 1e8 ? scan : undefined;
}

/** Points of a first angle, step and last angle, where the first three words of a line can be these: two-theta, none far from whole. */
export function pointsSaid(line: string): number | undefined {
  const words = threeNumbers(line.replace(/^[\s#%;!]+/, ''));
  const scan = words === undefined ? undefined : scanOf(words.slice(0, 3));
  const points = scan === undefined ? Number.NaN : pointsOf(scan);
  return scan !== undefined && isAngle(scan) && points >= 20 && Math.abs(points - Math.round(points)) < 0.01
    ? Math.round(points)
    : undefined;
}

/** What a line may say: a scan, what follows it, and whether only exactly as many values are evidence enough. */
interface Reading {
  readonly scan: { readonly start: number; readonly step: number; readonly end: number };
  readonly title: string;
  readonly isExact: boolean;
}

/** First angle, step and last angle of a line; also in three fields of eight columns, which may touch, or with the step at the end. */
function readingsOf(line: string): Reading[] {
  const [first, second, third, title = ''] = threeNumbers(line) ?? [];
  const readings: readonly (readonly [Reading['scan'] | undefined, string, boolean])[] = [
    [scanOf([first, second, third]), title, false],
    [scanOf([line.slice(0, 8), line.slice(8, 16), line.slice(16, 24)]), line.slice(24), false],
    [scanOf([first, third, second]), title, true],
  ];
  return readings.flatMap(([scan, rest, isExact]) =>
    scan === undefined ? [] : [{ scan, title: rest.trim(), isExact }],
  );
}

/**
 * Lines with decimal points, where the first angle, the step and the last angle are written with decimal commas, and blanks keep numbers
 * apart.
 */
export function withDecimalPoints(lines: readonly string[]): readonly string[] {
  const isComma = lines.slice(0, searched).some((line) => {
    const words = line.slice(0, 200).trim().split(/\s+/);
    return words.length >= 3 && words.slice(0, 3).every((word) => /^[-+]?\d+,\d+$/.test(word));
  });
  return isComma ? lines.map((line) => line.replaceAll(/(\d),(?=\d)/g, '$1.')) : lines;
}

/**
 * Texts of counts alone under a line of first angle, step and last angle. They have no mark but this arithmetic: as many values must
 * follow as the three numbers make points, or twice as many.
 *
 * @param share Which part of the text the lines are; of less than all the number of values is estimated. @default 1
 */
export function findSteppedLayout(lines: readonly string[], share = 1): SteppedLayout | undefined {
  for (let i = 0; i < Math.min(searched, lines.length); i++) {
    let from = i + 1;
    while (from < lines.length && (lines[from]!.trim() === '' || isSteppedComment(lines[from]!))) from++;
    for (const { scan, title, isExact } of readingsOf(lines[i]!)) {
      const layout: SteppedLayout = { scan: { ...scan, line: i + 1 }, title, points: pointsOf(scan), from };
      if (fits(lines, layout, share, isExact)) return layout;
    }
  }
  return undefined;
}

const cellsOf = (line: string, mark: string): number => line.split(mark).length;

/** A line that holds numbers below a scan, and no end of them. */
const isRow = (line: string): boolean => isNumbers(line) && !isEndMark(line);

/** Numbers below a scan, and those of the line that holds most: of what may be missing at the end. */
function numbersBelow(lines: readonly string[], from: number): { total: number; widest: number } {
  let [total, widest] = [0, 0];
  for (let i = from; i < lines.length; i++) {
    if (lines[i]!.trim() === '' || isSteppedComment(lines[i]!)) continue;
    if (!isRow(lines[i]!)) break;
    const words = wordsOf(lines[i]!).length;
    total += words;
    widest = Math.max(widest, words);
  }
  return { total, widest };
}

/** Whether the numbers below can be the counts of the scan: as many as it has points, nearly as many, or twice as many. */
function fits(
  lines: readonly string[],
  { scan, points, from }: SteppedLayout,
  share: number,
  isExact: boolean,
): boolean {
  const below = lines[from];
  if (below === undefined || !isRow(below)) return false;
  // What one row tells comes first: the numbers of all are counted where it leaves them in doubt.
  const first = wordsOf(below).length;
  const count = Math.round(points);
  const isWhole = Math.abs(points - count) < 0.01;
  // Each row with its angle, and perhaps its error: a table under a line that says its range.
  const isTable = first === 2 || first === 3;
  if (isTable && followsGrid(lines, from, scan)) {
    const rows = numbersBelow(lines, from).total / first / share;
    if (Math.abs(rows - count) < (share < 1 ? 0.3 * count : 0.5)) return true;
  }
  // The first row of a table has as many numbers as those below it.
  const above = lines[scan.line - 1]!;
  if (wordsOf(above).length === first && isNumbers(above)) return false;
  // And as many commas or tabs, where it has cells that are blank.
  if ([',', '\t'].some((mark) => above.includes(mark) && cellsOf(above, mark) === cellsOf(below, mark))) return false;
  if (isTable && firstColumnRises(lines, from)) return false;
  const { total, widest } = numbersBelow(lines, from);
  if (share < 1) return isWhole && [1, 2].some((times) => Math.abs((times * points * share) / total - 1) < 0.3);
  if ([count, Math.floor(points)].some((whole) => total === whole || total === 2 * whole)) return true;
  // Full fields of whole numbers touch each other: a row is one word.
  if (first === 1 && !lines[from]!.includes('.') && countersOf(lines, from, count) !== undefined) return true;
  if (isExact || !isWhole) return false;
  // Few values in a row may be a table of its own: not more than a row may be missing.
  if (first < 5) return first > 1 && count > total && count - total < widest;
  // The last row may be filled up, or end early; with a counter of detectors before some values there are more.
  if (total > count) return total - count < widest || countersOf(lines, from, count) !== undefined;
  return count - total < widest || (total > count / 2 && scan.step <= 1 && isAngle(scan));
}

/** Whether first and last value can be two-theta in degrees. */
export const isAngle = ({ start, end }: { readonly start: number; readonly end: number }): boolean =>
  start >= -180 && end <= 180;

/** Values of fields of eight columns, `10(I2,F6.0)`: a counter of detectors, and the mean of what these counted. */
export interface CounterFields {
  readonly values: Float64Array;
  readonly detectors: Float64Array;
  readonly lines: Int32Array;
}

/** The values of such fields, where there are exactly `count` of them and at least one says a counter. */
export function countersOf(lines: readonly string[], from: number, count: number): CounterFields | undefined {
  const [values, detectors, lineOf] = [new Array<number>(), new Array<number>(), new Array<number>()];
  let stated = false;
  for (let i = from; i < lines.length && values.length <= count; i++) {
    if (lines[i]!.trim() === '' || isSteppedComment(lines[i]!)) continue;
    if (isEndMark(lines[i]!)) break;
    for (const field of fieldsOf(lines[i]!, 8)) {
      const { value, detectors: counter, isStated } = counterField(field);
      if (value === undefined) return undefined;
      stated ||= isStated;
      values.push(value);
      detectors.push(counter);
      lineOf.push(i + 1);
    }
  }
  return values.length === count && stated
    ? { values: Float64Array.from(values), detectors: Float64Array.from(detectors), lines: Int32Array.from(lineOf) }
    : undefined;
}

/** Whether each row begins with a larger number than the one above: an abscissa, and no counts. */
function firstColumnRises(lines: readonly string[], from: number): boolean {
  let last = -Infinity;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || isSteppedComment(line)) continue;
    const value = parseNumber(wordsOf(line)[0] ?? '') ?? Number.NaN;
    if (!(value > last)) return false;
    last = value;
  }
  return true;
}

/** Whether the rows begin with the angles of the scan. */
export function followsGrid(lines: readonly string[], from: number, { start, step }: SteppedLayout['scan']): boolean {
  let row = 0;
  for (let i = from; i < lines.length; i++) {
    if (lines[i]!.trim() === '' || isSteppedComment(lines[i]!)) continue;
    const angle = parseNumber(wordsOf(lines[i]!)[0] ?? '');
    if (angle === undefined || Math.abs(angle - (start + row * step)) > step / 2) return false;
    row++;
  }
  return row > 2;
}
