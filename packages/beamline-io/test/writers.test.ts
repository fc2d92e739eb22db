import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batteryDataNames } from '@operando/core';
import type { Electrochemistry, Metadata } from '@operando/core';
import { codeOf, referencePath } from '@operando/fixtures';
import { formatBatteryData, formatOrt, parseElectrochemistryCsv, readReflectivity } from '../src/index.js';
import type { ReflectivityCurve } from '../src/index.js';
import { readReflectivityFiles, writeOrt } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-writers-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const curve = (
  name: string,
  rows: readonly (readonly [number, number, number, number])[],
  dqKind: 'sigma' | 'fwhm' = 'sigma',
): ReflectivityCurve => ({
  name,
  q: Float64Array.from(rows, ([q]) => q),
  r: Float64Array.from(rows, ([, r]) => r),
  dr: Float64Array.from(rows, ([, , dr]) => dr),
  dq: Float64Array.from(rows, ([, , , dq]) => dq),
  dqKind,
  warnings: [],
});
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('ORSO text', () => {
  it('is read back to the last bit, names and widths too (property)', () => {
    const row = fc.tuple(
      fc.double({ min: 1e-4, max: 1, noNaN: true }),
      fc.double({ min: -1, max: 2, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 1e-6, max: 1e-1, noNaN: true }),
    );
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.constantFrom(
        '12',
        'null',
        'true',
        ' x ',
        '# x',
        'a: b',
        "'",
        '"',
        'a\nb',
        'a\r\nb',
        '\t',
        '\u0007',
        '\u0085',
        '\u2028',
        '---',
        '- a',
        '{',
        '*a',
        '~',
        '!x',
        '%',
        '日本',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 8 }),
        fc.array(row, { minLength: 1, maxLength: 3 }),
        name,
        fc.constantFrom('sigma' as const, 'fwhm' as const),
        (a, b, title, kind) => {
          const curves = [curve(title, a, kind), curve(`${title} again`, b, kind)];
          const back = readReflectivity(bytes(formatOrt(curves)));
          curves.forEach((one, k) => {
            expect([back[k]!.name, back[k]!.dqKind]).toEqual([one.name, kind]);
            for (const column of ['q', 'r', 'dr', 'dq'] as const)
              expect(Array.from(back[k]![column]!)).toEqual(Array.from(one[column]!));
          });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is read back with missing and infinite values, and with what its own file said (property)', () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Infinity, -Infinity, 5e-324));
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.constantFrom('a\n# b\n\nc', '- x', '---', '# x', ' ', '\u0085', '1'),
    );
    const header = fc.record({
      data_source: fc.record({
        sample: fc.record({ name: text, size: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
        measurement: fc.record({ comment: text, data_files: fc.array(text, { maxLength: 2 }) }),
      }),
      reduction: fc.record({ software: text, corrections: fc.array(text, { maxLength: 2 }) }),
      note: text,
    });
    const one = fc.record({
      rows: fc.array(fc.tuple(value, value, value, value), { minLength: 1, maxLength: 4 }),
      header,
      time: fc.double({ min: 0, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 3 }), (made) => {
        const curves = made.map((each, k) => ({
          ...curve(`set ${k}`, each.rows),
          header: JSON.parse(JSON.stringify(each.header)) as Metadata,
          time: each.time,
        }));
        const back = readReflectivity(bytes(formatOrt(curves)));
        expect(back).toHaveLength(curves.length);
        curves.forEach((each, k) => expect(back[k]).toEqual({ ...each, warnings: expect.any(Array) as unknown }));
      }),
      { numRuns: 200 },
    );
  });

  it('says what it cannot write, and writes files whole or not at all', async () => {
    const one = curve('a', [[0.01, 1, 0.1, 0.001]]);
    expect(codeOf(() => formatOrt([]))).toBe('invalid-argument');
    expect(() => formatOrt([one, one])).toThrow(/two curves have one name/);
    expect(codeOf(() => formatOrt([{ ...one, dr: new Float64Array(2) }]))).toBe('shape-mismatch');
    expect(codeOf(() => formatOrt([one, curve('b', [])]))).toBe('invalid-argument');
    const { dq: _dq, ...bare } = one;
    expect(formatOrt([bare], { reduction: { software: { name: 'other' } } })).toContain('name: other');
    const path = join(folder, 'a.ort');
    await writeOrt(path, [one]);
    await expect(writeOrt(path, [one])).rejects.toThrow(expect.objectContaining({ code: 'file-exists' }));
    await writeOrt(path, [one], { force: true });
    expect(readFileSync(path, 'utf8').startsWith('# # ORSO reflectivity data file | 1.1 standard')).toBe(true);
    expect((await readReflectivityFiles([path]))[0]!.q[0]).toBe(0.01);
  });

  const samples = referencePath('formats', 'samples', 'reflectivity');
  it.skipIf(samples === undefined)('keeps three data sets of orsopy (needs OPERANDO_REFERENCE_DATA)', async () => {
    const original = await readReflectivityFiles([`${samples}/multiple.ort`]);
    const back = readReflectivity(bytes(formatOrt(original)));
    expect(back.map(({ name, q, r, dq, dqKind }) => [name, q, r, dq, dqKind])).toEqual(
      original.map(({ name, q, r, dq, dqKind }) => [name, q, r, dq, dqKind]),
    );
  });
});

describe('the Battery Data Format', () => {
  // Finite numbers of 1e30 and above are signs of no value to a reader of logs: a test of their own says so.
  const measurable = fc.double().filter((number) => !(Number.isFinite(number) && Math.abs(number) >= 1e30));
  const value = fc.oneof(measurable, fc.constantFrom(Number.NaN, Number.NaN, -0, Infinity, -Infinity, 5e-324));
  const names = fc.oneof(
    fc.constantFrom(...batteryDataNames.filter((name) => name !== 'step_type' && name !== 'unix_time_second')),
    fc.constantFrom(
      'working_electrode_potential_volt',
      'counter_electrode_potential_volt',
      'a, b',
      'a;b',
      'say "x"',
      '1',
      'x / y',
      '日本',
    ),
  );
  const table = fc.integer({ min: 1, max: 5 }).chain((rows) => {
    const values = fc.oneof(
      fc.array(value, { minLength: rows, maxLength: rows }),
      fc.constant(Array.from({ length: rows }, () => Number.NaN)),
    );
    return fc.record({
      rows: fc.constant(rows),
      columns: fc.dictionary(names, values, { maxKeys: 6 }),
      voltage: values,
      current: values,
      words: fc.option(
        fc.array(fc.constantFrom('', 'Rest', 'a, b', 'a;b', 'say "x"', 'CC-CV'), { minLength: rows, maxLength: rows }),
        { nil: undefined },
      ),
    });
  });

  it('is read back to the last bit, missing values and further columns too (property)', () => {
    fc.assert(
      fc.property(table, ({ rows, columns: given, voltage, current, words }) => {
        const listed = {
          ...given,
          test_time_second: Array.from({ length: rows }, (_, i) => i / 3),
          voltage_volt: voltage,
          current_ampere: current,
        };
        const columns = Object.fromEntries(
          Object.entries(listed).map(([name, values]) => [name, Float64Array.from(values)]),
        );
        const log: Electrochemistry = {
          columns,
          original: {},
          segments: [{ row: 0 }],
          metadata: {},
          warnings: [],
          ...(words === undefined ? {} : { text: { step_type: words } }),
        };
        const back = parseElectrochemistryCsv(formatBatteryData(log), { currentSign: 'as-is' });
        for (const [name, values] of Object.entries(columns))
          expect([name, ...(batteryDataNames.includes(name) ? back.columns[name]! : back.original[name]!)]).toEqual([
            name,
            ...values,
          ]);
        if (words?.some((word) => word !== '') === true) expect(back.text?.['step_type']).toEqual(words);
      }),
      { numRuns: 500 },
    );
  });

  it.each([1e30, -1e30, 9.9e37, -1.7e308])('reads a voltage of %d back as missing, and tells', (sign) => {
    const log: Electrochemistry = {
      columns: {
        test_time_second: Float64Array.of(0, 1, 2),
        voltage_volt: Float64Array.of(3.5, sign, 3.75),
        current_ampere: Float64Array.of(1, 1, 1),
      },
      original: {},
      segments: [{ row: 0 }],
      metadata: {},
      warnings: [],
    };
    const back = parseElectrochemistryCsv(formatBatteryData(log), { currentSign: 'as-is' });
    expect(back.columns['voltage_volt']).toEqual(Float64Array.of(3.5, Number.NaN, 3.75));
    expect(back.warnings.map(({ code, message }) => [code, message])).toEqual([
      ['missing-values', `voltage_volt holds ${sign}, which stands for no value, in 1 of 3 rows: they are left out.`],
      ['not-finite', 'voltage_volt is missing or infinite in 1 of 3 rows.'],
    ]);
  });

  it('refuses columns of different lengths, and none', () => {
    const one = Float64Array.of(1);
    const none = new Float64Array(0);
    expect(
      codeOf(() =>
        formatBatteryData({
          columns: { test_time_second: none, voltage_volt: none, current_ampere: none },
          original: {},
          segments: [{ row: 0 }],
          metadata: {},
          warnings: [],
        }),
      ),
    ).toBe('invalid-argument');
    expect(
      codeOf(() =>
        formatBatteryData({
          columns: { test_time_second: one, voltage_volt: one, current_ampere: one, step_id: Float64Array.of(1, 2) },
          original: {},
          segments: [{ row: 0 }],
          metadata: {},
          warnings: [],
        }),
      ),
    ).toBe('shape-mismatch');
  });
});
