import { describe, expect, it } from 'vitest';
import { codeOf, seededRandom } from '@operando/fixtures';
import { createSignal, lagBetween } from '../src/index.js';
import { reference, referenceSignal, simulated } from './signals.js';

describe.skipIf(reference === undefined)('the reference series', () => {
  // Truth 412 s; scipy's fit of a common spline gives 408.7 +- 7.6 s.
  it('has the lattice 412 s after the edge, within two errors of at most 9 s', () => {
    const found = lagBetween(referenceSignal('edge'), referenceSignal('lattice'), {
      range: [-900, 900],
      surrogates: 99,
    });
    expect(found.status).toBe('converged');
    expect(Math.abs(found.lag - 412)).toBeLessThan(2 * found.stderr);
    expect(found.stderr).toBeLessThan(9);
    expect(found.lag).toBeCloseTo(408.72, -0.5);
    expect(found.interval[0]).toBeLessThan(412);
    expect(found.interval[1]).toBeGreaterThan(412);
    expect(found.pValue).toBe(0.01);
  });
  it('has a random walk that follows neither', () => {
    const found = lagBetween(referenceSignal('edge'), referenceSignal('random_walk'), {
      range: [-2000, 2000],
      surrogates: 99,
    });
    expect(found.pValue).toBeGreaterThan(0.05);
    expect(['not-significant', 'at-bound']).toContain(found.status);
  });
});

describe('simulated lags', () => {
  const short = { length: 10_800, kinks: [2000, 4900, 7700] };
  it('have pulls of about 1', () => {
    const pulls = Array.from({ length: 6 }, (_, k) => {
      const lag = 60 * k - 200;
      const { edge, lattice } = simulated({ ...short, seed: k + 1, lag });
      const found = lagBetween(edge, lattice, { range: [lag - 300, lag + 300], surrogates: 0 });
      return (found.lag - lag) / found.stderr;
    });
    // Six pulls of width 1: their mean square is between 0.11 and 3.1 in 99 of 100 cases (chi-square tables); 200 are in scripts.
    const square = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length;
    expect(square).toBeGreaterThan(0.11);
    expect(square).toBeLessThan(3.1);
  });
  it('say which signal is later by their sign', () => {
    const { edge, lattice } = simulated({ ...short, seed: 3 });
    const how = { range: [-800, 800], surrogates: 0 } as const;
    const [forth, back] = [lagBetween(edge, lattice, how), lagBetween(lattice, edge, how)];
    expect(forth.lag).toBeGreaterThan(350);
    expect(back.lag).toBeCloseTo(-forth.lag, -1);
    expect(forth.gain * back.gain).toBeCloseTo(1, 1);
  });
  const { edge, lattice } = simulated({ ...short, seed: 4, lag: 30 });
  it('below what the clocks may be apart are said to be so', () => {
    const how = { range: [-400, 400], surrogates: 39 } as const;
    expect(lagBetween(edge, lattice, { ...how, clockStderr: 60 }).status).toBe('below-clock');
    expect(lagBetween(edge, lattice, { ...how, clockStderr: 60 }).totalStderr).toBeGreaterThan(60);
  });
  it('at the end of the range are no lags', () => {
    const { status, stderr } = lagBetween(edge, lattice, { range: [200, 400], surrogates: 0 });
    expect([status, stderr]).toEqual(['at-bound', Number.NaN]);
  });
  it('of different cells are not sought', () => {
    expect(lagBetween(edge, lattice, { differentCells: true })).toMatchObject({
      status: 'different-cells',
      lag: Number.NaN,
    });
  });
  it('of a period are ambiguous, and all are listed', () => {
    const wave = (t: number): number => Math.sin((2 * Math.PI * t) / 500);
    const random = seededRandom(3);
    const time = Array.from({ length: 100 }, (_, i) => 30 * i);
    const [a, b] = [0, 60].map((lag) =>
      createSignal({
        name: `w${lag}`,
        start: time,
        values: time.map((t) => wave(t - lag) + 0.3 * random.normal()),
        stderr: time.map(() => 0.3),
      }),
    );
    const { status, others } = lagBetween(a!, b!, { range: [-700, 700], surrogates: 39 });
    expect(status).toBe('ambiguous');
    expect(others.some(({ lag }) => Math.abs(Math.abs(lag - 60) - 500) < 60)).toBe(true);
  });
  it('may have kinks where they are known', () => {
    const { lag, stderr } = lagBetween(edge, lattice, { range: [-300, 300], surrogates: 0, kinks: short.kinks });
    expect(Math.abs(lag - 30)).toBeLessThan(4 * stderr);
  });
  it('are not sought where there is nothing to seek', () => {
    const early = createSignal({
      name: 'early',
      start: Array.from({ length: 9 }, (_, i) => i - 9999),
      values: Array.from({ length: 9 }, (_, i) => i * i),
    });
    expect(codeOf(() => lagBetween(early, edge))).toBe('outside-range');
    // The early one ends at -9991 s: no lag of this range brings the other there.
    expect(codeOf(() => lagBetween(early, edge, { range: [-500, 500] }))).toBe('outside-range');
    expect(codeOf(() => lagBetween(edge, early, { range: [-500, 500] }))).toBe('outside-range');
    expect(codeOf(() => lagBetween(edge, lattice, { range: [5, 5] }))).toBe('invalid-argument');
  });
});
