import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { parseCanberraCnf, parseCanberraMca, parseOrtecChn, read } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { pdpFloat32, pdpUint32 } from '../src/bytes/pdp-words.js';
import { binaryFile } from '../src/bytes/binary.js';
import { accuSpecFile, chnFile, cnfFile, letters } from './made-analysers.js';
import { brokenBinarySeeds } from './survives.js';

const countsOf = (table: ColumnTable): number[] => Array.from(table.columns[1]!.values);

describe('words of a PDP-11', () => {
  // Examples of the VAX-11 Architecture Handbook's F_floating: 1.0 is 4080 hex, -1.5 is C0C0, 0.1 is 3ECC CCCD.
  it.each([
    [[0x4080, 0], 1],
    [[0xc0c0, 0], -1.5],
    [[0, 0], 0],
    [[0x3ecc, 0xcccd], Math.fround(0.1)],
  ] as const)('%j is %d', (words, value) => {
    expect(pdpFloat32(binaryFile(new Uint8Array(Uint16Array.from(words).buffer)), 0)).toBe(value);
  });

  it('the higher half first', () => {
    expect(pdpUint32(binaryFile(Uint8Array.of(1, 0, 2, 0)), 0)).toBe(0x1_0002);
  });
});

describe('ORTEC .Chn', () => {
  it('counts, times, descriptions, calibrations', () => {
    const table = parseOrtecChn(chnFile(-102));
    expect(countsOf(table)).toEqual(Array.from({ length: 16 }, (_, i) => 1000 * i));
    expect(table.columns[0]!.values[0]).toBe(1);
    expect([table.scalars['live_time']!.value, table.scalars['real_time']!.value]).toEqual([19, 20]);
    expect(table.metadata).toEqual({ calibration: [0.5, 0.25, Math.fround(1e-3)], sample: 'IN JAR', detector: 'D1' });
    expect(parseOrtecChn(chnFile(-101)).metadata['calibration']).toEqual([0.5, 0.25, 0]);
    expect(parseOrtecChn(chnFile(-101).subarray(0, 96)).metadata).toEqual({});
    expect(read(chnFile(-101)).table).toMatchObject({ format: 'ortec-chn' });
  });

  it('dates of either century', () => {
    expect(parseOrtecChn(chnFile(-101, '28NOV261')).time).toEqual({
      epoch: Date.UTC(2026, 10, 28, 14, 32, 7) / 1000,
      zone: 'unstated',
      duration: 20,
    });
    expect(parseOrtecChn(chnFile(-101, '28NOV96\0')).time?.epoch).toBe(Date.UTC(1996, 10, 28, 14, 32, 7) / 1000);
  });

  it('other files, fewer channels', () => {
    expect(() => parseOrtecChn(new Uint8Array(100))).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    expect(() => parseOrtecChn(chnFile(-101).subarray(0, 60))).toThrow(
      /16 channels are declared, the file ends after 7/,
    );
  });
});

describe('Canberra', () => {
  it('CNF: counts, times, calibration', () => {
    const table = parseCanberraCnf(cnfFile());
    expect(countsOf(table)).toEqual(Array.from({ length: 256 }, (_, i) => i));
    expect(table.time).toEqual({ epoch: 0, zone: 'unstated', duration: 10 });
    expect(table.scalars['live_time']!.value).toBeCloseTo(5, 9);
    expect(table.metadata['calibration']).toEqual([0, 0.5, 0]);
    expect(parseCanberraCnf(cnfFile('MeV')).metadata['calibration']).toEqual([0, 500, 0]);
    expect(parseCanberraCnf(cnfFile('furlong')).warnings).toEqual([
      { code: 'unknown-unit', message: 'The energy calibration is in "furlong" and was left out.' },
    ]);
  });

  it('CNF: cut short, sections elsewhere, other files', () => {
    expect(() => parseCanberraCnf(cnfFile('keV', 200))).toThrow(/256 channels are declared, the file ends after 200/);
    expect(() => parseCanberraCnf(cnfFile().subarray(0, 0x1000))).toThrow(/no section of channels/);
    expect(() => parseCanberraCnf(Uint8Array.from(letters('nothing of this kind')))).toThrow(
      expect.objectContaining({ code: 'malformed-file' }),
    );
  });

  it('AccuSpec: counts of two words', () => {
    const table = parseCanberraMca(accuSpecFile());
    expect(countsOf(table).slice(0, 4)).toEqual([0, 0x1_0001, 0x2_0002, 3]);
    expect(table.metadata['calibration']).toEqual([0, 0.5, 0]);
    expect(() => parseCanberraMca(accuSpecFile().subarray(0, 5000))).toThrow(
      /2048 channels are declared, the file ends after 994/,
    );
  });

  it.each([
    ['.Chn', chnFile(-102)],
    ['CNF', cnfFile()],
    ['AccuSpec', accuSpecFile()],
  ])('%s survives any damage', (_, bytes) => {
    expect(brokenBinarySeeds(bytes)).toEqual([]);
  });
});

const samples = referencePath('formats', 'samples');

describe.skipIf(samples === undefined)('real files of Canberra (needs OPERANDO_REFERENCE_DATA)', () => {
  const tableOf = (name: string): ColumnTable => {
    const result = read(Uint8Array.from(readFileSync(`${samples}/${name}`)), { name });
    if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
    return result.table;
  };

  it('a natural background shows its lines where decay tables have them', () => {
    const table = tableOf('ndp-mca/background_8.CNF');
    const counts = countsOf(table);
    expect([table.format, table.rows, table.metadata['detector']]).toEqual(['canberra-cnf', 8192, 'EL-INSP2']);
    const [offset, slope] = table.metadata['calibration'] as number[];
    // Annihilation, 214Pb, 214Bi, 40K, 208Tl (Evaluated Nuclear Structure Data File); the detector's own calibration is up to 0.15 % off.
    for (const energy of [510.999, 351.932, 609.312, 1460.82, 2614.51]) {
      const expected = Math.round((energy - offset!) / slope!);
      const around = counts.slice(expected - 12, expected + 13);
      const highest = offset! + slope! * (expected - 12 + around.indexOf(Math.max(...around)));
      expect(Math.abs(highest - energy)).toBeLessThan(0.0015 * energy + slope!);
    }
    expect([table.scalars['live_time']!.value, table.scalars['real_time']!.value]).toEqual([
      expect.closeTo(160.84, 6),
      expect.closeTo(161.1, 6),
    ]);
    expect(table.time?.epoch).toBeCloseTo(Date.UTC(2015, 10, 20, 0, 5, 36, 423) / 1000, 3);
  });

  it('an AccuSpec file is counts, not their halves exchanged', () => {
    const table = tableOf('edxrd-mca/03yag02.mca');
    const counts = countsOf(table);
    expect([table.format, table.rows, Math.max(...counts)]).toEqual(['canberra-mca', 2048, 2221]);
    // Counting noise: neighbours of a smooth stretch differ by the root of twice their mean, not by 65536 times that.
    const stretch = counts.slice(1500, 2000);
    const mean = stretch.reduce((a, b) => a + b, 0) / stretch.length;
    const noise =
      stretch.slice(1).reduce((sum, value, i) => sum + (value - stretch[i]!) ** 2, 0) / (2 * (stretch.length - 1));
    expect(noise / mean).toBeGreaterThan(0.8);
    expect(noise / mean).toBeLessThan(1.25);
  });

  it.each(['ndp-mca/background_8.CNF', 'edxrd-mca/03yag02.mca'])('%s survives damage', (name) => {
    expect(brokenBinarySeeds(readFileSync(`${samples}/${name}`), 100)).toEqual([]);
  });
});
