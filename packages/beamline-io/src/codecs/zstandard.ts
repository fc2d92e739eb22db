import { Decompress } from 'fzstd';
import { brokenStream } from './lz4.js';
import { xxhash64Low } from './xxhash64.js';

/** Largest window that is gone back over, in bytes: as much as decoders must give by themselves. */
const mostWindow = 128 * 1024 * 1024;

/** Looks at the header of a frame; whether a checksum stands behind it. @throws Error for what cannot be unpacked here */
function hasChecksumBehind(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 9 || view.getUint32(0, true) !== 0xfd2fb528) throw new Error('it is no frame of Zstandard');
  const flags = bytes[4]!;
  const isSingle = (flags & 32) !== 0;
  const sizeBytes = flags >> 6 === 0 ? (isSingle ? 1 : 0) : 1 << (flags >> 6);
  const dictionaryBytes = [0, 1, 2, 4][flags & 3]!;
  if (dictionaryBytes > 0) throw new Error('it was packed with a dictionary');
  let window = 0;
  if (!isSingle) {
    const log = bytes[5]! >> 3;
    window = 2 ** (10 + log) * (1 + (bytes[5]! & 7) / 8);
  } else if (sizeBytes === 1) window = bytes[5]!;
  else if (sizeBytes === 2) window = view.getUint16(5, true) + 256;
  else if (bytes.length >= 13) window = sizeBytes === 4 ? view.getUint32(5, true) : Number(view.getBigUint64(5, true));
  if (window > mostWindow) throw new Error('it asks for more memory than is given');
  return (flags & 4) !== 0;
}

/** A frame of Zstandard that unpacks to at most so many bytes (RFC 8878). @throws Error */
export function unpackZstandard(bytes: Uint8Array, most: number): Uint8Array {
  const hasChecksum = hasChecksumBehind(bytes);
  const out = new Uint8Array(most);
  let to = 0;
  const stream = new Decompress((part) => {
    if (to + part.length > most) throw new Error('it unpacks to too many bytes');
    out.set(part, to);
    to += part.length;
  });
  try {
    stream.push(bytes, true);
  } catch (cause) {
    throw new Error(cause instanceof Error ? cause.message : brokenStream, { cause });
  }
  const all = out.subarray(0, to);
  if (hasChecksum) {
    const stated = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
    if (stated !== xxhash64Low(all)) throw new Error('its checksum differs');
  }
  return all;
}
