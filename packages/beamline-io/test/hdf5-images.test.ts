import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openImages } from '../src/node.js';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  await ready;
  folder = mkdtempSync(join(tmpdir(), 'operando-hdf5-images-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const [height, width] = [3, 4];
/** Frame k holds k * 100 + the number of the pixel. */
const frames = (numbers: readonly number[]): Uint16Array =>
  Uint16Array.from({ length: numbers.length * 12 }, (_, i) => numbers[Math.floor(i / 12)]! * 100 + (i % 12));
const firsts = async (paths: readonly string[], role?: 'sample' | 'open' | 'dark'): Promise<readonly number[]> => {
  const stack = await openImages(paths.map(at), { role });
  const found: number[] = [];
  for (let k = 0; k < stack.count; k++) {
    const frame = await stack.read(k);
    expect([frame.length, frame[5]! - frame[0]!]).toEqual([12, 5]);
    found.push(frame[0]! / 100);
  }
  return found;
};

/** A file of NXtomo, its frames in chunks of some. */
function writeTomo(name: string, keys: readonly number[], more: { readonly angles?: readonly number[] } = {}): void {
  const file = new File(at(name), 'w');
  const detector = file.create_group('entry').create_group('instrument').create_group('detector');
  detector.create_dataset({
    name: 'data',
    data: frames([...keys.keys()]),
    shape: [keys.length, height, width],
    chunks: [2, height, width],
    compression: 4,
  });
  detector.create_dataset({ name: 'image_key', data: Int32Array.from(keys) });
  if (more.angles !== undefined)
    detector.create_dataset({ name: 'rotation_angle', data: Float64Array.from(more.angles) });
  file.close();
}

describe('pictures in HDF5 files', () => {
  it('are those of the sample, the open beam or the dark by the keys of NXtomo; invalid ones are left out', async () => {
    writeTomo('a.nxs', [2, 2, 1, 0, 0, 3, 0, 1, 0]);
    expect(await firsts(['a.nxs'])).toEqual([3, 4, 6, 8]);
    expect(await firsts(['a.nxs'], 'open')).toEqual([2, 7]);
    expect(await firsts(['a.nxs'], 'dark')).toEqual([0, 1]);
    const stack = await openImages([at('a.nxs')]);
    expect(stack).toMatchObject({
      width,
      height,
      type: 'uint16',
      roles: { sample: 4, open: 2, dark: 2 },
      // Frames 5 and 7 lie between 3 and 8: times by a step alone would not show that.
      warnings: [{ code: 'frames-between', message: expect.stringContaining('2 frames lie between') as string }],
    });
    writeTomo('b.nxs', [0, 0, 2]);
    expect(await firsts(['a.nxs', 'b.nxs'])).toEqual([3, 4, 6, 8, 0, 1]);
    await expect(openImages([at('b.nxs')], { role: 'open' })).rejects.toMatchObject({
      code: 'too-few-points',
      problem: expect.stringContaining('2 of the sample, 0 of the open beam, 1 dark') as string,
    });
  });

  it('of a sample that turns are told', async () => {
    writeTomo('turns.nxs', [1, 0, 0, 0], { angles: [0, 0, 0.5, 1] });
    writeTomo('stays.nxs', [1, 0, 0, 0], { angles: [90, 0, 0, 0] });
    const codes = async (name: string): Promise<readonly string[]> =>
      (await openImages([at(name)])).warnings.map(({ code }) => code);
    expect(await codes('turns.nxs')).toEqual(['sample-turns']);
    expect(await codes('stays.nxs')).toEqual([]);
    const exchange = new File(at('theta.h5'), 'w');
    const group = exchange.create_group('exchange');
    group.create_dataset({ name: 'data', data: frames([5, 6]), shape: [2, height, width] });
    group.create_dataset({ name: 'data_white', data: frames([1]), shape: [1, height, width] });
    group.create_dataset({ name: 'theta', data: Float64Array.of(0, 0.5) });
    exchange.close();
    expect(await codes('theta.h5')).toEqual(['sample-turns']);
  });

  it('are found by the names of the Data Exchange, or as the one dataset of three dimensions', async () => {
    const exchange = new File(at('exchange.h5'), 'w');
    const group = exchange.create_group('exchange');
    for (const [name, numbers] of [
      ['data', [5, 6, 7]],
      ['data_white', [1, 2]],
      ['data_dark', [0]],
    ] as const)
      group.create_dataset({ name, data: frames(numbers), shape: [numbers.length, height, width] });
    exchange.close();
    expect(await firsts(['exchange.h5'])).toEqual([5, 6, 7]);
    expect(await firsts(['exchange.h5'], 'open')).toEqual([1, 2]);
    expect(await firsts(['exchange.h5'], 'dark')).toEqual([0]);
    const plain = new File(at('plain.h5'), 'w');
    plain.create_dataset({ name: 'frames', data: frames([4, 3]), shape: [2, height, width] });
    plain.close();
    // What does not say what it is of is all that was asked for.
    expect(await firsts(['plain.h5'], 'open')).toEqual([4, 3]);
    expect((await openImages([at('plain.h5')])).roles).toBeUndefined();
  });

  it('that stand by themselves as a picture of two dimensions are one frame', async () => {
    const exchange = new File(at('flat.h5'), 'w');
    const group = exchange.create_group('exchange');
    group.create_dataset({ name: 'data', data: frames([5, 6]), shape: [2, height, width] });
    group.create_dataset({ name: 'data_white', data: frames([9]), shape: [height, width] });
    exchange.close();
    expect(await firsts(['flat.h5'], 'open')).toEqual([9]);
    expect(await firsts(['flat.h5'])).toEqual([5, 6]);
    expect(await openImages([at('flat.h5')])).toMatchObject({ roles: { sample: 2, open: 1, dark: 0 } });
  });

  it('are those of a dataset that is named, where there are several', async () => {
    const file = new File(at('several.h5'), 'w');
    file.create_dataset({ name: 'front', data: frames([4, 3]), shape: [2, height, width] });
    file.create_dataset({ name: 'back', data: frames([8]), shape: [1, height, width] });
    file.close();
    await expect(openImages([at('several.h5')])).rejects.toMatchObject({
      code: 'column-missing',
      cure: expect.stringMatching(/dataset: \/(front|back), \/(front|back)/) as string,
    });
    const open = (dataset: string, role?: 'open') => openImages([at('several.h5')], { dataset, role });
    expect((await open('back')).count).toBe(1);
    expect((await open('/front', 'open')).count).toBe(2);
    await expect(open('side')).rejects.toMatchObject({ code: 'column-missing' });
    // Files of the open beam need not have a dataset of that name.
    const only = new File(at('only.h5'), 'w');
    only.create_dataset({ name: 'frames', data: frames([2]), shape: [1, height, width] });
    only.close();
    expect((await openImages([at('only.h5')], { dataset: 'back', role: 'open' })).count).toBe(1);
    writeTomo('keyed.nxs', [0, 0, 2]);
    await expect(openImages([at('keyed.nxs')], { dataset: '/other' })).rejects.toMatchObject({
      code: 'shape-mismatch',
      cure: expect.stringContaining('Leave dataset out') as string,
    });
  });

  it('whose keys do not belong to them are refused', async () => {
    const file = new File(at('wrong.nxs'), 'w');
    file.create_dataset({ name: 'data', data: frames([1, 2]), shape: [2, height, width] });
    file.create_dataset({ name: 'image_key', data: Int32Array.of(0, 0, 0) });
    file.close();
    await expect(openImages([at('wrong.nxs')])).rejects.toMatchObject({ code: 'shape-mismatch' });
    const empty = new File(at('empty.h5'), 'w');
    empty.create_dataset({ name: 'one', data: Float64Array.of(1, 2, 3) });
    empty.close();
    await expect(openImages([at('empty.h5')])).rejects.toMatchObject({ code: 'column-missing' });
  });
});
