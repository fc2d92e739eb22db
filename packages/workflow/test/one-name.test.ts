import { describe, expect, it } from 'vitest';
import { createSeries, isTextColumn } from '@operando/core';
import type { Electrochemistry, Result } from '@operando/core';
import { runTechnique, techniques } from '../src/index.js';
import { inMemory, xasSpectra, xrdPatterns } from './in-memory.js';

const cases = { edxrd: inMemory.edxrd(), ndp: inMemory.ndp(), nr: inMemory.nr() };
const namesOf = (result: Result, table = 0): string[] => result.tables[table]!.columns.map(({ name }) => name);
const renamed = ({ warnings }: Result): string[] =>
  warnings.filter(({ code }) => code === 'column-renamed').map(({ message }) => message);
const valuesOf = (result: Result, name: string): number[] => {
  const column = result.tables[0]!.columns.find((each) => each.name === name);
  return column === undefined || isTextColumn(column) ? [] : [...column.values];
};

const log: Electrochemistry = {
  columns: { test_time_second: Float64Array.of(0, 1e6), voltage_volt: Float64Array.of(3, 3) },
  original: {},
  segments: [{ row: 0 }],
  metadata: {},
  warnings: [],
};

const log2: Electrochemistry = {
  ...log,
  columns: { ...log.columns, current_ampere: Float64Array.of(0.001, 0.001) },
};

describe('what has the name of another', () => {
  it('channels of the data stand beside those of the cycler and of the technique', async () => {
    const spectra = xasSpectra(3);
    const channel = (value: number, unit: string) => ({ values: new Float64Array(3).fill(value), unit });
    const input = createSeries({
      ...spectra,
      channels: { voltage_volt: channel(7, 'V'), E0: channel(8, 'keV'), temperature: channel(9, 'degC') },
    });
    const result = await runTechnique('xas', { spectra: input, cycler: log }, { maxGap: 1e7 });
    expect(valuesOf(result, 'voltage')).toEqual([3, 3, 3]);
    expect(valuesOf(result, 'voltage_2')).toEqual([7, 7, 7]);
    expect(valuesOf(result, 'e0').every((e0) => e0 > 8000)).toBe(true);
    expect(renamed(result)).toEqual([
      'The data have a channel voltage_volt of their own: it stands as voltage_volt_2 beside that of the cycler log.',
      'The data have a channel E0 of their own: it stands as E0_2 beside that of the normalization.',
    ]);
  });

  it('a channel of the data is left alone where nothing comes in its place', async () => {
    const spectra = xasSpectra(3);
    const channels = { voltage_volt: { values: new Float64Array(3).fill(7), unit: 'V' } };
    const result = await runTechnique('xas', { spectra: createSeries({ ...spectra, channels }) });
    expect(valuesOf(result, 'voltage')).toEqual([7, 7, 7]);
    expect(renamed(result)).toEqual([]);
  });

  it('reflections of one name are two tracks, of a cell they are refused', async () => {
    const hkl = ['111:12.5', '111:16.2'];
    const result = await runTechnique('xrd', { patterns: xrdPatterns() }, { hkl });
    expect(namesOf(result)).toEqual(expect.arrayContaining(['hkl_1_1_1_center', 'hkl_1_1_1_2_center']));
    expect(renamed(result)).toEqual([expect.stringContaining('hkl_1_1_1 and hkl_1_1_1_2')]);
    await expect(
      runTechnique('xrd', { patterns: xrdPatterns() }, { hkl, system: 'cubic', wavelength: 0.7 }),
    ).rejects.toThrow(/\(1 1 1\) is given twice.*--hkl/);
  });

  it('curves of one name are told apart, and share no more than they are to', async () => {
    const { input, options } = cases.nr;
    const [curve] = input.curves;
    const two = { curves: [curve!, curve!] };
    const shared = Object.keys(options.parameters).slice(0, 1);
    const result = await runTechnique('nr', two, { ...options, shared });
    expect(renamed(result)).toEqual([
      `A curve ${curve!.name} is there already: another ${curve!.name} stands as ${curve!.name}_2.`,
    ]);
    expect(namesOf(result, 2)).toEqual([`sld_${curve!.name}`, `sld_${curve!.name}_2`]);
    const parameters = Object.keys(options.parameters).length;
    expect(result.tables[0]!.index.columns[0]).toMatchObject({ words: { length: 2 * parameters - 1 } });
  });

  it.each([
    ['edxrd', () => ({ phases: [...cases.edxrd.options.phases, ...cases.edxrd.options.phases] }), /phases\[\d\]\.name/],
    [
      'ndp',
      () => ({
        sample: { layers: ['a', 'b', 'a'].map((name) => ({ name, material: 'Cu', thickness: 1 })) },
      }),
      /sample\.layers\[2\]\.name.*"a" already/,
    ],
    [
      'nr',
      () => ({
        parameters: {},
        layers: [
          { name: 'a', sld: 0 },
          {
            repeat: 2,
            layers: [
              { name: 'b', sld: 1 },
              { name: 'a', sld: 2 },
            ],
          },
          { sld: 3 },
        ],
      }),
      /layers\[1\]\.layers\[1\]\.name.*"a" already/,
    ],
  ] as const)('%s refuses two parts of its model of one name, with their place', (id, change, message) => {
    expect(() => techniques[id].complete({ ...cases[id].options, ...change() })).toThrow(message);
  });

  it('layers without names of their own are numbered, and said; the charge of one of them is refused', async () => {
    const { input, options } = cases.ndp;
    const layers = options.sample.layers.flatMap(({ name: _name, ...layer }) => [
      { ...layer, thickness: layer.thickness / 2 },
      { ...layer, thickness: layer.thickness / 2 },
    ]);
    const sample = { ...options.sample, layers };
    const result = await runTechnique('ndp', input, { ...options, sample, charge: undefined });
    expect(renamed(result)).toHaveLength(layers.length / 2);
    const charge = { layer: layers[0]!.material, electrodeArea: 1 };
    await expect(runTechnique('ndp', { ...input, cycler: log2 }, { ...options, sample, charge })).rejects.toThrow(
      /2 layers are called/,
    );
  });
});
