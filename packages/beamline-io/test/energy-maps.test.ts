import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { File, ready } from 'h5wasm/node';
import type { Group } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesSource, collectSeries, isOperandoError } from '@operando/core';
import type { NamedSource, Series } from '@operando/core';
import { codeOf, exploredSeeds, referencePath, seededRandom } from '@operando/fixtures';
import { areEnergyMaps, openEnergyMaps, readDm } from '../src/index.js';
import type { OpenEnergyMapsOptions } from '../src/index.js';
import { fileSource } from '../src/node.js';
import { dmFile, dmImage } from './made-dm.js';
import type { MadeDimension, MadeTag } from './made-dm.js';
import { mutateBinary } from './mutate.js';

const [frames, rows, columns, channels] = [3, 2, 4, 5];
/** Tells every place apart. */
const valueAt = (f: number, r: number, c: number, e: number): number => 1000 * f + 100 * r + 10 * c + e;
const inOrder = Float64Array.from({ length: frames * rows * columns * channels }, (_, i) => {
  const [e, c, r] = [i % channels, Math.floor(i / channels) % columns, Math.floor(i / channels / columns) % rows];
  return valueAt(Math.floor(i / channels / columns / rows), r, c, e);
});
const energies = [35, 35.25, 35.5, 35.75, 36];

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-maps-'));
  await ready;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function read(
  sources: readonly NamedSource[],
  options: OpenEnergyMapsOptions = {},
): Promise<Series<'energy', 'eV'>> {
  return collectSeries(await openEnergyMaps(sources, options), { frames: 2 });
}
/** The code of what a reader refuses with. */
const refusalOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'read',
    (error: unknown) => (isOperandoError(error) ? error.code : `foreign: ${String(error)}`),
  );
const named = (name: string, bytes: Uint8Array): NamedSource => ({ name, bytes: bytesSource(bytes) });
const warningsOf = (series: Series): string[] =>
  series.provenance.flatMap((step) => step.warnings ?? []).map(({ code }) => code);

/** Every number of a series is where it belongs. */
function expectWhole(series: Series, start: readonly number[]): void {
  expect(series.dims).toEqual(['time', 'row', 'column', 'energy']);
  expect(series.signal.shape).toEqual([frames, rows, columns, channels]);
  expect(Array.from(series.signal.data)).toEqual(Array.from(inOrder));
  energies.forEach((energy, i) => expect(series.axis.values[i]).toBeCloseTo(energy, 6));
  expect(Array.from(series.time.start)).toEqual(start);
}

describe('bare numbers', () => {
  const energy = { offset: 35, step: 0.25 };
  const shape = [frames, rows, columns, channels];
  const bytes = new Uint8Array(Uint16Array.from(inOrder).buffer);

  it('are read by their shape and type, packed or not, from disk and memory, in either byte order', async () => {
    writeFileSync(at('maps.u16'), bytes);
    writeFileSync(at('maps.u16.gz'), gzipSync(bytes));
    const raw = { shape, type: 'uint16' } as const;
    for (const name of ['maps.u16', 'maps.u16.gz'])
      expectWhole(await read([fileSource(at(name))], { raw, energy, timeStep: 12 }), [0, 12, 24]);
    const swapped = bytes.slice();
    for (let i = 0; i < swapped.length; i += 2) swapped.subarray(i, i + 2).reverse();
    expectWhole(
      await read([named('b', swapped)], { raw: { ...raw, littleEndian: false }, energy, timeStep: 1 }),
      [0, 1, 2],
    );
    expect(await areEnergyMaps(named('b', bytes), { raw })).toBe(true);
    expect(await areEnergyMaps(named('b', bytes))).toBe(false);
  });

  it('in the wrong order of bytes are told, whatever their type', async () => {
    // A falling background with the noise of counts, few and many.
    const random = seededRandom(11);
    const counts = (height: number) =>
      Float64Array.from({ length: 500 }, (_, i) => random.poisson(height * (1 + i / 100) ** -3));
    for (const [type, Kind] of [
      ['uint16', Uint16Array],
      ['int32', Int32Array],
      ['float32', Float32Array],
      ['float64', Float64Array],
    ] as const)
      for (const height of [30, 20_000]) {
        const right = new Uint8Array(Kind.from(counts(height)).buffer);
        for (const littleEndian of [true, false]) {
          const raw = { shape: [1, 1, 500], type, littleEndian };
          const codes = warningsOf(await read([named('x', right)], { raw, energy }));
          expect(codes.includes('byte-order-doubtful'), `${type} ${height}`).toBe(!littleEndian);
        }
      }
  });

  it.each([
    ['uint8', Uint8Array],
    ['int16', Int16Array],
    ['int32', Int32Array],
    ['uint32', Uint32Array],
    ['float32', Float32Array],
    ['float64', Float64Array],
  ] as const)('may be %s', async (type, Kind) => {
    const values = Kind.from([1, 2, 3, 4, 5, 6]);
    const series = await read([named('x', new Uint8Array(values.buffer))], { raw: { shape: [2, 3], type }, energy });
    expect(series.signal.shape).toEqual([1, 1, 2, 3]);
    expect(Array.from(series.signal.data)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are refused without energies, of another size, or of an odd shape', async () => {
    const raw = { shape, type: 'uint16' } as const;
    expect(await refusalOf(read([named('x', bytes)], { raw }))).toBe('invalid-argument');
    expect(await refusalOf(read([named('x', bytes.subarray(2))], { raw, energy }))).toBe('shape-mismatch');
    expect(await refusalOf(read([named('x', gzipSync(bytes.subarray(2)))], { raw, energy }))).toBe('shape-mismatch');
    expect(await refusalOf(read([named('x', bytes)], { raw, energy: { offset: 1, step: -1 } }))).toBe(
      'invalid-argument',
    );
    expect(await refusalOf(read([named('x', bytes)], { raw: { ...raw, shape: [1, 2.5] }, energy }))).toBe(
      'invalid-argument',
    );
  });
});

/** A file of HyperSpy. */
function writeHyperspy(
  name: string,
  signals: Readonly<Record<string, { data: Float64Array; shape: number[]; axes: Record<string, string | number>[] }>>,
): NamedSource {
  const file = new File(at(name), 'w');
  file.create_attribute('file_format', 'HyperSpy');
  file.create_attribute('file_format_version', '3.1');
  const experiments = file.create_group('Experiments');
  for (const [title, { data, shape, axes }] of Object.entries(signals)) {
    const group: Group = experiments.create_group(title);
    group.create_dataset({ name: 'data', data, shape });
    axes.forEach((axis, d) => {
      const own = group.create_group(`axis-${d}`);
      for (const [key, value] of Object.entries(axis)) own.create_attribute(key, value);
    });
  }
  file.close();
  return fileSource(at(name));
}

describe('files of HyperSpy', () => {
  const energyAxis = { name: 'Energy loss', units: 'eV', offset: 35, scale: 0.25, size: channels };
  const place = (name: string) => ({ name, units: 'nm', offset: 0, scale: 2, size: 1 });
  const time = { name: 'time', units: 'min', offset: 1, scale: 0.5, size: frames };

  it('are series of maps, with times in their units', async () => {
    const shape = [frames, rows, columns, channels];
    const axes = [time, place('y'), place('x'), energyAxis];
    const series = await read([writeHyperspy('a.hspy', { 'a $t-\\lambda$ map': { data: inOrder, shape, axes } })]);
    expectWhole(series, [60, 90, 120]);
    expect(Array.from(series.time.duration)).toEqual([30, 30, 30]);
    expect(warningsOf(series)).toEqual([]);
  });

  it('of one map each follow each other in natural order', async () => {
    const size = rows * columns * channels;
    const sources = [10, 9, 8].map((number, k) => {
      const f = 2 - k;
      const data = inOrder.slice(f * size, (f + 1) * size);
      return writeHyperspy(`map_${number}.hspy`, {
        map: { data, shape: [rows, columns, channels], axes: [place('y'), place('x'), energyAxis] },
      });
    });
    expectWhole(await read(sources, { timeStep: 10 }), [0, 10, 20]);
    expect(warningsOf(await read(sources))).toContain('time-unknown');
  });

  it('of fewer dimensions are lines of pixels or frames, by their units', async () => {
    const data = inOrder.slice(0, 4 * channels);
    const shape = [4, channels];
    const line = writeHyperspy('line.hspy', { line: { data, shape, axes: [place('x'), energyAxis] } });
    expect((await read([line])).signal.shape).toEqual([1, 1, 4, channels]);
    const stack = { name: 'stack_element', offset: 0, scale: 1, size: 4 };
    expect(
      (await read([writeHyperspy('s.hspy', { s: { data, shape, axes: [stack, energyAxis] } })])).signal.shape,
    ).toEqual([4, 1, 1, channels]);
    const lines = {
      data: inOrder.slice(0, 40),
      shape: [2, 4, channels],
      axes: [{ ...time, size: 2 }, place('x'), energyAxis],
    };
    expect((await read([writeHyperspy('l.hspy', { lines })])).signal.shape).toEqual([2, 1, 4, channels]);
    const single = writeHyperspy('one.hspy', {
      one: { data: data.slice(0, channels), shape: [channels], axes: [energyAxis] },
    });
    expect((await read([single])).signal.shape).toEqual([1, 1, 1, channels]);
  });

  it('may be in keV, have no unit, fall, hold several signals, or energies of their own', async () => {
    const data = inOrder.slice(0, channels);
    const of = (axis: object) => ({ data, shape: [channels], axes: [{ ...energyAxis, ...axis }] });
    const keV = await read([writeHyperspy('k.hspy', { k: of({ units: 'keV', offset: 0.035, scale: 0.00025 }) })]);
    expect(keV.axis.values[4]).toBeCloseTo(36, 9);
    const bare = await read([writeHyperspy('n.hspy', { n: of({ units: '<undefined>' }) })]);
    expect(warningsOf(bare)).toContain('unit-assumed');
    const falling = await read([writeHyperspy('f.hspy', { f: of({ offset: 36, scale: -0.25 }) })]);
    expect([falling.axis.values[0], falling.signal.data[0]]).toEqual([35, 4]);
    const two = writeHyperspy('two.hspy', { first: of({}), second: of({ offset: 50 }) });
    expect(warningsOf(await read([two]))).toContain('several-data');
    expect((await read([two], { dataset: 'second' })).axis.values[0]).toBe(50);
    expect(await refusalOf(read([two], { dataset: 'third' }))).toBe('column-missing');
    expect((await read([two], { dataset: 'first', energy: { offset: 1, step: 2 } })).axis.values[1]).toBe(3);
  });

  it('are refused with axes of another kind', async () => {
    const data = inOrder.slice(0, channels);
    const of = (axis: Record<string, string | number>) => ({ a: { data, shape: [channels], axes: [axis] } });
    const { units: _unit, ...rest } = energyAxis;
    expect(await refusalOf(read([writeHyperspy('nm.hspy', of({ ...rest, units: 'nm' }))]))).toBe('unit-mismatch');
    expect(await refusalOf(read([writeHyperspy('b.hspy', of({ name: 'x' }))]))).toBe('malformed-file');
    const deep = {
      a: { data, shape: [1, 1, 1, 1, channels], axes: [...Array.from({ length: 4 }, () => place('x')), energyAxis] },
    };
    expect(await refusalOf(read([writeHyperspy('d.hspy', deep)]))).toBe('unsupported');
    const other = writeHyperspy('e.hspy', of({ ...energyAxis, offset: 36 }));
    const first = writeHyperspy('c.hspy', of(energyAxis));
    expect(await refusalOf(read([first, other]))).toBe('shape-mismatch');
    expect((await read([first, other], { energy: { offset: 35, step: 0.25 } })).signal.shape[0]).toBe(2);
  });

  const low = referencePath('further', 'electron-energy-loss', 'exspy_EELS_LL_thickness.hspy');
  it.skipIf(low === undefined)('of others are read: eXSpy (needs OPERANDO_REFERENCE_DATA)', async () => {
    const series = await read([fileSource(low!)]);
    expect(series.signal.shape).toEqual([17, 1, 1, 1024]);
    expect([series.axis.values[0], series.axis.values[1023]]).toEqual([-100, 411.5]);
  });
});

describe('NeXus files', () => {
  const numbers = (parent: Group, name: string, data: ArrayLike<number>, shape: number[], unit?: string): void => {
    const dataset = parent.create_dataset({ name, data: Float64Array.from(data), shape });
    if (unit !== undefined) dataset.create_attribute('units', unit);
  };

  it('have energies and times in their axes', async () => {
    const file = new File(at('maps.nxs'), 'w');
    const entry = file.create_group('entry');
    entry.create_attribute('NX_class', 'NXentry');
    const data = entry.create_group('data');
    data.create_attribute('NX_class', 'NXdata');
    data.create_attribute('signal', 'counts');
    data.create_attribute('axes', ['time', '.', '.', 'energy']);
    numbers(data, 'counts', inOrder, [frames, rows, columns, channels]);
    numbers(
      data,
      'energy',
      energies.map((energy) => energy / 1000),
      [channels],
      'keV',
    );
    numbers(data, 'time', [0, 20, 40], [frames], 's');
    numbers(entry, 'bare', inOrder, [frames, rows, columns, channels]);
    file.close();
    const source = fileSource(at('maps.nxs'));
    expectWhole(await read([source]), [0, 20, 40]);
    expect(await areEnergyMaps(source)).toBe(true);
    expect(await refusalOf(read([source], { dataset: '/entry/bare' }))).toBe('column-missing');
    const energy = { offset: 35, step: 0.25 };
    expectWhole(await read([source], { dataset: '/entry/bare', energy, timeStep: 5 }), [0, 5, 10]);
  });
});

describe('files of DigitalMicrograph', () => {
  const x: MadeDimension = { size: columns, origin: 0, scale: 2, unit: 'nm' };
  const y: MadeDimension = { size: rows, origin: 0, scale: 2, unit: 'nm' };
  const t: MadeDimension = { size: frames, origin: 0, scale: 12, unit: 's' };
  const loss: MadeDimension = { size: channels, origin: -140, scale: 0.25, unit: 'eV' };
  const thumbnail = dmImage(
    5,
    [1, 2, 3, 4],
    [
      { ...x, size: 2, unit: '' },
      { ...y, size: 2, unit: '' },
    ],
    23,
  );
  const file = (version: 3 | 4, little: boolean, ...images: readonly MadeTag[]): Uint8Array =>
    dmFile(version, little, [
      ['InImageMode', { type: 8, value: 1 }],
      ['Text', { text: 'a word' }],
      ['ImageList', [['', thumbnail], ...images.map((image) => ['', image] as const)]],
    ]);
  /** Values with their dimensions in another order: each from the fastest. */
  const arranged = (order: string): Uint16Array => {
    const sizes: Readonly<Record<string, number>> = { x: columns, y: rows, t: frames, e: channels };
    const out = new Uint16Array(inOrder.length);
    const place: Record<string, number> = { x: 0, y: 0, t: 0, e: 0 };
    for (let i = 0; i < out.length; i++) {
      let rest = i;
      for (const name of order) {
        place[name] = rest % sizes[name]!;
        rest = Math.floor(rest / sizes[name]!);
      }
      out[i] = valueAt(place['t']!, place['y']!, place['x']!, place['e']!);
    }
    return out;
  };

  it.each([
    [3, true, 'xyet', [x, y, loss, t]],
    [3, false, 'exyt', [loss, x, y, t]],
    [4, true, 'xyte', [x, y, t, loss]],
    [4, false, 'xyet', [x, y, loss, t]],
  ] as const)(
    'of version %i, little-endian %s, dimensions %s, are series of maps',
    async (version, little, order, dimensions) => {
      const bytes = file(version, little, dmImage(4, arranged(order), dimensions));
      const source = named('series.dm', bytes);
      expect(await areEnergyMaps(source)).toBe(true);
      const series = await read([source]);
      expectWhole(series, [0, 12, 24]);
      expect(series.metadata).toMatchObject({ title: 'spectrum image', voltage: 200_000, exposure: 0.01 });
    },
  );

  it('of one spectrum image each are maps one after another', async () => {
    const size = rows * columns * channels;
    const one = (f: number): NamedSource => {
      const values = new Float32Array(size);
      // The energy outermost, as spectrum images have it.
      for (let i = 0; i < size; i++)
        values[(i % channels) * rows * columns + Math.floor(i / channels)] = inOrder[f * size + i]!;
      return named(`map${f}.dm4`, file(4, true, dmImage(6, values, [x, y, loss])));
    };
    const series = await read([one(0), one(1), one(2)], { timeStep: 3 });
    expectWhole(series, [0, 3, 6]);
    expect(series.metadata['files']).toEqual(['map0.dm4', 'map1.dm4', 'map2.dm4']);
  });

  it('are in time by the dates under their images', async () => {
    const taken = (date: string, time: string): NamedSource => {
      const values = inOrder.subarray(0, rows * columns * channels);
      return named(`${time}.dm3`, file(3, true, dmImage(4, values, [x, y, loss], 10, [date, time])));
    };
    const noon = Date.UTC(2015, 8, 22, 11, 59, 30) / 1000;
    const series = await read([taken('9/22/2015', '11:59:30 AM'), taken('9/22/2015', '12:01:00 PM')]);
    expect([series.time.epoch, Array.from(series.time.start), warningsOf(series)]).toEqual([noon, [0, 90], []]);
    const either = [taken('7/8/2015', '1:00:00 PM'), taken('7/8/2015', '1:00:10 PM')];
    const month = await read(either);
    expect([month.time.epoch, warningsOf(month)]).toEqual([Date.UTC(2015, 6, 8, 13) / 1000, ['date-ambiguous']]);
    const day = await read(either, { dateOrder: 'day-first' });
    expect([day.time.epoch, warningsOf(day)]).toEqual([Date.UTC(2015, 7, 7, 13) / 1000, []]);
    expect(warningsOf(await read([taken('Mittwoch', '13:00')]))).toContain('date-unreadable');
  });

  it('give their tags and images', () => {
    const { version, littleEndian, root, images } = readDm(
      file(3, true, dmImage(4, arranged('xyet'), [x, y, loss, t])),
    );
    expect([version, littleEndian, images.length]).toEqual([3, true, 1]);
    expect(root.get('Text')).toBe('a word');
    expect(images[0]!.dimensions[2]).toEqual({ size: channels, origin: -140, scale: 0.25, unit: 'eV' });
    expect(images[0]!.tags.get('odd')).toBe(-5);
    expect(Array.from(images[0]!.values(0, 4))).toEqual([0, 10, 20, 30]);
  });

  it('are refused without an energy axis, cut short, or as another kind of file', async () => {
    const picture = named('p.dm3', file(3, true, dmImage(4, [1, 2, 3, 4, 5, 6, 7, 8], [x, y])));
    expect(await refusalOf(read([picture]))).toBe('column-missing');
    const whole = file(4, true, dmImage(4, arranged('xyet'), [x, y, loss, t]));
    expect(codeOf(() => readDm(whole.subarray(0, whole.length >> 1)))).toBe('truncated-file');
    expect(codeOf(() => readDm(new Uint8Array(40)))).toBe('unknown-format');
    const wrong = dmImage(4, [1, 2, 3], [x, y]);
    expect(codeOf(() => readDm(file(3, true, wrong)))).toBe('malformed-file');
  });

  it('that are damaged give an error of ours or whole maps', async () => {
    const wrong: string[] = [];
    for (const version of [3, 4] as const) {
      const whole = file(version, true, dmImage(4, arranged('xyet'), [x, y, loss, t]));
      for (const seed of exploredSeeds(250)) {
        try {
          const series = await read([named('d', mutateBinary(whole, seed))]);
          const size = series.signal.shape.reduce((product, each) => product * each, 1);
          if (series.signal.data.length !== size) wrong.push(`${version} ${seed}: size`);
        } catch (error) {
          if (!isOperandoError(error)) wrong.push(`${version} ${seed}: ${String(error)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
