import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { emptySamples, sampleBytes } from '../images/samples.js';
import type { Samples } from '../images/samples.js';
import { micrometres } from '../images/tiff-description.js';
import { said } from '../text/said.js';
import { layeredVolume, statedVoxel } from './volume.js';
import type { Volume } from './volume.js';
import { chunkReader } from './zarr-chunks.js';
import type { ZarrInflate, ZarrStore } from './zarr-chunks.js';
import { asObject, zarrArray } from './zarr-metadata.js';
import type { ZarrArray } from './zarr-metadata.js';

/** Largest chunk, and layer of chunks, in bytes. */
const mostBytes = 2 ** 31;
const mostMetadata = 4 * 1024 * 1024;

/** JSON of a key; undefined where there is none. */
async function json(store: ZarrStore, key: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const bytes = await store.get(key, 0, mostMetadata);
  if (bytes === undefined) return undefined;
  try {
    // Python writes NaN into JSON, which has no such word; fill values may be written so.
    const text = new TextDecoder().decode(bytes).replaceAll(/:\s*(NaN|-?Infinity)\b/g, ': "$1"');
    return asObject(JSON.parse(text));
  } catch (cause) {
    throw new OperandoError('malformed-file', said`${key} is no JSON.`, { cure: 'Write or copy it again.', cause });
  }
}

/** An array, where it lies, and the distances that its group states. */
interface FoundArray {
  readonly array: ZarrArray;
  readonly at: string;
  readonly voxel: readonly number[];
}

const joined = (folder: string, key: string): string => (folder === '' ? key : `${folder}/${key}`);

async function arrayAt(store: ZarrStore, at: string): Promise<ZarrArray | undefined> {
  const meta = (await json(store, joined(at, 'zarr.json'))) ?? (await json(store, joined(at, '.zarray')));
  return meta === undefined ? undefined : zarrArray(meta);
}

function list(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map((each) => asObject(each) ?? {}) : [];
}

/** The finest array of OME-NGFF metadata, and its distances in micrometres. */
function multiscale(attributes: unknown): { readonly path: string; readonly voxel: readonly number[] } | undefined {
  const object = asObject(attributes);
  const [scales] = list(asObject(object?.['ome'])?.['multiscales'] ?? object?.['multiscales']);
  const [finest] = list(scales?.['datasets']);
  const path = finest?.['path'];
  if (scales === undefined || typeof path !== 'string') return undefined;
  const units = list(scales['axes']).map(({ unit }) => (typeof unit === 'string' ? micrometres(unit) : undefined));
  const scale = list(finest?.['coordinateTransformations']).find(({ type }) => type === 'scale');
  const factors = Array.isArray(scale?.['scale']) ? scale['scale'].map(Number) : [];
  return { path, voxel: factors.map((each, d) => each * (units[d] ?? Number.NaN)).slice(-3) };
}

/** The array that is meant. @throws OperandoError `column-missing`, `invalid-argument` for paths that lead out of the folder. */
async function findArray(store: ZarrStore, wanted: string | undefined): Promise<FoundArray> {
  const at = (wanted ?? '').replaceAll(/^\/+|\/+$/g, '');
  const inside = (path: string): string => {
    if (path.split(/[/\\]/).some((part) => part === '..' || part === '.') || /^[/\\]|^[a-z]:/i.test(path))
      throw new OperandoError('invalid-argument', said`${path} leads out of the folder.`, {
        where: { parameter: 'dataset' },
      });
    return path;
  };
  const array = await arrayAt(store, inside(at));
  const none = [Number.NaN, Number.NaN, Number.NaN];
  if (array !== undefined) return { array, at, voxel: none };
  const group = await json(store, joined(at, 'zarr.json'));
  const found = multiscale(group?.['attributes'] ?? (await json(store, joined(at, '.zattrs'))));
  if (found !== undefined) {
    const below = joined(at, inside(found.path));
    const finest = await arrayAt(store, below);
    if (finest !== undefined) return { array: finest, at: below, voxel: found.voxel };
  }
  throw new OperandoError(
    'column-missing',
    said`there is no zarr array at ${at === '' ? 'the top' : at} of the folder.`,
    {
      cure: 'Give the folder of the array itself, or its path within with dataset.',
    },
  );
}

/** Copies the part of a chunk that lies in the volume into its layer. */
function place(
  chunk: Samples,
  array: Pick<ZarrArray, 'chunk' | 'order'>,
  layer: Samples,
  { height, width, rows, left, top }: { height: number; width: number; rows: number; left: number; top: number },
): void {
  const rank = array.chunk.length;
  const strides = Array.from({ length: rank }, () => 0);
  let stride = 1;
  for (const d of array.order.toReversed()) {
    strides[d] = stride;
    stride *= array.chunk[d]!;
  }
  const [dz, dy, dx] = [strides[rank - 3]!, strides[rank - 2]!, strides[rank - 1]!];
  const columns = Math.min(array.chunk[rank - 1]!, width - left);
  const lines = Math.min(array.chunk[rank - 2]!, height - top);
  for (let z = 0; z < rows; z++)
    for (let y = 0; y < lines; y++) {
      const from = z * dz + y * dy;
      const to = (z * height + top + y) * width + left;
      if (dx === 1) layer.set(chunk.subarray(from, from + columns), to);
      else for (let x = 0; x < columns; x++) layer[to + x] = chunk[from + x * dx]!;
    }
}

/** The sizes of the last three dimensions; those before must be of size 1. @throws OperandoError `shape-mismatch`. */
function lastThree(array: ZarrArray): readonly [number, number, number] {
  const { shape, chunk, type } = array;
  if (shape.length < 3 || shape.slice(0, -3).some((size) => size !== 1) || shape.includes(0))
    throw new OperandoError('shape-mismatch', `the zarr array is ${shape.join(' x ')}, no volume.`, {
      cure: 'Save one channel at one time as an array of its own.',
    });
  const [depth, height, width] = [shape.at(-3)!, shape.at(-2)!, shape.at(-1)!];
  const bytes = chunk.reduce((product, each) => product * each, sampleBytes[type]);
  if (bytes > mostBytes || Math.min(depth, chunk.at(-3)!) * height * width * sampleBytes[type] > mostBytes)
    throw new OperandoError('too-large', `a layer of chunks of ${chunk.join(' x ')} is larger than 2 GiB.`, {
      cure: 'Write it in flatter chunks.',
    });
  return [depth, height, width];
}

/**
 * A volume in a zarr array, version 2 or 3, also in shards; chunks that were not written are what the array says, with a warning.
 * @throws OperandoError `column-missing`, `shape-mismatch`, `malformed-file`, `unsupported`.
 */
export async function openZarrVolume(
  name: string,
  store: ZarrStore,
  wanted: string | undefined,
  inflate: ZarrInflate,
): Promise<Volume> {
  const { array, at, voxel } = await findArray(store, wanted);
  const [depth, height, width] = lastThree(array);
  const read = chunkReader(array, { get: (key, ...part) => store.get(joined(at, key), ...part) }, inflate);
  const [chunkDepth, chunkHeight, chunkWidth] = [array.chunk.at(-3)!, array.chunk.at(-2)!, array.chunk.at(-1)!];
  const before = array.shape.slice(0, -3).map(() => 0);
  const warnings: OperandoWarning[] = [];
  const missing = (key: string): void => {
    if (warnings.length > 0) return;
    const fill = array.fill === undefined ? '0, since it names no other value' : `${array.fill} (fill_value)`;
    warnings.push({
      code: 'chunks-not-written',
      message: said`chunks are missing in the folder, the first is ${key}: their voxels are ${fill}.`,
      where: { file: name },
    });
  };
  return layeredVolume({
    name: at === '' ? name : `${name}/${at}`,
    shape: [depth, height, width],
    dtype: array.type,
    voxelSize: statedVoxel(voxel[0] ?? Number.NaN, voxel[1] ?? Number.NaN, voxel[2] ?? Number.NaN),
    chunkDepth: Math.min(depth, chunkDepth),
    warnings,
    layer: async (k) => {
      const rows = Math.min(chunkDepth, depth - k * chunkDepth);
      const layer = emptySamples(array.type, rows * height * width);
      if (array.fill !== undefined && array.fill !== 0) layer.fill(array.fill);
      for (let top = 0; top < height; top += chunkHeight)
        for (let left = 0; left < width; left += chunkWidth) {
          const indices = [...before, k, top / chunkHeight, left / chunkWidth];
          const chunk = await read(indices);
          if (chunk === undefined) missing(array.key(indices));
          else place(chunk, array, layer, { height, width, rows, left, top });
        }
      return layer;
    },
  });
}
