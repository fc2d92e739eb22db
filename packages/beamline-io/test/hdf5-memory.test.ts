import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { File, ready } from 'h5wasm/node';
import type { Group } from 'h5wasm/node';
import * as memory from 'h5wasm';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { blobSource, bytesSource, collectSeries, isOperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import {
  openHdf5Source,
  openNexusSeries,
  openSeries,
  readNexusSeriesFrom,
  readReflectivityFrom,
  readSource,
  readSourceScans,
} from '../src/index.js';
import { openHdf5, readFile, readNexusSeries, readReflectivityFiles, readSeries } from '../src/node.js';
import { mutateBinary } from './mutate.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const inMemory = (path: string): NamedSource => ({
  name: basename(path),
  bytes: bytesSource(Uint8Array.from(readFileSync(path))),
});
const make = (name: string, fill: (file: File) => void): void => {
  const file = new File(at(name), 'w', { libver: ['earliest', 'latest'] });
  fill(file);
  file.close();
};
const numbers = (parent: Group, name: string, values: readonly number[], shape: number[], units?: string): void => {
  const dataset = parent.create_dataset({ name, data: Float64Array.from(values), shape });
  if (units !== undefined) dataset.create_attribute('units', units);
};
/** Files that the library has in its memory. */
const held = (): string[] => {
  const { FS } = memory.Module;
  return FS.analyzePath('/operando').exists
    ? (FS.readdir('/operando') as string[]).filter((name) => name.endsWith('.h5'))
    : [];
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-memory-'));
  await ready;
  make('stack.h5', (file) => {
    file.create_attribute('default', 'entry');
    const entry = file.create_group('entry');
    entry.create_attribute('NX_class', 'NXentry');
    entry.create_attribute('default', 'data');
    entry.create_dataset({ name: 'start_time', data: '2024-01-02T03:04:05+01:00' });
    const data = entry.create_group('data');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', 'I');
    data.create_attribute('axes', ['minutes', 'energy']);
    data.create_dataset({
      name: 'I',
      data: Int16Array.from({ length: 600 }, (_, i) => i - 300),
      shape: [60, 10],
      chunks: [1, 10],
      compression: 6,
    });
    numbers(
      data,
      'I_errors',
      Array.from({ length: 600 }, (_, i) => i / 7),
      [60, 10],
    );
    numbers(
      data,
      'minutes',
      Array.from({ length: 60 }, (_, i) => i),
      [60],
      'min',
    );
    numbers(
      data,
      'energy',
      Array.from({ length: 10 }, (_, i) => 8 + i),
      [10],
      'keV',
    );
    numbers(
      data,
      'voltage',
      Array.from({ length: 60 }, (_, i) => 3 + i / 60),
      [60],
      'V',
    );
  });
  make('links.h5', (file) => {
    numbers(file, 'here', [1, 2, 3, 4], [2, 2]);
    file.create_soft_link('/here', 'soft');
    file.create_external_link('stack.h5', '/entry/data/I', 'outside');
    file.create_external_link('/etc/hostname', '/x', 'absolute');
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('HDF5 whose bytes are in memory', () => {
  it('is read as from the disk', async () => {
    const [disk, bytes] = [await openHdf5(at('stack.h5')), await openHdf5Source(inMemory(at('stack.h5')))];
    expect(bytes.datasets).toEqual(disk.datasets);
    expect(bytes.bytes()).toBe(disk.bytes());
    for (const path of [...disk.datasets, '/entry/data/voltage']) {
      const [a, b] = [disk.dataset(path), bytes.dataset(path)];
      expect([b.path, b.shape, b.attributes, b.readAll(), b.read(1, 3)]).toEqual([
        a.path,
        a.shape,
        a.attributes,
        a.readAll(),
        a.read(1, 3),
      ]);
    }
    expect(bytes.text('/entry/start_time')).toEqual(disk.text('/entry/start_time'));
    expect(bytes.kind('/entry')).toBe('group');
    bytes.close();
    disk.close();
    expect(held()).toEqual([]);
  });

  it('gives the same series, in slabs too, and the same tables', async () => {
    const axis = { name: 'energy', unit: 'eV' } as const;
    const source = inMemory(at('stack.h5'));
    const series = await readNexusSeries(at('stack.h5'), { axis });
    expect(await readNexusSeriesFrom(source, { axis })).toEqual(series);
    expect(await collectSeries(await openNexusSeries(source, { axis, keptBytes: 0 }), { frames: 7 })).toEqual(series);
    expect(await collectSeries(await openSeries([source], { keptBytes: 0 }), { frames: 7 })).toEqual(
      await readSeries([at('stack.h5')]),
    );
    expect(await readSource(source, { scan: 3 })).toEqual(await readFile(at('stack.h5'), { scan: 3 }));
    expect(await readSourceScans(source)).toHaveLength(60);
    const blob = { name: 'stack.h5', bytes: blobSource(new Blob([readFileSync(at('stack.h5'))])) };
    expect(await readNexusSeriesFrom(blob, { axis })).toEqual(series);
    const packed = { name: 'stack.h5.gz', bytes: bytesSource(gzipSync(readFileSync(at('stack.h5')))) };
    expect(await readSource(packed, { scan: 3 })).toEqual(await readSource(source, { scan: 3 }));
    expect(held()).toEqual([]);
  });

  it('behind a block of the user’s own is known as such', async () => {
    const bytes = new Uint8Array(200_000);
    const file = readFileSync(at('stack.h5'));
    bytes.set(file, 131_072);
    const source = { name: 'block.h5', bytes: bytesSource(bytes.subarray(0, 131_072 + file.length)) };
    writeFileSync(at('block.h5'), bytes.subarray(0, 131_072 + file.length));
    expect(await readSource(source, { scan: 1 })).toEqual(await readFile(at('block.h5'), { scan: 1 }));
  });

  it('leads to no other file: there is no folder', async () => {
    const file = await openHdf5Source(inMemory(at('links.h5')));
    expect([...file.dataset('/soft').readAll()]).toEqual([1, 2, 3, 4]);
    for (const name of ['/outside', '/absolute'])
      expect(() => file.dataset(name)).toThrow(
        expect.objectContaining({
          code: 'unsupported',
          message: expect.stringContaining('links are not followed') as string,
        }),
      );
    expect(file.kind('/outside')).toBeUndefined();
    file.close();
  });

  it('takes filters that it is given, and says which are missing', async () => {
    const plugins = join(dirname(createRequire(import.meta.url).resolve('h5wasm-plugins/package.json')), 'plugins');
    const named = 'libH5Zbshuf.so';
    const other = new File(at('shuffled.h5'), 'w');
    const module = await ready;
    module.insert_plugin_search_path(plugins, 0);
    const data = Int32Array.from({ length: 4000 }, (_, i) => (i * 7919) % 1000);
    other.create_dataset({
      name: 'x',
      data,
      shape: [40, 100],
      chunks: [10, 100],
      compression: 32_008,
      compression_opts: [0, 2],
    });
    other.close();
    const source = inMemory(at('shuffled.h5'));
    const without = await openHdf5Source(source);
    expect(() => without.dataset('/x').read(0, 1)).toThrow(/Its filters are .*: one may be missing here/);
    without.close();
    const filters = { [named]: Uint8Array.from(readFileSync(join(plugins, named))) };
    const file = await openHdf5Source(source, { filters });
    expect([...file.dataset('/x').read(0, 40)]).toEqual([...data]);
    file.close();
    await expect(openHdf5Source(source, { filters: { '../x': new Uint8Array(1) } })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('is refused when it is none, or too large', async () => {
    await expect(openHdf5Source({ name: 'a.h5', bytes: bytesSource(new Uint8Array(900)) })).rejects.toThrow(
      'a.h5: this is no HDF5 file that can be opened. The file may be cut short or damaged: copy it again.',
    );
    const huge = { byteLength: 2 ** 31, slice: async () => new Uint8Array(0) };
    await expect(openHdf5Source({ name: 'a.h5', bytes: huge })).rejects.toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
  });

  it('survives damage: values, or an error of ours, and nothing is left in memory', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const original = Uint8Array.from(readFileSync(at('stack.h5')));
    const sound = inMemory(at('stack.h5'));
    const axis = { name: 'energy', unit: 'eV' } as const;
    const series = await readNexusSeriesFrom(sound, { axis });
    const wrong: string[] = [];
    let read = 0;
    for (let seed = 1; seed <= 150; seed++) {
      try {
        await readNexusSeriesFrom({ name: 'd.h5', bytes: bytesSource(mutateBinary(original, seed)) }, { axis });
        read++;
      } catch (error) {
        if (!isOperandoError(error)) wrong.push(`${seed}: ${String(error)}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(read).toBeGreaterThan(0);
    expect(held()).toEqual([]);
    expect(await readNexusSeriesFrom(sound, { axis })).toEqual(series);
  });

  const reference = referencePath('formats');
  it.skipIf(reference === undefined)('of other programs too (needs OPERANDO_REFERENCE_DATA)', async () => {
    const stack = join(reference!, 'software-made', 'pyfai_multiframe.h5');
    const axis = { name: 'two-theta', unit: 'deg' } as const;
    expect(await readNexusSeriesFrom(inMemory(stack), { axis })).toEqual(await readNexusSeries(stack, { axis }));
    const orb = join(reference!, 'samples', 'reflectivity', 'test.orb');
    const curves = await readReflectivityFiles([orb]);
    expect(await readReflectivityFrom([inMemory(orb)])).toEqual(curves);
    const table = await readSource(inMemory(orb));
    expect(table).toEqual(await readFile(orb));
    expect(table.kind === 'spectrum' && [table.table.format, table.table.columns[1]!.values]).toEqual([
      'orso-binary',
      curves[0]!.r,
    ]);
    const nexus = join(reference!, 'samples', 'nexus-hdf5');
    for (const name of readdirSync(nexus).filter((each) => /\.(nxs|h5)$/.test(each))) {
      const told = async (work: Promise<unknown>): Promise<unknown> =>
        work.catch((error: unknown) => (isOperandoError(error) ? error.code : error));
      const path = join(nexus, name);
      const found = await told(readSource(inMemory(path)));
      // What leads to a file that is not there, leads nowhere here.
      expect(found === 'unsupported' ? 'file-access' : found).toEqual(await told(readFile(path)));
    }
  });
});
