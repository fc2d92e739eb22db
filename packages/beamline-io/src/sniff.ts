import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { gunzip, isGzip } from './bytes/gzip.js';
import { localFile } from './bytes/local-file.js';
import { foreignFormats } from './foreign.js';
import type { FileFormat, Format, Sample } from './format.js';
import { formats, genericFormats, specificFormats } from './formats.js';
import { nearestFormat } from './nearest-format.js';
import { decodeText, isUtf16, splitLines } from './text/decode.js';
import { said } from './text/said.js';

/** Which formats are known beside those of this package. */
export interface FormatChoice {
  /** Identifier of the format, e.g. `xdi`. @default found by content */
  readonly format?: string | undefined;
  /** Formats of one's own, asked before all others: what one of them claims is read by it. @default none */
  readonly formats?: readonly Format[] | undefined;
}

/** A format, and how sure it is of a file. */
interface Claim {
  readonly format: Format;
  readonly confidence: number;
}

/** What {@link sniff} found. */
export interface SniffResult {
  /** Identifier of the format, as the option `format` takes it. */
  readonly format: string;
  /** What the format is called, for people. */
  readonly title: string;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Bytes of a file that sniffers see. */
export const sampleBytes = 65_536;
/** Bytes that sniffers see at other places. */
const placeBytes = 16;

/** Who claims a file, strongest first; undefined for nobody. */
function claimsOf(candidates: readonly Format[], sample: Sample): readonly Claim[] | undefined {
  const claims = candidates
    .map((format): Claim => ({ format, confidence: format.sniff(sample) }))
    .filter(({ confidence }) => confidence > 0)
    .sort((a, b) => b.confidence - a.confidence);
  return claims.length === 0 ? undefined : claims;
}

/** A sample without its last line, which may be cut inside a letter; of one line all. */
function wholeLines(head: Uint8Array, size: number): Uint8Array {
  if (head.length >= size || isUtf16(head)) return head;
  const end = Math.max(head.lastIndexOf(10), head.lastIndexOf(13));
  return end < 0 ? head : head.subarray(0, end + 1);
}

function sampleOf(head: Uint8Array, size: number, name: string, at: Sample['at']): Sample {
  let text: string;
  const whole = wholeLines(head, size);
  try {
    ({ text } = decodeText(whole));
  } catch {
    text = '';
  }
  const lines = splitLines(text);
  // The last line of a sample may be cut in two.
  if (whole.length < size && whole.length === head.length && lines.length > 1) lines.pop();
  return { bytes: head, lines, name, size, at };
}

/** The beginning of bytes that are in memory. */
export function sampleOfBytes(bytes: Uint8Array, name: string): Sample {
  return sampleOf(bytes.subarray(0, sampleBytes), bytes.length, name, (place) =>
    bytes.subarray(place, place + placeBytes),
  );
}

/**
 * The beginning of a source.
 * @param known Formats whose places are looked at.
 */
export async function sampleOfSource({ name, bytes }: NamedSource, known: readonly Format[]): Promise<Sample> {
  const size = bytes.byteLength;
  const head = await bytes.slice(0, sampleBytes);
  const wanted = known.flatMap((format) => (format.kind === 'file' ? (format.looksAt?.(size) ?? []) : []));
  const places = new Map<number, Uint8Array>();
  for (const place of new Set(wanted))
    places.set(
      place,
      place + placeBytes <= head.length
        ? head.subarray(place, place + placeBytes)
        : await bytes.slice(place, Math.min(size, place + placeBytes)),
    );
  return sampleOf(head, size, name, (place) => places.get(place) ?? new Uint8Array(0));
}

/** Every format that may be meant. */
export function knownFormats({ formats: own = [] }: FormatChoice): readonly Format[] {
  return own.length === 0 ? formats : [...own, ...formats];
}

/**
 * The format that reads a source in parts, where it is of such; undefined for texts and bytes.
 * @throws OperandoError `file-access`.
 */
export async function fileFormatOf(source: NamedSource, choice: FormatChoice): Promise<FileFormat | undefined> {
  const known = knownFormats(choice);
  const small = localFile(source)?.small();
  const sample = small === undefined ? await sampleOfSource(source, known) : sampleOfBytes(small, source.name);
  const claims = claimsOf(
    known.filter(({ kind }) => kind === 'file'),
    sample,
  );
  const format = claims?.[0]?.format;
  return format?.kind === 'file' ? format : undefined;
}

/** A format that is known, but not read. */
function unsupported(
  title: string,
  where: { readonly where?: { readonly file: string } },
  cure = 'Export it as columns of numbers, or see the list of formats in the README.',
): OperandoError {
  return new OperandoError('unsupported', said`this is ${title}, which this version does not read.`, {
    ...where,
    cure,
  });
}

/** That no format fits: with the nearest, and what keeps the file from being one. */
function unknownFormat(sample: Sample, where: { readonly where?: { readonly file: string } }): OperandoError {
  const cure = 'Two or more columns of numbers are needed; see the list of formats in the README.';
  const nearest = nearestFormat(sample);
  if (nearest === undefined)
    return new OperandoError('unknown-format', 'no format known here fits this file.', { ...where, cure });
  const { title, problem, line, column } = nearest;
  return new OperandoError(
    'unknown-format',
    said`no format known here fits this file. The nearest is ${title}, but ${problem}.`,
    { where: { ...where.where, line, ...(column === undefined ? {} : { column }) }, cure },
  );
}

/** The strongest of some claims. @throws OperandoError `ambiguous-format`. */
function strongest(
  [best, second]: readonly Claim[],
  where: { readonly where?: { readonly file: string } },
): Claim | undefined {
  if (best !== undefined && second?.confidence === best.confidence) {
    throw new OperandoError(
      'ambiguous-format',
      said`the file could be ${best.format.title} or ${second.format.title}.`,
      {
        ...where,
        cure: said`Say which: format: '${best.format.id}' or '${second.format.id}'.`,
      },
    );
  }
  return best;
}

/** Bytes by which marks are known. */
const markBytes = 8192;

/** The format whose mark a file begins with, where formats of one's own have nothing to say. */
function markedFormat(bytes: Uint8Array, { formats: own = [] }: FormatChoice): Format | undefined {
  const beginning = bytes.subarray(0, markBytes);
  return own.length > 0 ? undefined : specificFormats.find((format) => format.isMarked?.(beginning) === true);
}

/** Which format a sample has. @throws OperandoError as {@link sniff}. */
export function claimOf(sample: Sample, { formats: own = [] }: FormatChoice = {}): Claim {
  const { name, bytes } = sample;
  const where = name === '' ? {} : { where: { file: name } };
  if (bytes.length === 0) throw new OperandoError('unknown-format', 'the file is empty.', where);
  const owned = strongest(claimsOf(own, sample) ?? [], where);
  if (owned !== undefined) return owned;
  const foreign = foreignFormats.find((format) => format.sniff(sample));
  if (foreign !== undefined) throw unsupported(foreign.title, where, foreign.cure);
  const specific = claimsOf(specificFormats, sample);
  const binary = specific === undefined && bytes.subarray(0, 4096).includes(0) && !isUtf16(bytes);
  if (binary) throw unsupported('binary data', where);
  const best = strongest(specific ?? claimsOf(genericFormats, sample) ?? [], where);
  if (best !== undefined) return best;
  throw unknownFormat(sample, where);
}

/**
 * The format that was asked for, else the one that a sample has. @throws OperandoError as {@link sniff}; `invalid-argument`.
 * @param bytes The beginning of the file, which may tell without a sample.
 */
export function formatOf(choice: FormatChoice, bytes: Uint8Array, sample: () => Sample): Format {
  if (choice.format === undefined) return markedFormat(bytes, choice) ?? claimOf(sample(), choice).format;
  const known = knownFormats(choice);
  const wanted = known.find(({ id }) => id === choice.format);
  if (wanted !== undefined) return wanted;
  throw new OperandoError('invalid-argument', said`there is no format ${choice.format}.`, {
    where: { parameter: 'format' },
    cure: said`Choose among ${known.map(({ id }) => id).join(', ')}.`,
  });
}

/**
 * Which format a file has, by its content; of a gzip file, by what it holds.
 *
 * @param name File name, for messages only.
 * @throws OperandoError `unsupported` naming a format that is known but not read, `unknown-format`,
 * `ambiguous-format` when two formats claim it equally.
 */
export function sniff(bytes: Uint8Array, name = '', options: Pick<FormatChoice, 'formats'> = {}): SniffResult {
  const { format, confidence } = claimOf(sampleOfBytes(isGzip(bytes) ? gunzip(bytes) : bytes, name), options);
  return { format: format.id, title: format.title, confidence };
}
