import { bytesSource, OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { contentOf, smallBytes } from './bytes/contents.js';
import { placed } from './bytes/file-error.js';
import { isGzip } from './bytes/gzip.js';
import { localFile } from './bytes/local-file.js';
import type { ReadingRoom } from './bytes/reading-room.js';
import type { FileFormat, FileOptions, Format, ReadResult, Sample } from './format.js';
import { contentFor, ofOneScan, readContent, readContentScans, spectrumOnly, unpacked } from './read.js';
import type { Content, ReadOptions } from './read.js';
import { formatOf, knownFormats, sampleOfBytes, sampleOfSource } from './sniff.js';
import type { ColumnTable } from './table/column-table.js';
import { isUtf16 } from './text/decode.js';
import { said } from './text/said.js';

/** Options of {@link readSource}. */
export interface ReadSourceOptions extends ReadOptions, Omit<FileOptions, 'maxBytes'> {}

/** What a source holds: bytes for a parser, a text too large for that, or a file for a format that reads it in parts. */
export type OpenedSource =
  | { readonly kind: 'content'; readonly content: Content }
  | { readonly kind: 'table'; readonly table: ColumnTable; readonly whole: () => Promise<Content> }
  | { readonly kind: 'file'; readonly source: NamedSource; readonly format: FileFormat };

/** Texts larger than this are read as streams where their format allows it. */
const streamedFrom = 32 * 1024 * 1024;

/** A format that was asked for by name, where the content is plainly another that is no text. @throws OperandoError `invalid-argument`. */
function expectFormat(format: Format, sample: Sample, options: ReadSourceOptions): void {
  if (options.format === undefined || format.kind === 'file') return;
  const other = knownFormats(options).find((each) => each.kind === 'file' && each.sniff(sample) > 0);
  if (other === undefined) return;
  throw new OperandoError('invalid-argument', said`this is ${other.title}, not ${format.id}.`, {
    where: { parameter: 'format' },
    cure: 'Leave the format out.',
  });
}

/** What bytes in memory hold. */
function openBytes(packed: Uint8Array, source: NamedSource, options: ReadSourceOptions): OpenedSource {
  const bytes = unpacked(packed, options);
  let sample: Sample | undefined;
  const beginning = (): Sample => (sample ??= sampleOfBytes(bytes, options.name ?? source.name));
  const format = formatOf(options, bytes, beginning);
  if (options.format !== undefined) expectFormat(format, beginning(), options);
  if (format.kind !== 'file') return { kind: 'content', content: contentFor(format, bytes) };
  return { kind: 'file', format, source: bytes === packed ? source : { name: source.name, bytes: bytesSource(bytes) } };
}

/** What a source holds, by its beginning where it is large. */
async function openLarge(source: NamedSource, options: ReadSourceOptions): Promise<OpenedSource> {
  if (source.bytes.byteLength <= smallBytes)
    return openBytes(await contentOf(source, options.maxBytes), source, options);
  const sample = await sampleOfSource(source, knownFormats(options));
  // What is packed is unpacked whole, to be told what it is.
  if (isGzip(sample.bytes)) return openBytes(await contentOf(source, options.maxBytes), source, options);
  const format = formatOf(options, sample.bytes, () => sample);
  expectFormat(format, sample, options);
  if (format.kind === 'file') return { kind: 'file', source, format };
  const streamed =
    format.kind === 'text' &&
    options.encoding === undefined &&
    source.bytes.byteLength >= streamedFrom &&
    !isUtf16(sample.bytes);
  const table = streamed ? await format.stream?.(source, sample.bytes, options) : undefined;
  const whole = async (): Promise<Content> => contentFor(format, await contentOf(source, options.maxBytes));
  return table === undefined ? { kind: 'content', content: await whole() } : { kind: 'table', table, whole };
}

/**
 * What a small file on the disk holds, at once, so that nothing waits for it; undefined for all others.
 * @param room Where its bytes are put; those that may be kept are copied out of it.
 * @throws OperandoError as {@link readSource}, without the name.
 */
function openSmall(source: NamedSource, options: ReadSourceOptions, room?: ReadingRoom): OpenedSource | undefined {
  const small = localFile(source)?.small(room);
  if (small === undefined) return undefined;
  const opened = openBytes(small, source, options);
  const isInRoom = room !== undefined && opened.kind === 'content' && opened.content.bytes === small;
  // What is made of a text is strings and numbers of its own.
  if (!isInRoom || opened.content.kind === 'text') return opened;
  return { kind: 'content', content: { ...opened.content, bytes: small.slice() } };
}

/**
 * Read one file of any format known here, wherever its bytes are: on the disk (`fileSource` of the Node part), in a Blob
 * (`blobSource`) or in memory (`bytesSource`). Large tables of numbers are read piece by piece; of an HDF5 (NeXus) file its default
 * plottable data are read, or a dataset of it.
 *
 * @throws OperandoError as `read` and the format's parser, and `file-access`; always with the source's name.
 */
export function readSource(source: NamedSource, options: ReadSourceOptions = {}): Promise<ReadResult> {
  return readSourceIn(source, options);
}

/**
 * What {@link readSource} reads.
 * @param room For bytes of small files, where all formats are known here: others may keep what they are given.
 * @throws OperandoError as that.
 */
export async function readSourceIn(
  source: NamedSource,
  options: ReadSourceOptions,
  room?: ReadingRoom,
): Promise<ReadResult> {
  try {
    const small = openSmall(source, options, (options.formats ?? []).length === 0 ? room : undefined);
    // Before anything is waited for: another file may be read into the room then.
    if (small?.kind === 'content') return readContent(small.content, options);
    const opened = small ?? (await openLarge(source, options));
    if (opened.kind === 'content') return readContent(opened.content, options);
    if (opened.kind === 'table') return { kind: 'spectrum', table: opened.table };
    return ofOneScan(await opened.format.parse(opened.source, options), opened.format, options);
  } catch (error) {
    throw placed(error, options.name ?? source.name);
  }
}

/**
 * Every scan, group or spectrum of a file (SPEC, Athena projects, dispersive CSV, stacks in HDF5); of other files the one table there is.
 * @throws OperandoError as `readScans`, and `file-access`; always with the source's name.
 */
export async function readSourceScans(
  source: NamedSource,
  options: Omit<ReadSourceOptions, 'scan'> = {},
): Promise<readonly ColumnTable[]> {
  try {
    const opened = openSmall(source, options) ?? (await openLarge(source, options));
    if (opened.kind === 'content') return readContentScans(opened.content, options);
    // Of a large text one scan was read: of several all are read at once.
    if (opened.kind === 'table' && opened.table.scans !== undefined)
      return readContentScans(await opened.whole(), options);
    if (opened.kind === 'table') return [opened.table];
    const { format, source: file } = opened;
    if (format.scans !== undefined) return await format.scans(file, options);
    return [spectrumOnly(await format.parse(file, options))];
  } catch (error) {
    throw placed(error, options.name ?? source.name);
  }
}
