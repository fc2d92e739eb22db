import { describe, expect, it } from 'vitest';
import {
  parseJadeMdi,
  parsePhilipsRd,
  parsePhilipsUdf,
  parseRigakuText,
  parseSietronicsCpi,
  read,
  readScans,
  sniff,
} from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { binary } from './made-bruker.js';
import { brokenBinarySeeds, brokenSeeds, silentCuts, silentLines } from './survives.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const numbers = ({ columns }: ColumnTable): number[][] => columns.map(({ values }) => Array.from(values));
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);
const counts = [100, 137, 124, 111, 148, 135, 122];
const angles = counts.map((_, i) => Number((10 + 0.02 * i).toFixed(2)));
const pattern = [angles, counts];
const wavelength = (value: number): object => ({ wavelength: { value, unit: 'angstrom' } });

const udfHeader = [
  'SampleIdent,quartz ,/',
  'Title1',
  'Anode,Cu,/',
  'LabdaAlpha1, 1.54060,/',
  'LabdaAlpha2, 1.54439,/',
  'RatioAlpha21, 0.50000,/',
  'FileDateTime,  4-feb-98,  21:06,/',
  'DataAngleRange,   10.0000,   10.1200,/',
  'ScanStepSize,   0.020,/',
  'ScanType,CONTINUOUS,/',
  'ScanStepTime,    5.00,/',
];
const udf = (data: string, header = udfHeader): string => `${header.join('\n')}\nRawScan\n${data}\n`;
const udfData = '     100,     137,     124,     111,\n     148,     135,     122/';

const rigakuHead =
  '*TYPE\t\t=  Raw\n*CLASS\t\t=  ASCII CLASS\n*DATE\t\t=  25-Dec-97 19:12\n*SCAN_AXIS\t=  2theta/theta\n*WAVE_LENGTH1\t=  1.54056\n*WAVE_LENGTH2\t=  1.5444\n*XUNIT\t\t=  deg.\n*YUNIT\t\t=  counts\n*SPEED_DIM\t=  sec./step\n*SLIT_NAME\t=  0, Divergence\n*SLIT_NAME\t=  1, Scattering\n';
const group = (start: number, values: readonly number[]): string =>
  `*BEGIN\n*GROUP\t\t=  0\n*START\t\t=  ${start}\n*STOP\t\t=  ${(start + 0.02 * (values.length - 1)).toFixed(2)}\n*STEP\t\t=  0.02\n*SPEED\t\t=  0.4\n*COUNT\t\t=  ${values.length}\n${values.slice(0, 4).join(', ')}\n${values.slice(4).join(', ')}\n*END\n\n`;
const rigaku = (...groups: readonly string[]): string =>
  `${rigakuHead}*GROUP_COUNT\t=  ${groups.length}\n${groups.join('')}*EOF\n`;

const mdi = (points = 7, data = '     100     137     124     111\n     148     135     122      -1\n'): string =>
  `       09/11/91 DIF Demo08: 10-173\n 10.000 0.0200  4.0 CU  1.540598  10.120   ${points}\n${data}`;
const cpi = (values: readonly number[]): string =>
  `SIETRONICS XRD SCAN\n10.00\n10.12\n0.020\nCu\n1.54056\n29-4-2002\n0.600\nHH117 CaF2\nSCANDATA\n${values.join('\n')}\n`;

describe('laboratory diffractometers', () => {
  it('Philips UDF: angles of the range, the date of a year of two digits', () => {
    const table = parsePhilipsUdf(udf(udfData));
    expect([numbers(table), codes(table)]).toEqual([pattern, []]);
    expect(table.scalars).toMatchObject({
      ...wavelength(1.5406),
      wavelength_alpha2: { value: 1.54439, unit: 'angstrom' },
      alpha2_ratio: { value: 0.5, unit: '1' },
      time_per_step: { value: 5, unit: 's' },
    });
    expect(table.time?.epoch).toBe(Date.UTC(1998, 1, 4, 21, 6) / 1000);
    expect(read(bytesOf(udf(udfData).replaceAll('\n', '\r\n'))).table.metadata['SampleIdent']).toBe('quartz');
    // After 1999 the clock of the instrument counts on.
    const later = parsePhilipsUdf(udf(udfData).replace('4-feb-98', '1-nov-:2'));
    expect(later.time?.epoch).toBe(Date.UTC(2002, 10, 1, 21, 6) / 1000);
  });

  it('Philips UDF: commas behind rows, no slash at the end, a rounded step', () => {
    const open = parsePhilipsUdf(udf('100, 137, 124, 111,\n148, 135, 122,'));
    expect([numbers(open), codes(open)]).toEqual([pattern, []]);
    const rounded = parsePhilipsUdf(
      udf('1, 2, 3, 4, 5/').replace('10.0000,   10.1200', '10.0000,   10.0668').replace('0.020', '0.02'),
    );
    expect(numbers(rounded)[0]).toEqual(
      [10, 10.02, 10.04, 10.06, 10.08].map((_, i) => Number((10 + 0.0167 * i).toFixed(9))),
    );
    expect(codes(rounded)).toEqual(['range-declared']);
  });

  it('Rigaku text: groups are scans, their fields their own', () => {
    const text = rigaku(group(10, counts), group(50, [5, 6, 7, 8, 9]));
    const [first, second] = readScans(bytesOf(text)) as [ColumnTable, ColumnTable];
    expect(numbers(first)).toEqual(pattern);
    expect(numbers(second)).toEqual([
      [50, 50.02, 50.04, 50.06, 50.08],
      [5, 6, 7, 8, 9],
    ]);
    expect(first.scalars).toMatchObject({
      ...wavelength(1.54056),
      wavelength_alpha2: { value: 1.5444, unit: 'angstrom' },
      time_per_step: { value: 0.4, unit: 's' },
    });
    expect(first.time?.epoch).toBe(Date.UTC(1997, 11, 25, 19, 12) / 1000);
    expect(codes(parseRigakuText(text))).toEqual(['several-scans']);
    const bare = parseRigakuText(
      '*TYPE = Raw\n*START = 10\n*STOP = 10.12\n*STEP = 0.02\n*COUNT = 7\n100,137,124,111\n148,135,122\n*END\n*EOF\n',
    );
    expect(numbers(bare)).toEqual(pattern);
  });

  it('Rigaku text: rates are rates, other drives are told, speeds by the minute are times', () => {
    const text = rigaku(group(10, counts))
      .replace('counts', 'cps')
      .replace('2theta/theta', 'theta')
      .replace('sec./step', 'deg./min.');
    const table = parseRigakuText(text);
    expect(table.columns.map(({ role, unit }) => [role, unit])).toEqual([
      [undefined, 'deg'],
      ['intensity', 'counts/s'],
    ]);
    expect(codes(table)).toEqual(['axis-unknown']);
    expect(table.scalars['time_per_step']!.value).toBeCloseTo(3, 12);
  });

  it('MDI: the mark at the end is no count', () => {
    const table = parseJadeMdi(mdi());
    expect([numbers(table), codes(table)]).toEqual([pattern, []]);
    expect([table.scalars, table.metadata]).toEqual([
      wavelength(1.540598),
      { title: '09/11/91 DIF Demo08: 10-173', anode: 'CU', scan_speed: 4, end: 10.12 },
    ]);
    expect(numbers(parseJadeMdi(mdi(7, '100 137 124 111 148 135 122\n')))).toEqual(pattern);
  });

  it('Sietronics, and what PowderCell writes', () => {
    const table = parseSietronicsCpi(cpi(counts));
    expect([numbers(table), codes(table)]).toEqual([pattern, []]);
    expect(table.scalars).toEqual(wavelength(1.54056));
    expect(table.time?.epoch).toBe(Date.UTC(2002, 3, 29) / 1000);
    expect(parseSietronicsCpi(cpi(counts).replace('29-4-2002', '1-1-1900')).time).toBeUndefined();
    expect(sniff(bytesOf(cpi(counts).replace('SIETRONICS XRD SCAN', 'Calculated Values from PowderCell'))).format).toBe(
      'sietronics-cpi',
    );
  });

  it.each(['V3RD', 'V5RD'])('Philips %s: counts are a hundredth of the square of what is stored', (mark) => {
    const at = mark === 'V3RD' ? 250 : 810;
    const stored = [100, 137, 1000, 65_535, 0, 9, 33];
    const bytes = binary(at + 14, [
      [0, 'text', mark],
      [94, 'f64', 1.54056],
      [146, 'text', 'quartz'],
      [214, 'f64', 0.02],
      [222, 'f64', 10],
      [230, 'f64', 10.12],
      ...stored.map((value, i) => [at + 2 * i, 'u16', value] as const),
    ]);
    const table = read(bytes).table as ColumnTable;
    expect(numbers(table)).toEqual([angles, [100, 187, 10_000, 42_948_362, 0, 0, 10]]);
    expect(table.scalars).toEqual(wavelength(1.54056));
    expect(() => parsePhilipsRd(bytes.subarray(0, -2))).toThrow(expect.objectContaining({ code: 'truncated-file' }));
    const endless = binary(at, [
      [0, 'text', mark],
      [214, 'f64', 1e-12],
      [222, 'f64', 10],
      [230, 'f64', 100],
    ]);
    expect(() => parsePhilipsRd(endless)).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    expect(brokenBinarySeeds(bytes, 200, 'philips-rd')).toEqual([]);
  });

  it.each<[string, () => unknown, string, object]>([
    ['UDF of fewer counts', () => parsePhilipsUdf(udf('1, 2, 3/')), 'truncated-file', {}],
    ['UDF without its range', () => parsePhilipsUdf(udf(udfData, udfHeader.slice(0, 7))), 'malformed-file', {}],
    ['UDF with a word', () => parsePhilipsUdf(udf('1, 2, x, 4, 5, 6, 7/')), 'bad-number', { line: 13, column: 3 }],
    ['UDF without counts', () => parsePhilipsUdf(udfHeader.join('\n')), 'truncated-file', {}],
    [
      'Rigaku text of fewer counts',
      () => parseRigakuText(rigaku(group(10, counts)).replace('148, ', '')),
      'truncated-file',
      {},
    ],
    [
      'Rigaku text of fewer groups',
      () => parseRigakuText(rigaku(group(10, counts)).replace('COUNT\t=  1', 'COUNT\t=  2')),
      'truncated-file',
      {},
    ],
    [
      'Rigaku text without a step',
      () => parseRigakuText(rigaku(group(10, counts)).replace('*STEP', '*STEPS')),
      'malformed-file',
      {},
    ],
    [
      'Rigaku text over radians',
      () => parseRigakuText(rigaku(group(10, counts)).replace('deg.', 'rad')),
      'unsupported',
      {},
    ],
    ['MDI of fewer counts', () => parseJadeMdi(mdi(7, '100 137 124\n')), 'truncated-file', {}],
    ['MDI of another second line', () => parseJadeMdi('title\n1 2 3\n'), 'malformed-file', { line: 2 }],
    ['Sietronics of fewer counts', () => parseSietronicsCpi(cpi(counts.slice(1))), 'truncated-file', {}],
    [
      'Sietronics without an angle',
      () => parseSietronicsCpi(cpi(counts).replace('10.00\n', 'Cu\n')),
      'malformed-file',
      { line: 2 },
    ],
    [
      'a header that promises what is not there',
      () => parseRigakuText(rigaku(group(10, counts)).replace('*COUNT\t\t=  7', '*COUNT\t\t=  1000000000000')),
      'truncated-file',
      {},
    ],
  ])('refuse %s', (_, run, code, where) => {
    expect(run).toThrow(expect.objectContaining({ code, where: expect.objectContaining(where) as object }));
  });

  it.each([
    ['philips-udf', udf(udfData)],
    ['rigaku-text', rigaku(group(10, counts))],
    ['jade-mdi', mdi()],
    ['sietronics-cpi', cpi(counts)],
  ])('%s: damage is refused or told', (format, text) => {
    expect(sniff(bytesOf(text)).format).toBe(format);
    expect(brokenSeeds(bytesOf(text), 200, format)).toEqual([]);
    expect(silentLines(text, format)).toEqual([]);
    expect(silentCuts(bytesOf(text), format)).toEqual([]);
  });
});
