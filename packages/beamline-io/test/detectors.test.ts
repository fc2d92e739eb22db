import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import {
  parseBrukerRaw,
  parseEpicsMda,
  parseIec1455,
  parseOrtecSpc,
  parsePsiDmc,
  parseSingleColumn,
  read,
  readScans,
} from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { readFile } from '../src/node.js';
import { brokenBinarySeeds, brokenSeeds } from './survives.js';

const latin = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const numbersOf = (table: ColumnTable, column = 1): number[] => Array.from(table.columns[column]!.values);

/** A file of fixed places. */
function placed(length: number, fill: (view: DataView, text: (at: number, words: string) => void) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(new DataView(bytes.buffer), (at, words) => bytes.set(latin(words), at));
  return bytes;
}

const spcFile = (kind = 1): Uint8Array =>
  placed(128 * 9, (view, text) => {
    view.setInt16(0, 1, true);
    view.setInt16(2, kind, true);
    view.setInt16(10, 4, true);
    view.setInt16(34, 2, true);
    view.setInt16(60, 5, true);
    view.setInt16(62, 4, true);
    view.setUint16(64, 128, true);
    view.setFloat64(72, 12_313.5, true);
    view.setFloat32(90, 20, true);
    view.setFloat32(94, 10, true);
    view.setFloat32(128 + 20, 0.5, true);
    view.setFloat32(128 + 24, 0.25, true);
    text(384, 'a sample');
    for (let i = 0; i < 128; i++) {
      if (kind === 1) view.setUint32(512 + 4 * i, i, true);
      else view.setFloat32(512 + 4 * i, i / 2, true);
    }
  });

const raw101 = (): Uint8Array =>
  placed(712 + 2 * (304 + 8 + 12), (view, text) => {
    text(0, 'RAW1.01\0');
    view.setUint32(12, 2, true);
    text(16, '03/04/10');
    text(26, '20:59:14');
    for (let r = 0, at = 712; r < 2; r++, at += 324) {
      view.setUint32(at, 304, true);
      view.setUint32(at + 4, 3, true);
      view.setFloat64(at + 16, 10 + r, true);
      view.setFloat64(at + 176, 0.5, true);
      view.setFloat64(at + 240, 1.5406, true);
      view.setFloat32(at + 192, 2, true);
      view.setUint32(at + 256, 8, true);
      for (let i = 0; i < 3; i++) view.setFloat32(at + 312 + 4 * i, 100 * r + i, true);
    }
  });

const raw400 = (title = 'Locked Coupled'): Uint8Array =>
  placed(61 + 40 + 160 + 12, (view, text) => {
    text(0, 'RAW4.00\0');
    text(12, '07/11/2018');
    text(24, '15:55:31');
    view.setUint32(61, 10, true);
    view.setUint32(65, 40, true);
    text(73, 'SAMPLEID');
    text(97, 'TiO2');
    view.setUint32(101 + 4, 3, true);
    text(133, title);
    view.setFloat64(173, 10, true);
    view.setFloat64(181, 0.1, true);
    view.setUint32(189, 3, true);
    view.setFloat64(213, 1.54, true);
    view.setUint32(237, 4, true);
    [5, 6, 7].forEach((value, i) => view.setFloat32(261 + 4 * i, value, true));
  });

/** XDR one after another. */
function xdr(...parts: readonly (readonly ['int' | 'float' | 'double', number] | string)[]): Uint8Array {
  const bytes: number[] = [];
  for (const part of parts) {
    const view = new DataView(new ArrayBuffer(8));
    if (typeof part === 'string') {
      view.setInt32(0, part.length);
      bytes.push(...new Uint8Array(view.buffer, 0, 4));
      if (part === '') continue;
      bytes.push(...new Uint8Array(view.buffer, 0, 4), ...latin(part.padEnd(Math.ceil(part.length / 4) * 4, '\0')));
    } else if (part[0] === 'double') {
      view.setFloat64(0, part[1]);
      bytes.push(...new Uint8Array(view.buffer));
    } else {
      if (part[0] === 'int') view.setInt32(0, part[1]);
      else view.setFloat32(0, part[1]);
      bytes.push(...new Uint8Array(view.buffer, 0, 4));
    }
  }
  return Uint8Array.from(bytes);
}

const innerScan = (name: string, done: number): Uint8Array =>
  xdr(
    ['int', 1],
    ['int', 3],
    ['int', done],
    name,
    'Aug 23, 2012 12:13:17.290',
    ['int', 1],
    ['int', 1],
    ['int', 1],
    ['int', 0],
    'pv:m1',
    'theta',
    'linear',
    'deg',
    '',
    '',
    '',
    ['int', 0],
    'pv:d1',
    '',
    'counts',
    ['int', 0],
    'pv:t',
    ['float', 1],
    ['double', 1],
    ['double', 2],
    ['double', 3],
    ['float', 10],
    ['float', 20],
    ['float', 30],
  );
const mda1 = (done = 3): Uint8Array =>
  Uint8Array.from(
    Buffer.concat([
      xdr(['float', 1.3], ['int', 7], ['int', 1], ['int', 3], ['int', 1], ['int', 0]),
      innerScan('scan1', done),
    ]),
  );
function mda2(): Uint8Array {
  const head = xdr(['float', 1.3], ['int', 8], ['int', 2], ['int', 2], ['int', 3], ['int', 1], ['int', 0]);
  const outer = (offsets: readonly number[]): Uint8Array =>
    xdr(
      ['int', 2],
      ['int', 2],
      ['int', 2],
      ['int', offsets[0]!],
      ['int', offsets[1]!],
      'outer',
      '',
      ['int', 1],
      ['int', 0],
      ['int', 0],
      ['int', 0],
      'pv:m2',
      '',
      '',
      '',
      '',
      '',
      'mm',
      ['double', 5],
      ['double', 6],
    );
  const inner = innerScan('inner', 3);
  const start = head.length + outer([0, 0]).length;
  return Uint8Array.from(Buffer.concat([head, outer([start, start + inner.length]), inner, inner]));
}

const iecLine = (text: string): string => `A004${text}`.padEnd(68);
const iecText = (counts: readonly number[]): string => {
  const lines = [
    'NUCICA',
    `${'10.00'.padStart(12)}${'20.00'.padStart(13)}${String(counts.length).padStart(6)}`,
    '09/12/21 10:54:31 08/25/21 11:34:36',
    '-1.55656000E-02 8.00000000E-01-2.97939000E-08 0.00000000E+00',
  ];
  const header = Array.from({ length: 58 }, (_, i) => iecLine(lines[i] ?? ''));
  const rows = Array.from({ length: Math.ceil(counts.length / 5) }, (_, i) =>
    iecLine(
      `${String(5 * i).padStart(6)}${counts
        .slice(5 * i, 5 * i + 5)
        .map((value) => String(value).padStart(10))
        .join('')}`,
    ),
  );
  return [...header, ...rows].join('\r\n');
};

const dmcText = `a title\nlambda=  1.49400, T=  10.500, dT=  0.000, Date='2001-06-16 06:25:59'\n   2.000   0.500   5.500 1000., sample="x"\n  1.  2.  3.  4.  5.\n  6.  7.  8.\n  .1  .2  .3  .4  .5\n  .6  .7  .8\n Filelist\n`;

describe('detector and diffraction formats', () => {
  it('ORTEC .Spc: integer and real counts, times, calibration', () => {
    const table = parseOrtecSpc(spcFile());
    expect([table.rows, numbersOf(table)[127], table.metadata]).toEqual([
      128,
      127,
      { counts: 'integer', sample: 'a sample', calibration: [0.5, 0.25, 0] },
    ]);
    expect([table.scalars['live_time']!.value, table.scalars['real_time']!.value, table.time]).toEqual([
      10,
      20,
      { epoch: Date.UTC(2012, 8, 17, 12) / 1000, zone: 'unstated', duration: 20 },
    ]);
    expect(numbersOf(parseOrtecSpc(spcFile(5)))[3]).toBe(1.5);
    expect(read(spcFile()).kind).toBe('spectrum');
    expect(() => parseOrtecSpc(spcFile().subarray(0, 1000))).toThrow(
      /128 channels are declared, the file ends after 122/,
    );
    expect(() => parseOrtecSpc(latin('nothing of this kind'.repeat(20)))).toThrow(
      expect.objectContaining({ code: 'malformed-file' }),
    );
    const odd = spcFile();
    odd[62] = 1;
    expect(() => parseOrtecSpc(odd)).toThrow(/do not fit together/);
  });

  it('Bruker .raw: ranges of version 1.01, records of version 4.00', () => {
    const first = parseBrukerRaw(raw101());
    expect([first.columns[0]!.values[2], numbersOf(first), first.scans?.length, first.time?.epoch]).toEqual([
      11,
      [0, 1, 2],
      2,
      Date.UTC(2010, 2, 4, 20, 59, 14) / 1000,
    ]);
    expect(numbersOf(parseBrukerRaw(raw101(), { scan: 2 }))).toEqual([100, 101, 102]);
    expect(readScans(raw101()).map(({ scan }) => scan)).toEqual(['1', '2']);
    const four = parseBrukerRaw(raw400());
    expect([
      four.columns[0]!.label,
      numbersOf(four),
      four.metadata['SAMPLEID'],
      four.scalars['wavelength']!.value,
    ]).toEqual(['2theta', [5, 6, 7], 'TiO2', 1.54]);
    expect(parseBrukerRaw(raw400('Rocking')).warnings.map(({ code }) => code)).toEqual(['axis-unknown']);
    expect(() => parseBrukerRaw(raw400().subarray(0, 270))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect(() => parseBrukerRaw(raw101().subarray(0, 1300))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect(() => read(latin('RAW2\0\0\0\0\0\0'))).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('EPICS MDA: inner scans are scans, aborted ones say so', () => {
    const table = parseEpicsMda(mda1());
    expect([table.columns.map(({ label, unit }) => [label, unit]), numbersOf(table)]).toEqual([
      [
        ['theta', 'deg'],
        ['pv:d1', 'counts'],
      ],
      [10, 20, 30],
    ]);
    const aborted = parseEpicsMda(mda1(2));
    expect([aborted.rows, aborted.warnings[0]!.message]).toEqual([2, 'The scan was aborted after 2 of 3 points.']);
    const outer = parseEpicsMda(mda2());
    expect([outer.scans!.map(({ id }) => id), numbersOf(outer, 0)]).toEqual([
      ['1', '1.1', '1.2'],
      [5, 6],
    ]);
    expect(numbersOf(parseEpicsMda(mda2(), { scan: '1.2' }))).toEqual([10, 20, 30]);
    expect(readScans(mda2())).toHaveLength(3);
    expect(() => parseEpicsMda(mda2().subarray(0, 200))).toThrow(expect.objectContaining({ code: 'truncated-file' }));
    expect(() => parseEpicsMda(xdr(['float', 9], ['int', 1], ['int', 1]))).toThrow(
      expect.objectContaining({ code: 'unsupported' }),
    );
  });

  it('IEC 1455: fixed columns that touch', () => {
    const table = parseIec1455(iecText([1, 2, 3, 4, 5, 1_234_567_890, 7]));
    expect([numbersOf(table), table.metadata['calibration'], table.scalars['live_time']!.value]).toEqual([
      [1, 2, 3, 4, 5, 1_234_567_890, 7],
      [-0.0155656, 0.8, -2.97939e-8],
      10,
    ]);
    expect([table.time?.epoch, table.warnings.map(({ code }) => code)]).toEqual([
      Date.UTC(2021, 11, 9, 10, 54, 31) / 1000,
      ['date-ambiguous'],
    ]);
    const glued = iecText([1, 2])
      .split('\r\n')
      .map((line, i) => (i === 1 ? iecLine(' 12345678.25123456789.50     2') : line))
      .join('\r\n');
    expect(parseIec1455(glued).scalars).toEqual({
      live_time: { value: 12_345_678.25, unit: 's' },
      real_time: { value: 123_456_789.5, unit: 's' },
    });
    expect(parseIec1455(iecText([1]), { dateOrder: 'month-first' }).time?.epoch).toBe(
      Date.UTC(2021, 8, 12, 10, 54, 31) / 1000,
    );
    expect(() => parseIec1455(iecText([1, 2, 3, 4, 5, 6]).split('\r\n').slice(0, -1).join('\n'))).toThrow(
      /6 channels are declared, 5 follow/,
    );
    expect(() => parseIec1455(iecText([1, 2, 3, 4, 5, 6]).replace('     5         6', '     9         6'))).toThrow(
      /channel 5 should follow/,
    );
    expect(() => parseIec1455(iecText([1, 2]).replace('         2', '        x2'))).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
    expect(() => parseIec1455('A004\nB\n')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('PSI DMC: angles from the third line, intensities, then deviations', () => {
    const table = parsePsiDmc(dmcText);
    expect([
      table.columns[0]!.values[7],
      numbersOf(table),
      numbersOf(table, 2)[7],
      table.scalars['wavelength']!.value,
    ]).toEqual([5.5, [1, 2, 3, 4, 5, 6, 7, 8], 0.8, 1.494]);
    expect(() => parsePsiDmc(dmcText.slice(0, dmcText.indexOf('  .6')))).toThrow(
      /8 standard deviations are announced, 5 follow/,
    );
    expect(() => parsePsiDmc(dmcText.replace('  7.  8.', '  7.  8.  9.'))).toThrow(/more than 8 intensities/);
    expect(() => parsePsiDmc(dmcText.replace('  7. ', '  x. '))).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 5 } }),
    );
    expect(() => parsePsiDmc('a\nb\nc\n')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it('a single column of counts', () => {
    const text = `# a note\n${Array.from({ length: 70 }, (_, i) => `${i}.0E+00`).join('\n')}\n`;
    const table = parseSingleColumn(text);
    expect([
      table.rows,
      numbersOf(table, 0)[69],
      numbersOf(table)[69],
      table.lines[0],
      table.warnings.map(({ code }) => code),
    ]).toEqual([70, 69, 69, 2, ['axis-missing']]);
    expect(read(latin(text)).kind).toBe('spectrum');
    expect(() => parseSingleColumn('1\n2\n')).toThrow(expect.objectContaining({ code: 'unknown-format' }));
    expect(() => parseSingleColumn(text.replace('\n5.0', '\nx'))).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
    expect(() => parseSingleColumn(text.replace('\n5.0', '\n-5.0'))).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
  });

  it.each([
    ['Spc', spcFile()],
    ['raw 1.01', raw101()],
    ['raw 4.00', raw400()],
    ['mda', mda2()],
  ])('%s survives any damage', (_, bytes) => {
    expect(brokenBinarySeeds(bytes, 800)).toEqual([]);
  });

  it.each([
    ['IEC', iecText([1, 2, 3, 4, 5, 6])],
    ['DMC', dmcText],
  ])('%s survives any damage', (_, text) => {
    expect(brokenSeeds(latin(text), 500)).toEqual([]);
  });
});

const samples = referencePath('formats', 'samples');
const sample = async (name: string): Promise<ColumnTable> => {
  const result = await readFile(`${samples}/${name}`);
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
};

describe.skipIf(samples === undefined)('real files (needs OPERANDO_REFERENCE_DATA)', () => {
  it('one spectrum as .Spc and .spe: every count, times and calibration', async () => {
    const [binary, text] = [await sample('ndp-mca/Alcatraz14.Spc'), await sample('ndp-mca/Alcatraz14.spe')];
    expect(numbersOf(binary)).toEqual(numbersOf(text));
    expect(numbersOf(binary).reduce((a, b) => a + b)).toBe(132_978);
    expect([binary.time!.epoch, binary.scalars['live_time']!.value]).toEqual([
      text.time!.epoch,
      text.scalars['live_time']!.value,
    ]);
    // Single precision in the one, four to seven digits in the other.
    (binary.metadata['calibration'] as number[]).forEach((value, i) =>
      expect(value).toBeCloseTo((text.metadata['calibration'] as number[])[i]!, 4),
    );
  });

  it('one pattern as .raw and, by Bruker itself, as .UXD: every count', async () => {
    const [raw, uxd] = [await sample('xrd-raw/BT86.raw'), await sample('xrd-raw/BT86_.UXD')];
    expect(numbersOf(raw)).toEqual(numbersOf(uxd));
    // The text has two or three decimals of the angle.
    raw.columns[0]!.values.forEach((value, i) =>
      expect(Math.abs(value - uxd.columns[0]!.values[i]!)).toBeLessThan(0.00501),
    );
  });

  it('facts of the manifest', async () => {
    const mda = await sample('mda/SampleScan.mda');
    expect([mda.rows, mda.metadata['scan_number']]).toEqual([41, 502]);
    const dmc = await sample('xrd-dat/PSI_DMC.dat');
    expect([dmc.rows, numbersOf(dmc).slice(0, 4), dmc.columns[0]!.values.at(-1)]).toEqual([
      3200,
      [7444, 7639, 7731, 7762],
      162.898,
    ]);
    const column = await sample('edxrd-mca/XRFSpectrum.mca');
    expect([column.rows, numbersOf(column)[0], numbersOf(column)[4095], column.lines[0], column.lines[4095]]).toEqual([
      4096, 0, 3, 44, 4139,
    ]);
    const iec = await sample('ndp-mca/hpge_dummy_test_01.iec');
    expect([iec.rows, numbersOf(iec).slice(0, 6)]).toEqual([2048, [40_680, 41_390, 41_100, 40_900, 41_720, 41_790]]);
    for (const [name, rows] of [
      ['TiO2', 1647],
      ['corundum', 6851],
    ] as const)
      expect((await sample(`xrd-raw/${name}.raw`)).rows).toBe(rows);
  });

  it('survive damage', () => {
    for (const name of ['ndp-mca/Alcatraz14.Spc', 'xrd-raw/TiO2.raw', 'mda/SampleScan.mda'])
      expect(brokenBinarySeeds(readFileSync(`${samples}/${name}`), 150)).toEqual([]);
  });
});
