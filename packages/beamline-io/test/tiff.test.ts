import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTiff } from '../src/index.js';
import { openImages, readTiff as readTiffOnDisk } from '../src/node.js';
import { madeTiff, seededRandom } from '@operando/fixtures';
import type { MadePage } from '@operando/fixtures';

const random = seededRandom(7);
const whole = (most: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (random.uniform() < 0.5 ? i % 50 : Math.floor(random.uniform() * most)));

describe('TIFF files made byte by byte from the specification', () => {
  const pictures: readonly MadePage[] = [
    { width: 13, kind: 'uint8', values: whole(256, 13 * 9), rows: 4 },
    { width: 13, kind: 'uint16', values: whole(65_536, 13 * 9), rows: 2, packing: 'deflate', predictor: 2 },
    { width: 13, kind: 'uint32', values: whole(2 ** 32, 13 * 9), packing: 'deflate', predictor: 2, tile: [16, 16] },
    { width: 37, kind: 'uint16', values: whole(300, 37 * 20), packing: 'packbits', tile: [16, 16] },
    { width: 13, kind: 'int16', values: whole(65_536, 13 * 9).map((value) => value - 32_768), rows: 9 },
    {
      width: 19,
      kind: 'float32',
      values: whole(1e6, 19 * 7).map((value) => Math.fround(value / 7)),
      packing: 'deflate',
      predictor: 3,
      rows: 3,
    },
    {
      width: 19,
      kind: 'float64',
      values: whole(1e6, 19 * 7).map((value) => value / 7),
      packing: 'deflate',
      predictor: 3,
      tile: [16, 16],
    },
    { width: 5, kind: 'float64', values: [1, -2, Number.NaN, Infinity, 5e-324] },
  ];
  for (const little of [true, false])
    for (const big of [false, true])
      it(`are read as they were meant: ${little ? 'lowest' : 'highest'} byte first${big ? ', BigTIFF' : ''}`, async () => {
        for (const page of pictures) {
          const bytes = madeTiff([page], { little, big });
          for (const read of [readTiff, readTiffOnDisk]) {
            const { images, width, height, type, warnings } = await read(bytes);
            expect([width, height, type, warnings]).toEqual([
              page.width,
              page.values.length / page.width,
              page.kind,
              [],
            ]);
            expect(images.map((image) => Array.from(image))).toEqual([page.values]);
          }
        }
      });

  it('hold several pictures, each of which is read when it is asked for', async () => {
    const page = (k: number): MadePage => ({ width: 4, kind: 'uint16', values: [k, 2, 3, 4, 5, 6, 7, 8] });
    const { images } = await readTiff(madeTiff([page(1), page(2), page(70)]));
    expect(images.map(([first]) => first)).toEqual([1, 2, 70]);
    const reduced = { ...page(9), more: [[254, 1]] as const };
    const read = await readTiff(madeTiff([page(1), reduced, page(3)]));
    expect(read.images).toHaveLength(2);
    expect(read.warnings.map(({ code }) => code)).toEqual(['pages-left-out']);
  });

  it('of ImageJ hold a stack behind one directory', async () => {
    const values = Array.from({ length: 24 }, (_, i) => 40_000 + i);
    // Three pictures of 4 x 2 stand where the directory speaks of one.
    const tall = madeTiff([
      {
        width: 4,
        kind: 'uint16',
        values,
        rows: 6,
        description: 'ImageJ=1.53t\nimages=3\nslices=3\nunit=\\u00B5m\nspacing=2.5\n',
      },
    ]);
    const view = new DataView(tall.buffer);
    const at = view.getUint32(4, true);
    for (let i = 0; i < view.getUint16(at, true); i++) {
      const entry = at + 2 + 12 * i;
      if ([257, 278].includes(view.getUint16(entry, true))) view.setUint16(entry + 8, 2, true);
    }
    const { images, height, spacing } = await readTiff(tall);
    expect(height).toBe(2);
    expect(images.flatMap((image) => Array.from(image))).toEqual(values);
    expect(spacing?.z).toBe(2.5);
    await expect(readTiff(tall.subarray(0, 60))).rejects.toMatchObject({ code: 'truncated-file' });
  });

  it('of ImageJ with signed integers lose the 32768 that it adds', async () => {
    const description = 'ImageJ=1.53t\ncf=0\nc0=-32768.0\nc1=1.0\nvunit=Gray Value\n';
    const { images, type, warnings } = await readTiff(
      madeTiff([{ width: 2, kind: 'uint16', values: [32_767, 40_000], description }]),
    );
    expect([type, ...images[0]!]).toEqual(['int16', -1, 7232]);
    expect(warnings.map(({ code }) => code)).toEqual(['values-scaled']);
  });

  it('say when values or rows are meant otherwise than they are stored', async () => {
    for (const more of [
      [262, 0],
      [262, 3],
      [274, 3],
    ] as const) {
      const { images, warnings } = await readTiff(
        madeTiff([{ width: 2, kind: 'uint8', values: [1, 250], more: [more] }]),
      );
      expect(Array.from(images[0]!)).toEqual([1, 250]);
      expect(warnings.map(({ code }) => code)).toEqual(['image-as-stored']);
    }
  });

  it('are refused where they cannot be read right', async () => {
    const page: MadePage = { width: 8, kind: 'uint16', values: whole(60_000, 64), packing: 'deflate' };
    const bytes = madeTiff([page]);
    const damaged = bytes.slice();
    damaged[12] = damaged[12]! ^ 0x10;
    for (const read of [readTiff, readTiffOnDisk]) {
      await expect(read(damaged, { name: 'a.tif' })).rejects.toMatchObject({
        code: 'malformed-file',
        where: { file: 'a.tif', frame: 0 },
      });
      await expect(read(new Uint8Array(100))).rejects.toMatchObject({ code: 'malformed-file' });
    }
    const refused = async (more: MadePage['more'], over: Partial<MadePage> = {}): Promise<string> =>
      readTiff(madeTiff([{ ...page, ...over, ...(more === undefined ? {} : { more }) }])).then(
        () => 'read',
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'foreign'),
      );
    expect(await refused([[277, 3]])).toBe('unsupported');
    expect(await refused([[259, 7]])).toBe('unsupported');
    expect(await refused([[339, 6]])).toBe('unsupported');
    expect(await refused([[258, 24]])).toBe('unsupported');
    expect(await refused([[317, 3]])).toBe('malformed-file');
    expect(await refused([[257, 60_000]])).toBe('malformed-file');
    expect(await refused([[257, 60_000]], { packing: 'none' })).toBe('malformed-file');
    const circle = bytes.slice();
    new DataView(circle.buffer).setUint32(circle.length - 4, new DataView(circle.buffer).getUint32(4, true), true);
    await expect(readTiff(circle)).rejects.toMatchObject({ code: 'malformed-file' });
    const other: MadePage = { width: 4, kind: 'uint16', values: [1, 2, 3, 4] };
    await expect(readTiff(madeTiff([page, other]))).rejects.toMatchObject({ code: 'shape-mismatch' });
  });
});

const python = ['/usr/bin/python3', 'python3'].find(
  (each) => spawnSync(each, ['-c', 'import tifffile, numpy']).status === 0,
);
const hasLibtiff = spawnSync('tiffcp', ['-h']).error === undefined;

const writing = `
import json, os, subprocess, sys
import numpy as np, tifffile
out = sys.argv[1]; rng = np.random.default_rng(5); cases = []
def note(name, a):
    a.astype(a.dtype.newbyteorder('<')).tofile(f'{out}/{name}.bin'); cases.append([name, a.dtype.newbyteorder('=').name])
def some(dt, shape=(37, 53)):
    dt = np.dtype(dt)
    if dt.kind == 'f': return (rng.normal(size=shape) * 1e3).astype(dt)
    i = np.iinfo(dt); y, x = np.indices(shape)[-2:]
    return np.where(rng.random(shape) < .3, rng.integers(i.min, i.max, size=shape, dtype=dt, endpoint=True), ((x * 3 + y * 5) % min(i.max, 5000)).astype(dt)).astype(dt)
for k, dt in enumerate(['u1', 'u2', 'u4', 'i1', 'i2', 'i4', 'f4', 'f8']):
    a = some(dt)
    for j, (order, packing, tile, big) in enumerate([('<', None, (16, 32), True), ('>', 'zlib', (16, 32), False), ('>', None, None, True), ('<', 'zlib', None, False)]):
        name = f'tifffile-{dt}-{j}'
        tifffile.imwrite(f'{out}/{name}.tif', a, byteorder=order, compression=packing, tile=tile, bigtiff=big, rowsperstrip=None if tile else 7)
        note(name, a)
    if sys.argv[2] == 'libtiff':
        tifffile.imwrite(f'{out}/base.tif', a, rowsperstrip=10)
        ways = [('lzw', '-B', ['-r', '6']), ('zip:2', '-B', ['-t', '-w', '16', '-l', '32']), ('lzw:2', '-L', ['-8', '-r', '9']), ('packbits', '-L', ['-t', '-w', '16', '-l', '16'])]
        # libtiff 4.5 writes predictor 3 with the highest byte first so that it cannot read it itself; read here as it reads it.
        if dt[0] == 'f': ways.append(('zip:3', '-L', ['-t', '-w', '16', '-l', '16']))
        for j, (packing, order, more) in enumerate(ways):
            name = f'libtiff-{dt}-{j}'
            subprocess.run(['tiffcp', '-c', packing, order, *more, f'{out}/base.tif', f'{out}/{name}.tif'], check=True, capture_output=True)
            note(name, a)
stack = some('u2', (5, 20, 31))
for order in '<>':
    name = 'imagej-' + ('little' if order == '<' else 'big')
    tifffile.imwrite(f'{out}/{name}.tif', stack, imagej=True, byteorder=order, resolution=(1 / 1.6, 1 / 1.6), metadata={'spacing': 2.5, 'unit': 'um', 'axes': 'ZYX'})
    note(name, stack)
tifffile.imwrite(f'{out}/pages.tif', stack, compression='zlib'); note('pages', stack)
tifffile.imwrite(f'{out}/truncated.tif', stack, metadata={'truncate': True}) if 'truncate' not in tifffile.TiffWriter.write.__code__.co_varnames else tifffile.imwrite(f'{out}/truncated.tif', stack, truncate=True); note('truncated', stack)
tifffile.imwrite(f'{out}/bits.tif', rng.random((11, 29)) < .5); note('bits', tifffile.imread(f'{out}/bits.tif').astype('u1'))
half = rng.normal(size=(9, 14)).astype('f2'); tifffile.imwrite(f'{out}/half.tif', half); note('half', half.astype('f4'))
json.dump(cases, open(f'{out}/cases.json', 'w'))
`;

describe.skipIf(python === undefined)(
  'TIFF files by tifffile and libtiff (needs python3-tifffile, libtiff-tools)',
  () => {
    let folder = '';
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'operando-tiff-'));
      const { status, stderr } = spawnSync(python!, ['-c', writing, folder, hasLibtiff ? 'libtiff' : 'none'], {
        encoding: 'utf8',
      });
      if (status !== 0) throw new Error(stderr);
    });
    afterAll(() => {
      rmSync(folder, { recursive: true, force: true });
    });

    it('are read to the byte', async () => {
      const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as [string, string][];
      expect(cases.length).toBeGreaterThan(35);
      for (const [name, type] of cases) {
        const bytes = readFileSync(join(folder, `${name}.tif`));
        const truth = readFileSync(join(folder, `${name}.bin`));
        for (const read of [readTiff, readTiffOnDisk]) {
          const found = await read(bytes, { name });
          const stored = Buffer.concat(
            found.images.map((image) => Buffer.from(image.buffer, image.byteOffset, image.byteLength)),
          );
          expect([name, found.type, stored.equals(truth)]).toEqual([name, type, true]);
        }
      }
    });

    it('make a series of pictures with their distances', async () => {
      const stack = await openImages([join(folder, 'imagej-big.tif'), join(folder, 'imagej-little.tif')]);
      expect(stack).toMatchObject({ count: 10, width: 31, height: 20, type: 'uint16' });
      expect(stack.spacing!.z).toBe(2.5);
      // tifffile writes 1/1.6 as a ratio of integers.
      expect(stack.spacing!.x).toBeCloseTo(1.6, 6);
      expect(await stack.read(7)).toEqual(await stack.read(2));
      expect(stack.fileOf(4)).toMatch(/imagej-big/);
      await expect(stack.read(10)).rejects.toMatchObject({ code: 'outside-range' });
      await expect(openImages([join(folder, 'imagej-big.tif'), join(folder, 'half.tif')])).rejects.toMatchObject({
        code: 'shape-mismatch',
      });
    });
  },
);
