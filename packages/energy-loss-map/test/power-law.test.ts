import { describe, expect, it } from 'vitest';
import { codeOf, seededRandom } from '@operando/fixtures';
import { channelsBetween, edgeIntegral, fitFront, powerLawBackground } from '../src/index.js';
import { statusOf } from '@operando/core';

describe('two windows', () => {
  const energies = Float64Array.from({ length: 160 }, (_, i) => 35 + 0.25 * i);
  const before = channelsBetween(energies, [38, 53]);
  const window = channelsBetween(energies, [54.5, 59.5]);

  it('hold the channels from their begin on, not that at their end', () => {
    expect([before, window]).toEqual([
      { from: 12, to: 72 },
      { from: 78, to: 98 },
    ]);
  });

  it('have the errors that repeated counts scatter by', () => {
    const random = seededRandom(6);
    const draws = Array.from({ length: 400 }, () => {
      const counts = energies.map((energy) => random.poisson(800 * (energy / 40) ** -2.9 + (energy > 54 ? 90 : 0)));
      return edgeIntegral(energies, counts, powerLawBackground(energies, counts, before), window);
    });
    const check = (of: (draw: (typeof draws)[number]) => number, error: number): void => {
      const mean = draws.reduce((sum, draw) => sum + of(draw), 0) / 400;
      const scatter = Math.sqrt(draws.reduce((sum, draw) => sum + (of(draw) - mean) ** 2, 0) / 399);
      // The scatter of 400 draws is known to 3.5 %.
      expect(Math.abs(scatter / error - 1)).toBeLessThan(0.12);
    };
    const middle = (of: (draw: (typeof draws)[number]) => number): number =>
      draws.reduce((sum, draw) => sum + of(draw), 0) / 400;
    check(
      ({ value }) => value,
      middle(({ stderr }) => stderr),
    );
    check(
      ({ ratio }) => ratio,
      middle(({ ratioStderr }) => ratioStderr),
    );
    // The extrapolated background adds more than the counts of the window themselves.
    expect(middle(({ h }) => h)).toBeGreaterThan(2);
  });

  it('of one channel is refused', () => {
    expect(codeOf(() => powerLawBackground(energies, energies, { from: 3, to: 4 }))).toBe('too-few-points');
  });
});

describe('a front', () => {
  it('is found within its error, and not where there is none', () => {
    const random = seededRandom(9);
    const stderr = new Float64Array(14).fill(0.03);
    const front = (place: number) => (x: number) => (x < place ? 0.9 : 0.4) + 0.03 * random.normal();
    const pulls = Array.from({ length: 60 }, () => {
      const place = 4 + 5 * random.uniform();
      // A sharp front between pixels is smeared over one of them.
      const values = Float64Array.from({ length: 14 }, (_, x) => {
        const share = Math.min(1, Math.max(0, place - x + 0.5));
        return 0.4 + 0.5 * share + 0.03 * random.normal();
      });
      const found = fitFront(values, stderr, 0, 13, 0.4);
      expect(found.status).toBe(statusOf.converged);
      return (found.place - place) / Math.hypot(found.stderr, 0.05);
    });
    expect(Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / 60)).toBeLessThan(1.3);
    const flat = Float64Array.from({ length: 14 }, () => 0.5 + 0.03 * random.normal());
    expect(fitFront(flat, stderr, 0, 13).status).not.toBe(statusOf.converged);
    const few = Float64Array.from({ length: 14 }, (_, x) => front(5)(x));
    expect(fitFront(few, stderr, 0, 2).status).toBe(statusOf.failed);
  });
});
