import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { isOperandoError, OperandoError } from '@operando/core';
import type { ColumnTable } from './column-table.js';
import { placed } from '../bytes/file-error.js';
import { accessError } from '../node-files.js';
import { tableStream } from './table-stream.js';
import type { RowBlock, TableStreamOptions } from './table-stream.js';

/** Options of {@link readTable}. */
export interface ReadTableOptions extends Omit<TableStreamOptions, 'onBlock'> {
  /** Gzip files: bytes they may unpack to. @default 16 GiB */
  readonly mostUnpacked?: number | undefined;
  /** Gzip files: unpacked over packed size, asked beyond the first MiB. @default 200 */
  readonly mostRatio?: number | undefined;
}

const pieceBytes = 1024 * 1024;
const leastForRatio = 1024 * 1024;

/** A file's bytes in pieces; each is overwritten by the next. */
async function* plainPieces(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    // While one piece is taken apart the next is on its way.
    const buffers = [new Uint8Array(pieceBytes), new Uint8Array(pieceBytes)] as const;
    const read = (k: number): Promise<{ readonly bytesRead: number }> => handle.read(buffers[k % 2]!, 0, pieceBytes);
    let next = read(0);
    for (let k = 0; ; k++) {
      const { bytesRead } = await next;
      if (bytesRead === 0) return;
      next = read(k + 1);
      yield buffers[k % 2]!.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Unpacked bytes of a gzip file in pieces; length and checksum are asked by the decompressor at the end. */
async function* gzipPieces(
  path: string,
  { mostUnpacked = 16 * 1024 ** 3, mostRatio = 200 }: ReadTableOptions,
): AsyncGenerator<Uint8Array> {
  const { size } = await stat(path);
  const source = createReadStream(path);
  const unpacker = createGunzip({ chunkSize: 262_144 });
  source.on('error', (error) => unpacker.destroy(error));
  let total = 0;
  try {
    for await (const piece of source.pipe(unpacker)) {
      const bytes = piece as Uint8Array;
      total += bytes.length;
      if (total > mostUnpacked || (total > leastForRatio && total > mostRatio * size)) {
        throw new OperandoError(
          'too-large',
          `the gzip file unpacks to more than ${total > mostUnpacked ? `${mostUnpacked} bytes` : `${mostRatio} times its size`}.`,
          { cure: 'Unpack it first if that is meant.' },
        );
      }
      yield bytes;
    }
  } catch (error) {
    if (isOperandoError(error)) throw error;
    const short = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw new OperandoError(
      short ? 'truncated-file' : 'malformed-file',
      `the gzip file cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
      { cure: 'The file seems cut short or damaged: copy it again.', cause: error },
    );
  } finally {
    source.destroy();
    unpacker.destroy();
  }
}

/**
 * The first bytes of a file.
 * @throws OperandoError `file-access`.
 */
export async function headOf(path: string, length: number): Promise<Uint8Array> {
  try {
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw accessError(path, error);
  }
}

async function isGzipFile(path: string): Promise<boolean> {
  const head = await headOf(path, 2);
  return head[0] === 0x1f && head[1] === 0x8b;
}

async function* piecesOf(path: string, options: ReadTableOptions): AsyncGenerator<Uint8Array> {
  yield* (await isGzipFile(path)) ? gzipPieces(path, options) : plainPieces(path);
}

/**
 * Read a text of columns of numbers of any size, piece by piece, packed by gzip or not: beside the values themselves a few
 * MiB are held. What `readFile` gives for such a text, in a fraction of its time and memory.
 *
 * @throws OperandoError as `parseColumnText`, with the file; `too-large` for headers, lines, values or unpacked sizes beyond the limits.
 */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<ColumnTable> {
  try {
    const expectedBytes = (await isGzipFile(path)) ? undefined : (await stat(path)).size;
    const stream = tableStream({ expectedBytes, ...options });
    for await (const piece of piecesOf(path, options)) stream.push(piece);
    return stream.finish();
  } catch (error) {
    throw placed(error, path);
  }
}

/**
 * The same in blocks of some thousand rows, for tables that do not fit into memory: each block as it comes, nothing kept.
 * @throws OperandoError as {@link readTable}.
 */
export async function* streamTable(path: string, options: ReadTableOptions = {}): AsyncGenerator<RowBlock> {
  let blocks: RowBlock[] = [];
  try {
    const stream = tableStream({
      ...options,
      mostValues: options.mostValues ?? Infinity,
      onBlock: (block) => blocks.push(block),
    });
    for await (const piece of piecesOf(path, options)) {
      stream.push(piece);
      const ready = blocks;
      blocks = [];
      yield* ready;
    }
    stream.finish();
  } catch (error) {
    throw placed(error, path);
  }
  yield* blocks;
}
