import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHdf5, readFile, readNexusSeries, readReflectivityFiles } from '../src/node.js';

const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import h5py, numpy']).status === 0,
);
let folder = '';
const at = (name: string): string => join(folder, name);

/** Files that lead to others in every way that HDF5 has. */
const writing = `
import h5py, numpy as np, sys, os
top = sys.argv[1]; inner = top + '/inner'
open(top + '/secret.txt', 'w').write('secret words of somebody')
open(inner + '/beside.txt', 'w').write('words in the same folder')
with h5py.File(top + '/outside.h5', 'w') as f: f['x'] = np.arange(1., 7.)
with h5py.File(inner + '/part.h5', 'w') as f: f['x'] = np.arange(1., 7.); f['far'] = h5py.ExternalLink(top + '/outside.h5', 'x')
def virtual(name, file, path, dtype='f8', shape=(6,)):
    layout = h5py.VirtualLayout(shape=shape, dtype=dtype); layout[...] = h5py.VirtualSource(file, path, shape=shape)
    with h5py.File(inner + '/' + name, 'a', libver='latest') as f: f.create_virtual_dataset('v', layout)
with h5py.File(inner + '/raw.h5', 'w') as f:
    f.create_dataset('secret', (10,), dtype='u1', external=[(top + '/secret.txt', 0, 10)])
    f.create_dataset('beside', (10,), dtype='u1', external=[(inner + '/beside.txt', 0, 10)])
    f.create_dataset('words', (1,), dtype='S10', external=[(top + '/secret.txt', 0, 10)])
virtual('sound.h5', 'part.h5', 'x')
virtual('of-sources.h5', 'sound.h5', 'v')
virtual('far.h5', 'part.h5', 'far')
virtual('hidden.h5', top + '/outside.h5', 'x')
virtual('of-hidden.h5', 'hidden.h5', 'v')
virtual('no-dataset.h5', 'part.h5', 'none')
virtual('of-none.h5', 'no-dataset.h5', 'v')
virtual('circle-1.h5', 'circle-2.h5', 'v'); virtual('circle-2.h5', 'circle-1.h5', 'v')
with h5py.File(inner + '/within.h5', 'w', libver='latest') as f:
    f['e'] = h5py.ExternalLink(top + '/outside.h5', 'x')
    layout = h5py.VirtualLayout(shape=(6,), dtype='f8'); layout[...] = h5py.VirtualSource('.', 'e', shape=(6,)); f.create_virtual_dataset('v', layout)
with h5py.File(inner + '/metric.orb', 'w') as f:
    e = f.create_group('e'); e.attrs['ORSO_class'] = 'OrsoDataset'
    for i, (name, value) in enumerate([('Qz', [0.1, 0.2]), ('R', [1., 0.5]), ('sR', [2.354820045, 2.354820045]), ('sQz', [0.01, 0.02])]): e['data/' + name] = value; e['data/' + name].attrs['sequence_index'] = i
    e['data/Qz'].attrs['units'] = '1/nm'; e['info/columns/sR/value_is'] = 'FWHM'; e['info/columns/sQz/value_is'] = 'sigma'
os.mkfifo(inner + '/pipe.h5')
with h5py.File(inner + '/piped.h5', 'w') as f: f['v'] = h5py.ExternalLink('pipe.h5', 'x')
with h5py.File(inner + '/block.h5', 'w', userblock_size=8192) as f: f['v'] = np.arange(12.).reshape(3, 4)
with h5py.File(inner + '/bomb.h5', 'w') as f:
    f.attrs['default'] = 'data'; data = f.create_group('data'); data.attrs['NX_class'] = 'NXdata'; data.attrs['signal'] = 's0'
    data.create_dataset('s0', (4_000_000,), dtype='u1', chunks=(100_000,), compression='gzip', fillvalue=1)
    for i in range(1, 60): data['s%d' % i] = data['s0']
    stack = f.create_group('stack'); stack.attrs['signal'] = 'I'; stack.attrs['axes'] = ['.', 'q']; stack['q'] = np.arange(1000.)
    stack.create_dataset('I', (200_000, 1000), dtype='u1', chunks=(200_000, 1000), compression='gzip')
    data.create_dataset('title', (400,), dtype='S1000000', chunks=(1,), compression='gzip')
with h5py.File(inner + '/packed.h5', 'w') as f:
    f.attrs['default'] = 'data'; data = f.create_group('data'); data.attrs['NX_class'] = 'NXdata'; data.attrs['signal'] = np.bytes_('I   '); data.attrs['half'] = np.float16(2)
    data['I'] = np.arange(5.); data['nbit'] = np.arange(5)
`;

const code = async (file: string, path: string): Promise<unknown> => {
  const open = await openHdf5(at(`inner/${file}`));
  try {
    return Array.from(open.dataset(path).readAll());
  } catch (error) {
    return (error as { readonly code?: string }).code;
  } finally {
    open.close();
  }
};

describe.skipIf(python === undefined)('HDF5 files that lead elsewhere (needs python3-h5py)', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'operando-elsewhere-'));
    mkdirSync(at('inner'));
    const { status, stderr } = spawnSync(python!, ['-c', writing, folder], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('never read raw files, wherever they lie', async () => {
    expect([await code('raw.h5', 'secret'), await code('raw.h5', 'beside')]).toEqual(['unsupported', 'unsupported']);
    for (const linkFolder of [undefined, '/', false] as const) {
      const file = await openHdf5(at('inner/raw.h5'), { linkFolder });
      expect(() => file.dataset('secret').readAll()).toThrow(expect.objectContaining({ code: 'unsupported' }));
      expect(() => file.text('words')).toThrow(expect.objectContaining({ code: 'unsupported' }));
      file.close();
    }
  });

  it('read virtual datasets of sources in the folder, and of theirs', async () => {
    const values = [1, 2, 3, 4, 5, 6];
    expect([await code('sound.h5', 'v'), await code('of-sources.h5', 'v')]).toEqual([values, values]);
  });

  it('are refused where sources, or theirs, lie outside', async () => {
    for (const name of ['far.h5', 'hidden.h5', 'of-hidden.h5', 'within.h5'])
      expect([name, await code(name, 'v')]).toEqual([name, 'unsupported']);
    const allowed = await openHdf5(at('inner/of-hidden.h5'), { linkFolder: folder });
    expect(Array.from(allowed.dataset('v').readAll())).toEqual([1, 2, 3, 4, 5, 6]);
    allowed.close();
  });

  it('are refused where a source has no such dataset, or is the dataset itself', async () => {
    for (const name of ['no-dataset.h5', 'of-none.h5'])
      expect([name, await code(name, 'v')]).toEqual([name, expect.stringMatching(/^(file-access|column-missing)$/)]);
    expect(await code('circle-1.h5', 'v')).toBe('malformed-file');
  });

  it('do not wait at a pipe', async () => {
    expect(await code('piped.h5', 'v')).toBe('malformed-file');
  });

  it('are known behind a large block of the user’s own', async () => {
    const found = await readFile(at('inner/block.h5'), { dataset: 'v', scan: 2 });
    expect(found.kind === 'spectrum' && Array.from(found.table.columns[1]!.values)).toEqual([4, 5, 6, 7]);
  });

  it('cannot grow beyond memory: many names of one packed dataset, texts of zeros', async () => {
    await expect(readFile(at('inner/bomb.h5'))).rejects.toThrow(expect.objectContaining({ code: 'too-large' }));
    await expect(
      readNexusSeries(at('inner/bomb.h5'), { dataset: 'stack', axis: { name: 'q', unit: '1/nm' } }),
    ).rejects.toThrow(expect.objectContaining({ code: 'too-large' }));
    const file = await openHdf5(at('inner/bomb.h5'));
    expect(file.text('data/title', 1)).toEqual(['']);
    expect(() => file.text('data/title')).toThrow(expect.objectContaining({ code: 'too-large' }));
    file.close();
  });

  it('of ORSO: a width of Q without a unit has that of Q, full widths of R become standard deviations', async () => {
    const [curve] = await readReflectivityFiles([at('inner/metric.orb')]);
    expect([curve!.q[1], curve!.dq![1], curve!.dqKind]).toEqual([
      expect.closeTo(0.02, 14),
      expect.closeTo(0.002, 14),
      'sigma',
    ]);
    expect(curve!.dr[0]).toBeCloseTo(1, 9);
  });

  it('may fill names with spaces, and have attributes of kinds that are not known', async () => {
    const found = await readFile(at('inner/packed.h5'));
    expect(found.kind === 'spectrum' && found.table.columns[1]!.label).toBe('I');
  });
});
