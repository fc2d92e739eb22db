import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import {
  columnFrame,
  parseBrukerUxd,
  parseBrukerXy,
  parseColumnText,
  parsePanalyticalCsv,
  parseRigakuRas,
  parseRigakuRasx,
  parseXrdml,
  read,
  readScans,
  sniff,
} from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { withFullYear } from '../src/text/date-time.js';
import { brokenSeeds, silentCuts } from './survives.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const numbers = ({ columns }: ColumnTable): number[][] => columns.map(({ values }) => Array.from(values));
const codes = ({ warnings }: ColumnTable): string[] => warnings.map(({ code }) => code);
const doublet = (second: number, ratio?: number): object => ({
  wavelength: { value: 1.5406, unit: 'angstrom' },
  wavelength_alpha1: { value: 1.5406, unit: 'angstrom' },
  wavelength_alpha2: { value: second, unit: 'angstrom' },
  ...(ratio === undefined ? {} : { alpha2_ratio: { value: ratio, unit: '1' } }),
});

const eva = (kind = 'Coupled TwoTheta/Theta', mark = '.'): string =>
  `'Id: "quartz" Comment: "" Operator: "Emmy Noether" Anode: "Cu" Scantype: "${kind}" TimePerStep: "96" WL1: "1.5406"\n${[
    '10.00 100',
    '10.02 137',
    '10.04 124',
  ]
    .join('\n')
    .replaceAll('.', mark)}\n`;

describe('fields as Rigaku writes them above plain columns', () => {
  it.each([
    '*DIF_WAVE_LENGTH1 "1.540593"\n*DIF_WAVE_LENGTH2 "1.544414"',
    '*HW_XG_WAVE_LENGTH_ALPHA1 "1.540593"\r\n*HW_XG_WAVE_LENGTH_ALPHA2 "1.544414"',
    '# *DIF_WAVE_LENGTH1 1.540593\n# *DIF_WAVE_LENGTH2 1.544414',
    '*WAVE_LENGTH1\t=  1.540593\n*WAVE_LENGTH2\t=  1.544414',
    '#DIF_WAVE_LENGTH1: "1.540593"\n#DIF_WAVE_LENGTH2: "1.544414"',
  ])('state the wavelength, and are no labels: %j', (header) => {
    const table = parseColumnText(`${header}\n20.00 100\n20.02 137\n20.04 124\n`);
    expect(table.columns.map(({ label }) => label)).toEqual(['column 1', 'column 2']);
    expect(columnFrame(table, 'a', {}).wavelength).toEqual({ wavelength: 1.540593, second: 1.544414 });
  });
});

describe('texts of EVA and TOPAS', () => {
  it('angle and intensity under a line of quoted fields, in either locale', () => {
    for (const text of [eva(), eva(undefined, ','), eva().replaceAll('\n', '\r\n'), eva().replaceAll(' 1', '\t1')]) {
      const table = parseBrukerXy(text);
      expect(numbers(table)).toEqual([
        [10, 10.02, 10.04],
        [100, 137, 124],
      ]);
      expect([table.columns[0]!.role, codes(table)]).toEqual(['two-theta', []]);
    }
    const { metadata, scalars } = parseBrukerXy(eva());
    expect(metadata).toMatchObject({ Id: 'quartz', Operator: 'Emmy Noether', Anode: 'Cu', TimePerStep: 96 });
    expect(scalars).toEqual({
      wavelength: { value: 1.5406, unit: 'angstrom' },
      time_per_step: { value: 96, unit: 's' },
    });
  });

  it('scans under a line each, errors in a third column, other drives told', () => {
    const [first, second] = readScans(bytesOf(eva() + eva('Rocking Curve'))) as [ColumnTable, ColumnTable];
    expect([codes(first), codes(second), second.columns[0]!.role]).toEqual([[], ['axis-unknown'], undefined]);
    const errors = parseBrukerXy(eva().replace(/(\d{3})\n/g, '$1 3\n'));
    expect([errors.columns[2]!.role, numbers(errors)[2]]).toEqual(['sigma', [3, 3, 3]]);
    expect(sniff(bytesOf("'a comment\n1 2\n2 3\n")).format).toBe('column-text');
    expect(() => parseBrukerXy(eva().split('\n')[0]!)).toThrow(
      expect.objectContaining({ code: 'malformed-file', where: expect.objectContaining({ line: 1 }) as object }),
    );
    expect(brokenSeeds(bytesOf(eva() + eva()), 200, 'bruker-xy')).toEqual([]);
    // The number of rows is not stated: between rows nothing tells.
    expect(silentCuts(bytesOf(eva()), 'bruker-xy').filter((at) => eva()[at - 1] !== '\n')).toEqual([]);
  });
});

describe('what headers of powder patterns state', () => {
  const ras = (fields: string): string =>
    `*RAS_DATA_START\n*RAS_HEADER_START\n${fields}*RAS_HEADER_END\n*RAS_INT_START\n10 5 2\n10.02 6 1\n*RAS_INT_END\n*RAS_DATA_END\n`;

  it('UXD: wavelengths, step time, date, rates', () => {
    const table = parseBrukerUxd(
      "_FILEVERSION=2\n_DATEMEASURED='04-Mar-98 20:59:14'\n_WL1=1.5406\n_WL2=1.54439\n_WLRATIO=0.5\n_STEPTIME=0.5\n_START=5\n_STEPSIZE=0.5\n_CPS\n1 2\n",
    );
    expect(table.scalars).toEqual({ ...doublet(1.54439, 0.5), time_per_step: { value: 0.5, unit: 's' } });
    expect([table.time?.epoch, table.columns[1]!.unit]).toEqual([Date.UTC(1998, 2, 4, 20, 59, 14) / 1000, 'counts/s']);
    const drives = ['COUPLED', '2THETA', 'THETA'].map((drive) =>
      codes(parseBrukerUxd(`_FILEVERSION=2\n_DRIVE='${drive}'\n_START=5\n_STEPSIZE=0.5\n_COUNTS\n1 2\n`)),
    );
    expect(drives).toEqual([[], [], ['axis-unknown']]);
  });

  it('RAS: wavelengths, speed as time, dates of two digits in either order, points', () => {
    const fields =
      '*MEAS_DATA_COUNT "2"\n*MEAS_SCAN_AXIS_X "TwoThetaTheta"\n*MEAS_SCAN_STEP "0.02"\n*MEAS_SCAN_SPEED "0.25"\n*MEAS_SCAN_SPEED_UNIT "deg/min"\n*MEAS_SCAN_UNIT_Y "cps"\n*MEAS_SCAN_START_TIME "11/01/12 12:55:51"\n*MEAS_SCAN_END_TIME "11/01/12 12:56:01"\n*HW_XG_WAVE_LENGTH_ALPHA1 "1.5406"\n*HW_XG_WAVE_LENGTH_ALPHA2 "1.544414"\n';
    const table = parseRigakuRas(ras(fields));
    expect(table.scalars).toEqual({ ...doublet(1.544414), time_per_step: { value: 4.8, unit: 's' } });
    expect(table.time).toEqual({ epoch: Date.UTC(2012, 10, 1, 12, 55, 51) / 1000, zone: 'unstated', duration: 10 });
    expect([codes(table), table.columns[1]!.unit, numbers(table)[1]]).toEqual([
      ['date-ambiguous'],
      'counts/s',
      [10, 6],
    ]);
    const day = read(bytesOf(ras(fields)), { dateOrder: 'day-first' }).table as ColumnTable;
    expect([codes(day), day.time?.epoch]).toEqual([[], Date.UTC(2012, 0, 11, 12, 55, 51) / 1000]);
    expect(() => parseRigakuRas(ras(fields.replace('"2"', '"3"')))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
  });

  it('RASX: the conditions beside the profile', () => {
    const conditions = (axis: string): string =>
      `<?xml version="1.0"?><MeasurementConditions><GeneralInformation><SampleName>Si</SampleName></GeneralInformation><HWConfigurations><XrayGenerator><WavelengthKalpha1>1.5406</WavelengthKalpha1><WavelengthKalpha2>1.544414</WavelengthKalpha2></XrayGenerator></HWConfigurations><ScanInformation><AxisName>${axis}</AxisName><Step>0.01</Step><Speed>1</Speed><SpeedUnit>deg/min</SpeedUnit><IntensityUnit>counts</IntensityUnit><StartTime>2022-11-10T17:20:52Z</StartTime><DataCount>2</DataCount></ScanInformation></MeasurementConditions>`;
    const archive = (axis: string, rows = '10 5 1\n10.01 6 1\n'): Uint8Array =>
      zipSync({
        'Data0/Profile0.txt': strToU8(rows),
        'Data0/MesurementConditions0.xml': strToU8(conditions(axis)),
      });
    const table = parseRigakuRasx(archive('TwoThetaTheta'));
    expect(table.scalars).toEqual({ ...doublet(1.544414), time_per_step: { value: 0.6, unit: 's' } });
    expect([table.time?.epoch, table.metadata['sample'], codes(table)]).toEqual([
      Date.UTC(2022, 10, 10, 17, 20, 52) / 1000,
      'Si',
      [],
    ]);
    const rocking = parseRigakuRasx(archive('Omega'));
    expect([codes(rocking), rocking.columns[0]!.role]).toEqual([['axis-unknown'], undefined]);
    expect(() => parseRigakuRasx(archive('TwoThetaTheta', '10 5 1\n'))).toThrow(
      expect.objectContaining({ code: 'truncated-file' }),
    );
  });

  it('XRDML and PANalytical CSV: both lines; a ratio of 0 is a line taken away', () => {
    const xrdml = parseXrdml(
      '<xrdMeasurements><xrdMeasurement><usedWavelength><kAlpha1 unit="Angstrom">1.5406</kAlpha1><kAlpha2 unit="Angstrom">1.54439</kAlpha2><ratioKAlpha2KAlpha1>0.5</ratioKAlpha2KAlpha1></usedWavelength><scan><dataPoints><positions axis="2Theta"><startPosition>10</startPosition><endPosition>12</endPosition></positions><commonCountingTime>2</commonCountingTime><intensities>3 4 5</intensities></dataPoints></scan></xrdMeasurement></xrdMeasurements>',
    );
    expect(xrdml.scalars).toEqual({ ...doublet(1.54439, 0.5), counting_time: { value: 2, unit: 's' } });
    const csv = parsePanalyticalCsv(
      '[Measurement conditions]\nK-Alpha1 wavelength;1,5406\nK-Alpha2 wavelength;1,54439\nRatio K-Alpha2/K-Alpha1;0,000\nTime per step;50,5\n[Scan points]\nAngle;Intensity\n20,01;123\n',
    );
    expect(csv.scalars).toEqual({ ...doublet(1.54439, 0), time_per_step: { value: 50.5, unit: 's' } });
  });

  it('years of two digits are those that people mean', () => {
    expect(
      [
        '07/26/98',
        '26-Jul-22 10:00:00',
        '26.7.69',
        ' 4-feb-70',
        'Jul 26, 05',
        '2022-07-26',
        '26-07-2022',
        '10:20:30',
        '7/8',
      ].map((date) => withFullYear(date)),
    ).toEqual([
      '07/26/1998',
      '26-Jul-2022 10:00:00',
      '26.7.2069',
      ' 4-feb-1970',
      'Jul 26, 2005',
      '2022-07-26',
      '26-07-2022',
      '10:20:30',
      '7/8',
    ]);
  });
});
