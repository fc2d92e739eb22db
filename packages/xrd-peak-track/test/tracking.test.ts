import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAxis, createSeries, statusOf } from '@operando/core';
import { referencePath, seededRandom } from '@operando/fixtures';
import { pseudoVoigt } from '@operando/peak-fit';
import { refitTracks, trackCell, trackPeakStack, trackPeaks } from '../src/index.js';
import type { SeriesTracks, Track } from '../src/index.js';
import { assign } from '../src/assignment.js';

const x = Float64Array.from({ length: 400 }, (_, i) => 10 + 0.02 * i);
/** Frames with peaks [center, height, fwhm] as functions of the frame. */
function simulate(
  frames: number,
  peaks: readonly ((frame: number) => readonly [number, number, number])[],
  seed: number,
  darkFrames: readonly number[] = [],
): Float64Array {
  const random = seededRandom(seed);
  const stack = new Float64Array(frames * x.length);
  for (let frame = 0; frame < frames; frame++) {
    const clean = x.map((at) => 120 - 3 * (at - 10));
    for (const peak of peaks) {
      const [center, height, fwhm] = peak(frame);
      if (height > 0) pseudoVoigt.evaluate(x, [center, height, fwhm, 0.5]).forEach((value, i) => (clean[i]! += value));
    }
    if (darkFrames.includes(frame)) clean.fill(1);
    clean.forEach(
      (value, i) => (stack[frame * x.length + i] = Math.max(0, Math.round(value + Math.sqrt(value) * random.normal()))),
    );
  }
  return stack;
}
const nearest = (tracks: readonly Track[], frame: number, center: number): Track =>
  tracks.reduce((best, one) =>
    Math.abs((one.center.values[frame] ?? NaN) - center) < Math.abs((best.center.values[frame] ?? NaN) - center) ||
    Number.isNaN(best.center.values[frame]!)
      ? one
      : best,
  );

describe('a gap of 0', () => {
  it('gives peaks up at once, and those that are always seen never', () => {
    const peaks = [12, 15].map((center) => (): [number, number, number] => [center, 900, 0.12]);
    const { tracks } = trackPeakStack(x, simulate(6, peaks, 4), { maxGap: 0 });
    expect(tracks).toHaveLength(2);
    for (const [t, { center, parent }] of tracks.entries()) {
      expect(parent).toBeUndefined();
      for (const value of center.values) expect(Math.abs(value - [12, 15][t]!)).toBeLessThan(0.01);
    }
  });
});

describe('assign', () => {
  it('is the cheapest of all assignments, none where all are forbidden', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.array(fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant(Infinity)), { minLength: 4, maxLength: 4 }),
          { minLength: 1, maxLength: 4 },
        ),
        (cost) => {
          const price = (choice: readonly number[]): number =>
            choice.reduce((sum, column, row) => sum + (column < 0 ? 1000 : cost[row]![column]!), 0);
          let best = Infinity;
          const search = (row: number, choice: readonly number[]): void => {
            if (row === cost.length) {
              best = Math.min(best, price(choice));
              return;
            }
            for (const column of [-1, 0, 1, 2, 3])
              if (column < 0 || !choice.includes(column)) search(row + 1, [...choice, column]);
          };
          search(0, []);
          const chosen = assign(cost);
          expect(price(chosen)).toBe(best);
        },
      ),
    );
    expect(assign([])).toEqual([]);
  });
});

describe('trackPeakStack', () => {
  it('takes up a peak again that jumped while it was out of sight', () => {
    const stack = simulate(
      60,
      [() => [11, 500, 0.15], (f) => [f < 30 ? 15 : 15.14, f >= 28 && f < 33 ? 0 : 300, 0.16]],
      21,
    );
    const { tracks } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    const jumper = nearest(tracks, 0, 15);
    expect(jumper.center.values[59]).toBeCloseTo(15.14, 1);
    expect(jumper.status[30]).toBe(statusOf['not-visible']);
  });

  it('keeps identities through a crossing and a beam dump', () => {
    const stack = simulate(80, [(f) => [12 + 0.02 * f, 300, 0.16], () => [12.8, 1200, 0.12]], 1, [20, 61]);
    const { tracks, dark } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    expect(Array.from(dark.keys()).filter((frame) => dark[frame] === 1)).toEqual([20, 61]);
    const moving = nearest(tracks, 0, 12);
    const fixed = nearest(tracks, 0, 12.8);
    for (let frame = 0; frame < 80; frame++) {
      if (dark[frame] === 1) {
        expect([moving.status[frame], moving.center.values[frame]]).toEqual([statusOf.masked, Number.NaN]);
        continue;
      }
      expect(Math.abs(moving.center.values[frame]! - (12 + 0.02 * frame))).toBeLessThan(0.05);
      expect(Math.abs(fixed.center.values[frame]! - 12.8)).toBeLessThan(0.02);
    }
    // Within each other at frame 40, and said to be.
    expect([moving.status[40], moving.status[5]]).toEqual([statusOf.held, statusOf.converged]);
  });

  it('has errors of the centers that the truth confirms', () => {
    const stack = simulate(300, [(f) => [14 + 0.3 * Math.sin(f / 60), 500, 0.16]], 8);
    const [track] = trackPeakStack(x, stack).tracks;
    const pulls = Array.from(
      { length: 300 },
      (_, f) => (track!.center.values[f]! - (14 + 0.3 * Math.sin(f / 60))) / track!.center.stderr[f]!,
    );
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / 300);
    expect(Math.abs(width - 1)).toBeLessThan(0.13);
  });

  it('finds the true birth and death of a phase, and gives limits while it is too weak to see', () => {
    const height = (f: number): number =>
      f < 30 ? 0 : f < 60 ? 10 * (f - 30) : f < 80 ? 300 : Math.max(0, 300 - 20 * (f - 80));
    const stack = simulate(120, [() => [11, 500, 0.15], (f) => [15, height(f), 0.18]], 4);
    const { tracks } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    const phase = nearest(tracks, 70, 15);
    // Seen from some three counts above the noise on: area 4 standard errors.
    expect(phase.birth).toBeGreaterThan(30);
    expect(phase.birth).toBeLessThan(39);
    expect(phase.death).toBeGreaterThan(90);
    expect(phase.death).toBeLessThan(98);
    expect(phase.end).toBe('lost');
    expect(phase.status[20]).toBe(statusOf.outside);
    const flicker = trackPeakStack(
      x,
      simulate(60, [() => [11, 500, 0.15], (f) => [15, f % 12 < 6 ? 90 : 6, 0.18]], 6),
    ).tracks;
    const weak = nearest(flicker, 2, 15);
    const coasting = Array.from(weak.status.keys()).filter((frame) => weak.status[frame] === statusOf['not-visible']);
    expect(coasting.length).toBeGreaterThan(10);
    for (const frame of coasting) {
      expect(Number.isNaN(weak.area.values[frame])).toBe(true);
      expect(weak.areaLimit[frame]).toBeGreaterThan(0);
      expect(weak.areaLimit[frame]).toBeLessThan(8);
    }
  });

  it('sees a peak split in two', () => {
    const stack = simulate(
      90,
      [(f) => [14 - 0.008 * Math.max(0, f - 20), 400, 0.16], (f) => [14 + 0.008 * Math.max(0, f - 20), 400, 0.16]],
      9,
    );
    const { tracks } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    const child = tracks.find(({ parent }) => parent !== undefined)!;
    expect(child.birth).toBeGreaterThan(20);
    expect(child.birth).toBeLessThan(48);
    for (const frame of [60, 75, 89]) {
      const centers = tracks.map(({ center }) => center.values[frame]!).toSorted((a, b) => a - b);
      expect(centers[0]).toBeCloseTo(14 - 0.008 * (frame - 20), 1);
      expect(centers[1]).toBeCloseTo(14 + 0.008 * (frame - 20), 1);
    }
  });

  it('sees two peaks become one', () => {
    const apart = (f: number): number => Math.max(0, 0.35 - 0.008 * f);
    const stack = simulate(110, [(f) => [14 - apart(f), 500, 0.16], (f) => [14 + apart(f), 300, 0.16]], 9);
    const { tracks } = trackPeakStack(x, stack);
    expect(tracks).toHaveLength(2);
    const stronger = nearest(tracks, 0, 13.65);
    const weaker = nearest(tracks, 0, 14.35);
    expect([weaker.end, weaker.parent, stronger.end]).toEqual(['merged', stronger.id, 'series']);
    // The centers meet at frame 44; they are one width apart at frame 34.
    expect(weaker.death).toBeGreaterThan(33);
    expect(weaker.death).toBeLessThan(60);
    for (let frame = 80; frame < 110; frame++) {
      expect(Math.abs(stronger.center.values[frame]! - 14)).toBeLessThan(0.02);
      expect(stronger.status[frame]).toBe(statusOf.converged);
      // All of the area: 800 x 0.16 x 1.32.
      expect(stronger.area.values[frame]! / 168.7).toBeCloseTo(1, 0);
    }
  });

  it('follows the seeds it is given and no others; static lines stay', () => {
    const stack = simulate(30, [() => [11, 500, 0.15], () => [13, 500, 0.15], (f) => [15 + 0.01 * f, 200, 0.15]], 2);
    const { tracks } = trackPeakStack(x, stack, {
      seeds: [
        { center: 13.02, fwhm: 0.15 },
        { center: 15, fwhm: 0.15 },
      ],
      staticLines: [13],
    });
    expect(tracks).toHaveLength(2);
    expect(new Set(nearest(tracks, 0, 13).center.values.slice(4)).size).toBe(1);
    expect(nearest(tracks, 0, 15).center.values[29]).toBeCloseTo(15.29, 1);
  });

  it('of one or two patterns are what is found in them', () => {
    for (const frames of [1, 2]) {
      const { tracks } = trackPeakStack(x, simulate(frames, [() => [11, 500, 0.15], () => [13, 300, 0.2]], 5));
      expect(tracks.map(({ frames: seen }) => seen.length)).toEqual([frames, frames]);
      expect(tracks[1]!.center.values[0]).toBeCloseTo(13, 1);
    }
  });

  it('finds nothing in noise', () => {
    expect(trackPeakStack(x, simulate(40, [], 3)).tracks).toEqual([]);
  });

  it.each<[string, () => unknown, string]>([
    ['a stack of another length', () => trackPeakStack(x, new Float64Array(401)), 'shape-mismatch'],
    ['NaN', () => trackPeakStack(x, new Float64Array(800).fill(Number.NaN)), 'non-finite'],
    ['x that does not increase', () => trackPeakStack(x.toReversed(), new Float64Array(800)), 'axis-not-increasing'],
    ['an empty range', () => trackPeakStack(x, new Float64Array(800), { range: [99, 100] }), 'too-few-points'],
    ['no tracks for a cell', () => trackCell([], { system: 'cubic', wavelength: 1 }), 'invalid-argument'],
  ])('refuses %s', (_, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }));
  });

  it('takes a series, with its variances and its clock', () => {
    const stack = simulate(12, [() => [12, 400, 0.15]], 7);
    const series = createSeries({
      signal: stack,
      axis: createAxis({ name: 'two-theta', unit: 'deg', values: x }),
      time: { start: Float64Array.from({ length: 12 }, (_, i) => 60 * i), duration: new Float64Array(12).fill(60) },
      variances: stack.map((value) => Math.max(1, value)),
    });
    const found = trackPeaks(series);
    expect([found.tracks.length, found.time, found.axis]).toEqual([1, series.time, series.axis]);
    const [track] = found.tracks;
    expect([track!.center, track!.fwhm, track!.area, track!.eta].map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      'center deg',
      'fwhm deg',
      'area ',
      'eta 1',
    ]);
    const named: SeriesTracks<'two-theta', 'deg'> = found;
    // @ts-expect-error tracks along two-theta are none along Q
    const mixed: SeriesTracks<'q', '1/angstrom'> = found;
    expect(named).toBe(mixed);
    const energies = createAxis({ name: 'wavenumber', unit: '1/angstrom', values: x });
    const odd = createSeries({ signal: stack, axis: energies, time: series.time });
    // @ts-expect-error peaks are not tracked along wavenumbers of photoelectrons
    expect(trackPeaks(odd).tracks).toHaveLength(1);
    const alone = trackPeakStack(x, stack, { sigma: stack.map((value) => Math.sqrt(Math.max(1, value))), unit: 'deg' });
    expect(found.tracks).toEqual(alone.tracks);
    const inQ = { track: { ...track!, center: { ...track!.center, unit: '1/angstrom' } }, hkl: [1, 0, 0] } as const;
    expect(() => trackCell([inQ], { system: 'cubic', wavelength: 1 })).toThrow(
      expect.objectContaining({ code: 'unit-mismatch' }),
    );
  });
});

const scenario = referencePath('xrd', 'data', 'track_scenario.json');
const binary = referencePath('xrd', 'data', 'track_scenario.f32');
describe.skipIf(scenario === undefined || binary === undefined)(
  'simulated scenario of 600 frames (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it('7 tracks, no switch, no false point, 99 % of the true points', () => {
      interface Truth {
        readonly c: readonly number[];
        readonly A: readonly number[];
        readonly w: readonly number[];
      }
      const {
        points,
        frames,
        x0,
        dx,
        dark_frames: darkFrames,
        truth,
      } = JSON.parse(readFileSync(scenario!, 'utf8')) as {
        points: number;
        frames: number;
        x0: number;
        dx: number;
        dark_frames: number[];
        truth: Record<string, Truth>;
      };
      const bytes = readFileSync(binary!);
      const stack = Float64Array.from(new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
      const axis = Float64Array.from({ length: points }, (_, i) => x0 + dx * i);
      const { tracks, dark } = trackPeakStack(axis, stack);
      expect(Array.from(dark.keys()).filter((frame) => dark[frame] === 1)).toEqual(darkFrames);
      expect(tracks).toHaveLength(7);
      // Matching rule: a point belongs to the true peak whose center is nearest, if that is within half its width
      // and its height is 5 or more (half a standard deviation of the background); else it is false.
      // A true point counts when its height is 15 or more (1.5 standard deviations of the background, area 4 to 5 standard errors).
      const names = Object.keys(truth);
      let falsePoints = 0;
      let switches = 0;
      const seen = new Map(names.map((name) => [name, new Set<number>()]));
      for (const track of tracks) {
        let before: string | undefined;
        for (const frame of track.frames) {
          const center = track.center.values[frame]!;
          const [name] = names
            .filter((one) => truth[one]!.A[frame]! >= 5)
            .toSorted((a, b) => Math.abs(truth[a]!.c[frame]! - center) - Math.abs(truth[b]!.c[frame]! - center));
          const near = name !== undefined && Math.abs(truth[name]!.c[frame]! - center) < 0.5 * truth[name]!.w[frame]!;
          if (!near) {
            falsePoints++;
            continue;
          }
          seen.get(name)!.add(frame);
          // Where two true peaks lie within half a width of each other, nearness cannot tell them apart.
          const alone = names.every(
            (other) =>
              other === name ||
              truth[other]!.A[frame]! < 5 ||
              Math.abs(truth[other]!.c[frame]! - truth[name]!.c[frame]!) > 0.1,
          );
          if (!alone) continue;
          if (before !== undefined && before !== name) switches++;
          before = name;
        }
      }
      expect([falsePoints, switches]).toEqual([0, 0]);
      let wanted = 0;
      let found = 0;
      for (const name of names) {
        for (let frame = 0; frame < frames; frame++) {
          if (dark[frame] === 1 || truth[name]!.A[frame]! < 15) continue;
          wanted++;
          const hit = tracks.some(
            (track) =>
              (track.status[frame] === statusOf.converged || track.status[frame] === statusOf.held) &&
              Math.abs(track.center.values[frame]! - truth[name]!.c[frame]!) < 0.5 * truth[name]!.w[frame]!,
          );
          if (hit) found++;
        }
      }
      expect(wanted).toBeGreaterThan(3200);
      expect(found / wanted).toBeGreaterThan(0.99);
    });
  },
);

const folder = referencePath('operando', 'lab-operando-xrd');
const lattice = referencePath('xrd', 'results', 'operando_LCoV_lattice_220_422_511.json');
describe.skipIf(folder === undefined || lattice === undefined)(
  'laboratory cell, 100 patterns (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it('keeps the cathode apart from aluminium, and gives the lattice parameter of lmfit', () => {
      const rows = Array.from({ length: 100 }, (_, i) => {
        // The table is printed twice: the first block counts.
        const lines = readFileSync(`${folder}/${i + 1}.txt`, 'latin1').split(/\r?\n/);
        const first = lines.findIndex((line) => /^\d+\.\d+\t/.test(line));
        const numbers: number[][] = [];
        for (let k = first; /^\d+\.\d+\t/.test(lines[k] ?? ''); k++) numbers.push(lines[k]!.split('\t').map(Number));
        return numbers;
      });
      const axis = rows[0]!.map(([angle]) => angle!);
      const stack = new Float64Array(100 * axis.length);
      rows.forEach((row, frame) =>
        row.slice(0, axis.length).forEach(([, y], i) => (stack[frame * axis.length + i] = y!)),
      );
      const doublet = { wavelength1: 1.5406, wavelength2: 1.54439 };
      const { tracks } = trackPeakStack(axis, stack, { doublet });
      // (400) passes Al(200) at 44.79; both go on under their own names.
      const cathode = nearest(tracks, 0, 43.76);
      const aluminium = nearest(tracks, 0, 44.79);
      expect(cathode).not.toBe(aluminium);
      for (let frame = 0; frame < 100; frame++) {
        expect(Math.abs(aluminium.center.values[frame]! - 44.79)).toBeLessThan(0.06);
        expect(cathode.center.values[frame]!).toBeLessThan(44.45);
      }
      expect(cathode.center.values[46]!).toBeGreaterThan(44.15);
      expect(cathode.center.values[99]).toBeCloseTo(43.75, 1);
      const wide = refitTracks(
        axis,
        stack,
        [30.57, 54.31, 57.9].map((center) => nearest(tracks, 0, center)),
        { halfWindow: 1.1, doublet, scaleCovariance: true },
      );
      const hkls = [
        [2, 2, 0],
        [4, 2, 2],
        [5, 1, 1],
      ] as const;
      const { cell, displacement } = trackCell(
        wide.map((track, k) => ({ track, hkl: hkls[k]! })),
        { system: 'cubic', wavelength: 1.5406, displacement: true },
      );
      const expected = JSON.parse(readFileSync(lattice!, 'utf8')) as {
        a: number[];
        a_stderr: number[];
        disp_deg: number[];
      };
      expected.a.forEach((a, frame) =>
        expect(Math.abs(cell.a!.values[frame]! - a)).toBeLessThan(expected.a_stderr[frame]!),
      );
      expect(expected.a).toHaveLength(67);
      expect([cell.a!.values[0], cell.a!.values[46], cell.a!.values[66]]).toEqual([
        expect.closeTo(8.273, 3),
        expect.closeTo(8.182, 2),
        expect.closeTo(8.239, 2),
      ]);
      // On to the end: fully lithiated again.
      expect(cell.a!.values.every((value) => value > 8.17 && value < 8.29)).toBe(true);
      expect(cell.a!.values[99]).toBeCloseTo(8.276, 2);
      expect(displacement!.values[0]).toBeCloseTo(expected.disp_deg[0]!, 2);
    });
  },
);
