import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { phaseAreas } from '../src/phase-area.js';

const { converged, masked } = statusOf;
/** Areas of reflections with these strengths in slices of these amounts; NaN where not fitted. */
function rowsOf(strengths: readonly number[], amounts: readonly number[], isFitted: (r: number, s: number) => boolean) {
  return strengths.map((strength, r) => ({
    area: amounts.map((amount, s) => (isFitted(r, s) ? strength * amount : Number.NaN)),
    areaStderr: amounts.map((_, s) => (isFitted(r, s) ? 1 : Number.NaN)),
    status: amounts.map((_, s) => (isFitted(r, s) ? converged : masked)),
  }));
}

describe('area of a phase', () => {
  it('is the sum over its reflections where all were fitted', () => {
    const { values, stderr, status, share } = phaseAreas(
      rowsOf([1, 2, 3], [10, 20, 0], () => true),
      3,
    );
    expect(values).toEqual([60, 120, 0]);
    expect(stderr).toEqual([Math.sqrt(3), Math.sqrt(3), Math.sqrt(3)]);
    expect([status, share]).toEqual([
      ['converged', 'converged', 'converged'],
      [1, 1, 1],
    ]);
  });

  it('is the same whichever reflections could not be fitted, as long as some were and some slices have all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 2, maxLength: 5 }),
        fc.array(fc.tuple(fc.double({ min: 1, max: 100, noNaN: true }), fc.nat(30)), { minLength: 1, maxLength: 12 }),
        (strengths, slices) => {
          const amounts = [5, 50, 20, ...slices.map(([amount]) => amount)];
          // Of the further slices: bits of the reflections that lack.
          const lacks = [0, 0, 0, ...slices.map(([, bits]) => bits)];
          const isFitted = (r: number, s: number): boolean => ((lacks[s]! >> r) & 1) === 0;
          const { values, stderr, share } = phaseAreas(rowsOf(strengths, amounts, isFitted), amounts.length);
          const total = strengths.reduce((sum, each) => sum + each, 0);
          amounts.forEach((amount, s) => {
            const seen = strengths.filter((_, r) => isFitted(r, s));
            if (seen.length === 0) {
              expect([values[s], stderr[s], share[s]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
              return;
            }
            expect(values[s]! / (amount * total)).toBeCloseTo(1, 9);
            expect(share[s]! / (seen.reduce((sum, each) => sum + each, 0) / total)).toBeCloseTo(1, 9);
            // What is known of one reflection is less known of all.
            expect(stderr[s]! / (Math.sqrt(seen.length) / share[s]!)).toBeCloseTo(1, 9);
          });
        },
      ),
    );
  });

  it('has errors that hold how far shares vary from slice to slice', () => {
    const random = seededRandom(3);
    const slices = 4000;
    // The second reflection varies by a tenth for texture; a third of the slices lacks it.
    const factor = Array.from({ length: slices }, () => 1 + 0.1 * random.normal());
    const noise = [0, 1].map(() => Array.from({ length: slices }, () => random.normal()));
    const lacks = (r: number, s: number): boolean => r === 1 && s % 3 === 0;
    const rows = [100, 150].map((strength, r) => ({
      area: factor.map((f, s) => (lacks(r, s) ? Number.NaN : strength * (r === 1 ? f : 1) + noise[r]![s]!)),
      areaStderr: factor.map((_, s) => (lacks(r, s) ? Number.NaN : 1)),
      status: factor.map((_, s) => (lacks(r, s) ? masked : converged)),
    }));
    const { values, stderr } = phaseAreas(rows, slices);
    const pulls = factor.flatMap((f, s) => (s % 3 === 0 ? [(values[s]! - (100 + 150 * f)) / stderr[s]!] : []));
    const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / pulls.length);
    // Four standard errors of 1333 draws.
    expect(Math.abs(mean)).toBeLessThan(0.11);
    expect(Math.abs(width - 1)).toBeLessThan(0.08);
  });

  it('is that of the reflections that most slices have, where hardly one has all', () => {
    const amounts = Array.from({ length: 30 }, (_, s) => 10 + s);
    // The third is fitted in two slices, where the second is not.
    const isFitted = (r: number, s: number): boolean => (r === 2 ? s < 2 : r !== 1 || s >= 2);
    const { values, share } = phaseAreas(rowsOf([1, 2, 5], amounts, isFitted), 30);
    expect(values.slice(2)).toEqual(amounts.slice(2).map((amount) => 3 * amount));
    expect(values[0]).toBeCloseTo(30, 9);
    expect(share.slice(0, 3)).toEqual([expect.closeTo(1 / 3, 9), expect.closeTo(1 / 3, 9), 1]);
  });

  it('is masked where no reflection could be fitted for what lies on it, and failed where fits did', () => {
    const rows = rowsOf([1, 2], [1, 1, 1, 1, 1], (_, s) => s > 1);
    rows[0]!.status[1] = statusOf.failed;
    expect(phaseAreas(rows, 5).status.slice(0, 3)).toEqual(['masked', 'failed', 'converged']);
  });
});
