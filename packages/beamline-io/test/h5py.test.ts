import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAxis, createSeries } from '@operando/core';
import { openHdf5, readFile, readNexusSeries, writeNexus } from '../src/node.js';

/** A Python that has the modules; undefined where there is none. */
function pythonWith(...modules: readonly string[]): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0,
  );
}

const python = pythonWith('h5py', 'numpy');
const silx = pythonWith('silx.io.nxdata', 'h5py');
let folder = '';
const at = (name: string): string => join(folder, name);

function run(program: string, script: string): string {
  const { status, stdout, stderr } = spawnSync(program, ['-c', script, folder], {
    encoding: 'utf8',
    env: { ...process.env, HDF5_PLUGIN_PATH: '' },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-h5py-'));
  if (python !== undefined) run(python, writing);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const writing = `
import h5py, numpy as np, sys
counts = (np.arange(20000, dtype='int64').reshape(40, 500) * 7919) % 1000
with h5py.File(sys.argv[1] + '/made.h5', 'w') as f:
    f.create_dataset('gzip_shuffle', data=counts.astype('i4'), compression='gzip', shuffle=True, fletcher32=True, chunks=(5, 500))
    f.create_dataset('lzf', data=counts.astype('u2'), compression='lzf')
    f.create_dataset('big_endian', data=counts.astype('>i4'))
    f.create_dataset('int64', data=counts + 2**40)
    f.create_dataset('single', data=counts.astype('f4'))
    f.create_dataset('truth', data=counts > 500)
    f.create_dataset('none', shape=(0, 5), dtype='f8')
    f.create_dataset('half', data=counts.astype('f2'))
    f['variable'] = np.array(['Ni', 'Größe'], dtype=h5py.string_dtype())
    f['fixed'] = np.array([b'ab', b'c'])
    f['soft'] = h5py.SoftLink('/gzip_shuffle')
    f['nowhere'] = h5py.SoftLink('/no/such')
    f['outside'] = h5py.ExternalLink('/etc/hosts', '/x')
    entry = f.create_group('entry'); entry.attrs['NX_class'] = 'NXentry'; f.attrs['default'] = 'entry'
    data = entry.create_group('data'); data.attrs['NX_class'] = np.bytes_('NXdata'); entry.attrs['default'] = 'data'
    data.attrs['signal'] = 'I'; data.attrs['axes'] = ['.', 'q']
    data['I'] = h5py.SoftLink('/gzip_shuffle'); data['q'] = np.linspace(0.1, 5, 500); data['q'].attrs['units'] = '1/nm'
with h5py.File(sys.argv[1] + '/part.h5', 'w') as f: f['x'] = np.arange(6.).reshape(2, 3)
import itertools
kinds = [('i', 'i4'), ('f', 'f8'), ('u', 'u2'), ('h', 'f2'), ('q', 'i8'), ('b', 'i1'), ('t', '?'), ('s', 'S3')]
with h5py.File(sys.argv[1] + '/records.h5', 'w') as f:
    # Every order of the bytes of every pair, with and without members that have none.
    for k, (a, b) in enumerate(itertools.combinations(kinds, 2)):
        for orders in itertools.product('<>', repeat=2):
            plain = ('b', 't', 's')
            dtype = [(n, t if n in plain else o + t) for o, (n, t) in zip(orders, (a, b))] + [('w', orders[0] + 'i4', (2,))]
            rows = np.zeros(3, dtype)
            for n in (a[0], b[0]): rows[n] = [b'x', b'y', b'z'] if n == 's' else [1, 0, 1] if n == 't' else [1, 2, 100]
            f['%s%s_%d%d' % (a[0], b[0], orders[0] == '>', orders[1] == '>')] = rows
with h5py.File(sys.argv[1] + '/rounded.h5', 'w') as f:
    f.create_dataset('x', data=np.arange(40.).reshape(4, 10), scaleoffset=2, chunks=(2, 10))
    f.create_dataset('n', data=np.arange(40).reshape(4, 10), scaleoffset=0, chunks=(2, 10))
with h5py.File(sys.argv[1] + '/table.h5', 'w') as f:
    rows = np.zeros(3, [('test_time', 'f8'), ('voltage', '>f4'), ('note', 'S4')]); rows['test_time'] = [0, 1, 2]; rows['voltage'] = [3, 3.25, 3.5]
    f.create_group('raw').create_dataset('table', data=rows)
layout = h5py.VirtualLayout(shape=(2, 3), dtype='f8'); layout[:] = h5py.VirtualSource('part.h5', 'x', shape=(2, 3))
gone = h5py.VirtualLayout(shape=(2, 3), dtype='f8'); gone[:] = h5py.VirtualSource('gone.h5', 'x', shape=(2, 3))
with h5py.File(sys.argv[1] + '/virtual.h5', 'w', libver='latest') as f:
    f.create_virtual_dataset('v', layout); f.create_virtual_dataset('gone', gone)
`;

describe.skipIf(python === undefined)('files by h5py (needs python3-h5py)', () => {
  it('are read: gzip with shuffle, LZF, either byte order, int64, strings, soft links', async () => {
    const expected = Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 1000);
    const file = await openHdf5(at('made.h5'));
    for (const name of ['gzip_shuffle', 'lzf', 'big_endian', 'single', 'soft'])
      expect([name, Array.from(file.dataset(name).readAll())]).toEqual([name, expected]);
    expect(Array.from(file.dataset('int64').read(39, 40))).toEqual(
      expected.slice(19_500).map((value) => value + 2 ** 40),
    );
    expect(Array.from(file.dataset('truth').read(0, 1))).toEqual(
      expected.slice(0, 500).map((value) => Number(value > 500)),
    );
    expect([file.text('variable'), file.text('fixed'), file.dataset('none').shape]).toEqual([
      ['Ni', 'Größe'],
      ['ab', 'c'],
      [0, 5],
    ]);
    expect([file.kind('nowhere'), file.warnings]).toEqual([undefined, []]);
    expect(() => file.dataset('outside')).toThrow(expect.objectContaining({ code: 'unsupported' }));
    // Up to 999 in half precision: exact.
    expect(Array.from(file.dataset('half').readAll())).toEqual(expected);
    file.close();
    const lists = await openHdf5(at('records.h5'));
    const wanted: Readonly<Record<string, readonly number[]>> = { t: [1, 0, 1] };
    for (const path of lists.lists)
      expect([path, lists.records(path)?.map(({ name, values }) => [name, Array.from(values)])]).toEqual([
        path,
        Array.from(path.slice(1, 3))
          .filter((name) => name !== 's')
          .map((name) => [name, wanted[name] ?? [1, 2, 100]]),
      ]);
    expect(lists.lists).toHaveLength(112);
    lists.close();
    const rounded = await openHdf5(at('rounded.h5'));
    rounded.dataset('n').readAll();
    expect(rounded.warnings).toEqual([]);
    rounded.dataset('x').readAll();
    rounded.dataset('x').read(0, 1);
    expect(rounded.warnings.map(({ code }) => code)).toEqual(['values-rounded']);
    rounded.close();
    const only = await readFile(at('table.h5'));
    expect(
      only.kind === 'spectrum' && only.table.columns.map(({ label, values }) => [label, Array.from(values)]),
    ).toEqual([
      ['test_time', [0, 1, 2]],
      ['voltage', [3, 3.25, 3.5]],
    ]);
    const series = await readNexusSeries(at('made.h5'), { axis: { name: 'q', unit: '1/nm' } });
    expect([series.signal.shape, Array.from(series.signal.data)]).toEqual([[40, 500], expected]);
    const table = await readFile(at('made.h5'), { scan: 40 });
    expect(table.kind === 'spectrum' && table.table.columns[1]!.values[499]).toBe(expected[19_999]);
  });

  it('are read alike by two copies of the package in one process, for which the compiled library is one', async () => {
    const readHalf = async (open: typeof openHdf5): Promise<number[]> => {
      const file = await open(at('made.h5'));
      const values = Array.from(file.dataset('half').read(0, 1));
      file.close();
      return values;
    };
    const expected = Array.from({ length: 500 }, (_, i) => (i * 7919) % 1000);
    expect(await readHalf(openHdf5)).toEqual(expected);
    vi.resetModules();
    const other = await import('../src/node.js');
    expect(other.openHdf5).not.toBe(openHdf5);
    expect(await readHalf(other.openHdf5)).toEqual(expected);
    expect(await readHalf(openHdf5)).toEqual(expected);
  });

  it('put together from others are read if those are there, and refused if not', async () => {
    const file = await openHdf5(at('virtual.h5'));
    expect(Array.from(file.dataset('v').readAll())).toEqual([0, 1, 2, 3, 4, 5]);
    // HDF5 itself would give zeros.
    expect(() => file.dataset('gone')).toThrow(expect.objectContaining({ code: 'file-access' }));
    file.close();
  });
});

const series = createSeries({
  signal: Float64Array.from({ length: 300 }, (_, i) => Math.sqrt(i)),
  axis: createAxis({
    name: 'two-theta',
    unit: 'deg',
    values: Float64Array.from({ length: 100 }, (_, i) => 10 + i / 10),
  }),
  time: { start: [0, 60, 120], duration: 50, epoch: 1.7e9, zone: 'utc' },
  channels: {
    voltage_volt: { values: Float64Array.of(3.5, 3.6, 3.7), unit: 'V', stderr: Float64Array.of(0.1, 0.1, 0.2) },
  },
  variances: new Float64Array(300).fill(4),
  metadata: { sample: 'Größe' },
  provenance: [{ step: 'xrd-peak-track/fit', options: { model: 'pseudo-Voigt' } }],
});

describe.skipIf(python === undefined)('files written here (needs python3-h5py)', () => {
  it('are read by h5py: values, axes, errors, channels, provenance', async () => {
    await writeNexus(at('ours.h5'), series, {
      title: 'Größe',
      signal: { name: 'intensity', unit: 'counts' },
      program: { name: 'operando', version: '0.1.0' },
    });
    const seen = JSON.parse(
      run(
        python!,
        `
import h5py, json, sys
with h5py.File(sys.argv[1] + '/ours.h5', 'r') as f:
    entry = f[f.attrs['default']]; data = entry[entry.attrs['default']]
    text = lambda value: value.decode() if isinstance(value, bytes) else value
    print(json.dumps({
        'classes': [text(f.attrs['NX_class']), text(entry.attrs['NX_class']), text(data.attrs['NX_class']), text(entry['process_1'].attrs['NX_class'])],
        'signal': text(data.attrs['signal']), 'axes': [text(name) for name in data.attrs['axes']],
        'shape': data['intensity'].shape, 'last': float(data['intensity'][2, 99]), 'error': float(data['intensity_errors'][0, 0]), 'units': text(data['intensity'].attrs['units']),
        'compression': data['intensity'].compression, 'chunks': data['intensity'].chunks,
        'axis': [float(data['two_theta'][0]), text(data['two_theta'].attrs['units'])], 'time': list(data['time'][()]), 'start': text(data['time'].attrs['start']),
        'title': text(entry['title'][()]), 'voltage': list(entry['channels/voltage_volt'][()]), 'voltage_error': float(entry['channels/voltage_volt_errors'][2]),
        'program': text(entry['process_1/program'][()]), 'options': json.loads(text(entry['process_1/configuration/data'][()]))['options'], 'notes': json.loads(text(entry['notes/data'][()])),
    }))
`,
      ),
    ) as Record<string, unknown>;
    expect(seen).toEqual({
      classes: ['NXroot', 'NXentry', 'NXdata', 'NXprocess'],
      signal: 'intensity',
      axes: ['time', 'two_theta'],
      shape: [3, 100],
      last: Math.sqrt(299),
      error: 2,
      units: 'counts',
      compression: 'gzip',
      chunks: [1, 100],
      axis: [10, 'deg'],
      time: [0, 60, 120],
      start: '2023-11-14T22:13:20.000Z',
      title: 'Größe',
      voltage: [3.5, 3.6, 3.7],
      voltage_error: 0.2,
      program: 'operando xrd-peak-track/fit',
      options: { model: 'pseudo-Voigt' },
      notes: { sample: 'Größe' },
    });
  });

  it.skipIf(silx === undefined)('are plotted by silx as they are meant (needs python3-silx)', async () => {
    await writeNexus(at('silx.h5'), series, { title: 'a title', signal: { name: 'intensity' } });
    const seen = run(
      silx!,
      `
import sys, silx.io
from silx.io import nxdata
data = nxdata.get_default(silx.io.open(sys.argv[1] + '/silx.h5'))
print(data.is_valid, data.signal_name, data.signal.shape, [axis.shape for axis in data.axes], data.errors.shape, data.title)
`,
    );
    expect(seen.trim()).toBe('True intensity (3, 100) [(3,), (100,)] (3, 100) a title');
  });
});
