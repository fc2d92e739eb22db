import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { File, Group } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries, isOperandoError, seriesWarnings } from '@operando/core';
import type { Series } from '@operando/core';
import { codeOf, exploration, exploredSeeds, referencePath } from '@operando/fixtures';
import {
  openHdf5,
  readColumnSeries,
  readFile,
  readFileScans,
  readNexusSeries,
  readOrsoBinary,
  readReflectivityFiles,
  readSeries,
  writeNexus,
} from '../src/node.js';
import { hdf5Library } from '../src/hdf5/disk-library.js';
import { filesOf } from '../src/hdf5/library-files.js';
import { mutateBinary } from './mutate.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const counts = Int32Array.from({ length: 4000 }, (_, i) => (i * 7919) % 1000);

/** Make a file, whatever goes wrong closed. */
async function make(name: string, fill: (file: File) => void): Promise<void> {
  const library = await hdf5Library();
  // The oldest layout has no checksums: damage to it is not found by the library itself.
  const file = new library.File(at(name), 'w', { libver: ['earliest', 'latest'] });
  try {
    fill(file);
  } finally {
    file.close();
  }
}
const classed = (
  parent: Group,
  name: string,
  nexusClass: string,
  attributes: Readonly<Record<string, string | string[]>> = {},
): Group => {
  const group = parent.create_group(name);
  group.create_attribute('NX_class', nexusClass);
  for (const [key, value] of Object.entries(attributes)) group.create_attribute(key, value);
  return group;
};
const numbers = (
  parent: Group,
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
  attributes: Readonly<Record<string, string | number>> = {},
): void => {
  const dataset = parent.create_dataset({ name, data: Float64Array.from(values), shape: [...shape] });
  for (const [key, value] of Object.entries(attributes)) dataset.create_attribute(key, value);
};

/** Numbers by which HDF5 knows its filters. */
const filters: Readonly<Record<string, readonly [number, number[]]>> = {
  lzf: [32_000, []],
  blosc: [32_001, [2, 2, 4, 16_000, 5, 1, 0]],
  lz4: [32_004, []],
  bitshuffle: [32_008, [0, 2]],
  zstd: [32_015, [3]],
  bzip2: [307, [9]],
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-hdf5-'));
  mkdirSync(at('inner'));
  await make('filters.h5', (file) => {
    for (const [name, [compression, options]] of Object.entries(filters))
      file.create_dataset({
        name,
        data: counts,
        shape: [40, 100],
        chunks: [10, 100],
        compression,
        compression_opts: options,
      });
    file.create_dataset({
      name: 'gzip',
      data: counts,
      shape: [40, 100],
      chunks: [10, 100],
      compression: 'gzip',
      compression_opts: 6,
    });
  });
  await make('inner/other.h5', (file) => numbers(file, 'x', [1, 2, 3, 4], [2, 2]));
  await make('kinds.h5', (file) => {
    file.create_dataset({ name: 'large', data: BigInt64Array.of(1n, 2n ** 60n + 1n), shape: [2] });
    file.create_dataset({ name: 'unsigned', data: BigUint64Array.of(3n), shape: [1] });
    file.create_dataset({ name: 'words', data: ['Ni', 'Größe'], shape: [2] });
    file.create_dataset({ name: 'scalar', data: 2.5 });
    file.create_external_link('inner/other.h5', '/x', 'inside');
    file.create_external_link('../outside.h5', '/x', 'outside');
    file.create_external_link('/etc/hostname', '/x', 'absolute');
    file.create_external_link('inner/none.h5', '/x', 'dangling');
    file.create_soft_link('/inside', 'soft');
    numbers(file, 'one', [1, 2]);
  });
  await make('stack.h5', (file) => {
    file.create_attribute('default', 'entry');
    const entry = classed(file, 'entry', 'NXentry', { default: 'data' });
    entry.create_dataset({ name: 'start_time', data: '2024-01-02T03:04:05+01:00' });
    entry.create_dataset({ name: 'title', data: 'a stack' });
    const data = classed(entry, 'data', 'NXdata', { signal: 'I', axes: ['minutes', 'q'] });
    numbers(data, 'I', [1, 2, 3, 4, 5, 6], [2, 3]);
    numbers(data, 'I_errors', [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [2, 3]);
    numbers(data, 'minutes', [0, 2], [2], { units: 'min' });
    numbers(data, 'q', [3, 2, 1], [3], { units: '1/nm' });
    numbers(data, 'voltage', [3.5, 3.6], [2], { units: 'V' });
  });
  await make('old.h5', (file) => {
    const entry = classed(file, 'run', 'NXentry');
    const data = classed(entry, 'detector', 'NXdata');
    numbers(data, 'counts', [4, 5, 6], [3], { signal: 1, axes: 'angle' });
    numbers(data, 'angle', [0, 1, 2, 3], [4], { units: 'deg' });
    numbers(data, 'monitor', [9, 9, 9]);
  });
  await make('entries.h5', (file) => {
    for (const name of ['10.1', '2.1']) {
      const entry = classed(file, name, 'NXentry');
      const data = classed(entry, 'plot', 'NXdata', { signal: 'y' });
      numbers(data, 'y', [Number(name), 1]);
      numbers(data, 'x', [1, 2], [2], { axis: 1, units: 'eV' });
    }
    const bad = classed(file, 'images', 'NXcollection');
    numbers(
      bad,
      'I',
      Array.from({ length: 8 }, (_, i) => i),
      [2, 2, 2],
    );
  });
  await make('link.h5', (file) => {
    const data = classed(classed(file, 'entry1', 'NXentry'), 'cmos', 'NXdata', { signal: 'data' });
    data.create_external_link('cmos-1.hdf', '/entry/data', 'data');
  });
  await make('nothing.h5', (file) => file.create_group('empty'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('openHdf5', () => {
  it.each([...Object.keys(filters), 'gzip'])('reads data packed by %s', async (name) => {
    const file = await openHdf5(at('filters.h5'));
    expect(Array.from(file.dataset(name).read(0, 40))).toEqual(Array.from(counts));
    expect(Array.from(file.dataset(name).read(17, 18))).toEqual(Array.from(counts.subarray(1700, 1800)));
    file.close();
  });

  it('refuses data whose filter is missing, and names it', async () => {
    const bytes = readFileSync(at('filters.h5'));
    // 32016 instead of 32015, the number of Zstandard: no such filter.
    for (let i = bytes.indexOf(Uint8Array.of(0x0f, 0x7d)); i >= 0; i = bytes.indexOf(Uint8Array.of(0x0f, 0x7d), i + 1))
      bytes[i] = 0x10;
    writeFileSync(at('missing.h5'), bytes);
    const file = await openHdf5(at('missing.h5'));
    expect(() => file.dataset('zstd').read(0, 40)).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    expect(() => file.dataset('zstd').read(0, 40)).toThrow(/filter/);
    file.close();
  });

  it('reads integers of 64 bits, saying where they are rounded, single numbers and words', async () => {
    const file = await openHdf5(at('kinds.h5'));
    expect(Array.from(file.dataset('unsigned').readAll())).toEqual([3]);
    expect(file.warnings).toEqual([]);
    expect(Array.from(file.dataset('large').readAll())).toEqual([1, 2 ** 60]);
    expect(file.warnings.map(({ code }) => code)).toEqual(['inexact-integers']);
    expect([file.dataset('scalar').shape, file.dataset('scalar').readAll()[0]]).toEqual([[], 2.5]);
    expect(file.text('words')).toEqual(['Ni', 'Größe']);
    expect(file.text('one')).toBeUndefined();
    expect(['words', 'one', '/', 'none', 'dangling'].map((name) => file.kind(name))).toEqual([
      'text',
      'numbers',
      'group',
      undefined,
      undefined,
    ]);
    expect(() => file.dataset('one').read(0, 3)).toThrow(/2 slices/);
    expect(() => file.children('one')).toThrow(/is no group/);
    file.close();
  });

  it('follows links to other files inside the folder only', async () => {
    const file = await openHdf5(at('kinds.h5'));
    expect(Array.from(file.dataset('inside').readAll())).toEqual([1, 2, 3, 4]);
    expect(Array.from(file.dataset('soft').read(1, 2))).toEqual([3, 4]);
    expect(codeOf(() => file.dataset('outside'))).toBe('unsupported');
    expect(codeOf(() => file.dataset('absolute'))).toBe('unsupported');
    expect(codeOf(() => file.dataset('dangling'))).toBe('file-access');
    file.close();
    const closed = await openHdf5(at('kinds.h5'), { linkFolder: false });
    expect(codeOf(() => closed.dataset('inside'))).toBe('unsupported');
    closed.close();
    await expect(openHdf5(at('kinds.h5'), { linkFolder: at('nowhere') })).rejects.toThrow(
      expect.objectContaining({ code: 'file-access' }),
    );
  });
});

describe('NeXus', () => {
  it('follows the defaults, turns falling axes, converts units, keeps errors, times and channels', async () => {
    const series = await readNexusSeries(at('stack.h5'), { axis: { name: 'q', unit: '1/angstrom' } });
    expect(Array.from(series.axis.values, (value) => Number(value.toFixed(12)))).toEqual([0.1, 0.2, 0.3]);
    expect(Array.from(series.signal.data)).toEqual([3, 2, 1, 6, 5, 4]);
    expect(series.variances!.get(0, 0)).toBeCloseTo(0.09, 12);
    expect([series.time.start[1], series.time.epoch, series.time.zone]).toEqual([
      120,
      Date.UTC(2024, 0, 2, 2, 4, 5) / 1000,
      '+01:00',
    ]);
    expect(series.channels['voltage']).toMatchObject({ unit: 'V', values: Float64Array.of(3.5, 3.6) });
    expect(seriesWarnings(series).map(({ code }) => code)).toEqual(['descending-reversed']);
    const part = await readColumnSeries([at('stack.h5')], {
      axis: { name: 'q', unit: '1/nm' },
      dataset: '/entry/data/I',
    });
    expect(part.signal.shape).toEqual([2, 3]);
    const second = await readNexusSeries(at('stack.h5'), { axis: { name: 'q', unit: '1/nm' }, from: 1 });
    expect(Array.from(second.signal.data)).toEqual([6, 5, 4]);
    await expect(readNexusSeries(at('stack.h5'), { axis: { name: 'q', unit: '1/nm' }, to: 3 })).rejects.toThrow(
      expect.objectContaining({ code: 'outside-range' }),
    );
    await expect(readSeries([at('stack.h5')])).rejects.toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
  });

  it('gives tables of spectra: the first, a chosen one, or all', async () => {
    const first = await readFile(at('stack.h5'));
    expect(
      first.kind === 'spectrum' && [
        first.table.rows,
        first.table.columns.map(({ label }) => label),
        first.table.scans?.length,
      ],
    ).toEqual([3, ['q', 'I', 'I_errors'], 2]);
    const chosen = await readFile(at('stack.h5'), { scan: 2 });
    expect(chosen.kind === 'spectrum' && Array.from(chosen.table.columns[1]!.values)).toEqual([4, 5, 6]);
    expect((await readFileScans(at('stack.h5'))).map(({ scan }) => scan)).toEqual(['1', '2']);
    await expect(readFile(at('stack.h5'), { format: 'xdi' })).rejects.toThrow(/this is HDF5, NeXus, not xdi/);
    await expect(readFile(at('stack.h5'), { scan: 5 })).rejects.toThrow(/there is no scan "5"/);
  });

  it('reads files of before 2014, with edges of bins', async () => {
    const result = await readFile(at('old.h5'));
    expect(
      result.kind === 'spectrum' && result.table.columns.map(({ label, values }) => `${label} ${values.join()}`),
    ).toEqual(['angle 0.5,1.5,2.5', 'counts 4,5,6', 'monitor 9,9,9']);
  });

  it('takes the first of several entries and says so, or the one asked for', async () => {
    const first = await readFile(at('entries.h5'));
    expect(
      first.kind === 'spectrum' && [first.table.columns[1]!.values[0], first.table.warnings.map(({ code }) => code)],
    ).toEqual([2.1, ['several-entries']]);
    const other = await readFile(at('entries.h5'), { dataset: '/10.1/plot' });
    expect(other.kind === 'spectrum' && other.table.columns[1]!.values[0]).toBe(10.1);
    await expect(readFile(at('entries.h5'), { dataset: '/images/I' })).rejects.toThrow(/2 x 2 x 2: no spectrum/);
  });

  it('refuses files without plottable data, and says where a link leads to', async () => {
    await expect(readFile(at('link.h5'))).rejects.toThrow(/leads to "cmos-1.hdf", which is not there/);
    await expect(readFile(at('nothing.h5'))).rejects.toThrow(/names no plottable data/);
    await expect(readFile(at('nothing.h5'), { dataset: '/empty' })).rejects.toThrow(/has no signal/);
    await expect(
      readNexusSeries(at('entries.h5'), { axis: { name: 'x', unit: '1' }, dataset: '/images/I' }),
    ).rejects.toThrow(expect.objectContaining({ code: 'unsupported' }));
    await expect(readOrsoBinary(at('old.h5'))).rejects.toThrow(expect.objectContaining({ code: 'unknown-format' }));
  });

  const series = (): Series<'energy', 'eV'> =>
    createSeries({
      signal: Float64Array.from({ length: 200 }, (_, i) => i / 7),
      axis: createAxis({ name: 'energy', unit: 'eV', values: Float64Array.from({ length: 100 }, (_, i) => 8300 + i) }),
      time: { start: [0, 60], duration: 30, epoch: 1.7e9, zone: 'unstated' },
      channels: {
        voltage_volt: {
          values: Float64Array.of(3.5, Number.NaN),
          unit: 'V',
          stderr: Float64Array.of(0.1, 0.2),
          status: Uint8Array.of(0, 1),
          description: 'cell',
        },
      },
      variances: new Float64Array(200).fill(0.25),
      mask: Uint8Array.from({ length: 200 }, (_, i) => (i === 5 ? 1 : 0)),
      metadata: { sample: 'LNO' },
      provenance: [
        { step: 'xas-normalize/normalize', options: { e0: 8333 }, warnings: [{ code: 'spike', message: 'y' }] },
      ],
    });

  it('reads back what it writes, never over a file that is there', async () => {
    const original = series();
    await writeNexus(at('written.h5'), original, { title: 'Größe', signal: { name: 'normalized mu', unit: '1' } });
    const back = await readSeries([at('written.h5')]);
    expect(Array.from(back.signal.data)).toEqual(Array.from(original.signal.data));
    expect(Array.from(back.variances!.data)).toEqual(Array.from(original.variances!.data));
    expect(Array.from(back.mask!.data)).toEqual(Array.from(original.mask!.data));
    expect(back.axis).toEqual(original.axis);
    expect(back.time).toEqual(original.time);
    expect(back.channels).toEqual(original.channels);
    await expect(writeNexus(at('written.h5'), original)).rejects.toThrow(
      expect.objectContaining({ code: 'file-exists' }),
    );
    await writeNexus(at('written.h5'), original, { force: true, compression: 0 });
    expect(
      (await readNexusSeries(at('written.h5'), { axis: { name: 'energy', unit: 'keV' } })).axis.values[0],
    ).toBeCloseTo(8.3, 12);
    await expect(writeNexus(at('other-level.h5'), original, { compression: 10 })).rejects.toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    await expect(writeNexus(at('no/such/folder.h5'), original)).rejects.toThrow(
      expect.objectContaining({ code: 'file-access' }),
    );
  });

  it('gives up a file whose structure has no end, and goes on with the next', async () => {
    // One that takes far longer than it is given stands for one without end; it was not gone through before.
    await make('many.h5', (many) => {
      for (let i = 0; i < 5000; i++) many.create_group(`group ${i}`);
    });
    await expect(openHdf5(at('many.h5'), { seconds: 1e-3 })).rejects.toThrow(/structure has no end/);
    copyFileSync(at('stack.h5'), at('new.h5'));
    const file = await openHdf5(at('new.h5'));
    (await openHdf5(at('new.h5'), { seconds: 1e-6 })).close();
    expect(file.datasets).toEqual(['/entry/data/I', '/entry/data/I_errors']);
    file.close();
    const untried = await openHdf5(at('stack.h5'), { seconds: 0 });
    expect(untried.kind('/entry')).toBe('group');
    untried.close();
  });

  it('reads a file written over after an error as it is now, and by a link to it refuses', async () => {
    const fill = (name: string, first: number, group: string): Promise<void> =>
      make(name, (file) => {
        numbers(file, 'a', [first, first + 1], [1, 2]);
        numbers(file.create_group(group), 'b', [3, 4], [1, 2]);
      });
    await fill('over.h5', 1, 'old');
    await fill('next.h5', 101, 'new');
    await make('to-over.h5', (file) => file.create_external_link('over.h5', '/a', 'there'));
    const bytes = readFileSync(at('over.h5'));
    // The names of a group cannot be read: the library throws, the group stays open and with it the file.
    bytes.write('XXXX', bytes.lastIndexOf('SNOD'), 'latin1');
    writeFileSync(at('over.h5'), bytes);
    const before = await openHdf5(at('over.h5'));
    expect([before.datasets, before.warnings.map(({ code }) => code)]).toEqual([['/a'], ['unreadable']]);
    before.close();
    // What is as it was can be opened again.
    const same = await openHdf5(at('over.h5'));
    expect([same.datasets, Array.from(same.dataset('/a').readAll())]).toEqual([['/a'], [1, 2]]);
    same.close();
    writeFileSync(at('over.h5'), readFileSync(at('next.h5')));
    const linked = await openHdf5(at('to-over.h5'));
    expect(codeOf(() => linked.dataset('/there'))).toBe('file-access');
    linked.close();
    const after = await openHdf5(at('over.h5'));
    expect([after.datasets, Array.from(after.dataset('/a').readAll())]).toEqual([
      ['/a', '/new/b'],
      [101, 102],
    ]);
    after.close();
  });

  it('survives any number of errors, and as many damaged files, in one process', async () => {
    // Of a stack that is not given back the library has room for 1700 errors; of files left open, for some thousand.
    const [errors, openings] = exploration.isExploring ? [2500, 2500] : [1800, 100];
    await make('packed.h5', (file) =>
      file.create_dataset({
        name: 'packed',
        data: counts,
        shape: [40, 100],
        chunks: [40, 100],
        compression: 'gzip',
        compression_opts: 6,
      }),
    );
    const bytes = readFileSync(at('packed.h5'));
    const packed = bytes.findIndex((byte, i) => byte === 0x78 && [0x5e, 0x9c].includes(bytes[i + 1]!));
    for (let i = 200; i < 400; i++) bytes[packed + i]! ^= 0x55;
    writeFileSync(at('packed.h5'), bytes);
    const library = await hdf5Library();
    const file = await openHdf5(at('packed.h5'));
    const codes = new Set<string | undefined>();
    for (let i = 0; i < errors; i++) codes.add(codeOf(() => file.dataset('/packed').readAll()));
    file.close();
    expect(codes).toEqual(new Set(['malformed-file']));
    writeFileSync(at('cut.h5'), bytes.subarray(0, 200));
    const open = (): number => filesOf(library).streams.filter(Boolean).length;
    const before = open();
    for (let i = 0; i < openings; i++)
      await expect(openHdf5(at('cut.h5'), { seconds: 0 })).rejects.toThrow(/no HDF5 file/);
    expect(open()).toBe(before);
    const sound = await openHdf5(at('filters.h5'));
    expect(Array.from(sound.dataset('/gzip').readAll())).toEqual(Array.from(counts));
    sound.close();
    expect(await hdf5Library()).toBe(library);
  });

  it('lets a program end after a file of which the library complains', async () => {
    await make('words.h5', (file) => {
      numbers(file, 'abcdefgh', [1, 2]);
      numbers(file, 'sound', [1, 2], [1, 2]);
    });
    const bytes = readFileSync(at('words.h5'));
    // No UTF-8, as old programs wrote names: what has one cannot be asked for.
    bytes[bytes.indexOf('abcdefgh')] = 0x80;
    writeFileSync(at('words.h5'), bytes);
    const entry = new URL('../dist/node.js', import.meta.url).href;
    const script = `const { openHdf5 } = await import(${JSON.stringify(entry)}); const file = await openHdf5(${JSON.stringify(at('words.h5'))}); console.log(file.datasets.join(), file.warnings.map(({ code }) => code).join()); file.close(); await new Promise((resolve) => setTimeout(resolve, 300));`;
    expect(
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
        timeout: 60_000,
        stdio: 'pipe',
      }),
    ).toBe('/sound unreadable\n');
  });

  it('survives damage: a series, or an error of ours', async () => {
    const bytes = readFileSync(at('stack.h5'));
    const broken: string[] = [];
    for (const seed of exploredSeeds(150)) {
      // In place each would need another instance of the library.
      writeFileSync(at(`damaged-${seed}.h5`), mutateBinary(bytes, seed));
      try {
        await readNexusSeries(at(`damaged-${seed}.h5`), { axis: { name: 'q', unit: '1/nm' }, seconds: 2 });
      } catch (error) {
        if (!isOperandoError(error)) broken.push(`${seed}: ${String(error)}`);
      }
    }
    expect(broken).toEqual([]);
  });
});

const formats = referencePath('formats');

describe.skipIf(formats === undefined)('real HDF5 files (needs OPERANDO_REFERENCE_DATA)', () => {
  it('pyFAI multi-frame integration becomes a series', async () => {
    const result = await readColumnSeries([`${formats}/software-made/pyfai_multiframe.h5`], {
      axis: { name: 'two-theta', unit: 'deg' },
      timeStep: 10,
    });
    expect([result.signal.shape, result.variances!.shape, result.time.start[5]]).toEqual([[6, 300], [6, 300], 50]);
    // First values as h5py gives them.
    expect([result.axis.values[0], result.signal.get(0, 0)]).toEqual([
      Math.fround(0.006741154473274946),
      Math.fround(49.75000762939453),
    ]);
  });

  it('pynxtools diffraction, canSAS with gzip, and links that lead nowhere', async () => {
    const pan = await readFile(`${formats}/samples/nexus-hdf5/xrdml_918-16_10_ref.nxs`);
    expect(
      pan.kind === 'spectrum' && [
        pan.table.rows,
        pan.table.columns[0]!.role,
        pan.table.columns[0]!.values[0],
        pan.table.columns[1]!.values[0],
      ],
    ).toEqual([5027, 'two-theta', 4.00656514, 1305]);
    const sas = await readFile(`${formats}/samples/nexus-hdf5/compression.h5`, { scan: 200 });
    expect(sas.kind === 'spectrum' && sas.table.rows).toBe(400);
    await expect(readFile(`${formats}/samples/nexus-hdf5/test_data.nxs`)).rejects.toThrow(
      /cmos-72379.hdf", which is not there/,
    );
  });

  it('ORSO binary: three curves of 100 points', async () => {
    const curves = await readReflectivityFiles([`${formats}/samples/reflectivity/test.orb`]);
    expect(curves.map(({ name, q, r }) => [name, q.length, q[99], r[99]])).toEqual([
      ['down polarization', 100, 99, 99],
      ['Filled header', 100, 99, 99],
      ['up polarization', 100, 99, 99],
    ]);
    // What orsopy did not know it left empty.
    expect(curves.map(({ polarization, probe, wavelength }) => [polarization, probe, wavelength])).toEqual([
      ['mo', undefined, undefined],
      ['unpolarized', 'x-ray', 5.34],
      ['po', undefined, undefined],
    ]);
    expect(curves.flatMap(({ warnings }) => warnings.map(({ code }) => code))).not.toContain('header-invalid');
  });
});
