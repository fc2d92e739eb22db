import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { defaultMaxBytes, tooManyBytes } from './bytes/contents.js';
import { placed } from './bytes/file-error.js';
import { gunzip, isGzip } from './bytes/gzip.js';
import type { BytesFormat, Format, ParseOptions, ReadResult, TextFormat } from './format.js';
import { formatOf, sampleOfBytes } from './sniff.js';
import type { FormatChoice } from './sniff.js';
import type { CurveOptions, ReflectivityCurve } from './reflectivity/curve.js';
import type { ColumnTable } from './table/column-table.js';
import { decodeText } from './text/decode.js';
import type { DecodedText, TextEncoding } from './text/decode.js';
import { said } from './text/said.js';

/** Options of {@link read}. */
export interface ReadOptions extends ParseOptions, FormatChoice {
  /** Name of the file, for messages. */
  readonly name?: string | undefined;
  readonly encoding?: TextEncoding | undefined;
  /** Refuse larger files, bytes; gzip files also by what they unpack to. @default 512 MiB, unpacked 256 MiB */
  readonly maxBytes?: number | undefined;
}

/** What a file holds, unpacked, and by which format it is read. */
export type Content =
  | { readonly kind: 'text'; readonly bytes: Uint8Array; readonly format: TextFormat }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly format: BytesFormat };

/** What a file holds, to be read by a format. */
export function contentFor(format: TextFormat | BytesFormat, bytes: Uint8Array): Content {
  return format.kind === 'text' ? { kind: 'text', bytes, format } : { kind: 'bytes', bytes, format };
}

/** Bytes unpacked, where they are packed. @throws OperandoError `too-large`; as `gunzip`. */
export function unpacked(bytes: Uint8Array, { maxBytes }: Pick<ReadOptions, 'maxBytes'>): Uint8Array {
  const most = maxBytes ?? defaultMaxBytes;
  if (bytes.length > most) throw tooManyBytes(bytes.length, most);
  return isGzip(bytes) ? gunzip(bytes, { mostBytes: maxBytes }) : bytes;
}

/** What to read, unpacked, and by which format. @throws OperandoError as {@link read}. */
export function openContent(packed: Uint8Array, options: ReadOptions): Content {
  const bytes = unpacked(packed, options);
  const format = formatOf(options, () => sampleOfBytes(bytes, options.name ?? ''));
  if (format.kind !== 'file') return contentFor(format, bytes);
  throw new OperandoError('unsupported', said`this is ${format.title}, which is not read from bytes at once.`, {
    cure: 'Read it with readSource, or with readFile of the Node part.',
  });
}

/** Letters of a line: 10 000 columns of numbers have a quarter of that. */
const longestLine = 1024 * 1024;

/** A text whose lines are not so long that taking them apart would have no end. */
function decodedText(
  bytes: Uint8Array,
  { longLines }: TextFormat,
  { encoding }: Pick<ReadOptions, 'encoding'>,
): DecodedText {
  const decoded = decodeText(bytes, encoding);
  const { text } = decoded;
  if (longLines === true || text.length <= longestLine) return decoded;
  for (let from = 0, line = 1; from < text.length; line++) {
    let to = from;
    for (
      let letter = text.charCodeAt(to);
      to < text.length && letter !== 10 && letter !== 13;
      letter = text.charCodeAt(++to)
    );
    if (to - from > longestLine)
      throw new OperandoError('too-large', `a line of ${to - from} letters, more than ${longestLine}.`, {
        where: { line },
        cure: 'No format known here has such lines: is this the right file?',
      });
    from = to + (text.charCodeAt(to) === 13 && text.charCodeAt(to + 1) === 10 ? 2 : 1);
  }
  return decoded;
}

function withWarnings(result: ReadResult, warnings: readonly OperandoWarning[]): ReadResult {
  if (warnings.length === 0) return result;
  return result.kind === 'spectrum'
    ? { kind: 'spectrum', table: { ...result.table, warnings: [...warnings, ...result.table.warnings] } }
    : { kind: 'electrochemistry', table: { ...result.table, warnings: [...warnings, ...result.table.warnings] } };
}

/** Another scan than the first of a format that has only one is not there. @throws OperandoError `invalid-argument`. */
export function ofOneScan(result: ReadResult, { title, scans }: Format, { scan }: ParseOptions): ReadResult {
  if (scan === undefined || String(scan).trim() === '1' || result.kind !== 'spectrum' || scans !== undefined)
    return result;
  throw new OperandoError(
    'invalid-argument',
    said`there is no scan ${JSON.stringify(String(scan).slice(0, 40))}: files of the format ${title} hold one.`,
    { where: { parameter: 'scan' }, cure: 'Leave scan out.' },
  );
}

/** Spectra, and no log. @throws OperandoError `invalid-argument`. */
export function spectrumOnly(result: ReadResult): ColumnTable {
  if (result.kind === 'spectrum') return result.table;
  throw new OperandoError('invalid-argument', 'this is a cycler log, not a spectrum.', {
    cure: 'Read it with read or readElectrochemistry.',
  });
}

/** Reads what was opened. @throws OperandoError as {@link read}. */
export function readContent(content: Content, options: ReadOptions): ReadResult {
  const { kind, bytes, format } = content;
  if (kind === 'bytes') return ofOneScan(format.parse(bytes, options), format, options);
  const { text, encoding, warnings } = decodedText(bytes, format, options);
  const told = encoding === format.usualEncoding ? [] : warnings;
  return ofOneScan(withWarnings(format.parse(text, options), told), format, options);
}

/** Reads every scan of what was opened. @throws OperandoError as {@link readScans}. */
export function readContentScans(content: Content, options: ReadOptions): readonly ColumnTable[] {
  const { kind, bytes, format } = content;
  if (kind === 'bytes') {
    if (format.scans !== undefined) return format.scans(bytes, options);
  } else if (format.scans !== undefined) return format.scans(decodedText(bytes, format, options).text, options);
  return [spectrumOnly(readContent(content, { ...options, scan: undefined }))];
}

/** Reads every curve of what was opened; undefined for a format that knows none. @throws OperandoError as the format. */
export function readContentCurves(
  { kind, bytes, format }: Content,
  options: CurveOptions,
): readonly ReflectivityCurve[] | undefined {
  return kind === 'bytes'
    ? format.curves?.(bytes, options)
    : format.curves?.(decodedText(bytes, format, {}).text, options);
}

/** Errors with the file's name. */
function named<T>(name: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw placed(error, name);
  }
}

/**
 * Read one file's bytes, packed by gzip or not. Content decides the format; nothing in the
 * file can run code, open other files or claim memory beyond a small multiple of its size. Formats that are no text and not read
 * from bytes at once (HDF5, Access databases) are read with `readSource`.
 *
 * @throws OperandoError as {@link sniff} and the format's parser, with the file's name; `too-large`.
 */
export function read(bytes: Uint8Array, options: ReadOptions = {}): ReadResult {
  return named(options.name, () => readContent(openContent(bytes, options), options));
}

/**
 * Every scan, group or spectrum of a file that has data, as tables in the order of the file
 * (`table.scan` is the id of each); of other files the one table there is.
 *
 * @throws OperandoError as {@link read}; `invalid-argument` for a cycler log.
 */
export function readScans(bytes: Uint8Array, options: Omit<ReadOptions, 'scan'> = {}): readonly ColumnTable[] {
  return named(options.name, () => readContentScans(openContent(bytes, options), options));
}
