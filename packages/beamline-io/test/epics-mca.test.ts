import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOperandoError } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import { parseEpicsMca, read } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { readFile } from '../src/node.js';

const two = [
  'VERSION:    3.1',
  'ELEMENTS:   2',
  'DATE:       OCT 10, 2018 09:09:41.**',
  'CHANNELS:   4',
  'ROIS:       1 0',
  'REAL_TIME:  10.0 10.0',
  'LIVE_TIME:  9.5 9.25',
  'CAL_OFFSET: 7.6e-002 8.0e-002',
  'CAL_SLOPE: 3.1e-002 3.2e-002',
  'CAL_QUAD: 0 0',
  'TWO_THETA: 5 6',
  'ROI_0_LEFT: 1 0',
  'ROI_0_RIGHT: 2 0',
  'ROI_0_LABEL: Fe Ka &  & ',
  'ENVIRONMENT: 13IDD:m1.VAL="42.8751" (Ram height in mm)',
  'DATA: ',
  ' 0 1',
  ' 2 3',
  ' 4 5',
  ' 6 7',
  '',
].join('\n');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('EPICS MCA', () => {
  it('gives counts of every element, times, calibration, angle, regions, motors', () => {
    const table = parseEpicsMca(two);
    expect(table.columns.map(({ label, values }) => [label, Array.from(values)])).toEqual([
      ['channel', [0, 1, 2, 3]],
      ['counts 1', [0, 2, 4, 6]],
      ['counts 2', [1, 3, 5, 7]],
    ]);
    expect(table.metadata).toMatchObject({
      elements: 2,
      live_time: [9.5, 9.25],
      two_theta: [5, 6],
      calibration: [
        { offset: 0.076, slope: 0.031, quadratic: 0 },
        { offset: 0.08, slope: 0.032 },
      ],
      regions: [[{ left: 1, right: 2, label: 'Fe Ka' }], []],
      environment: [{ name: '13IDD:m1.VAL', value: '42.8751', description: 'Ram height in mm' }],
    });
    expect(table.time!.epoch).toBe(Date.UTC(2018, 9, 10, 9, 9, 41) / 1000);
    expect(table.time!.duration).toBe(10);
    expect(read(bytes(two)).kind).toBe('spectrum');
  });

  it.each([
    ['too few rows', two.replace(' 6 7\n', ''), 'truncated-file', 4],
    ['too many rows', `${two} 8 9\n`, 'malformed-file', 4],
    ['a row of other elements', two.replace(' 4 5', ' 4'), 'malformed-file', 19],
    ['words among counts', two.replace(' 4 5', ' 4 x'), 'bad-number', 19],
    ['negative counts', two.replace(' 4 5', ' 4 -5'), 'bad-number', 19],
    ['a negative live time', two.replace('9.25', '-9.25'), 'bad-number', 7],
    ['calibration of other elements', two.replace('7.6e-002 8.0e-002', '7.6e-002'), 'malformed-file', 8],
    ['no channels', two.replace('CHANNELS:   4\n', ''), 'malformed-file', 15],
    ['a billion channels', two.replace('CHANNELS:   4', 'CHANNELS:   1000000000'), 'malformed-file', 4],
    ['no data', two.slice(0, two.indexOf('DATA')), 'truncated-file', undefined],
    ['lines that are no header', two.replace('TWO_THETA', '? TWO'), 'malformed-file', 11],
  ])('refuses %s', (_, text, code, line) => {
    expect(() => parseEpicsMca(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining(line === undefined ? {} : { line }) as object }),
    );
  });

  it('survives any damage (property)', () => {
    fc.assert(
      fc.property(fc.nat(two.length), fc.nat(20), fc.string({ maxLength: 6 }), (at, length, insert) => {
        try {
          const result = read(bytes(two.slice(0, at) + insert + two.slice(at + length)));
          expect(
            result.kind === 'spectrum' &&
              result.table.columns.every(({ values }) => values.length === result.table.rows),
          ).toBe(true);
        } catch (error) {
          expect(isOperandoError(error)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

const samples = referencePath('formats', 'samples');
const spectra = referencePath('xrd', 'data', 'edxrd_hpedxd');
const table = async (path: string): Promise<ColumnTable> => {
  const result = await readFile(path);
  if (result.kind !== 'spectrum') throw new Error('a cycler log');
  return result.table;
};

describe.skipIf(samples === undefined)('real spectra (needs OPERANDO_REFERENCE_DATA)', () => {
  const manifest =
    samples === undefined
      ? []
      : readFileSync(`${samples}/MANIFEST.csv`, 'utf8')
          .split('\n')
          .filter((line) => /^edxrd-mca\/.*VERSION=3\.1/.test(line));
  it.each(manifest)('as the manifest counts it: %s', async (facts) => {
    const { columns, metadata } = await table(`${samples}/${facts.slice(0, facts.indexOf(','))}`);
    const stated = (key: string): string => new RegExp(`${key}=([^;]*);`).exec(facts)![1]!.trim();
    expect(columns[0]!.values).toHaveLength(Number(stated('CHANNELS')));
    expect(columns.length - 1).toBe(Number(stated('ELEMENTS')));
    const sums = /column sums \[([\d, ]+)\]/.exec(facts)![1]!.split(',').map(Number);
    expect(columns.slice(1).map(({ values }) => values.reduce((a, b) => a + b, 0))).toEqual(sums);
    expect(metadata['live_time']).toEqual(stated('LIVE_TIME').split(/\s+/).map(Number));
    expect((metadata['calibration'] as { slope: number }[]).map(({ slope }) => slope)).toEqual(
      stated('CAL_SLOPE').split(/\s+/).map(Number),
    );
    if (facts.includes('TWO_THETA'))
      expect(metadata['two_theta']).toEqual(stated('TWO_THETA').split(/\s+/).map(Number));
    const highest = columns[1]!.values.reduce((best, value, i, all) => (value > all[best]! ? i : best), 0);
    if (sums.length === 1) expect(highest).toBe(Number(/max at channel (\d+)/.exec(facts)![1]));
  });

  it('all files of the iron melt and the glass, 8 to 34 angles', async () => {
    const names = readdirSync(spectra!).filter((name) => /\.\d{3}(_\d)?$/.test(name));
    expect(names.length).toBeGreaterThan(40);
    for (const name of names) {
      const { rows, metadata } = await table(`${spectra}/${name}`);
      expect(rows).toBeGreaterThanOrEqual(2000);
      expect((metadata['two_theta'] as number[])[0]).toBeGreaterThan(1);
    }
    const { columns } = await table(`${spectra}/basalt_xrf.002`);
    expect(columns).toHaveLength(17);
  });
});
