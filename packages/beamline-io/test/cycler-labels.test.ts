import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Electrochemistry } from '@operando/core';
import { referencePath } from '@operando/fixtures';
import { parseElectrochemistryCsv, parseMaccor, read, sniff } from '../src/index.js';
import { arbinResTable } from '../src/electrochemistry/arbin-res.js';
import { biologicColumns } from '../src/electrochemistry/biologic-columns.js';
import { parseBiologic } from '../src/electrochemistry/biologic.js';
import { parseBiologicMpr } from '../src/electrochemistry/biologic-mpr.js';
import { netResetScope } from '../src/electrochemistry/scope.js';
import { directionOfState } from '../src/electrochemistry/state-sign.js';
import { factorToBatteryData } from '../src/electrochemistry/units.js';
import { gb18030Bytes, latin1Bytes } from './encoded.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const codes = ({ warnings }: Electrochemistry): string[] => warnings.map(({ code }) => code);
const column = (table: Electrochemistry, name: string): number[] => Array.from(table.columns[name] ?? []);

/** A charge of 200 s at 0.5 A from 3 V, then a discharge: what every file below says in the words of its program. */
const log = Array.from({ length: 40 }, (_, i) => {
  const charging = i < 20;
  const stepTime = 10 * (charging ? i : i - 20);
  const ah = (stepTime * 0.5) / 3600;
  return {
    record: i + 1,
    step: charging ? 1 : 2,
    time: 10 * i,
    stepTime,
    volt: charging ? 3 + i / 40 : 3 + (39 - i) / 40,
    ampere: charging ? 0.5 : -0.5,
    charging,
    ah,
    net: charging ? ah : (190 * 0.5) / 3600 - ah,
  };
});
type Row = (typeof log)[number];

/** `mm:ss` of a time below an hour. */
const clock = (seconds: number): string =>
  `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
const comma = (value: number): string => String(value).replace('.', ',');
const text = (header: string, row: (each: Row) => string, end = '\n'): string =>
  [...header.split('\n'), ...log.map(row), ''].join(end);

const maccorState = ({ charging }: Row): string => (charging ? 'C' : 'D');
const chineseStep = ({ charging }: Row): string => (charging ? '恒流充电' : '恒流放电');
const newareChinese = text(
  '记录序号,循环序号,工步序号,工步类型,总时间,电流(mA),电压(V),充电容量(mAh),放电容量(mAh),绝对时间',
  (row) =>
    `${row.record},1,${row.step},${chineseStep(row)},00:${clock(row.time)},${1000 * row.ampere},${row.volt},${row.charging ? 1000 * row.ah : 0},${row.charging ? 0 : 1000 * row.ah},2024-10-02 10:${clock(row.time)}`,
);
const newareLevels = [
  '循环号\t充电容量(mAh)\t放电容量(mAh)',
  '\t工步号\t工步类型\t工步时间',
  '\t\t数据序号\t时间\t总时间\t电流(mA)\t电压(V)',
  '1\t0.1\t0.1',
  ...log.flatMap((row) => [
    ...(row.stepTime === 0 ? [`\t${row.step}\t${chineseStep(row)}\t00:03:20`] : []),
    `\t\t${row.record}\t00:${clock(row.stepTime)}\t00:${clock(row.time)}\t${1000 * row.ampere}\t${row.volt}`,
  ]),
  '',
].join('\r\n');
const land = text(
  '记录序号\t循环序号\t步次\t工作模式\t测试时间/Sec\t步骤时间/Sec\t电流/mA\t电压/V\t容量/mAh\t系统时间',
  (row) =>
    `${row.record}\t1\t${row.step}\t${chineseStep(row)}\t${row.time}\t${row.stepTime}\t500\t${row.volt}\t${1000 * row.ah}\t2024-10-02 10:${clock(row.time)}`,
  '\r\n',
);
const digatronGerman = text(
  'Prüfbericht\nZelle;Nr. 7\n\nZeitstempel;Schritt;Zustand;Programmdauer;Schrittdauer;Zyklus;Prozedur;AhAkku;AhLad;AhEla;Spannung;Strom;Temperatur\n;;;;;;;[Ah];[Ah];[Ah];[V];[A];[°C]',
  (row) =>
    `02.10.2024 10:${clock(row.time)};${row.step};${row.charging ? 'LAD' : 'ELA'};00:${clock(row.time)}.000;00:${clock(row.stepTime)}.000;1;P1;${comma(row.net)};${comma(row.charging ? row.ah : log[19]!.ah)};${comma(row.charging ? 0 : -row.ah)};${comma(row.volt)};0,5;25,1`,
);

/** What each file is read as: its columns beside time, voltage and current, and the warnings. */
const files: readonly (readonly [
  name: string,
  content: string | Uint8Array,
  format: string,
  others: readonly string[],
  warnings: readonly string[],
])[] = [
  [
    'Maccor, minutes in the labels, decimal comma, milliamperes',
    text(
      "Today's Date\t04/04/2016\nDate of Test:\t03/31/2016\n\nRec#\tCyc#\tStep\tTest (Min)\tStep (Min)\tmAmp-hr\tmAmps\tVolts\tState\tES\tDPt Time",
      (row) =>
        `${row.record}\t0\t${row.step}\t${comma(row.time / 60)}\t${comma(row.stepTime / 60)}\t${comma(1000 * row.ah)}\t500,0\t${comma(row.volt)}\t${maccorState(row)}\t1\t03/31/2016 16:${clock(row.time)}`,
      '\r\n',
    ),
    'maccor-text',
    ['step_cumulative_capacity_ah', 'step_time_second'],
    ['sign-from-state'],
  ],
  [
    'Maccor CSV, TestTime(s)',
    text(
      'Rec#,Cyc#,Step,TestTime(s),StepTime(s),Amp-hr,Watt-hr,Amps,Volts,State,ES,',
      (row) =>
        `${row.record},0,${row.step},${row.time},${row.stepTime},${row.ah},0,0.5,${row.volt},${maccorState(row)},1,`,
    ),
    'maccor-text',
    ['step_cumulative_capacity_ah', 'step_time_second'],
    ['sign-from-state'],
  ],
  [
    'Maccor CSV without records, signed',
    text(
      'Cyc#,Step,TestTime(s),StepTime(s),Capacity(Ah),Current(A),Voltage(V),DPt Time,ACR,DCIR,Temp 1',
      (row) =>
        `0,${row.step},${row.time},${row.stepTime},${row.ah},${row.ampere},${row.volt},03/31/2016 16:${clock(row.time)},0,0,25.1`,
    ),
    'maccor-text',
    ['temperature_t1_celsius', 'ac_internal_resistance_ohm'],
    [],
  ],
  [
    'Maccor, Prog Time as days and clock beside Step and Step Time',
    text(
      'Rec#\tCyc#\tStep\tProg Time\tStep Time\tAmp-hr\tAmps\tVolts\tState',
      (row) =>
        `${row.record}\t0\t${row.step}\t  0d 00:${clock(row.time)}.00\t  0d 00:${clock(row.stepTime)}.00\t${row.ah}\t0.5\t${row.volt}\t${maccorState(row)}`,
    ),
    'maccor-text',
    ['step_cumulative_capacity_ah', 'step_time_second'],
    ['sign-from-state'],
  ],
  [
    'Neware in Chinese, UTF-8',
    newareChinese,
    'neware-csv',
    ['step_charging_capacity_ah', 'discharging_capacity_ah'],
    [],
  ],
  [
    'Neware in Chinese, times of the steps alone, semicolons and decimal commas',
    gb18030Bytes(
      text(
        '循环号;工步号;工步类型;时间;电压（V）;电流（mA）;容量（mAh）',
        (row) =>
          `1;${row.step};${chineseStep(row)};00:${clock(row.stepTime + (row.charging ? 0 : 10))};${comma(row.volt)};${comma(1000 * row.ampere)};${comma(1000 * row.ah)}`,
      ),
    ),
    'neware-csv',
    [],
    ['time-derived'],
  ],
  ['Neware in Chinese, GB18030', gb18030Bytes(newareChinese), 'neware-csv', ['step_charging_capacity_ah'], []],
  [
    'Neware in Chinese, GB18030, no sign',
    gb18030Bytes(newareChinese.replaceAll(',-500,', ',500,')),
    'neware-csv',
    ['step_charging_capacity_ah'],
    ['sign-from-state'],
  ],
  [
    'Neware in Chinese, three levels, tabs, GB18030',
    gb18030Bytes(newareLevels),
    'neware-csv',
    ['step_time_second'],
    [],
  ],
  [
    'Land in Chinese, GB18030, no sign',
    gb18030Bytes(land),
    'land-text',
    ['step_cumulative_capacity_ah'],
    ['sign-from-state'],
  ],
  ['Land in Chinese, UTF-8, no sign', land, 'land-text', ['step_cumulative_capacity_ah'], ['sign-from-state']],
  [
    'Land in English',
    text(
      'Record,Cycle-Index,Step-Index,StepTime/Sec,TestTime/Sec,Current/mA,Voltage/V,Capacity/mAh,Mode',
      (row) =>
        `${row.record},1,${row.step},${row.stepTime},${row.time},500,${row.volt},${1000 * row.ah},${row.charging ? 'C_CC' : 'D_CC'}`,
    ),
    'land-text',
    ['step_cumulative_capacity_ah', 'cycle_count'],
    ['sign-from-state'],
  ],
  [
    'PEC, units behind underscores',
    text(
      '#TESTDETAILS\nTest:,1\n#END TESTDETAILS\nTest,Cell,Step,Cycle,Total_Time_Seconds,Step_Time_Seconds,Voltage_mV,Current_mA,Charge_Capacity_mAh,Charge_Capacity_mWh',
      (row) =>
        `1,1,${row.step},0,${row.time},${row.stepTime},${1000 * row.volt},${1000 * row.ampere},${row.charging ? 1000 * row.ah : 0},0`,
    ),
    'pec-csv',
    ['step_charging_capacity_ah', 'charging_energy_wh', 'step_time_second'],
    [],
  ],
  [
    'PEC, semicolons and decimal commas',
    latin1Bytes(
      text(
        '#TESTDETAILS;;\nTest:;1\nStep;Cycle;Total Time (Seconds);Step Time (Seconds);Voltage (V);Current (A);K1 (°C)',
        (row) => `${row.step};0;${row.time};${row.stepTime};${comma(row.volt)};${comma(row.ampere)};25,1`,
      ),
    ),
    'pec-csv',
    ['temperature_t1_celsius'],
    ['encoding-guessed'],
  ],
  [
    'Digatron in German, windows-1252, no sign, a row of units',
    latin1Bytes(digatronGerman),
    'digatron-csv',
    ['net_capacity_ah', 'charging_capacity_ah', 'discharging_capacity_ah', 'temperature_t1_celsius'],
    ['sign-from-state'],
  ],
  [
    'Digatron in English, a unit that is not known',
    text(
      'Step,Status,Prog Time,Step Time,Cycle,Procedure,Voltage,Current,AhAccu,Temp\n,,,,,,V,A,Ah,furlong',
      (row) =>
        `${row.step},${row.charging ? 'CHA' : 'DCH'},00:${clock(row.time)},00:${clock(row.stepTime)},1,P1,${row.volt},${row.ampere},${row.net},25.1`,
    ),
    'digatron-csv',
    ['net_capacity_ah'],
    ['unknown-unit'],
  ],
  [
    'Squidstat',
    text(
      '"Step number","Step name","Elapsed Time (s)","Working Electrode (V)","Current (A)","Cumulative Charge (mAh)"',
      (row) => `${row.step},"Constant Current ${row.step}",${row.time},${row.volt},${row.ampere},${1000 * row.net}`,
    ),
    'squidstat-csv',
    ['net_capacity_ah', 'step_id'],
    [],
  ],
  [
    'Squidstat with a counter electrode: the voltage is between both',
    text(
      'Timestamp,Elapsed Time (s),Working Electrode vs. NHE (V),Counter Electrode vs. NHE (V),Current (mA)',
      (row) => `2024-10-02 10:${clock(row.time)},${row.time},${row.volt - 1},-1,${1000 * row.ampere}`,
    ),
    'squidstat-csv',
    ['working_electrode_potential_volt', 'counter_electrode_potential_volt'],
    [],
  ],
  [
    'NOVA, semicolons and decimal commas',
    text(
      'Potential applied (V);Time (s);WE(1).Current (A);WE(1).Potential (V);Scan;Index',
      (row) => `0;${row.time};${comma(row.ampere)};${comma(row.volt)};1;${row.record}`,
    ),
    'autolab-nova',
    ['record_index'],
    [],
  ],
  [
    "NOVA, tabs, the time since the start beside the instrument's",
    text(
      'Index\tTime (s)\tWE(1).Potential (V)\tWE(1).Current (mA)\tCorrected time (s)',
      (row) => `${row.record}\t${100 + row.time}\t${row.volt}\t${1000 * row.ampere}\t${row.time}`,
    ),
    'autolab-nova',
    ['record_index'],
    [],
  ],
  [
    'Ivium, blanks',
    text(
      'time /s          I /A            E /V',
      (row) => ` ${row.time.toExponential(6)}   ${row.ampere}   ${row.volt}`,
    ),
    'ivium-text',
    [],
    [],
  ],
  [
    'Ivium, commas',
    text('time /s,E /V,I /mA', (row) => `${row.time},${row.volt},${1000 * row.ampere}`),
    'ivium-text',
    [],
    [],
  ],
  [
    'Arbin below lines of its own, semicolons, decimal commas',
    text(
      'Arbin export\nTest;a\n\nData_Point;Test_Time(s);Step_Index;Cycle_Index;Voltage(V);Current(A)',
      (row) => `${row.record};${row.time};${row.step};1;${comma(row.volt)};${comma(row.ampere)}`,
    ),
    'arbin-csv',
    ['record_index'],
    [],
  ],
  [
    'a log of no program in German, below lines of its own',
    text(
      'Messung: Zelle 1\nMasse [mg];12,5\n\nZeit [s];Spannung [mV];Strom [mA];Notiz',
      (row) =>
        `${row.time};${comma(1000 * row.volt)};${comma(1000 * row.ampere)};${row.record === 7 ? 'Pause' : row.record}`,
    ),
    'electrochemistry-csv',
    [],
    ['column-kept-as-text'],
  ],
  [
    'German words, units behind "in"',
    text('Zeit in s;Spannung in V;Strom in mA', (row) => `${row.time};${comma(row.volt)};${comma(1000 * row.ampere)}`),
    'electrochemistry-csv',
    [],
    [],
  ],
  [
    'hours, millivolts and milliamperes behind underscores',
    text('time_h,voltage_mV,current_mA', (row) => `${row.time / 3600},${1000 * row.volt},${1000 * row.ampere}`),
    'electrochemistry-csv',
    [],
    [],
  ],
  [
    'French, Spanish, Chinese and Japanese words',
    text('Temps (s);Tensión (V);电流(A);サイクル', (row) => `${row.time};${comma(row.volt)};${comma(row.ampere)};1`),
    'electrochemistry-csv',
    ['cycle_count'],
    [],
  ],
  [
    'durations under a label of hours',
    text('Run time (h),Voltage (V),Current (A)', (row) => `00:${clock(row.time)},${row.volt},${row.ampere}`),
    'electrochemistry-csv',
    [],
    [],
  ],
  [
    'empty rows at the end, of any length',
    `${text('time (s);voltage (V);current (A)', (row) => `${row.time};${row.volt};${row.ampere}`)};;\n;;;;;;\n\n`,
    'electrochemistry-csv',
    [],
    [],
  ],
];

describe('what programs write', () => {
  it.each(files)('%s', (_, content, format, others, warnings) => {
    const data = typeof content === 'string' ? bytes(content) : content;
    expect(sniff(data).format).toBe(format);
    const result = read(data);
    if (result.kind !== 'electrochemistry') throw new Error('read as columns');
    const { table } = result;
    log.forEach((row, i) => {
      expect(table.columns['test_time_second']![i]).toBeCloseTo(row.time, 9);
      expect(table.columns['voltage_volt']![i]).toBeCloseTo(row.volt, 12);
      expect(table.columns['current_ampere']![i]).toBeCloseTo(row.ampere, 12);
    });
    expect(Object.keys(table.columns)).toEqual(expect.arrayContaining([...others]));
    const stepTime = table.columns['step_time_second'];
    if (stepTime !== undefined && warnings[0] !== 'time-derived')
      log.forEach((row, i) => expect(stepTime[i]).toBeCloseTo(row.stepTime, 9));
    // Dates with the month first, and steps whose last and first rows have one time, are told elsewhere.
    expect(codes(table).filter((code) => code !== 'date-ambiguous')).toEqual(warnings);
  });

  it('amounts keep their scope, and are positive', () => {
    const result = read(latin1Bytes(digatronGerman));
    if (result.kind !== 'electrochemistry') throw new Error('read as columns');
    const { columns, metadata, epoch } = result.table;
    expect(columns['discharging_capacity_ah']!.at(-1)).toBeCloseTo(log.at(-1)!.ah, 12);
    expect(columns['net_capacity_ah']!.at(-1)).toBeCloseTo(0, 12);
    expect([metadata['Zelle'], epoch]).toEqual(['Nr. 7', Date.UTC(2024, 9, 2, 10) / 1000]);
    // By the step, never, at a place of its own, by the cycle.
    const up = [0, 1, 2, 3, 4, 5, 6, 7];
    const numbered = (number: (row: number) => number): Float64Array =>
      Float64Array.from({ length: 16 }, (_, row) => number(row));
    const [one, halves] = [numbered(() => 1), numbered((row) => (row < 8 ? 1 : 2))];
    const scope = (after: readonly number[]): string | undefined =>
      netResetScope(Float64Array.from([...up, ...after]), halves, one);
    expect(scope(up.map((value) => -value))).toBe('step');
    expect(scope(up.map((value) => 7 - value))).toBe('test');
    expect(scope([8, 9, 10, 0, 1, 2, 3, 4])).toBeUndefined();
    const within = numbered((row) => 2 * Math.floor(row / 8) + (row % 8 < 6 ? 0 : 1));
    expect(netResetScope(Float64Array.from([...up, ...up]), within, halves)).toBe('cycle');
  });

  it('states say which way the current runs', () => {
    const [out, rest, into] = [-1, 0, 1].map((direction) =>
      [
        'C',
        'D',
        'R',
        'CHA',
        'DCH',
        'PAU',
        'LAD',
        'ELA',
        'CC_Chg',
        'CC DChg',
        'CCCV_DChg',
        'Rest',
        'Charge',
        'Discharge',
      ]
        .concat(['恒流充电', '恒流放电', '静置', '充放电', 'Laden', 'Entladen', 'D_CC', 'C_CC', 'OCV', 'S', 'Pulse'])
        .filter((state) => directionOfState(state) === direction),
    );
    expect(into).toEqual(['C', 'CHA', 'LAD', 'CC_Chg', 'Charge', '恒流充电', 'Laden', 'C_CC']);
    expect(out).toEqual(['D', 'DCH', 'ELA', 'CC DChg', 'CCCV_DChg', 'Discharge', '恒流放电', 'Entladen', 'D_CC']);
    expect(rest).toEqual(['R', 'PAU', 'Rest', '静置', '充放电', 'OCV', 'S', 'Pulse']);
  });

  it('a current in a state without a direction is told', () => {
    const of = (state: (row: Row) => string): Electrochemistry =>
      parseMaccor(
        text('Rec#\tStep\tTestTime\tAmps\tVolts\tState', (row) =>
          [row.record, row.step, row.time, 0.5, row.volt, state(row)].join('\t'),
        ),
      );
    expect(codes(of(maccorState))).toEqual(['sign-from-state']);
    const table = of((row) => (row.record > 37 ? 'P' : maccorState(row)));
    expect(column(table, 'current_ampere').slice(35)).toEqual([-0.5, -0.5, 0.5, 0.5, 0.5]);
    expect(table.warnings.filter(({ code }) => code === 'current-sign').map(({ message }) => message)).toEqual([
      'In 3 of 40 rows there is a current, and State does not say which way it runs (P): it was left positive.',
    ]);
  });

  it('a current taken as it stands takes no sign of a state', () => {
    const maccor = text('Rec#\tStep\tTestTime\tAmps\tVolts\tState', (row) =>
      [row.record, row.step, row.time, 0.5, row.volt, maccorState(row)].join('\t'),
    );
    expect(column(parseMaccor(maccor, { currentSign: 'as-is' }), 'current_ampere')[39]).toBe(0.5);
    expect(column(parseMaccor(maccor), 'current_ampere')[39]).toBe(-0.5);
  });

  it('a cell that cannot be read loses its column, where that is neither time, voltage nor current', () => {
    const csv = (cell: string, volt = '3'): string =>
      `Test Time / s,Voltage / V,Current / A,Ambient Temperature / degC,Cycle Count / 1,Note / 1\n0,3,1,25,1,0\n1,${volt},1,${cell},1,0\n`;
    const table = parseElectrochemistryCsv(csv('OL'));
    expect([column(table, 'voltage_volt'), codes(table), Object.keys(table.text ?? {})]).toEqual([
      [3, 3],
      ['column-kept-as-text'],
      ['Ambient Temperature / degC'],
    ]);
    expect(table.warnings[0]!.where).toEqual({ line: 3, column: 'Ambient Temperature / degC' });
    expect(() => parseElectrochemistryCsv(csv('25', 'OL'))).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { line: 3, column: 'Voltage / V' } }),
    );
  });

  it('a column of words alone in the place of a current is told, stamps may be UNIX time', () => {
    const words = parseElectrochemistryCsv('Time (s),Voltage (V),Current (A)\n0,3,OL\n1,3,OL\n');
    expect(words.warnings).toMatchObject([{ code: 'column-kept-as-text', where: { line: 2, column: 'Current (A)' } }]);
    for (const [stamps, label] of [
      [['1700000000', '1700000060'], 'Timestamp'],
      [['1700000000000', '1700000060000'], 'Time stamp'],
    ] as const) {
      const table = parseElectrochemistryCsv(`${label},Voltage (V),Current (A)\n${stamps[0]},3,1\n${stamps[1]},3,1\n`);
      expect([column(table, 'test_time_second'), table.epoch, table.zone, codes(table)]).toEqual([
        [0, 60],
        1_700_000_000,
        'utc',
        ['unit-inferred'],
      ]);
    }
  });

  it('letters of two bytes at the end of what sniffers see', () => {
    const long = gb18030Bytes(newareChinese + newareChinese.split('\n').slice(1).join('\n').repeat(30));
    expect(long.length).toBeGreaterThan(65_536);
    for (const shift of [0, 1, 2, 3]) {
      // Blank lines above move what is cut.
      const shifted = Uint8Array.from([...new Array<number>(shift).fill(10), ...long]);
      expect(sniff(shifted).format).toBe('neware-csv');
    }
  });

  it('a unit that states millions, and one that is not known', () => {
    expect(factorToBatteryData('internal_resistance_ohm', 'MOhm')).toBe(1e6);
    expect(factorToBatteryData('internal_resistance_ohm', 'mΩ')).toBe(1e-3);
    expect(factorToBatteryData('frequency_hertz', 'MHz')).toBe(1e6);
    expect(factorToBatteryData('frequency_hertz', 'mHz')).toBe(1e-3);
    const table = parseElectrochemistryCsv('Time (s),Voltage (V),Current (A),Leistung (PS)\n0,3,1,5\n1,3,1,5\n');
    expect(codes(table)).toEqual(['unknown-unit']);
  });

  it('of several columns of one quantity the one that states its unit', () => {
    const table = parseElectrochemistryCsv(
      'Time,Voltage,Current,Time (min),U [mV],I [mA]\n0,9,9,0,3500,10\n9,9,9,1,3600,10\n',
    );
    expect(['test_time_second', 'voltage_volt', 'current_ampere'].map((name) => column(table, name))).toEqual([
      [0, 60],
      [3.5, 3.6],
      [0.01, 0.01],
    ]);
    expect(codes(table)).toEqual([]);
  });

  it('several runs side by side: the first is read, the others are told', () => {
    const table = read(bytes('time /s,E /V,I /A,time /s,E /V,I /A\n0,3,1,0,4,1\n1,3,1,1,4,1\n'));
    if (table.kind !== 'electrochemistry') throw new Error('read as columns');
    expect(column(table.table, 'voltage_volt')).toEqual([3, 3]);
    expect(table.table.warnings).toMatchObject([{ code: 'columns-repeated', where: { column: 'E /V' } }]);
  });

  it('Maccor: years of two digits behind a named month', () => {
    const table = parseMaccor(
      'Rec,Cycle P,Step,Test Time,Current,Voltage,MD,DPT Time\n1,0,1,  0d 00:00:00.00,1,3,C,23-Nov-23 3:56:24 PM\n2,0,1,  0d 00:00:10.00,1,3,C,23-Nov-23 3:56:34 PM\n',
    );
    expect([table.epoch, codes(table)]).toEqual([Date.UTC(2023, 10, 23, 15, 56, 24) / 1000, []]);
  });

  it('Chinese and German labels in a workbook', () => {
    const cell = (value: string, at: string): string =>
      /^-?\d/.test(value)
        ? `<c r="${at}"><v>${value}</v></c>`
        : `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
    const rows = land.split('\r\n').filter((line) => line !== '');
    const sheet = rows
      .map((line, r) => {
        const cells = line.split('\t').map((value, c) => cell(value, `${String.fromCharCode(65 + c)}${r + 1}`));
        return `<row r="${r + 1}">${cells.join('')}</row>`;
      })
      .join('');
    const workbook = zipSync({
      '[Content_Types].xml': bytes('<T/>'),
      'xl/workbook.xml': bytes('<workbook><sheets><sheet name="a" r:id="a"/></sheets></workbook>'),
      'xl/worksheets/sheet1.xml': bytes(`<worksheet><sheetData>${sheet}</sheetData></worksheet>`),
    });
    const result = read(workbook);
    if (result.kind !== 'electrochemistry') throw new Error('read as columns');
    expect([result.table.metadata['format'], column(result.table, 'current_ampere')[39]]).toEqual(['land-xlsx', -0.5]);
  });
});

describe('a log of no program', () => {
  /** Words for each quantity, and how many of each unit are one of ours. */
  const quantities = [
    {
      column: 'test_time_second',
      values: log.map(({ time }) => time),
      words: ['Time', 'test_time', 'Zeit', 'Temps', 'Время', '时间'],
      units: { s: 1, min: 60, h: 3600, ms: 1e-3 },
    },
    {
      column: 'voltage_volt',
      values: log.map(({ volt }) => volt),
      words: ['Voltage', 'Potential', 'Spannung', 'Tension', 'Напряжение', '电压'],
      units: { V: 1, mV: 1e-3 },
    },
    {
      column: 'current_ampere',
      values: log.map(({ ampere }) => ampere),
      words: ['Current', 'I', 'Strom', 'Courant', 'Ток', '电流'],
      units: { A: 1, mA: 1e-3, µA: 1e-6 },
    },
    {
      column: 'ambient_temperature_celsius',
      values: log.map(({ record }) => 25 + record / 8),
      words: ['Temperature', 'Temperatur', 'Température', '温度'],
      units: { '°C': 1, degC: 1 },
    },
  ] as const;
  const styles: readonly ((word: string, unit: string) => string)[] = [
    (word, unit) => `${word} (${unit})`,
    (word, unit) => `${word}(${unit})`,
    (word, unit) => `${word} [${unit}]`,
    (word, unit) => `${word} / ${unit}`,
    (word, unit) => `${word}/${unit}`,
    (word, unit) => `${word}_${unit}`,
    (word, unit) => `${word} in ${unit}`,
    (word, unit) => `"${word} (${unit})"`,
  ];
  const headers = ['', 'Messung: 1\n\n', '# instrument\noperator;A\nmass;0.5\n\n', 'Header\nA,1\nB,2,3\n'];

  it('is the same in any language, unit, order, separator, decimal mark and encoding', () => {
    const oneOf = <T>(choices: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...choices);
    const dialect = fc.record({
      chosen: fc.tuple(
        ...quantities.map(({ words, units }) => fc.tuple(oneOf(words), oneOf(Object.entries(units)), oneOf(styles))),
      ),
      order: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      separator: oneOf([',', ';', '\t']),
      commas: fc.boolean(),
      end: oneOf(['\n', '\r\n']),
      above: oneOf(headers),
      mark: fc.boolean(),
      blankRows: fc.nat(2),
    });
    fc.assert(
      fc.property(dialect, ({ chosen, order, separator, commas, end, above, mark, blankRows }) => {
        const number = (value: number): string => {
          const written = String(value);
          return commas && separator !== ',' ? written.replace('.', ',') : written;
        };
        const label = (k: number): string => chosen[k]![2](chosen[k]![0], chosen[k]![1][0]);
        const rows = log.map((_, row) =>
          order.map((k) => number(quantities[k]!.values[row]! / chosen[k]![1][1])).join(separator),
        );
        const blank = separator.repeat(order.length - 1);
        const lines = [order.map(label).join(separator), ...rows, ...Array.from({ length: blankRows }, () => blank)];
        const written = `${mark ? '\uFEFF' : ''}${above}${lines.join('\n')}\n`.replaceAll('\n', end);
        const result = read(bytes(written));
        if (result.kind !== 'electrochemistry') throw new Error('read as columns');
        for (const { column: name, values } of quantities)
          values.forEach((value, row) => expect(result.table.columns[name]![row]).toBeCloseTo(value, 9));
        expect(codes(result.table)).toEqual([]);
      }),
    );
  });
});

describe('Arbin databases', () => {
  it('thermometers of the auxiliary table stand beside the rows they belong to', () => {
    const table = arbinResTable(
      {
        labels: ['Data_Point', 'Test_Time', 'Step_Index', 'Cycle_Index', 'Current', 'Voltage'],
        cells: [
          ['1', '2', '3'],
          ['0', '10', '20'],
          ['1', '1', '1'],
          ['1', '1', '1'],
          ['0', '0', '0'],
          ['3', '3', '3'],
        ],
        global: [],
        auxiliary: {
          points: [1, 3, 1, 2, 9],
          indexes: [0, 0, 1, 0, 0],
          types: [1, 1, 1, 0, 1],
          values: [25.5, 26, 30, 1.5, 99],
          sensors: [{ index: 1, type: 1, nickname: 'tab', unit: 'C' }],
        },
      },
      {},
    );
    expect([column(table, 'temperature_t1_celsius'), column(table, 'temperature_t2_celsius')]).toEqual([
      [25.5, Number.NaN, 26],
      [30, Number.NaN, Number.NaN],
    ]);
    expect(Array.from(table.original['Aux_Voltage_1(V)']!)).toEqual([Number.NaN, 1.5, Number.NaN]);
    expect(table.metadata['Aux_Temperature_2(C)']).toBe('tab');
  });
});

describe('BioLogic', () => {
  const mpt = (labels: string, row: string): Electrochemistry =>
    parseBiologic(`EC-Lab ASCII FILE\nNb header lines : 3\n${labels}\n${row}\n`);

  it('columns in other units than the usual are converted, or told', () => {
    const table = mpt('time/h\tEwe/mV\tI/A\t(Q-Qo)/C\tTemperature/°C', '0.5\t3500\t0.001\t3.6\t25');
    expect(
      ['test_time_second', 'voltage_volt', 'current_ampere', 'net_capacity_ah'].map((name) => column(table, name)[0]),
    ).toEqual([1800, 3.5, 0.001, 0.001]);
    expect(codes(mpt('time/s\tEwe/V\tI/mA\tP/PS', '1\t3.5\t1\t1'))).toEqual(['unknown-unit']);
    expect(codes(mpt('time/s\tEwe/furlong\tI/mA', '1\t3.5\t1'))).toEqual(['unknown-unit']);
  });

  const peis = referencePath('formats', 'samples', 'echem-biologic', 'peis.mpr');
  it.skipIf(peis === undefined)(
    'impedance of modulus and phase is that of the file (needs OPERANDO_REFERENCE_DATA)',
    () => {
      const { original } = parseBiologicMpr(Uint8Array.from(readFileSync(peis!)));
      const stored = Object.entries(original).filter(([label]) => !/^-?(Re|Im)\(Z\)/.test(label));
      for (const fields of [stored, stored.filter(([label]) => label !== '|Z|/Ohm')]) {
        const { columns, warnings } = biologicColumns(original['time/s']!, Object.fromEntries(fields));
        expect(warnings.map(({ code }) => code)).toEqual(['impedance-derived']);
        // Stored as single-precision numbers.
        original['Re(Z)/Ohm']!.forEach((real, row) => {
          expect(columns['real_impedance_ohm']![row]! / real).toBeCloseTo(1, 5);
          expect(columns['imaginary_impedance_ohm']![row]! + original['-Im(Z)/Ohm']![row]!).toBeCloseTo(0, 4);
        });
      }
    },
  );
});
