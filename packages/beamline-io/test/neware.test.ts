import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { Electrochemistry } from '@operando/core';
import { parseNewareNda, parseNewareNdax, sniff } from '../src/index.js';
import { brokenBinarySeeds } from './survives.js';

const codes = ({ warnings }: Electrochemistry): string[] => warnings.map(({ code }) => code);
const column = (table: Electrochemistry, name: string): number[] => Array.from(table.columns[name] ?? []);
const magic = (bytes: Uint8Array, version: number): DataView => {
  bytes.set(Array.from('NEWARE', (letter) => letter.charCodeAt(0)));
  bytes[14] = version;
  return new DataView(bytes.buffer);
};

/** Version 29: records of 86 bytes after a mark, one of them of a thermometer. */
function nda29(range = 100, status = 1): Uint8Array {
  const start = 2000;
  const bytes = new Uint8Array(start + 5 * 86);
  const view = magic(bytes, 29);
  [0, 1, 2, 3].forEach((k) => {
    const at = start + k * 86;
    view.setUint16(at, 0x55, true);
    view.setUint32(at + 2, k + 1, true);
    view.setUint32(at + 6, 0, true);
    view.setUint16(at + 10, k < 2 ? 1 : 2, true);
    view.setUint8(at + 12, k < 2 ? status : 2);
    view.setBigUint64(at + 14, BigInt(1000 * (k % 2) * 60), true);
    view.setInt32(at + 22, 35_000 + 1000 * k, true);
    view.setInt32(at + 26, k < 2 ? 5000 : -5000, true);
    view.setBigInt64(at + 38 + (k < 2 ? 0 : 8), BigInt((k % 2) * 3_600_000), true);
    view.setUint16(at + 70, 2020, true);
    [3, 25, 11, 16 + k, 50].forEach((value, i) => view.setUint8(at + 72 + i, value));
    view.setInt32(at + 78, range, true);
  });
  const at = start + 4 * 86;
  view.setUint8(at, 0x65);
  view.setUint8(at + 1, 1);
  view.setUint32(at + 2, 2, true);
  view.setInt16(at + 34, 255, true);
  return bytes;
}

/** BTS 9.1: records of 56 bytes. */
function nda91(): Uint8Array {
  const bytes = new Uint8Array(1024 + 2 * 56);
  const view = magic(bytes, 130);
  [0, 1].forEach((k) => {
    const at = 1024 + k * 56;
    view.setUint16(at, 0x1155, true);
    view.setUint8(at + 2, 1);
    view.setUint8(at + 3, 2);
    view.setUint32(at + 8, k + 1, true);
    view.setUint32(at + 12, 10 * k, true);
    view.setUint32(at + 16, 500_000_000, true);
    view.setFloat32(at + 20, -1000, true);
    view.setFloat32(at + 24, 3.5, true);
    view.setFloat32(at + 28, -3600 * k, true);
    view.setUint32(at + 44, 1_700_000_000 + 10 * k, true);
    view.setFloat32(at + 52, 25, true);
  });
  // Both begin alike: the step is in the first two bytes.
  bytes[1024 + 2] = bytes[1080 + 2]!;
  return bytes;
}

const page = 4096;
const ndc = (kind: number, version: number, pages: number): { readonly bytes: Uint8Array; readonly view: DataView } => {
  const bytes = new Uint8Array(page * (1 + pages));
  bytes[0] = kind;
  bytes[2] = version;
  return { bytes, view: new DataView(bytes.buffer) };
};

/** Version 17: four voltages and currents, run information of the first and the last, one step. */
function ndax(version = 17): Uint8Array {
  const data = ndc(1, version, 1);
  [3.5, 3.6, 3.7, 3.8].forEach((volt, k) => {
    data.view.setFloat32(page + 132 + 8 * k, volt, true);
    data.view.setFloat32(page + 136 + 8 * k, 1, true);
  });
  const run = ndc(18, version, 1);
  [
    [0, 0, 1],
    [1, 3, 4],
  ].forEach(([k, seconds, index]) => {
    const at = page + 132 + 100 * k!;
    run.view.setInt32(at, 1000 * seconds!, true);
    run.view.setFloat32(at + 5, 0.5 * k!, true);
    run.view.setInt32(at + 29, 1000, true);
    run.view.setInt32(at + 33, 1_700_000_000 + seconds!, true);
    run.view.setInt32(at + 37, 1, true);
    run.view.setInt32(at + 41, index!, true);
  });
  const step = ndc(7, version, 1);
  step.view.setInt32(page + 132, 0, true);
  step.view.setInt32(page + 136, 3, true);
  step.view.setUint8(page + 132 + 24, 1);
  step.view.setInt32(page + 132 + 33, 1, true);
  const info = new TextEncoder().encode(
    '<?xml version="1.0"?><root><config><TestInfo StartTime="2023-11-14 22:13:20" Barcode="cell"/></config></root>',
  );
  return zipSync({
    'data.ndc': data.bytes,
    'data_runInfo.ndc': run.bytes,
    'data_step.ndc': step.bytes,
    'TestInfo.xml': info,
  });
}

/** Version 5: whole records on pages. */
function ndax5(): Uint8Array {
  const { bytes, view } = ndc(1, 5, 1);
  [0, 1].forEach((k) => {
    const at = page + 125 + 87 * k;
    view.setUint8(at + 7, 0x55);
    view.setUint32(at + 8, k + 1, true);
    view.setUint8(at + 16, 1);
    view.setUint8(at + 17, 4);
    view.setBigUint64(at + 23, BigInt(60_000 * k), true);
    view.setInt32(at + 31, 34_666, true);
    view.setUint16(at + 75, 2024, true);
    [2, 1, 20, 24 + k, 23].forEach((value, i) => view.setUint8(at + 77 + i, value));
    view.setInt32(at + 82, 10, true);
  });
  const auxiliary = ndc(5, 5, 1);
  auxiliary.view.setUint8(page + 125 + 3, 1);
  auxiliary.view.setUint8(page + 125 + 7, 0x65);
  auxiliary.view.setUint32(page + 125 + 8, 2, true);
  auxiliary.view.setInt16(page + 125 + 41, 261, true);
  return zipSync({ 'data.ndc': bytes, 'data_1.ndc': auxiliary.bytes });
}

describe('Neware binary files', () => {
  it('version 29: scaled by the range, times of the steps added up, thermometers', () => {
    const table = parseNewareNda(nda29());
    expect([column(table, 'voltage_volt'), column(table, 'current_ampere'), column(table, 'test_time_second')]).toEqual(
      [
        [3.5, 3.6, 3.7, 3.8],
        [0.05, 0.05, -0.05, -0.05],
        [0, 60, 60, 120],
      ],
    );
    expect([
      column(table, 'step_charging_capacity_ah'),
      column(table, 'step_count'),
      table.text!['step_type'],
      table.epoch,
    ]).toEqual([
      [0, 0.01, 0, 0],
      [1, 1, 2, 2],
      ['CC_Chg', 'CC_Chg', 'CC_DChg', 'CC_DChg'],
      Date.UTC(2020, 2, 25, 11, 16, 50) / 1000,
    ]);
    expect(column(table, 'temperature_t1_celsius')).toEqual([Number.NaN, 25.5, Number.NaN, Number.NaN]);
    expect(() => parseNewareNda(nda29(77))).toThrow(/current range 77/);
    expect(codes(parseNewareNda(nda29(100, 99)))).toContain('status-unknown');
    expect(() => parseNewareNda(nda29().subarray(0, 2000))).toThrow(/holds no records/);
    expect(sniff(nda29()).format).toBe('neware-nda');
  });

  it('BTS 9.1: single precision, seconds and nanoseconds', () => {
    const table = parseNewareNda(nda91());
    expect([
      column(table, 'test_time_second'),
      column(table, 'current_ampere'),
      column(table, 'discharging_capacity_ah'),
      column(table, 'temperature_t1_celsius'),
    ]).toEqual([
      [0.5, 10.5],
      [-1, -1],
      [0, Math.fround(-3600 * -1) / 3.6e6],
      [25, 25],
    ]);
  });

  it('ndax of split files: times between follow from the interval, amounts from the current', () => {
    const table = parseNewareNdax(ndax());
    expect([
      column(table, 'test_time_second'),
      column(table, 'step_id'),
      table.metadata['Barcode'],
      table.epoch,
    ]).toEqual([[0, 1, 2, 3], [3, 3, 3, 3], 'cell', 1_700_000_000]);
    // The current is constant, so that the amount written last is reached in equal parts.
    const charged = column(table, 'charging_capacity_ah');
    [0, 0.5 / 3, 1 / 3, 0.5].forEach((amount, row) => expect(charged[row]).toBeCloseTo(amount, 12));
    expect(codes(table)).toEqual(['times-interpolated', 'capacity-integrated-in-part']);
    expect(Array.from(table.original['Charge_Capacity']!)).toEqual([0, Number.NaN, Number.NaN, 0.5]);
    expect(column(table, 'current_ampere')).toEqual([1, 1, 1, 1]);
    expect(column(parseNewareNdax(ndax(16)), 'voltage_volt')[0]).toBeCloseTo(3.5e-4, 9);
    expect(() => parseNewareNdax(ndax(15))).toThrow(/version 15/);
    expect(sniff(ndax()).format).toBe('neware-ndax');
  });

  it('ndax of whole records, with a thermometer of its own file', () => {
    const table = parseNewareNdax(ndax5());
    expect([
      column(table, 'voltage_volt'),
      column(table, 'test_time_second'),
      column(table, 'temperature_t1_celsius'),
    ]).toEqual([
      [3.4666, 3.4666],
      [0, 60],
      [Number.NaN, 26.1],
    ]);
  });

  it.each([
    ['nda 29', nda29()],
    ['nda 9.1', nda91()],
    ['ndax 17', ndax()],
    ['ndax 5', ndax5()],
  ])('%s survives any damage', (_, bytes) => {
    expect(brokenBinarySeeds(bytes, 500)).toEqual([]);
  });
});
