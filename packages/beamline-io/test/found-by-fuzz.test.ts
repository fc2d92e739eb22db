import { describe, expect, it } from 'vitest';
import { read } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';

/** What reading a text gives; the expected values below are those that stand in the texts. */
function tableOf(text: string, format: string): ColumnTable {
  const result = read(new TextEncoder().encode(text), { format });
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
}

describe('what changed headers showed to be left out without a word', () => {
  it('Photon Factory: a time per point in another unit is not called seconds', () => {
    const scan = (unit: string): ColumnTable =>
      tableOf(
        `  9809     KEK-PF   BL9A\n Fe010           22.05.11 17:26 - 22.05.11 18:33\n F2T0\n Mono :   Si(111)       D=  3.13551 A\n BL9A      Points= 2\n Ortec(-1)     NDCH = 3\n  Angle(c)  Angle(o)    time/${unit}         2\n      Mode         0         0         1\n    Offset         0         0         0\n  17.41446  17.41440      1.00   1792467\n  17.39679  17.39700      1.00   1781004\n`,
        'photon-factory-9809',
      );
    expect(scan('s').columns[2]).toMatchObject({ unit: 's' });
    expect(scan('min').columns[2]).toMatchObject({ unit: 'min' });
  });

  it('Lynx: times without a mark behind their label', () => {
    const header = [
      'Lynx',
      'wafer 7',
      '2024-01-02 10:00:00',
      'Live Time 10.5',
      'Real Time 11.25',
      '',
      '',
      'Channel Counts',
    ];
    const { metadata, scalars, time } = tableOf(`${header.join('\n')}\n0 1\n1 2\n2 3\n3 4\n`, 'lynx-ascii');
    expect(scalars).toMatchObject({ live_time: { value: 10.5, unit: 's' }, real_time: { value: 11.25, unit: 's' } });
    expect(time?.epoch).toBe(Date.UTC(2024, 0, 2, 10) / 1000);
    expect(metadata['header']).toEqual(['Lynx', 'wafer 7', '2024-01-02 10:00:00', 'Channel Counts']);
  });

  it('Amptek: regions of interest', () => {
    const text = `<<PMCA SPECTRUM>>\nLIVE_TIME - 10\nREAL_TIME - 11\n<<ROI>>\n685 715\n775 807\n<<DATA>>\n1\n2\n3\n<<END>>\n`;
    expect(tableOf(text, 'amptek-mca').metadata['regions']).toEqual([
      [685, 715],
      [775, 807],
    ]);
  });

  it('IEC 1455: what is no count, start or calibration of energies', () => {
    const line = (text = ''): string => `A004${text.padEnd(64)}`;
    const resolution = ' 1.00000000E-01 2.00000000E-02 3.00000000E-03 4.00000000E-04';
    const head = [
      'NUCICA',
      '       10.00       11.00     2',
      '09/12/21 10:54:31 08/25/21 11:34:36',
      '-1.50000000E-02 8.00000000E-01 0.00000000E+00 0.00000000E+00',
      resolution,
    ];
    const rows = [...head, ...Array.from({ length: 53 }, () => ''), '     0         4         5'];
    const { metadata } = tableOf(`${rows.map((text) => line(text)).join('\n')}\n`, 'iec-1455');
    expect(metadata).toMatchObject({ calibrated: '08/25/21 11:34:36', calibration: [-0.015, 0.8, 0] });
    expect(metadata['parameters']).toEqual([head[3]!.trim(), resolution.trim()]);
  });

  it('PSI: the lines of the header as they stand', () => {
    const second = " lambda= 1.494, T=  5.000, dT=  0.012, Date='2001-08-22 10:29:17'";
    const third = '  3.000  0.050   3.100  18000000., sample="a4=3.0,N18"';
    const { metadata } = tableOf(`DMC, La\n${second}\n${third}\n 1. 2. 3.\n 1. 1. 2.\n`, 'psi-dmc');
    expect(metadata['header']).toBe(`${second.trim()}\n${third.trim()}`);
  });

  it('Gamry: both values of a parameter that has two', () => {
    const text =
      'EXPLAIN\nTAG\tCV\nCONDIT\tTWOPARAM\tF\t15\t0.5\tConditionin&g\tTime(s)\tE(V)\nCURVE\tTABLE\n\tPt\tT\tVf\tIm\n\t#\ts\tV vs. Ref.\tA\n\t0\t1\t0.1\t1E-3\n\t1\t2\t0.2\t1E-3\n';
    const result = read(new TextEncoder().encode(text), { format: 'gamry-dta' });
    expect(result.table.metadata['CONDIT']).toEqual(['F', 15, 0.5]);
  });

  it('ORSO: a line of labels that exchanges two columns of the header', () => {
    const curve = (labels: string): ColumnTable =>
      tableOf(
        `# # ORSO reflectivity data file | 1.0 standard | YAML encoding | https://www.reflectometry.org/\n# columns:\n# - {name: Qz, unit: 1/angstrom}\n# - {name: R}\n# - {name: sR}\n# # ${labels}\n0.01 1 0.1\n0.02 0.5 0.05\n`,
        'orso-text',
      );
    expect(curve('Qz  R  sR').warnings).toEqual([]);
    expect(curve('Qz (1/angstrom)  Refl  error').warnings).toEqual([]);
    expect(curve('Qz  sR  R').warnings).toMatchObject([{ code: 'labels-mismatch', where: { line: 6, column: 2 } }]);
  });
});
