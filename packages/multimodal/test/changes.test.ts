import { describe, expect, it } from 'vitest';
import { binSignal, changesOf, createSignal, jointChanges } from '../src/index.js';
import { reference, referenceSignal, simulated } from './signals.js';

const kinks = [4100, 9800, 15_500];

describe.skipIf(reference === undefined)('the reference series', () => {
  it('changes three times in either signal, at once when the lag is taken off', () => {
    // Means of four and two neighbours: a quarter of the time.
    const edge = binSignal(referenceSignal('edge'), 150);
    const lattice = binSignal(referenceSignal('lattice'), 150);
    const { changes, signals } = jointChanges([edge, lattice], { lags: { lattice: 412 }, most: 5 });
    const main = changes.filter(({ isWeak }) => !isWeak);
    expect(main.map(({ isJoint }) => isJoint)).toEqual([true, true, true]);
    // Truth: 4100, 9800 and 15500 s; the limit of the reference is 200 s.
    main.forEach(({ time, interval }, k) => {
      expect(Math.abs(time - kinks[k]!)).toBeLessThan(60);
      expect(interval[1] - interval[0]).toBeLessThan(200);
    });
    // The wave of 2700 s is no change.
    expect((2 * Math.PI) / signals[0]!.wandering!.frequency).toBeCloseTo(2700, -2);
  });
});

describe('changes of simulated signals', () => {
  const { edge, lattice } = simulated({ seed: 21, step: 150, lag: 700 });
  it('lie in their intervals, and in their order where they are not shared', () => {
    const { changes } = jointChanges([edge, lattice], { most: 4 });
    const main = changes.filter(({ isWeak }) => !isWeak);
    expect(main.map(({ parts }) => parts.map(({ signal }) => signal).join())).toEqual([
      'edge',
      'lattice',
      'edge',
      'lattice',
      'edge',
      'lattice',
    ]);
    expect(main.every(({ pSameAsBefore }) => Number.isNaN(pSameAsBefore) || pSameAsBefore < 0.05)).toBe(true);
    const truth = kinks.flatMap((kink) => [kink, kink + 700]);
    const inside = main.filter(({ interval: [low, high] }, k) => low <= truth[k]! && truth[k]! <= high);
    // Each holds its truth in 95 of 100 cases.
    expect(inside.length).toBeGreaterThanOrEqual(5);
  });
});

it('a step is found where it is, and a steady signal has none', () => {
  const noise = (i: number): number => 0.1 * Math.sin(12.9898 * i * i);
  const time = Array.from({ length: 120 }, (_, i) => 10 * i);
  const signal = (height: number) =>
    createSignal({
      name: 's',
      start: time,
      end: time.map((t) => t + 5),
      values: time.map((t, i) => (t > 700 ? height : 0) + noise(i)),
      stderr: time.map(() => 0.07),
    });
  const { changes } = changesOf(signal(0.5), { kind: 'steps', most: 2 });
  expect(changes).toHaveLength(1);
  expect(Math.abs(changes[0]!.time - 703)).toBeLessThan(12);
  expect(Math.abs(changes[0]!.height - 0.5)).toBeLessThan(4 * changes[0]!.heightStderr);
  expect(changesOf(signal(0), { kind: 'steps', most: 2, wandering: false }).changes).toEqual([]);
});
