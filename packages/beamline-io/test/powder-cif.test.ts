import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCifPattern, readScans, sniff } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { cifBlocks, cifNumber } from '../src/powder/cif-blocks.js';
import { brokenSeeds, silentCuts, silentLines } from './survives.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const numbers = ({ columns }: ColumnTable): number[][] => columns.map(({ values }) => Array.from(values));
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);
const range = '_pd_meas_2theta_range_min 10.0\n_pd_meas_2theta_range_max 10.04\n_pd_meas_2theta_range_inc 0.02\n';

describe('powder patterns in CIF', () => {
  it('angles of the range that belongs to the values, uncertainties in parentheses', () => {
    const text = `#\\#CIF_1.1\ndata_x\n${range}_pd_proc_2theta_range_min 11\n_pd_proc_2theta_range_max 11.04\n_pd_proc_2theta_range_inc 0.02\nloop_\n_pd_meas_intensity_total\n_pd_calc_intensity_total\n5540(160) 5500.\n45.7(14) .\n? 40\n`;
    const table = parseCifPattern(text);
    expect(numbers(table)).toEqual([
      [10, 10.02, 10.04],
      [5540, 45.7, Number.NaN],
      [160, 1.4, Number.NaN],
      [5500, Number.NaN, 40],
    ]);
    expect(table.columns.map(({ role }) => role)).toEqual(['two-theta', 'intensity', 'sigma', 'channel']);
    expect(parseCifPattern(text.replace('_pd_meas_intensity', '_pd_proc_intensity')).columns[0]!.values[0]).toBe(11);
  });

  it.each<[string, string, string]>([
    ['_pd_meas_2theta_scan', 'two-theta', 'deg'],
    ['_pd_meas.2theta_scan', 'two-theta', 'deg'],
    ['_pd_meas_time_of_flight', 'time-of-flight', 'us'],
    ['_pd_proc_2theta_corrected', 'two-theta', 'deg'],
    ['_pd_proc_d_spacing', 'd-spacing', 'angstrom'],
    ['_pd_proc_recip_len_Q', 'q', '1/angstrom'],
    ['_pd_proc_energy_incident', 'energy', 'eV'],
  ])('the abscissa %s is what it says', (tag, role, unit) => {
    const table = parseCifPattern(`data_x\nloop_\n_pd_meas_counts_total\n${tag}\n7 1.5\n8 1.6\n`);
    expect([numbers(table), table.columns[0]!.role, table.columns[0]!.unit]).toEqual([
      [
        [1.5, 1.6],
        [7, 8],
      ],
      role,
      unit,
    ]);
  });

  it('angles of another loop of as many rows', () => {
    const text =
      'data_x\nloop_\n_pd_meas_counts_total\n7 8\nloop_\n_pd_meas_2theta_scan\n10 11\nloop_\n_pd_proc_d_spacing\n3 2 1\n';
    expect(numbers(parseCifPattern(text))).toEqual([
      [10, 11],
      [7, 8],
    ]);
  });

  it('the header: a doublet, temperature, step time and date', () => {
    const table = parseCifPattern(
      `data_x\n_diffrn_ambient_temperature 298(2)\n_pd_meas_step_count_time 1.5\n_pd_meas_datetime_initiated 2022-05-18T16:20:00\nloop_\n_diffrn_radiation_wavelength\n_diffrn_radiation_wavelength_wt\n1.5405 1\n1.5443 0.5\n${range}loop_\n_pd_meas_counts_total\n1 2 3\n`,
    );
    expect(table.scalars).toEqual({
      wavelength: { value: 1.5405, unit: 'angstrom' },
      wavelength_alpha1: { value: 1.5405, unit: 'angstrom' },
      wavelength_alpha2: { value: 1.5443, unit: 'angstrom' },
      alpha2_ratio: { value: 0.5, unit: '1' },
      temperature: { value: 298, unit: 'K' },
      time_per_step: { value: 1.5, unit: 's' },
    });
    expect(table.time?.epoch).toBe(Date.UTC(2022, 4, 18, 16, 20) / 1000);
  });

  it('patterns of several blocks are scans, other loops are none', () => {
    const loop = (first: number): string =>
      `loop_\n_pd_meas_2theta_scan\n_pd_meas_counts_total\n${first} 5\n${first + 1} 6\n`;
    const atoms =
      "loop_\n_atom_site_label\n_atom_site_fract_x\nLi1 0.5\n'O 1' 0.25(3)\n_x\n;\n text with loop_ and data_y\n;\n";
    const text = `data_a\n${atoms}${loop(10)}data_b\n${loop(20)}`;
    expect(readScans(bytesOf(text)).map((table) => numbers(table)[0])).toEqual([
      [10, 11],
      [20, 21],
    ]);
    expect(numbers(parseCifPattern(text, 'b'))[0]).toEqual([20, 21]);
    expect(codes(parseCifPattern(text))).toEqual(['several-scans']);
  });

  it.each<[string, string, string, object]>([
    ['a structure alone', 'data_x\n_cell_length_a 5.4\n', 'malformed-file', {}],
    ['intensities without an abscissa', 'data_x\nloop_\n_pd_meas_counts_total\n1 2\n', 'malformed-file', { line: 4 }],
    ['fewer values than the range has', `data_x\n${range}loop_\n_pd_meas_counts_total\n1 2\n`, 'truncated-file', {}],
    [
      'a row that is not whole',
      `data_x\nloop_\n_pd_meas_2theta_scan\n_pd_meas_counts_total\n1 2\n3\n`,
      'truncated-file',
      { line: 6 },
    ],
    [
      'a word for a number',
      `data_x\n${range}loop_\n_pd_meas_counts_total\n1 2 x\n`,
      'bad-number',
      { line: 7, column: '_pd_meas_counts_total' },
    ],
    ['a text field without an end', 'data_x\n_x\n;\n abc\n_pd_meas_x 1\n', 'truncated-file', { line: 3 }],
    ['a tag without a value', 'data_x\n_pd_meas_x\n_pd_meas_y 1\n', 'truncated-file', { line: 2 }],
    ['a value without a tag', 'data_x\n_pd_meas_x 1 2\n', 'malformed-file', { line: 2 }],
    ['a line without end', `data_x\n_pd_meas_x ${"'a ".repeat(10_000)}\n`, 'too-large', { line: 2 }],
  ])('refuse %s', (_, text, code, where) => {
    expect(sniff(bytesOf(text)).format).toBe('cif-pattern');
    expect(() => parseCifPattern(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining(where) as object }),
    );
  });

  it('numbers with uncertainties', () => {
    // As the International Tables, volume G, write them.
    expect(cifNumber('34.5(12)')).toEqual({ value: 34.5, uncertainty: 1.2 });
    expect(cifNumber('3.45E1(12)')).toEqual({ value: 34.5, uncertainty: 1.2 });
    expect(cifNumber('-.123(4)')).toEqual({ value: -0.123, uncertainty: 0.004 });
    expect(cifNumber('5540(160)')).toEqual({ value: 5540, uncertainty: 160 });
    expect(cifNumber('12abc')).toBeUndefined();
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 1, max: 999 }),
        (n, places, error) => {
          const digits = (n / 10 ** places).toFixed(places);
          const { value, uncertainty } = cifNumber(`${digits}(${error})`)!;
          expect([value, uncertainty]).toEqual([Number(digits), Number(`${error}e-${places}`)]);
        },
      ),
    );
  });

  it('quotes, comments and text fields', () => {
    const [block] = cifBlocks([
      'data_x # comment',
      "_a 'it''s' _b \"two 'words'\"",
      "_c 'a dog's life' # more",
      '_d',
      ';first',
      "second 'x",
      ';',
      '_e 1#2',
    ]);
    expect([...block!.items]).toEqual([
      ['_a', "it''s"],
      ['_b', "two 'words'"],
      ['_c', "a dog's life"],
      ['_d', "first\nsecond 'x"],
      ['_e', '1#2'],
    ]);
  });

  it('a range of fewer points than there are: what stands beside them ends with them', () => {
    const table = parseCifPattern(
      `data_x\n${range}loop_\n_pd_meas_counts_total\n_pd_meas_counts_total_su\n_pd_meas_counts_monitor\n100 10 7\n137 11 8\n124 12 9\n90 13 10\n`,
    );
    expect(numbers(table).map(({ length }) => length)).toEqual([3, 3, 3, 3]);
    expect(codes(table)).toEqual(['points-declared']);
  });

  const small = `data_x\n${range}loop_\n_pd_meas_counts_total\n100\n137\n124\n`;
  it('damage is refused or told', () => {
    expect(brokenSeeds(bytesOf(small), 300, 'cif-pattern')).toEqual([]);
    expect(silentLines(small, 'cif-pattern')).toEqual([]);
    expect(silentCuts(bytesOf(small), 'cif-pattern')).toEqual([]);
  });
});
