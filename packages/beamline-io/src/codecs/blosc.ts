import { unpackBloscLz } from './blosclz.js';
import { brokenStream, unpackLz4 } from './lz4.js';

/** Unpacks a stream that gives just so many bytes. */
type Unpack = (bytes: Uint8Array, length: number) => Uint8Array;

/** What the first 16 bytes of a chunk say. */
interface BloscHeader {
  readonly flags: number;
  readonly typeSize: number;
  readonly bytes: number;
  readonly blockBytes: number;
}

const headerBytes = 16;
const [shuffled, copied, bitShuffled, unsplit] = [1, 2, 4, 16];
/** Largest type whose bytes are packed apart, and fewest elements of a block for that. */
const mostSplits = 16;
const fewestElements = 128;

function headerOf(packed: Uint8Array, most: number): BloscHeader {
  if (packed.length < headerBytes) throw new Error('it is shorter than its header');
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const [version, flags, typeSize] = [packed[0]!, packed[2]!, packed[3]!];
  const [bytes, blockBytes, all] = [4, 8, 12].map((at) => view.getUint32(at, true)) as [number, number, number];
  if (version !== 1 && version !== 2) throw new Error(`it is Blosc of version ${version}`);
  if (all !== packed.length) throw new Error(`it has ${packed.length} bytes, not ${all} as it says`);
  if (bytes > most) throw new Error('it unpacks to too many bytes');
  if (typeSize === 0 || (blockBytes === 0 && bytes > 0)) throw new Error(brokenStream);
  return { flags, typeSize, bytes, blockBytes };
}

/** Bytes of elements put together again: first all first bytes, then all second ones. What is left over stays. */
function unshuffled(bytes: Uint8Array, typeSize: number): Uint8Array {
  const elements = Math.floor(bytes.length / typeSize);
  const out = bytes.slice();
  for (let byte = 0; byte < typeSize; byte++) {
    for (let i = 0, from = byte * elements, to = byte; i < elements; i++, to += typeSize) out[to] = bytes[from + i]!;
  }
  return out;
}

/** The same for bits, where the number of elements is a multiple of eight: otherwise they were not taken apart. */
function bitUnshuffled(bytes: Uint8Array, typeSize: number): Uint8Array {
  const elements = Math.floor(bytes.length / typeSize);
  if (elements % 8 !== 0) return bytes;
  const row = elements / 8;
  const out = bytes.slice().fill(0, 0, elements * typeSize);
  for (let bit = 0; bit < 8 * typeSize; bit++) {
    const [byte, value] = [bit >> 3, 1 << (bit & 7)];
    for (let k = 0; k < row; k++) {
      const eight = bytes[bit * row + k]!;
      if (eight === 0) continue;
      for (let i = 0; i < 8; i++) if ((eight & (1 << i)) !== 0) out[(8 * k + i) * typeSize + byte]! |= value;
    }
  }
  return out;
}

/** Unpackers by the number that stands for them in a chunk. */
async function unpackerOf(format: number, zlib: Unpack): Promise<Unpack> {
  if (format === 0) return unpackBloscLz;
  if (format === 1) return unpackLz4;
  if (format === 3) return zlib;
  if (format === 4) return (await import('./zstandard.js')).unpackZstandard;
  throw new Error(format === 2 ? 'it is packed by snappy, which is not read here' : brokenStream);
}

/** A block: one stream, or one for each byte of the elements. */
function unpackBlock(packed: Uint8Array, from: number, length: number, splits: number, unpack: Unpack): Uint8Array {
  const out = new Uint8Array(length);
  const own = length / splits;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  let at = from;
  for (let k = 0; k < splits; k++) {
    if (at < headerBytes || at + 4 > packed.length) throw new Error(brokenStream);
    const size = view.getUint32(at, true);
    at += 4;
    if (at + size > packed.length) throw new Error(brokenStream);
    const stream = packed.subarray(at, at + size);
    // A stream that did not become smaller stands as it was.
    const part = size === own ? stream : unpack(stream, own);
    if (part.length !== own) throw new Error(`a stream unpacks to ${part.length} bytes, not ${own}`);
    out.set(part, k * own);
    at += size;
  }
  return out;
}

/**
 * A chunk of Blosc (version 1) that unpacks to at most so many bytes: BloscLZ, LZ4, zlib or Zstandard, with bytes or bits of
 * elements shuffled or not.
 *
 * @throws Error
 */
export async function unpackBlosc(packed: Uint8Array, most: number, zlib: Unpack): Promise<Uint8Array> {
  const { flags, typeSize, bytes, blockBytes } = headerOf(packed, most);
  if ((flags & copied) !== 0) {
    if (packed.length !== headerBytes + bytes) throw new Error(brokenStream);
    return packed.slice(headerBytes);
  }
  const out = new Uint8Array(bytes);
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const unpack = await unpackerOf(flags >> 5, zlib);
  const isSplit =
    (flags & unsplit) === 0 && typeSize <= mostSplits && Math.floor(blockBytes / typeSize) >= fewestElements;
  for (let begin = 0, block = 0; begin < bytes; begin += blockBytes, block++) {
    const length = Math.min(blockBytes, bytes - begin);
    const start = headerBytes + 4 * block;
    if (start + 4 > packed.length) throw new Error(brokenStream);
    const splits = isSplit && length === blockBytes ? typeSize : 1;
    if (length % splits !== 0) throw new Error(brokenStream);
    const plain = unpackBlock(packed, view.getUint32(start, true), length, splits, unpack);
    const isByte = (flags & shuffled) !== 0 && typeSize > 1;
    const isBit = (flags & bitShuffled) !== 0 && blockBytes >= typeSize;
    out.set(isByte ? unshuffled(plain, typeSize) : isBit ? bitUnshuffled(plain, typeSize) : plain, begin);
  }
  return out;
}
