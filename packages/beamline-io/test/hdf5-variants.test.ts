import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { File, Group } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource } from '@operando/core';
import { exploration } from '@operando/fixtures';
import { openHdf5Source } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { openHdf5, readFile, readReflectivityFiles } from '../src/node.js';
import { hdf5Library } from '../src/hdf5/disk-library.js';
import { walkBudget } from '../src/hdf5/walk-budget.js';
import { fromHalfs } from '../src/hdf5/half-floats.js';
import { storedText } from '../src/hdf5/stored-text.js';
import { lookup3 } from '../src/hdf5/superblock.js';

let folder = '';
const at = (name: string): string => join(folder, name);

async function make(name: string, fill: (file: File) => void, libver?: 'v114'): Promise<string> {
  const library = await hdf5Library();
  const file = new library.File(at(name), 'w', libver === undefined ? {} : { libver });
  try {
    fill(file);
  } finally {
    file.close();
  }
  return at(name);
}

async function tableOf(path: string): Promise<ColumnTable> {
  const result = await readFile(path);
  if (result.kind !== 'spectrum') throw new Error(result.kind);
  return result.table;
}

const group = (parent: Group, name: string, attributes: Readonly<Record<string, string>>): Group => {
  const made = parent.create_group(name);
  for (const [key, value] of Object.entries(attributes)) made.create_attribute(key, value);
  return made;
};
const put = (
  parent: Group,
  name: string,
  values: readonly number[],
  attributes: Readonly<Record<string, string>> = {},
  shape: readonly number[] = [values.length],
): void => {
  const dataset = parent.create_dataset({ name, data: Float64Array.from(values), shape: [...shape] });
  for (const [key, value] of Object.entries(attributes)) dataset.create_attribute(key, value);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-variants-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('HDF5 that a writer has open, or left open', () => {
  it("has HDF5's checksum: the test vector of lookup3.c", () => {
    // B. Jenkins, lookup3.c (2006), driver5: hashlittle("Four score and seven years ago", 30, 0).
    expect(lookup3(new TextEncoder().encode('Four score and seven years ago'))).toBe(0x17770551);
    expect(lookup3(new Uint8Array())).toBe(0xdeadbeef);
  });

  /** A file as a killed writer leaves it: marks, and an end that lies elsewhere; with the checksum the library wants. */
  async function leftOpen(name: string, flags: number, end: bigint): Promise<string> {
    const path = await make(
      name,
      (file) => {
        const data = group(group(file, 'e', { NX_class: 'NXentry' }), 'd', {
          NX_class: 'NXdata',
          signal: 'mu',
          axes: 'x',
        });
        put(data, 'x', [1, 2, 3]);
        put(data, 'mu', [4, 5, 6]);
      },
      'v114',
    );
    const bytes = readFileSync(path);
    expect([bytes[8], bytes[11]]).toEqual([3, 0]);
    // The library's own checksum agrees.
    expect(bytes.readUInt32LE(44)).toBe(lookup3(bytes.subarray(0, 44)));
    bytes[11] = flags;
    bytes.writeBigUInt64LE(end, 28);
    bytes.writeUInt32LE(lookup3(bytes.subarray(0, 44)), 44);
    writeFileSync(path, bytes);
    return path;
  }

  it.each([
    ['SWMR, its end not yet moved', 5, 600n, /SWMR/],
    ['SWMR, its end beyond the file', 5, 1_000_000n, /SWMR/],
    ['open for writing without SWMR', 1, 600n, /had not yet put down/],
  ])('is read as it stands, with a warning, and stays as it is: %s', async (_what, flags, end, words) => {
    const path = await leftOpen(`open-${flags}-${end}.h5`, flags, end);
    const before = readFileSync(path);
    const table = await tableOf(path);
    expect(table.columns.map(({ values }) => Array.from(values))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(table.warnings).toContainEqual({ code: 'still-written', message: expect.stringMatching(words) as string });
    expect(JSON.stringify(table.warnings)).toContain('h5clear -s --increment=0');
    expect(readFileSync(path).equals(before)).toBe(true);
    // The same in memory, as in a browser.
    const file = await openHdf5Source({ name: 'open.h5', bytes: bytesSource(new Uint8Array(before)) });
    expect([Array.from(file.dataset('/e/d/mu').readAll()), file.warnings.map(({ code }) => code)]).toEqual([
      [4, 5, 6],
      ['still-written'],
    ]);
    file.close();
  });

  it('is refused where its superblock is damaged', async () => {
    const path = await leftOpen('damaged.h5', 5, 600n);
    const bytes = readFileSync(path);
    bytes[44]! ^= 1;
    writeFileSync(path, bytes);
    await expect(readFile(path)).rejects.toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });
});

describe('HDF5 that is long to go through', () => {
  it('is given up below 30 groups, and says so; a path leads further', async () => {
    const path = await make('deep.h5', (file) => {
      let inner: Group = file;
      for (let i = 0; i < 60; i++) inner = inner.create_group('g');
      put(inner, 'x', [1, 2, 3]);
    });
    await expect(readFile(path)).rejects.toThrow(/was not looked through for data to plot below \/g\/g/);
    const file = await openHdf5(path);
    expect(file.warnings).toEqual([
      { code: 'too-many-nodes', message: expect.stringContaining('more than 30 groups deep') as string },
    ]);
    expect(Array.from(file.dataset(`${'/g'.repeat(60)}/x`).readAll())).toEqual([1, 2, 3]);
    file.close();
  });

  it('is given up after 20 000 objects', () => {
    const budget = walkBudget(Infinity);
    let taken = 0;
    while (budget.take(1)) taken++;
    expect([taken, budget.ended()]).toEqual([20_000, 'it has more than 20000 groups and datasets']);
  });

  // Making them takes long, and reading them on a busy machine more than the seconds that it may take.
  it.runIf(exploration.isExploring)('says so where it is given up after 20 000 objects', async () => {
    const path = await make('wide.h5', (file) => {
      for (let i = 0; i < 20_001; i++) file.create_group(`g${i}`);
    });
    const file = await openHdf5(path);
    expect(file.warnings).toEqual([
      { code: 'too-many-nodes', message: expect.stringContaining('more than 20000 groups') as string },
    ]);
    file.close();
  });
});

describe('values as they are stored', () => {
  it('half-precision numbers', () => {
    // IEEE 754 binary16: 1, -2, largest, smallest normal and subnormal, infinities, no number, a third.
    expect(
      Array.from(fromHalfs([0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x7c00, 0xfc00, 0x7e00, 0x3555, 0x8000])),
    ).toEqual([1, -2, 65_504, 2 ** -14, 2 ** -24, Infinity, -Infinity, Number.NaN, 0.333251953125, -0]);
  });

  it('texts of UTF-8, Latin-1 or ASCII, whatever the file says they are', () => {
    const letters = (...bytes: number[]): string => String.fromCharCode(...bytes);
    expect([
      storedText('um'),
      storedText(letters(0xc2, 0xb5, 0x6d)),
      storedText(letters(0xb5, 0x6d)),
      storedText(letters(0xe2, 0x84, 0xab)),
    ]).toEqual(['um', 'µm', 'µm', '\u212b']);
  });

  it('units in attributes that say they are ASCII and are not', async () => {
    const library = await hdf5Library();
    const path = await make('units.h5', (file) => {
      const data = group(group(file, 'e', { NX_class: 'NXentry' }), 'd', {
        NX_class: 'NXdata',
        signal: 'I',
        axes: 'pos',
      });
      put(data, 'pos', [1, 2, 3]);
      put(data, 'I', [4, 5, 6]);
      const pos = data.get('pos');
      if (pos instanceof library.Dataset) pos.create_attribute('units', ['µm'], [], 'A4');
    });
    const table = await tableOf(path);
    expect(table.columns[0]!.unit).toBe('µm');
  });
});

describe('data that NeXus names otherwise', () => {
  const labels = async (path: string): Promise<string[]> => {
    const table = await tableOf(path);
    return table.columns.map(({ label, unit = '' }) => `${label} ${unit}`.trim());
  };

  it('the axis of NXcanSAS (I_axes)', async () => {
    const path = await make('nxcansas.h5', (file) => {
      const data = group(group(file, 'sasentry01', { NX_class: 'NXentry' }), 'sasdata01', {
        NX_class: 'NXdata',
        canSAS_class: 'SASdata',
        signal: 'I',
        I_axes: 'Q',
      });
      put(data, 'I', [3, 2, 1], { units: '1/cm', uncertainties: 'Idev' });
      put(data, 'Idev', [0.1, 0.1, 0.1]);
      put(data, 'Q', [0.1, 0.2, 0.3], { units: '1/angstrom' });
    });
    expect(await labels(path)).toEqual(['Q 1/angstrom', 'I 1/cm', 'I_errors 1/cm']);
  });

  it("Mantid's reflectivity, with edges of bins and a quantity for a unit", async () => {
    const path = await make('mantid.nxs', (file) => {
      const work = group(group(file, 'mantid_workspace_1', { NX_class: 'NXentry' }), 'workspace', {
        NX_class: 'NXdata',
      });
      put(work, 'values', [0.9, 0.5, 0.1], { signal: '1', axes: 'axis2,axis1' }, [1, 3]);
      put(work, 'errors', [0.01, 0.01, 0.01], {}, [1, 3]);
      put(work, 'axis1', [0.01, 0.02, 0.03, 0.04], { units: 'MomentumTransfer' });
      put(work, 'axis2', [1], { units: 'spectraNumber' });
    });
    const [curve, ...others] = await readReflectivityFiles([path]);
    expect(others).toEqual([]);
    expect(Array.from(curve!.q, (q) => Number(q.toFixed(12)))).toEqual([0.015, 0.025, 0.035]);
    expect([Array.from(curve!.r), Array.from(curve!.dr)]).toEqual([
      [0.9, 0.5, 0.1],
      [0.01, 0.01, 0.01],
    ]);
    expect(curve!.warnings.map(({ code }) => code)).toContain('bin-edges');
  });

  it('reflectivity is refused along anything but Q', async () => {
    const path = await make('energy.nxs', (file) => {
      const data = group(group(file, 'e', { NX_class: 'NXentry' }), 'd', {
        NX_class: 'NXdata',
        signal: 'I',
        axes: 'E',
      });
      put(data, 'I', [3, 2, 1]);
      put(data, 'E', [1, 2, 3], { units: 'eV' });
    });
    await expect(readReflectivityFiles([path])).rejects.toThrow(/run along E in eV: no Q/);
  });

  it('columns of one length at the root are a table; of several they are listed', async () => {
    const one = await make('root.h5', (file) => {
      put(file, 'energy', [7000, 7001]);
      put(file, 'i0', [1, 2]);
    });
    expect(await labels(one)).toEqual(['energy', 'i0']);
    const several = await make('root-several.h5', (file) => {
      put(file, 'energy', [7000, 7001]);
      put(file, 'i0', [1, 2, 3]);
    });
    await expect(readFile(several)).rejects.toThrow(/Give the path of a dataset: \/energy, \/i0/);
  });

  it.each([
    ['end_time', { end_time: '2026-03-01T10:01:40+01:00' }, 40, []],
    ['elapsed_time', {}, 39.9, ['unit-assumed']],
    ['an end before its start, and elapsed_time', { end_time: '2026-03-01T09:01:40+01:00' }, 39.9, ['header-invalid']],
  ])('the length of an entry by %s', async (name, texts, duration, codes) => {
    const path = await make(`times-${name.length}.h5`, (file) => {
      const entry = group(file, '1.1', { NX_class: 'NXentry' });
      for (const [key, data] of Object.entries({ start_time: '2026-03-01T10:01:00+01:00', ...texts }))
        entry.create_dataset({ name: key, data });
      const measurement = entry.create_group('measurement');
      put(measurement, 'energy', [8.1, 8.2, 8.3], { units: 'keV' });
      put(measurement, 'elapsed_time', [0, 20, 39.9]);
    });
    const table = await tableOf(path);
    expect([table.time?.epoch, table.time?.duration]).toEqual([Date.UTC(2026, 2, 1, 9, 1) / 1000, duration]);
    expect(table.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(codes));
  });
});
