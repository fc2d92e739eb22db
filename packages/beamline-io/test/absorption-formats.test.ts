import { readFileSync, readdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import {
  absorptionFrame,
  absorptionOf,
  channelsOf,
  energiesOf,
  parseAthenaColumns,
  parseClsEvents,
  parseLabviewScan,
  parseNslsIss,
  parsePhotonFactory,
  parsePhotonFactoryDispersive,
  parseSsrlCollector,
  parseSsrlQuick,
  parseXdac,
  read,
  readScans,
  sniff,
} from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { readFile } from '../src/node.js';
import { brokenSeeds, silentCuts, silentLines } from './survives.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const columnsOf = (table: ColumnTable): unknown[] =>
  table.columns.map(({ label, unit, role, values }) => [label, unit, role, Array.from(values)]);
const codes = (table: ColumnTable): string[] => table.warnings.map(({ code }) => code);

const encoders = [-1_287_166, -1_287_170, -1_287_168, -1_290_000, -1_300_000];
const energyAt = (encoder: number, spacing = 1.9202): number =>
  12398.41984332 / (2 * spacing * Math.sin(((encoder / 87466.6666666667 + 21.1068268887761) * Math.PI) / 180));
const quick = [
  '# Scan Name:\trun_1',
  '# This Scan Create Date:\t6/7/2021 4:33:52 PM',
  '# Encoder Resolution:\t87466.6666666667',
  '# Encoder Offset:\t21.1068268887761',
  '# Lattice Spacing:\t1.9202',
  '# Encoder\tEnergy\tADC_01\t__proto__',
  ...encoders.map((encoder, i) => `${encoder}\t${energyAt(encoder)}\t${100 + i}.5\t${i}`),
  '',
].join('\n');

const collector = [
  'SSRL   EXAFS Data Collector 1.3       ',
  'Sun May 21 00:13:57 2006              ',
  'PTS:          3 COLS:          4',
  'sample',
  'Weights: ',
  ' 1.000  1.000  1.000 1.000',
  'Offsets: ',
  ' 0.000  0.000  144.200 2.000',
  'Data: ',
  'Real time clock   ',
  'Requested Energy  ',
  'Achieved Energy   ',
  'I0                ',
  '',
  ' 1.000  25285.000  25284.998  147360.797',
  ' 1.000  25295.000  25295.012  146739.797',
  ' 1.000  25305.000  25304.998  144961.797',
  '',
].join('\r\n');

const photonFactory = [
  '  9809     KEK-PF   BL9A',
  ' Fe010           22.05.11 17:26 - 22.05.11 18:33 Serial#1',
  ' F2T0',
  ' Mono :   Si(111)       D=  3.13551 A    Initial angle= 13.93250 deg',
  ' BL9A      Fluorescence( 3)   Repetition=  1     Points= 3',
  ' Block      Init-Eng  Final-Eng      Step/eV     Time/s       Num',
  '     1        6606.20   7061.20         6.50       1.00        3',
  ' Ortec(-1)     NDCH = 4',
  '  Angle(c)  Angle(o)    time/s         2         3         4',
  '      Mode         0         0         1         3         2',
  '    Offset         0         0  7753.700  7157.100     0.000',
  '  17.41446  17.41440      1.00   1792467     14016         1',
  '  17.39679  17.39700      1.00   1781004     13757         2',
  '  17.37916  17.37910      1.00   1777083     13451         3',
  '\u001a',
].join('\n');

const dispersive = ', 0 , 300 , 600 \n 1 , 0.1 , 0.2 , 0.3 \n 2 , 0.4 , 0.5 , 0.6 \n\n 3 , 0.7 , 0.8 , 0.9 \n';

const multicolumn = [
  '# XDI/1.0 Demeter/0.9.26',
  '# Demeter.output_filetype: multicolumn normalized mu(E)',
  '# Element.symbol: V',
  '# Element.edge: K',
  '# Column.1: energy eV',
  '# Column.2: at 10 min',
  '# Column.3: 20',
  '#------------------------',
  '#  energy  at_10_min  20',
  '  5263.8492       0.12737417       0.5',
  '  5273.8501       0.10231758       0.6',
  '  5283.8503       0.81114410E-01   0.7',
  '',
].join('\n');

const xdac = [
  'XDAC V1.2 Datafile V1',
  '"fe.060" created on 10/3/02 at 10:20:36 PM on X-11A',
  'E0= 7112.00',
  'Offsets= 9925.80 9914.40',
  'Iron foil',
  '------------------------------------',
  '   Energy       I0       It',
  '7000.0 100.0 50.0',
  '7010.0 100.0 40.0',
  '',
].join('\n');

const labview = [
  '#1-D Scan File created  8/10/01  11:10 AM by LabVIEW Control Panel ',
  '#',
  '# User Comment:',
  '# FeO 4 layers',
  '#',
  '# Detector Names / PVs:',
  '# I0/pncbm:a.B  I1/pncbm:a.C  ',
  '#',
  '# Positioner names/Drive PVs/Readback PVs:',
  '# Mono Energy */pncbm:monoE.VAL/pncbm:EnctoE.VAL  Scaler preset time */pncbm:a.TP/  ',
  '#',
  '# Column Headings:',
  '#Mono Energy *        Scaler preset time * I0                   I1                   ',
  '  6911.7  1.0  280101.0  290366.1 ',
  '  6916.8  1.0  278863.0  289977.1 ',
  '',
].join('\n');

const cls = [
  '# CLS Data Acquisition',
  '#(1)\t"Event-ID"\t"BL:Energy"\t"MONO:Energy:fbk"\t"BL:mcs03:fbk"',
  '#(1)\t"Event-ID"\t"$(AbsEnergyName)"\t"$(EnergyFeedback)"\t"$(Detector1)"',
  '#(2)\t"BL:gap"',
  '# Background counts time=0, 0, 0',
  '2, 5.0000',
  '1, 11667.000, 11667.001, 14965.00',
  '1, 11677.000, 11677.007, 15047.00',
  '',
].join('\n');

const iss = [
  '# Facility: NSLS-II',
  '# Scan ID: 90161',
  '# Trajectory name: As.txt',
  '# E0: 11867',
  '# Start time: 02/06/2019  12:52:53',
  '# Stop time: 02/06/2019  12:53:25',
  '#',
  '# # energy  i0  it',
  '11686.0 -1.05e-05 -1.80e-06',
  '11691.0 -2.08e-05 -3.57e-06',
  '',
].join('\n');

const files = {
  'ssrl-quick': quick,
  'ssrl-collector': collector,
  'photon-factory-9809': photonFactory,
  'photon-factory-dispersive': dispersive,
  'athena-columns': multicolumn,
  xdac,
  'labview-scan': labview,
  'cls-events': cls,
  'nsls-iss': iss,
} as const;

describe('absorption formats of beamlines', () => {
  it.each(Object.entries(files))('%s is recognised by content, packed or not', (format, text) => {
    expect(sniff(bytes(text)).format).toBe(format);
    expect(sniff(gzipSync(text)).format).toBe(format);
    expect(sniff(bytes(text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n'))).format).toBe(format);
  });

  it.each(Object.entries(files))('%s survives damage', (format, text) => {
    expect(brokenSeeds(bytes(text))).toEqual([]);
    expect(brokenSeeds(bytes(text), 500, format)).toEqual([]);
  });

  // Other formats do not say how many rows there are: there, a cut between rows cannot be seen.
  it.each([
    ['ssrl-collector', collector],
    ['photon-factory-9809', photonFactory],
  ])('%s is never cut short without a word', (format, text) => {
    expect(silentCuts(bytes(text), format, text.indexOf('Points') < 0 ? 1 : text.indexOf('Angle(c)'))).toEqual([]);
  });

  it.each([
    ['ssrl-collector', collector.replaceAll('\r', '')],
    ['photon-factory-9809', photonFactory],
    ['photon-factory-dispersive', dispersive],
  ])('%s never loses or doubles a line without a word', (format, text) => {
    // The last pixel of a dispersive file may be lost: how many there are is not declared.
    expect(
      silentLines(text, format).filter((line) => format !== 'photon-factory-dispersive' || line !== '5 lost'),
    ).toEqual([]);
  });

  it.each([
    ['ssrl-quick', quick],
    ['xdac', xdac],
    ['labview-scan', labview],
    ['cls-events', cls],
    ['nsls-iss', iss],
  ] as const)('%s is never cut within a row without a word', (format, text) => {
    const lastRow = text.trimEnd().lastIndexOf('\n') + 2;
    expect(silentCuts(bytes(text), format, lastRow)).toEqual([]);
  });
});

describe('SSRL raw continuous scans', () => {
  it('give channels, energies in eV that belong to the encoder, start', () => {
    const table = parseSsrlQuick(quick);
    expect(table.columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['Encoder', undefined, undefined],
      ['Energy', 'eV', 'energy'],
      ['ADC_01', undefined, undefined],
      ['__proto__', undefined, undefined],
    ]);
    expect(table.time).toEqual({ epoch: Date.UTC(2021, 5, 7, 16, 33, 52) / 1000, zone: 'unstated' });
    expect(codes(table)).toEqual(['date-ambiguous']);
    expect(parseSsrlQuick(quick, 'day-first').time!.epoch).toBe(Date.UTC(2021, 6, 6, 16, 33, 52) / 1000);
    const channels = channelsOf(table);
    expect([Object.keys(channels), Array.from(channels['ADC_01']!)]).toEqual([
      ['Encoder', 'Energy', 'ADC_01', '__proto__'],
      [100.5, 101.5, 102.5, 103.5, 104.5],
    ]);
    expect(() => absorptionOf(table, 'auto')).toThrow(expect.objectContaining({ code: 'column-missing' }));
  });

  it('a row whose energy does not belong to its encoder is damaged; a whole file is calibrated otherwise', () => {
    expect(() => parseSsrlQuick(quick.replace('-1290000', '-1290900'))).toThrow(
      expect.objectContaining({ code: 'bad-number', where: expect.objectContaining({ line: 10 }) as object }),
    );
    const table = parseSsrlQuick(quick.replace('1.9202', '1.9201'));
    expect([codes(table), table.columns[1]!.unit]).toEqual([['energy-calibration', 'date-ambiguous'], undefined]);
    expect(parseSsrlQuick(quick.replace(/# Lattice.*\n/, '')).columns[1]!.unit).toBeUndefined();
  });

  it.each([
    ['no labels', quick.replace(/# Encoder\t.*\n/, ''), 'malformed-file', 5],
    ['a label twice', quick.replace('ADC_01\t', 'Energy\t'), 'malformed-file', 6],
    ['no data', quick.slice(0, quick.indexOf('-1287166')), 'truncated-file', 6],
    ['a short row', quick.replace('\t101.5', ''), 'malformed-file', 8],
    ['words', quick.replace('101.5', 'many'), 'bad-number', 8],
  ])('refuse %s', (_, text, code, line) => {
    expect(() => parseSsrlQuick(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as object }),
    );
  });
});

describe('SSRL EXAFS Data Collector', () => {
  it('gives as many rows and columns as its header declares', () => {
    const table = parseSsrlCollector(collector);
    expect(columnsOf(table).slice(2)).toEqual([
      ['Achieved Energy', 'eV', 'energy', [25284.998, 25295.012, 25304.998]],
      ['I0', undefined, 'i0', [147360.797, 146739.797, 144961.797]],
    ]);
    expect(table.metadata).toMatchObject({ weights: [1, 1, 1, 1], offsets: [0, 0, 144.2, 2] });
    expect(table.time).toEqual({ epoch: Date.UTC(2006, 4, 21, 0, 13, 57) / 1000, zone: 'unstated' });
  });

  it.each([
    ['too few rows', collector.replace(' 1.000  25295.000  25295.012  146739.797\r\n', ''), 'truncated-file', 3],
    ['too many rows', `${collector} 1.000  25295.000  25295.012  146739.797\r\n`, 'malformed-file', 3],
    ['a last number that is cut', collector.slice(0, -4), 'truncated-file', 17],
    ['other labels than columns', collector.replace('I0                \r\n', ''), 'malformed-file', 9],
    ['labels that are cut', collector.slice(0, collector.indexOf('I0')), 'truncated-file', 9],
    ['no data', collector.slice(0, collector.indexOf('Data:')), 'truncated-file', 8],
    ['no size', collector.replace('PTS', 'PTR'), 'malformed-file', 3],
    ['another first line', collector.replace('SSRL', 'ESRF'), 'malformed-file', 1],
  ])('refuses %s', (_, text, code, line) => {
    expect(() => parseSsrlCollector(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as object }),
    );
  });
});

describe('Photon Factory', () => {
  it('9809: observed angle, detectors by mode, energies by the spacing', () => {
    const table = parsePhotonFactory(photonFactory);
    expect(table.columns.map(({ label, role }) => [label, role])).toEqual([
      ['Angle(c)', undefined],
      ['Angle(o)', 'angle'],
      ['time/s', undefined],
      ['channel 2', 'i0'],
      ['channel 3', 'ifluor'],
      ['channel 4', 'itrans'],
    ]);
    expect(table.metadata).toMatchObject({
      facility: 'KEK-PF BL9A',
      sample: 'F2T0',
      offsets: [0, 0, 0, 7753.7, 7157.1, 0],
    });
    expect([table.time, codes(table)]).toEqual([
      { epoch: Date.UTC(2022, 4, 11, 17, 26) / 1000, zone: 'unstated', duration: 4020 },
      ['offset-not-subtracted'],
    ]);
    expect(energiesOf(table).values[0]).toBeCloseTo(12398.42 / (2 * 3.13551 * Math.sin((17.4144 * Math.PI) / 180)), 1);
    expect(Array.from(absorptionFrame(table, 'a', { signal: { fluorescence: ['i0', 'ifluor'] } }).x)).toHaveLength(3);
    expect(parsePhotonFactory(photonFactory.replace('22.05.11 17:26 -', '99.05.11 17:26 -')).time).toMatchObject({
      epoch: Date.UTC(1999, 4, 11, 17, 26) / 1000,
    });
    expect(parsePhotonFactory(photonFactory.replace('22.05.11 17:26 -', 'yesterday')).time).toBeUndefined();
    expect(codes(parsePhotonFactory(photonFactory.replace('7753.700  7157.100', '0 0')))).toEqual([]);
  });

  it.each([
    ['another first line', photonFactory.replace('9809', '9808'), 'malformed-file', 1],
    ['no labels', photonFactory.replace('Angle(o)', 'Angel(o)'), 'malformed-file', 15],
    ['no points', photonFactory.replace('Points', 'Pints'), 'malformed-file', 6],
    ['no spacing', photonFactory.replace('D=  3.13551', 'D=  '), 'malformed-file', 5],
    ['no modes', photonFactory.replace('Mode', 'Made'), 'malformed-file', 10],
    ['offsets of other columns', photonFactory.replace('  7753.700  7157.100', '  7753.700'), 'malformed-file', 10],
    ['a row too few', photonFactory.replace(/ {2}17.39679.*\n/, ''), 'truncated-file', 5],
    ['a row too many', photonFactory.replace('Points= 3', 'Points= 2'), 'malformed-file', 5],
    [
      'a last row that is cut',
      photonFactory.slice(0, photonFactory.indexOf('         3\n')) + '       ',
      'truncated-file',
      14,
    ],
  ])('9809 refuses %s', (_, text, code, line) => {
    expect(() => parsePhotonFactory(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as object }),
    );
  });

  it('9809: a last number cut to fewer digits is seen by the width of the row', () => {
    const wide = photonFactory.replace('         3\n\u001a', '      3333\n');
    expect(parsePhotonFactory(wide.trimEnd()).columns[5]!.values[2]).toBe(3333);
    expect(() => parsePhotonFactory(wide.slice(0, -2))).toThrow(
      expect.objectContaining({ code: 'truncated-file', where: { line: 14 } }),
    );
  });

  it('dispersive CSV: pixels are never taken for energies, the spectrum is chosen', () => {
    const table = parsePhotonFactoryDispersive(dispersive);
    expect(columnsOf(table)).toEqual([
      ['pixel', 'pixel', undefined, [1, 2, 3]],
      ['0', undefined, undefined, [0.1, 0.4, 0.7]],
      ['300', undefined, undefined, [0.2, 0.5, 0.8]],
      ['600', undefined, undefined, [0.3, 0.6, 0.9]],
    ]);
    expect(table.metadata).toEqual({ times: [0, 300, 600], time_unit: 'unstated' });
    expect(() => absorptionFrame(table, 'a', {})).toThrow(expect.objectContaining({ code: 'unit-mismatch' }));
    expect(() => absorptionOf(table, 'auto')).toThrow(expect.objectContaining({ code: 'column-missing' }));
    expect(columnsOf(parsePhotonFactoryDispersive(dispersive, '300'))[1]).toEqual([
      'mu',
      undefined,
      'mutrans',
      [0.2, 0.5, 0.8],
    ]);
    expect(parsePhotonFactoryDispersive(dispersive, 3)).toMatchObject({ scan: '3', metadata: { spectrum: '600' } });
    expect(readScans(bytes(dispersive)).map(({ scan, columns }) => [scan, columns[1]!.values[0]])).toEqual([
      ['1', 0.1],
      ['2', 0.2],
      ['3', 0.3],
    ]);
    expect(codes(parsePhotonFactoryDispersive(dispersive.trimEnd()))).toEqual(['open-end']);
  });

  it.each([
    ['a pixel left out', dispersive.replace(' 2 , 0.4 , 0.5 , 0.6 \n', ''), 'malformed-file', 4],
    ['pixels that do not begin', dispersive.replace(' 1 , 0.1 , 0.2 , 0.3 \n', ''), 'malformed-file', 2],
    ['a row too short', dispersive.replace('0.5 , 0.6', '0.5'), 'malformed-file', 3],
    ['words', dispersive.replace('0.5', 'no'), 'bad-number', 3],
    ['no pixels', ', 0 , 300\n', 'truncated-file', 1],
    ['no first line', ' 1 , 2\n', 'malformed-file', 1],
    ['ten thousand spectra', `${', 1'.repeat(10_001)}\n1 ${', 1'.repeat(10_001)}\n`, 'too-large', 1],
  ])('dispersive CSV refuses %s', (_, text, code, line) => {
    expect(() => parsePhotonFactoryDispersive(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as object }),
    );
  });
});

describe('Athena columns of several groups', () => {
  it('keep the groups apart and their labels whole', () => {
    const table = parseAthenaColumns(multicolumn);
    expect(table.columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['energy', 'eV', 'energy'],
      ['at 10 min', undefined, undefined],
      ['20', undefined, undefined],
    ]);
    expect(() => absorptionOf(table, 'auto')).toThrow(expect.objectContaining({ code: 'column-missing' }));
    expect(columnsOf(parseAthenaColumns(multicolumn, 'at 10 min'))[1]).toEqual([
      'norm',
      undefined,
      'norm',
      [0.12737417, 0.10231758, 0.08111441],
    ]);
    expect(readScans(bytes(multicolumn)).map(({ scan, columns }) => [scan, columns[1]!.role])).toEqual([
      ['1', 'norm'],
      ['2', 'norm'],
    ]);
    const raw = readScans(bytes(multicolumn.replace('normalized mu(E)', 'mu(E)')));
    expect(raw.map(({ columns }) => columns[1]!.role)).toEqual(['mutrans', 'mutrans']);
    const derivative = readScans(
      bytes(multicolumn.replace('normalized mu(E)', 'derivative of mu(E)').replace('# Column.3: 20\n', '')),
    );
    expect(derivative.map(({ columns }) => [columns[1]!.label, columns[1]!.role])).toEqual([
      ['at 10 min', undefined],
      ['20', undefined],
    ]);
  });

  it('of one group is plain XDI', () => {
    expect(sniff(bytes(multicolumn.replace(/# Demeter.*\n/, ''))).format).toBe('xdi');
  });
});

describe('XDAC, LabVIEW, CLS and ISS scans', () => {
  it('XDAC: roles, e0, time with the zone where it is written', () => {
    const table = parseXdac(xdac);
    expect(table.columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['Energy', 'eV', 'energy'],
      ['I0', undefined, 'i0'],
      ['It', undefined, 'itrans'],
    ]);
    expect([table.scalars, table.time]).toEqual([
      { beamline_e0: { value: 7112, unit: 'eV' } },
      { epoch: Date.UTC(2002, 9, 3, 22, 20, 36) / 1000, zone: 'unstated' },
    ]);
    const created = (line: string): unknown => parseXdac(xdac.replace(/"fe.*/, line)).time;
    expect(created('"a" created at APS 10BM on Tue Jul  9 15:35:15 2019 CDT')).toEqual({
      epoch: Date.UTC(2019, 6, 9, 20, 35, 15) / 1000,
      zone: '-05:00',
    });
    expect(created('"a" created at APS 10BM on Tue Jul  9 15:35:15 2019')).toEqual({
      epoch: Date.UTC(2019, 6, 9, 15, 35, 15) / 1000,
      zone: 'unstated',
    });
    expect(created('"a" created on 13/13/1999 at 10:20:36 PM')).toBeUndefined();
    expect(created('"a"')).toBeUndefined();
  });

  it('LabVIEW: columns by the listed devices', () => {
    const table = parseLabviewScan(labview);
    expect(columnsOf(table)).toEqual([
      ['Mono Energy', 'eV', 'energy', [6911.7, 6916.8]],
      ['Scaler preset time', undefined, undefined, [1, 1]],
      ['I0', undefined, 'i0', [280101, 278863]],
      ['I1', undefined, 'itrans', [290366.1, 289977.1]],
    ]);
    expect(table.metadata).toMatchObject({ comment: 'FeO 4 layers', variables: { I0: 'pncbm:a.B' } });
    expect(table.time).toEqual({ epoch: Date.UTC(2001, 7, 10, 11, 10) / 1000, zone: 'unstated' });
    expect(
      parseLabviewScan(labview.replace('8/10/01', '8/10/1998').replace(/# User[^]*?# Det/, '# Det')),
    ).toMatchObject({ metadata: { comment: '' }, time: { epoch: Date.UTC(1998, 7, 10, 11, 10) / 1000 } });
  });

  it('CLS: one event, the achieved energy, variables kept', () => {
    const table = parseClsEvents(cls);
    expect(columnsOf(table).slice(1)).toEqual([
      ['AbsEnergyName', undefined, undefined, [11667, 11677]],
      ['EnergyFeedback', 'eV', 'energy', [11667.001, 11677.007]],
      ['Detector1', undefined, undefined, [14965, 15047]],
    ]);
    expect([codes(table), table.metadata['background']]).toEqual([
      ['rows-passed-over'],
      'Background counts time=0, 0, 0',
    ]);
    const plain = parseClsEvents(cls.replace(/#\(1\)\t"Event-ID"\t"\$.*\n/, ''));
    expect(plain.columns.map(({ label, role }) => [label, role])[1]).toEqual(['BL:Energy', 'energy']);
  });

  it('ISS: labels, duration, negative currents', () => {
    const table = parseNslsIss(iss);
    expect(table.columns.map(({ label, unit, role }) => [label, unit, role])).toEqual([
      ['energy', 'eV', 'energy'],
      ['i0', undefined, 'i0'],
      ['it', undefined, 'itrans'],
    ]);
    expect(table.time).toEqual({ epoch: Date.UTC(2019, 1, 6, 12, 52, 53) / 1000, zone: 'unstated', duration: 32 });
    expect(absorptionOf(table, 'auto').values[0]).toBeCloseTo(Math.log(10.5 / 1.8), 12);
    expect(parseNslsIss(iss.replace(/# (Start|Stop) time.*\n/g, '')).time).toBeUndefined();
  });

  it.each([
    [parseXdac, 'no dashes', xdac.replace(/-{10,}/, ''), 'malformed-file', 1],
    [parseXdac, 'no data', xdac.slice(0, xdac.indexOf('7000')), 'truncated-file', 6],
    [parseXdac, 'a short row', xdac.replace('7000.0 100.0', '7000.0'), 'malformed-file', 8],
    [parseLabviewScan, 'another first line', labview.replace('1-D', '2-D'), 'malformed-file', 1],
    [parseLabviewScan, 'headings of other devices', labview.replace('#Mono', '#Nomo'), 'malformed-file', 13],
    [
      parseLabviewScan,
      'no devices',
      labview.replace('Detector Names', 'Names').replace('Positioner names', 'names'),
      'malformed-file',
      13,
    ],
    [parseLabviewScan, 'no data', labview.slice(0, labview.indexOf('  6911')), 'malformed-file', 13],
    [parseLabviewScan, 'a short row', labview.replace('  290366.1', ''), 'malformed-file', 14],
    [parseClsEvents, 'another first line', cls.replace('CLS', 'ALS'), 'malformed-file', 1],
    [parseClsEvents, 'names of other variables', cls.replace('\t"$(Detector1)"', ''), 'malformed-file', 3],
    [parseClsEvents, 'no rows of event 1', cls.replaceAll('\n1, ', '\n3, '), 'truncated-file', 8],
    [parseClsEvents, 'a short row', cls.replace(', 14965.00', ''), 'malformed-file', 7],
    [parseNslsIss, 'another first line', iss.replace('NSLS', 'NLS'), 'malformed-file', 1],
    [parseNslsIss, 'no labels', iss.replace('# # energy', '# # angle'), 'malformed-file', 8],
    [parseNslsIss, 'no data', iss.slice(0, iss.indexOf('11686')), 'truncated-file', 8],
    [parseNslsIss, 'words', iss.replace('-1.05e-05', 'dark'), 'bad-number', 9],
  ] as const)('%o refuses %s', (parse, _, text, code, line) => {
    expect(() => parse(text)).toThrow(
      expect.objectContaining({ code, where: expect.objectContaining({ line }) as object }),
    );
  });
});

const samples = referencePath('formats', 'samples');
const ssrl = referencePath('operando', 'ssrl-sno2-tpr-qexafs');
const dispersiveFolder = referencePath('operando', 'pf-dxas-pdzno');
const tableOf = async (path: string): Promise<ColumnTable> => {
  const result = await readFile(path);
  if (result.kind !== 'spectrum') throw new Error('a cycler log');
  return result.table;
};

describe.skipIf(samples === undefined || ssrl === undefined || dispersiveFolder === undefined)(
  'real absorption files (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it.each([
      ['xas-beamline-ascii/APS10BM_2019.dat', 'xdac'],
      ['xas-beamline-ascii/APS20BM_2001.dat', 'labview-scan'],
      ['xas-beamline-ascii/CLSHXMA.dat', 'cls-events'],
      ['xas-beamline-ascii/NSLS8ID_2019.dat', 'nsls-iss'],
      ['xas-beamline-ascii/PF9A_2022.dat', 'photon-factory-9809'],
      ['xas-beamline-ascii/SSRL1_2006.dat', 'ssrl-collector'],
      ['xas-qexafs/20210614_SnO2_H2_TPR_Sn_EXAFS_92.tra_0001.txt', 'ssrl-quick'],
      ['xas-beamline-ascii/EXAFS_Cu.dat', 'spec'],
      ['xas-nor/xafs_TEC10E50E_20231031_H.nor', 'xdi'],
    ])('%s is %s, with energies in eV', async (file, format) => {
      const table = await tableOf(`${samples}/${file}`);
      const { values } = energiesOf(table);
      expect([table.format, values.every((value) => value > 1000 && value < 40_000)]).toEqual([format, true]);
    });

    it('9809 covers the range its header plans', async () => {
      const table = await tableOf(`${samples}/xas-beamline-ascii/PF9A_2022.dat`);
      const { values } = energiesOf(table);
      expect(values[0]).toBeCloseTo(6606.2, 0);
      expect(values.at(-1)! > 8180 && values.at(-1)! < 8211.3).toBe(true);
    });

    it('every quick scan of the SSRL run has its energies and its start', async () => {
      const folder = `${ssrl}/Raw Data`;
      const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));
      expect(names).toHaveLength(49);
      const starts: number[] = [];
      for (const name of names.toSorted()) {
        const table = await tableOf(`${folder}/${name}`);
        expect([table.rows, table.columns.length, table.columns[1]!.unit, codes(table)]).toEqual([4980, 10, 'eV', []]);
        starts.push(table.time!.epoch);
      }
      expect(starts[0]).toBe(Date.UTC(2021, 5, 14, 16, 33, 52) / 1000);
      expect(starts.at(-1)).toBe(Date.UTC(2021, 5, 14, 18, 0, 22) / 1000);
      // Scan 26 of the 50 is not in the folder.
      const steps = starts.slice(1).map((start, i) => start - starts[i]!);
      expect([Math.min(...steps), steps.filter((step) => step > 108)]).toEqual([105, [211]]);
    });

    it('256 dispersive spectra of 1024 pixels, packed', async () => {
      const content = readFileSync(`${dispersiveFolder}/PdZnO02_mt.CSV.gz`);
      const all = readScans(content);
      expect(all.map(({ rows }) => rows)).toEqual(Array.from({ length: 256 }, () => 1024));
      expect([all[0]!.columns[1]!.values[0], all[0]!.columns[1]!.values[1023], all[255]!.metadata['spectrum']]).toEqual(
        [0.2302177, 0.3408307, '76500'],
      );
      const result = read(content, { scan: '300' });
      expect(result.kind === 'spectrum' && result.table.columns[1]!.values[0]).toBe(0.2310435);
      expect((await tableOf(`${dispersiveFolder}/Pd_foil.CSV`)).columns[1]!.values[1023]).toBe(-0.2190638);
    });
  },
);
