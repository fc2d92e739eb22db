import { describe, expect, it } from 'vitest';
import { codeOf } from '@operando/fixtures';
import {
  alignClocks,
  clockStderr,
  createSignal,
  onClock,
  rankCorrelation,
  relate,
  sameClock,
  tableOnFrames,
} from '../src/index.js';

describe('lines through points with errors in both', () => {
  // Pearson's data with York's weights: York et al., Am. J. Phys. 72 (2004) 367, table II.
  const x = [0, 0.9, 1.8, 2.6, 3.3, 4.4, 5.2, 6.1, 6.5, 7.4];
  const y = [5.9, 5.4, 4.4, 4.6, 3.5, 3.7, 2.8, 2.8, 2.4, 1.5];
  const [wx, wy] = [
    [1000, 1000, 500, 800, 200, 80, 60, 20, 1.8, 1],
    [1, 1.8, 4, 8, 20, 20, 70, 70, 100, 500],
  ];
  const errors = (weights: readonly number[]): number[] => weights.map((weight) => 1 / Math.sqrt(weight));
  it('are those of York', () => {
    const { slope, intercept, chiSquare, degreesOfFreedom, status } = relate(
      { values: x, stderr: errors(wx) },
      { values: y, stderr: errors(wy) },
    );
    expect(slope.value).toBeCloseTo(-0.480533407, 8);
    expect(intercept.value).toBeCloseTo(5.47991022, 7);
    expect(slope.stderr).toBeCloseTo(0.058, 4);
    expect(intercept.stderr).toBeCloseTo(0.295, 4);
    expect([chiSquare / degreesOfFreedom, status]).toEqual([expect.closeTo(1.4833, 3), 'converged']);
  });
  it('are those of ordinary weighted least squares where x is exact', () => {
    const { slope } = relate({ values: [0, 1, 2], stderr: [0, 0, 0] }, { values: [1, 3.3, 5], stderr: [1, 1, 1] });
    expect(slope).toEqual({ value: expect.closeTo(2, 12), stderr: expect.closeTo(Math.SQRT1_2, 12) });
  });
  it('say where points lie further off than their errors', () => {
    const wrong = relate({ values: x, stderr: x.map(() => 0.001) }, { values: y, stderr: y.map(() => 0.001) });
    expect(wrong.status).toBe('misfit');
    expect(wrong.slope.stderr).toBeGreaterThan(0.01);
  });
  it('are refused for fewer than three points', () => {
    expect(codeOf(() => relate({ values: [1, 2], stderr: [0, 0] }, { values: [1, 2], stderr: [1, 1] }))).toBe(
      'too-few-points',
    );
  });
  it('come with the rank correlation, ties at their mean', () => {
    // Ranks 0, 1.5, 1.5, 3 against 0, 2, 1, 3: 4.5 / sqrt(4.5 x 5).
    expect(rankCorrelation([1, 2, 2, 3], [1, 3, 2, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
    expect(rankCorrelation([1, 1], [1, 2])).toBeNaN();
  });
});

describe('clocks', () => {
  const event = (source: number, target: number) => ({
    source: { value: source, stderr: 1 },
    target: { value: target, stderr: 0 },
  });
  it('have an offset from two events, and a rate from three', () => {
    const two = alignClocks([event(0, 10), event(100, 112)]);
    expect([two.offset.value, two.offset.stderr, two.rate.value]).toEqual([11, expect.closeTo(Math.SQRT1_2, 12), 0]);
    const events = [0, 1000, 2000, 3000].map((t) => event(t, 50 + 1.01 * t));
    const { offset, rate, reference, status } = alignClocks(events);
    expect([rate.value, offset.value - 0.01 * reference, status]).toEqual([
      expect.closeTo(0.01, 9),
      expect.closeTo(50, 6),
      'converged',
    ]);
    expect(clockStderr({ offset, rate, reference, status }, reference + 1e5)).toBeCloseTo(
      Math.hypot(offset.stderr, rate.stderr * 1e5),
      9,
    );
    const signal = createSignal({ name: 's', start: [0, 1000], values: [1, 2], stderr: [1, 1] });
    expect(Array.from(onClock(signal, { offset, rate, reference, status }).start)).toEqual([
      expect.closeTo(50, 5),
      expect.closeTo(1060, 5),
    ]);
  });
  it('need events', () => {
    expect(codeOf(() => alignClocks([]))).toBe('too-few-points');
    expect(codeOf(() => alignClocks([{ source: { value: 0, stderr: 0 }, target: { value: 0, stderr: 0 } }]))).toBe(
      'invalid-argument',
    );
    expect(sameClock(5, 2)).toMatchObject({ offset: { value: 5, stderr: 2 }, status: 'held' });
  });
});

describe('signals over exposures', () => {
  const frames = createSignal({
    name: 'f',
    start: [0, 10, 20, 100],
    end: [10, 20, 30, 110],
    values: [1, 2, 3, 4],
    stderr: [1, 1, 1, 1],
  });
  it('are means of the line between their samples, gaps stay gaps', () => {
    const other = createSignal({
      name: 'o',
      start: [0, 5, 10, 15, 20, 25, 200],
      values: [0, 5, 10, 15, 20, 25, 200],
      stderr: [1, 1, 1, 1, 1, 1, 1],
    });
    const [over] = tableOnFrames(frames, [other]);
    expect(Array.from(over!.mean.values)).toEqual([
      expect.closeTo(5, 12),
      expect.closeTo(15, 12),
      expect.closeTo(22.5, 12),
      Number.NaN,
    ]);
    expect(Array.from(over!.coverage)).toEqual([1, 1, 0.5, 0]);
    expect(Array.from(over!.samples)).toEqual([3, 3, 2, 0]);
    // Weights 1/4, 1/2, 1/4.
    expect(over!.mean.stderr![0]).toBeCloseTo(Math.sqrt(0.375), 12);
  });
  it('know what a straight line misses', () => {
    const time = [0, 10, 20, 30];
    const bent = createSignal({ name: 'o', start: time, values: time.map((t) => t * t), stderr: time.map(() => 1e-9) });
    const moment = createSignal({ name: 'm', start: [15, 16], values: [1, 1], stderr: [1, 1] });
    // Second derivative 2: half of 2 x 10^2 / 8.
    expect(tableOnFrames(moment, [bent])[0]!.mean.stderr![0]).toBeCloseTo(12.5, 6);
  });
});

describe('signals', () => {
  it('leave out what has no value or error, and find errors in their scatter', () => {
    expect(
      createSignal({ name: 's', start: [0, 1, 2], values: [1, Number.NaN, 3], stderr: [1, 1, 1] }).values,
    ).toHaveLength(2);
    const noisy = createSignal({ name: 's', start: [0, 1, 2, 3, 4, 5, 6], values: [0, 2, 0, 2, 0, 2, 0] });
    expect(noisy.stderr[0]).toBeCloseTo((1.4826 * 2) / Math.sqrt(1.5), 3);
  });
  it('are refused where they go back, do not fit or have nothing', () => {
    expect(codeOf(() => createSignal({ name: 's', start: [1, 0], values: [1, 2], stderr: [1, 1] }))).toBe(
      'time-backwards',
    );
    expect(codeOf(() => createSignal({ name: 's', start: [1], values: [1, 2] }))).toBe('shape-mismatch');
    expect(codeOf(() => createSignal({ name: 's', start: [1, 2], values: [2, 2] }))).toBe('too-few-points');
    expect(codeOf(() => createSignal({ name: 's', start: [1, 2], values: [1, 2], stderr: [0, 0] }))).toBe(
      'too-few-points',
    );
  });
});
