import { describe, expect, it } from 'vitest';
import { statusNames } from '@operando/core';
import { drawScenario, exploration, trackScenario } from '@operando/fixtures';
import type { TrackScenario } from '@operando/fixtures';
import { dropHumps, fitHumps, trackPeakStack } from '../src/index.js';
import type { FitHumpsOptions, Hump, Track } from '../src/index.js';

/** Height of a hump to its area, for a full width of 1. */
const areaOfGaussian = 0.5 * Math.sqrt(Math.PI / Math.LN2);
const gaussian = (x: number, center: number, fwhm: number): number =>
  Math.exp(-4 * Math.LN2 * ((x - center) / fwhm) ** 2);

/** The peaks of a scenario as if they had been followed without error. */
function trueTracks({ peaks, frames }: TrackScenario): Pick<Track, 'center' | 'fwhm' | 'area' | 'eta'>[] {
  const column = (values: Float64Array) => ({ name: '', unit: '', values, stderr: new Float64Array(frames) });
  return peaks.map(({ center, fwhm, eta, height }) => ({
    center: column(center),
    fwhm: column(fwhm),
    eta: column(new Float64Array(frames).fill(eta)),
    area: column(height.map((each, f) => each * fwhm[f]! * (eta * 1.5708 + (1 - eta) * areaOfGaussian))),
  }));
}

function tracked(scenario: TrackScenario): Track[] {
  const { frames } = scenario;
  const all = Int32Array.from({ length: frames }, (_, f) => f);
  const withColumns = (columns: ReturnType<typeof trueTracks>[number], id: number): Track => ({
    ...columns,
    id,
    birth: 0,
    death: frames - 1,
    end: 'series',
    crossings: [],
    areaLimit: new Float64Array(frames),
    status: new Uint8Array(frames).fill(statusNames.indexOf('converged')),
    reducedChiSquare: new Float64Array(frames),
    frames: all,
  });
  return trueTracks(scenario).map(withColumns);
}

const humpsOf = (scenario: TrackScenario, options: FitHumpsOptions): Hump[] => {
  const tracks = tracked(scenario);
  return fitHumps(scenario.x, scenario.stack, { tracks, dark: new Uint8Array(scenario.frames) }, options);
};

/** Mean and width of pulls of a column. */
function pullsOf({ values, stderr }: Hump['area'], truth: (frame: number) => number): [count: number, number, number] {
  const pulls = Array.from(values, (value, f) => (value - truth(f)) / stderr[f]!).filter(Number.isFinite);
  const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
  const width = Math.sqrt(pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / pulls.length);
  return [pulls.length, mean, width];
}

/** Pulls of `count` values have mean 0 and width 1: within four of the standard errors of either. */
function expectHonest([count, mean, width]: [number, number, number]): void {
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(count));
  expect(Math.abs(width - 1)).toBeLessThan(4 / Math.sqrt(2 * count));
}

const words = ({ status }: Hump): string[] => [...status].map((byte) => statusNames[byte]!);

describe('fitHumps', () => {
  // Half of the frames in `npm test`, over the same growth.
  const frames = exploration.isExploring ? 80 : 40;
  const done = (f: number): number => (80 * f) / frames;
  const growing = drawScenario(
    {
      name: 'growing',
      frames,
      points: 400,
      from: 15,
      step: 0.03,
      background: (x, f) => 100 - 2 * (x - 15) + 0.75 * done(f) * gaussian(x, 21 + 0.01 * done(f), 3),
      peaks: [
        { name: 'still', center: () => 20.4, height: () => 400 },
        { name: 'growing', center: (f) => 22.5 - 0.005 * done(f), height: (f) => 4 * done(f) },
      ],
    },
    3,
  );
  const area = (f: number): number => 0.75 * done(f) * 3 * areaOfGaussian;

  it.each(['line', 'parabola'] as const)('measures a hump that grows from nothing below peaks, on a %s', (ground) => {
    const [hump] = humpsOf(growing, { humps: [{ center: 21.5, fwhm: 3.5 }], ground }) as [Hump];
    const seen = words(hump);
    expect(new Set(seen)).toEqual(new Set(['held', 'converged']));
    expect([seen[0], seen.at(-1)]).toEqual(['held', 'converged']);
    // Held frames have an area and no place.
    expect([hump.area.values.every(Number.isFinite), hump.center.values[0]]).toEqual([true, Number.NaN]);
    expectHonest(pullsOf(hump.area, area));
    expectHonest(pullsOf(hump.center, (f) => 21 + 0.01 * done(f)));
    expectHonest(pullsOf(hump.fwhm, () => 3));
  });

  it('is as good with peaks that were followed', () => {
    const { x, stack: all } = trackScenario('weak', 1);
    const stack = all.slice(0, (exploration.isExploring ? 40 : 20) * x.length);
    const result = trackPeakStack(x, stack);
    const [hump] = fitHumps(x, stack, result, { humps: [{ center: 21, fwhm: 3.4 }] }) as [Hump];
    expect(new Set(words(hump))).toEqual(new Set(['converged']));
    expectHonest(pullsOf(hump.area, (f) => (60 + 0.3 * f) * 3 * areaOfGaussian));
    expectHonest(pullsOf(hump.center, () => 21.5));
    expectHonest(pullsOf(hump.fwhm, () => 3));
  });

  it('tells two humps apart that overlap, of two lines each', () => {
    const doublet = { wavelength1: 1.5406, wavelength2: 1.54439, ratio: 0.5 };
    const scenario = drawScenario(
      {
        name: 'two',
        frames: 30,
        points: 500,
        from: 15,
        step: 0.05,
        background: (x) =>
          200 +
          [0, 1].reduce((sum, line) => {
            const at = (c: number): number =>
              line === 0 ? c : (360 / Math.PI) * Math.asin((1.54439 / 1.5406) * Math.sin((c * Math.PI) / 360));
            return sum + (line === 0 ? 1 : 0.5) * (150 * gaussian(x, at(23), 4) + 80 * gaussian(x, at(30), 5));
          }, 0),
        peaks: [{ name: 'sharp', center: () => 26, height: () => 900 }],
        doublet,
      },
      5,
    );
    const humps = humpsOf(scenario, {
      humps: [
        { center: 30.5, fwhm: 4.5 },
        { center: 22.5, fwhm: 4.5 },
      ],
      doublet,
      ground: 'line',
    });
    const truth = [
      [80 * 5 * areaOfGaussian, 30, 5],
      [150 * 4 * areaOfGaussian, 23, 4],
    ];
    expect(humps).toHaveLength(2);
    humps.forEach((hump, k) => {
      [hump.area, hump.center, hump.fwhm].forEach((column, q) => expectHonest(pullsOf(column, () => truth[k]![q]!)));
    });
  });

  it('says so where a peak that was not followed lies over it, and masked where there is no beam', () => {
    const { x, stack } = growing;
    const tracks = tracked(growing).slice(1);
    const dark = new Uint8Array(frames);
    dark[5] = 1;
    const [hump] = fitHumps(x, stack, { tracks, dark }, { humps: [{ center: 21, fwhm: 3 }] }) as [Hump];
    const seen = words(hump);
    expect(seen[5]).toBe('masked');
    // It would be the peak: narrower than it was said to be.
    expect(new Set(seen)).toEqual(new Set(['masked', 'misfit', 'at-bound']));
  });
});

describe('dropHumps', () => {
  it('takes a track that is the hump away, and numbers the others anew', () => {
    const tracks = tracked(threePeaks());
    const linked = [tracks[0]!, tracks[1]!, { ...tracks[2]!, parent: 0, sameAs: 1 }];
    const kept = dropHumps(linked, [{ center: 20, fwhm: 2 }]);
    expect(kept.map(({ id }) => id)).toEqual([0, 1]);
    expect(kept.map(({ center }) => center.values[0])).toEqual([17, 20.2]);
    expect(kept[1]).not.toHaveProperty('sameAs');
    expect(kept[1]).toMatchObject({ parent: 0 });
    expect(dropHumps(linked, [])).toBe(linked);
  });
});

/** Three peaks, of which the second is broad. */
function threePeaks(): TrackScenario {
  return drawScenario(
    {
      name: 'broad',
      frames: 2,
      points: 50,
      from: 15,
      step: 0.1,
      background: () => 10,
      peaks: [
        { name: 'a', center: () => 17, height: () => 10 },
        { name: 'hump', center: () => 19.8, height: () => 10, fwhm: () => 1.2 },
        { name: 'b', center: () => 20.2, height: () => 10 },
      ],
    },
    1,
  );
}
