import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { isOperandoError, OperandoError } from '@operando/core';
import { accessError } from './access-error.js';
import { isGzip } from './gzip.js';
import type { UnpackLimits } from './local-file.js';
import { expectUnpacked, pieceBytes } from './pieces.js';
import { unsizedPieces } from './unsized-file.js';
import { said } from '../text/said.js';

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
async function* gzipPieces(path: string, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
  const { size } = await stat(path);
  const source = createReadStream(path);
  const unpacker = createGunzip({ chunkSize: 262_144 });
  source.on('error', (error) => unpacker.destroy(error));
  let total = 0;
  try {
    for await (const piece of source.pipe(unpacker)) {
      const bytes = piece as Uint8Array;
      total += bytes.length;
      expectUnpacked(total, size, limits);
      yield bytes;
    }
  } catch (error) {
    if (isOperandoError(error)) throw error;
    const short = error instanceof Error && 'code' in error && error.code === 'Z_BUF_ERROR';
    throw new OperandoError(
      short ? 'truncated-file' : 'malformed-file',
      said`the gzip file cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
      { cure: 'The file seems cut short or damaged: copy it again.', cause: error },
    );
  } finally {
    source.destroy();
    unpacker.destroy();
  }
}

/** Pieces that come through a pipe, which are not unpacked. @throws OperandoError `unsupported` for packed ones. */
async function* unpackedPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of pieces) {
    if (isFirst && isGzip(piece))
      throw new OperandoError('unsupported', 'what comes through this pipe is packed by gzip.', {
        cure: 'Unpack it on the way (gunzip -c), or give the file itself.',
      });
    isFirst = false;
    yield piece;
  }
}

/**
 * A file's bytes in pieces, unpacked where they are packed by gzip; each piece is overwritten by the next.
 * @throws OperandoError `file-access`; `too-large`, `truncated-file` and `malformed-file` for packed ones.
 */
export async function* filePieces(path: string, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
  try {
    const found = await stat(path);
    if (!found.isFile() && !found.isDirectory()) {
      yield* unpackedPieces(unsizedPieces(path, found.isFIFO()));
      return;
    }
    const head = new Uint8Array(3);
    const handle = await open(path, 'r');
    try {
      await handle.read(head, 0, head.length, 0);
    } finally {
      await handle.close();
    }
    yield* isGzip(head) ? gzipPieces(path, limits) : plainPieces(path);
  } catch (error) {
    throw isOperandoError(error) ? error : accessError(path, error);
  }
}
