import { describe, expect, it } from 'vitest';
import { drawScenario } from '@operando/fixtures';
import type { PeakCourse, TrackScenario } from '@operando/fixtures';
import { givesWay, trackPeakStack } from '../src/index.js';

/** 0 before `from`, 1 after `to`, smooth between. */
const ramp = (frame: number, from: number, to: number): number => {
  const t = Math.min(1, Math.max(0, (frame - from) / (to - from)));
  return t * t * (3 - 2 * t);
};
const width = 0.12;
const draw = (peaks: readonly PeakCourse[], seed: number): TrackScenario =>
  drawScenario({ name: 'close', frames: 80, points: 300, from: 15.5, step: 0.015, background: () => 100, peaks }, seed);

describe('two phases closer than a width of which one gives way to the other', () => {
  it.each([
    [0.45, 300],
    [0.7, 300],
    [0.7, 1000],
    [1, 300],
  ])('are one track that tells: %f widths apart, %i counts', (apart, height) => {
    const scenario = draw(
      [
        { name: 'first', center: () => 17, height: (f) => height * (1 - ramp(f, 20, 60)) },
        { name: 'second', center: () => 17 + apart * width, height: (f) => 0.9 * height * ramp(f, 20, 60) },
      ],
      1,
    );
    const { tracks } = trackPeakStack(scenario.x, scenario.stack);
    expect(tracks).toHaveLength(1);
    const found = givesWay(tracks[0]!)!;
    // Places are known to a few thousandths of a degree.
    expect(Math.abs(found.places[0] - 17)).toBeLessThan(0.006);
    expect(Math.abs(found.places[1] - 17 - apart * width)).toBeLessThan(0.006);
    // Half of each is there in frame 40.
    expect(found.from).toBeGreaterThanOrEqual(20);
    expect(found.from).toBeLessThan(40);
    expect(found.to).toBeGreaterThan(40);
    expect(found.to).toBeLessThanOrEqual(60);
    // Two Gaussians of equal strength d widths apart have the second moments of one that is sqrt(1 + 2 ln 2 d^2) as broad.
    const moments = Math.sqrt(1 + 2 * Math.LN2 * apart ** 2);
    expect((found.broader - 1) / (moments - 1)).toBeGreaterThan(0.5);
    expect((found.broader - 1) / (moments - 1)).toBeLessThan(1.8);
  });

  it.each([
    ['moves', (f: number): number => 17 + 0.7 * width * ramp(f, 20, 60), (): number => width],
    [
      'moves and grows broader',
      (f: number): number => 17 + 0.7 * width * ramp(f, 20, 60),
      (f: number): number => width + 0.0008 * f,
    ],
    [
      'stands still and is broader for a time',
      (): number => 17,
      (f: number): number => width * (1 + 0.4 * ramp(f, 20, 40) - 0.4 * ramp(f, 40, 60)),
    ],
    ['moves far', (f: number): number => 16.5 + 0.012 * f, (): number => width],
  ])('are not what a peak is that %s', (_, center, fwhm) => {
    for (const seed of [1, 2, 3, 4]) {
      const scenario = draw([{ name: 'one', center, fwhm, height: () => 500 }], seed);
      const { tracks } = trackPeakStack(scenario.x, scenario.stack);
      expect(tracks.map(givesWay)).toEqual([undefined]);
    }
  });
});

describe('seeds closer than a width', () => {
  it('are one, and that is said', () => {
    const scenario = draw([{ name: 'one', center: () => 17, height: () => 500 }], 1);
    const seeds = [{ center: 17 }, { center: 17.08 }, { center: 18.5 }];
    const { tracks, joined } = trackPeakStack(scenario.x, scenario.stack, { seeds });
    expect(joined!.map(({ kept, left }) => [kept, left])).toEqual([[17, 17.08]]);
    expect(joined![0]!.fwhm).toBeGreaterThan(0.08);
    expect(tracks.map(({ frames }) => frames.length)).toEqual([80]);
    // Apart, or in other frames, they are what was asked for.
    expect(
      trackPeakStack(scenario.x, scenario.stack, { seeds: [{ center: 17 }, { center: 17.3 }] }).joined,
    ).toBeUndefined();
    const later = [{ center: 17 }, { center: 17.08, frame: 40 }];
    expect(trackPeakStack(scenario.x, scenario.stack, { seeds: later }).joined).toBeUndefined();
  });
});
