import { unzlibSync } from 'fflate';
import { OperandoError } from '@operando/core';
import { unpackLzw } from './lzw.js';
import { badTiff } from './tiff-fields.js';

/** Unpacks a zlib stream (RFC 1950), its checksum compared; at most so many bytes. May throw anything for what is damaged. */
export type Inflate = (bytes: Uint8Array, most: number) => Uint8Array;

function adler32(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (let at = 0; at < bytes.length;) {
    // So many sums stay below 2^32.
    const stop = Math.min(bytes.length, at + 3800);
    for (; at < stop; at++) {
      a += bytes[at]!;
      b += a;
    }
    a %= 65_521;
    b %= 65_521;
  }
  return b * 65_536 + a;
}

/** {@link Inflate} wherever JavaScript runs. */
export const inflateAnywhere: Inflate = (bytes, most) => {
  const out = unzlibSync(bytes, { out: new Uint8Array(most) });
  const { length } = bytes;
  if (length < 6 || new DataView(bytes.buffer, bytes.byteOffset + length - 4, 4).getUint32(0) !== adler32(out))
    throw new Error('its checksum differs');
  return out;
};

function unpackBits(bytes: Uint8Array, most: number): Uint8Array {
  const out = new Uint8Array(most);
  let written = 0;
  for (let at = 0; at < bytes.length && written < most;) {
    const count = bytes[at++]!;
    if (count < 128) {
      const run = bytes.subarray(at, Math.min(at + count + 1, at + most - written));
      out.set(run, written);
      at += count + 1;
      written += run.length;
    } else if (count > 128 && at < bytes.length) {
      const stop = Math.min(most, written + 257 - count);
      out.fill(bytes[at++]!, written, stop);
      written = stop;
    }
  }
  return out.subarray(0, written);
}

/** How segments are packed, and how much larger than packed ones unpacked ones can be. */
interface Codec {
  readonly mostRatio: number;
  readonly unpack: (bytes: Uint8Array, most: number, inflate: Inflate) => Uint8Array;
}

const deflate: Codec = { mostRatio: 1032, unpack: (bytes, most, inflate) => inflate(bytes, most) };

const codecs: ReadonlyMap<number, Codec> = new Map([
  [1, { mostRatio: 1, unpack: (bytes: Uint8Array) => bytes }],
  [5, { mostRatio: 4096, unpack: unpackLzw }],
  [8, deflate],
  [32_946, deflate],
  [32_773, { mostRatio: 64, unpack: unpackBits }],
]);

const otherNames: ReadonlyMap<number, string> = new Map([
  [2, 'CCITT'],
  [3, 'CCITT fax'],
  [4, 'CCITT fax'],
  [6, 'old JPEG'],
  [7, 'JPEG'],
  [33_003, 'JPEG 2000'],
  [33_005, 'JPEG 2000'],
  [34_712, 'JPEG 2000'],
  [34_925, 'LZMA'],
  [50_000, 'Zstandard'],
  [50_001, 'WebP'],
  [50_002, 'JPEG XL'],
]);

function codecOf(compression: number): Codec {
  const codec = codecs.get(compression);
  if (codec !== undefined) return codec;
  const name = otherNames.get(compression);
  throw new OperandoError(
    'unsupported',
    `the picture is packed with ${name ?? 'a method'} (compression ${compression}), which is not read here.`,
    { cure: 'Save it without compression, or with deflate (zip), LZW or PackBits.' },
  );
}

/** That a picture is packed in a way that is read here. @throws OperandoError `unsupported`. */
export function checkCompression(compression: number): void {
  codecOf(compression);
}

/** That so few bytes can hold a segment of so many. @throws OperandoError `truncated-file`. */
export function checkPacked(compression: number, packed: number, least: number): void {
  if (packed * codecOf(compression).mostRatio >= least) return;
  throw new OperandoError('truncated-file', `a strip or tile of ${least} bytes has ${packed} in the file.`, {
    cure: 'The file seems cut short or damaged: copy it again.',
  });
}

/**
 * Bytes of a strip or tile.
 * @param least Bytes it must have. @param most Bytes of a whole one.
 * @throws OperandoError `malformed-file`.
 */
export function unpackSegment(
  compression: number,
  bytes: Uint8Array,
  { least, most, inflate }: { readonly least: number; readonly most: number; readonly inflate: Inflate },
): Uint8Array {
  const { unpack } = codecOf(compression);
  let out: Uint8Array;
  try {
    out = unpack(bytes, most, inflate);
  } catch (cause) {
    if (cause instanceof OperandoError) throw cause;
    throw badTiff(`a strip or tile cannot be unpacked (${cause instanceof Error ? cause.message : String(cause)})`);
  }
  if (out.length < least) throw badTiff(`a strip or tile has ${out.length} bytes, not ${least}`);
  return out;
}
