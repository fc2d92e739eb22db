import { OperandoError } from '@operando/core';
import { isSampleType } from '../images/samples.js';
import type { SampleType } from '../images/samples.js';
import { said } from '../text/said.js';

/** A step of the coding of a chunk. */
export interface ZarrCodec {
  readonly name: string;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** How chunks lie in a shard. */
export interface ZarrShards {
  readonly shape: readonly number[];
  readonly isIndexFirst: boolean;
  readonly hasChecksum: boolean;
}

/** What the metadata of an array say. */
export interface ZarrArray {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly type: SampleType;
  readonly littleEndian: boolean;
  /** What stands where no chunk is; undefined where the file does not say. */
  readonly fill: number | undefined;
  /** Dimensions in the order in which they lie, the last one closest together. */
  readonly order: readonly number[];
  /** Of bytes, in the order in which they are undone. */
  readonly codecs: readonly ZarrCodec[];
  readonly shards?: ZarrShards;
  /** The name of a chunk, or a shard. */
  readonly key: (indices: readonly number[]) => string;
}

function bad(problem: string): OperandoError {
  return new OperandoError(
    'malformed-file',
    said`the metadata of the zarr array are not as they should be: ${problem}.`,
    {
      cure: 'Write or copy it again.',
    },
  );
}

/** Something of a kind that is not read here. */
export function notRead(what: string): OperandoError {
  return new OperandoError('unsupported', said`the zarr array has ${what}, which is not read here.`, {
    cure: 'Write it with plain types of up to 32 bits, or doubles, and without it or with Blosc (no snappy), Zstandard, LZ4, zlib or gzip.',
  });
}

/** An object of JSON. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function sizes(value: unknown, what: string, rank?: number): readonly number[] {
  const list = Array.isArray(value) ? value.map(Number) : [];
  if (
    !list.every((each) => Number.isSafeInteger(each) && each >= 0) ||
    list.length === 0 ||
    (rank ?? list.length) !== list.length
  )
    throw bad(`${what} is ${JSON.stringify(value)?.slice(0, 80)}`);
  return list;
}

function chunkSizes(value: unknown, rank: number): readonly number[] {
  const chunk = sizes(value, 'the shape of chunks', rank);
  if (chunk.includes(0)) throw bad('a chunk has no size');
  return chunk;
}

/** Values where no chunk is: numbers, words for those that JSON has not, and the bits of floating-point numbers in hexadecimal. */
function fillOf(value: unknown, type: SampleType): number | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number' || typeof value === 'boolean') return Number(value);
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Infinity;
  if (value === '-Infinity') return -Infinity;
  if (typeof value === 'string' && /^0x[\da-f]+$/i.test(value)) {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt.asUintN(64, BigInt(value)));
    if (type === 'float32') return view.getFloat32(4);
    if (type === 'float64') return view.getFloat64(0);
  }
  throw bad(`fill_value is ${JSON.stringify(value).slice(0, 80)}`);
}

function codecOf(value: unknown): ZarrCodec {
  const object = asObject(value);
  const name = object?.['name'] ?? object?.['id'];
  if (typeof name !== 'string') throw bad('a codec has no name');
  return { name, configuration: asObject(object?.['configuration']) ?? object ?? {} };
}

const kinds: Readonly<Record<string, string>> = { u: 'uint', i: 'int', f: 'float', b: 'bool' };

/** An array of version 2 (`.zarray`). */
function version2(meta: Readonly<Record<string, unknown>>): ZarrArray {
  const shape = sizes(meta['shape'], 'shape');
  const found = /^([<>|])([uifb])(\d)$/.exec(String(meta['dtype']));
  const word = found === null ? '' : found[2] === 'b' ? 'uint8' : `${kinds[found[2]!]}${8 * Number(found[3])}`;
  if (!isSampleType(word)) throw notRead(`values of type ${JSON.stringify(meta['dtype'])?.slice(0, 60)}`);
  const filters = Array.isArray(meta['filters']) ? meta['filters'].map(codecOf) : [];
  if (filters.length > 0) throw notRead(`the filter ${filters[0]!.name}`);
  const separator = meta['dimension_separator'] === '/' ? '/' : '.';
  const rank = shape.map((_, i) => i);
  if (meta['order'] !== 'C' && meta['order'] !== 'F')
    throw bad(`order is ${JSON.stringify(meta['order'])?.slice(0, 20)}`);
  const compressor = meta['compressor'];
  return {
    shape,
    chunk: chunkSizes(meta['chunks'], shape.length),
    type: word,
    littleEndian: found?.[1] !== '>',
    fill: fillOf(meta['fill_value'], word),
    order: meta['order'] === 'F' ? rank.toReversed() : rank,
    codecs: compressor === null || compressor === undefined ? [] : [codecOf(compressor)],
    key: (indices) => indices.join(separator),
  };
}

/** The codecs of version 3: those of the array, and those of its bytes. */
function pipeline(
  list: readonly ZarrCodec[],
  rank: number,
  type: SampleType,
): Pick<ZarrArray, 'littleEndian' | 'order' | 'codecs'> {
  let order: readonly number[] = Array.from({ length: rank }, (_, i) => i);
  const bytesAt = list.findIndex(({ name }) => name === 'bytes' || name === 'endian');
  if (bytesAt < 0) throw notRead('no codec for bytes');
  for (const { name, configuration } of list.slice(0, bytesAt)) {
    if (name !== 'transpose') throw notRead(`the codec ${name}`);
    const turn = sizes(configuration['order'], 'the order of a transposition', rank);
    if (new Set(turn).size !== rank || turn.some((each) => each >= rank))
      throw bad('a transposition is no permutation');
    order = turn.map((each) => order[each]!);
  }
  const { endian } = list[bytesAt]!.configuration;
  if (endian !== 'little' && endian !== 'big' && !type.endsWith('8')) throw bad('the order of bytes is not stated');
  return { littleEndian: endian !== 'big', order, codecs: list.slice(bytesAt + 1).toReversed() };
}

/** An array of version 3 (`zarr.json`). */
function version3(meta: Readonly<Record<string, unknown>>): ZarrArray {
  const shape = sizes(meta['shape'], 'shape');
  const stated = meta['data_type'] === 'bool' ? 'uint8' : meta['data_type'];
  if (typeof stated !== 'string' || !isSampleType(stated))
    throw notRead(`values of type ${JSON.stringify(meta['data_type'])?.slice(0, 60)}`);
  const grid = codecOf(meta['chunk_grid']);
  if (grid.name !== 'regular') throw notRead(`the chunk grid ${grid.name}`);
  const outer = chunkSizes(grid.configuration['chunk_shape'], shape.length);
  const encoding = codecOf(meta['chunk_key_encoding']);
  if (encoding.name !== 'default' && encoding.name !== 'v2') throw notRead(`the chunk keys ${encoding.name}`);
  const usual = encoding.name === 'v2' ? '.' : '/';
  const separator =
    encoding.configuration['separator'] === '.' ? '.' : encoding.configuration['separator'] === '/' ? '/' : usual;
  if (Array.isArray(meta['storage_transformers']) && meta['storage_transformers'].length > 0)
    throw notRead('storage transformers');
  const codecs = Array.isArray(meta['codecs']) ? meta['codecs'].map(codecOf) : [];
  const common = {
    shape,
    type: stated,
    fill: fillOf(meta['fill_value'], stated),
    key: (indices: readonly number[]): string =>
      encoding.name === 'v2' ? indices.join(separator) : ['c', ...indices].join(separator),
  };
  const [first] = codecs;
  if (first?.name !== 'sharding_indexed') return { ...common, chunk: outer, ...pipeline(codecs, shape.length, stated) };
  if (codecs.length > 1) throw notRead('codecs behind its shards');
  const { configuration } = first;
  const inner = chunkSizes(configuration['chunk_shape'], shape.length);
  if (outer.some((size, d) => size % inner[d]! !== 0)) throw bad('a shard is no whole number of chunks');
  const list = (key: string): readonly ZarrCodec[] =>
    Array.isArray(configuration[key]) ? (configuration[key] as readonly unknown[]).map(codecOf) : [];
  const index = list('index_codecs').map(({ name }) => name);
  if (!['bytes', 'bytes,crc32c'].includes(index.join())) throw notRead(`an index of shards with ${index.join(', ')}`);
  const [how] = list('index_codecs');
  if (how!.configuration['endian'] === 'big') throw notRead('an index of shards with the highest byte first');
  return {
    ...common,
    chunk: inner,
    ...pipeline(list('codecs'), shape.length, stated),
    shards: { shape: outer, isIndexFirst: configuration['index_location'] === 'start', hasChecksum: index.length > 1 },
  };
}

/** What the metadata of an array say; undefined for those of a group. @throws OperandoError `malformed-file`, `unsupported`. */
export function zarrArray(meta: unknown): ZarrArray | undefined {
  const object = asObject(meta);
  if (object === undefined) throw bad('they are no object');
  if (object['zarr_format'] === 2) return 'shape' in object ? version2(object) : undefined;
  if (object['zarr_format'] !== 3) throw notRead(`version ${JSON.stringify(object['zarr_format'])?.slice(0, 20)}`);
  return object['node_type'] === 'array' ? version3(object) : undefined;
}
