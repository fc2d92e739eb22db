import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource, isOperandoError } from '@operando/core';
import { exploredSeeds, madeTiff } from '@operando/fixtures';
import { openImagesFrom, readTiff } from '../src/index.js';
import type { ImageStack } from '../src/index.js';
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

/** A FITS file after the standard (4.0, sections 3 and 4): cards of 80 letters, blocks of 2880 bytes, highest byte first. */
function madeFits(cards: Readonly<Record<string, string | number>>, data: Uint8Array): Uint8Array {
  const padded = (bytes: Uint8Array, fill: number): Uint8Array => {
    const out = new Uint8Array(Math.ceil(bytes.length / 2880) * 2880).fill(fill);
    out.set(bytes);
    return out;
  };
  const lines = Object.entries({ SIMPLE: 'T', ...cards }).map(([key, value]) => `${key.padEnd(8)}= ${String(value).padStart(20)} / words`.padEnd(80));
  return Buffer.concat([padded(new TextEncoder().encode([...lines, 'END'.padEnd(80)].join('')), 32), padded(data, 0)]);
}

describe('FITS files', () => {
  const values = [0, 1, 32_768, 65_535, 40_000, 7];
  const stored = new Uint8Array(12);
  values.forEach((value, i) => new DataView(stored.buffer).setInt16(2 * i, value - 32_768, false));
  const cards = { BITPIX: 16, NAXIS: 3, NAXIS1: 3, NAXIS2: 1, NAXIS3: 2, BZERO: 32_768, BSCALE: 1 };
  const open = async (bytes: Uint8Array): Promise<ImageStack> => openImagesFrom([{ name: 'a.fits', bytes: bytesSource(bytes) }]);

  it('hold unsigned integers with half of their range taken off', async () => {
    const stack = await open(madeFits(cards, stored));
    expect(stack).toMatchObject({ count: 2, width: 3, height: 1, type: 'uint16', warnings: [] });
    expect([...(await stack.read(0)), ...(await stack.read(1))]).toEqual(values);
  });

  it('hold scaled values, which are told, and the time of a picture', async () => {
    const time = { 'DATE-OBS': "'2026-05-01T08:00:00'" };
    const stack = await open(madeFits({ ...cards, NAXIS: 2, NAXIS2: 2, BSCALE: 0.5, BZERO: 1, ...time }, stored));
    expect(stack.warnings.map(({ code }) => code)).toEqual(['values-scaled']);
    expect([...(await stack.read(0))].slice(0, 3)).toEqual([-16_383, -16_382.5, 1]);
    expect(await stack.time(0)).toBe(Date.UTC(2026, 4, 1, 8) / 1000);
  });

  it('are refused where they are damaged, packed or cut short', async () => {
    await expect(open(madeFits({ ...cards, NAXIS3: 9000 }, stored))).rejects.toMatchObject({ code: 'truncated-file' });
    await expect(open(madeFits({ ...cards, BITPIX: 64 }, stored))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(open(madeFits({ ...cards, ZIMAGE: 'T' }, stored))).rejects.toMatchObject({ code: 'unsupported' });
    await expect(open(madeFits({ BITPIX: 8, NAXIS: 0 }, new Uint8Array(0)))).rejects.toMatchObject({ code: 'unsupported' });
    const whole = madeFits(cards, stored);
    const outcome = await foreign(100, async (seed) => {
      const stack = await open(mutateBinary(whole.slice(0, 2880 + 2880), seed));
      await stack.read(0);
    });
    expect(outcome).toEqual([]);
  });
});

describe('damaged pictures and volumes', () => {
  const values = Array.from({ length: 13 * 9 }, (_, i) => (i * 37) % 251);
  const pictures = [
    madeTiff([{ width: 13, kind: 'uint16', values, packing: 'deflate', predictor: 2, rows: 3 }]),
    madeTiff([{ width: 13, kind: 'uint8', values, packing: 'packbits', tile: [16, 16] }], { little: false }),
    madeTiff(
      [
        { width: 13, kind: 'float32', values, packing: 'deflate', predictor: 3 },
        { width: 13, kind: 'float32', values },
      ],
      { big: true },
    ),
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
    const v2 = JSON.stringify({
      zarr_format: 2,
      shape: [3, 4, 5],
      chunks: [2, 4, 5],
      dtype: '<u2',
      compressor: { id: 'zlib' },
      filters: null,
      order: 'F',
      fill_value: 0,
    });
    const v3 = JSON.stringify({
      zarr_format: 3,
      node_type: 'array',
      shape: [3, 4, 5],
      data_type: 'float32',
      fill_value: 'NaN',
      chunk_grid: { name: 'regular', configuration: { chunk_shape: [4, 4, 5] } },
      chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
      codecs: [
        {
          name: 'sharding_indexed',
          configuration: {
            chunk_shape: [2, 4, 5],
            codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
            index_codecs: [{ name: 'bytes', configuration: { endian: 'little' } }],
          },
        },
      ],
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
    write(
      'three/c/0/0/0',
      Uint8Array.from({ length: 352 }, (_, i) => (i * 7) % 256),
    );
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
