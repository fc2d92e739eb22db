import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { drawScenario } from '@operando/fixtures';
import { seededRandom } from '@operando/numerics';
import { commonCourse } from '../src/common-course.js';
import { commonShift } from '../src/common-shift.js';
import { trackPeakStack } from '../src/index.js';
import { startTrack } from '../src/live-track.js';
import type { LiveTrack } from '../src/live-track.js';
import { motionBetween } from '../src/motion-between.js';
import { between, changesOf, meanOfLikely } from '../src/random-walk.js';
import type { Likely, Seen } from '../src/random-walk.js';
import type { Dated } from '../src/track-line.js';

/** A number that walks at random, seen with noise. */
function walk(frames: number, change: number, noise: number, seed: number): { truth: number[]; seen: Seen[] } {
  const random = seededRandom(seed);
  let value = 0;
  const truth = Array.from({ length: frames }, () => (value += change * random.normal()));
  const seen = truth.map((at, frame) => ({ frame, value: at + noise * random.normal(), variance: noise ** 2 }));
  return { truth, seen };
}

/** A change that is known. */
const only = (change: number): Likely[] => [{ change, weight: 1 }];

describe('a number that walks at random', () => {
  it.each([0.1, 1])('shows how much it changes: %f of what is usual', (share) => {
    const usual = 0.5;
    const changes = Array.from({ length: 30 }, (_, seed) =>
      Math.sqrt(meanOfLikely(changesOf(walk(400, share * usual, 0.5, seed + 1).seen, usual))),
    );
    const mean = changes.reduce((sum, one) => sum + one, 0) / changes.length;
    // Steps that are tried are a factor of 2 apart; of 400 frames the change is known to a tenth or two.
    expect(mean / (share * usual)).toBeGreaterThan(0.75);
    expect(mean / (share * usual)).toBeLessThan(1.35);
  });

  it('is known between both sides with its own error', () => {
    // 200 gaps of 9 frames between 12 points on each side: pulls have a deviation of 1, known to 0.05.
    const pulls = Array.from({ length: 200 }, (_, seed) => {
      const { truth, seen } = walk(33, 0.3, 0.5, seed + 100);
      const known = between(seen.slice(0, 12).toReversed(), seen.slice(21), 16, only(0.3 ** 2))!;
      return (known.value - truth[16]!) / Math.sqrt(known.variance);
    });
    const deviation = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.2);
  });
});

describe('a number of which the change is not known', () => {
  it('is known between both sides with its own error, where it stands still as often as it changes, and much as often as little', () => {
    // Changes are drawn as they are taken to be: none in every other gap, each of the others tried as often. 440 gaps; the deviation
    // of their pulls is known to some 0.05, as tails are long.
    const usual = 0.3;
    const pulls = Array.from({ length: 440 }, (_, seed) => {
      const some = [1 / 256, 1 / 128, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2][(seed >> 1) % 10]!;
      const share = seed % 2 === 0 ? 0 : some;
      const { truth, seen } = walk(70, share * usual, 0.5, seed + 300);
      const [before, after] = [seen.slice(0, 30), seen.slice(40)];
      const likely = changesOf([...before, ...after], usual);
      const known = between(before.toReversed(), after, 35, likely)!;
      return (known.value - truth[35]!) / Math.sqrt(known.variance);
    });
    const deviation = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    expect(Math.abs(deviation - 1)).toBeLessThan(0.15);
  });
});

/** A point that stands by itself. */
const at = (frame: number, center: number): Dated => ({
  frame,
  point: {
    center,
    centerError: 1e-7,
    fwhm: 1,
    fwhmError: 0.1,
    eta: 0.5,
    etaError: 0.1,
    skew: 0,
    skewError: 0,
    area: 1,
    areaError: 0.1,
    atBound: false,
    reducedChiSquare: 1,
    status: 0,
    centerKnown: Infinity,
    shapeKnown: { fwhm: Infinity, eta: Infinity, skew: 0 },
    degree: 1,
  },
});

describe('a motion of which the rate walks at random', () => {
  it('goes on through a gap as a cubic, with the error of a bridge', () => {
    const course = { places: new Float64Array(100), variances: new Float64Array(100) };
    const place = (frame: number): number => 3 + 0.2 * frame;
    const before = [10, 9, 8, 7, 6, 5, 4].map((frame) => at(frame, place(frame)));
    const after = [50, 51, 52, 53, 54, 55, 56].map((frame) => at(frame, place(frame)));
    const change = 0.1;
    const known = motionBetween(before, after, 30, 1, only(change), course)!;
    expect(known.center).toBeCloseTo(place(30), 3);
    expect(known.velocity).toBeCloseTo(0.2, 3);
    // An integrated Wiener process between known places and rates T apart has the variance s^2 T^3 / 192 in the middle; the rates
    // of the ends are known to some steps here, which adds a little.
    const bridge = change * Math.sqrt(40 ** 3 / 192);
    expect(known.sigma / bridge).toBeGreaterThan(1);
    expect(known.sigma / bridge).toBeLessThan(1.1);
  });

  it('does not hold against a peak what all peaks do', () => {
    const places = Float64Array.from({ length: 100 }, (_, frame) => (frame >= 40 ? 5 : 0));
    const course = { places, variances: new Float64Array(100) };
    const before = [20, 19, 18, 17].map((frame) => at(frame, 0.1 * frame));
    const after = [60, 61, 62, 63].map((frame) => at(frame, 0.1 * frame + 5));
    expect(motionBetween(before, after, 39, 1, only(0.01), course)!.center).toBeCloseTo(3.9, 2);
    expect(motionBetween(before, after, 40, 1, only(0.01), course)!.center).toBeCloseTo(9, 2);
  });
});

/** What tracks of one width that move steadily, seen with noise, are in frames. */
function steadyTracks(frames: number, noise: number, push: (frame: number) => number, seed: number): LiveTrack[] {
  const random = seededRandom(seed);
  return [0.02, 0, -0.01, 0.005].map((rate, id) => {
    const track = startTrack(id, 0, 10 * id, 1, 100);
    for (let frame = 0; frame < frames; frame++) {
      const center = 10 * id + rate * frame + push(frame) + noise * random.normal();
      track.points.set(frame, { ...at(frame, center).point, centerError: noise, status: statusOf.converged });
    }
    return track;
  });
}

describe('a push of the whole sample', () => {
  it('is measured by the whole way of all, with its own error', () => {
    // 100 pushes of 0.8 widths, seen with 0.03 a frame by four lines of 30 frames on each side: at the best 0.5 * 0.03 * sqrt(2 * 4 / 30).
    const [frames, noise, shift] = [60, 0.03, 0.8];
    const pulls = Array.from({ length: 100 }, (_, seed) => {
      const tracks = steadyTracks(frames, noise, (frame) => (frame >= 30 ? shift : 0), seed + 1);
      const { places, variances } = commonCourse(tracks, frames);
      expect(places[29]).toBe(0);
      const stderr = Math.sqrt(variances[59]! - variances[29]!);
      expect(stderr).toBeLessThan(0.4 * noise);
      return (places[59]! - shift) / stderr;
    });
    const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
    const square = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length;
    // Known to 0.1 and 0.07: three times that.
    expect(Math.abs(mean)).toBeLessThan(0.3);
    expect(Math.abs(Math.sqrt(square) - 1)).toBeLessThan(0.25);
  });
});

describe('a shift of all peaks', () => {
  it('is one that two tell: a peak that moves by itself beside others that are hardly known has not pushed them', () => {
    // The first moved by 8 standard errors, the others are known to more than that.
    expect(commonShift({ off: [0.02, 0.01, 0.03], variance: [0.0025 ** 2, 0.03 ** 2, 0.04 ** 2] })).toBe(0);
    expect(commonShift({ off: [0.02, 0.021, 0.03], variance: [0.0025 ** 2, 0.003 ** 2, 0.04 ** 2] })).toBeCloseTo(
      0.021,
    );
    // Two of which one stands still do not agree.
    expect(commonShift({ off: [0.02, 0], variance: [0.0025 ** 2, 0.0025 ** 2] })).toBe(0);
  });
});

describe('two that pass each other', () => {
  it('while the one fades and the other grows keep their names by what they did before and after', () => {
    // At the crossing, frame 55, both are as strong: before the one, after it the other is the stronger.
    const { x, stack, peaks } = drawScenario(
      {
        name: 'exchange',
        frames: 110,
        points: 420,
        from: 15,
        step: 0.015,
        background: () => 100,
        peaks: [
          { name: 'fades', center: (f) => 17.5 + 0.006 * f, height: (f) => 650 - 5 * f },
          { name: 'grows', center: (f) => 18.16 - 0.006 * f, height: (f) => 150 + 5 * f },
        ],
      },
      1,
    );
    const { tracks } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    const ordered = tracks.toSorted((a, b) => a.center.values[10]! - b.center.values[10]!);
    ordered.forEach(({ center, crossings }, k) => {
      expect(Math.abs(center.values[100]! - peaks[k]!.center[100]!)).toBeLessThan(5 * center.stderr[100]!);
      expect(crossings[0]!.margin).toBeGreaterThan(9);
    });
  });
});

describe('two that are apart on one side only', () => {
  it.each([
    ['before', (f: number): number => 17.3 - 0.004 * Math.min(60, f), 95, 20],
    ['after', (f: number): number => 17.3 - 0.004 * Math.min(60, 99 - f), 4, 80],
  ])('are ambiguous far from it, and known near to it: %s', (_, center, far, near) => {
    const { x, stack } = drawScenario(
      {
        name: 'one side',
        frames: 100,
        points: 300,
        from: 15.5,
        step: 0.015,
        background: () => 100,
        peaks: [
          { name: 'still', center: () => 17, height: () => 500 },
          { name: 'comes', center, height: () => 350 },
        ],
      },
      3,
    );
    const { tracks } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    for (const { status, crossings } of tracks) {
      expect(status[far]).toBe(statusOf.ambiguous);
      expect(status[near]).toBe(statusOf.converged);
      expect(crossings.map(({ margin }) => margin)).toEqual([0]);
    }
  });
});

describe('two that part from one peak', () => {
  it('are two from where that can be seen on, though it is found out later', () => {
    const apart = (f: number): number => 0.006 * Math.max(0, f - 20);
    const { x, stack, peaks } = drawScenario(
      {
        name: 'part',
        frames: 90,
        points: 400,
        from: 15,
        step: 0.015,
        background: () => 100,
        peaks: [
          { name: 'low', center: (f) => 17.4 - apart(f) / 2, height: () => 500 },
          { name: 'high', center: (f) => 17.4 + apart(f) / 2, height: () => 350 },
        ],
      },
      11,
    );
    const { tracks } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    // Widths are 0.12: at frame 35 they are 0.75 of them apart.
    expect(tracks[1]!.parent).toBe(0);
    expect(tracks[1]!.birth).toBeLessThanOrEqual(35);
    const ordered = tracks.toSorted((a, b) => a.center.values[80]! - b.center.values[80]!);
    ordered.forEach(({ center }, k) => {
      for (let f = tracks[1]!.birth; f < 90; f++)
        expect(Math.abs(center.values[f]! - peaks[k]!.center[f]!)).toBeLessThan(5 * center.stderr[f]!);
    });
  });
});
