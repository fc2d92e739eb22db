import { isOperandoError } from '@operando/core';
import { describe, expect, it } from 'vitest';
import { read, readScans, sniff } from '../src/index.js';
import { madeEnergies, madeIntensities, madeScienta, madeSpecs } from './made-photoelectrons.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const codeOf = (text: string): string => {
  try {
    readScans(bytesOf(text));
    return 'read';
  } catch (error) {
    return isOperandoError(error) ? error.code : 'foreign';
  }
};

describe('texts of SpecsLab Prodigy', () => {
  it('are spectra with energies, rates, dwell and dates, whatever ends their lines', () => {
    const text = madeSpecs(['03/12/22 13:59:43 UTC', '03/13/22 00:00:00 UTC']);
    for (const each of [text, text.replaceAll('\n', '\r\n')]) {
      expect(sniff(bytesOf(each)).format).toBe('specs-xy');
      const tables = readScans(bytesOf(each));
      expect(tables.map(({ time }) => time?.epoch)).toEqual(
        [Date.UTC(2022, 2, 12, 13, 59, 43), Date.UTC(2022, 2, 13)].map((moment) => moment / 1000),
      );
      for (const { columns, metadata, time } of tables) {
        expect(columns.map(({ label, unit }) => [label, unit])).toEqual([
          ['Binding Energy', 'eV'],
          ['intensity', 'counts/s'],
        ]);
        expect(Array.from(columns[0]!.values)).toEqual(madeEnergies);
        expect(Array.from(columns[1]!.values)).toEqual(madeIntensities);
        expect(metadata).toMatchObject({
          block: 'O 1s',
          source_energy: 1486.61,
          work_function: 4.31,
          dwell: 0.5,
          scans: 2,
        });
        expect(time).toMatchObject({ zone: 'utc', duration: 40 });
      }
    }
  });

  it('say when energies are kinetic, and when a date has two readings or none', () => {
    const [kinetic] = readScans(bytesOf(madeSpecs(['07/08/22 10:00:00 UTC'], 'Kinetic')));
    expect(kinetic!.columns[0]!.label).toBe('Kinetic Energy');
    expect([kinetic!.time?.epoch, kinetic!.warnings.map(({ code }) => code)]).toEqual([
      Date.UTC(2022, 6, 8, 10) / 1000,
      ['date-ambiguous'],
    ]);
    const [day] = readScans(bytesOf(madeSpecs(['07/08/22 10:00:00 UTC'])), { dateOrder: 'day-first' });
    expect(day!.time?.epoch).toBe(Date.UTC(2022, 7, 7, 10) / 1000);
    const [undated] = readScans(bytesOf(madeSpecs(['yesterday'])));
    expect([undated!.time, undated!.warnings.map(({ code }) => code)]).toEqual([undefined, ['date-unreadable']]);
    expect(codeOf(madeSpecs(['03/12/22 13:59:43 UTC']).replace('\n530.00 ', '\n530.00 x'))).toBe('malformed-file');
  });
});

describe('texts of SES', () => {
  it('are regions with their energies and counts, slices added up', () => {
    const bytes = bytesOf(madeScienta(['O1s', 'C1s'], 3));
    expect(sniff(bytes).format).toBe('scienta-text');
    const tables = readScans(bytes);
    expect(tables.map(({ metadata }) => metadata['block'])).toEqual(['O1s', 'C1s']);
    for (const { columns, metadata, time, warnings } of tables) {
      expect(Array.from(columns[0]!.values)).toEqual(madeEnergies);
      expect(Array.from(columns[1]!.values)).toEqual(madeIntensities.map((value) => 3 * value));
      expect(metadata).toMatchObject({ source_energy: 1486.6, pass_energy: 100, scans: 2, slices: 3 });
      expect(time).toEqual({ epoch: Date.UTC(2022, 2, 12, 13, 59, 43) / 1000, zone: 'unstated' });
      expect(warnings.map(({ code }) => code)).toEqual(['slices-summed']);
    }
    expect(read(bytesOf(madeScienta(['O1s']))).table.warnings).toEqual([]);
  });

  it('that are cut short or damaged are told', () => {
    const text = madeScienta(['O1s']);
    const short = readScans(bytesOf(text.split('\n').slice(0, -6).join('\n')))[0]!;
    expect(short.warnings.map(({ code }) => code)).toContain('points-declared');
    expect(codeOf(text.replace(/(5\.300000\de\+2) {2}/, '$1  1  '))).toBe('malformed-file');
    expect(codeOf(text.replace(/(5\.300000\de\+2) {2}/, '$1  x'))).toBe('malformed-file');
  });
});
