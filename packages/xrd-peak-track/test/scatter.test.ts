import { describe, expect, it } from 'vitest';
import { drawScenario } from '@operando/fixtures';
import type { TrackScenario } from '@operando/fixtures';
import { correlationOf, trackPeakStack } from '../src/index.js';

const points = 500;
const heights = [300, 1000, 3000, 8000];
const draw = (width: number, seed: number): TrackScenario =>
  drawScenario(
    {
      name: 'scatter',
      frames: 30,
      points,
      from: 15,
      step: 0.015,
      background: () => 200,
      peaks: heights.map((height, k) => ({
        name: String(height),
        center: (f) => 16 + 1.3 * k + 0.0008 * f,
        height: () => height,
        fwhm: () => width,
      })),
    },
    seed,
  );

/** Root of the mean square of the pulls of centers. */
function pullOf({ x, peaks }: TrackScenario, at: ArrayLike<number>, stack: Float64Array): number {
  const { tracks } = trackPeakStack(at, stack);
  expect(tracks).toHaveLength(heights.length);
  const pulls = tracks.flatMap(({ center, frames }) => {
    const peak = peaks.find((one) => Math.abs(one.center[15]! - center.values[15]!) < 0.05)!;
    return Array.from(frames, (frame) => (center.values[frame]! - peak.center[frame]!) / center.stderr[frame]!);
  });
  expect(x).toHaveLength(points);
  return Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
}

/** The same at a place between points. */
const between = (row: Float64Array, at: number): number => {
  const i = Math.min(row.length - 2, Math.floor(at));
  return row[i]! + (at - i) * (row[i + 1]! - row[i]!);
};

describe('errors of intensities that are no counts', () => {
  // Of 120 pulls a deviation is known to 0.065.
  it.each([1.6, 2.4, 4, 8])('are honest where a peak is %f points wide', (width) => {
    const scenario = draw(width * 0.015, 1);
    const scaled = scenario.stack.map((counts) => 0.37 * counts);
    const pull = pullOf(scenario, scenario.x, scaled);
    expect(pull).toBeGreaterThan(0.75);
    expect(pull).toBeLessThan(1.3);
    expect(correlationOf(scaled, points)).toBe(1);
  });

  it('are honest where points were smoothed over five', () => {
    const scenario = draw(0.15, 2);
    const { stack } = scenario;
    const smooth = stack.map((_, i) => {
      const column = i % points;
      let [sum, count] = [0, 0];
      for (let k = -2; k <= 2; k++)
        if (column + k >= 0 && column + k < points) {
          sum += stack[i + k]!;
          count++;
        }
      return (0.37 * sum) / count;
    });
    const pull = pullOf(scenario, scenario.x, smooth);
    // Before, errors were five times too small, and noise was followed.
    expect(pull).toBeGreaterThan(0.75);
    expect(pull).toBeLessThan(1.3);
    // Sums of many points have the variance that they had: a fifth of it is left in each point alone, less in their differences.
    expect(correlationOf(smooth, points)).toBeGreaterThan(5);
  });

  it('are honest where points were interpolated', () => {
    const scenario = draw(0.15, 3);
    const { x, stack, frames } = scenario;
    const fine = Float64Array.from({ length: 800 }, (_, i) => 15 + 0.0091 * i);
    const interpolated = Float64Array.from({ length: frames * fine.length }, (_, i) => {
      const f = Math.floor(i / fine.length);
      const row = stack.subarray(f * points, (f + 1) * points);
      return 0.37 * between(row, (fine[i % fine.length]! - x[0]!) / 0.015);
    });
    const pull = pullOf(scenario, fine, interpolated);
    expect(pull).toBeGreaterThan(0.7);
    expect(pull).toBeLessThan(1.35);
  });

  it('are not made larger by a beam that flickers, or by peaks all over', () => {
    const many = drawScenario(
      {
        name: 'many',
        frames: 20,
        points,
        from: 15,
        step: 0.015,
        background: (x) => 200 + 60 * Math.sin(3 * x),
        beam: (f) => 1 + 0.1 * Math.sin(7 * f),
        peaks: Array.from({ length: 9 }, (_, k) => ({
          name: String(k),
          center: () => 15.5 + 0.75 * k,
          height: () => 3000,
        })),
      },
      4,
    );
    expect(
      correlationOf(
        many.stack.map((counts) => 0.37 * counts),
        points,
      ),
    ).toBe(1);
  });
});
