import { describe, expect, it } from 'vitest';
import { statusWords } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { leverRule, lithiumContent, phaseFractionColumns, phaseFractions, williamsonHall } from '../src/index.js';

describe('phaseFractions', () => {
  it('are areas over weights, with errors that simulations confirm', () => {
    const { fractions, covariance, relative } = phaseFractions([
      { area: 300, stderr: 6, weight: 2 },
      { area: 50, stderr: 4, weight: 1 },
    ]);
    expect(fractions[0]!.value).toBeCloseTo(0.75, 12);
    expect([relative, phaseFractions([{ area: 1, stderr: 0 }]).relative]).toEqual([false, true]);
    const random = seededRandom(2);
    const samples = Array.from({ length: 20_000 }, () => {
      const one = (300 + 6 * random.normal()) / 2;
      return one / (one + 50 + 4 * random.normal());
    });
    const mean = samples.reduce((sum, value) => sum + value, 0) / samples.length;
    const spread = Math.sqrt(samples.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples.length);
    // 20 000 samples: the spread is known to 0.5 %, propagation is of first order.
    expect(fractions[0]!.stderr / spread).toBeCloseTo(1, 1);
    expect(covariance[1]).toBeCloseTo(-covariance[0]!, 12);
    expect(() => phaseFractions([{ area: 0, stderr: 1 }])).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    expect(leverRule({ value: 0.25, stderr: 0.01 }, { value: 0.1, stderr: 0 }, { value: 0.9, stderr: 0 })).toEqual({
      value: expect.closeTo(0.3, 12) as number,
      stderr: expect.closeTo(0.008, 12) as number,
      unit: '1',
    });
  });
});

describe('phaseFractionColumns', () => {
  const column = (values: number[], stderr: number[]): { values: Float64Array; stderr: Float64Array } => ({
    values: Float64Array.from(values),
    stderr: Float64Array.from(stderr),
  });

  it('are the shares of each frame; a held area leaves the errors unknown, a missing one the frame', () => {
    const [alpha, beta] = phaseFractionColumns([
      { name: 'alpha', area: column([300, 300, Number.NaN], [6, Number.NaN, 1]), weight: 2 },
      { name: 'beta', area: column([50, 50, 50], [4, 4, 4]), weight: 1 },
    ]);
    const { fractions } = phaseFractions([
      { area: 300, stderr: 6, weight: 2 },
      { area: 50, stderr: 4, weight: 1 },
    ]);
    expect([alpha!.name, alpha!.unit, beta!.name]).toEqual(['alpha_fraction', '1', 'beta_fraction']);
    expect([alpha!.values[0], alpha!.stderr![0]]).toEqual([fractions[0]!.value, fractions[0]!.stderr]);
    expect([beta!.values[1], beta!.stderr![1]]).toEqual([fractions[1]!.value, Number.NaN]);
    expect([alpha!.values[2], beta!.values[2]]).toEqual([Number.NaN, Number.NaN]);
    expect(statusWords(alpha!.status!)).toEqual(['ok', 'ok', 'failed']);
    expect(() => phaseFractionColumns([])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() =>
      phaseFractionColumns([
        { name: 'alpha', area: column([1], [1]) },
        { name: 'beta', area: column([1, 2], [1, 1]) },
      ]),
    ).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});

describe('williamsonHall', () => {
  it('gives back size and strain, with the instrument taken off', () => {
    const wavelength = 0.41;
    const widths = [5, 10, 18, 25, 33].map((twoTheta) => {
      const theta = (twoTheta * Math.PI) / 360;
      const broad = (((0.9 * wavelength) / 350 + 4 * 0.002 * Math.sin(theta)) / Math.cos(theta)) * (180 / Math.PI);
      return { twoTheta, width: broad + 0.01, stderr: 0.001, instrument: 0.01 };
    });
    const { size, strain, chiSquare, degreesOfFreedom } = williamsonHall(widths, { wavelength });
    expect(size.value).toBeCloseTo(350, 8);
    expect(strain.value).toBeCloseTo(0.002, 12);
    expect([degreesOfFreedom, chiSquare < 1e-12, size.stderr > 0, strain.stderr > 0]).toEqual([3, true, true, true]);
    const squares = widths.map(({ twoTheta, width, stderr, instrument }) => ({
      twoTheta,
      stderr,
      instrument,
      width: Math.hypot(width - 0.01, 0.01),
    }));
    expect(williamsonHall(squares, { wavelength, instrumentShape: 'gaussian' }).size.value).toBeCloseTo(350, 6);
    expect(() => williamsonHall(widths.slice(1, 2), { wavelength })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() =>
      williamsonHall(
        widths.map(({ twoTheta, width, stderr }) => ({ twoTheta, width, stderr, instrument: 9 })),
        { wavelength },
      ),
    ).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('lithiumContent', () => {
  const vegard = {
    kind: 'vegard',
    ends: [
      { x: 0, value: 8.0 },
      { x: 1, value: 8.3, stderr: 0.003 },
    ],
  } as const;

  it("follows Vegard's law between its ends, and refuses to go on", () => {
    const half = lithiumContent({ value: 8.15, stderr: 0.003 }, vegard);
    expect([half.value, half.branches.length, half.status]).toEqual([expect.closeTo(0.5, 10), 1, 'ok']);
    expect(half.stderr).toBeCloseTo(Math.hypot(0.003, 0.5 * 0.003) / 0.3, 10);
    expect(lithiumContent({ value: 8.304, stderr: 0.003 }, vegard).value).toBe(1);
    expect(() => lithiumContent({ value: 8.4, stderr: 0.003 }, vegard)).toThrow(
      expect.objectContaining({ code: 'outside-range' }),
    );
    expect(() => lithiumContent({ value: Number.NaN, stderr: 0 }, vegard)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('of a curve that rises and falls returns both answers and chooses by continuity or charge', () => {
    // c of a layered oxide over lithium content: rises while lithium leaves, then collapses.
    const table = {
      kind: 'table',
      x: [0.1, 0.25, 0.4, 0.6, 0.8, 1],
      values: [13.9, 14.25, 14.45, 14.42, 14.3, 14.19],
    } as const;
    const both = lithiumContent({ value: 14.3, stderr: 0.002 }, table);
    expect([both.branches.length, both.status, both.value]).toEqual([2, 'ambiguous', Number.NaN]);
    expect(both.branches[1]!.value).toBeCloseTo(0.8, 9);
    expect(lithiumContent({ value: 14.3, stderr: 0.002 }, table, { previous: 0.85 }).value).toBeCloseTo(0.8, 9);
    const low = lithiumContent({ value: 14.3, stderr: 0.002 }, table, { fromCharge: 0.2 });
    expect(low.value).toBeGreaterThan(0.25);
    expect(low.value).toBeLessThan(0.4);
    expect(lithiumContent({ value: 14.0, stderr: 0.002 }, table).branches).toHaveLength(1);
    // At a knot inside there is one answer per branch, not two.
    expect(lithiumContent({ value: 14.42, stderr: 0 }, table).branches).toHaveLength(2);
    expect(lithiumContent({ value: 14.45, stderr: 0 }, table).branches.length).toBeGreaterThan(0);
    // The error follows the local slope of the curve.
    const { stderr } = lithiumContent({ value: 14.0, stderr: 0.002 }, table);
    const slope =
      (lithiumContent({ value: 14.001, stderr: 0 }, table).value -
        lithiumContent({ value: 13.999, stderr: 0 }, table).value) /
      0.002;
    expect(stderr / (0.002 * slope)).toBeCloseTo(1, 3);
    expect(() => lithiumContent({ value: 14.5, stderr: 0.002 }, table)).toThrow(
      expect.objectContaining({ code: 'outside-range' }),
    );
  });
});
