import { describe, expect, it } from 'vitest';
import { columnFrame } from '../src/series/column-frame.js';
import { parseBrukerUxd } from '../src/powder/bruker-uxd.js';
import { parseGsas } from '../src/powder/gsas.js';
import { parsePanalyticalCsv } from '../src/powder/panalytical-csv.js';
import { parseXrdml } from '../src/powder/xrdml.js';
import type { ColumnTable } from '../src/table/column-table.js';
import { parseColumnText } from '../src/table/column-text.js';
import { sniff } from '../src/index.js';

const counts = [500, 510, 505, 530, 520];
const angles = counts.map((_, i) => 20 + 0.02 * i);
const valuesOf = (table: ColumnTable, label: string): number[] =>
  Array.from(table.columns.find((column) => column.label === label)?.values ?? [], (value) => Number(value.toFixed(8)));
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);

describe('what headers of patterns state is believed', () => {
  const uxd = (block: string, unit = 'A', wavelength = 1.5406): string =>
    [
      '_FILEVERSION=2',
      `_WL_UNIT='${unit}'`,
      `_WL1=${wavelength}`,
      "_DRIVE='COUPLED'",
      '_STEPSIZE=0.02',
      '_START=20',
      block,
      '',
    ].join('\n');

  it('UXD: a column of counting times is no standard deviation, and times that differ are told', () => {
    const timed = (seconds: (i: number) => number): string =>
      uxd(['_2THETACOUNTSTIME', ...counts.map((count, i) => `${angles[i]} ${count} ${seconds(i)}`)].join('\n'));
    const same = parseBrukerUxd(timed(() => 2));
    expect(sniff(new TextEncoder().encode(timed(() => 2))).format).toBe('bruker-uxd');
    expect([valuesOf(same, '2theta'), valuesOf(same, 'intensity'), codes(same)]).toEqual([angles, counts, []]);
    expect(columnFrame(same, 'a', { sigma: 'auto' }).sigma).toBeUndefined();
    const slower = parseBrukerUxd(timed((i) => (i > 2 ? 8 : 2)));
    expect([valuesOf(slower, 'counting time'), codes(slower)]).toEqual([[2, 2, 2, 8, 8], ['counting-times-differ']]);
    expect(
      valuesOf(parseBrukerUxd(uxd(`_COUNTSTIME\n${counts.map((count) => `${count} 2\n`).join('')}`)), 'intensity'),
    ).toEqual(counts);
    expect(() => parseBrukerUxd(uxd('_2THETACOUNTSTIME\n20 500'))).toThrow('a row has 2 values, not 3');
  });

  it('UXD: wavelengths in nanometres', () => {
    for (const table of [parseBrukerUxd(uxd('_COUNTS\n1 2 3')), parseBrukerUxd(uxd('_COUNTS\n1 2 3', 'NM', 0.15406))])
      expect(table.scalars['wavelength']!.value).toBeCloseTo(1.5406, 12);
  });

  const xrdml = (inside: string, unit = 'deg'): string =>
    `<xrdMeasurements><xrdMeasurement><scan scanAxis="Gonio"><dataPoints><positions axis="2Theta" unit="${unit}"><startPosition>20</startPosition><endPosition>20.08</endPosition></positions>${inside}</dataPoints></scan></xrdMeasurement></xrdMeasurements>`;

  it('XRDML: rates, counting times of points, and positions in degrees alone', () => {
    const intensities = (unit: string): string => `<intensities unit="${unit}">${counts.join(' ')}</intensities>`;
    expect(parseXrdml(xrdml(intensities('cps'))).columns[1]!.unit).toBe('counts/s');
    const times = (list: readonly number[]): string =>
      `<countingTimes unit="seconds">${list.join(' ')}</countingTimes>`;
    const table = parseXrdml(xrdml(times([1, 1, 1, 4, 4]) + intensities('counts')));
    expect([valuesOf(table, 'intensity'), codes(table)]).toEqual([counts, ['counting-times-differ']]);
    expect(codes(parseXrdml(xrdml(times([1, 1.001, 1, 1, 1]) + intensities('counts'))))).toEqual([]);
    expect(codes(parseXrdml(xrdml(times([1, 1, 1, 4, 4]) + intensities('cps'))))).toEqual([]);
    expect(() => parseXrdml(xrdml(times([1, 4]) + intensities('counts')))).toThrow('another number of counting times');
    expect(() => parseXrdml(xrdml(intensities('counts'), 'rad'))).toThrow('the positions are in rad');
  });

  it('PANalytical CSV: a scan over another axis, and counting times that differ', () => {
    const csv = (axis: string, seconds: (i: number) => number): ColumnTable =>
      parsePanalyticalCsv(
        [
          '[Measurement conditions]',
          `Scan axis,${axis}`,
          '[Scan points]',
          'Angle,TimePerStep,Intensity',
          ...counts.map((count, i) => `${angles[i]},${seconds(i)},${count}`),
          '',
        ].join('\n'),
      );
    for (const axis of ['Gonio', '2Theta', '2Theta-Omega', 'Omega-2Theta'])
      expect(codes(csv(axis, () => 2))).toEqual([]);
    const rocking = csv('Omega', () => 2);
    expect([codes(rocking), rocking.columns[0]!.label]).toEqual([['axis-unknown'], 'angle']);
    expect(codes(csv('Gonio', (i) => 1 + i))).toEqual(['counting-times-differ']);
  });

  it('GSAS: steps that may be degrees are doubted', () => {
    const bank = (start: number, step: number): ColumnTable =>
      parseGsas(
        `${'title'.padEnd(80)}\nBANK 1 10 1 CONST ${start} ${step} 0 0 STD\n${counts
          .concat(counts)
          .map((count) => `${count}`.padStart(8))
          .join('')}\n`,
      );
    expect(codes(bank(2000, 2))).toEqual([]);
    expect(codes(bank(20, 0.02))).toEqual(['unit-doubtful']);
  });

  it('no format: one number in every row of a third column is no standard deviation', () => {
    const table = parseColumnText(counts.map((count, i) => `${angles[i]} ${count} 2\n`).join(''));
    const frame = columnFrame(table, 'a', { sigma: 'auto' });
    expect([frame.sigma, frame.warnings.map(({ code }) => code)]).toEqual([undefined, ['errors-left-out']]);
    const named = parseColumnText(
      `# 2theta I sigma\n${counts.map((count, i) => `${angles[i]} ${count} 2\n`).join('')}`,
    );
    expect(Array.from(columnFrame(named, 'a', { sigma: 'auto' }).sigma!)).toEqual([2, 2, 2, 2, 2]);
  });
});
