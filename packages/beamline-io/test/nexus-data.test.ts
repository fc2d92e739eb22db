import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seriesWarnings } from '@operando/core';
import type { OperandoWarning, Series } from '@operando/core';
import { openHdf5, readFile, readFileScans, readNexusSeries, readSeries } from '../src/node.js';
import type { ReadFileOptions } from '../src/node.js';
import type { ColumnTable } from '../src/table/column-table.js';

const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import h5py, numpy']).status === 0,
);
let folder = '';
const at = (name: string): string => join(folder, `${name}.h5`);

/** What h5py writes: `stack` makes a file of one NXdata, a signal of two frames of three points with an axis q. */
const writing = `
import h5py, numpy as np, sys
from h5py import h5t, h5s, h5d, h5p, h5z
top = sys.argv[1]
I = np.array([[1., 2., 3.], [4., 5., 6.]])
def group(parent, name, kind, **attributes):
    made = parent.create_group(name); made.attrs['NX_class'] = kind
    for key, value in attributes.items(): made.attrs[key] = value
    return made
def put(parent, name, values, **attributes):
    parent[name] = values
    for key, value in attributes.items(): parent[name].attrs[key] = value
def stack(name, signal=I, axes=['.', 'q'], times=None, unit=None, **attributes):
    f = h5py.File(top + '/' + name + '.h5', 'w')
    e = group(f, 'entry', 'NXentry'); d = group(e, 'data', 'NXdata', signal='I', **attributes)
    if axes is not None: d.attrs['axes'] = axes
    put(d, 'I', signal); put(d, 'q', np.array([1., 2., 3.]), units='1/nm')
    if times is not None: put(d, times[0], np.array(times[1]), **({} if unit is None else {'units': unit}))
    return f

# Axes.
with stack('indices', axes=['q', 'time'], times=('time', [0., 60.]), unit='s', q_indices=1, time_indices=0): pass
with stack('indices-text', axes=['q', 'time'], times=('time', [0., 60.]), unit='s', q_indices='1', time_indices='0'): pass
with stack('indices-wrong', axes=['time', 'q'], times=('time', [0., 60.]), unit='s', q_indices=0, time_indices=1): pass
with stack('indices-out', axes=['.', 'q'], q_indices=7): pass
with stack('indices-nowhere', signal=np.arange(15.).reshape(5, 3), axes=['q', '.'], q_indices=0): pass
with stack('one-axis', axes='time', times=('time', [0., 60.]), unit='s'): pass
with stack('same-size', signal=np.arange(9.).reshape(3, 3), axes=['q']): pass
with stack('square-indices', signal=np.arange(9.).reshape(3, 3), axes=['q', 'time'], times=('time', [0., 60., 90.]), unit='s', q_indices=1, time_indices=0): pass
with stack('two-axes', axes=['q', 'p'], q_indices=1, p_indices=1) as f: put(f['entry/data'], 'p', np.array([4., 5., 6.]), units='1/nm')
with stack('no-axis', axes=['.', 'gone']): pass
with stack('own-grids', axes=['.', 'energy'], energy_indices=[0, 1]) as f: put(f['entry/data'], 'energy', np.array([[10., 20., 30.], [11., 21., 31.]]), units='eV')
with stack('own-grids-alike', axes=['.', 'energy'], energy_indices=[0, 1]) as f: put(f['entry/data'], 'energy', np.array([[10., 20., 30.], [10., 20., 30.]]), units='eV')
with stack('scatter', axes=['x', 'y'], x_indices=[0, 1], y_indices=[0, 1]) as f:
    put(f['entry/data'], 'x', I); put(f['entry/data'], 'y', np.array([[1., 2., 3.], [1., 2., 3.]]), units='1/nm')
with stack('cut-short', signal=np.arange(3.), axes='e') as f: put(f['entry/data'], 'e', np.arange(10.) + 8000, units='eV')
with stack('cut-short-stack', axes=['time', 'q'], times=('time', [0., 10., 20., 30., 40.]), unit='s', time_indices=0): pass
with stack('edges', signal=np.arange(3.), axes='e') as f: put(f['entry/data'], 'e', np.arange(4.) + 8000, units='eV')
with stack('falling') as f:
    d = f['entry/data']; del d['q']; put(d, 'q', np.array([3., 2., 1.]), units='1/nm')
    put(d, 'I_errors', I / 10); put(d, 'mask', np.array([[True, False, False], [False, False, True]]))
with stack('bad-axis') as f: del f['entry/data/q']; put(f['entry/data'], 'q', np.array([1., np.nan, 3.]), units='1/nm')
with stack('temperatures', axes=['T', 'q'], times=('T', [300., 310.]), unit='K'): pass
with stack('square', signal=np.arange(9.).reshape(3, 3), v_indices=0) as f: put(f['entry/data'], 'v', np.array([3.5, 3.6, 3.7])); put(f['entry/data'], 'w', np.array([1., 2., 3.]))
with h5py.File(top + '/primary.h5', 'w') as f:
    d = group(group(f, 'entry', 'NXentry'), 'data', 'NXdata'); put(d, 'I', np.arange(3.), signal=1)
    put(d, 'a', np.arange(3.) + 10, axis=1); put(d, 'b', np.arange(3.) + 20, axis=1, primary=1)

# Defaults and signals that lead nowhere.
with stack('default-gone') as f: f.attrs['default'] = 'processed'; group(f, 'other', 'NXentry')
with stack('default-signal-gone') as f:
    f.attrs['default'] = 'entry'; f['entry'].attrs['default'] = 'results'; group(f['entry'], 'results', 'NXdata', signal='fit')
with stack('signal-gone') as f: group(f['entry'], 'a_first', 'NXdata', signal='mu')
with stack('several') as f: put(group(f['entry'], 'other', 'NXdata', signal='y'), 'y', np.arange(3.))
with h5py.File(top + '/signal-only-gone.h5', 'w') as f: group(group(f, 'entry', 'NXentry'), 'data', 'NXdata', signal='mu')['x'] = np.arange(3.)

# Integers of fewer bits than their bytes.
def bits(f, name, kind, precision, offset, values, nbit=False):
    t = kind.copy(); t.set_precision(precision); t.set_offset(offset)
    native = {1: 'i1', 2: 'i2', 4: 'i4', 8: 'i8'}[kind.get_size()]
    p = h5p.create(h5p.DATASET_CREATE)
    if nbit: p.set_chunk((len(values),)); p.set_filter(h5z.FILTER_NBIT, h5z.FLAG_MANDATORY)
    d = h5d.create(f.id, name.encode(), t, h5s.create_simple((len(values),)), p)
    d.write(h5s.ALL, h5s.ALL, np.array(values, dtype=native))
for name, libver in [('bits', 'earliest'), ('bits-latest', 'latest')]:
    with h5py.File(top + '/' + name + '.h5', 'w', libver=libver, userblock_size=512) as f:
        bits(f, 'twelve', h5t.STD_I16LE, 12, 0, [-1, -2048, 2047, 5])
        bits(f, 'twelve_up', h5t.STD_I16LE, 12, 4, [-1, -2048, 2047, 5])
        bits(f, 'twelve_big', h5t.STD_I16BE, 12, 0, [-1, -2048, 2047, 5])
        bits(f, 'nbit', h5t.STD_I16BE, 12, 3, [-1, -2048, 2047, 5], nbit=True)
        bits(f, 'unsigned', h5t.STD_U16LE, 12, 2, [4095, 0, 7, 5])
        bits(f, 'twentyfour', h5t.STD_I32LE, 24, 8, [-1, -8388608, 8388607, 5])
        bits(f, 'forty', h5t.STD_I64LE, 40, 3, [-1, -2**39, 2**39 - 1, 5])
        bits(f, 'four', h5t.STD_I8LE, 4, 0, [-1, -8, 7, 5])
        f['whole'] = np.array([-1, 2, 3], dtype='i2'); f['single'] = np.array([1.5, -2.], dtype='f4')
        for i in range(30): f['whole'].attrs['a%d' % i] = 'long words ' * 20
        t = h5t.STD_I16LE.copy(); t.set_precision(12); t.commit(f.id, b'named')
        d = h5d.create(f.id, b'committed', t, h5s.create_simple((2,))); d.write(h5s.ALL, h5s.ALL, np.array([-1, 7], dtype='i2'))
        half = h5t.IEEE_F32LE.copy(); half.set_fields(31, 26, 5, 0, 26); half.set_ebias(15)
        d = h5d.create(f.id, b'odd', half, h5s.create_simple((2,)))

# Times.
T = [0., 1500.]
for name, times, unit in [('ms', ('time', T), 'ms'), ('us', ('elapsed', T), 'us'), ('ns', ('time', [1.7e18, 1.7e18 + 2e9]), 'ns'), ('bare', ('time', T), None), ('named', ('time_ms', T), None), ('unknown', ('time', T), 'ticks'), ('far', ('epoch', [1.7e12, 1.7e12 + 1000]), None), ('since', ('time', T), 'seconds since 2024-01-01T00:00:00Z'), ('frame', ('frame', T), None)]:
    with stack('time-' + name, axes=[times[0], 'q'], times=times, unit=unit): pass
with stack('time-label', axes=['time', 'q'], times=('time', T)) as f: f['entry/data/time'].attrs['long_name'] = 'time (ms)'
with stack('time-edges', axes=['time', 'q'], times=('time', [0., 10., 30.]), unit='s'): pass
for name, value, unit in [('ms', [500., 250.], 'ms'), ('bare', [5., 2.], None), ('ticks', [5., 2.], 'ticks'), ('one', 3., 's'), ('long', [1., 2., 3.], 's')]:
    with stack('exposure-' + name) as f: put(f['entry'], 'exposure', value, **({} if unit is None else {'units': unit}))

# Masks, uncertainties, scales, values that are none.
with stack('mask') as f: put(f['entry/data'], 'mask', np.array([[0, 1, 0], [0, 0, 0]], dtype='u1')); put(f['entry/data'], 'I_errors', I / 10)
with stack('mask-points') as f: put(f['entry/data'], 'mask', np.array([True, False, False]))
with stack('mask-other') as f: put(f['entry/data'], 'mask', np.zeros((5, 3)))
with stack('mask-one', signal=np.arange(3.), axes='q') as f: put(f['entry/data'], 'mask', np.array([False, True, False]))
with stack('errors-old') as f: put(f['entry/data'], 'errors', I / 10); put(f['entry/data'], 'other', I)
with stack('errors-named') as f: put(f['entry/data'], 'dev', I / 10); f['entry/data/I'].attrs['uncertainties'] = 'dev'
with stack('errors-gone') as f: f['entry/data/I'].attrs['uncertainties'] = 'dev'
with stack('errors-unit') as f: f['entry/data/I'].attrs['units'] = 'counts'; put(f['entry/data'], 'I_errors', I, units='%')
with stack('scaled', signal=I.astype('i2')) as f: put(f['entry/data'], 'I_scaling_factor', 0.5); put(f['entry/data'], 'I_offset', 10.); put(f['entry/data'], 'q_scaling_factor', 2.)
with stack('scaled-old', signal=I.astype('i2')) as f: put(f['entry/data'], 'scaling_factor', 0.5)
with stack('scaled-cf', signal=I.astype('i2')) as f: f['entry/data/I'].attrs.update({'scale_factor': 0.5, 'add_offset': 10., '_FillValue': np.int16(5)})
with stack('scale-none') as f: put(f['entry/data'], 'I_scaling_factor', np.nan)
with stack('axis-is-signal', signal=np.arange(3.), axes='I'): pass
with stack('motor', signal=np.arange(3.), axes='q') as f: put(f['entry/data'], 'offset', np.array([7., 8., 9.]))

# Many entries.
with h5py.File(top + '/many.h5', 'w') as f:
    for i in range(1, 411):
        e = group(f, '%d.1' % i, 'NXentry'); group(e, 'instrument', 'NXinstrument')
        d = group(e, 'plot', 'NXdata', signal='y', axes='x'); put(d, 'x', np.arange(3.)); put(d, 'y', np.arange(3.) + i)
def bliss(f, name, title, points, slow=0):
    e = group(f, name, 'NXentry'); e['title'] = title; e['start_time'] = '2024-03-01T10:00:00+01:00'
    i = group(e, 'instrument', 'NXinstrument'); m = group(e, 'measurement', 'NXcollection')
    for counter, unit in [('elapsed_time', 's'), ('energy', 'keV'), ('mon', None), ('mu', None)]:
        put(group(i, counter, 'NXdetector'), 'data', np.linspace(7.1, 7.2, points), **({} if unit is None else {'units': unit}))
        m[counter] = h5py.SoftLink('/%s/instrument/%s/data' % (name, counter))
    m['mca'] = np.zeros((points, 8))
    if slow: m['temperature'] = np.linspace(300, 301, slow)
with h5py.File(top + '/bliss.h5', 'w') as f:
    bliss(f, '1.1', 'ascan energy 7.1 7.2 4 0.1', 5); bliss(f, '2.1', 'fscan energy 7.1 0.1', 50, slow=3); bliss(f, '10.1', 'ascan energy 7.1 7.2 4 0.1', 5)
with h5py.File(top + '/bliss-one.h5', 'w') as f: bliss(f, '1.1', 'ascan energy 7.1 7.2 4 0.1', 5)
with h5py.File(top + '/stacks.h5', 'w') as f:
    for name in ['1.1', '2.1']:
        d = group(group(f, name, 'NXentry'), 'plot', 'NXdata', signal='I', axes=['.', 'q']); put(d, 'I', I * float(name)); put(d, 'q', np.arange(3.), units='1/nm')

with h5py.File(top + '/images.h5', 'w') as f:
    bliss(f, '1.1', 'ascan energy 7.1 7.2 4 0.1', 5); m = f['1.1/measurement']
    v = h5py.VirtualLayout(shape=(5, 4, 4), dtype='u2'); v[...] = h5py.VirtualSource('lima/gone.h5', 'x', shape=(5, 4, 4)); m.create_virtual_dataset('eiger', v)
    m['half'] = np.arange(5, dtype='f2'); m['lima'] = h5py.ExternalLink('lima/gone.h5', '/x')
    for name, signal in [('2.1', np.zeros((2, 2, 2))), ('3.1', np.arange(3.)), ('4.1', None)]:
        d = group(group(f, name, 'NXentry'), 'plot', 'NXdata', signal='I')
        if signal is None: d['I'] = h5py.ExternalLink('lima/gone.h5', '/x')
        else: d['I'] = signal
with h5py.File(top + '/images-first.h5', 'w') as f:
    f.attrs['default'] = '2.1'
    for name, signal in [('1.1', np.zeros((2, 2, 2))), ('2.1', None), ('3.1', np.arange(3.))]:
        e = group(f, name, 'NXentry')
        if signal is None: group(e, 'measurement', 'NXcollection')['mon'] = np.arange(4.)
        else: group(e, 'plot', 'NXdata', signal='I')['I'] = signal
with stack('odd-member') as f: f['entry/data/half'] = np.arange(2, dtype='longdouble'); f['entry/data/I'].attrs['interpretation'] = 'image'

# Units.
for name, axis, unit in [('tex-nm', 'q', 'nm^{-1}'), ('tex-angstrom', 'q', '\\\\AA^{-1}'), ('q-bare', 'q', None), ('time-last', 'time', None), ('energy-bare', 'energy', None)]:
    with stack(name, axes=['.', axis]) as f:
        d = f['entry/data']; del d['q']; put(d, axis, np.array([7.1, 7.2, 7.3]), **({} if unit is None else {'unit': unit}))

# Sizes.
with stack('none', signal=np.zeros((0, 3))): pass
with stack('no-points', signal=np.zeros((2, 0)), axes=['.', '.']): pass
with stack('empty', signal=np.zeros(0), axes='e') as f: put(f['entry/data'], 'e', np.zeros(0))
with h5py.File(top + '/null.h5', 'w') as f: d = group(f, 'data', 'NXdata', signal='I'); d['I'] = h5py.Empty('f8')
with h5py.File(top + '/huge.h5', 'w') as f:
    d = group(f, 'data', 'NXdata', signal='I', axes=['.', 'q']); d.create_dataset('I', (2**40, 2**20), dtype='u1', chunks=(1, 2**20)); d.create_dataset('q', (2**20,), dtype='f8')
with h5py.File(top + '/channels.h5', 'w') as f:
    d = group(f, 'data', 'NXdata', signal='I', axes=['.', 'q']); d.create_dataset('I', (4_000_000, 2), dtype='u1', chunks=(100_000, 2), compression='gzip'); d['q'] = np.arange(2.)
    d.create_dataset('c0', (4_000_000,), dtype='u1', chunks=(100_000,), compression='gzip')
    for i in range(1, 60): d['c%d' % i] = d['c0']
`;

const inQ = { axis: { name: 'q', unit: '1/nm' } } as const;
const codes = (warnings: readonly OperandoWarning[]): string[] => warnings.map(({ code }) => code);
const series = (name: string): Promise<Series<'q', '1/nm'>> => readNexusSeries(at(name), inQ);
const warned = async (name: string): Promise<string[]> => codes(seriesWarnings(await series(name)));
async function table(name: string, options: ReadFileOptions = {}): Promise<ColumnTable> {
  const result = await readFile(at(name), options);
  if (result.kind !== 'spectrum') throw new Error(result.kind);
  return result.table;
}
const columns = ({ columns: each }: ColumnTable): string[] =>
  each.map(({ label, values }) => `${label} ${values.join()}`);

describe.skipIf(python === undefined)('NeXus files by h5py (needs python3-h5py)', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'operando-nexus-'));
    const { status, stderr } = spawnSync(python!, ['-c', writing, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe('axes', () => {
    it.each(['indices', 'indices-text'])('run along the dimension that their indices say: %s', async (name) => {
      const read = await series(name);
      expect([Array.from(read.axis.values), Array.from(read.time.start), Array.from(read.signal.data)]).toEqual([
        [1, 2, 3],
        [0, 60],
        [1, 2, 3, 4, 5, 6],
      ]);
      expect(codes(seriesWarnings(read))).toEqual(['axis-indices', 'axis-indices']);
    });

    it('of as many frames as points are told apart by their indices', async () => {
      const read = await series('square-indices');
      expect([Array.from(read.axis.values), Array.from(read.time.start)]).toEqual([
        [1, 2, 3],
        [0, 60, 90],
      ]);
    });

    it.each(['indices-wrong', 'indices-out'])(
      'stay where they stand and fit when their indices cannot be: %s',
      async (name) => {
        const read = await series(name);
        expect([Array.from(read.axis.values), codes(seriesWarnings(read)).includes('axis-indices')]).toEqual([
          [1, 2, 3],
          true,
        ]);
      },
    );

    it('that fit nowhere they are said to be are not used', async () => {
      await expect(series('indices-nowhere')).rejects.toThrow(
        /q is 3, where the signal is 5 x 3 and q_indices says dimension 0/,
      );
      await expect(series('no-axis')).rejects.toThrow(/The axis gone is not there/);
      expect(columns(await table('axis-is-signal'))[0]).toBe('index 0,1,2');
      expect(codes((await table('no-axis', { scan: 1 })).warnings)).toEqual(['axis-left-out', 'axis-missing']);
    });

    it('fewer than dimensions go where they fit, with a warning where that is several', async () => {
      await expect(series('one-axis')).rejects.toThrow(/no axis along the spectra/);
      expect([Array.from((await series('same-size')).axis.values), (await warned('same-size'))[0]]).toEqual([
        [1, 2, 3],
        'axis-assumed',
      ]);
    });

    it('two of one dimension: the one that stands there too, with a warning', async () => {
      const read = await series('two-axes');
      expect([Array.from(read.axis.values), codes(seriesWarnings(read))]).toEqual([
        [4, 5, 6],
        ['axis-indices', 'axis-left-out', 'time-unknown'],
      ]);
    });

    it('of two dimensions give each spectrum its own; a series only where all are alike', async () => {
      expect([
        columns(await table('own-grids', { scan: 1 }))[0],
        columns(await table('own-grids', { scan: 2 }))[0],
      ]).toEqual(['energy 10,20,30', 'energy 11,21,31']);
      await expect(readSeries([at('own-grids')])).rejects.toThrow(
        expect.objectContaining({ code: 'unsupported', where: expect.objectContaining({ frame: 1 }) as unknown }),
      );
      expect(Array.from((await readSeries([at('own-grids-alike')])).axis.values)).toEqual([10, 20, 30]);
      const read = await series('scatter');
      expect([Array.from(read.axis.values), codes(seriesWarnings(read))]).toEqual([
        [1, 2, 3],
        ['axis-left-out', 'time-unknown'],
      ]);
    });

    it('longer than the signal: a scan cut short, or edges', async () => {
      const short = await table('cut-short');
      expect([columns(short)[0], codes(short.warnings)]).toEqual(['e 8000,8001,8002', ['axis-longer']]);
      const stack = await series('cut-short-stack');
      expect([Array.from(stack.time.start), codes(seriesWarnings(stack))]).toEqual([[0, 10], ['axis-longer']]);
      const edges = await table('edges');
      expect([columns(edges)[0], codes(edges.warnings)]).toEqual(['e 8000.5,8001.5,8002.5', ['bin-edges']]);
    });

    it('that fall are turned with values, errors and mask; not finite ones are errors', async () => {
      const read = await series('falling');
      expect([read.axis.values, read.signal.data, read.mask!.data].map((each) => Array.from(each))).toEqual([
        [1, 2, 3],
        [3, 2, 1, 6, 5, 4],
        [0, 0, 1, 1, 0, 0],
      ]);
      expect(Math.sqrt(read.variances!.get(1, 0))).toBeCloseTo(0.6, 12);
      await expect(series('bad-axis')).rejects.toThrow(expect.objectContaining({ code: 'non-finite' }));
    });

    it('of the frames that are no times become a channel', async () => {
      expect((await series('temperatures')).channels['T']).toMatchObject({
        unit: 'K',
        values: Float64Array.of(300, 310),
      });
    });

    it('of as many frames as points: only what says so goes with the frames', async () => {
      const read = await series('square');
      expect([Object.keys(read.channels), codes(seriesWarnings(read))]).toEqual([
        ['v'],
        ['time-unknown', 'channels-left-out'],
      ]);
    });

    it('numbered on the datasets (before 2014): the primary one', async () => {
      expect(columns(await table('primary')).slice(0, 2)).toEqual(['b 20,21,22', 'I 0,1,2']);
    });
  });

  describe('defaults and signals that lead nowhere', () => {
    it('are told where others are taken', async () => {
      const missing = seriesWarnings(await series('default-gone')).map(({ code, message }) => `${code}: ${message}`);
      expect(missing[0]).toBe(
        'default-missing: The default of /, processed, is not there; /entry/data/I was taken instead. Choose with dataset.',
      );
      const signal = seriesWarnings(await series('signal-gone')).map(({ code, message }) => `${code}: ${message}`);
      expect(signal[0]).toBe(
        'signal-missing: The signal of /entry/a_first, mu, is not there; /entry/data/I was taken instead. Choose with dataset.',
      );
    });

    it('where several data stand without a default, the first is taken and told', async () => {
      expect([await warned('several'), codes((await table('several', { dataset: '/entry/other' })).warnings)]).toEqual([
        ['several-data', 'time-unknown'],
        ['axis-missing'],
      ]);
    });

    it('are errors where the file points to them, or there is nothing else', async () => {
      await expect(series('default-signal-gone')).rejects.toThrow(
        /the default data, \/entry\/results, name the signal fit, which is not there/,
      );
      expect(
        (await readNexusSeries(at('default-signal-gone'), { ...inQ, dataset: '/entry/data' })).signal.shape,
      ).toEqual([2, 3]);
      await expect(series('signal-only-gone')).rejects.toThrow(/The signal of \/entry\/data, mu, is not there/);
    });
  });

  describe('integers of fewer bits than their bytes', () => {
    it.each(['bits', 'bits-latest'])('keep their sign: %s', async (name) => {
      const file = await openHdf5(at(name));
      const values = (path: string): number[] => Array.from(file.dataset(path).readAll());
      for (const path of ['twelve', 'twelve_up', 'twelve_big', 'nbit'])
        expect([path, values(path)]).toEqual([path, [-1, -2048, 2047, 5]]);
      expect(values('unsigned')).toEqual([4095, 0, 7, 5]);
      expect(values('twentyfour')).toEqual([-1, -8388608, 8388607, 5]);
      expect(values('forty')).toEqual([-1, -(2 ** 39), 2 ** 39 - 1, 5]);
      expect(values('four')).toEqual([-1, -8, 7, 5]);
      expect(values('committed')).toEqual([-1, 7]);
      expect([values('whole'), values('single')]).toEqual([
        [-1, 2, 3],
        [1.5, -2],
      ]);
      expect(() => file.dataset('odd')).toThrow(expect.objectContaining({ code: 'unsupported' }));
      file.close();
    });
  });

  describe('units of the axis', () => {
    it('may be TeX, as pyFAI writes them', async () => {
      expect(Array.from((await series('tex-nm')).axis.values)).toEqual([7.1, 7.2, 7.3]);
      expect((await series('tex-angstrom')).axis.values[0]).toBeCloseTo(71, 12);
      expect((await table('tex-angstrom', { scan: 1 })).columns[0]!.unit).toBe('angstrom^-1');
    });

    it('missing: what is asked for, unless the name says otherwise; energies below 150 are keV', async () => {
      expect((await warned('q-bare'))[0]).toBe('unit-assumed');
      await expect(series('time-last')).rejects.toThrow(/time has no unit and seems to be time, not q/);
      await expect(readSeries([at('q-bare')])).rejects.toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
      const energies = await readSeries([at('energy-bare')]);
      expect([Array.from(energies.axis.values), codes(seriesWarnings(energies))[0]]).toEqual([
        [7100, 7200, 7300],
        'unit-inferred',
      ]);
    });
  });

  describe('times', () => {
    const start = async (name: string): Promise<unknown> => Array.from((await series(name)).time.start);

    it('are converted by their unit, or the unit of their label', async () => {
      expect([await start('time-ms'), await start('time-label'), await start('time-us')]).toEqual([
        [0, 1.5],
        [0, 1.5],
        [0, 0.0015],
      ]);
      expect([await warned('time-ms'), await warned('time-label')]).toEqual([[], []]);
      const { time } = await series('time-ns');
      expect([Array.from(time.start), time.epoch, time.zone]).toEqual([[0, 2], 1.7e9, 'utc']);
      expect((await series('time-since')).time).toMatchObject({
        start: Float64Array.of(0, 1500),
        epoch: Date.UTC(2024, 0, 1) / 1000,
      });
      expect((await series('time-edges')).time.duration).toEqual(Float64Array.of(10, 20));
    });

    it('without a unit are told; of unknown units are not used', async () => {
      expect([await start('time-bare'), await warned('time-bare')]).toEqual([[0, 1500], ['unit-assumed']]);
      expect([await start('time-named'), await warned('time-named')]).toEqual([[0, 1.5], ['unit-assumed']]);
      expect([await start('time-unknown'), await warned('time-unknown')]).toEqual([
        [0, 1],
        ['unknown-unit', 'time-unknown'],
      ]);
      expect(await warned('time-far')).toEqual(['unit-assumed', 'unknown-unit', 'time-unknown']);
      expect(await warned('time-frame')).toEqual(['time-unknown']);
    });

    it('of exposure likewise', async () => {
      const exposure = async (name: string): Promise<unknown> => {
        const read = await series(name);
        return [Array.from(read.time.duration), codes(seriesWarnings(read)).filter((code) => code !== 'time-unknown')];
      };
      expect(await exposure('exposure-ms')).toEqual([[0.5, 0.25], []]);
      expect(await exposure('exposure-bare')).toEqual([[5, 2], ['unit-assumed']]);
      expect(await exposure('exposure-ticks')).toEqual([[0, 0], ['unknown-unit']]);
      expect(await exposure('exposure-one')).toEqual([[3, 3], []]);
      expect(await exposure('exposure-long')).toEqual([[0, 0], ['exposure-left-out']]);
    });
  });

  describe('masks, uncertainties, scales', () => {
    it('masked values are NaN in tables, masked in series', async () => {
      const first = await table('mask', { scan: 1 });
      expect([columns(first), codes(first.warnings)]).toEqual([
        ['q 1,2,3', 'I 1,NaN,3', 'I_errors 0.1,NaN,0.3'],
        ['masked'],
      ]);
      expect(columns(await table('mask', { scan: 2 }))[1]).toBe('I 4,5,6');
      expect(columns(await table('mask-one'))).toEqual(['q 1,2,3', 'I 0,NaN,2']);
      expect(Array.from((await series('mask')).mask!.data)).toEqual([0, 1, 0, 0, 0, 0]);
      expect(Array.from((await series('mask-points')).mask!.data)).toEqual([1, 0, 0, 1, 0, 0]);
      expect(await warned('mask-other')).toContain('mask-left-out');
    });

    it('uncertainties are found by name, old name and attribute, and are those of the signal alone', async () => {
      for (const name of ['errors-old', 'errors-named'])
        expect([name, (await series(name)).variances?.get(1, 2)]).toEqual([name, expect.closeTo(0.36, 12)]);
      expect(
        (await readNexusSeries(at('errors-old'), { ...inQ, dataset: '/entry/data/other' })).variances,
      ).toBeUndefined();
      expect([await warned('errors-gone'), await warned('errors-unit')]).toEqual([
        ['errors-left-out', 'time-unknown'],
        ['errors-left-out', 'time-unknown'],
      ]);
    });

    it('stored integers are scaled as NeXus says, (value + offset) * factor, or netCDF; fill values are masked', async () => {
      const scaled = await series('scaled');
      expect([
        Array.from(scaled.signal.data),
        Array.from(scaled.axis.values),
        codes(seriesWarnings(scaled)).filter((code) => code === 'values-scaled').length,
      ]).toEqual([[5.5, 6, 6.5, 7, 7.5, 8], [2, 4, 6], 2]);
      expect(Array.from((await series('scaled-old')).signal.data)).toEqual([0.5, 1, 1.5, 2, 2.5, 3]);
      const filled = await series('scaled-cf');
      expect([Array.from(filled.signal.data), Array.from(filled.mask!.data)]).toEqual([
        [10.5, 11, 11.5, 12, Number.NaN, 13],
        [0, 0, 0, 0, 1, 0],
      ]);
      expect([Array.from((await series('scale-none')).signal.data), (await warned('scale-none'))[0]]).toEqual([
        [1, 2, 3, 4, 5, 6],
        'scale-left-out',
      ]);
      expect(columns(await table('motor'))).toEqual(['q 1,2,3', 'I 0,1,2', 'offset 7,8,9']);
    });
  });

  describe('files of many entries', () => {
    it('are read by entry: the first, a chosen one, all', async () => {
      const first = await table('many');
      expect([columns(first)[1], codes(first.warnings)]).toEqual(['y 1,2,3', ['several-entries']]);
      for (const scan of [410, '410.1'] as const)
        expect(columns(await table('many', { scan }))[1]).toBe('y 410,411,412');
      expect(columns(await table('many', { dataset: '/409.1' }))[1]).toBe('y 409,410,411');
      await expect(table('many', { scan: 411 })).rejects.toThrow(/there is no scan 411.*1\.1, 2\.1/);
      const all = await readFileScans(at('many'));
      expect([all.length, all[1]!.scan]).toEqual([410, '2.1']);
      const stacks = await table('stacks', { scan: '2.1' });
      expect([columns(stacks)[1], stacks.scan]).toEqual(['I 2.1,4.2,6.300000000000001', '2.1/1']);
      expect(columns(await table('stacks', { scan: '2.1/2' }))[1]).toBe('I 8.4,10.5,12.600000000000001');
      expect((await readFileScans(at('stacks'))).map(({ scan }) => scan)).toEqual(['1.1/1', '1.1/2', '2.1/1', '2.1/2']);
    });

    it('of BLISS: the counters of a scan, what moves first, other lengths left out', async () => {
      for (const [name, options] of [
        ['bliss', {}],
        ['bliss-one', {}],
        ['bliss', { scan: 10 }],
        ['bliss', { dataset: '/1.1' }],
        ['bliss', { dataset: '/1.1/measurement' }],
      ] as const) {
        const found = await table(name, options);
        expect([
          found.rows,
          found.columns.map(({ label }) => label),
          found.columns[0]!.role,
          found.columns[0]!.unit,
          found.time?.zone,
        ]).toEqual([5, ['energy', 'elapsed_time', 'mon', 'mu'], 'energy', 'keV', '+01:00']);
      }
      const fast = await table('bliss', { scan: '2.1' });
      expect([fast.rows, fast.scan, codes(fast.warnings)]).toEqual([
        50,
        '2.1',
        ['no-plottable-data', 'columns-left-out'],
      ]);
      expect((await readFileScans(at('bliss'))).map(({ scan, rows }) => `${scan} ${rows}`)).toEqual([
        '1.1 5',
        '2.1 50',
        '10.1 5',
      ]);
      expect((await table('bliss', { dataset: '/2.1/measurement/temperature' })).rows).toBe(3);
      await expect(readFile(at('bliss'), { dataset: '/1.1/instrument' })).rejects.toThrow(/has no signal/);
    });
  });

  describe('members that cannot be read', () => {
    it('are left out where others can', async () => {
      const first = await table('images', { scan: '1.1' });
      expect([first.columns.map(({ label }) => label), first.warnings.map(({ where }) => where?.column)]).toEqual([
        ['energy', 'elapsed_time', 'half', 'mon', 'mu'],
        [undefined, 'eiger'],
      ]);
      const all = await readFileScans(at('images'));
      expect([
        all.map(({ scan }) => scan),
        all[0]!.warnings.filter(({ code }) => code === 'entry-left-out').map(({ message }) => message.slice(0, 20)),
      ]).toEqual([
        ['1.1', '3.1'],
        ['/2.1 was left out: /', '/4.1 was left out: /'],
      ]);
      expect(columns(await table('images-first'))).toEqual(['mon 0,1,2,3']);
      await expect(table('images', { scan: '4.1' })).rejects.toThrow(/leads to "lima\/gone.h5", which is not there/);
      await expect(table('images', { scan: '3.1/2' })).rejects.toThrow(/\/3\.1 is no stack of spectra/);
      expect(await warned('odd-member')).toEqual(['image-rows', 'time-unknown', 'columns-left-out']);
    });
  });

  describe('sizes', () => {
    it('nothing, or more than fits, is an error of ours', async () => {
      for (const [name, code] of [
        ['none', 'outside-range'],
        ['no-points', 'column-missing'],
        ['null', 'column-missing'],
        ['huge', 'too-large'],
        ['channels', 'too-large'],
      ] as const)
        await expect(series(name)).rejects.toThrow(expect.objectContaining({ code }));
      expect((await table('empty')).rows).toBe(0);
    });
  });
});
