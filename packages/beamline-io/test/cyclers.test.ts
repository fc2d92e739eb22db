import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { accumulateCapacity, batteryDataLabel, batteryDataNames, OperandoError } from '@operando/core';
import type { Electrochemistry } from '@operando/core';
import { codeOf, exploration, referencePath } from '@operando/fixtures';
import {
  formatBatteryData,
  parseArbinCsv,
  parseBasytec,
  parseElectrochemistryCsv,
  parseExcelLog,
  parseGamry,
  parseMaccor,
  parseNewareCsv,
  parseNewareNda,
  parseNewareNdax,
  parseNovonix,
  read,
  sniff,
} from '../src/index.js';
import { parseArbinRes, readElectrochemistry } from '../src/node.js';
import { electrochemistryOf } from '../src/electrochemistry/electrochemistry-csv.js';
import { brokenBinarySeeds, brokenSeeds } from './survives.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const codes = ({ warnings }: Electrochemistry): string[] => warnings.map(({ code }) => code);
const column = (table: Electrochemistry, name: string): number[] => Array.from(table.columns[name] ?? []);

/** Rows of a log: charging at 1 A from 3 V, then discharging. */
const cycle = Array.from({ length: 40 }, (_, i) => ({
  time: 60 * i,
  volt: i < 20 ? 3 + i / 40 : 3.5 - (i - 20) / 40,
  ampere: i < 20 ? 1 : -1,
  step: i < 20 ? 1 : 2,
  ah: (i < 20 ? i : i - 20) / 60,
}));

describe('a log whose header cannot be trusted', () => {
  const csv = (rows: readonly string[], header = 'Test Time (s),Voltage (V),Current (A)'): string =>
    [header, ...rows].join('\n');

  it('charge negative: refused, turned round when asked, or taken as it stands', () => {
    const text = csv(cycle.map(({ time, volt, ampere }) => `${time},${volt},${-ampere}`));
    expect(() => parseElectrochemistryCsv(text)).toThrow(/charge seems to be negative.*negate/);
    const turned = parseElectrochemistryCsv(text, { currentSign: 'negate' });
    expect([turned.columns['current_ampere']![0], codes(turned)]).toEqual([1, ['current-sign']]);
    expect(codes(parseElectrochemistryCsv(text, { currentSign: 'as-is' }))).toEqual(['current-sign']);
  });

  it('no sign at all: refused, or from the voltage', () => {
    const text = csv(cycle.map(({ time, volt }) => `${time},${volt},1`));
    expect(() => parseElectrochemistryCsv(text)).toThrow(/carry no sign.*from-voltage/);
    expect(parseElectrochemistryCsv(text, { currentSign: 'from-voltage' }).columns['current_ampere']![30]).toBe(-1);
  });

  it.each(['9.91e37', '-9999', '9.9E+37'])('%s for no value: left out, and told', (sign) => {
    const text = csv(
      cycle.map(({ time, volt, ampere }, i) => (i === 7 ? `${time},${sign},${sign}` : `${time},${volt},${ampere}`)),
    );
    const table = parseElectrochemistryCsv(text);
    expect([table.columns['voltage_volt']![7], table.columns['current_ampere']![7]]).toEqual([Number.NaN, Number.NaN]);
    expect(column(table, 'voltage_volt').filter(Number.isFinite)).toHaveLength(39);
    const told = `holds ${Number(sign)}, which stands for no value, in 1 of 40 rows`;
    expect(
      table.warnings.filter(({ code, message }) => code === 'missing-values' && message.includes(told)),
    ).toHaveLength(2);
  });

  it('negative voltages of symmetric cells stay', () => {
    const text = csv(cycle.map(({ time, volt, ampere }, i) => `${time},${i === 7 ? -99 : volt - 3.2},${ampere}`));
    expect(column(parseElectrochemistryCsv(text, { currentSign: 'as-is' }), 'voltage_volt')[7]).toBe(-99);
  });

  it('current under labels that are not known: told', () => {
    for (const label of ['Applied (A),x', 'Current density (mA/cm2),x']) {
      const result = read(bytes(`Time (s),Voltage (V),${label}\n0,3.5,1,0\n10,3.6,1,0\n20,3.7,1,0\n`), {
        name: 'log.csv',
      });
      if (result.kind !== 'spectrum') throw new Error(result.kind);
      expect(codes(electrochemistryOf(result.table))).toContain('quantity-missing');
    }
  });

  it('currents of charge and of discharge in a table of columns are one, told', () => {
    const text = 'Time (s),Voltage (V),Charge Current (mA),Discharge Current (A)\n0,3.5,1,0\n10,3.6,1,0\n20,3.5,0,1\n';
    const result = read(bytes(text), { format: 'csv' });
    if (result.kind !== 'spectrum') throw new Error(result.kind);
    const log = electrochemistryOf(result.table);
    expect([Array.from(log.columns['current_ampere']!), codes(log)]).toEqual([[1e-3, 1e-3, -1], ['current-joined']]);
  });

  it('hours under a label of seconds: refused by the clock beside it, or read as told', () => {
    const text = csv(
      cycle.map(({ time, volt, ampere }) =>
        `${time / 3600},${volt},${ampere},2024-01-02T00:00:00Z`.replace(
          '00:00:00',
          `${String(Math.floor(time / 3600)).padStart(2, '0')}:${String((time / 60) % 60).padStart(2, '0')}:00`,
        ),
      ),
      'Test Time (s),Voltage (V),Current (A),Date',
    );
    expect(() => parseElectrochemistryCsv(text)).toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
    expect(() => parseElectrochemistryCsv(text)).toThrow(/timeUnit: 'h'/);
    const hours = parseElectrochemistryCsv(text, { timeUnit: 'h' });
    expect([hours.columns['test_time_second']![39], hours.epoch, hours.zone]).toEqual([
      39 * 60,
      Date.UTC(2024, 0, 2) / 1000,
      'utc',
    ]);
    expect(() => parseElectrochemistryCsv(text, { timeUnit: 'fortnight' })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('counters that are none, accumulators that contradict each other, infinite voltages: told with their place', () => {
    const header =
      'Test Time / s,Voltage / V,Current / A,Cycle Count / 1,Charging Capacity / Ah,Discharging Capacity / Ah,Net Capacity / Ah';
    const rows = cycle.map(
      ({ time, volt, ampere, ah }, i) =>
        `${time},${i === 3 ? 'inf' : volt},${ampere},${i === 5 ? 6.28 : 1},${ah},${i > 30 ? 1 : 0},${ah}`,
    );
    const table = parseElectrochemistryCsv(csv(rows, header));
    expect(table.warnings.map(({ code, where }) => [code, where?.line, where?.column])).toEqual([
      ['not-finite', 5, 'voltage_volt'],
      ['counter-not-whole', 7, 'cycle_count'],
      ['capacity-inconsistent', undefined, 'charging_capacity_ah'],
      ['capacity-inconsistent', undefined, 'discharging_capacity_ah'],
      ['capacity-inconsistent', undefined, 'net_capacity_ah'],
      ['accumulators-inconsistent', 33, 'net_capacity_ah'],
      ['accumulator-falls', 22, 'charging_capacity_ah'],
    ]);
    expect(codes(parseElectrochemistryCsv('Time (furlong),Voltage (V),Current (A),Time (s)\n1,3,1,5\n'))).toEqual([
      'unknown-unit',
    ]);
  });

  it('names of columns are data, whatever they are', () => {
    const table = parseElectrochemistryCsv('Test Time (s),Voltage (V),Current (A),__proto__,constructor\n0,3,1,5,6\n');
    expect([Object.keys(table.original).slice(3), Object.getPrototypeOf(table.original) === Object.prototype]).toEqual([
      ['__proto__', 'constructor'],
      true,
    ]);
  });

  it('a last row cut short is refused, or left out when asked', () => {
    const text = 'Test Time (s),Voltage (V),Current (A)\n0,3,1\n1,3';
    expect(() => parseElectrochemistryCsv(text)).toThrow(
      expect.objectContaining({ code: 'truncated-file', where: { line: 3 } }),
    );
    const table = parseElectrochemistryCsv(text, { lastRow: 'drop' });
    expect([column(table, 'voltage_volt'), codes(table)]).toEqual([[3], ['row-dropped']]);
  });
});

describe('the Battery Data Format', () => {
  it('is written and read back to the last bit, all of its columns', () => {
    const names = batteryDataNames.filter(
      (name) => name !== 'step_type' && !/count|index|id|capacity|energy|unix/.test(name),
    );
    const columns = Object.fromEntries(
      names.map((name, k) => [
        name,
        Float64Array.from({ length: 5 }, (_, i) => (name === 'test_time_second' ? i / 3 : (i + 1) / (k + 3))),
      ]),
    );
    const table: Electrochemistry = {
      columns,
      original: {},
      text: { step_type: ['Rest', 'a, b', 'c "d"', '', 'e'] },
      epoch: 1.7e9,
      zone: 'utc',
      segments: [{ row: 0 }],
      metadata: {},
      warnings: [],
    };
    const text = formatBatteryData(table);
    expect(text.split('\n')[0]!.split(',').slice(0, 4)).toEqual([
      'Test Time / s',
      'Voltage / V',
      'Current / A',
      'Unix Time / s',
    ]);
    const back = read(bytes(text));
    expect(back.kind === 'electrochemistry' && back.table.metadata['format']).toBe('battery-data-format');
    if (back.kind !== 'electrochemistry') return;
    for (const name of names) expect([name, column(back.table, name)]).toEqual([name, Array.from(columns[name]!)]);
    expect(back.table.text?.['step_type']).toEqual(table.text!['step_type']);
    expect(column(back.table, 'unix_time_second')[3]).toBeCloseTo(1.7e9 + 1, 6);
    expect(() => formatBatteryData({ ...table, columns: { test_time_second: columns['test_time_second']! } })).toThrow(
      expect.objectContaining({ code: 'column-missing' }),
    );
    // A local time of unknown zone is no UNIX time.
    expect(formatBatteryData({ ...table, zone: 'unstated' })).not.toContain('Unix');
  });

  it('knows every name of version 1.3 by its label and by itself', () => {
    expect(batteryDataNames).toHaveLength(58);
    for (const name of batteryDataNames.filter((each) => each !== 'step_type' && each !== 'unix_time_second')) {
      for (const label of [name, batteryDataLabel(name)]) {
        const header = ['test_time_second', 'voltage_volt', 'current_ampere'].includes(name) ? '' : `,${label}`;
        const table = parseElectrochemistryCsv(
          `Test Time / s,Voltage / V,Current / A${header}\n0,3,0${header === '' ? '' : ',1'}\n`,
        );
        expect(Object.keys(table.columns)).toContain(name);
      }
    }
  });
});

const arbinText =
  '\uFEFFData_Point,Date_Time,Test_Time(s),Step_Time(s),Cycle_Index,Step_Index,Current(A),Voltage(V),Charge_Capacity(Ah)\n1,\t09/20/2024 08:32:34.558,30,30,1,1,0,3.5,0\n3,\t09/20/2024 08:33:34.558,90,90,1,1,0,3.5,0\n2,\t09/20/2024 08:33:04.558,60,60,1,1,0,3.5,0\n';
const newareText = `DataPoint,Cycle Index,Step Index,Step Type,Time,Current(mA),Voltage(V),Chg. Cap.(mAh),DChg. Cap.(mAh),Date\n${cycle.map(({ time, volt, ampere, step, ah }, i) => `${i + 1},1,${step},${step === 1 ? 'CC Chg' : 'CC DChg'},00:${String((step === 1 ? time : time - 1200) / 60).padStart(2, '0')}:00,${1000 * ampere},${volt},${step === 1 ? 1000 * ah : 0},${step === 2 ? 1000 * ah : 0},2022-05-18 16:${String(time / 60).padStart(2, '0')}:00`).join('\n')}\n`;
const nestedText =
  'Cycle ID,Cap_Chg(Ah)\n,Step ID,Step Name,Step Time\n,,Record ID,Time(h:min:s.ms),Voltage(V),Current(A)\n1,0.5\n,1,Rest,0:01:00\n,,1,0:00:00,3.0,0\n,,2,0:01:00,3.1,0\n,2,CC_Chg,0:01:00\n,,3,0:00:00,3.1,1\n,,4,0:01:00,3.2,1\n';
const maccorText = (
  volts: (volt: number) => string = String,
  times: (time: number) => string = (time) => `  0d 00:${String(time / 60).padStart(2, '0')}:00.00`,
): string =>
  `Today''s Date\t03/28/2022 12:50:27 PM\n\nDate of Test:\t08/23/2021 6:04:18 PM\n\nRec#\tCyc#\tStep\tTestTime\tStepTime\tAmp-hr\tWatt-hr\tAmps\tVolts\tState\tES\tDPt Time\n${cycle.map(({ time, volt, step, ah }, i) => [i + 1, 0, step, times(time), times(step === 1 ? time : time - 1200), ah, ah * 3.2, 1, volts(volt), step === 1 ? 'C' : 'D', 1, `08/23/2021 6:${String(4 + time / 60).padStart(2, '0')}:18 PM`].join('\t')).join('\n')}\n`;
const basytecText =
  '~Resultfile from Basytec Battery Test System\n~Start of Test: 19.06.2023 17:56:53\n~\n~Time[s]\tDataSet\tt-Step[s]\tLine\tCommand\tU[V]\tI[A]\tAh[Ah]\tAh-Cyc-Discharge\tT1[\u00B0C]\tCyc-Count\n0\t1\t0\t3\tPause\t3.5\t0\t0\t0\t25\t0\n1\t2\t1\t3\tPause\t3.5\t0\t0\t-0.5\t25\t1\n';
const novonixText =
  '[Summary]\nNovonix UHPC data file\nNovonix\nStarted: 2025-07-19 15:26:20\n[End Summary]\n[Protocol]\n{"not": "trusted"\n[End Protocol]\n[Data]\nDate and Time,Cycle Number,Step Number,Run Time (h),Current (A),Potential (V),Capacity (Ah),Temperature (\u00B0C)\n2025-07-19 15:26:20,1,1,0,0.5,3.8,0,24.6\n2025-07-19 16:26:20,1,1,1,0.5,3.9,0.5,24.7\n';
const gamryText = (
  rows: readonly string[] = ['0\t0\t-5E-4\t1E-8\t.....', '1\t30\t4.9E-1\t2E-8\t.....'],
  more = '',
): string =>
  `EXPLAIN\nTAG\tCHRONOP\nDATE\tLABEL\t3/16/2019\tDate\nTIME\tLABEL\t12:00:00\tTime\n__proto__\tLABEL\tx\ty\nCURVE1\tTABLE\t2\n\tPt\tT\tVf\tIm\tOver\n\t#\ts\tV vs. Ref.\tA\tbits\n${rows.map((row) => `\t${row}`).join('\n')}\n${more}`;

describe('cyclers', () => {
  it('Arbin CSV: a mark, a tab in the dates, rows in another order', () => {
    const table = parseArbinCsv(arbinText);
    expect([column(table, 'test_time_second'), column(table, 'record_index'), table.epoch, codes(table)]).toEqual([
      [30, 60, 90],
      [1, 2, 3],
      Date.UTC(2024, 8, 20, 8, 32, 4, 558) / 1000,
      ['rows-sorted'],
    ]);
    expect(Object.keys(table.columns)).toContain('schedule_charging_capacity_ah');
    expect(() => parseArbinCsv(arbinText.replace('\n3,', '\n2,'))).toThrow(/data point 2 occurs twice/);
    expect(() => parseArbinCsv(arbinText.replace('\n3,', '\nx,'))).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
    expect(
      column(
        parseArbinCsv('Data_Point,Test_Time,DateTime,Cycle_Index,Current,Voltage\n0,0,1494377253.5,1,0,3\n'),
        'unix_time_second',
      ),
    ).toEqual([1_494_377_253.5]);
    expect(sniff(bytes(arbinText)).format).toBe('arbin-csv');
  });

  it('Neware CSV: times of the steps added up, capacities of the steps, three levels', () => {
    const table = parseNewareCsv(newareText);
    expect(column(table, 'test_time_second').slice(18, 22)).toEqual([1080, 1140, 1140, 1200]);
    expect(codes(table)).toEqual(['time-derived', 'time-repeated']);
    expect([
      table.columns['current_ampere']![0],
      table.columns['step_charging_capacity_ah']![19],
      table.text!['step_type']![30],
    ]).toEqual([1, 19 / 60, 'CC DChg']);
    // The second step's first record comes later in it than the only one of the first in its own.
    const rare = parseNewareCsv(
      'DataPoint,Step Index,Step Type,Time,Current(A),Voltage(V)\n1,1,Rest,00:00:10,0,3\n2,2,CC Chg,00:00:20,1,3\n3,2,CC Chg,00:00:30,1,3\n4,3,Rest,00:00:05,0,3\n',
    );
    expect(column(rare, 'test_time_second')).toEqual([10, 30, 40, 45]);
    const nested = parseNewareCsv(nestedText);
    expect([
      column(nested, 'step_id'),
      column(nested, 'test_time_second'),
      column(nested, 'record_index'),
      nested.text!['step_type'],
    ]).toEqual([
      [1, 1, 2, 2],
      [0, 60, 60, 120],
      [1, 2, 3, 4],
      ['Rest', 'Rest', 'CC_Chg', 'CC_Chg'],
    ]);
    expect(sniff(bytes(nestedText)).format).toBe('neware-csv');
    expect(() => parseNewareCsv(nestedText.split('\n').slice(0, 4).join('\n'))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect(() => parseNewareCsv(nestedText.replace('3.2,1', '3.2,1,5'))).toThrow(
      expect.objectContaining({ code: 'malformed-file', where: { line: 10 } }),
    );
  });

  it('Maccor: sign from the state, minutes told by the clock, millivolts by energy over capacity', () => {
    const table = parseMaccor(maccorText());
    expect([
      table.columns['current_ampere']![5],
      table.columns['current_ampere']![25],
      table.columns['test_time_second']![39],
      table.epoch,
    ]).toEqual([1, -1, 2340, Date.UTC(2021, 7, 23, 18, 4, 18) / 1000]);
    expect(Object.keys(table.columns)).toContain('step_cumulative_capacity_ah');
    const minutes = parseMaccor(maccorText(String, (time) => (time / 60).toFixed(6)));
    expect([minutes.columns['test_time_second']![39], codes(minutes)]).toEqual([
      2340,
      ['sign-from-state', 'unit-inferred'],
    ]);
    const millivolts = parseMaccor(maccorText((volt) => String(1000 * volt)));
    expect([millivolts.columns['voltage_volt']![0], codes(millivolts)]).toEqual([
      3,
      ['sign-from-state', 'unit-inferred'],
    ]);
    expect(() => parseMaccor(maccorText((volt) => String(1000 * volt)).replaceAll('\tWatt-hr', '\tother'))).toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
    expect(() => parseMaccor('Name:\tx\n')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
    expect(codes(parseMaccor(maccorText().replace('\t1\t3.5\tD', '\t-1\t3.5\tD')))).toContain('current-sign');
    expect(sniff(bytes(maccorText())).format).toBe('maccor-text');
  });

  it('Basytec and Novonix', () => {
    const basytec = parseBasytec(basytecText);
    expect([
      column(basytec, 'temperature_t1_celsius'),
      column(basytec, 'cycle_discharging_capacity_ah'),
      basytec.epoch,
      basytec.text!['step_type'],
    ]).toEqual([[25, 25], [0, 0.5], Date.UTC(2023, 5, 19, 17, 56, 53) / 1000, ['Pause', 'Pause']]);
    expect(() => parseBasytec('~Resultfile from Basytec\n1\t2\n')).toThrow(
      expect.objectContaining({ code: 'malformed-file' }),
    );
    const novonix = parseNovonix(novonixText);
    expect([
      column(novonix, 'test_time_second'),
      column(novonix, 'ambient_temperature_celsius'),
      novonix.epoch,
    ]).toEqual([[0, 3600], [24.6, 24.7], Date.UTC(2025, 6, 19, 15, 26, 20) / 1000]);
    expect(() => parseNovonix(novonixText.slice(0, novonixText.indexOf('[Data]')))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    expect([sniff(bytes(basytecText)).format, sniff(bytes(novonixText)).format]).toEqual([
      'basytec-text',
      'novonix-csv',
    ]);
  });

  it('Gamry: curves after one another, decimal commas, impedance, cuts', () => {
    const table = parseGamry(gamryText());
    expect([
      column(table, 'voltage_volt'),
      table.metadata['TAG'],
      table.epoch,
      Object.getPrototypeOf(table.metadata) === Object.prototype,
    ]).toEqual([[-5e-4, 0.49], 'CHRONOP', Date.UTC(2019, 2, 16, 12) / 1000, true]);
    expect(
      column(parseGamry(gamryText(['0\t0\t-5,0E-4\t1,5E-8\t...', '1\t30\t4,9E-1\t2E-8\t...'])), 'voltage_volt'),
    ).toEqual([-5e-4, 0.49]);
    const second =
      '\nCURVE2\tTABLE\n\tPt\tT\tVf\tIm\tOver\n\t#\ts\tV\tA\tbits\n\t2\t60\t0.5\t3E-8\t..\nEXPERIMENTABORTED\tTOGGLE\tT\tx\n';
    const both = parseGamry(gamryText(undefined, second));
    expect([Array.from(both.original['curve']!), codes(both)]).toEqual([[1, 1, 2], ['aborted']]);
    expect(column(parseGamry(gamryText(undefined, second), { scan: 2 }), 'test_time_second')).toEqual([60]);
    expect(codes(parseGamry(gamryText(undefined, second.replace('Over', 'Temp'))))).toEqual([
      'aborted',
      'several-scans',
    ]);
    expect(() => parseGamry(gamryText(undefined, second), { scan: 3 })).toThrow(/there is no curve 3/);
    expect(codes(parseGamry(gamryText(['0\t0\t1\t1\t.'])))).toEqual(['points-declared']);
    expect(() => parseGamry(gamryText(['0\t0\t1\t1\t.', '1\t30']))).toThrow(
      expect.objectContaining({ code: 'truncated-file', where: { line: 10 } }),
    );
    const impedance = parseGamry(
      'EXPLAIN\nTAG\tEISPOT\nZCURVE\tTABLE\n\tPt\tTime\tFreq\tZreal\tZimag\tZmod\tZphz\tIdc\tVdc\n\t#\ts\tHz\tohm\tohm\tohm\t°\tA\tV\n\t0\t1\t1000\t5\t-2\t5.4\t-21\t0\t3\n',
    );
    expect([column(impedance, 'frequency_hertz'), column(impedance, 'imaginary_impedance_ohm')]).toEqual([
      [1000],
      [-2],
    ]);
    expect(() => parseGamry('EXPLAIN\nTAG\tCV\n')).toThrow(/no curve/);
    expect(() => parseGamry('TAG\n')).toThrow(expect.objectContaining({ code: 'malformed-file' }));
  });

  it.each([
    ['Arbin', arbinText],
    ['Neware', newareText],
    ['Neware, nested', nestedText],
    ['Maccor', maccorText()],
    ['Basytec', basytecText],
    ['Novonix', novonixText],
    ['Gamry', gamryText()],
  ])('%s survives any damage', (_, text) => {
    expect(brokenSeeds(bytes(text), 300)).toEqual([]);
  });
});

const sheetXml = (rows: readonly (readonly string[])[]): string =>
  `<?xml version="1.0"?><worksheet><sheetData>${rows.map((row, r) => `<row r="${r + 1}">${row.map((cell, c) => (cell === '' ? '' : `<c r="${String.fromCharCode(65 + c)}${r + 1}"${/^\d/.test(cell) ? (c === 1 ? ' s="1"' : '') : ' t="s"'}><v>${cell.replace(/^S(?=\d)/, '')}</v></c>`)).join('')}</row>`).join('')}</sheetData></worksheet>`;
function workbook(
  sheets: Readonly<Record<string, readonly (readonly string[])[]>>,
  strings: readonly string[],
  options: { readonly date1904?: boolean; readonly code?: string } = {},
): Uint8Array {
  const names = Object.keys(sheets);
  return zipSync({
    '[Content_Types].xml': bytes('<Types/>'),
    'xl/workbook.xml': bytes(
      `<workbook><workbookPr${options.date1904 === true ? ' date1904="1"' : ''}/><sheets>${names.map((name, i) => `<sheet name="${name}" r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': bytes(
      `<Relationships>${names.map((_, i) => `<Relationship Id="rId${i + 1}" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    ),
    'xl/styles.xml': bytes(
      `<styleSheet><numFmts><numFmt numFmtId="165" formatCode="${options.code ?? 'mm/dd/yyyy\\\\ hh:mm:ss.000'}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="165"/></cellXfs></styleSheet>`,
    ),
    'xl/sharedStrings.xml': bytes(`<sst>${strings.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`),
    ...Object.fromEntries(names.map((name, i) => [`xl/worksheets/sheet${i + 1}.xml`, bytes(sheetXml(sheets[name]!))])),
  });
}

describe('workbooks', () => {
  const strings = [
    'Data_Point',
    'Date_Time',
    'Test_Time(s)',
    'Cycle_Index',
    'Current(A)',
    'Voltage(V)',
    'a note &amp; more',
  ];
  // Cells of text hold the place of their string as a letter here, turned to numbers below.
  const header = ['S0', 'S1', 'S2', 'S3', 'S4', 'S5'];
  const made = (sheets: Readonly<Record<string, readonly (readonly string[])[]>>, options = {}): Uint8Array => {
    const zip = workbook(sheets, strings, options);
    return zip;
  };
  const texts = (cells: readonly string[]): string[] => cells.map((cell) => cell.replace(/^S/, ''));
  it('are read sheet after sheet, dates as dates, notes passed over', () => {
    const zip = zipSync({
      '[Content_Types].xml': bytes('<Types/>'),
      'xl/workbook.xml': bytes(
        '<workbook><sheets><sheet name="Info" r:id="a"/><sheet name="Channel_1" r:id="b"/><sheet name="Channel_2" r:id="c"/></sheets></workbook>',
      ),
      'xl/_rels/workbook.xml.rels': bytes(
        '<Relationships><Relationship Id="a" Target="worksheets/s1.xml"/><Relationship Id="b" Target="worksheets/s2.xml"/><Relationship Id="c" Target="/xl/worksheets/s3.xml"/></Relationships>',
      ),
      'xl/styles.xml': bytes(
        '<styleSheet><numFmts><numFmt numFmtId="165" formatCode="mm/dd/yyyy\\ hh:mm:ss.000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="165"/></cellXfs></styleSheet>',
      ),
      'xl/sharedStrings.xml': bytes(`<sst>${strings.map((text) => `<si><r><t>${text}</t></r></si>`).join('')}</sst>`),
      'xl/worksheets/s1.xml': bytes(sheetXml([['S6']])),
      'xl/worksheets/s2.xml': bytes(sheetXml([header, ['1', '44123.5', '0', '1', '0', '3.5']])),
      'xl/worksheets/s3.xml': bytes(sheetXml([header, ['2', '44123.75', '21600', '1', '0', '3.6']])),
    });
    const table = parseExcelLog(zip);
    expect([
      column(table, 'test_time_second'),
      column(table, 'voltage_volt'),
      table.epoch,
      table.metadata['sheets'],
    ]).toEqual([[0, 21_600], [3.5, 3.6], Date.UTC(2020, 9, 19, 12) / 1000, ['Channel_1', 'Channel_2']]);
    expect(column(parseExcelLog(zip, { scan: 'Channel_2' }), 'record_index')).toEqual([2]);
    expect(() => parseExcelLog(zip, { scan: 'Info' })).toThrow(/no sheet has labels/);
    expect(() => parseExcelLog(zip, { scan: 'nothing' })).toThrow(/not there/);
    expect(sniff(zip).format).toBe('excel-log');
    // The same days counted from 1904 are 1462 days later (ECMA-376 part 1, 18.17.4.1).
    const later = made(
      {
        Channel_1: [
          ['S0', 'S1', 'S2', 'S3', 'S4', 'S5'],
          ['1', '44123.5', '0', '1', '0', '3.5'],
        ],
      },
      { date1904: true },
    );
    expect(parseExcelLog(later).epoch).toBe(Date.UTC(2020, 9, 19, 12) / 1000 + 1462 * 86_400);
    // A time of the test that Excel shows as a clock: no date of 1899.
    const shown = made(
      {
        Channel_1: [
          ['S0', 'S2', 'S1', 'S3', 'S4', 'S5'],
          ['1', '1.25', '', '1', '0', '3.5'],
          ['2', '1.5', '', '1', '0', '3.5'],
        ],
      },
      { code: 'h:mm:ss AM/PM' },
    );
    expect([parseExcelLog(shown).epoch, column(parseExcelLog(shown), 'test_time_second')]).toEqual([
      undefined,
      [108_000, 129_600],
    ]);
    expect(
      parseExcelLog(made({ Channel_1: [header, ['1', '44123.5', '0', '1', '0', '3.5']] }, { code: 'h:mm' })).epoch,
    ).toBe(Date.UTC(2020, 9, 19, 12) / 1000);
    expect(brokenBinarySeeds(zip, 300)).toEqual([]);
    expect(texts(['S1'])).toEqual(['1']);
    expect(codeOf(() => parseExcelLog(made({ one: [['1', '2']] })))).toBe('column-missing');
  });
});

const samples = referencePath('formats', 'samples');
const sample = (name: string): Promise<Electrochemistry> => readElectrochemistry(`${samples}/${name}`);

describe.skipIf(samples === undefined)('real logs of cyclers (needs OPERANDO_REFERENCE_DATA)', () => {
  // File, format, rows, BDF column, first and last value, as the manifest's peer readers give them or as they stand in the file.
  it.each([
    ['echem-neware/test.nda', 'neware-nda', 439, 'voltage_volt', -0.0911, -0.0951],
    [
      'echem-neware/TestFile.nda',
      'neware-nda',
      6670,
      'voltage_volt',
      Math.fround(3.8819923400878906),
      Math.fround(4.158702850341797),
    ],
    ['echem-neware/test.ndax', 'neware-ndax', 1464, 'voltage_volt', 3.4666, 1.8105],
    ['echem-neware/ZZZZZZZZTEST.ndax', 'neware-ndax', 301, 'step_time_second', 0, 300],
    ['echem-neware/neware_uio.csv', 'neware-csv', 9065, 'voltage_volt', 2.917, 0.4251],
    ['echem-arbin/arbin_example.res', 'arbin-res', 2150, 'test_time_second', 0.072595419795086, 345_733.38945743744],
    [
      'echem-arbin/bs542_004_gr_li_50ua_50mv_1v_191020_Channel_11.xlsx',
      'arbin-xlsx',
      4526,
      'test_time_second',
      1.001,
      1_204_815.8106799999,
    ],
    ['echem-arbin/sample_data_arbin.csv', 'arbin-csv', 13, 'test_time_second', 30.0005, 301.214],
    ['echem-arbin/2017-05-09_test-TC-contact_CH33.csv', 'arbin-csv', 287, 'test_time_second', 0, 1022.8913],
    ['echem-gamry/chronoa_data.dta', 'gamry-dta', 10, 'test_time_second', 0, 270],
    ['echem-gamry/chronoa_de_data.dta', 'gamry-dta', 10, 'voltage_volt', -0.0005, 0.4],
    ['echem-gamry/cv_data.dta', 'gamry-dta', 50, 'test_time_second', 0.1, 601.1],
    ['echem-gamry/eispot_data_curveaborted.dta', 'gamry-dta', 5, 'frequency_hertz', 10_000, 100],
    ['echem-maccor/maccor_three.txt', 'maccor-text', 4009, 'test_time_second', 0, 326_843.42],
    ['echem-maccor/maccor_test_file_4267-66-6519.041', 'maccor-text', 74, 'voltage_volt', 3.90806439, 3.91172656],
    ['echem-other/sample_data_basytec.txt', 'basytec-text', 74, 'test_time_second', 0, 70.2358036666668],
    ['echem-other/sample_data_novonix.csv', 'novonix-csv', 207, 'voltage_volt', 3.84318331, 4.12864581],
    ['echem-other/custom_nan_inf.csv', 'electrochemistry-csv', 60, 'voltage_volt', 1.14, 1.54],
  ])('%s: %s, %i rows', async (file, format, rows, name, first, last) => {
    const table = await sample(file);
    expect([
      table.metadata['format'],
      column(table, name).length,
      column(table, name)[0],
      column(table, name).at(-1),
    ]).toEqual([format, rows, first, last]);
  });

  it('Neware clocks and step times are those that NewareNDA gives', async () => {
    const starts = await Promise.all(
      ['test.nda', 'TestFile.nda', 'test.ndax', 'ZZZZZZZZTEST.ndax'].map((name) => sample(`echem-neware/${name}`)),
    );
    expect(
      starts.map(({ original }) => [
        original['Timestamp']![0],
        original['Timestamp']!.at(-1),
        original['Time']!.at(-1),
      ]),
    ).toEqual([
      [Date.UTC(2020, 2, 25, 11, 16, 50) / 1000, Date.UTC(2020, 2, 25, 11, 28, 52) / 1000, 41.6],
      [Date.UTC(2024, 4, 27, 8, 2, 53, 970) / 1000, Date.UTC(2024, 4, 28, 8, 56, 25, 800) / 1000, 72_373.26],
      [Date.UTC(2024, 1, 1, 20, 24, 23) / 1000, Date.UTC(2024, 1, 2, 8, 34, 23) / 1000, 300],
      [Date.UTC(2025, 8, 11, 14, 51, 28, 254) / 1000, Date.UTC(2025, 8, 11, 14, 56, 28, 254) / 1000, 300],
    ]);
  });

  it('the capacity of each step is the integral of its current', async () => {
    for (const [name, rule] of [
      ['neware_uio.csv', 'trapezoid'],
      ['TestFile.nda', 'trapezoid'],
    ] as const) {
      const { columns } = await sample(`echem-neware/${name}`);
      const { discharging } = accumulateCapacity(columns['test_time_second']!, columns['current_ampere']!, { rule });
      const capacity = columns['step_discharging_capacity_ah']!;
      const whole =
        capacity.reduce(
          (sum, value, row) => (row > 0 && value < capacity[row - 1]! ? sum + capacity[row - 1]! : sum),
          0,
        ) + capacity.at(-1)!;
      // The rows are a minute apart.
      expect(whole / discharging.at(-1)!).toBeCloseTo(1, 2);
    }
  });

  it('Maccor: millivolts found out, minutes found out, a file cut in its last row', async () => {
    const three = await sample('echem-maccor/maccor_three.txt');
    expect([column(three, 'voltage_volt')[0], column(three, 'current_ampere').at(-1), codes(three)]).toEqual([
      1.8538186,
      expect.closeTo(-0.8960098, 9),
      ['unit-inferred', 'scope-unknown', 'scope-unknown'],
    ]);
    await expect(sample('echem-maccor/maccor_two.txt')).rejects.toThrow(
      /line 229: the header has 28 fields, this row has 9/,
    );
    const two = await readElectrochemistry(`${samples}/echem-maccor/maccor_two.txt`, { lastRow: 'drop' });
    expect([
      column(two, 'test_time_second').length,
      column(two, 'test_time_second')[212],
      column(two, 'voltage_volt')[0],
      codes(two),
    ]).toEqual([213, 212 * 60, 0.1377, ['date-ambiguous', 'row-dropped', 'unit-inferred']]);
  });

  it('bad ones are refused or told', async () => {
    await expect(sample('echem-gamry/cv_data_incompleteheader.dta')).rejects.toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
    await expect(sample('echem-other/custom_truncated.csv')).rejects.toThrow(
      expect.objectContaining({ code: 'truncated-file', where: expect.objectContaining({ line: 80 }) as object }),
    );
    expect((await sample('echem-other/custom_nan_inf.csv')).warnings).toMatchObject([
      { code: 'date-of-days' },
      { code: 'unit-assumed' },
      { code: 'not-finite', where: { line: 24, column: 'voltage_volt' } },
      { code: 'missing-values' },
    ]);
  });

  it('damaged binary logs are refused or whole', () => {
    const copies = exploration.isExploring ? 100 : 30;
    const nda = readFileSync(`${samples}/echem-neware/test.nda`);
    const ndax = readFileSync(`${samples}/echem-neware/ZZZZZZZZTEST.ndax`);
    expect([
      ...brokenBinarySeeds(nda, copies),
      ...brokenBinarySeeds(ndax, copies),
      ...brokenBinarySeeds(readFileSync(`${samples}/echem-neware/TestFile.nda`), copies),
    ]).toEqual([]);
    expect(() => parseNewareNda(bytes('NEWARE\0\0\0\0\0\0\0\0\u0007'))).toThrow(/version 7/);
    expect(() => parseNewareNda(bytes('other'))).toThrow(OperandoError);
    expect(() => parseNewareNda(nda.subarray(0, 1000))).toThrow(expect.objectContaining({ code: 'truncated-file' }));
    expect(() => parseNewareNdax(zipSync({ 'other.ndc': bytes('x') }))).toThrow(/no data.ndc/);
    expect(() => parseNewareNdax(zipSync({ 'data.ndc': Uint8Array.of(1, 0, 99) }))).toThrow(/version 99/);
  });

  it('damaged Access databases are refused', async () => {
    const res = readFileSync(`${samples}/echem-arbin/arbin_example.res`);
    await expect(parseArbinRes(res.subarray(0, 20_000))).rejects.toThrow(OperandoError);
  });
});

describe('dates of a log', () => {
  const head = 'Date,Voltage (V),Current (A)';
  const dated = (dates: readonly string[]): string => [head, ...dates.map((date) => `${date},3,0`)].join('\n');
  it('follow one order, shown by any row, and refuse a row of another', () => {
    const { epoch, columns, warnings } = parseElectrochemistryCsv(
      dated(['01/02/2022 10:00', '12/02/2022 10:00', '13/02/2022 10:00']),
    );
    expect([epoch, column({ columns } as Electrochemistry, 'test_time_second'), warnings]).toEqual([
      Date.UTC(2022, 1, 1, 10) / 1000,
      [0, 11 * 86_400, 12 * 86_400],
      [],
    ]);
    const mixed = dated(['01/13/2022 10:00', '13/02/2022 10:00']);
    expect(() => parseElectrochemistryCsv(mixed)).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 3, column: 'Date' } }),
    );
    expect(() => parseElectrochemistryCsv(dated(['13/02/2022 10:00']), { dateOrder: 'month-first' })).toThrow(
      /Pass the other dateOrder/,
    );
  });

  it('that could be read in two ways, in part without a zone, or not at all are told with their line', () => {
    const told = (dates: readonly string[], header = head): unknown[] =>
      parseElectrochemistryCsv(dated(dates).replace(head, header)).warnings.map(({ code, where }) => [
        code,
        where?.line,
      ]);
    expect(told(['05/05/2022 10:00', '05/06/2022 10:00'])).toEqual([['date-ambiguous', 3]]);
    expect(told(['2022-05-05T10:00:00Z', '2022-05-05T12:00:00'])).toEqual([['time-zones-differ', 3]]);
    const unread = parseElectrochemistryCsv('Time (s),Voltage (V),Current (A),Date\n0,3,0,\n1,3,0,5th of May 2022\n');
    expect([unread.epoch, unread.warnings.map(({ code, where }) => [code, where])]).toEqual([
      undefined,
      [['date-unreadable', { line: 3, column: 'Date' }]],
    ]);
  });

  it('are dates though some are blank, and though a spreadsheet counted them in days', () => {
    const blank = parseElectrochemistryCsv(
      'Time (s),Voltage (V),Current (A),Date\n0,3,0,\n60,3,0,2022-05-05T10:01:00Z\n',
    );
    expect(blank.epoch).toBe(Date.UTC(2022, 4, 5, 10) / 1000);
    const days = parseElectrochemistryCsv(
      'Time (s),Voltage (V),Current (A),Date\n0,3,0,44123.5\n60,3,0,44123.500694444\n',
    );
    expect(
      codes(parseElectrochemistryCsv('Time (s),Voltage (V),Current (A),Timestamp\n0,3,0,44123.5\n60,3,0,44183.5\n')),
    ).toEqual([]);
    expect([days.epoch, days.zone, codes(days)]).toEqual([
      Date.UTC(2020, 9, 19, 12) / 1000,
      'unstated',
      ['date-of-days'],
    ]);
  });

  it('may be the only times of a log, and are named where they are not understood', () => {
    const found = read(bytes(`${dated(['2022-10-30T02:59:00+02:00', '2022-10-30T02:00:00+01:00'])}\n,,\n`));
    expect(found.kind === 'electrochemistry' && column(found.table, 'test_time_second')).toEqual([0, 60]);
    expect(() => read(bytes(dated(['01/02/22 10:00'])))).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 2, column: 'Date' } }),
    );
    expect(() => parseElectrochemistryCsv('Time,Voltage (V),Current (A)\n23h59m59,3,1\n')).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 2, column: 'Time' } }),
    );
  });

  it('that move by an hour against the elapsed time are told, and leave it alone', () => {
    const log = (second: string): Electrochemistry =>
      parseElectrochemistryCsv(`Time (s),Voltage (V),Current (A),Date\n0,3,0,2022-10-30 02:59:30\n60,3,0,${second}\n`);
    const table = log('2022-10-30 02:00:30');
    expect([column(table, 'test_time_second'), table.epoch]).toEqual([
      [0, 60],
      Date.UTC(2022, 9, 30, 2, 59, 30) / 1000,
    ]);
    expect(table.warnings).toMatchObject([
      { code: 'clock-shift', message: expect.stringContaining('first back') as string, where: { line: 3 } },
    ]);
    expect(codes(log('2022-10-30 03:00:30'))).toEqual([]);
  });

  it('of headers that are not understood are told', () => {
    expect(codes(parseNovonix(novonixText.replace('Started: 2025-07-19 15:26:20', 'Started: noon')))).toEqual([
      'date-unreadable',
    ]);
    expect(codes(parseBasytec(basytecText.replace('19.06.2023', '19th 06')))).toEqual(['date-unreadable']);
    expect(codes(parseGamry(gamryText().replace('3/16/2019', '16')))).toContain('date-unreadable');
  });
});

describe('times of a log', () => {
  it('as day numbers of a spreadsheet are refused, or read as told', () => {
    const text = `Time,Voltage (V),Current (A)\n${cycle.map(({ time, volt, ampere }) => `${44_123.5 + time / 86_400},${volt},${ampere}`).join('\n')}\n`;
    expect(() => parseElectrochemistryCsv(text)).toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
    expect(() => parseElectrochemistryCsv(text)).toThrow(/timeUnit: 'd'/);
    const days = parseElectrochemistryCsv(text, { timeUnit: 'd' });
    expect([days.columns['test_time_second']![0], days.epoch, days.zone]).toEqual([
      0,
      Date.UTC(2020, 9, 19, 12) / 1000,
      'unstated',
    ]);
    expect(days.columns['test_time_second']![39]).toBeCloseTo(39 * 60, 3);
    expect(parseElectrochemistryCsv(text, { timeUnit: 's' }).columns['test_time_second']![0]).toBe(44_123.5);
  });

  it('are in the unit asked for, whatever the label says, and once', () => {
    const rows = cycle.map(({ time, volt, ampere }) => `${time / 3600},${volt},${ampere}`).join('\n');
    for (const label of ['Time (h)', 'Time (s)', 'Time'])
      expect(
        parseElectrochemistryCsv(`${label},Voltage (V),Current (A)\n${rows}\n`, { timeUnit: 'h' }).columns[
          'test_time_second'
        ]![39],
      ).toBeCloseTo(39 * 60, 9);
    expect(
      parseElectrochemistryCsv(`Time (h),Voltage (V),Current (A)\n${rows}\n`, { timeUnit: 's' }).columns[
        'test_time_second'
      ]![39],
    ).toBeCloseTo(39 / 60, 12);
    // Times that come from dates have no unit to doubt.
    expect(
      column(
        parseElectrochemistryCsv('Date,Voltage (V),Current (A)\n2022-05-05T10:00:00Z,3,0\n2022-05-05T10:00:05Z,3,0\n', {
          timeUnit: 'h',
        }),
        'test_time_second',
      ),
    ).toEqual([0, 5]);
  });

  it.each([
    ['hours beyond a day', ['26:40:01', '26:40:02'], 96_001],
    ['days before the clock', ['1d 02:40:01', '1d 02:40:02'], 96_001],
    ['days of other programs', ['1 day, 2:40:01', '1 day, 2:40:02'], 96_001],
    ['days with a point', ['1.02:40:01', '1.02:40:02'], 96_001],
  ])('are read with %s', (_, [first, second], seconds) => {
    expect(
      column(
        parseElectrochemistryCsv(`Time;Voltage (V);Current (A)\n${first};3;0\n${second};3;0\n`),
        'test_time_second',
      ),
    ).toEqual([seconds, seconds + 1]);
  });

  it('of UNIX in milliseconds are refused without that unit', () => {
    const text = (label: string): string => `Time (s),Voltage (V),Current (A),${label}\n0,3,0,\n10,3,0,1.7e12\n`;
    expect(() => parseElectrochemistryCsv(text('Unix Time'))).toThrow(
      expect.objectContaining({ code: 'unit-mismatch', where: { column: 'unix_time_second' } }),
    );
    expect(parseElectrochemistryCsv(text('Unix Time / ms')).epoch).toBe(1.7e9 - 10);
  });

  it('that are of the day go on at midnight, which is told; those that begin again go back, which is told too', () => {
    const log = (...times: readonly string[]): Electrochemistry =>
      parseElectrochemistryCsv(`Time,Voltage (V),Current (A)\n${times.map((time) => `${time},3,0`).join('\n')}\n`);
    const midnight = log('23:59:59', '00:00:01', '12:00:00', '23:59:00', '00:01:00');
    expect([column(midnight, 'test_time_second'), codes(midnight)]).toEqual([
      [0, 2, 43_201, 86_341, 86_461],
      ['time-of-day'],
    ]);
    const again = log('19:59:00', '20:00:00', '00:00:00', '00:01:00');
    expect(again.warnings).toMatchObject([{ code: 'time-backwards', where: { line: 4 } }]);
    const half = log('11:59:50 AM', '12:00:00 PM', '11:59:59 PM', '12:00:09 am');
    expect([column(half, 'test_time_second'), codes(half)]).toEqual([[0, 10, 43_209, 43_219], ['time-of-day']]);
    expect(codes(log('24:00:00', '26:40:01', '48:00:00'))).toEqual([]);
    const clockLog = read(bytes('23:59:30 3.5 10\n00:00:00 3.51 10\n00:00:30 3.52 10\n'));
    expect(
      clockLog.kind === 'electrochemistry' && [column(clockLog.table, 'test_time_second'), codes(clockLog.table)],
    ).toEqual([[0, 30, 60], ['time-of-day']]);
  });

  it('of the day beside a column of days are moments; days alone are none', () => {
    const log = (...rows: readonly string[]): Electrochemistry =>
      parseElectrochemistryCsv(`Date,Time,Voltage (V),Current (A)\n${rows.map((row) => `${row},3,0`).join('\n')}\n`);
    const joined = log('2024-01-31,23:59:50', '2024-01-31,23:59:55', '2024-02-01,00:00:05');
    expect([column(joined, 'test_time_second'), joined.epoch, joined.zone, codes(joined)]).toEqual([
      [0, 5, 15],
      Date.UTC(2024, 0, 31, 23, 59, 50) / 1000,
      'unstated',
      [],
    ]);
    const elapsed = log('2024-01-31,00:00:00', '2024-01-31,20:00:00', '2024-02-01,26:00:00');
    expect([column(elapsed, 'test_time_second'), elapsed.epoch, codes(elapsed)]).toEqual([
      [0, 72_000, 93_600],
      undefined,
      ['date-unreadable'],
    ]);
  });
});

describe('units of a log', () => {
  it('that labels do not state are told where they are assumed', () => {
    const table = parseElectrochemistryCsv('time,voltage,current,cycle\n0,3,1,1\n1,3,1,1\n');
    expect(table.warnings).toMatchObject([
      {
        code: 'unit-assumed',
        message: 'voltage, current, time state no unit: they were taken to be in V, A, s.',
        where: { column: 'voltage' },
      },
    ]);
    // Machine names, clocks and dates state theirs.
    expect(codes(parseElectrochemistryCsv('test_time_second,voltage_volt,current_ampere\n0,3,1\n'))).toEqual([]);
    expect(codes(parseElectrochemistryCsv('Time,Voltage (V),Current (mA)\n00:00:00,3,1\n'))).toEqual([]);
  });

  it('may stand in a row of their own', () => {
    const table = parseElectrochemistryCsv(
      'time,voltage,current,step type,note\ns,mV,mA,,\n0,3000,1,Rest,\n60,3100,1,CC,\n',
    );
    expect([
      column(table, 'voltage_volt'),
      column(table, 'current_ampere'),
      codes(table),
      Object.keys(table.original),
      table.text,
    ]).toEqual([
      [3, 3.1],
      [1e-3, 1e-3],
      [],
      ['time (s)', 'voltage (mV)', 'current (mA)'],
      { 'step type': ['Rest', 'CC'], step_type: ['Rest', 'CC'] },
    ]);
    expect(sniff(bytes('time,voltage,current\ns,V,mA\n0,3,1\n')).format).toBe('electrochemistry-csv');
    expect(() => parseElectrochemistryCsv('time,voltage,current\ns,V,furlong\n0,3,1\n')).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 2, column: 'time' } }),
    );
  });

  it.each([
    ['Net Capacity (mA.h)', 500, 0.5],
    ['Net Capacity (µAh)', 500_000, 0.5],
    ['Net Capacity / mA·h', 500, 0.5],
    ['Net Capacity (C)', 1800, 0.5],
    ['Net Capacity (mAh/g)', 150, undefined],
    ['Net Capacity / Ah/g', 0.15, undefined],
    ['Net Capacity (Ah g-1)', 0.15, undefined],
    ['Ambient Temperature (°C)', 25, 25],
    ['Ambient Temperature (K)', 298.15, undefined],
    ['Power (mW)', 5, 5e-3],
    ['Net Energy (mWh)', 5, 5e-3],
  ])('%s', (label, value, expected) => {
    const table = parseElectrochemistryCsv(`Time (s),Voltage (V),Current (A),${label}\n0,3,0,${value}\n`);
    const name = Object.keys(table.columns).find((key) => /capacity|temperature|power|energy/.test(key));
    expect([name === undefined ? undefined : table.columns[name]![0], codes(table)]).toEqual([
      expected,
      expected === undefined ? ['unknown-unit'] : [],
    ]);
  });

  it.each(['Charging Capacity', 'Step Charging Capacity', 'Cycle Cumulative Capacity'])(
    'that the current contradicts are told: %s',
    (name) => {
      const text = (factor: number): string =>
        [
          `Time (s),Voltage (V),Current (A),${name} (Ah)`,
          ...cycle.slice(0, 20).map(({ time, volt, ampere, ah }) => `${time},${volt},${ampere},${factor * ah}`),
        ].join('\n');
      expect(codes(parseElectrochemistryCsv(text(1)))).toEqual([]);
      expect(codes(parseElectrochemistryCsv(text(1000)))).toEqual(['capacity-inconsistent']);
    },
  );

  it('separators of thousands are refused', () => {
    expect(() => parseElectrochemistryCsv('Time (s);Voltage (mV);Current (A)\n0;3,000.5;0\n1;3,001.5;0\n')).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 2, column: 'Voltage (mV)' } }),
    );
    expect(() => parseElectrochemistryCsv('Time (s);Voltage (mV);Current (A)\n0;3.000,5;0\n1;3.001,5;0\n')).toThrow(
      expect.objectContaining({ code: 'bad-number' }),
    );
    expect(
      column(parseElectrochemistryCsv('Time (s);Voltage (V);Current (A)\n0;3,5;0\n1;3,6;0\n'), 'voltage_volt'),
    ).toEqual([3.5, 3.6]);
  });
});

describe('the sign of the current', () => {
  const csv = (rows: readonly string[]): string => ['Test Time (s),Voltage (V),Current (A)', ...rows].join('\n');
  it('is compared with the voltage though a reading is missing', () => {
    const text = csv(
      cycle.map(({ time, volt, ampere }, i) => `${time},${i === 7 ? 'nan' : volt},${i === 9 ? 'nan' : -ampere}`),
    );
    expect(() => parseElectrochemistryCsv(text)).toThrow(/charge seems to be negative/);
  });

  it('of a log at rest, of one row, of a half cell that charges downwards cannot be told or is right', () => {
    expect(codes(parseElectrochemistryCsv(csv(cycle.map(({ time, volt }) => `${time},${volt},0`))))).toEqual([]);
    expect(codes(parseElectrochemistryCsv(csv(['0,3,1'])))).toEqual([]);
    // Graphite against lithium: the cell is charged (delithiated) upwards, whatever its electrode does in a full cell.
    expect(
      codes(parseElectrochemistryCsv(csv(cycle.map(({ time, volt, ampere }) => `${time},${volt - 2.9},${ampere}`)))),
    ).toEqual([]);
  });
});

describe('a table of columns as a log', () => {
  it('is read in the units of its columns, which keep their labels', () => {
    const of = (label: string, values: number[], unit?: string) => ({
      label,
      values: Float64Array.from(values),
      ...(unit === undefined ? {} : { unit }),
    });
    const table = (columns: ReturnType<typeof of>[]): Electrochemistry =>
      electrochemistryOf({
        format: 'xdi',
        columns,
        rows: 2,
        lines: Int32Array.of(1, 2),
        metadata: {},
        scalars: {},
        warnings: [],
      });
    const log = table([of('time', [0, 1], 'min'), of('voltage', [3, 3], 'volts'), of('current', [1, 1], 'mA')]);
    expect([
      column(log, 'test_time_second'),
      column(log, 'current_ampere'),
      Object.keys(log.original),
      codes(log),
    ]).toEqual([[0, 60], [1e-3, 1e-3], ['time', 'voltage', 'current'], []]);
    expect(codes(table([of('time', [0, 1]), of('current', [1, 1], 'mA')]))).toEqual(['unit-assumed']);
  });
});
