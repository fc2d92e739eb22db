import { OperandoError } from '@operando/core';
import { defaultMaxBytes, tooManyBytes } from './bytes/contents.js';
import { placed } from './bytes/file-error.js';
import { gunzip, isGzip } from './bytes/gzip.js';
import type { BytesFormat, Format, ParseOptions, ReadResult, TextFormat } from './format.js';
import { formatOf, sampleOfBytes } from './sniff.js';
import type { FormatChoice } from './sniff.js';
import type { CurveOptions, ReflectivityCurve } from './reflectivity/curve.js';
import type { ColumnTable } from './table/column-table.js';
import { allWarnings, toldTable } from './table/told-table.js';
import type { Told } from './table/told-table.js';
import type { TextEncoding } from './text/decode.js';
import { said } from './text/said.js';
import { onceOf, readableText, toldParts, toldResult } from './whole-file.js';

/** Options of {@link read}. */
export interface ReadOptions extends ParseOptions, FormatChoice {
  /** Name of the file, for messages. */
  readonly name?: string | undefined;
  /** Encoding of text. @default found from the bytes */
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
  const format = formatOf(options, bytes, () => sampleOfBytes(bytes, options.name ?? ''));
  if (format.kind !== 'file') return contentFor(format, bytes);
  throw new OperandoError('unsupported', said`this is ${format.title}, which is not read from bytes at once.`, {
    cure: 'Read it with readSource, or with readFile of the Node part.',
  });
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
  if (kind === 'bytes') {
    const once = onceOf(bytes);
    const result = ofOneScan(format.parse(once.bytes, options), format, options);
    return toldResult(result, { before: once.warnings, atEnd: [] });
  }
  if (format.parseBytes !== undefined && options.encoding === undefined) {
    const once = onceOf(bytes);
    const result = format.parseBytes(once.bytes, options);
    if (result !== undefined)
      return toldResult(ofOneScan(result, format, options), { before: once.warnings, atEnd: [] });
  }
  const readable = readableText(bytes, format, options);
  return toldResult(ofOneScan(format.parse(readable.text, options), format, options), readable);
}

/** Reads every scan of what was opened. @throws OperandoError as {@link readScans}. */
export function readContentScans(content: Content, options: ReadOptions): readonly ColumnTable[] {
  const { kind, bytes, format } = content;
  if (format.scans === undefined) return [spectrumOnly(readContent(content, { ...options, scan: undefined }))];
  if (kind === 'bytes') {
    const once = onceOf(bytes);
    return toldParts(format.scans(once.bytes, options), { before: once.warnings, atEnd: [] }, toldTable);
  }
  const readable = readableText(bytes, format, options);
  return toldParts(format.scans(readable.text, options), readable, toldTable);
}

/** Reads every curve of what was opened; undefined for a format that knows none. @throws OperandoError as the format. */
export function readContentCurves(
  { kind, bytes, format }: Content,
  options: CurveOptions,
): readonly ReflectivityCurve[] | undefined {
  if (format.curves === undefined) return undefined;
  const tell = (curve: ReflectivityCurve, told: Told): ReflectivityCurve => {
    const warnings = allWarnings(curve.warnings, told);
    return warnings === curve.warnings ? curve : { ...curve, warnings };
  };
  if (kind === 'bytes') {
    const once = onceOf(bytes);
    return toldParts(format.curves(once.bytes, options), { before: once.warnings, atEnd: [] }, tell);
  }
  const readable = readableText(bytes, format, {});
  return toldParts(format.curves(readable.text, options), readable, tell);
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
