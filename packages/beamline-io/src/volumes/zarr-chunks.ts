import { OperandoError } from '@operando/core';
import { crc32c } from '../bytes/checksum.js';
import { asSamples, littleEndianMachine, sampleBytes, swapBytes } from '../images/samples.js';
import type { Samples } from '../images/samples.js';
import { notRead } from './zarr-metadata.js';
import type { ZarrArray, ZarrCodec } from './zarr-metadata.js';

/** The files of an array by their keys. */
export interface ZarrStore {
  /** Bytes of a key, or a part of them (from the end on where `from` is negative); undefined where there is no such key. */
  get(key: string, from?: number, length?: number): Promise<Uint8Array | undefined>;
}

/** Unpacks a zlib or a gzip stream; at most so many bytes. */
export interface ZarrInflate {
  readonly zlib: (bytes: Uint8Array, most: number) => Uint8Array;
  readonly gzip: (bytes: Uint8Array, most: number) => Uint8Array;
}

function damaged(key: string, problem: string): OperandoError {
  return new OperandoError('malformed-file', `the chunk ${key} is damaged: ${problem}.`, { cure: 'Copy it again.' });
}

/** Bytes without the checksum behind them. */
function withoutChecksum(bytes: Uint8Array, key: string): Uint8Array {
  const body = bytes.subarray(0, Math.max(0, bytes.length - 4));
  const stated =
    bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset + body.length, 4).getUint32(0, true);
  if (stated !== crc32c(body)) throw damaged(key, 'its checksum differs');
  return body;
}

/** Codecs of version 3 that numcodecs has named stand for those of version 2. */
const plainName = (name: string): string => name.replace(/^(?:https:\/\/codec\.|numcodecs\.)/, '');

/** Unpacks a stream of a codec; at most so many bytes. */
async function unpacked(name: string, bytes: Uint8Array, most: number, inflate: ZarrInflate): Promise<Uint8Array> {
  if (name === 'zlib' || name === 'gzip') return inflate[name](bytes, most);
  if (name === 'zstd') return (await import('../codecs/zstandard.js')).unpackZstandard(bytes, most);
  if (name === 'blosc') return (await import('../codecs/blosc.js')).unpackBlosc(bytes, most, inflate.zlib);
  // The length stands before the block.
  if (bytes.length < 4) throw new Error('it is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
  if (length > most) throw new Error('it unpacks to too many bytes');
  return (await import('../codecs/lz4.js')).unpackLz4(bytes.subarray(4), length);
}

const codecs: ReadonlySet<string> = new Set(['zlib', 'gzip', 'zstd', 'blosc', 'lz4']);

async function undone(
  { name }: ZarrCodec,
  bytes: Uint8Array,
  key: string,
  most: number,
  inflate: ZarrInflate,
): Promise<Uint8Array> {
  if (name === 'crc32c') return withoutChecksum(bytes, key);
  if (!codecs.has(plainName(name))) throw notRead(`the codec ${name}`);
  try {
    return await unpacked(plainName(name), bytes, most, inflate);
  } catch (cause) {
    throw damaged(key, `it cannot be unpacked (${cause instanceof Error ? cause.message : String(cause)})`);
  }
}

/** The samples of a chunk, in the order in which they lie. @throws OperandoError `malformed-file`, `unsupported`. */
async function decoded(array: ZarrArray, packed: Uint8Array, key: string, inflate: ZarrInflate): Promise<Samples> {
  const size = sampleBytes[array.type];
  const length = array.chunk.reduce((product, each) => product * each, size);
  let bytes = packed;
  for (const codec of array.codecs) bytes = await undone(codec, bytes, key, length + 4, inflate);
  if (bytes.length !== length) throw damaged(key, `it has ${bytes.length} bytes, not ${length}`);
  const isOwn = array.codecs.length > 0 && bytes.byteOffset % size === 0;
  const own = isOwn ? bytes : new Uint8Array(bytes);
  if (array.littleEndian !== littleEndianMachine) swapBytes(own, size);
  return asSamples(array.type, own);
}

/** Reads chunks by their numbers; undefined where none was written. */
export type ChunkReader = (indices: readonly number[]) => Promise<Samples | undefined>;

const absent = 2n ** 64n - 1n;

/** Chunks in shards: where each is stands in an index at the beginning or the end of its shard. */
function shardReader(array: ZarrArray, store: ZarrStore, inflate: ZarrInflate): ChunkReader {
  const { shape, isIndexFirst, hasChecksum } = array.shards!;
  const across = shape.map((size, d) => size / array.chunk[d]!);
  const count = across.reduce((product, each) => product * each, 1);
  const indexBytes = 16 * count + (hasChecksum ? 4 : 0);
  let kept: { readonly key: string; readonly index: DataView | undefined } | undefined;
  const indexOf = async (key: string): Promise<DataView | undefined> => {
    if (kept?.key === key) return kept.index;
    const bytes = await store.get(key, isIndexFirst ? 0 : -indexBytes, indexBytes);
    if (bytes !== undefined && bytes.length < indexBytes) throw damaged(key, 'it is shorter than its index');
    const body = bytes === undefined || !hasChecksum ? bytes : withoutChecksum(bytes, key);
    const index = body === undefined ? undefined : new DataView(body.buffer, body.byteOffset, 16 * count);
    kept = { key, index };
    return index;
  };
  return async (indices) => {
    const key = array.key(indices.map((each, d) => Math.floor(each / across[d]!)));
    const index = await indexOf(key);
    if (index === undefined) return undefined;
    const within = indices.reduce((sum, each, d) => sum * across[d]! + (each % across[d]!), 0);
    const [from, length] = [index.getBigUint64(16 * within, true), index.getBigUint64(16 * within + 8, true)];
    if (from === absent && length === absent) return undefined;
    const bytes = await store.get(key, Number(from), Number(length));
    if (bytes?.length !== Number(length)) throw damaged(key, 'a chunk lies beyond its end');
    return decoded(array, bytes, key, inflate);
  };
}

/** How the chunks of an array are read. */
export function chunkReader(array: ZarrArray, store: ZarrStore, inflate: ZarrInflate): ChunkReader {
  if (array.shards !== undefined) return shardReader(array, store, inflate);
  return async (indices) => {
    const key = array.key(indices);
    const bytes = await store.get(key);
    return bytes === undefined ? undefined : decoded(array, bytes, key, inflate);
  };
}
