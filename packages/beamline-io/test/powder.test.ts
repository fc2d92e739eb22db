import { readFileSync } from 'node:fs';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import {
  parseBrukerUxd,
  parseGsas,
  parsePanalyticalCsv,
  parseRigakuRas,
  parseScanLog,
  parseXrdml,
  read,
  readScans,
  scanTime,
} from '../src/index.js';
import { readColumnSeries, readFile } from '../src/node.js';

const samples = referencePath('formats', 'samples');

/** Points, first and last row, as the manifest and other programs give them. */
const facts: readonly (readonly [file: string, rows: number, first: readonly number[], last: readonly number[]])[] = [
  ['xrd-gsas/PBSO4.XRA', 6001, [10, 179], [160, 368]],
  ['xrd-xrdml/Scan_C1.xrdml', 7181, [5.00475563, 374], [124.99166689, 158]],
  ['xrd-xrdml/CG20396_jdb12-1.xrdml', 7181, [5.00835563, 1678], [124.99526689, 113]],
  ['xrd-xrdml/XRDML_attenuation.xrdml', 1000, [0.005, 2_628_764], [9.995, 0]],
  ['xrd-xrdml/empyrean.xrdml', 196, [30.05, 8], [41.75, 6]],
  ['xrd-ras/rigaku_test.ras', 1401, [2, 7994], [30, 1150]],
  ['xrd-ras/rigaku_test.rasx', 2151, [8.5, 591], [30, 524]],
  ['xrd-csv/210520step1_30min.csv', 4489, [5.00835563, 1719], [80.0085308, 288]],
  ['xrd-raw/BT86_.UXD', 2374, [3, 187], [40, 269]],
  ['xrd-brml/TiOF.brml', 2469, [9.998839261, 4471], [60.012776015, 692]],
  ['xrd-chi/Data_0001.chi', 2000, [5.7500005e-3, 0], [22.994251, 26.463482]],
  ['xrd-chi/CeO2_mean_q.chi', 3000, [5.343089004093959e-3, 35.33951950073242], [30.909283266003964, 30.87844657897949]],
];

describe.skipIf(samples === undefined)(
  'powder files against the facts of other programs (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it.each(facts)('%s', async (file, rows, first, last) => {
      const result = await readFile(`${samples}/${file}`);
      if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
      expect(result.table.rows).toBe(rows);
      const row = (i: number): number[] => result.table.columns.slice(0, 2).map(({ values }) => values[i]!);
      [...row(0), ...row(rows - 1)].forEach((value, k) => expect(value).toBeCloseTo([...first, ...last][k]!, 9));
    });

    it('times and wavelengths come with them', async () => {
      const result = await readFile(`${samples}/xrd-xrdml/Scan_C1.xrdml`);
      if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
      expect(result.table.time).toEqual({
        epoch: Date.UTC(2020, 10, 6, 18, 9, 37) / 1000,
        zone: '+00:00',
        duration: 881,
      });
      expect(result.table.metadata).toMatchObject({ kAlpha1: 1.540598, ratioKAlpha2KAlpha1: 0.5 });
      const brml = await readFile(`${samples}/xrd-brml/TiOF.brml`);
      expect(brml.kind === 'spectrum' && brml.table.time?.duration).toBeCloseTo(1794.307, 2);
    });

    it('a GSAS series of 11-BM has its errors as variances', async () => {
      const folder = referencePath('xrd', 'data', 'insitu_CuCr2O4_11BM')!;
      const series = await readColumnSeries(
        ['OH_00', 'OH_04'].map((name) => `${folder}/${name}.fxye`),
        { axis: { name: 'two-theta', unit: 'deg' }, sigma: 'auto', timeStep: 60 },
      );
      expect(series.axis.size).toBe(12_799);
      const line = readFileSync(`${folder}/OH_00.fxye`, 'latin1')
        .split('\n')
        .find((one) => /^\s*50\.0/.test(one))!
        .trim()
        .split(/\s+/)
        .map(Number);
      expect(series.variances!.get(0, 0)).toBeCloseTo(line[2]! ** 2, 6);
    });
  },
);

const xrdml = (points: string): string =>
  `<?xml version="1.0"?>\n<xrdMeasurements><xrdMeasurement><scan status="Completed"><dataPoints>${points}</dataPoints></scan></xrdMeasurement></xrdMeasurements>`;
const positions = '<positions axis="2Theta"><startPosition>10</startPosition><endPosition>12</endPosition></positions>';

describe('powder formats', () => {
  it('read what they may hold', () => {
    const counts = parseXrdml(
      xrdml(`${positions}<beamAttenuationFactors>10 1 1</beamAttenuationFactors><counts>3 4 5</counts>`),
    );
    expect(counts.columns.map(({ values }) => Array.from(values))).toEqual([
      [10, 11, 12],
      [30, 4, 5],
    ]);
    const listed = parseXrdml(
      xrdml(
        '<positions axis="2Theta"><listPositions>1 2 4</listPositions></positions><intensities unit="counts">3 4 5</intensities>',
      ),
    );
    expect([...listed.columns[0]!.values]).toEqual([1, 2, 4]);
    const esd = parseGsas(
      'title\nBANK 1 3 1 CONST 1000 10 0 0 ESD\n   100.0    10.0   200.0    14.0   300.0    17.0\n',
    );
    expect(esd.columns.map(({ values }) => Array.from(values))).toEqual([
      [10, 10.1, 10.2],
      [100, 200, 300],
      [10, 14, 17],
    ]);
    const glued = parseGsas('title\nBANK 1 3 1 CONST 1000 10 0 0 STD\n 4 123.5 2   7.0   99999\n');
    expect([...glued.columns[1]!.values]).toEqual([123.5, 7, 99999]);
    const stepped = parseBrukerUxd('_FILEVERSION=2\n_START=5\n_STEPSIZE=0.5\n_COUNTS\n1 2 3\n4\n');
    expect(stepped.columns.map(({ values }) => Array.from(values))).toEqual([
      [5, 5.5, 6, 6.5],
      [1, 2, 3, 4],
    ]);
    const rasx = read(zipSync({ 'Data0/Profile0.txt': strToU8('1 10 2\n2 20 1\n') }), { name: 'x.rasx' });
    expect(rasx.kind === 'spectrum' && rasx.table.columns.map(({ values }) => Array.from(values))).toEqual([
      [1, 2],
      [20, 20],
    ]);
  });

  const uxd = (...ranges: string[]): string => `_FILEVERSION=2\n_WL1=1.5406\n${ranges.join('')}`;
  const counted = (start: number, counts: string): string => `_STEPSIZE=0.5\n_START=${start}\n_COUNTS\n${counts}\n`;
  const ras = (axis: string, row: string): string =>
    `*RAS_DATA_START\n*RAS_HEADER_START\n*MEAS_SCAN_AXIS_X "${axis}"\n*RAS_HEADER_END\n*RAS_INT_START\n${row}\n*RAS_INT_END\n*RAS_DATA_END\n`;
  const bank = (number: number, value: string): string => `BANK ${number} 1 1 CONST 1000 10 0 0 STD\n${value}\n`;
  const several: readonly (readonly [string, Uint8Array, first: readonly number[][], second: readonly number[][]])[] = [
    ['GSAS banks', strToU8(`title\n${bank(1, '     100')}${bank(2, '     200')}`), [[10], [100]], [[10], [200]]],
    [
      'UXD ranges',
      strToU8(uxd(counted(5, '1 2'), counted(20, '3'))),
      [
        [5, 5.5],
        [1, 2],
      ],
      [[20], [3]],
    ],
    ['RAS scans', strToU8(ras('TwoThetaTheta', '1 10 2') + ras('TwoThetaTheta', '2 20 1')), [[1], [20]], [[2], [20]]],
    [
      'RASX scans',
      zipSync({
        'Data0/Profile0.txt': strToU8('1 10 2\n'),
        'Data10/Profile10.txt': strToU8('5 5 1\n'),
        'Data2/Profile2.txt': strToU8('\uFEFF2 20 1\n'),
      }),
      [[1], [20]],
      [[2], [20]],
    ],
    [
      'XRDML scans of several measurements',
      strToU8(
        xrdml(`${positions}<intensities>3 4 5</intensities>`).replace(
          '</xrdMeasurement>',
          `</xrdMeasurement><xrdMeasurement><scan><dataPoints>${positions}<intensities>6 7</intensities></dataPoints></scan></xrdMeasurement>`,
        ),
      ),
      [
        [10, 11, 12],
        [3, 4, 5],
      ],
      [
        [10, 12],
        [6, 7],
      ],
    ],
  ];
  it.each(several)('choose among %s', (_, bytes, first, second) => {
    const numbers = (scan?: number): number[][] => {
      const result = read(bytes, { scan });
      return result.kind === 'spectrum' ? result.table.columns.slice(0, 2).map(({ values }) => Array.from(values)) : [];
    };
    expect([numbers(), numbers(2)]).toEqual([first, second]);
    expect(
      readScans(bytes)
        .slice(0, 2)
        .map(({ columns }) => columns.slice(0, 2).map(({ values }) => Array.from(values))),
    ).toEqual([first, second]);
    expect(read(bytes).table.warnings.map(({ code }) => code)).toEqual(['several-scans']);
    expect(() => numbers(9)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });

  it('keep apart what programs of some countries write with commas', () => {
    const head = '[Measurement conditions]\n[Scan points]\n';
    const comma = parsePanalyticalCsv(`${head}Angle;Intensity\n20,0131;123\n20,0262;124,5\n`);
    expect(comma.columns.map(({ values }) => Array.from(values))).toEqual([
      [20.0131, 20.0262],
      [123, 124.5],
    ]);
    const timed = parsePanalyticalCsv(`${head}Angle,TimePerStep,Intensity,ESD\n20.0131,50,123,11\n`);
    expect(timed.columns.map(({ label, values }) => [label, values[0]])).toEqual([
      ['2theta', 20.0131],
      ['intensity', 123],
      ['sigma', 11],
    ]);
  });

  it('tell of points beyond those declared, and of another axis', () => {
    const codes = (table: { readonly warnings: readonly { readonly code: string }[] }): string[] =>
      table.warnings.map(({ code }) => code);
    expect(codes(parseGsas('title\nBANK 1 1 1 CONST 1000 10 0 0 FXYE\n1000 1 1\n1010 2 1\n'))).toEqual([
      'points-declared',
    ]);
    expect(codes(parseBrukerUxd(uxd('_STEPCOUNT=1\n', counted(5, '1 2'))))).toEqual(['points-declared']);
    expect(codes(parseBrukerUxd(uxd(counted(5, '1 2').trimEnd())))).toEqual(['open-end']);
    const omega = parseRigakuRas(ras('Omega', '1 10 1'));
    expect([codes(omega), omega.columns[0]!.label, omega.columns[0]!.role]).toEqual([
      ['axis-unknown'],
      'angle',
      undefined,
    ]);
  });

  it('a short field at the end of a GSAS line keeps its columns apart', () => {
    expect([...parseGsas('title\nBANK 1 2 1 CONST 1000 10 0 0 STD\n 1   100 1 30\n').columns[1]!.values]).toEqual([
      100, 30,
    ]);
    expect(parseGsas('title\nbank 1 1 1 const 1000 10 0 0 std\n     100\n').rows).toBe(1);
  });

  it.each<[string, () => unknown, string, object]>([
    [
      'GSAS of energies',
      () => parseGsas('title\nBANK 1 2 2 EDS 0.1 0.03 0 0 STD\n       1       2\n'),
      'unsupported',
      { line: 2 },
    ],
    [
      'UXD of fewer points than declared',
      () => parseBrukerUxd(uxd('_STEPCOUNT=3\n', counted(5, '1 2'))),
      'truncated-file',
      {},
    ],
    [
      'XRDML with decimal commas',
      () => parseXrdml(xrdml(`${positions}<intensities>1,5 2,5</intensities>`)),
      'bad-number',
      {},
    ],
    [
      'XRDML over another axis',
      () =>
        parseXrdml(
          xrdml(
            '<positions axis="2Theta"><commonPosition>10</commonPosition></positions><intensities>3 4</intensities>',
          ),
        ),
      'unsupported',
      {},
    ],
    [
      'PANalytical CSV with a blank cell',
      () => parsePanalyticalCsv('[Measurement conditions]\n[Scan points]\nAngle,Intensity\n1,2\n2,\n'),
      'bad-number',
      { line: 5 },
    ],
    [
      'PANalytical CSV of unknown columns',
      () => parsePanalyticalCsv('[Measurement conditions]\n[Scan points]\na,b\n1,2\n'),
      'malformed-file',
      { line: 3 },
    ],
    ['XRDML cut short', () => parseXrdml(xrdml(positions).slice(0, 80)), 'malformed-file', {}],
    ['XRDML without intensities', () => parseXrdml(xrdml(positions)), 'malformed-file', {}],
    [
      'XRDML with words for numbers',
      () => parseXrdml(xrdml(`${positions}<intensities>3 x 5</intensities>`)),
      'bad-number',
      {},
    ],
    [
      'XRDML with fewer angles',
      () =>
        parseXrdml(
          xrdml(
            '<positions axis="2Theta"><listPositions>1 2</listPositions></positions><intensities>3 4 5</intensities>',
          ),
        ),
      'malformed-file',
      {},
    ],
    [
      'GSAS cut short',
      () => parseGsas('title\nBANK 1 30 3 CONST 1000 10 0 0 STD\n     100     200\n'),
      'truncated-file',
      {},
    ],
    [
      'GSAS with a word',
      () => parseGsas('title\nBANK 1 2 2 CONST 1000 10 0 0 FXYE\n1000 1 1\n1010 x 1\n'),
      'bad-number',
      { line: 4 },
    ],
    ['GSAS without a bank', () => parseGsas('title\n1 2 3\n'), 'malformed-file', {}],
    ['RAS without an end', () => parseRigakuRas('*RAS_DATA_START\n*RAS_INT_START\n1 2 1\n'), 'truncated-file', {}],
    [
      'PANalytical CSV cut short',
      () => parsePanalyticalCsv('[Measurement conditions]\nNo. of points, 3\n[Scan points]\nAngle,Intensity\n1,2\n'),
      'truncated-file',
      {},
    ],
    [
      'PANalytical CSV with a word',
      () => parsePanalyticalCsv('[Measurement conditions]\n[Scan points]\nAngle,Intensity\n1,2\n2,oh\n'),
      'bad-number',
      { line: 5 },
    ],
    ['PANalytical CSV without points', () => parsePanalyticalCsv('[Measurement conditions]\n'), 'malformed-file', {}],
    ['UXD without counts', () => parseBrukerUxd('_FILEVERSION=2\n'), 'malformed-file', {}],
    [
      'UXD with a single value in a row',
      () => parseBrukerUxd('_FILEVERSION=2\n_2THETACOUNTS\n1 2\n3\n'),
      'malformed-file',
      { line: 4 },
    ],
    ['UXD without angles', () => parseBrukerUxd('_FILEVERSION=2\n_COUNTS\n1 2\n'), 'malformed-file', {}],
    [
      'a damaged archive',
      () => read(zipSync({ 'Experiment0/RawData0.xml': strToU8('<RawData/>') }).slice(0, 60), { name: 'x.brml' }),
      'malformed-file',
      { file: 'x.brml' },
    ],
    [
      'an archive without a scan',
      () => read(zipSync({ 'Experiment0/RawData0.xml': strToU8('<RawData/>') }), { name: 'x.brml' }),
      'malformed-file',
      { file: 'x.brml' },
    ],
    [
      'an archive without data',
      () => read(zipSync({ 'Experiment0/Other.xml': strToU8('<x/>') }), { name: 'x.brml' }),
      'malformed-file',
      {},
    ],
  ])('refuse %s', (_, run, code, where) => {
    expect(run).toThrow(expect.objectContaining({ code, where: expect.objectContaining(where) as object }));
  });

  it('no entity of a file expands, whatever it claims', () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "3 3 3 3 3 3 3 3"><!ENTITY b "&a;&a;&a;&a;">]>\n<xrdMeasurements><xrdMeasurement><scan><dataPoints>${positions}<intensities>&b; 4 5</intensities></dataPoints></scan></xrdMeasurement></xrdMeasurements>`;
    expect(() => parseXrdml(bomb)).toThrow(expect.objectContaining({ name: 'OperandoError' }));
  });
});

describe('scan logs', () => {
  const log = parseScanLog(
    'scan_number,cell,start_time,end_time\n12,a,2025-07-02 19:05:59.5,2025-07-02 19:06:59.5\n123,a,2025-07-02 20:00:00,\n',
  );

  it('give each file the time of the scan in its name', () => {
    expect(scanTime(log, 'scan_12_sum.xye')).toEqual({
      epoch: Date.UTC(2025, 6, 2, 19, 5, 59, 500) / 1000,
      zone: 'unstated',
      duration: 60,
    });
    expect(scanTime(log, '00123.xye')).toBeUndefined();
    expect(scanTime(log, 'x123-a.xye')?.epoch).toBe(Date.UTC(2025, 6, 2, 20) / 1000);
    expect(scanTime(log, '1234.xye')).toBeUndefined();
  });

  it('follow one order of day and month, and refuse where it stays open', () => {
    const open = 'scan,start\n1,01/02/2024 00:00:00\n';
    const start = (text: string, dateOrder?: 'day-first'): number | undefined =>
      parseScanLog(text, { dateOrder }).get('1')?.epoch;
    expect(() => start(open)).toThrow(
      expect.objectContaining({ code: 'bad-number', where: expect.objectContaining({ line: 2 }) as object }),
    );
    expect(start(open, 'day-first')).toBe(Date.UTC(2024, 1, 1) / 1000);
    expect(start(`${open}2,25/02/2024 00:00:00\n`)).toBe(Date.UTC(2024, 1, 1) / 1000);
    expect(start(`${open}2,02/25/2024 00:00:00\n`)).toBe(Date.UTC(2024, 0, 2) / 1000);
  });

  it('refuse a scan of two times, and find the times among other columns', () => {
    expect(() => parseScanLog('scan,start\n\n1,2024-01-01 00:00:00\n1,2024-01-01 01:00:00\n')).toThrow(
      expect.objectContaining({ code: 'malformed-file', where: expect.objectContaining({ line: 4 }) as object }),
    );
    expect(parseScanLog('scan,start_temperature,start_time\n1,300,2024-01-01 00:00:00\n').get('1')?.epoch).toBe(
      Date.UTC(2024, 0, 1) / 1000,
    );
  });

  it('refuse what is none', () => {
    expect(() => parseScanLog('a,b\n1,2\n')).toThrow(expect.objectContaining({ code: 'column-missing' }));
    expect(() => parseScanLog('scan,start\n1,yesterday\n')).toThrow(
      expect.objectContaining({ code: 'bad-number', where: expect.objectContaining({ line: 2 }) as object }),
    );
  });
});
