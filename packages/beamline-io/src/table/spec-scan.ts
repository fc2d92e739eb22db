import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { repeatedLabelWarnings } from './column-table.js';
import type { TableTime } from './column-table.js';
import { parseDateTime, zoneSeconds } from '../text/date-time.js';
import { statedMoment } from '../text/stated-moment.js';
import { parseNumber } from '../text/number.js';
import { maximumColumns, parseNumberTable } from '../text/number-table.js';
import { rowSyntaxes, splitFields } from '../text/row-parser.js';
import { afterSpectrum } from './spec-file.js';
import type { SpecFile, SpecScanOutline } from './spec-file.js';
import { said } from '../text/said.js';

/** One spectrum of a multichannel analyser. */
export interface SpecSpectrum {
  /** As the line begins, without `@`: `A`, `A1`, `MCA`. */
  readonly detector: string;
  /** Counts of its channels. */
  readonly counts: Float64Array;
  /** Line of the file. */
  readonly line: number;
  /** The channel that the first count is of. */
  readonly first: number;
  /** How many channels further each next count is. */
  readonly step: number;
}

/** One scan of a SPEC file. */
export interface SpecScan extends SpecScanOutline {
  /** One label for each column; they may repeat. */
  readonly labels: readonly string[];
  /** Values of each column, one for each row. */
  readonly columns: readonly Float64Array[];
  /** File line of each row. */
  readonly lines: Int32Array;
  /** Positions before the scan, by the names of `#O`. */
  readonly motors: ReadonlyMap<string, number>;
  /** `@A` lines, in the order of the file. */
  readonly mca: readonly SpecSpectrum[];
  /** When the scan began, where the file says. */
  readonly time?: TableTime;
  /** What was doubted or mended; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

const spaces = rowSyntaxes[0]!;
/** Most channels of one spectrum. */
const mostChannels = 1_048_576;
const names = (text: string): string[] =>
  text
    .trim()
    .split(/\s{2,}|\t+/)
    .filter((name) => name !== '');
const last = (values: readonly string[] | undefined): string | undefined => values?.[values.length - 1];

/** A header line that may stand once; the same line again does no harm. */
function only(scan: SpecScanOutline, key: string): string | undefined {
  const values = scan.header.get(key);
  if (values !== undefined && new Set(values.map((value) => value.trim())).size > 1) {
    throw new OperandoError('malformed-file', said`the scan has several #${key} lines that differ.`, {
      where: { line: scan.from + 1 },
      cure: 'Correct the file: which of them is meant?',
    });
  }
  return values?.[0];
}

interface Layout {
  readonly count: number;
  readonly labels: readonly string[];
}

function layoutOf(scan: SpecScanOutline, fieldsInFirstRow: number | undefined, warnings: OperandoWarning[]): Layout {
  const line = scan.from + 1;
  const text = only(scan, 'L') ?? '';
  const declaredText = only(scan, 'N')?.trim().split(/\s+/)[0];
  const declared = declaredText === undefined || declaredText === '' ? undefined : Number(declaredText);
  if (declared !== undefined && (!Number.isInteger(declared) || declared < 0))
    throw new OperandoError('malformed-file', said`#N is ${JSON.stringify(declaredText!.slice(0, 20))}.`, {
      where: { line },
    });
  const doubled = names(text);
  const single = text.trim() === '' ? [] : text.trim().split(/\s+/);
  let count = declared ?? (doubled.length > 0 ? doubled.length : (fieldsInFirstRow ?? 0));
  if (fieldsInFirstRow !== undefined && fieldsInFirstRow !== count && doubled.length === fieldsInFirstRow) {
    warnings.push({
      code: 'columns-declared',
      message: said`#N says ${count} columns; labels and rows have ${fieldsInFirstRow}.`,
      where: { line },
    });
    count = fieldsInFirstRow;
  }
  if (count > maximumColumns) throw new OperandoError('too-large', `a scan of ${count} columns.`, { where: { line } });
  if (doubled.length === count) {
    warnings.push(...repeatedLabelWarnings(doubled, { line }));
    return { count, labels: doubled };
  }
  if (single.length === count) {
    warnings.push({
      code: 'labels-single-spaced',
      message: 'The labels of #L are kept apart by single blanks; each word was taken as one.',
      where: { line },
    });
    return { count, labels: single };
  }
  // Which column lacks its label cannot be known: none gets one.
  warnings.push({
    code: 'labels-mismatch',
    message: said`#L names ${doubled.length > 1 ? doubled.length : single.length} columns, there are ${count}: ${JSON.stringify(text.slice(0, 200))}. The columns are numbered instead.`,
    where: { line },
  });
  return { count, labels: Array.from({ length: count }, (_, i) => `column ${i + 1}`) };
}

function motorsOf(scan: SpecScanOutline, warnings: OperandoWarning[]): Map<string, number> {
  const motors = new Map<string, number>();
  for (const [key, values] of scan.header) {
    const index = /^P(\d+)$/.exec(key)?.[1];
    if (index === undefined) continue;
    const labels = names(last(scan.header.get(`O${index}`) ?? scan.fileHeader.get(`O${index}`)) ?? '');
    const words = splitFields(last(values)!, spaces);
    if (labels.length === 0 && words.length === 0) continue;
    const positions = words.map((word) => parseNumber(word));
    if (labels.length !== words.length || positions.includes(undefined)) {
      warnings.push({
        code: 'motors-mismatch',
        message: `#P${index} has ${words.length} positions for ${labels.length} motors of #O${index}: they were left out.`,
        where: { line: scan.from + 1 },
      });
      continue;
    }
    labels.forEach((label, i) => motors.set(label, positions[i]!));
  }
  return motors;
}

/** A zone as `+02:00` from the moment that the file header gives as UNIX seconds and as local time. */
function zoneOf(scan: SpecScanOutline): string | undefined {
  const epoch = Number(last(scan.fileHeader.get('E')) ?? Number.NaN);
  const local = parseDateTime(last(scan.fileHeader.get('D')) ?? '');
  if (local === undefined || !(epoch > 0)) return undefined;
  const quarters = Math.round((local.epoch - epoch) / 900);
  if (Math.abs(local.epoch - epoch - 900 * quarters) > 2 || Math.abs(quarters) > 56) return undefined;
  const minutes = Math.abs(quarters) * 15;
  return `${quarters < 0 ? '-' : '+'}${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function timeOf(scan: SpecScanOutline, warnings: OperandoWarning[]): TableTime | undefined {
  const text = scan.header.get('D')?.[0]?.trim() ?? '';
  if (/^\d{9,10}(\.\d*)?$/.test(text)) return { epoch: Number(text), zone: 'utc' };
  const { moment, warnings: dateWarnings } = statedMoment(text, { label: '#D', line: scan.from + 1 });
  warnings.push(...dateWarnings);
  if (moment === undefined) return undefined;
  const zone = zoneOf(scan);
  if (zone === undefined) return { epoch: moment.epoch, zone: moment.zone };
  return { epoch: moment.epoch - zoneSeconds(zone), zone };
}

function spectrumAt(lines: readonly string[], from: number, to: number): Omit<SpecSpectrum, 'first' | 'step'> {
  const text = lines
    .slice(from, to)
    .map((line) => line.trimEnd().replace(/\\$/, ' '))
    .join(' ');
  const [, detector, body] = /^@([A-Za-z]*\d*)(?:%\S*)?\s*(.*)$/.exec(text) ?? [];
  if (detector === undefined || body === undefined)
    throw new OperandoError('malformed-file', 'this is no line of a spectrum.', { where: { line: from + 1 } });
  const words = splitFields(body, spaces);
  if (words.length > mostChannels)
    throw new OperandoError('too-large', `a spectrum of ${words.length} channels.`, { where: { line: from + 1 } });
  const counts = Float64Array.from(words, (word, i) => {
    const value = parseNumber(word);
    if (value === undefined)
      throw new OperandoError('bad-number', said`${JSON.stringify(word.slice(0, 40))} is no count (channel ${i}).`, {
        where: { line: from + 1, column: i + 1 },
        cure: 'Correct or remove this spectrum.',
      });
    return value;
  });
  return { detector, counts, line: from + 1 };
}

/** Channels of spectra, and how many of them there may be. */
interface ChannelRange {
  readonly lengths: readonly number[];
  readonly first: number;
  readonly step: number;
}

/**
 * `#@CHANN 2048 10 17 1`: channels of the detector, first and last that were saved, and how many of them were added up to one. Programs
 * write either number of them first.
 */
function channelRange(text: string): ChannelRange | undefined {
  const [all = Number.NaN, first = 0, final = all - 1, step = 1] = text.trim().split(/\s+/).map(Number);
  if (!(Number.isInteger(all) && all > 0)) return undefined;
  const isRange = [first, final, step].every(Number.isInteger) && first >= 0 && final >= first && step >= 1;
  if (!isRange) return { lengths: [all], first: 0, step: 1 };
  const saved = (final - first + 1) / step;
  return { lengths: [...new Set([Math.ceil(saved), Math.floor(saved), all])], first, step };
}

function spectraOf(file: SpecFile, scan: SpecScanOutline): SpecSpectrum[] {
  const mca = scan.spectra.map((from) => spectrumAt(file.lines, from, afterSpectrum(file.lines, from, scan.to)));
  const ranges = (scan.header.get('@CHANN') ?? []).map(channelRange).filter((range) => range !== undefined);
  return mca.map((spectrum) => {
    const { counts, line } = spectrum;
    if (ranges.length === 0) return Object.assign(spectrum, { first: 0, step: 1 });
    const range = ranges.find(({ lengths }) => lengths.includes(counts.length));
    if (range === undefined)
      throw new OperandoError(
        'malformed-file',
        said`#@CHANN says ${ranges.map(({ lengths }) => lengths.join(' or ')).join(' or ')} channels, this spectrum has ${counts.length}.`,
        { where: { line }, cure: 'The file is not as its program writes it: export it again.' },
      );
    return Object.assign(spectrum, { first: range.first, step: range.step });
  });
}

/** Points that a command of steps announces: `ascan motor start end intervals time`. */
function pointsOf(command: string): number | undefined {
  const words = command.split(/\s+/);
  if (!/^([ad][234]?scan|lup|escan)$/i.test(words[0] ?? '') || words.length < 5) return undefined;
  const intervals = Number(words[words.length - 2]);
  return Number.isInteger(intervals) && intervals > 0 ? intervals + 1 : undefined;
}

function stateWarnings(file: SpecFile, scan: SpecScanOutline): OperandoWarning[] {
  const where = { line: scan.from + 1 };
  const warnings: OperandoWarning[] = [];
  const planned = pointsOf(scan.command);
  const told = /aborted after (\d+) points/i.exec(scan.comments.join('\n'))?.[1];
  if (scan.aborted)
    warnings.push({
      code: 'aborted',
      message: said`Scan ${scan.id} was aborted after ${scan.rows} points.`,
      where,
    });
  if (told !== undefined && Number(told) !== scan.rows)
    warnings.push({
      code: 'points-declared',
      message: said`Scan ${scan.id} says it was aborted after ${told} points, ${scan.rows} are there.`,
      where,
    });
  if (!scan.aborted && planned !== undefined && scan.rows < planned)
    warnings.push({
      code: 'scan-unfinished',
      message: said`Scan ${scan.id} has ${scan.rows} of the ${planned} points of its command.`,
      where,
    });
  if (planned !== undefined && scan.rows > planned)
    warnings.push({
      code: 'points-declared',
      message: said`Scan ${scan.id} has ${scan.rows} points, its command asks for ${planned}.`,
      where,
    });
  if (scan.rows === 0 && scan.spectra.length === 0)
    warnings.push({ code: 'no-rows', message: said`Scan ${scan.id} has no points.`, where });
  if (file.openEnd && scan.to === file.lines.length)
    warnings.push({
      code: 'open-end',
      message: 'The last line of the file has no end: its last number may be cut.',
      where: { line: file.lines.length },
    });
  return warnings;
}

/**
 * The numbers of one scan: columns under the labels of `#L` (two blanks apart), `@A` spectra,
 * motors, time. Where `#E` and `#D` of the file header fix the zone, times are UTC.
 *
 * @throws OperandoError with the line: `malformed-file` or `truncated-file` for a row of another length than
 * `#N` says, `bad-number`, `too-large`.
 */
export function readSpecScan(file: SpecFile, scan: SpecScanOutline): SpecScan {
  const warnings = stateWarnings(file, scan);
  const lines = file.rowLines;
  const skip = (line: string): boolean => line.startsWith('#') || line.trim() === '';
  const first = lines.slice(scan.from, scan.to).find((line) => !skip(line));
  const { count, labels } = layoutOf(
    scan,
    first === undefined ? undefined : splitFields(first, spaces).length,
    warnings,
  );
  const table =
    first === undefined
      ? undefined
      : parseNumberTable(lines, { syntax: spaces, columns: count, from: scan.from, to: scan.to, skip });
  const time = timeOf(scan, warnings);
  return {
    ...scan,
    labels,
    columns: table?.columns ?? labels.map(() => new Float64Array(0)),
    rows: table?.rows ?? 0,
    lines: table?.lines ?? new Int32Array(0),
    motors: motorsOf(scan, warnings),
    mca: spectraOf(file, scan),
    ...(time === undefined ? {} : { time }),
    warnings,
  };
}
