import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, statusNames } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { areCounts, refitTracks, stackOf, trackPeakStack, trackPeaks, varianceLaw } from '../src/index.js';

const step = 0.02;
const points = 800;
const frames = 8;
const x = Float64Array.from({ length: points }, (_, i) => 16 + step * i);

/** Pseudo-Voigt of height 1 and full width 0.12, half Lorentzian. */
const shape = (at: number, center: number): number => {
  const u = (2 * (at - center)) / 0.12;
  return 0.5 / (1 + u * u) + 0.5 * Math.exp(-Math.LN2 * u * u);
};
const truth = (frame: number): [number, number][] => [
  [18.7 - 0.02 * frame, 800],
  [22, 300],
  [28, 400],
];

/** Three peaks on 100 counts each second, of which the first moves; Poisson noise as a normal one. */
function patterns(seed: number, seconds = 1): Float64Array {
  const random = seededRandom(seed);

  return Float64Array.from({ length: frames * points }, (_, k) => {
    const [frame, at] = [Math.floor(k / points), x[k % points]!];
    const rate = truth(frame).reduce((sum, [center, height]) => sum + height * shape(at, center), 100);
    const mean = seconds * rate;
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  });
}

const axis = createAxis({ name: 'two-theta', unit: 'deg', values: x });
const time = { start: Array.from({ length: frames }, (_, f) => f) };
const counts = patterns(7);

describe('masked points', () => {
  const mask = Uint8Array.from(counts, (_, k) => (x[k % points]! > 24 && x[k % points]! < 24.5 ? 1 : 0));

  it.each([0, -1, 2 ** 32 - 1, NaN])('are no data, whatever stands there: %s', (value) => {
    const signal = counts.map((each, k) => (mask[k] === 1 ? value : each));
    const { tracks, errors } = trackPeaks(createSeries({ signal, axis, time, mask }));
    expect(errors).toBe('counts');
    const plain = trackPeaks(createSeries({ signal: counts, axis, time })).tracks;
    expect(tracks).toHaveLength(3);
    for (const [k, track] of tracks.entries()) {
      // No window of a peak reaches the gap but that of the middle one, 2.1 degrees away.
      for (let f = 0; f < frames; f++) {
        expect(track.center.values[f]).toBeCloseTo(plain[k]!.center.values[f]!, 4);
        expect(Math.abs(track.center.values[f]! - truth(f)[k]![0])).toBeLessThan(5 * track.center.stderr[f]!);
      }
    }
  });

  it('have no variance above 0: the others keep theirs', () => {
    const variances = counts.map((each, k) => (mask[k] === 1 ? 0 : each));
    const signal = counts.map((each, k) => (mask[k] === 1 ? 0 : each));
    const series = createSeries({ signal, axis, time, variances });
    expect(stackOf(series)).toMatchObject({ errors: 'file', mask });
    expect(trackPeaks(series).tracks).toHaveLength(3);
  });

  it('hide a peak that stands behind them, and give it back', () => {
    // The peak at 22 lies behind a gap in frames 3 and 4 alone.
    const hole = Uint8Array.from(counts, (_, k) => {
      const frame = Math.floor(k / points);
      return (frame === 3 || frame === 4) && Math.abs(x[k % points]! - 22) < 0.2 ? 1 : 0;
    });
    const signal = counts.map((each, k) => (hole[k] === 1 ? NaN : each));
    const { tracks } = trackPeaks(createSeries({ signal, axis, time, mask: hole }));
    expect(tracks).toHaveLength(3);
    const words = [...tracks[1]!.status].map((byte) => statusNames[byte]);
    expect(words).toEqual([
      'converged',
      'converged',
      'converged',
      'masked',
      'masked',
      'converged',
      'converged',
      'converged',
    ]);
    const again = refitTracks(x, signal, tracks, { halfWindow: 0.6, mask: hole });
    expect(Math.abs(again[1]!.center.values[2]! - 22)).toBeLessThan(5 * again[1]!.center.stderr[2]!);
    expect(again[1]!.center.values[3]).toBeNaN();
  });

  it.each([
    ['one at the top', (i: number) => i === 300],
    ['two at the top', (i: number) => i === 300 || i === 301],
    ['one on a slope', (i: number) => i === 302],
    ['every sixth', (i: number) => i % 6 === 0],
  ])('few side by side hide no peak, in whichever frames: %s', (_, isDead) => {
    const dead = Uint8Array.from(counts, (_value, k) => (isDead(k % points) ? 1 : 0));
    const signal = counts.map((each, k) => (dead[k] === 1 ? 2 ** 32 - 1 : each));
    const { tracks } = trackPeaks(createSeries({ signal, axis, time, mask: dead }));
    expect(tracks).toHaveLength(3);
    for (const [k, track] of tracks.entries())
      for (let f = 0; f < frames; f++)
        expect(Math.abs(track.center.values[f]! - truth(f)[k]![0])).toBeLessThan(5 * track.center.stderr[f]!);
  });

  it('of a whole frame make it dark', () => {
    const whole = Uint8Array.from(counts, (_, k) => (Math.floor(k / points) === 2 ? 1 : 0));
    const signal = counts.map((each, k) => (whole[k] === 1 ? NaN : each));
    const { tracks, dark } = trackPeaks(createSeries({ signal, axis, time, mask: whole }));
    expect([...dark]).toEqual([0, 0, 1, 0, 0, 0, 0, 0]);
    expect(tracks).toHaveLength(3);
  });

  it('that are not told are refused still', () => {
    const signal = counts.map((each, k) => (mask[k] === 1 ? NaN : each));
    expect(() => trackPeaks(createSeries({ signal, axis, time }))).toThrow(
      expect.objectContaining({ code: 'non-finite' }),
    );
  });
});

describe('intensities that are no counts', () => {
  it.each([
    ['normalized to a monitor', (y: number) => y * 1e-5],
    ['scaled', (y: number) => y * 137.5],
    ['scaled to whole numbers', (y: number) => y * 100],
    ['less a background', (y: number) => y - 100],
  ])('%s have errors by their scatter, and the tracks of the counts', (_, change) => {
    const signal = counts.map(change);
    const { tracks, errors } = trackPeaks(createSeries({ signal, axis, time }));
    expect(errors).toBe('scatter');
    expect(tracks).toHaveLength(3);
    const own = trackPeaks(createSeries({ signal: counts, axis, time })).tracks;
    for (const [k, track] of tracks.entries())
      for (let f = 0; f < frames; f++) {
        expect(Math.abs(track.center.values[f]! - own[k]!.center.values[f]!)).toBeLessThan(own[k]!.center.stderr[f]!);
        const ratio = track.center.stderr[f]! / own[k]!.center.stderr[f]!;
        expect(ratio).toBeGreaterThan(0.75);
        expect(ratio).toBeLessThan(1.35);
      }
  });

  it('counts per second in whole numbers have the errors of what was counted in ten', () => {
    const counted = patterns(3, 10);
    const rates = counted.map((y) => Math.round(y / 10));
    const own = trackPeaks(createSeries({ signal: counted, axis, time })).tracks;
    const tracked = (unit: string): ReturnType<typeof trackPeaks> =>
      trackPeaks(createSeries({ signal: rates, axis, time, metadata: { signal_unit: unit } }));
    for (const unit of ['counts/s', 'cps', 'Hz', 's^-1']) {
      const { tracks, errors } = tracked(unit);
      expect([errors, tracks.length]).toEqual(['scatter', 3]);
      for (const [k, track] of tracks.entries())
        for (let f = 0; f < frames; f++) {
          const ratio = track.center.stderr[f]! / own[k]!.center.stderr[f]!;
          expect(ratio).toBeGreaterThan(0.75);
          expect(ratio).toBeLessThan(1.35);
        }
    }
    for (const unit of ['counts', 'a.u.', 's']) expect(tracked(unit).errors).toBe('counts');
  });

  it('are followed in plain stacks as well, without a word of sigma', () => {
    for (const change of [(y: number): number => y * 100, (y: number): number => y - 100]) {
      expect(trackPeakStack(x, counts.map(change)).tracks).toHaveLength(3);
    }
  });

  it('scatter as their law says: Poisson noise has the variance of the counts', () => {
    const law = varianceLaw(counts, points)!;
    // Some 170 points above 300 counts bear the gain: 20 % (three standard errors of a median deviation squared).
    expect((law.offset + 100 * law.gain) / 100).toBeGreaterThan(0.9);
    expect((law.offset + 100 * law.gain) / 100).toBeLessThan(1.15);
    expect((law.offset + 600 * law.gain) / 600).toBeGreaterThan(0.7);
    expect((law.offset + 600 * law.gain) / 600).toBeLessThan(1.3);
    expect(varianceLaw(new Float64Array(400).fill(5), 100)).toBeUndefined();
  });

  it('are told from counts', () => {
    expect(areCounts(counts, points)).toBe(true);
    expect(
      areCounts(
        counts.map((y) => y * 137.5),
        points,
      ),
    ).toBe(false);
    expect(
      areCounts(
        counts.map((y) => y * 10),
        points,
      ),
    ).toBe(false);
    expect(
      areCounts(
        counts.map((y) => y - 100),
        points,
      ),
    ).toBe(false);
    // Whole numbers on a larger scale scatter more than counts do.
    expect(
      areCounts(
        counts.map((y) => Math.round(y * 7.3)),
        points,
      ),
    ).toBe(false);
  });
});

describe('patterns of which most points are one number', () => {
  const row = (value: (at: number) => number): Float64Array =>
    Float64Array.from({ length: points }, (_, i) => value(x[i]!));
  it.each([
    ['whole numbers without noise', row((at) => 100 + Math.round(900 * shape(at, 22)))],
    ['a peak on nothing', row((at) => Math.round(900 * shape(at, 22)))],
    ['fractions without noise', row((at) => (Math.abs(at - 22) < 1 ? 50.5 * shape(at, 22) : 0) + 0.25)],
  ])('have finite errors, and their peak is found: %s', (_, signal) => {
    const series = createSeries({ signal, axis, time: { start: [0] } });
    const { sigma } = stackOf(series);
    if (sigma !== 'counts') for (const each of sigma) expect(each > 0 && Number.isFinite(each)).toBe(true);
    const { tracks } = trackPeaks(series);
    const nearest = Math.min(...tracks.map((track) => Math.abs(track.center.values[0]! - 22)));
    expect(nearest).toBeLessThan(0.005);
  });
});

describe('counts under peaks as narrow as their points', () => {
  const gaussian = (at: number, center: number, width: number): number =>
    Math.exp(-4 * Math.LN2 * ((at - center) / width) ** 2);
  /** Two peaks on a ground of counts, one of which moves. */
  const sharp = (ground: number, heights: readonly [number, number], width: number): Float64Array => {
    const random = seededRandom(31);
    return Float64Array.from({ length: frames * points }, (_, k) => {
      const [frame, at] = [Math.floor(k / points), x[k % points]!];
      const [one, two] = [gaussian(at, 20 - 0.01 * frame, width), gaussian(at, 25, width)];
      const mean = ground + heights[0] * one + heights[1] * two;
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
    });
  };

  it.each([
    ['a width and a half of a step', 50, [800, 500], 0.03],
    ['a peak of fifty times the ground', 1e6, [5e7, 2e7], 0.1],
  ] as const)('are counts: %s', (_, ground, heights, width) => {
    const stack = sharp(ground, heights, width);
    expect(areCounts(stack, points)).toBe(true);
    const { tracks, errors } = trackPeaks(createSeries({ signal: stack, axis, time }));
    expect([errors, tracks.length]).toEqual(['counts', 2]);
    for (const scale of [7.3, 30])
      expect(
        areCounts(
          stack.map((value) => Math.round(scale * value)),
          points,
        ),
      ).toBe(false);
  });
});
