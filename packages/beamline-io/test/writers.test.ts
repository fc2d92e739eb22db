import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, referencePath } from '@operando/fixtures';
import { formatOrt, readReflectivity } from '../src/index.js';
import type { ReflectivityCurve } from '../src/index.js';
import { readReflectivityFiles, writeOrt } from '../src/node.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-writers-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const curve = (name: string, rows: readonly (readonly [number, number, number, number])[], dqKind: 'sigma' | 'fwhm' = 'sigma'): ReflectivityCurve => ({
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
    const row = fc.tuple(fc.double({ min: 1e-4, max: 1, noNaN: true }), fc.double({ min: -1, max: 2, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 1e-6, max: 1e-1, noNaN: true }));
    const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.trim() === text && !/[\p{Cc}\u2028\u2029]/u.test(text));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.array(row, { minLength: 1, maxLength: 3 }), name, fc.constantFrom('sigma' as const, 'fwhm' as const), (a, b, title, kind) => {
        const curves = [curve(title, a, kind), curve(`${title} again`, b, kind)];
        const back = readReflectivity(bytes(formatOrt(curves)));
        curves.forEach((one, k) => {
          expect([back[k]!.name, back[k]!.dqKind]).toEqual([one.name, kind]);
          for (const column of ['q', 'r', 'dr', 'dq'] as const) expect(Array.from(back[k]![column]!)).toEqual(Array.from(one[column]!, (value) => value + 0));
        });
      }),
      { numRuns: 100 },
    );
  });

  it('says what it cannot write, and writes files whole or not at all', async () => {
    const one = curve('a', [[0.01, 1, 0.1, 0.001]]);
    expect(codeOf(() => formatOrt([]))).toBe('invalid-argument');
    expect(() => formatOrt([one, one])).toThrow(/two curves have one name/);
    expect(codeOf(() => formatOrt([{ ...one, dr: new Float64Array(2) }]))).toBe('shape-mismatch');
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
    expect(back.map(({ name, q, r, dq, dqKind }) => [name, q, r, dq, dqKind])).toEqual(original.map(({ name, q, r, dq, dqKind }) => [name, q, r, dq, dqKind]));
  });
});
