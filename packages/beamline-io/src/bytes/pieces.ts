import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { checkGzipHeader, gunzipStream, isGzip } from './gzip.js';
import { localFile } from './local-file.js';
import type { UnpackLimits } from './local-file.js';

/** Bytes of a piece. */
export const pieceBytes: number = 1024 * 1024;
const leastForRatio = 1024 * 1024;
const usualUnpacked = 16 * 1024 ** 3;
const usualRatio = 200;

/** Pieces as one, of its own. */
export function joinedAll(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Two pieces as one, of its own. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  return joinedAll([first, second]);
}

/** That a gzip file has not unpacked to more than it may. @throws OperandoError `too-large`. */
export function expectUnpacked(
  total: number,
  packed: number,
  { mostUnpacked = usualUnpacked, mostRatio = usualRatio }: UnpackLimits,
): void {
  if (!(total > mostUnpacked || (total > leastForRatio && total > mostRatio * packed))) return;
  throw new OperandoError(
    'too-large',
    `the gzip file unpacks to more than ${total > mostUnpacked ? `${mostUnpacked} bytes` : `${mostRatio} times its size`}.`,
    { cure: 'Unpack it first if that is meant.' },
  );
}

/** Bytes of a source one piece after another, unpacked where they are packed. */
async function* piecesOfBytes({ bytes }: NamedSource, limits: UnpackLimits): AsyncGenerator<Uint8Array> {
  const { byteLength } = bytes;
  const { mostUnpacked = usualUnpacked, mostRatio = usualRatio } = limits;
  let unpacked: ReturnType<typeof gunzipStream> | undefined;
  for (let at = 0; at < byteLength; at += pieceBytes) {
    const piece = await bytes.slice(at, Math.min(byteLength, at + pieceBytes));
    if (at === 0 && isGzip(piece)) {
      checkGzipHeader(piece);
      unpacked = gunzipStream(byteLength, { mostBytes: mostUnpacked, mostRatio });
    }
    if (unpacked === undefined) yield piece;
    else yield* unpacked.push(piece, at + pieceBytes >= byteLength);
  }
}

/**
 * Bytes of a source in pieces of about a MiB, unpacked where they are packed by gzip; a piece holds until the next is asked for.
 * @throws OperandoError `too-large`, `truncated-file` and `malformed-file` for packed ones, `file-access`.
 */
export function piecesOf(source: NamedSource, limits: UnpackLimits = {}): AsyncIterable<Uint8Array> {
  return localFile(source)?.pieces(limits) ?? piecesOfBytes(source, limits);
}
