import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { OperandoError } from '@operando/core';
import { joinedAll } from './pieces.js';

/** How long is waited for bytes of what is no plain file. */
export interface WaitLimits {
  /** Seconds until a first writer opens a pipe. @default 10 */
  readonly writerSeconds?: number | undefined;
  /** Seconds without a byte from an open one. @default 60 */
  readonly idleSeconds?: number | undefined;
}

const readBytes = 262_144;
const pauseMilliseconds = 20;

function waited(seconds: number, what: string): OperandoError {
  return new OperandoError('file-access', `${what} for ${seconds} s: it was given up.`, {
    cure: 'Start the program that writes into it first, or write its output into a file and read that.',
  });
}

/** What there is to read now: undefined where an open writer has not written yet, 0 bytes where there is no writer. */
async function readNow(handle: FileHandle, buffer: Uint8Array): Promise<number | undefined> {
  try {
    return (await handle.read(buffer, 0, buffer.length, null)).bytesRead;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}

/**
 * Bytes of a pipe, a device or a file that does not tell its size, as they come; each piece is a copy.
 * @throws OperandoError `file-access` where none come in time; what the system says.
 */
export async function* unsizedPieces(
  path: string,
  isPipe: boolean,
  { writerSeconds = 10, idleSeconds = 60 }: WaitLimits = {},
): AsyncGenerator<Uint8Array> {
  // A pipe is not waited for by the system: that would have no end, not even with the process.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const buffer = new Uint8Array(readBytes);
    let hasWriter = !isPipe;
    let since = performance.now();
    for (;;) {
      const bytesRead = await readNow(handle, buffer);
      if (bytesRead === 0 && hasWriter) return;
      if (bytesRead !== undefined && bytesRead > 0) {
        yield buffer.slice(0, bytesRead);
        hasWriter = true;
        since = performance.now();
        continue;
      }
      if (bytesRead === undefined && !hasWriter) {
        hasWriter = true;
        since = performance.now();
      }
      const limit = hasWriter ? idleSeconds : writerSeconds;
      if (performance.now() - since > 1000 * limit)
        throw waited(limit, hasWriter ? 'nothing came through the pipe' : 'nothing opened the pipe to write into it');
      await wait(pauseMilliseconds);
    }
  } finally {
    await handle.close();
  }
}

/**
 * All bytes of such a file.
 * @throws OperandoError `too-large` as soon as there are more than `maxBytes`; as {@link unsizedPieces}.
 */
export async function unsizedBytes(
  path: string,
  isPipe: boolean,
  maxBytes: number,
  limits: WaitLimits = {},
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of unsizedPieces(path, isPipe, limits)) {
    length += piece.length;
    if (length > maxBytes)
      throw new OperandoError('too-large', `more than ${maxBytes} bytes come from it, which is no plain file.`, {
        cure: 'Raise maxBytes if that is meant.',
      });
    pieces.push(piece);
  }
  return joinedAll(pieces);
}
