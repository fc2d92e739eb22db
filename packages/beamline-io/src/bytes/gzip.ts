import { Gunzip } from 'fflate';
import { OperandoError } from '@operando/core';
import { crc32 } from './checksum.js';
import { said } from '../text/said.js';

/** How much a gzip file may unpack to. */
export interface GunzipLimits {
  /** Bytes. @default 256 MiB */
  readonly mostBytes?: number | undefined;
  /** Unpacked over packed size, asked beyond the first MiB; text of numbers has about 5. @default 200 */
  readonly mostRatio?: number | undefined;
}

/** Packed bytes given to the decompressor at a time: at most about 16 MiB come out before the limits are asked. */
const step = 16_384;
const leastForRatio = 1024 * 1024;

/** Whether the bytes begin as gzip does. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function cutShort(): OperandoError {
  return new OperandoError('truncated-file', 'the gzip file ends too early.', { cure: 'Copy the file again.' });
}

/**
 * Check that the header (RFC 1952) is whole: ten bytes, then what its flags announce.
 * @throws OperandoError `truncated-file`, `unsupported` for other methods than deflate.
 */
export function checkGzipHeader(bytes: Uint8Array): void {
  if (bytes.length < 18) throw cutShort();
  if (bytes[2] !== 8)
    throw new OperandoError('unsupported', `the gzip file uses compression method ${bytes[2]}.`, {
      cure: 'Pack it with deflate.',
    });
  const flags = bytes[3]!;
  let at = 10;
  if ((flags & 4) !== 0) at += 2 + bytes[at]! + 256 * bytes[at + 1]!;
  // File name and comment end with a zero byte.
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) throw cutShort();
    at = end + 1;
  }
  if ((flags & 2) !== 0) at += 2;
  if (at + 8 > bytes.length) throw cutShort();
}

/** Bytes before a piece in which the trailer of its member may begin, with what the decompressor looks ahead. */
const beforeTrailer = 64;
/** A member's header that is not whole after so many bytes has no end. */
const longestHeader = 1024 * 1024;

function joined(before: Uint8Array, here: Uint8Array): Uint8Array {
  const both = new Uint8Array(before.length + here.length);
  both.set(before);
  both.set(here, before.length);
  return both;
}

/** A gzip file that is unpacked piece by piece. */
export interface GunzipStream {
  /** The next bytes. @returns What they unpack to, piece by piece. @throws OperandoError as {@link gunzip}. */
  push(bytes: Uint8Array, isLast: boolean): Iterable<Uint8Array>;
}

/**
 * Unpacks a gzip file piece by piece, as {@link gunzip}; its header is checked before.
 * @param size Bytes of the whole file.
 */
export function gunzipStream(size: number, limits: GunzipLimits = {}): GunzipStream {
  const { mostBytes = 256 * 1024 * 1024, mostRatio = 200 } = limits;
  let pieces: Uint8Array[] = [];
  let total = 0;
  let member = { length: 0, checksum: 0 };
  /**
   * The bytes at hand, where they begin in the file, and those before them from the last piece that unpacked to something: where
   * another member begins is told when its header is whole, which may be pieces after the trailer before it.
   */
  let here: Uint8Array = new Uint8Array(0);
  let from = 0;
  let before: Uint8Array = new Uint8Array(0);
  let hasUnpacked = true;
  const wordAt = (at: number): number => {
    let value = 0;
    for (let i = at + 3; i >= at; i--)
      value = value * 256 + ((i >= from ? here[i - from] : before[before.length - (from - i)]) ?? 0);
    return value;
  };
  const expectTrailer = (end: number): void => {
    if (wordAt(end - 4) !== member.length % 2 ** 32 || wordAt(end - 8) !== member.checksum) {
      throw new OperandoError('malformed-file', 'the gzip file is damaged: length or checksum differ.', {
        cure: 'Copy it again.',
      });
    }
  };
  const stream = new Gunzip((piece) => {
    total += piece.length;
    const tooDense = total > leastForRatio && total > mostRatio * size;
    if (total > mostBytes || tooDense) {
      throw new OperandoError(
        'too-large',
        `the gzip file unpacks to more than ${tooDense ? `${mostRatio} times its size` : `${mostBytes} bytes`}.`,
        { cure: 'Unpack it first if that is meant.' },
      );
    }
    pieces.push(piece);
    member = { length: member.length + piece.length, checksum: crc32(piece, member.checksum) };
  });
  // Told with the place where the next member begins.
  stream.onmember = (at) => {
    expectTrailer(at);
    member = { length: 0, checksum: 0 };
  };
  /** At most `step` bytes. */
  const take = (bytes: Uint8Array, isLast: boolean): readonly Uint8Array[] => {
    from += here.length;
    before = joined(hasUnpacked ? before.slice(-beforeTrailer) : before, here);
    if (before.length > longestHeader)
      throw new OperandoError('malformed-file', `the gzip file has a header of more than ${longestHeader} bytes.`, {
        cure: 'The file seems damaged: copy it again.',
      });
    here = bytes;
    pieces = [];
    try {
      stream.push(bytes, isLast);
    } catch (error) {
      if (error instanceof OperandoError) throw error;
      throw new OperandoError(
        'malformed-file',
        said`the gzip file cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
        { cure: 'The file seems cut short or damaged: copy it again.', cause: error },
      );
    }
    if (isLast) expectTrailer(from + bytes.length);
    hasUnpacked = pieces.some(({ length }) => length > 0);
    return pieces;
  };
  return {
    *push(bytes, isLast) {
      for (let at = 0; at < bytes.length; at += step)
        yield* take(bytes.subarray(at, at + step), isLast && at + step >= bytes.length);
    },
  };
}

/**
 * Unpack a gzip file; of several members (RFC 1952, files put one behind another) all that they hold. The size a trailer claims is
 * never believed: the data are unpacked piece by piece and given up as soon as a limit is passed. Length and checksum of every
 * member must agree at its end, so damage is never read as data.
 *
 * @throws OperandoError `too-large`, `truncated-file`, `malformed-file` for damage.
 */
export function gunzip(bytes: Uint8Array, limits: GunzipLimits = {}): Uint8Array {
  checkGzipHeader(bytes);
  const pieces = [...gunzipStream(bytes.length, limits).push(bytes, true)];
  const out = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
