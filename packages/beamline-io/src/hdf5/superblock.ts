import { signaturePlace } from './signature.js';
import type { ReadAt } from './stored-bits.js';

/** Bytes of a superblock that stand for those in the file while it is read: the file itself is never written to. */
export interface SuperblockRepair {
  /** Where they begin. */
  readonly at: number;
  readonly bytes: Uint8Array;
  /** Whether the writer took care that others may read meanwhile (single writer, multiple readers). */
  readonly isSwmr: boolean;
}

const versionAt = 8;
const offsetSizeAt = 9;
const flagsAt = 11;
const addressesAt = 12;
const openForWriting = 0x01;
const swmr = 0x04;

const rotated = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

/**
 * HDF5's checksum of metadata: Jenkins' hash `lookup3`, first word, of initial value 0.
 * Source: HDF5 file format specification 3.0, III; B. Jenkins, lookup3.c (2006, public domain).
 */
export function lookup3(bytes: Uint8Array): number {
  let a = (0xdeadbeef + bytes.length) | 0;
  let b = a;
  let c = a;
  const word = (at: number): number =>
    (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    a = (a + word(at)) | 0;
    b = (b + word(at + 4)) | 0;
    c = (c + word(at + 8)) | 0;
    a = ((a - c) ^ rotated(c, 4)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotated(a, 6)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotated(b, 8)) | 0;
    b = (b + a) | 0;
    a = ((a - c) ^ rotated(c, 16)) | 0;
    c = (c + b) | 0;
    b = ((b - a) ^ rotated(a, 19)) | 0;
    a = (a + c) | 0;
    c = ((c - b) ^ rotated(b, 4)) | 0;
    b = (b + a) | 0;
  }
  if (at === bytes.length) return c >>> 0;
  a = (a + word(at)) | 0;
  b = (b + word(at + 4)) | 0;
  c = (c + word(at + 8)) | 0;
  c = ((c ^ b) - rotated(b, 14)) | 0;
  a = ((a ^ c) - rotated(c, 11)) | 0;
  b = ((b ^ a) - rotated(a, 25)) | 0;
  c = ((c ^ b) - rotated(b, 16)) | 0;
  a = ((a ^ c) - rotated(c, 4)) | 0;
  b = ((b ^ a) - rotated(a, 14)) | 0;
  return ((c ^ b) - rotated(b, 24)) >>> 0;
}

/**
 * What makes a file readable that its writer has open, or left open when it was killed: the marks of that cleared, the end of the file
 * where it is now, the checksum of these. Source: HDF5 file format specification 3.0, II.A, superblock version 3.
 *
 * @param size Of the file, in bytes.
 * @returns Undefined for files without such a mark, and where the superblock is damaged.
 */
export function superblockRepair(size: number, readAt: ReadAt): SuperblockRepair | undefined {
  const at = signaturePlace(size, readAt);
  if (at === undefined) return undefined;
  const head = readAt(at, addressesAt);
  if (head.length < addressesAt || head[versionAt] !== 3) return undefined;
  const flags = head[flagsAt]!;
  const width = head[offsetSizeAt]!;
  if ((flags & (openForWriting | swmr)) === 0 || ![4, 8].includes(width)) return undefined;
  const length = addressesAt + 4 * width;
  // A copy: what is read may be a view of the file's own bytes.
  const bytes = Uint8Array.from(readAt(at, length + 4));
  if (bytes.length < length + 4) return undefined;
  const view = new DataView(bytes.buffer);
  if (view.getUint32(length, true) !== lookup3(bytes.subarray(0, length))) return undefined;
  bytes[flagsAt] = 0;
  // Addresses count from the signature.
  const end = addressesAt + 2 * width;
  if (width === 8) view.setBigUint64(end, BigInt(size - at), true);
  else view.setUint32(end, size - at, true);
  view.setUint32(length, lookup3(bytes.subarray(0, length)), true);
  return { at, bytes, isSwmr: (flags & swmr) !== 0 };
}
