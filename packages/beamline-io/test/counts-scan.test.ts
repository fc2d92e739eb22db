import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCountsScan, openHdf5, openHdf5Scan } from '../src/node.js';
import type { CountsFrame, CountsScan } from '../src/node.js';

let folder = '';
const at = (name: string): string => join(folder, name);
const spectrum = (counts: readonly (readonly number[])[], live: string, date = 'Jan 02, 2024 03:04:05.000'): string =>
  `VERSION: 3.1\nELEMENTS: ${counts[0]!.length}\nDATE: ${date}\nCHANNELS: ${counts.length}\nREAL_TIME: ${counts[0]!.map(() => 10).join(' ')}\nLIVE_TIME: ${live}\nCAL_OFFSET: ${counts[0]!.map(() => 0.1).join(' ')}\nCAL_SLOPE: ${counts[0]!.map(() => 0.03).join(' ')}\nDATA:\n${counts.map((row) => ` ${row.join(' ')}`).join('\n')}\n`;
const framesOf = async (scan: CountsScan): Promise<CountsFrame[]> => {
  const frames: CountsFrame[] = [];
  for await (const frame of scan.frames()) frames.push(frame);
  return frames;
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-scan-'));
  for (let k = 0; k < 4; k++)
    writeFileSync(
      at(`s_${k}.mca`),
      spectrum(
        [
          [k, 10 * k],
          [1, 2],
          [3, 4],
        ],
        '9.5 9.25',
        `Jan 02, 2024 03:0${k}:05.000`,
      ),
    );
  writeFileSync(at('t_0.mca'), spectrum([[1], [2], [3]], '9'));
  writeFileSync(at('t_1.mca'), spectrum([[1], [2], [3], [4]], '9'));
  await ready;
  const other = new File(at('other.h5'), 'w');
  other.create_group('entry').create_dataset({ name: 'counts', data: Float64Array.from([1, 2, 3, 4]), shape: [2, 2] });
  other.close();
  const file = new File(at('scan.h5'), 'w');
  const entry = file.create_group('entry');
  entry.create_dataset({
    name: 'counts',
    data: Uint16Array.from({ length: 24 }, (_, i) => i),
    shape: [2, 3, 4],
    chunks: [1, 3, 4],
    compression: 6,
  });
  entry.create_dataset({ name: 'large', data: BigInt64Array.from([1n, 2n, 3n, 4n]), shape: [2, 2] });
  entry.create_dataset({ name: 'names', data: ['a', 'b'], shape: [2] });
  file.create_soft_link('/entry', 'soft');
  file.create_soft_link('/circle', 'circle');
  file.create_external_link('other.h5', '/entry', 'elsewhere');
  file.create_soft_link('/elsewhere/counts', 'hidden');
  file.close();
  const array = new File(at('array.h5'), 'w');
  array.create_dataset({ name: 'a', data: Float32Array.from({ length: 48 }, (_, i) => i), shape: [2, 3, 2, 4] });
  array.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('depth scans in files', () => {
  it('puts position, detector and channel in order, with live times and times', async () => {
    const scan = await openCountsScan(
      [3, 2, 1, 0].map((k) => at(`s_${k}.mca`)),
      2,
    );
    expect([scan.positions, scan.detectors, scan.channels]).toEqual([2, 2, 3]);
    const [first, second] = await framesOf(scan);
    expect(Array.from(first!.counts)).toEqual([0, 1, 3, 0, 2, 4, 1, 1, 3, 10, 2, 4]);
    expect(Array.from(second!.liveTimes)).toEqual([9.5, 9.25, 9.5, 9.25]);
    expect(second!.epoch! - first!.epoch!).toBe(120);
    expect(first!.duration).toBe(70);
    expect(scan.metadata['calibration']).toHaveLength(2);
  });

  it('refuses scans cut short and files of other shape', async () => {
    await expect(
      openCountsScan(
        [0, 1, 2].map((k) => at(`s_${k}.mca`)),
        2,
      ),
    ).rejects.toThrow(/3 files do not make whole frames of 2/);
    const scan = await openCountsScan([at('t_0.mca'), at('t_1.mca')], 1);
    await expect(framesOf(scan)).rejects.toThrow(
      expect.objectContaining({
        code: 'shape-mismatch',
        where: expect.objectContaining({ file: at('t_1.mca') }) as object,
      }),
    );
  });
});

describe('HDF5', () => {
  it('reads slices, through soft links, of any integers', async () => {
    const file = await openHdf5(at('scan.h5'));
    expect(file.datasets).toEqual(['/entry/counts', '/entry/large']);
    expect(Array.from(file.dataset('/soft/counts').read(1, 2))).toEqual(Array.from({ length: 12 }, (_, i) => 12 + i));
    expect(Array.from(file.dataset('entry/large').read(0, 2))).toEqual([1, 2, 3, 4]);
    expect(() => file.dataset('/entry/counts').read(1, 3)).toThrow(/not 1 to 3/);
    file.close();
  });

  it('gives frames of positions, and of detectors', async () => {
    const scan = await openHdf5Scan(at('scan.h5'), '/entry/counts');
    expect([scan.positions, scan.detectors, scan.channels, (await framesOf(scan)).length]).toEqual([3, 1, 4, 2]);
    const array = await openHdf5Scan(at('array.h5'), '/a');
    expect([array.positions, array.detectors, array.channels]).toEqual([3, 2, 4]);
    expect((await framesOf(array))[1]!.counts[0]).toBe(24);
    await expect(openHdf5Scan(at('scan.h5'), '/entry/large')).rejects.toThrow(/2 x 2/);
  });

  it.each([
    ['/entry/none', 'column-missing'],
    ['/entry/names', 'column-missing'],
    ['/entry', 'column-missing'],
    ['/circle/x', 'malformed-file'],
  ])('%s is refused', async (path, code) => {
    const file = await openHdf5(at('scan.h5'));
    expect(() => file.dataset(path)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ file: at('scan.h5') }) as object }),
    );
    file.close();
  });

  it('files cut short, that are none, or that are not there', async () => {
    writeFileSync(at('cut.h5'), '');
    const whole = readFileSync(at('array.h5'));
    writeFileSync(at('half.h5'), whole.subarray(0, whole.length >> 1));
    for (const name of ['cut.h5', 'half.h5', 's_0.mca'])
      await expect(openHdf5(at(name))).rejects.toThrow(expect.objectContaining({ code: 'malformed-file' }));
    await expect(openHdf5(at('nothing.h5'))).rejects.toThrow(expect.objectContaining({ code: 'file-access' }));
  });
});
