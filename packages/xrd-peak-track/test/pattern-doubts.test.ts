import { describe, expect, it } from 'vitest';
import { drawScenario, trackScenario } from '@operando/fixtures';
import type { TrackScenario } from '@operando/fixtures';
import { cutPeaks, flatTops, trackPeakStack } from '../src/index.js';

const points = 400;
const draw = (heights: readonly (readonly [center: number, height: number])[], ground: number): TrackScenario =>
  drawScenario(
    {
      name: 'doubt',
      frames: 30,
      points,
      from: 15,
      step: 0.015,
      background: () => ground,
      peaks: heights.map(([center, height], k) => ({ name: String(k), center: () => center, height: () => height })),
    },
    1,
  );

describe('tops that are cut off', () => {
  it.each([300, 5000, 65535])('at %i are found in every pattern, scaled or not', (limit) => {
    const { stack } = draw(
      [
        [16, 1.3 * limit],
        [18, 0.5 * limit],
      ],
      limit / 20,
    );
    const cut = stack.map((counts) => Math.min(counts, limit));
    const found = flatTops(cut, points)!;
    expect([found.level, new Set(found.tops.map(({ frame }) => frame)).size]).toEqual([limit, 30]);
    // The peak at 16 degrees: point 67.
    expect(found.tops.every(({ from, to }) => from <= 67 && to >= 66 && to - from >= 2 && to - from < 12)).toBe(true);
    const scaled = cut.map((counts, i) => counts / (1 + 0.013 * Math.floor(i / points)));
    expect(flatTops(scaled, points)!.tops).toHaveLength(30);
    expect(flatTops(stack, points)).toBeUndefined();
    expect(
      flatTops(
        stack.map((counts) => counts / 7),
        points,
      ),
    ).toBeUndefined();
    // Masked points tell nothing.
    expect(
      flatTops(
        cut,
        points,
        Uint8Array.from(cut, (_, i) => (i % points < 120 ? 1 : 0)),
      ),
    ).toBeUndefined();
  });

  it('are not those of smooth data that are rounded, nor points that are repeated', () => {
    const smooth = Float64Array.from({ length: 5 * points }, (_, i) => {
      const u = ((i % points) - 200) / 20;
      return Math.round(50 + 1000 * Math.exp(-u * u));
    });
    expect(flatTops(smooth, points)).toBeUndefined();
    const { stack } = draw([[16, 5000]], 100);
    expect(
      flatTops(
        Float64Array.from({ length: 3 * stack.length }, (_, i) => stack[Math.floor(i / 3)]!),
        3 * points,
      ),
    ).toBeUndefined();
  });
});

describe('peaks that the end of the patterns cuts', () => {
  it.each([
    [15.03, 'first'],
    [15.06, 'first'],
    [15.12, 'first'],
    [20.865, 'last'],
    [20.97, 'last'],
  ] as const)('are found unless they are followed: %f', (center, edge) => {
    const { x, stack } = draw(
      [
        [center, 80],
        [18, 400],
      ],
      100,
    );
    const { tracks, dark } = trackPeakStack(x, stack);
    const found = cutPeaks(x, stack, tracks, dark);
    expect(found.map((one) => one.edge)).toEqual([edge]);
    expect(Math.abs(found[0]!.center - center)).toBeLessThan(0.04);
    const named = trackPeakStack(x, stack, { seeds: [{ center: found[0]!.center }, { center: 18 }] });
    expect(cutPeaks(x, stack, named.tracks, dark)).toEqual([]);
  });

  it('are none where the ground rises, as by the scatter of air', () => {
    for (const counts of [1e3, 1e5]) {
      const { x, stack } = drawScenario(
        {
          name: 'air',
          frames: 20,
          points: 600,
          from: 5,
          step: 0.015,
          background: (at) => 20 + counts * (5 / at) ** 3,
          peaks: [{ name: 'one', center: () => 10, height: () => counts / 2 }],
        },
        2,
      );
      const { tracks, dark } = trackPeakStack(x, stack);
      expect(tracks).toHaveLength(1);
      expect(cutPeaks(x, stack, tracks, dark)).toEqual([]);
    }
  });

  it.each(['layered', 'few-counts'])('and tops that are cut off are none of a series without (%s)', (name) => {
    const { x, stack, doublet } = trackScenario(name, 5);
    const { tracks, dark } = trackPeakStack(x, stack, { doublet });
    expect([cutPeaks(x, stack, tracks, dark), flatTops(stack, x.length)]).toEqual([[], undefined]);
  });
});
