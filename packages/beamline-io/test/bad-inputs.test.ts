import { describe, expect, it } from 'vitest';
import { seriesWarnings } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import type { ColumnTable } from '../src/index.js';
import { readElectrochemistry, readFile, readSeries } from '../src/node.js';

const folder = referencePath('formats', 'bad-inputs');
const path = (name: string): string => `${folder}/${name}`;
async function spectrum(file: string): Promise<ColumnTable> {
  const result = await readFile(file);
  if (result.kind !== 'spectrum') throw new Error(`${file} was read as a cycler log`);
  return result.table;
}
const codes = (warnings: readonly OperandoWarning[]): string[] => warnings.map(({ code }) => code);

describe.skipIf(folder === undefined)(
  'broken files behave as their manifest says (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it.each([
      ['xdi-truncated-mid-row.xdi', 'truncated-file', { line: 129 }, /expected 3 columns, found 1/],
      ['csv-comma-ambiguous.csv', 'malformed-file', { line: 2 }, /3 fields.*6/],
      ['xy-overflow-hash.txt', 'bad-number', { line: 3, column: 2 }, /######/],
      ['gsas-fixed-width-stars.txt', 'bad-number', { line: 2 }, /\*\*\*/],
      ['mca-channel-count-lie.mca', 'truncated-file', { line: 3 }, /CHANNELS says 16, 11 rows follow/],
      ['ort-three-columns-declared-four.ort', 'malformed-file', { line: 10 }, /declares 4 columns, this row has 3/],
      ['spec-ncols-mismatch.spec', 'malformed-file', { line: 11 }, /expected 3 columns, found 2/],
    ])('%s is refused', async (name, code, where, message) => {
      const expected = { code, where: expect.objectContaining({ ...where, file: path(name) }) as unknown };
      await expect(readFile(path(name))).rejects.toThrow(expect.objectContaining(expected));
      await expect(readFile(path(name))).rejects.toThrow(message);
    });

    it('mca-saturated: read, the channels named', async () => {
      const table = await spectrum(path('mca-saturated.mca'));
      expect(table.columns[1]!.values.reduce((a, b) => a + b)).toBe(196_673);
      expect(table.warnings.map(({ message }) => message)).toEqual([expect.stringMatching(/Saturated channels 4-6/)]);
    });

    it('xdi-nan-column: a detector without numbers is never turned into mu', async () => {
      await expect(readSeries([path('xdi-nan-column.xdi')])).rejects.toThrow(
        expect.objectContaining({
          code: 'bad-number',
          where: expect.objectContaining({ column: 'itrans' }) as unknown,
        }),
      );
    });

    it('xdi-i0-zero: lines 50 and 51 are named, or masked with a warning', async () => {
      await expect(readSeries([path('xdi-i0-zero.xdi')])).rejects.toThrow(/line 50, row 40: .*line 50, 51/);
      const masked = await readSeries([path('xdi-i0-zero.xdi')], { onBadPoint: 'mask' });
      expect(masked.mask!.data.reduce((a, b) => a + b)).toBe(2);
      expect(codes(seriesWarnings(masked))).toContain('points-masked');
    });

    it('xdi-decreasing-energy: reversed, and said', async () => {
      const series = await readSeries([path('xdi-decreasing-energy.xdi')]);
      expect(series.axis.values[0]).toBe(8300);
      expect(series.signal.get(0, 119)).toBeCloseTo(Math.log(100000 / 37590.5), 12);
      expect(codes(seriesWarnings(series))).toContain('descending-reversed');
    });

    it('xdi-duplicate-energies: averaged, with count and first line', async () => {
      const series = await readSeries([path('xdi-duplicate-energies.xdi')]);
      expect(series.axis.size).toBe(120);
      const warning = seriesWarnings(series).find(({ code }) => code === 'repeated-averaged')!;
      expect(warning.message).toMatch(/5 coordinates occur again, first at line 70/);
    });

    it('xdi-missing-energy-unit: keV inferred aloud', async () => {
      const series = await readSeries([path('xdi-missing-energy-unit.xdi')]);
      expect(series.axis.values[0]).toBeCloseTo(8300, 9);
      expect(codes(seriesWarnings(series))).toContain('unit-inferred');
    });

    it('xrd-decimal-comma: two columns, not four', async () => {
      const table = await spectrum(path('xrd-decimal-comma.xy'));
      expect([table.rows, table.columns.length]).toEqual([120, 2]);
      expect([table.columns[0]!.values[0], table.columns[1]!.values[0], table.columns[0]!.values[119]]).toEqual([
        10, 100, 12.38,
      ]);
    });

    it('csv-bom-semicolon-comma: no mark in the first name', async () => {
      const table = await readElectrochemistry(path('csv-bom-semicolon-comma.csv'));
      expect(Object.keys(table.original)[0]).toBe('Zeit (s)');
      expect([
        table.columns['test_time_second']![0],
        table.columns['voltage_volt']![0],
        table.columns['current_ampere']![0],
      ]).toEqual([0, 3.412, 0.154e-3]);
    });

    it('xy-mixed-line-endings: five rows', async () => {
      const table = await spectrum(path('xy-mixed-line-endings.xy'));
      expect([...table.columns[0]!.values]).toEqual([10, 10.02, 10.04, 10.06, 10.08]);
      expect(table.columns[1]!.values[4]).toBe(104);
    });

    it('mpt-latin1-units: names keep their micro sign', async () => {
      const table = await readElectrochemistry(path('mpt-latin1-units.mpt'));
      expect(Object.keys(table.original)).toEqual(['time/s', 'Ewe/V', '<I>/mA', 'Capacitance charge/µF']);
      expect([table.columns['voltage_volt']![0], table.columns['current_ampere']![0]]).toEqual([3.4, 0.154e-3]);
      expect(table.columns['voltage_volt']!.length).toBe(5);
    });

    it('chi-fortran-d-exponent: exponents as Fortran means them', async () => {
      const table = await spectrum(path('chi-fortran-d-exponent.chi'));
      expect([...table.columns[1]!.values]).toEqual([123.45, 124.45, -0.0015, 1e-100]);
    });

    it('ec-unsorted-time: told with its lines', async () => {
      const table = await readElectrochemistry(path('ec-unsorted-time.csv'));
      expect(table.warnings.map(({ code, where }) => [code, where?.line])).toEqual([
        ['time-backwards', 4],
        ['time-repeated', 6],
      ]);
    });
  },
);
