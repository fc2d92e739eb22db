import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusWords } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import {
  cellFromSpacings,
  cellVolume,
  completeCell,
  freeParameters,
  lithiumContent,
  lithiumContents,
  reciprocalMetric,
  spacing,
} from '../src/index.js';
import { spacingSlopes } from '../src/spacing-slopes.js';
import type { CrystalSystem, Hkl } from '../src/index.js';

const reflections: Hkl[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 0],
  [1, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [2, 1, 0],
  [2, 0, 1],
  [1, -1, 2],
  [-1, 2, 1],
  [3, 0, 1],
];
const typical: Readonly<Record<CrystalSystem, number[]>> = {
  cubic: [5.43],
  tetragonal: [4.6, 2.95],
  hexagonal: [2.86, 14.2],
  trigonal: [5.2, 57],
  orthorhombic: [10.3, 6, 4.7],
  monoclinic: [5.1, 5.2, 5.3, 99],
  triclinic: [7.2, 7.8, 5.5, 91, 101, 105],
};

describe('cells from spacings', () => {
  it.each(Object.keys(typical) as CrystalSystem[])('%s: given back exactly (property)', (system) => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -0.02, max: 0.02, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (shifts) => {
          const free = typical[system].map((value, k) => value * (1 + shifts[k]!));
          const cell = completeCell(system, free);
          const found = cellFromSpacings(
            reflections.map((hkl) => ({ hkl, d: spacing(cell, hkl), stderr: 1e-4 })),
            system,
          );
          freeParameters[system].forEach((name, k) => {
            expect(found.cell[name] / free[k]!).toBeCloseTo(1, 8);
          });
        },
      ),
      { numRuns: 30 },
    );
  });

  it('errors are those of the scatter (300 noisy cells)', () => {
    const random = seededRandom(2);
    const cell = completeCell('hexagonal', [2.86, 14.2]);
    const pulls = Array.from({ length: 300 }, () => {
      const found = cellFromSpacings(
        reflections.map((hkl) => ({ hkl, d: spacing(cell, hkl) + 1e-4 * random.normal(), stderr: 1e-4 })),
        'hexagonal',
      );
      return [(found.cell.a - 2.86) / found.parameters.a!.stderr, (found.cell.c - 14.2) / found.parameters.c!.stderr];
    });
    for (const k of [0, 1]) {
      const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull[k]! ** 2, 0) / 300);
      // 300 draws scatter by 4 %.
      expect(Math.abs(width - 1)).toBeLessThan(0.15);
    }
  });

  it('known cells: LaB6 of SRM 660c, quartz', () => {
    // NIST SRM 660c: a = 4.156826(8); reflections of the certificate's cell in closed form a / sqrt(N).
    expect(
      cellFromSpacings(
        [
          [1, 0, 0],
          [1, 1, 0],
          [1, 1, 1],
        ].map((hkl) => ({ hkl: hkl as unknown as Hkl, d: 4.156826 / Math.hypot(...hkl), stderr: 1e-5 })),
        'cubic',
      ).cell.a,
    ).toBeCloseTo(4.156826, 9);
    // Quartz: d(100) = a sqrt(3)/2 = 4.2552, d(101) = 3.3435 for a = 4.9134, c = 5.4052.
    const quartz = completeCell('hexagonal', [4.9134, 5.4052]);
    expect(spacing(quartz, [1, 0, 0])).toBeCloseTo(4.2551, 3);
    expect(spacing(quartz, [1, 0, 1])).toBeCloseTo(3.3435, 3);
    expect(cellVolume(quartz)).toBeCloseTo(113.0, 1);
    expect(reciprocalMetric(completeCell('cubic', [2]))).toEqual([
      0.25,
      0.25,
      0.25,
      expect.closeTo(0),
      expect.closeTo(0),
      expect.closeTo(0),
    ]);
  });

  it('refuses too few, impossible and undetermining reflections', () => {
    const one = (hkl: Hkl, d = 2, stderr = 0.001): { hkl: Hkl; d: number; stderr: number } => ({ hkl, d, stderr });
    expect(() => cellFromSpacings([one([0, 0, 3])], 'hexagonal')).toThrow(/cannot determine/);
    expect(() => cellFromSpacings([one([0, 0, 3]), one([0, 0, 6], 1)], 'hexagonal')).toThrow(/do not determine/);
    expect(() => cellFromSpacings([one([1, 0, 0], -2)], 'cubic')).toThrow(/spacing -2/);
    expect(() => cellFromSpacings([one([1, 0, 0], 2, 0)], 'cubic')).toThrow(/\+- 0/);
  });

  it('lithium by table and by Vegard, branches told apart', () => {
    const table = { kind: 'table', x: [0.4, 0.6, 0.8, 1], values: [14.48, 14.44, 14.32, 14.23] } as const;
    expect(lithiumContent({ value: 14.38, stderr: 0.001 }, table).value).toBeGreaterThan(0.6);
    const hump = { kind: 'table', x: [0.2, 0.4, 1], values: [14.3, 14.48, 14.2] } as const;
    expect(lithiumContent({ value: 14.4, stderr: 0.001 }, hump).status).toBe('ambiguous');
    expect(lithiumContent({ value: 14.4, stderr: 0.001 }, hump, { previous: 0.25 }).value).toBeLessThan(0.4);
    expect(() => lithiumContent({ value: 15, stderr: 0.001 }, hump)).toThrow(/outside/);
    expect(
      lithiumContent(
        { value: 2.83, stderr: 0.001 },
        {
          kind: 'vegard',
          ends: [
            { x: 0, value: 2.81 },
            { x: 1, value: 2.85 },
          ],
        },
      ),
    ).toMatchObject({ value: expect.closeTo(0.5, 9) as number, stderr: expect.closeTo(0.025, 9) as number });
  });

  it('lithium of a series: the branch of the frame before, gaps and what lies outside told', () => {
    const hump = { kind: 'table', x: [0.2, 0.4, 1], values: [14.3, 14.48, 14.2] } as const;
    const values = Float64Array.of(14.4, 14.32, Number.NaN, 14.4, 15, 14.47);
    const parameter = { values, stderr: new Float64Array(6).fill(1e-3) };
    const { content, warnings } = lithiumContents(parameter, hump, { fromCharge: [Number.NaN, 0.25, 0, 0.9, 0, 0] });
    expect([content.name, content.unit]).toEqual(['lithium_content', '1']);
    expect(statusWords(content.status!)).toEqual(['ambiguous', 'ok', 'failed', 'ok', 'outside', 'ok']);
    for (const frame of [1, 3, 5]) {
      const previous = frame === 1 ? 0.25 : content.values[frame - 2]!;
      const alone = lithiumContent({ value: values[frame]!, stderr: 1e-3 }, hump, { previous });
      expect([content.values[frame], content.stderr![frame]]).toEqual([alone.value, alone.stderr]);
    }
    expect(content.values[3]).toBeLessThan(0.4);
    expect([content.values[0], content.stderr![2], content.values[4]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(warnings.map(({ code }) => code)).toEqual(['outside-range', 'frames-doubtful']);
    const unknown = lithiumContents({ values: Float64Array.of(14.25) }, hump).content;
    expect([Number.isFinite(unknown.values[0]), unknown.stderr![0]]).toEqual([true, Number.NaN]);
  });

  it('cell parameters carry their units', () => {
    const found = cellFromSpacings(
      reflections.map((hkl) => ({
        hkl,
        d: spacing(completeCell('monoclinic', typical.monoclinic), hkl),
        stderr: 1e-4,
      })),
      'monoclinic',
    );
    expect(Object.entries(found.parameters).map(([name, { unit }]) => `${name} ${unit}`)).toEqual([
      'a angstrom',
      'b angstrom',
      'c angstrom',
      'beta deg',
    ]);
    expect(found.parameters.beta!.value).toBe(found.cell.beta);
  });
});

describe('derivatives of spacings', () => {
  it.each(Object.keys(freeParameters) as CrystalSystem[])('are those of differences: %s', (system) => {
    const at = typical[system];
    const slopes = new Float64Array(at.length);
    for (const hkl of reflections) {
      const d = spacingSlopes(completeCell(system, at), system, hkl, slopes, 0);
      expect(d).toBeCloseTo(spacing(completeCell(system, at), hkl), 12);
      at.forEach((value, k) => {
        const h = 1e-5 * value;
        const moved = [h, -h].map((by) => spacing(completeCell(system, at.with(k, value + by)), hkl));
        // Central differences err by rounding over h, and by h^2.
        expect(slopes[k]!).toBeCloseTo((moved[0]! - moved[1]!) / (2 * h), 8);
      });
    }
  });
});
