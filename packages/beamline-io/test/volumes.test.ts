import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeTiff, referencePath } from '@operando/fixtures';
import { crc32c } from '../src/bytes/checksum.js';
import { openVolume } from '../src/node.js';
import type { Volume, VolumePlace } from '../src/node.js';

let folder = '';
const at = (...names: readonly string[]): string => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-volume-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const shape = [5, 4, 6] as const;
const truth = Array.from({ length: 120 }, (_, i) => (i * 37) % 251);

/** Every way through the slices gives the same. */
async function expectSame(
  volume: Volume,
  expected: readonly number[],
  [depth, height, width]: readonly [number, number, number],
): Promise<void> {
  expect(volume.shape).toEqual([depth, height, width]);
  for (const step of [1, 2, 3, depth]) {
    const all: number[] = [];
    for (let z = 0; z < depth; z += step) all.push(...(await volume.slab(z, Math.min(depth, z + step))));
    expect(all).toEqual(expected);
  }
  await expect(volume.slab(0, depth + 1)).rejects.toMatchObject({ code: 'outside-range' });
}

async function withVolume(place: string | VolumePlace, work: (volume: Volume) => Promise<void>): Promise<void> {
  const volume = await openVolume(place);
  try {
    await work(volume);
  } finally {
    volume.close();
  }
}

function write(path: string, bytes: Uint8Array | string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
}

/** Bytes of the chunk that begins at these voxels, as 16-bit numbers; what lies beyond the volume is 9. */
function chunk(
  begin: readonly number[],
  size: readonly number[],
  order: readonly number[],
  little: boolean,
): Uint8Array {
  const bytes = new Uint8Array(2 * size[0]! * size[1]! * size[2]!);
  const view = new DataView(bytes.buffer);
  const stored = order.map((d) => size[d]!);
  for (let i = 0; i < bytes.length / 2; i++) {
    const place = [0, 0, 0];
    let rest = i;
    for (const d of [2, 1, 0]) {
      place[order[d]!] = begin[order[d]!]! + (rest % stored[d]!);
      rest = Math.floor(rest / stored[d]!);
    }
    const [z, y, x] = [place[0]!, place[1]!, place[2]!];
    const inside = z < shape[0] && y < shape[1] && x < shape[2];
    view.setUint16(2 * i, inside ? truth[(z * shape[1] + y) * shape[2] + x]! : 9, little);
  }
  return bytes;
}

const grid = (size: readonly number[]): number[][] => {
  const all: number[][] = [];
  for (let z = 0; z * size[0]! < shape[0]; z++)
    for (let y = 0; y * size[1]! < shape[1]; y++) for (let x = 0; x * size[2]! < shape[2]; x++) all.push([z, y, x]);
  return all;
};

const begins = (indices: readonly number[], size: readonly number[]): number[] =>
  indices.map((each, d) => each * size[d]!);

describe('volumes in zarr arrays', () => {
  const size = [2, 3, 4];

  it('of version 2 are read in either order, with either separator', async () => {
    for (const [order, separator, dtype] of [
      ['C', '.', '<u2'],
      ['F', '/', '>u2'],
    ] as const) {
      const name = `v2${order}.zarr`;
      for (const indices of grid(size)) {
        const bytes = chunk(begins(indices, size), size, order === 'C' ? [0, 1, 2] : [2, 1, 0], dtype === '<u2');
        write(at(name, indices.join(separator)), order === 'C' ? gzipSync(bytes) : bytes);
      }
      const compressor = order === 'C' ? { id: 'gzip', level: 1 } : null;
      write(
        at(name, '.zarray'),
        JSON.stringify({
          zarr_format: 2,
          shape,
          chunks: size,
          dtype,
          compressor,
          filters: null,
          order,
          fill_value: 0,
          dimension_separator: separator,
        }),
      );
      await withVolume(at(name), async (volume) => {
        await expectSame(volume, truth, shape);
        expect([volume.dtype, volume.chunkDepth, volume.voxelSize, volume.warnings]).toEqual([
          'uint16',
          2,
          undefined,
          [],
        ]);
      });
    }
  });

  const meta3 = (codecs: readonly unknown[], chunks: readonly number[]): string =>
    JSON.stringify({
      zarr_format: 3,
      node_type: 'array',
      shape,
      data_type: 'uint16',
      fill_value: 7,
      codecs,
      attributes: {},
      chunk_grid: { name: 'regular', configuration: { chunk_shape: chunks } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    });
  const little = { name: 'bytes', configuration: { endian: 'little' } };

  it('of version 3 are read, turned ones too; a missing chunk is told', async () => {
    for (const indices of grid(size)) {
      const body = gzipSync(chunk(begins(indices, size), size, [1, 2, 0], true));
      const whole = new Uint8Array(body.length + 4);
      whole.set(body);
      new DataView(whole.buffer).setUint32(body.length, crc32c(body), true);
      write(at('v3.zarr', 'c', ...indices.map(String)), whole);
    }
    const codecs = [
      { name: 'transpose', configuration: { order: [1, 2, 0] } },
      little,
      { name: 'gzip', configuration: { level: 5 } },
      { name: 'crc32c' },
    ];
    write(at('v3.zarr', 'zarr.json'), meta3(codecs, size));
    await withVolume(at('v3.zarr'), async (volume) => {
      await expectSame(volume, truth, shape);
      expect(volume.warnings).toEqual([]);
    });
    rmSync(at('v3.zarr', 'c', '0', '0', '0'));
    await withVolume(at('v3.zarr'), async (volume) => {
      expect(Array.from(await volume.slab(0, 1)).slice(0, 5)).toEqual([7, 7, 7, 7, truth[4]]);
      expect(volume.warnings.map(({ code }) => code)).toEqual(['chunks-not-written']);
    });
    write(at('v3.zarr', 'c', '0', '0', '0'), readFileSync(at('v3.zarr', 'c', '0', '0', '1')).fill(1, 12, 14));
    await withVolume(at('v3.zarr'), async (volume) => {
      await expect(volume.slab(0, 1)).rejects.toMatchObject({ code: 'malformed-file' });
    });
  });

  it('in shards are read wherever the index is', async () => {
    for (const location of ['start', 'end'] as const) {
      const name = `shards-${location}.zarr`;
      const shard = [4, 6, 4];
      for (const outer of grid(shard)) {
        const parts: Uint8Array[] = [];
        const index = new DataView(new ArrayBuffer(16 * 4));
        let place = location === 'start' ? 16 * 4 + 4 : 0;
        for (const [i, [z, y, x]] of [
          [0, 0, 0],
          [0, 1, 0],
          [1, 0, 0],
          [1, 1, 0],
        ].entries()) {
          const begin = [outer[0]! * 4 + z! * 2, outer[1]! * 6 + y! * 3, outer[2]! * 4 + x! * 4];
          if (begin[0]! >= shape[0] || begin[1]! >= shape[1]) {
            index.setBigUint64(16 * i, 2n ** 64n - 1n, true);
            index.setBigUint64(16 * i + 8, 2n ** 64n - 1n, true);
            continue;
          }
          const bytes = chunk(begin, size, [0, 1, 2], true);
          index.setBigUint64(16 * i, BigInt(place), true);
          index.setBigUint64(16 * i + 8, BigInt(bytes.length), true);
          parts.push(bytes);
          place += bytes.length;
        }
        const words = new Uint8Array(index.buffer);
        const sum = new Uint8Array(4);
        new DataView(sum.buffer).setUint32(0, crc32c(words), true);
        const ordered = location === 'start' ? [words, sum, ...parts] : [...parts, words, sum];
        write(at(name, 'c', ...outer.map(String)), Buffer.concat(ordered));
      }
      const configuration = {
        chunk_shape: size,
        codecs: [little],
        index_codecs: [little, { name: 'crc32c' }],
        index_location: location,
      };
      write(at(name, 'zarr.json'), meta3([{ name: 'sharding_indexed', configuration }], shard));
      await withVolume(at(name), async (volume) => {
        await expectSame(volume, truth, shape);
        expect([volume.chunkDepth, volume.warnings]).toEqual([2, []]);
      });
    }
  });

  it('have fill values that JSON has no numbers for', async () => {
    for (const [fill, value] of [
      ['NaN', Number.NaN],
      ['-Infinity', -Infinity],
      ['0x3fc00000', 1.5],
    ] as const) {
      write(
        at('empty.zarr', '.zarray'),
        JSON.stringify({
          zarr_format: 2,
          shape: [1, 1, 2],
          chunks: [1, 1, 2],
          dtype: '<f4',
          compressor: null,
          filters: null,
          order: 'C',
          fill_value: fill,
        }),
      );
      await withVolume(at('empty.zarr'), async (volume) =>
        expect(Array.from(await volume.slab(0, 1))).toEqual([value, value]),
      );
    }
  });

  it('are found in OME-NGFF groups with their distances; paths that lead out are refused', async () => {
    const group = (path: string): string =>
      JSON.stringify({
        multiscales: [
          {
            axes: ['z', 'y', 'x'].map((name) => ({ name, unit: 'micrometer' })),
            datasets: [{ path, coordinateTransformations: [{ type: 'scale', scale: [2, 1.5, 1.5] }] }],
          },
        ],
      });
    write(at('ome.zarr', '.zgroup'), '{"zarr_format": 2}');
    write(at('ome.zarr', '.zattrs'), group('0'));
    write(
      at('ome.zarr', '0', '.zarray'),
      JSON.stringify({
        zarr_format: 2,
        shape,
        chunks: shape,
        dtype: '|u1',
        compressor: null,
        filters: null,
        order: 'C',
        fill_value: 0,
      }),
    );
    write(at('ome.zarr', '0', '0.0.0'), Uint8Array.from(truth));
    await withVolume(at('ome.zarr'), async (volume) => {
      await expectSame(volume, truth, shape);
      expect(volume.voxelSize).toEqual([2, 1.5, 1.5]);
    });
    write(at('ome.zarr', '.zattrs'), group('../v2C.zarr'));
    await expect(openVolume(at('ome.zarr'))).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(openVolume({ file: at('ome.zarr'), dataset: 'nothing' })).rejects.toMatchObject({
      code: 'column-missing',
    });
  });

  it('are refused where they are packed or typed in a way that is not read', async () => {
    const refused = async (more: object): Promise<unknown> => {
      write(
        at('other.zarr', '.zarray'),
        JSON.stringify({
          zarr_format: 2,
          shape,
          chunks: size,
          dtype: '<u2',
          compressor: null,
          filters: null,
          order: 'C',
          fill_value: 0,
          ...more,
        }),
      );
      write(at('other.zarr', '0.0.0'), new Uint8Array(48));
      return withVolume(at('other.zarr'), async (volume) => void (await volume.slab(0, 1))).catch(
        (error: unknown) => error,
      );
    };
    expect(await refused({ compressor: { id: 'bz2' } })).toMatchObject({ code: 'unsupported' });
    expect(await refused({ dtype: '<c8' })).toMatchObject({ code: 'unsupported' });
    expect(await refused({ filters: [{ id: 'delta' }] })).toMatchObject({ code: 'unsupported' });
    expect(await refused({ chunks: [0, 3, 4] })).toMatchObject({ code: 'malformed-file' });
    expect(await refused({ chunks: [3, 3, 4] })).toMatchObject({ code: 'malformed-file' });
    expect(await refused({ shape: [2, 5, 4, 6], chunks: [1, 2, 3, 4] })).toMatchObject({ code: 'shape-mismatch' });
  });
});

describe('volumes in pictures and plain numbers', () => {
  it('are folders in natural order, or one file of many pictures', async () => {
    const slices = shape[0];
    const page = (z: number): { readonly width: number; readonly kind: 'uint8'; readonly values: number[] } => ({
      width: 6,
      kind: 'uint8',
      values: truth.slice(24 * z, 24 * (z + 1)),
    });
    // im1, im2, im10, im11, im100
    const names = [1, 2, 10, 11, 100];
    for (let z = 0; z < slices; z++) write(at('slices', `im${names[z]}.tif`), madeTiff([page(z)]));
    write(at('slices', 'notes.txt'), 'x');
    await withVolume(at('slices'), (volume) => expectSame(volume, truth, shape));
    write(at('stack.tif'), madeTiff(Array.from({ length: slices }, (_, z) => page(z))));
    await withVolume(at('stack.tif'), async (volume) => {
      await expectSame(volume, truth, shape);
      expect([volume.dtype, volume.voxelSize]).toEqual(['uint8', undefined]);
    });
    mkdirSync(at('nothing'));
    await expect(openVolume(at('nothing'))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(openVolume(at('no-such'))).rejects.toMatchObject({ code: 'file-access' });
  });

  it('are plain numbers with words beside them, of which there must be as many as they say', async () => {
    const numbers = new Uint8Array(10 + 240);
    truth.forEach((value, i) => new DataView(numbers.buffer).setInt16(10 + 2 * i, value - 100, false));
    write(at('plain.raw'), numbers);
    write(at('plain.yaml'), 'shape: [5, 4, 6]\ndtype: int16\nbyteOrder: big\noffset: 10\nvoxelSize: 1.6\n');
    await withVolume(at('plain.raw'), async (volume) => {
      await expectSame(
        volume,
        truth.map((value) => value - 100),
        shape,
      );
      expect([volume.dtype, volume.voxelSize]).toEqual(['int16', [1.6, 1.6, 1.6]]);
    });
    write(at('plain.yaml'), 'shape: [6, 4, 6]\ndtype: int16\n');
    await expect(openVolume(at('plain.raw'))).rejects.toMatchObject({ code: 'truncated-file' });
    write(at('plain.yaml'), 'shape: [5, 4, 6]\ndtype: uint8\n');
    await expect(openVolume(at('plain.raw'))).rejects.toMatchObject({ code: 'malformed-file' });
    write(at('plain.yaml'), 'shape: [5, 4, 6]\ntype: uint8\n');
    await expect(openVolume(at('plain.raw'))).rejects.toMatchObject({
      code: 'malformed-file',
      where: { file: at('plain.yaml') },
    });
    write(at('meta.raw'), numbers);
    write(
      at('meta.mhd'),
      'ObjectType = Image\nNDims = 3\nDimSize = 6 4 5\nElementSpacing = 0.0016 0.0016 0.002\nElementType = MET_SHORT\nBinaryDataByteOrderMSB = True\nHeaderSize = -1\nElementDataFile = meta.raw\n',
    );
    for (const name of ['meta.raw', 'meta.mhd'])
      await withVolume(at(name), async (volume) => {
        await expectSame(
          volume,
          truth.map((value) => value - 100),
          shape,
        );
        expect([volume.voxelSize, volume.warnings.map(({ code }) => code)]).toEqual([[2, 1.6, 1.6], ['unit-assumed']]);
      });
    write(at('away.mhd'), 'DimSize = 6 4 5\nElementType = MET_SHORT\nElementDataFile = ../plain.raw\n');
    await expect(openVolume(at('away.mhd'))).rejects.toMatchObject({ code: 'unsupported' });
    write(at('alone.raw'), numbers);
    await expect(openVolume(at('alone.raw'))).rejects.toMatchObject({ code: 'unsupported' });
  });
});

const reference = referencePath('further', 'tomography');

describe.skipIf(reference === undefined)('one volume of the reference data', () => {
  it('is the same bytes as zarr, HDF5 and TIFF', async () => {
    const labels = gunzipSync(readFileSync(join(reference!, 'labels.u8.gz'))).subarray(5 * 112 ** 3);
    const pages = Array.from(
      { length: 112 },
      (_, z) =>
        ({
          width: 112,
          kind: 'uint8',
          packing: 'deflate',
          values: [...labels.subarray(z * 112 ** 2, (z + 1) * 112 ** 2)],
        }) as const,
    );
    write(at('labels.tif'), madeTiff(pages));
    for (const [path, depth, voxel] of [
      [join(reference!, 'labels_t5.zarr'), 40, undefined],
      [join(reference!, 'labels_t5.h5'), undefined, 1.6],
      [at('labels.tif'), 1, undefined],
    ] as const)
      await withVolume(path, async (volume) => {
        expect([volume.shape, volume.dtype]).toEqual([[112, 112, 112], 'uint8']);
        if (depth !== undefined) expect(volume.chunkDepth).toBe(depth);
        volume.voxelSize?.forEach((each) => expect(each).toBeCloseTo(voxel!, 9));
        for (const step of [7, volume.chunkDepth])
          for (let z = 0; z < 112; z += step) {
            const slab = await volume.slab(z, Math.min(112, z + step));
            expect(labels.subarray(z * 112 ** 2, (z + step) * 112 ** 2).equals(slab as Uint8Array)).toBe(true);
          }
      });
  });
});

const python = ['/usr/bin/python3', 'python3'].find(
  (each) => spawnSync(each, ['-c', 'import h5py, zarr, numpy']).status === 0,
);
const writing = `
import sys, h5py, zarr, numpy as np
out = sys.argv[1]
v = (np.arange(120).reshape(5, 4, 6) * 37 % 251)
with h5py.File(out + '/volumes.h5', 'w') as f:
    for dt in ['u1', 'i2', '>u2', 'f4', '>f8', 'f2', 'i8']: f.create_dataset('v_' + dt.strip('>') , data=v.astype(dt), chunks=(2, 3, 4), compression='gzip', shuffle=True)
with h5py.File(out + '/raw.nxs', 'w') as f:
    f['entry/instrument/detector/data'] = v.astype('u2'); f['entry/instrument/detector/image_key'] = np.array([2, 1, 0, 0, 1])
for name, dt, order in [('a', '<f8', 'C'), ('b', '>i4', 'F')]:
    z = zarr.open(out + '/py_' + name + '.zarr', mode='w', shape=v.shape, chunks=(3, 2, 4), dtype=dt, order=order, compressor=zarr.Zlib(5), fill_value=None); z[:] = v
`;

describe.skipIf(python === undefined)('volumes by h5py and zarr (needs python3-h5py, python3-zarr)', () => {
  it('are read in their own types', async () => {
    const { status, stderr } = spawnSync(python!, ['-c', writing, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    const types = {
      v_u1: 'uint8',
      v_i2: 'int16',
      v_u2: 'uint16',
      v_f4: 'float32',
      v_f8: 'float64',
      v_f2: 'float32',
      v_i8: 'float64',
    };
    for (const [dataset, dtype] of Object.entries(types))
      await withVolume({ file: at('volumes.h5'), dataset }, async (volume) => {
        expect([dataset, volume.dtype, volume.chunkDepth]).toEqual([dataset, dtype, 2]);
        await expectSame(volume, truth, shape);
      });
    await expect(openVolume(at('volumes.h5'))).rejects.toMatchObject({ code: 'column-missing' });
    await expect(openVolume(at('raw.nxs'))).rejects.toMatchObject({ code: 'unsupported' });
    for (const name of ['py_a.zarr', 'py_b.zarr'])
      await withVolume(at(name), (volume) => expectSame(volume, truth, shape));
  });
});
