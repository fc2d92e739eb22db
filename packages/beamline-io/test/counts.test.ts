import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { isOperandoError } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import { read } from '../src/index.js';
import { readFile } from '../src/node.js';
import type { ColumnTable } from '../src/table/column-table.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const tableOf = (text: string): ColumnTable => {
  const result = read(bytes(text), { name: 'x' });
  if (result.kind !== 'spectrum') throw new Error('a cycler log');
  return result.table;
};

const spe = [
  '$SPEC_ID:',
  'cell 4',
  '$DATE_MEA:',
  '11/23/2025 14:00:05',
  '$MEAS_TIM:',
  '296.5 300',
  '$DATA:',
  '0 4',
  '0',
  '3',
  '10',
  '2',
  '0',
  '$ENER_FIT:',
  '12.0 3.0',
  '',
].join('\r\n');
const pmca = [
  '<<PMCA SPECTRUM>>',
  'TAG - live',
  'LIVE_TIME - 9.5',
  'REAL_TIME - 10.0',
  'START_TIME - 11/23/2025 14:00:05',
  '<<CALIBRATION>>',
  'LABEL - Channel',
  '1 10.5',
  '3 20.5',
  '<<DATA>>',
  '0',
  '3',
  '10',
  '2',
  '<<END>>',
  '<<DP5 CONFIGURATION>>',
  'RESC=Y;',
].join('\n');
const lynx = [
  'Detector#   4',
  'Label:  cell',
  'Acquired:   Sun Nov 23 14:00:05 2025',
  'Live Time:  9.5',
  'Real Time:  10.0',
  '',
  'Channel Data',
  '------------',
  '0 0',
  '1 3',
  '2 10',
  '3 2',
].join('\n');

describe('multichannel analysers', () => {
  it.each([
    ['ortec-spe', spe, 5, 296.5, 300],
    ['amptek-mca', pmca, 4, 9.5, 10],
    ['lynx-ascii', lynx, 4, 9.5, 10],
  ])('%s: channels, counts, times', (format, text, channels, live, real) => {
    const table = tableOf(text);
    expect(table.format).toBe(format);
    expect(table.rows).toBe(channels);
    expect(Array.from(table.columns[1]!.values).slice(0, 4)).toEqual([0, 3, 10, 2]);
    expect(table.columns[0]!.values[0]).toBe(0);
    expect(table.scalars['live_time']).toEqual({ value: live, unit: 's' });
    expect(table.time).toMatchObject({ epoch: Date.UTC(2025, 10, 23, 14, 0, 5) / 1000, duration: real });
  });

  it('tell of counts beyond the declared channels', () => {
    const table = tableOf(spe.replace('0 4', '0 2'));
    expect([table.rows, table.warnings]).toEqual([
      3,
      [expect.objectContaining({ code: 'points-declared', where: { line: 12 } })],
    ]);
  });

  it('keep the calibration', () => {
    expect(tableOf(spe).metadata['calibration']).toEqual([12, 3]);
    expect(tableOf(spe.replace('12.0 3.0', '0 0')).metadata['calibration']).toBeUndefined();
    expect(
      tableOf(spe.replace('$ENER_FIT:\r\n12.0 3.0', '$MCA_CAL:\r\n3\r\n1.0 2.0 0.001 keV')).metadata['calibration'],
    ).toEqual([1, 2, 0.001]);
    expect(tableOf(pmca).metadata['calibration_points']).toEqual([
      [1, 10.5],
      [3, 20.5],
    ]);
  });

  it.each([
    ['fewer counts than declared', spe.replace('0 4', '0 40'), 'truncated-file', { line: 14 }],
    ['a count that is none', spe.replace('\r\n10\r\n', '\r\n-+1\r\n'), 'bad-number', { line: 11 }],
    ['a negative count', spe.replace('\r\n10\r\n', '\r\n-10\r\n'), 'bad-number', { line: 11 }],
    ['no channels', spe.replace('0 4', 'x'), 'malformed-file', { line: 8 }],
    ['too many channels', spe.replace('0 4', '0 4000000000'), 'too-large', { line: 8 }],
    ['no $DATA', '$SPEC_ID:\nx\n', 'malformed-file', {}],
    ['Amptek without an end', pmca.replace('<<END>>', ''), 'bad-number', {}],
    ['Amptek without data', '<<PMCA SPECTRUM>>\nTAG - x\n', 'malformed-file', {}],
    ['Lynx with channels out of order', lynx.replace('2 10', '7 10'), 'malformed-file', { line: 11 }],
    ['Lynx with a broken row', `${lynx}\n4 x`, 'malformed-file', { line: 13 }],
  ])('refuse %s', (_, text, code, where) => {
    const run = (): unknown => read(bytes(text), { name: 'x' });
    if (code === 'bad-number' && text.startsWith('<<'))
      expect(run).toThrow(expect.objectContaining({ code: 'truncated-file' }));
    else expect(run).toThrow(expect.objectContaining({ code, where: expect.objectContaining(where) as object }));
  });

  it('warn of saturated channels and dates they cannot read', () => {
    expect(tableOf(spe.replace('\r\n10\r\n', '\r\n65535\r\n')).warnings).toEqual([
      expect.objectContaining({ code: 'saturated', message: expect.stringContaining('2-2') as string }),
    ]);
    expect(tableOf(spe.replace('11/23/2025 14:00:05', 'yesterday')).warnings).toEqual([
      expect.objectContaining({ code: 'date-unreadable' }),
    ]);
    expect(tableOf(lynx.replace('Sun Nov 23 14:00:05 2025', 'Sun Xxx 23 14:00:05 2025')).time).toBeUndefined();
    expect(tableOf(lynx.replace('Sun Nov 23 14:00:05 2025', '2025-11-23 14:00:05')).time?.epoch).toBe(
      Date.UTC(2025, 10, 23, 14, 0, 5) / 1000,
    );
  });

  it('survive any damage', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(spe, pmca, lynx),
        fc.nat(),
        fc.nat(),
        fc.string({ maxLength: 6 }),
        (text, at, length, insert) => {
          const from = at % text.length;
          const damaged = text.slice(0, from) + insert + text.slice(from + (length % 40));
          try {
            const result = read(bytes(damaged), { name: 'x' });
            if (result.kind === 'spectrum')
              expect(result.table.columns.every((column) => column.values.length === result.table.rows)).toBe(true);
          } catch (error) {
            expect(isOperandoError(error)).toBe(true);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

const samples = referencePath('formats', 'samples');
describe.skipIf(samples === undefined)('real spectra', () => {
  const manifest = samples === undefined ? '' : readFileSync(`${samples}/MANIFEST.csv`, 'utf8');
  it.each(['digibase_5min_30_1.spe', 'nai_detector.spe', 'SGM102432.spe', 'Alcatraz14.spe'])(
    '%s as the manifest counts it',
    async (name) => {
      const facts = manifest.split('\n').find((line) => line.startsWith(`ndp-mca/${name},`))!;
      const number = (pattern: RegExp): number => Number(pattern.exec(facts)![1]);
      const result = await readFile(`${samples}/ndp-mca/${name}`);
      if (result.kind !== 'spectrum') throw new Error('a cycler log');
      const counts = result.table.columns[1]!.values;
      expect(counts).toHaveLength(number(/values read (\d+)/));
      expect(counts.reduce((a, b) => a + b, 0)).toBe(number(/sum (\d+)/));
      expect(counts[number(/max \d+ at (\d+)/)]).toBe(number(/max (\d+)/));
      const [, live, real] = /MEAS_TIM\(live real\)=\['([\d.]+) ([\d.]+)'\]/.exec(facts)!;
      expect(result.table.scalars['live_time']!.value).toBe(Number(live));
      expect(result.table.time!.duration).toBe(Number(real));
    },
  );

  it('57Co by Amptek: 4096 channels, last 59', async () => {
    const result = await readFile(`${samples}/edxrd-mca/20170705-CdTe-Ecalib-57Co.mca`);
    if (result.kind !== 'spectrum') throw new Error('a cycler log');
    expect(result.table.rows).toBe(4096);
    expect(result.table.columns[1]!.values.at(-1)).toBe(59);
    expect(result.table.scalars['live_time']!.value).toBeCloseTo(243.452828, 9);
  });
});
