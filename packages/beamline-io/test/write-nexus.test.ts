import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries, seriesWarnings } from '@operando/core';
import type { Channel, ProvenanceStep, Series } from '@operando/core';
import { openHdf5, readNexusSeries, writeNexus } from '../src/node.js';
import { nexusNames } from '../src/write/nexus-names.js';
import { parseDateTime } from '../src/text/date-time.js';
import { formatDateTime } from '../src/text/format-date-time.js';

/** Values with a shape, as a series holds them. */
function shaped(
  values: readonly number[],
  shape: readonly [number, number, number] | readonly [number, number],
): Series['signal'] {
  const axis = createAxis({ name: 'x', unit: '1', values: Array.from({ length: shape.at(-1)! }, (_, i) => i) });
  const coordinates =
    shape.length === 3
      ? { y: createAxis({ name: 'y', unit: '1', values: Array.from({ length: shape[1] }, (_, i) => i) }) }
      : {};
  return createSeries({
    signal: values,
    dims: shape.length === 3 ? ['time', 'y', 'x'] : ['time', 'x'],
    axis,
    coordinates,
    time: { start: Array.from({ length: shape[0] }, (_, i) => i) },
  }).signal;
}

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-write-nexus-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const number = fc.double({ noNaN: false });
/** No clock is more than 14 hours ahead of or behind UTC. */
const offsets = fc
  .tuple(
    fc.constantFrom('+', '-'),
    fc.integer({ min: 0, max: 14 }),
    fc.constantFrom('00', '30', '45'),
    fc.constantFrom(':', ''),
  )
  .filter(([, hour, minute]) => hour < 14 || minute === '00')
  .map(([sign, hour, minute, mark]) => `${sign}${String(hour).padStart(2, '0')}${mark}${minute}`);
const zones = fc.oneof(fc.constantFrom('utc', 'unstated'), offsets);
/** Names that mean something in the file, that fall together, or have nothing of ASCII. */
const awkward = [
  'time',
  'signal',
  'mask',
  'title',
  'errors',
  'energy',
  'exposure',
  'a b',
  'a_b',
  'a-b',
  'a',
  'a_errors',
  'a_flags',
  'a_error',
  'a_errors_2',
  'θ',
  'µ',
  'x/y',
  '.',
  '..',
  '',
  '  leading',
  '__proto__',
  'Größe',
  '日本',
  'name',
];
const names = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((name) => !/[\0\p{Surrogate}]| $/u.test(name)),
);
const channels = (frames: number): fc.Arbitrary<Record<string, Channel>> => {
  const values = fc.array(number, { minLength: frames, maxLength: frames }).map((list) => Float64Array.from(list));
  const channel = fc.record({
    values,
    unit: fc.constantFrom('V', 'A h', '1', '°C'),
    stderr: fc.option(values, { nil: undefined }),
    status: fc.option(fc.uint8Array({ minLength: frames, maxLength: frames }), { nil: undefined }),
    description: fc.option(fc.constantFrom('from the log', 'ä'), { nil: undefined }),
  });
  const kept = channel.map(
    (one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as Channel,
  );
  return fc
    .uniqueArray(fc.tuple(names, kept), { maxLength: 8, selector: ([name]) => name })
    .map((list) => Object.fromEntries(list));
};

describe('writeNexus', () => {
  it('is read back: names, values, errors, flags, units, start and zone (property)', async () => {
    const made = fc.integer({ min: 1, max: 4 }).chain((frames) =>
      fc.record({
        frames: fc.constant(frames),
        channels: channels(frames),
        axis: names.filter((name) => name !== ''),
        title: names,
        epoch: fc.double({ min: 1e8, max: 4e9, noNaN: true }),
        zone: zones,
        sigma: fc.double({ min: 1e-100, max: 1e100, noNaN: true }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(made, async ({ frames, channels: given, axis, title, epoch, zone, sigma }) => {
        const signal = Float64Array.from({ length: 3 * frames }, (_, i) => Math.sin(i + epoch));
        const series = createSeries({
          signal,
          axis: createAxis({ name: axis, unit: 'eV', values: [1, 2, 3] }),
          time: { start: Array.from({ length: frames }, (_, f) => f * Math.PI), duration: 0.1, epoch, zone },
          channels: given,
          variances: signal.map(() => sigma * sigma),
          mask: signal.map((_, i) => i % 2),
        });
        await writeNexus(at('p.h5'), series, { force: true, signal: { name: title } });
        const back = await readNexusSeries(at('p.h5'), { axis: { name: axis, unit: 'eV' }, seconds: 0 });
        expect(back.channels).toEqual(series.channels);
        expect(back.time).toEqual(series.time);
        expect([back.axis, [...back.signal.data], [...back.mask!.data]]).toEqual([
          series.axis,
          [...signal],
          [...series.mask!.data],
        ]);
        // The square root of a square is exact.
        expect([...back.variances!.data]).toEqual([...series.variances!.data]);
      }),
      { numRuns: 40 },
    );
  });

  it('writes views of larger arrays as what they show', async () => {
    const large = shaped(
      Array.from({ length: 24 }, (_, i) => i),
      [4, 6],
    );
    const view = large.hi(3, 6).lo(1, 0).step(1, -2);
    const series = createSeries({
      signal: view,
      axis: createAxis({ name: 'q', unit: '1/nm', values: [1, 2, 3] }),
      time: { start: [0, 1] },
    });
    await writeNexus(at('view.h5'), series);
    const back = await readNexusSeries(at('view.h5'), { axis: { name: 'q', unit: '1/nm' } });
    expect([...back.signal.data]).toEqual([11, 9, 7, 17, 15, 13]);
  });

  it('metadata and the steps that led to a series come back with it, and warnings with them', async () => {
    const provenance: readonly ProvenanceStep[] = [
      { step: 'core/rebinTime', options: { width: 60 } },
      {
        step: 'xas-normalize/normalize',
        options: { e0: 8333, nested: { list: [1, 'a', null] } },
        warnings: [{ code: 'no-white-line', message: 'in frame 0', where: { frame: 0 } }],
      },
    ];
    const metadata = { sample: 'LNO', files: ['before.txt'], header: { __proto__x: 1, deep: [true] } };
    const series = createSeries({
      signal: new Float64Array(4),
      axis: createAxis({ name: 'q', unit: '1/nm', values: [1, 2] }),
      time: { start: [0, 1] },
      metadata,
      provenance,
    });
    await writeNexus(at('history.h5'), series);
    const back = await readNexusSeries(at('history.h5'), { axis: { name: 'q', unit: '1/nm' } });
    expect(back.metadata).toMatchObject({
      sample: 'LNO',
      header: metadata.header,
      files: ['history.h5'],
      formats: ['nexus'],
    });
    expect(back.provenance.slice(0, 2)).toEqual([{ ...provenance[0], warnings: [] }, provenance[1]]);
    // As if another version had written it, which has other codes.
    const bytes = readFileSync(at('history.h5'));
    bytes.write('no-green-line', bytes.indexOf('no-white-line'), 'latin1');
    writeFileSync(at('later.h5'), bytes);
    const later = await readNexusSeries(at('later.h5'), { axis: { name: 'q', unit: '1/nm' } });
    expect(later.provenance[1]?.warnings).toEqual([
      { code: 'x-no-green-line', message: 'in frame 0', where: { frame: 0 } },
    ]);
    expect(back.provenance.map(({ step }) => step)).toEqual([
      'core/rebinTime',
      'xas-normalize/normalize',
      'beamline-io/readNexusSeries',
    ]);
    expect(seriesWarnings(back).map(({ code }) => code)).toContain('no-white-line');
    // Written and read again, nothing is lost and nothing doubled.
    await writeNexus(at('history-2.h5'), back);
    const again = await readNexusSeries(at('history-2.h5'), { axis: { name: 'q', unit: '1/nm' } });
    expect(again.provenance.map(({ step }) => step)).toEqual([
      ...back.provenance.map(({ step }) => step),
      'beamline-io/readNexusSeries',
    ]);
  });

  it('times that count from 1970 themselves keep their start', async () => {
    const series = createSeries({
      signal: new Float64Array(4),
      axis: createAxis({ name: 'q', unit: '1/nm', values: [1, 2] }),
      time: { start: [1.5e9, 1.5e9 + 1], epoch: 100_000_000.25, zone: '+05:30' },
    });
    await writeNexus(at('late.h5'), series);
    const { time } = await readNexusSeries(at('late.h5'), { axis: { name: 'q', unit: '1/nm' } });
    expect([time.epoch! + time.start[0]!, time.epoch! + time.start[1]!, time.zone]).toEqual([
      1_600_000_000.25,
      1_600_000_001.25,
      '+05:30',
    ]);
  });

  const plain = (change: Partial<Parameters<typeof createSeries>[0]> = {}): Series =>
    createSeries({
      signal: new Float64Array(4),
      axis: createAxis({ name: 'q', unit: '1/nm', values: [1, 2] }),
      time: { start: [0, 1] },
      ...change,
    });

  it('refuses what would not be read back, and calls it by its name', async () => {
    const channel = { values: new Float64Array(2), unit: '1' };
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    for (const [bad, text] of [
      [plain({ channels: { 'a\0b': channel } }), /characters that HDF5 cannot hold/],
      [plain({ channels: { 'a ': channel } }), /ends in a blank/],
      [plain({ channels: { a: { ...channel, description: 'x\0' } } }), /description of a/],
      [plain({ time: { start: [0, 1], epoch: 1e9, zone: 'Europe/Berlin' } }), /Europe\/Berlin.*no offset/],
      [plain({ time: { start: [0, 1], epoch: 1e15 } }), /year of four digits/],
      [plain({ provenance: [{ step: 'x', options: circular }] }), /step 1 of the provenance/],
    ] as const) {
      await expect(writeNexus(at('bad.h5'), bad)).rejects.toThrow(
        expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(text) as unknown }),
      );
    }
    await expect(
      writeNexus(at('bad.h5'), plain(), { auxiliary: { i0: { values: shaped([0, 0], [2, 1]) } } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    // A defect of a program is no matter of the disk.
    await expect(
      writeNexus(at('bad.h5'), { ...plain(), channels: { a: { unit: '1' } as unknown as Channel } }),
    ).rejects.toThrow(TypeError);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp') || name === 'bad.h5')).toEqual([]);
    // The library goes on.
    await writeNexus(at('good.h5'), plain());
    expect((await readNexusSeries(at('good.h5'), { axis: { name: 'q', unit: '1/nm' } })).signal.shape).toEqual([2, 2]);
  });

  const python = ['/usr/bin/python3', 'python3'].find((each) => spawnSync(each, ['-c', 'import h5py']).status === 0);
  it.skipIf(python === undefined)(
    'stays NXdata: every axis and auxiliary signal is there, with its dimension (needs python3-h5py)',
    async () => {
      const signal = shaped(
        Array.from({ length: 24 }, (_, i) => i),
        [2, 3, 4],
      );
      const series = createSeries({
        signal,
        dims: ['time', 'pixel', '2θ'],
        axis: createAxis({ name: '2θ', unit: 'deg', values: [1, 2, 3, 4] }),
        time: { start: [0, 1] },
        channels: { θ: { values: Float64Array.of(1, 2), unit: 'deg' } },
      });
      await writeNexus(at('nxdata.h5'), series, {
        signal: { name: 'time', unit: 'counts' },
        auxiliary: { I0: { values: signal, unit: 'A' }, 'time errors': { values: signal } },
      });
      const { stdout, stderr } = spawnSync(
        python!,
        [
          '-c',
          `
import h5py, json, sys
text = lambda value: value.decode() if isinstance(value, bytes) else str(value)
with h5py.File(sys.argv[1], 'r') as f:
    data = f['entry/data']
    print(json.dumps([text(data.attrs['signal']), [text(x) for x in data.attrs['axes']], [text(x) for x in data.attrs['auxiliary_signals']], {k: int(v) for k, v in data.attrs.items() if k.endswith('_indices')},
        {name: [list(data[name].shape), text(data[name].attrs.get('units', '')), text(data[name].attrs.get('name', ''))] for name in data}, [text(data['time_2'].attrs['name']), text(f['entry/channels/channel'].attrs['name'])], float(data['I0'][1, 2, 3])]))
`,
          at('nxdata.h5'),
        ],
        { encoding: 'utf8' },
      );
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toEqual([
        'time_2',
        ['time', '.', '2'],
        ['I0', 'time_errors_2'],
        { time_indices: 0, '2_indices': 2 },
        {
          '2': [[4], 'deg', '2θ'],
          I0: [[2, 3, 4], 'A', ''],
          time: [[2], 's', ''],
          time_2: [[2, 3, 4], 'counts', 'time'],
          time_errors_2: [[2, 3, 4], '', 'time errors'],
        },
        ['time', 'θ'],
        23,
      ]);
      const file = await openHdf5(at('nxdata.h5'));
      expect(file.attributes('/entry/data/time_2')['name']).toBe('time');
      file.close();
    },
  );
});

describe('names and moments of NeXus', () => {
  it('names follow its rules, and none occurs twice or belongs to another (property)', () => {
    fc.assert(
      fc.property(fc.array(names, { maxLength: 20 }), (wanted) => {
        const nameOf = nexusNames(['time']);
        const given = wanted.map((name) => nameOf(name, 'channel'));
        expect(new Set(given).size).toBe(given.length);
        for (const name of given) expect(name).toMatch(/^(?!time$)(?!.*_(errors?|flags)$)[A-Za-z0-9_]+$/);
      }),
    );
  });

  it('moments are read back to the last bit, with their zone (property)', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.double({ min: 1e6, max: 8e9, noNaN: true }), fc.integer({ min: -1e9, max: 2 ** 33 })),
        zones,
        (epoch, zone) => {
          expect(parseDateTime(formatDateTime(epoch, zone))).toMatchObject({ epoch, zone });
        },
      ),
      // Where the local time of the zone has fewer bits for the seconds than the epoch.
      { examples: [[2147439011.949323, '+12:30']] },
    );
    expect(formatDateTime(1.7e9, '+01:00')).toBe('2023-11-14T23:13:20.000+01:00');
    expect(formatDateTime(1.7e9 + 0.0001220703125)).toBe('2023-11-14T22:13:20.0001220703125');
  });
});
