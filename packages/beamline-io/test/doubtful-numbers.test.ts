import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ColumnTable } from '../src/index.js';
import {
  parseCifPattern,
  parseColumnText,
  parseCsv,
  parseElectrochemistryCsv,
  parseGsas,
  parseRigakuText,
  decodeText,
  parseSteppedCounts,
  read,
} from '../src/index.js';
import { gb18030Bytes, latin1Bytes } from './encoded.js';

const codesOf = ({ warnings }: Pick<ColumnTable, 'warnings'>): string[] => warnings.map(({ code }) => code);
const valuesOf = (table: ColumnTable, at: number): number[] => Array.from(table.columns[at]!.values);
const lines = (rows: readonly string[]): string => `${rows.join('\n')}\n`;
/** Counts above a thousand, as programs write them for people. */
const grouped = ['10,000', '13,700', '12,400', '11,100'];

describe('commas that may part thousands', () => {
  it('are told where every number with a comma has three digits behind it', () => {
    const angles = [10, 11, 12, 13];
    const blanks = parseColumnText(lines(grouped.map((counts, i) => `${angles[i]!} ${counts}`)));
    expect(blanks.warnings).toMatchObject([
      { code: 'decimal-comma-assumed', message: expect.stringContaining('10,000'), where: { line: 1, column: 2 } },
    ]);
    const table = parseCsv(lines(['two theta;counts', ...grouped.map((counts, i) => `${angles[i]!};${counts}`)]));
    expect(table.warnings).toMatchObject([{ code: 'decimal-comma-assumed', where: { line: 2, column: 'counts' } }]);
    const log = parseElectrochemistryCsv(
      lines(['Time (s);Voltage (mV);Current (mA)', ...grouped.map((_, i) => `${10 * i};3,50${i};500`)]),
    );
    expect(log.warnings).toMatchObject([{ code: 'decimal-comma-assumed', where: { column: 'Voltage (mV)' } }]);
  });

  it('are decimal marks without a word where one number shows it, also in another column or below', () => {
    const last = [...grouped, '0,500'];
    expect(codesOf(parseColumnText(lines(last.map((counts, i) => `${10 + i} ${counts}`))))).toEqual([]);
    expect(codesOf(parseCsv(lines(['x;y', ...last.map((counts, i) => `${10 + i};${counts}`)])))).toEqual([]);
    expect(codesOf(parseColumnText(lines(grouped.map((counts, i) => `${10 + i},5 ${counts}`))))).toEqual([]);
  });

  it('leave no doubt of an abscissa, whose steps have three decimals as a rule', () => {
    const table = parseColumnText(lines(['10,000 5', '10,020 7', '10,040 6']));
    expect([valuesOf(table, 0), codesOf(table)]).toEqual([[10, 10.02, 10.04], []]);
  });

  it('beside decimal points are named when nothing fits', () => {
    const text = lines(grouped.map((counts, i) => `1${i}.25\t${counts}`));
    expect(() => read(new TextEncoder().encode(text), { name: 'a.xy' })).toThrow(/between blanks.*"10,000"/);
  });
});

describe('points that may part thousands', () => {
  const log = (voltages: readonly string[]): string[] =>
    parseElectrochemistryCsv(
      lines(['Time (s),Voltage (mV),Current (mA)', ...voltages.map((voltage, i) => `${10 * i},${voltage},500`)]),
    ).warnings.map(({ code }) => code);

  it('are told where a voltage in mV would be a thousandth of one of a cell', () => {
    expect(log(['3.500', '3.612', '3.701'])).toEqual(['decimal-point-doubtful']);
    // One number shows what points are, and so does a unit in which the numbers are as they must be.
    expect(log(['3.500', '3.612', '3701.5'])).toEqual([]);
    expect(log(['350.125', '361.250', '370.125'])).toEqual([]);
    const volts = lines(['Time (s),Voltage (V),Current (mA)', '0,3.500,500', '10,3.612,500', '20,3.701,500']);
    expect(parseElectrochemistryCsv(volts).warnings).toEqual([]);
  });

  it('are told where whole numbers without any go on above a thousand', () => {
    const counts = ['875', '950', '1.050', '1.200', '2.310', '980'];
    const where = { line: 4, column: 'counts' };
    expect(
      parseCsv(lines(['two theta,counts', ...counts.map((each, i) => `${10 + i},${each}`)])).warnings,
    ).toMatchObject([{ code: 'decimal-point-doubtful', message: expect.stringContaining('if 1.050 counts'), where }]);
    expect(parseColumnText(lines(counts.map((each, i) => `${10 + i} ${each}`))).warnings).toMatchObject([
      { code: 'decimal-point-doubtful', where: { line: 3, column: 2 } },
    ]);
  });

  it('leave no doubt of numbers beside zeros, of small whole numbers, of other decimals, of abscissas', () => {
    const codes = (cells: readonly string[]): string[] =>
      codesOf(parseColumnText(lines(cells.map((each, i) => `${(10 + i / 50).toFixed(3)} ${each}`))));
    expect(codes(['0', '1.050', '1.200', '2.310'])).toEqual([]);
    expect(codes(['5', '1.050', '1.200', '2.310'])).toEqual([]);
    expect(codes(['875', '1.05', '1.200', '2.310'])).toEqual([]);
    expect(codes(['1875', '1.050', '1.200', '2.310'])).toEqual([]);
  });
});

describe('currents of charge and of discharge in two columns', () => {
  const current = (labels: string, rows: readonly string[]) => {
    const bytes = new TextEncoder().encode(lines([labels, ...rows.map((row, i) => `${60 * i};3,${5 + i};${row}`)]));
    const result = read(bytes);
    if (result.kind !== 'electrochemistry') throw new Error('read as a spectrum');
    return [Array.from(result.table.columns['current_ampere'] ?? []), result.table.warnings.map(({ code }) => code)];
  };

  it('are one with a word, that of discharge negative, whatever its sign and unit', () => {
    const rows = ['0;0', '500;0', '0;250', '0;-250'];
    expect(current('Time (s);Voltage (V);Charge Current (mA);Discharge Current (mA)', rows)).toEqual([
      [0, 0.5, -0.25, -0.25],
      ['current-joined'],
    ]);
    expect(current('Zeit (s);Spannung (V);Ladestrom (A);Entladestrom (mA)', ['1;', '2,5;', ';500'])).toEqual([
      [1, 2.5, -0.5],
      ['current-joined', 'missing-values'],
    ]);
    expect(current('Time (s);Voltage (V);Chg_Current_A;DChg_Current_A', ['1;0', '0;2', '0;0'])).toEqual([
      [1, -2, 0],
      ['current-joined'],
    ]);
  });

  it('are none where both flow at once, as limits do, nor beside a current', () => {
    const labels = 'Time (s);Voltage (V);Charge Current (A);Discharge Current (A)';
    expect(current(labels, ['1;2', '1;2', '1;2'])).toEqual([[], ['quantity-missing']]);
    expect(current(`${labels};Current (A)`, ['1;0;0,5', '0;2;0,5', '0;0;0,5'])).toEqual([[0.5, 0.5, 0.5], []]);
  });
});

describe('numbers that their separator cuts in two', () => {
  it('are refused with both readings: decimal commas between commas, blanks between thousands', () => {
    expect(() => parseColumnText(lines(['10,00,137', '10,02,124', '10,04,111']))).toThrow(
      /line 1, column 2: "10,00" may be one number.*semicolons/,
    );
    expect(() => parseColumnText(lines(['10.00 13 700', '10.02 12 045', '10.04 11 100']))).toThrow(
      /line 2, column 3: "12 045" may be one number.*thousands/,
    );
  });

  it('are no columns of whole numbers without zeros in front', () => {
    const rows = fc.array(fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999)), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(rows, fc.constantFrom(',', ' ', '\t'), (numbers, mark) => {
        // The first number rises, so that there is one scan.
        const table = parseColumnText(lines(numbers.map(([, b, c], i) => [i, b, c].join(mark))));
        expect(valuesOf(table, 2)).toEqual(numbers.map(([, , c]) => c));
      }),
    );
  });
});

describe('a first row from which the axis does not go on', () => {
  const pattern = Array.from({ length: 8 }, (_, i) => `${(10 + i / 50).toFixed(2)} ${100 + i}`);

  it('is kept and told: numbers of rows and columns, a title of numbers above or below the axis', () => {
    for (const first of ['8 2', '2023 1234', '12 34']) {
      const table = parseColumnText(lines([first, ...pattern]));
      expect([table.rows, codesOf(table)]).toEqual([9, ['first-row-doubtful']]);
    }
  });

  it('is one of the scan where it does, or where the axis counts', () => {
    expect(codesOf(parseColumnText(lines(['10 99', ...pattern.slice(1)])))).toEqual([]);
    expect(codesOf(parseColumnText(lines(['7 1', ...pattern.map((_, i) => `${100 + i} 5`)])))).toEqual([]);
    const edge = ['7000 1', '7010 1', '7020 1', '7020.5 1', '7021 1', '7021.5 1', '7022 1'];
    expect(codesOf(parseColumnText(lines(edge)))).toEqual([]);
  });
});

it('times with another decimal mark than the other columns are named, where there are no others', () => {
  const rows = [0, 1, 2].map((i) => `${i}.5;3,5${i};0,5`);
  expect(() => parseElectrochemistryCsv(lines(['Time (s);Voltage (V);Current (A)', ...rows]))).toThrow(
    /line 2, column Time \(s\): "0.5" has another decimal mark.*decimal mark of the other columns/,
  );
});

describe('a log of no particular program', () => {
  const log = (labels: string, cells = '3.5,0.5'): string => lines([labels, ...[0, 1, 2].map((i) => `${i},${cells}`)]);

  it('has its voltage against lithium, and times in days and microseconds', () => {
    for (const label of ['E vs. Li/Li+ (V)', 'Potential vs Li (V)', 'Ewe-Ece/V']) {
      const { columns } = parseElectrochemistryCsv(log(`Time (s),${label},I (mA)`));
      expect(Array.from(columns['voltage_volt']!)).toEqual([3.5, 3.5, 3.5]);
    }
    const time = (unit: string): number =>
      parseElectrochemistryCsv(log(`Time (${unit}),V,I`)).columns['test_time_second']![2]!;
    expect([time('days'), time('µs')]).toEqual([172_800, 2e-6]);
  });

  it('says when no label is known for the voltage or the current', () => {
    const { warnings } = parseElectrochemistryCsv(log('Time (s),Voltage (V),C-rate'));
    expect(warnings).toMatchObject([{ code: 'quantity-missing', message: expect.stringContaining('C-rate') }]);
    const two = parseElectrochemistryCsv(log('Time (s),Voltage (V),Current (foo)'));
    expect(two.warnings.map(({ code }) => code)).toEqual(['unknown-unit']);
  });

  it('is refused where its labels stand again', () => {
    const text = log('Time (s),Voltage (V),Current (A)');
    expect(() => parseElectrochemistryCsv(text + text.replaceAll('3.5', '4.5'))).toThrow(
      /line 5: the line of labels stands here again/,
    );
  });
});

it('a date and its time above two columns are no names of them', () => {
  const table = parseColumnText(lines(['2023-05-01 12:00', '10 1', '11 2', '12 3']));
  expect(table.columns.map(({ label }) => label)).toEqual(['column 1', 'column 2']);
});

it('standard uncertainties of a CIF in a column of their own are the sigma', () => {
  const rows = [2.9, 2.8, 2.7].map((d, i) => `${d} ${100 + i} ${3 + i}`);
  const names = ['_pd_proc_d_spacing', '_pd_proc_intensity_net', '_pd_proc_intensity_net_su'];
  const table = parseCifPattern(lines(['data_x', 'loop_', ...names, ...rows]));
  expect(table.columns.map(({ label, role }) => [label, role])).toEqual([
    ['d', 'd-spacing'],
    ['intensity', 'intensity'],
    ['sigma', 'sigma'],
  ]);
  expect(valuesOf(table, 2)).toEqual([3, 4, 5]);
});

it('counts in rows of three, of which one is not there, are no table of three columns', () => {
  const counts = Array.from({ length: 99 }, (_, i) => 100 + ((37 * i) % 50));
  const rows = Array.from({ length: 33 }, (_, i) => counts.slice(3 * i, 3 * i + 3).join(' '));
  const text = lines(['10.00 0.02 11.98 quartz', ...rows]);
  expect(read(new TextEncoder().encode(text), { name: 'a.dat' }).table).toMatchObject({ format: 'stepped-counts' });
  const table = parseSteppedCounts(text);
  expect([valuesOf(table, 1), codesOf(table)]).toEqual([counts, ['range-declared']]);
});

describe('counts under first angle, step and last angle', () => {
  const counts = Array.from({ length: 100 }, (_, i) => 100 + ((37 * i) % 50));
  const inRows = (values: readonly string[], width: number, mark: string): string[] =>
    Array.from({ length: values.length / width }, (_, i) => values.slice(width * i, width * (i + 1)).join(mark));
  const rows = inRows(counts.map(String), 10, ' ');

  it('that are far fewer or more than these make are told where they are read as a table', () => {
    for (const [last, points] of [
      ['13.98', 200],
      ['11.58', 80],
    ]) {
      const table = parseColumnText(lines([`10.00 0.02 ${last} quartz`, ...rows]));
      expect(table.warnings).toMatchObject([{ code: 'points-declared', where: { line: 1 } }]);
      expect(table.warnings[0]!.message).toContain(`${points} points, but 100 numbers`);
    }
    expect(codesOf(parseColumnText(lines(['a 10.00 0.02 13.98', ...rows])))).toEqual([]);
  });

  it('end before the marks of the end that ILL writes', () => {
    const table = parseSteppedCounts(lines(['10.00 0.02 11.98', ...rows, '   -1000', '  -10000']));
    expect([valuesOf(table, 1), codesOf(table)]).toEqual([counts, []]);
  });

  it('may fill their fields of a counter and a mean, so that a row is one word', () => {
    // D1A: 10(I2,F6.0).
    const fields = counts.map((value) => `10${value * 1000}`);
    const text = lines(['   10.000     .020   11.980', ...inRows(fields, 10, '')]);
    expect(read(new TextEncoder().encode(text), { name: 'a.dat' }).table).toMatchObject({ format: 'stepped-counts' });
    const table = parseSteppedCounts(text);
    expect(valuesOf(table, 1)).toEqual(counts.map((value) => value * 1000));
    // A mean over ten detectors, each of which counts: its error is the root of the mean over ten.
    const errors = valuesOf(table, 2);
    for (const [i, value] of counts.entries()) expect(errors[i]).toBeCloseTo(Math.sqrt(value * 100), 9);
  });
});

it('a GSAS bank whose rows begin elsewhere than it says is told', () => {
  const bank = (first: number): string =>
    lines(['x', 'BANK 1 4 4 CONST 1000 2 0 0 FXYE', ...[0, 1, 2, 3].map((i) => `${first + 2 * i}.0 100.0 10.0`)]);
  expect(parseGsas(bank(2000)).warnings).toMatchObject([{ code: 'range-declared', where: { line: 2 } }]);
  expect(codesOf(parseGsas(bank(1000)))).toEqual([]);
});

it('a column of amounts with their unit, or of hexadecimal numbers, is told when it is kept as text', () => {
  for (const cell of ['100 cts', '0x64', '12.5mA']) {
    const table = parseCsv(lines(['x,y', `1,${cell}`, `2,${cell}`]));
    expect(table.warnings).toMatchObject([{ code: 'column-kept-as-text', where: { line: 2, column: 'y' } }]);
  }
  for (const cell of ['good', '2024-05-01', 'run 12', '10:05'])
    expect(codesOf(parseCsv(lines(['x,y', `1,${cell}`, `2,${cell}`])))).toEqual([]);
});

it('a PEC export of several cells is refused, and not read as one log', () => {
  const labels = 'Test,Cell,Step,Cycle,Total Time (Seconds),Step Time (Seconds),Voltage (mV),Current (mA),';
  const rows = (cell: number): string[] => [0, 10, 20].map((time) => `1,${cell},1,1,${time},${time},3500,500,`);
  const pec = (cells: readonly number[]): Uint8Array =>
    new TextEncoder().encode(lines(['#TESTDETAILS', 'Test:,1', '#END TESTDETAILS', labels, ...cells.flatMap(rows)]));
  expect(() => read(pec([2, 3]), { name: 'a.csv' })).toThrow(/several cells: 2, 3.*file of its own/);
  expect(read(pec([2]), { name: 'a.csv' })).toMatchObject({
    kind: 'electrochemistry',
    table: { columns: { test_time_second: Float64Array.of(0, 10, 20) } },
  });
});

describe('a first column that goes back', () => {
  const scan = (from: number, rows: number): string[] =>
    Array.from({ length: rows }, (_, i) => `${(from + i / 10).toFixed(1)} ${i}`);

  it('is told where scans overlap, are short, or cut', () => {
    for (const [rows, line] of [
      [[...scan(10, 11), ...scan(10.9, 11)], 12],
      [[...scan(10, 4), ...scan(10, 4)], 5],
      [[...scan(10, 8), ...scan(10, 2)], 9],
    ] as const)
      expect(parseColumnText(lines(rows)).warnings).toMatchObject([{ code: 'axis-restarts', where: { line } }]);
  });

  it('is nothing to tell where it turns, repeats or only trembles', () => {
    const turning = [...scan(10, 8), ...scan(10, 8).toReversed()];
    const trembling = scan(10, 20).map((row, i) => (i === 9 ? '10.85 1' : i === 10 ? '10.83 1' : row));
    for (const rows of [
      scan(10, 12),
      scan(10, 12).toReversed(),
      turning,
      trembling,
      Array.from({ length: 8 }, () => '1 2'),
    ])
      expect(codesOf(parseColumnText(lines(rows)))).toEqual([]);
  });
});

it('fields of Rigaku between the number of counts and the counts are those of its group', () => {
  const fields = ['*TYPE = Raw', '*START = 10', '*STOP = 10.06', '*STEP = 0.02', '*COUNT = 4', '*YUNIT = cps', '*DATA'];
  const table = parseRigakuText(lines([...fields, '1, 2, 3, 4', '*END']));
  expect(valuesOf(table, 1)).toEqual([1, 2, 3, 4]);
  expect(table.columns[1]!.unit).toBe('counts/s');
});

it('signs of units alone show GB18030: the temperature of an English log written in China is kept', () => {
  const text = lines(['Time (s),Voltage (V),Current (μA),Temperature（℃）', '0,3.5,500,25', '10,3.6,500,26']);
  const log = read(gb18030Bytes(text), { name: 'a.csv' });
  expect(log).toMatchObject({
    kind: 'electrochemistry',
    table: {
      columns: { current_ampere: Float64Array.of(5e-4, 5e-4), ambient_temperature_celsius: Float64Array.of(25, 26) },
    },
  });
  // A Western text with a pound and a degree stays one.
  expect(decodeText(latin1Bytes('price £5, 25 °C, 3 µA')).encoding).toBe('windows-1252');
});
