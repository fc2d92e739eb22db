import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { File, ready } from 'h5wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAxis, createSeries, seriesWarnings } from '@operando/core';
import type { Series } from '@operando/core';
import { readNexusSeries, writeNexus } from '../src/node.js';

const axis = { name: 'two-theta', unit: 'deg' } as const;
let folder = '';
const at = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-roles-'));
  await ready;
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const angles = [16, 16.5, 17, 17.5];
const counts = [100, 90, 80, 70, 101, 91, 81, 71];
const plain = (mask?: readonly number[]): Series =>
  createSeries({
    signal: Float64Array.from(counts),
    axis: createAxis({ ...axis, values: angles }),
    time: { start: [0, 60] },
    ...(mask === undefined ? {} : { mask: Uint8Array.from(mask) }),
  });

/** Two patterns along an axis in some unit, with attributes of the signal. */
async function stack(
  name: string,
  {
    units = 'deg',
    values = angles,
    of = counts,
    attributes = {},
  }: {
    readonly units?: string;
    readonly values?: readonly number[];
    readonly of?: readonly number[];
    readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
  },
): Promise<Series> {
  const file = new File(at(name), 'w');
  file.create_attribute('default', 'entry');
  const entry = file.create_group('entry');
  entry.create_attribute('default', 'data');
  entry.create_attribute('NX_class', 'NXentry');
  const data = entry.create_group('data');
  data.create_attribute('NX_class', 'NXdata');
  data.create_attribute('signal', 'counts');
  data.create_attribute('axes', ['time', 'tth']);
  const signal = data.create_dataset({ name: 'counts', data: Float64Array.from(of), shape: [2, 4] });
  for (const [key, value] of Object.entries(attributes))
    signal.create_attribute(key, typeof value === 'number' ? value : [...value]);
  data.create_dataset({ name: 'tth', data: Float64Array.from(values), shape: [4] }).create_attribute('units', units);
  data.create_dataset({ name: 'time', data: Float64Array.of(0, 60), shape: [2] }).create_attribute('units', 's');
  file.close();
  return readNexusSeries(at(name), { axis });
}

const reasons = (series: Series): unknown[] => seriesWarnings(series).map(({ masked }) => masked?.reasons);

describe('the mask of a file', () => {
  it('is told with number, place and reason, and after writing not again', async () => {
    await writeNexus(at('mask.h5'), plain([0, 1, 0, 0, 0, 1, 1, 0]));
    const once = await readNexusSeries(at('mask.h5'), { axis });
    expect(Array.from(once.mask!.data)).toEqual([0, 1, 0, 0, 0, 1, 1, 0]);
    expect(seriesWarnings(once)).toMatchObject([
      {
        code: 'points-masked',
        masked: { points: 3, frames: 2, low: 16.5, high: 17, reasons: { 'that the file masks': 3 } },
      },
    ]);
    // What lies under a mask is kept.
    expect(Array.from(once.signal.data)).toEqual(counts);
    await writeNexus(at('again.h5'), once);
    expect(seriesWarnings(await readNexusSeries(at('again.h5'), { axis }))).toEqual(seriesWarnings(once));
  });

  it('is also what lies beyond the range that an attribute declares', async () => {
    const of = [100, 7_777_777, 80, 70, 101, -3, 81, 71];
    const masks = [{ valid_range: [0, 1e5] }, { valid_min: 0, valid_max: 1e5 }].map((attributes) => ({
      of,
      attributes,
    }));
    for (const each of masks) {
      const series = await stack('range.h5', each);
      expect([Array.from(series.mask!.data), reasons(series)]).toEqual([
        [0, 1, 0, 0, 0, 1, 0, 0],
        [{ 'that hold no number': 2 }],
      ]);
    }
    // As stored: before it is scaled.
    const scaled = await stack('scaled.h5', { attributes: { scale_factor: 0.5, valid_max: 100 } });
    expect(Array.from(scaled.signal.data)).toEqual([50, 45, 40, 35, Number.NaN, 45.5, 40.5, 35.5]);
  });
});

describe('an axis of angles', () => {
  it('in spellings that UDUNITS does not have is read', async () => {
    for (const units of ['Deg', 'deg.', 'Degrees', '°'])
      expect(Array.from((await stack('spelled.h5', { units })).axis.values)).toEqual(angles);
  });

  it('without a unit is told where one is assumed, and not where none is wanted', async () => {
    const series = createSeries({
      signal: Float64Array.from(counts),
      axis: createAxis({ name: 'column 1', unit: '', values: angles }),
      time: { start: [0, 60] },
    });
    await writeNexus(at('unitless.h5'), series);
    const codesOf = async (unit: string): Promise<string[]> =>
      seriesWarnings(await readNexusSeries(at('unitless.h5'), { axis: { name: 'column 1', unit } })).map(
        ({ code }) => code,
      );
    expect([await codesOf(''), await codesOf('deg')]).toEqual([[], ['unit-assumed']]);
  });

  it('that reaches beyond 180 degrees is none', async () => {
    await expect(stack('rad.h5', { units: 'rad' })).rejects.toThrow(
      /row 0: column tth reaches 916.7.*no two-theta in degrees/,
    );
    await expect(stack('channels.h5', { values: [100, 200, 300, 400] })).rejects.toThrow('column tth reaches 200');
  });
});
