import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { ColumnTable } from './table/column-table.js';
import { placed } from './bytes/file-error.js';
import type { Format, ParseOptions, ReadResult } from './format.js';
import { gunzip, isGzip } from './bytes/gzip.js';
import { formats, sniffFormat } from './sniff.js';
import { decodeText } from './text/decode.js';
import type { DecodedText, TextEncoding } from './text/decode.js';

/** Options of {@link read}. */
export interface ReadOptions extends ParseOptions {
  /** Identifier of the format, e.g. `xdi`. @default found by content */
  readonly format?: string | undefined;
  /** Name of the file, for messages. */
  readonly name?: string | undefined;
  readonly encoding?: TextEncoding | undefined;
  /** Refuse larger files, bytes; gzip files also by what they unpack to. @default 512 MiB, unpacked 256 MiB */
  readonly maxBytes?: number | undefined;
}

/** Largest file read without being asked for more. */
export const defaultMaxBytes: number = 512 * 1024 * 1024;

/** What to read, unpacked, and by which format. */
function openContent(
  bytes: Uint8Array,
  options: ReadOptions,
): { readonly content: Uint8Array; readonly format: Format } {
  const { name = '', maxBytes = defaultMaxBytes } = options;
  if (bytes.length > maxBytes) {
    throw new OperandoError('too-large', `the file has ${bytes.length} bytes, more than ${maxBytes}.`, {
      cure: 'Raise maxBytes if that is meant.',
    });
  }
  const content = isGzip(bytes) ? gunzip(bytes, { mostBytes: options.maxBytes }) : bytes;
  const format =
    options.format === undefined ? sniffFormat(content, name) : formats.find(({ id }) => id === options.format);
  if (format === undefined) {
    throw new OperandoError('invalid-argument', `there is no format ${options.format}.`, {
      where: { parameter: 'format' },
      cure: `Choose among ${formats.map(({ id }) => id).join(', ')}.`,
    });
  }
  return { content, format };
}

/** Letters of a line: 10 000 columns of numbers have a quarter of that. */
const longestLine = 1024 * 1024;

/** A text whose lines are not so long that taking them apart would have no end. */
function decodedText(content: Uint8Array, { encoding }: ReadOptions, { longLines }: Format): DecodedText {
  const decoded = decodeText(content, encoding);
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
 * file can run code, open other files or claim memory beyond a small multiple of its size.
 *
 * @throws OperandoError as {@link sniff} and the format's parser, with the file's name; `too-large`.
 */
export function read(bytes: Uint8Array, options: ReadOptions = {}): ReadResult {
  return named(options.name, () => {
    const { content, format } = openContent(bytes, options);
    if (format.parseBytes !== undefined) return ofOneScan(format.parseBytes(content, options), format, options);
    const { text, encoding, warnings } = decodedText(content, options, format);
    return ofOneScan(
      withWarnings(format.parse(text, options), encoding === format.usualEncoding ? [] : warnings),
      format,
      options,
    );
  });
}

/** Another scan than the first of a format that has only one is not there. */
function ofOneScan(
  result: ReadResult,
  { title, parseScans, parseBytesScans }: Format,
  { scan }: ReadOptions,
): ReadResult {
  if (
    scan === undefined ||
    String(scan).trim() === '1' ||
    result.kind !== 'spectrum' ||
    (parseScans ?? parseBytesScans) !== undefined
  )
    return result;
  throw new OperandoError(
    'invalid-argument',
    `there is no scan ${JSON.stringify(String(scan).slice(0, 40))}: files of the format ${title} hold one.`,
    { where: { parameter: 'scan' }, cure: 'Leave scan out.' },
  );
}

/**
 * Every scan, group or spectrum of a file that has data, as tables in the order of the file
 * (`table.scan` is the id of each); of other files the one table there is.
 *
 * @throws OperandoError as {@link read}; `invalid-argument` for a cycler log.
 */
export function readScans(bytes: Uint8Array, options: Omit<ReadOptions, 'scan'> = {}): readonly ColumnTable[] {
  return named(options.name, () => {
    const { content, format } = openContent(bytes, options);
    if (format.parseBytesScans !== undefined) return format.parseBytesScans(content, options);
    if (format.parseScans !== undefined) return format.parseScans(decodedText(content, options, format).text, options);
    const result = read(content, { ...options, scan: undefined, format: format.id });
    if (result.kind === 'spectrum') return [result.table];
    throw new OperandoError('invalid-argument', 'this is a cycler log, not a spectrum.', {
      cure: 'Read it with read or readElectrochemistry.',
    });
  });
}

function withWarnings(result: ReadResult, warnings: readonly OperandoWarning[]): ReadResult {
  if (warnings.length === 0) return result;
  return result.kind === 'spectrum'
    ? { kind: 'spectrum', table: { ...result.table, warnings: [...warnings, ...result.table.warnings] } }
    : { kind: 'electrochemistry', table: { ...result.table, warnings: [...warnings, ...result.table.warnings] } };
}
