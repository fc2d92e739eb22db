import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { exploredSeeds, madeTiff } from '@operando/fixtures';
import { readTiff } from '../src/index.js';
import { openVolume, readTiff as readTiffOnDisk } from '../src/node.js';
import { mutate, mutateBinary } from './mutate.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-survive-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What damaged copies come to that is neither a result nor an error of ours. */
async function foreign(count: number, attempt: (seed: number) => Promise<unknown>): Promise<string[]> {
  const broken: string[] = [];
  for (const seed of exploredSeeds(count))
    try {
      await attempt(seed);
    } catch (error) {
      if (!isOperandoError(error)) broken.push(`${seed}: ${String(error)}`);
    }
  return broken;
}

describe('damaged pictures and volumes', () => {
  const values = Array.from({ length: 13 * 9 }, (_, i) => (i * 37) % 251);
  const pictures = [
    madeTiff([{ width: 13, kind: 'uint16', values, packing: 'deflate', predictor: 2, rows: 3 }]),
    madeTiff([{ width: 13, kind: 'uint8', values, packing: 'packbits', tile: [16, 16] }], { little: false }),
    madeTiff([{ width: 13, kind: 'float32', values, packing: 'deflate', predictor: 3 }, { width: 13, kind: 'float32', values }], { big: true }),
    madeTiff([{ width: 13, kind: 'uint16', values, description: 'ImageJ=1.53t\nimages=3\nunit=um\nspacing=2\n' }]),
  ];

  it('are read, or refused with an error of ours', async () => {
    for (const bytes of pictures)
      for (const read of [readTiff, readTiffOnDisk])
        expect(await foreign(60, (seed) => read(mutateBinary(bytes, seed)))).toEqual([]);
  });

  it('of zarr and plain numbers, too', async () => {
    const write = (name: string, content: Uint8Array | string): void => {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    };
    const v2 = JSON.stringify({ zarr_format: 2, shape: [3, 4, 5], chunks: [2, 4, 5], dtype: '<u2', compressor: { id: 'zlib' }, filters: null, order: 'F', fill_value: 0 });
    const v3 = JSON.stringify({
      zarr_format: 3, node_type: 'array', shape: [3, 4, 5], data_type: 'float32', fill_value: 'NaN',
      chunk_grid: { name: 'regular', configuration: { chunk_shape: [4, 4, 5] } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      codecs: [{ name: 'sharding_indexed', configuration: { chunk_shape: [2, 4, 5], codecs: [{ name: 'bytes', configuration: { endian: 'little' } }], index_codecs: [{ name: 'bytes', configuration: { endian: 'little' } }] } }],
    });
    const through = async (path: string): Promise<void> => {
      const volume = await openVolume(join(folder, path));
      try {
        await volume.slab(0, Math.min(2, volume.shape[0]));
      } finally {
        volume.close();
      }
    };
    write('two/0.0.0', new Uint8Array(30));
    write('three/c/0/0/0', Uint8Array.from({ length: 352 }, (_, i) => (i * 7) % 256));
    write('raw.raw', new Uint8Array(120));
    for (const [name, path, text] of [
      ['two/.zarray', 'two', v2],
      ['three/zarr.json', 'three', v3],
      ['raw.yaml', 'raw.raw', 'shape: [3, 4, 5]\ndtype: uint16\nvoxelSize: 2\n'],
    ] as const)
      expect(
        await foreign(60, (seed) => {
          write(name, mutate(new TextEncoder().encode(text), seed));
          return through(path);
        }),
      ).toEqual([]);
  });
});
