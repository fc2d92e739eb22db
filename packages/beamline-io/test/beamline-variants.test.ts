import { describe, expect, it } from 'vitest';
import {
  parseCanberraCnf,
  parseColumnText,
  parseDesyFio,
  parseLabviewScan,
  parseSpec,
  parseXdi,
  sniff,
} from '../src/index.js';
import { parseOrtecSpe } from '../src/detectors/ortec-spe.js';
import { brokenSeeds, silentCuts } from './survives.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const labelsOf = ({ columns }: { readonly columns: readonly { readonly label: string }[] }): string[] =>
  columns.map(({ label }) => label);

describe('SPEC', () => {
  const scan = (chann: string, points: string): string =>
    `#F x\n#E 1600000000\n#D Sun Sep 13 12:00:00 2020\n\n#S 1 ct 1\n#D Sun Sep 13 12:00:01 2020\n#@MCA 8C\n#@CHANN ${chann}\n#N 0\n#L\n@A ${points}\n`;

  it.each([
    ['all channels', '4 0 3 1', '1 2 3 4', [0, 1, 2, 3]],
    ['some of them, the number of all first', '100 10 13 1', '1 2 3 4', [10, 11, 12, 13]],
    ['two added up to one', '100 10 17 2', '1 2 3 4', [10, 12, 14, 16]],
    ['an odd rest', '100 10 16 2', '1 2 3 4', [10, 12, 14, 16]],
  ])('spectra of %s have the channels of #@CHANN', (_what, chann, points, channels) => {
    const { columns } = parseSpec(scan(chann, points));
    expect([columns[0]!.label, Array.from(columns[0]!.values), Array.from(columns[1]!.values)]).toEqual([
      'channel',
      channels,
      [1, 2, 3, 4],
    ]);
  });

  it('refuses a spectrum of another length', () => {
    expect(() => parseSpec(scan('100 10 17 1', '1 2 3 4'))).toThrow(/says 8 or 100 channels, this spectrum has 4/);
  });

  it.each([
    [
      'a pair distribution function',
      '[DEFAULT]\nversion = 2.0\n\n#### start data\n\n#S 1\n#L r($\\AA$)  G($\\AA^{-2}$)\n0.01 1\n0.02 2\n0.03 3\n',
    ],
    ['lines of words that begin with #F', '#F sample of iron\n# Q  R\n0.01 1\n0.02 0.5\n0.03 0.2\n'],
    ['lines that begin with #S', '#S Scan 29; exafsscan\n#C 1_Energy 2_i0\n7000 1\n7001 2\n7002 3\n'],
  ])('does not claim %s', (_what, text) => {
    expect(sniff(bytes(text)).format).toBe('column-text');
    const table = parseColumnText(text);
    expect([table.rows, labelsOf(table).length]).toEqual([3, 2]);
    expect(labelsOf(table)[0]).not.toMatch(/column/);
  });

  it('claims scans with its own lines, with or without a header of the file', () => {
    const own = '#S 1 ascan th 0 1 1 1\n#N 2\n#L th  I\n0 1\n1 2\n';
    expect(
      [own, `#F a\n#E 1600000000\n\n${own}`, '#S 3\n#D Sun Sep 13 12:00:01 2020\n#L th  I\n0 1\n1 2\n'].map(
        (text) => sniff(bytes(text)).format,
      ),
    ).toEqual(['spec', 'spec', 'spec']);
  });
});

describe('labels that stand as a list', () => {
  it.each([
    [
      '12-BM of APS',
      '#D Tue Jul 09 14:44:45 2019\n#S Scan 29; exafsscan\n#C 1_Energy (keV) 2_sec 3_i0 4_mu01\n',
      ['Energy (keV)', 'sec', 'i0', 'mu01'],
    ],
    ['P64 of PETRA', '# 1 - energy, eV\n# 2 - I0\n# 3 - It\n# 4 - time, s\n', ['energy, eV', 'I0', 'It', 'time, s']],
    ['a list of two columns', '#  1) Energy  3) It\n#  2) I0      4) If\n', ['Energy', 'I0', 'It', 'If']],
    [
      'GSECARS, by codes',
      '; P1 = {Energy} --> 13BMA:E\n; P2 = {Count Time} --> x\n; D1 = {I0} --> y\n; D2 = {I1} --> z\n;------\n;  P1 P2 D1 D2\n',
      ['Energy', 'Count Time', 'I0', 'I1'],
    ],
  ])('%s', (_what, header, labels) => {
    const table = parseColumnText(`${header}7.1 1 3 4\n7.2 1 3 5\n7.3 1 3 6\n`);
    expect(labelsOf(table)).toEqual(labels);
    expect(table.warnings.map(({ code }) => code)).not.toContain('labels-mismatch');
  });

  it('are not taken where a number is missing or there are more', () => {
    expect(labelsOf(parseColumnText('# 1 - energy, in eV\n# 3 - It, in counts\n7 1 3\n8 1 4\n9 1 5\n'))).toEqual([
      'column 1',
      'column 2',
      'column 3',
    ]);
    expect(labelsOf(parseColumnText('#  1) a\n#  2) b\n#  3) c\n7 1\n8 1\n9 1\n'))).toEqual(['column 1', 'column 2']);
  });
});

const labview = `# 1-D Scan File created by LabVIEW Control Panel  7/9/2019  1:00:29 PM; Scan time 0 hrs 9 min 56 sec. 
#
# Beamline 9 BM
#
# Detector Names/PVs:
# SIS scaler time preset/9bmc:scaler2.TP  I0-32/9bmc:scaler2_netA.B  
# It-32/9bmc:scaler2_netA.C  
#
# Positioner names/Drive PVs/Readback PVs:
# Mono Energy */9bmmono:En:Energy.VAL/9bmmono:En:E_RBV.VAL  Scaler preset time */9bmc:scaler2.TP/  
# Here is a readable list of column headings:
#  1) Mono Energy *         4) I0-32
#  2) Scaler preset time *  5) It-32
#  3) SIS scaler time prese
#
# Column Headings:
#Mono Energy *        Scaler preset time * SIS scaler time preseI0-32                It-32                
        6287.67102626            1.00000000            1.00000000      5761149.50000000      8508954.00000000 
        6292.67102669            1.00000000            1.00000000      5785112.50000000      8632170.00000000 
`;

describe('LabVIEW scans since 2018', () => {
  it('have the names of their list, the whole names of the devices, and the length of the scan', () => {
    expect(sniff(bytes(labview)).format).toBe('labview-scan');
    const table = parseLabviewScan(labview);
    expect(labelsOf(table)).toEqual(['Mono Energy', 'Scaler preset time', 'SIS scaler time preset', 'I0-32', 'It-32']);
    expect([table.columns[0]!.role, table.columns[0]!.unit, table.columns[4]!.values[1]]).toEqual([
      'energy',
      'eV',
      8_632_170,
    ]);
    expect(table.time).toEqual({ epoch: Date.UTC(2019, 6, 9, 13, 0, 29) / 1000, zone: 'unstated', duration: 596 });
  });
});

const fio = `!
! Comments
!
%c
exafs_scan
user p65user, acquisition started at Tue Jul 09 14:44:45 2019
!
! Parameter
!
%p
ENERGY = 7112.5
SAMPLE = Fe foil
!
! Data
!
%d
 Col 1 ENERGY DOUBLE
 Col 2 IC 1 FLOAT
 Col 3 COUNTER INTEGER
 7000.0 100.5 50
 7001.0 101.5 51
! Acquisition ended at Tue Jul 09 14:54:45 2019
`;

describe('.fio of DESY', () => {
  it('gives columns, parameters, start and length', () => {
    expect([sniff(bytes(fio)).format, sniff(bytes(fio.replaceAll('\n', '\r\n'))).format]).toEqual([
      'desy-fio',
      'desy-fio',
    ]);
    const table = parseDesyFio(fio);
    expect(table.columns.map(({ label, values }) => [label, ...values])).toEqual([
      ['ENERGY', 7000, 7001],
      ['IC 1', 100.5, 101.5],
      ['COUNTER', 50, 51],
    ]);
    expect(table.metadata['parameters']).toEqual({ ENERGY: 7112.5, SAMPLE: 'Fe foil' });
    expect(table.time).toEqual({ epoch: Date.UTC(2019, 6, 9, 14, 44, 45) / 1000, zone: 'unstated', duration: 600 });
    expect(table.warnings).toEqual([]);
  });

  it.each([
    ['data', fio.slice(0, fio.indexOf('%d')), 'malformed-file'],
    ['rows', fio.slice(0, fio.indexOf(' 7000')), 'truncated-file'],
    ['a column that is counted', fio.replace(' Col 2', ' Col 3'), 'malformed-file'],
    ['numbers', fio.replace(' FLOAT', ' STRING'), 'unsupported'],
    ['names of columns', fio.replaceAll(/ Col.*\n/g, ''), 'malformed-file'],
    ['a number', fio.replace('101.5', 'x'), 'bad-number'],
  ])('is refused without %s', (_what, text, code) => {
    expect(() => parseDesyFio(text)).toThrow(expect.objectContaining({ code }));
  });

  it('survives damage, and is never cut within a row without a word', () => {
    expect(brokenSeeds(bytes(fio), 500, 'desy-fio')).toEqual([]);
    expect(
      silentCuts(bytes(fio.slice(0, fio.indexOf('! Acquisition ended'))), 'desy-fio', fio.indexOf(' 7001') + 1),
    ).toEqual([]);
  });
});

describe('headers of other programs', () => {
  it('XDI keeps lines that are no fields of its own under their names, and says so', () => {
    const table = parseXdi(
      '# XDI/1.0\n# Element.symbol: Fe\n# Element.edge: K\n# Samples: ["Fe foil", "FeO"]\n# Column.1: energy eV\n# Column.2: mutrans\n#---\n# energy mutrans\n7000 1\n7001 2\n',
    );
    expect([table.metadata['samples'], table.warnings.map(({ code, where }) => [code, where?.line])]).toEqual([
      '["Fe foil", "FeO"]',
      [['header-invalid', 4]],
    ]);
    expect(() => parseXdi('# XDI/1.0\n# free words\n#---\n# energy mutrans\n7000 1\n7001 2\n')).toThrow(
      /is not a header field/,
    );
  });

  it('a live time above the real time is told', () => {
    const spe = (live: number, real: number): string => `$MEAS_TIM:\n${live} ${real}\n$DATA:\n0 2\n1\n2\n3\n`;
    const told = parseOrtecSpe(spe(120, 100));
    expect(told.warnings).toEqual([
      { code: 'header-invalid', message: expect.stringContaining('longer than the real time') as string },
    ]);
    expect([told.scalars['live_time']!.value, told.scalars['real_time']!.value]).toEqual([120, 100]);
    expect([parseOrtecSpe(spe(99, 100)), parseOrtecSpe(spe(100, 100))].map(({ warnings }) => warnings)).toEqual([
      [],
      [],
    ]);
  });
});

describe('Canberra CNF of other programs', () => {
  /** A file of 256 channels, with a list of two sections. */
  function cnf(fifth: number, sixth: number): Uint8Array {
    const file = new Uint8Array(0x1000);
    const view = new DataView(file.buffer);
    file.set([0, 4, 4, 0, fifth, sixth, 0, 8]);
    for (const [k, kind, at] of [
      [0, 0x1_2000, 0x200],
      [1, 0x1_2005, 0x800],
    ] as const) {
      view.setUint32(0x70 + 0x30 * k, kind, true);
      view.setUint32(0x7a + 0x30 * k, at, true);
      view.setUint32(at, kind, true);
    }
    view.setUint16(0x200 + 0x22, 0x100, true);
    view.setUint16(0x200 + 0x24, 0x180, true);
    view.setUint16(0x230 + 0x8a, 1, true);
    for (let i = 0; i < 256; i++) view.setUint32(0xa00 + 4 * i, 2 * i, true);
    return file;
  }

  it.each([
    [4, 4],
    [4, 0x0c],
    [5, 0x0c],
  ])('begin with %i and %i as their fifth and sixth bytes', (fifth, sixth) => {
    expect(sniff(cnf(fifth, sixth)).format).toBe('canberra-cnf');
    expect(parseCanberraCnf(cnf(fifth, sixth)).columns[1]!.values.slice(0, 3)).toEqual(Float64Array.of(0, 2, 4));
  });

  it('are not what only begins alike', () => {
    expect(() => parseCanberraCnf(new Uint8Array(1000).fill(4))).toThrow(/does not begin/);
  });
});
