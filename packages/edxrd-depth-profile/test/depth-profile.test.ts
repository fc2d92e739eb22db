import { beforeAll, describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import { edxrdCell, exploration, nmcLattice, seededRandom } from '@operando/fixtures';
import {
  chargeClosure,
  createFrameProfiler,
  depthProfileStack,
  energyCalibration,
  lithiationGradient,
  maskReasons,
  phaseExtent,
  reactionAmount,
  resolutionLaw,
} from '../src/index.js';
import type { DepthProfileStackOptions, SliceProfiles } from '../src/index.js';

// A third of the frames scatters by 0.03 in mean and width of pulls.
const cell = edxrdCell({ frames: exploration.isExploring ? 120 : 40 });
const slices = cell.positions.length;
const [first, last] = cell.electrode;
const options: DepthProfileStackOptions = {
  channels: cell.channels,
  calibration: energyCalibration(cell.calibration),
  twoTheta: { twoTheta: cell.twoTheta, stderr: 0.001 },
  resolution: resolutionLaw(cell.resolution),
  phases: [
    {
      name: 'NMC111',
      system: 'hexagonal',
      cell: { a: 2.854, c: 14.254 },
      reflections: [
        [0, 0, 3],
        [1, 0, 4],
        [1, 1, 0],
        [1, 1, 3],
      ],
      // Aluminium foil has peaks where NMC has 104 and 110.
      marker: [0, 0, 3],
      lithium: { parameter: 'a', calibration: { kind: 'table', x: nmcLattice.x, values: nmcLattice.a } },
    },
    {
      name: 'argyrodite',
      system: 'cubic',
      cell: { a: 9.859 },
      reflections: [
        [2, 2, 0],
        [4, 2, 2],
      ],
    },
  ],
  fluorescence: { elements: ['Pb'], detector: 'Ge' },
  beamHeight: cell.beamHeight,
};
/** The slices that hold electrode. */
const inside = ({ values, stderr }: MeasuredColumn, frames: number): MeasuredColumn => {
  const pick = (from: Float64Array): Float64Array =>
    Float64Array.from(
      { length: frames * (last - first) },
      (_, i) => from[Math.floor(i / (last - first)) * slices + first + (i % (last - first))]!,
    );
  return { values: pick(values), stderr: pick(stderr) };
};
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));

describe('a simulated cell: 40 positions x 4096 channels', () => {
  let profile: SliceProfiles;
  let lithium: MeasuredColumn;
  beforeAll(() => {
    const profiler = createFrameProfiler({ ...options, positions: cell.positions });
    for (let f = 0; f < cell.frames; f++) profiler.addFrame(cell.frame(f), { liveTime: cell.liveTime });
    profile = profiler.finish();
    lithium = inside(profile.phases[0]!.lithium!, cell.frames);
  });

  it('gives lithium per slice without bias, with honest errors', () => {
    const truth = inside({ values: cell.lithium, stderr: cell.lithium }, cell.frames).values;
    const pulls = [...lithium.values.keys()]
      .filter((i) => Number.isFinite(lithium.values[i]!))
      .map((i) => (lithium.values[i]! - truth[i]!) / lithium.stderr[i]!);
    expect(pulls.length).toBe(cell.frames * (last - first));
    // Asked: mean pull within 0.1, width 1 +- 0.1; the scatter of these figures is 0.017 with 120 frames.
    expect(Math.abs(mean(pulls))).toBeLessThan(0.1);
    expect(Math.abs(deviation(pulls) - 1)).toBeLessThan(0.1);
  });

  it('finds nothing of the cathode where there is none', () => {
    const { values } = profile.phases[0]!.lithium!;
    const outside = values.filter((_, i) => i % slices < first || i % slices >= last);
    expect(outside.filter(Number.isFinite).length).toBeLessThan(0.01 * outside.length);
  });

  it('gives the gradient curve within its errors', () => {
    const n = last - first;
    const found = Array.from({ length: cell.frames }, (_, f) =>
      lithiationGradient({
        values: lithium.values.subarray(f * n, (f + 1) * n),
        stderr: lithium.stderr.subarray(f * n, (f + 1) * n),
      }),
    );
    const truth = Array.from({ length: cell.frames }, (_, f) => {
      const x = cell.lithium.subarray(f * slices + first, f * slices + last);
      return Math.max(...x) - Math.min(...x);
    });
    const steep = found.map((_, f) => f).filter((f) => truth[f]! > 0.02);
    const pulls = steep.map((f) => (found[f]!.corrected - truth[f]!) / found[f]!.stderr);
    // The ends of a curved profile are few: what is left of the bias is below one standard error.
    expect(Math.abs(mean(pulls))).toBeLessThan(0.7);
    expect(pulls.filter((pull) => Math.abs(pull) < 3).length).toBeGreaterThan(0.95 * pulls.length);
    expect(Math.max(...found.map(({ corrected }) => corrected))).toBeGreaterThan(0.18);
    // At rest between stages there is none to be found, whatever noise makes of the largest difference.
    const flat = found.filter((_, f) => truth[f]! < 1e-6);
    expect(flat.length).toBeGreaterThan(3);
    expect(mean(flat.map(({ corrected }) => corrected))).toBeLessThan(0.5 * mean(flat.map(({ largest }) => largest)));
    expect(flat.every(({ probability }) => probability > 1e-4)).toBe(true);
  });

  it('balances: reaction amounts and the charge', () => {
    const own = cell.activeAmount.subarray(first, last);
    const balance = { stages: cell.stages, activeAmount: own };
    const reactions = reactionAmount(lithium, last - first, balance);
    for (const [k, { amount, total, share, missing }] of reactions.entries()) {
      const { from, to } = cell.stages[k]!;
      const truth = Array.from(
        own,
        (mol, s) => mol * (cell.lithium[to * slices + first + s]! - cell.lithium[from * slices + first + s]!),
      );
      const pulls = truth.map((value, s) => (amount.values[s]! - value) / amount.stderr![s]!);
      expect(missing).toEqual([]);
      expect(pulls.filter((pull) => Math.abs(pull) < 3.5).length).toBe(pulls.length);
      expect(Math.abs(total.value - truth.reduce((a, b) => a + b, 0))).toBeLessThan(4 * total.stderr);
      expect(share.values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 10);
    }
    for (const { ratio } of chargeClosure(lithium, last - first, cell.charge, balance))
      expect(Math.abs(ratio.value - 1)).toBeLessThan(0.01);
  });

  it('reports what is masked, and by what, and fits none of it', () => {
    const hidden = profile.reflections.filter(({ masked }) => masked !== undefined);
    expect(hidden.map(({ hkl, masked }) => [hkl.join(''), masked])).toEqual([['113', 'Pb Kb2']]);
    expect(hidden[0]!.status.every((status) => status === statusOf.masked)).toBe(true);
    expect(hidden[0]!.energy.values.every(Number.isNaN)).toBe(true);
    expect(profile.warnings.map(({ code }) => code)).toContain('masked');
  });

  it('finds the interfaces where the phase begins and ends', () => {
    const { area } = profile.phases[0]!;
    const found = Array.from({ length: cell.frames }, (_, f) => {
      const at = (values: Float64Array): Float64Array => values.subarray(f * slices, (f + 1) * slices);
      // The share of active material varies by a tenth: a plateau cannot follow, and the error says so.
      return phaseExtent(
        cell.positions,
        { values: at(area.values), stderr: at(area.stderr) },
        { beamHeight: cell.beamHeight },
      );
    });
    // In every frame, also where the cell is charged, and 104 of many slices lies on a line of the electrolyte.
    for (const { begin, status } of found) {
      expect(status).toBe('misfit');
      expect(Math.abs(begin!.value - cell.interfaces[0])).toBeLessThan(1.5);
      expect(begin!.stderr).toBeLessThan(3);
    }
    // At the foil, whose lines no phase names, where these do not lie on those of the electrode.
    for (const { end } of [found[0]!, found[cell.frames >> 1]!, found.at(-1)!])
      expect(Math.abs(end!.value - cell.interfaces[1])).toBeLessThan(1.5);
    expect(profile.warnings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['area-made-whole', 'peaks-unnamed']),
    );
  });

  it('keeps calibration errors apart from those of the counts', () => {
    // cot(theta) sigma_theta for 0.001 degrees of two-theta at 6 degrees.
    expect(profile.phases[0]!.calibrationError).toBeCloseTo(
      (0.0005 * Math.PI) / 180 / Math.tan((3 * Math.PI) / 180),
      9,
    );
  });
});

describe('detectors, normalisation, flags', () => {
  const small = edxrdCell({ positions: 6, frames: 9, counts: 4e6, gradient: 0.05 });
  const base = options;
  const run = (
    counts: ArrayLike<number>,
    own: DepthProfileStackOptions,
    liveTimes?: readonly number[],
  ): SliceProfiles => depthProfileStack(small.positions, counts, { ...own, liveTimes });
  const frame = small.frame(0);

  it('combines detectors of an array, each at its own angle and scale', () => {
    const one = run(frame, base);
    const other = energyCalibration([small.calibration[0], small.calibration[1]]);
    const counts = new Float64Array(2 * frame.length);
    for (let s = 0; s < 6; s++)
      for (const d of [0, 1])
        counts.set(frame.subarray(s * small.channels, (s + 1) * small.channels), (2 * s + d) * small.channels);
    const two = run(counts, {
      ...base,
      detectors: [{}, { calibration: other }],
    });
    // The same counts twice: the same cell, errors smaller by the square root of two.
    const s = 3;
    expect(two.reflections).toHaveLength(2 * one.reflections.length);
    expect(two.phases[0]!.cell.a!.values[s]).toBeCloseTo(one.phases[0]!.cell.a!.values[s]!, 9);
    expect(two.phases[0]!.cell.a!.stderr[s]! * Math.SQRT2).toBeCloseTo(one.phases[0]!.cell.a!.stderr[s]!, 7);
  });

  it('divides areas by live time, incident spectrum, transmission and a static line', () => {
    const plain = run(frame, base, [1]);
    const slow = run(frame, base, [30]);
    expect(slow.phases[0]!.area.values[3]! * 30).toBeCloseTo(plain.phases[0]!.area.values[3]!, 6);
    const normalised = run(
      frame,
      { ...base, normalisation: { incident: (energy) => energy / 10, transmission: (_, slice) => 1 / (slice + 1) } },
      [1],
    );
    const [r, n] = [plain.reflections[0]!, normalised.reflections[0]!];
    expect(n.area.values[3]! / r.area.values[3]!).toBeCloseTo(4 / (r.energy.values[3]! / 10), 9);
    const still = run(frame, { ...base, normalisation: { staticLine: 74.9694 } });
    // The simulated lead line holds 0.012 of the counts of a spectrum.
    expect((still.reflections[0]!.area.values[3]! * 0.012 * 4e6) / r.area.values[3]!).toBeCloseTo(1, 1);
    expect(still.reflections[0]!.area.stderr[3]!).toBeGreaterThan(
      (still.reflections[0]!.area.values[3]! * r.area.stderr[3]!) / r.area.values[3]!,
    );
    expect(still.warnings.map(({ code }) => code)).not.toContain('static-line-unseen');
  });

  // Nothing stands at 60 keV, and the spectra end before 500.
  it.each([60, 500])('says where there is no static line: %s keV', (staticLine) => {
    const { reflections, positions, warnings } = run(frame, { ...base, normalisation: { staticLine } });
    expect(warnings).toContainEqual({
      code: 'static-line-unseen',
      message: expect.stringContaining(`${staticLine} keV is not seen in ${positions.length} of`) as string,
    });
    expect(reflections[0]!.area.values.every(Number.isNaN)).toBe(true);
    expect(reflections[0]!.energy.values[3]).toBeGreaterThan(0);
  });

  it('flags saturated channels and does not fit them', () => {
    const full = Float64Array.from(frame);
    const peak = Math.round((24.94 - small.calibration[0]) / small.calibration[1]);
    full[3 * small.channels + peak] = 65_535;
    const { reflections, warnings } = run(full, base);
    expect(reflections[0]!.status[3]).toBe(statusOf.masked);
    expect(maskReasons[reflections[0]!.reason[3]!]).toBe('saturated');
    expect(reflections[0]!.status[2]).not.toBe(statusOf.masked);
    expect(warnings.map(({ code }) => code)).toContain('saturated');
  });

  it('tells of slices that overlap, and of reflections too near to each other', () => {
    const { warnings, reflections } = run(frame, {
      ...base,
      beamHeight: 12,
      phases: [
        ...base.phases,
        { name: 'twin', system: 'hexagonal', cell: { a: 2.854, c: 14.26 }, reflections: [[0, 0, 3]] },
      ],
    });
    expect(warnings.map(({ code }) => code)).toContain('slices-overlap');
    expect(warnings.map(({ code }) => code)).not.toContain('slices-apart');
    expect(warnings.map(({ code }) => code)).toContain('overlapped');
    expect(reflections.at(-1)!.status.every((status) => status === statusOf.masked)).toBe(true);
    expect(reflections.at(-1)!.reason.every((reason) => maskReasons[reason] === 'overlapped')).toBe(true);
  });

  it('tells of slices that leave a part of the depth unseen', () => {
    const step = Math.abs(small.positions[1]! - small.positions[0]!);
    const told = (beamHeight: number): string[] =>
      run(frame, { ...base, beamHeight }).warnings.flatMap(({ code, message }) =>
        code === 'slices-apart' ? message : [],
      );
    const n = small.positions.length;
    // Of n slices a step apart half a step each is seen.
    const unseen = (100 * 0.5 * (n - 1)) / (n - 0.5);
    expect(told(0.5 * step)).toEqual([expect.stringContaining(`${unseen.toPrecision(2)} % of the depth is not seen`)]);
    expect(told(step)).toEqual([]);
    expect(told(1.5 * step)).toEqual([]);
  });

  it('gives one axis from one kind of reflection, none from one peak of many', () => {
    const { lithium: _, ...bare } = base.phases[0]!;
    const c = run(frame, { ...base, phases: [{ ...bare, reflections: [[0, 0, 3]] }] });
    expect(c.phases[0]!.cell.c!.values[3]).toBeCloseTo(14.254, 1);
    expect(c.phases[0]!.cell.a!.values[3]).toBeNaN();
  });

  it('fits widths where there is no law, and tails where asked', () => {
    const free = run(frame, { ...base, widths: 'free' });
    const energy = free.reflections[0]!.energy.values[3]!;
    const { noise, statistics, geometry } = small.resolution;
    expect(
      free.reflections[0]!.fwhm.values[3]! / Math.sqrt(noise + statistics * energy + geometry * energy ** 2),
    ).toBeCloseTo(1, 1);
    const random = seededRandom(8);
    const tailed = Float64Array.from({ length: 400 }, (_, i) => {
      const e = 20 + 0.05 * i;
      // A Gaussian with an exponential tail of 0.3 keV to low energy, convolved by sum.
      let sum = 0;
      for (let t = 0.005; t < 3; t += 0.01)
        sum += 0.01 * (Math.exp(-t / 0.3) / 0.3) * Math.exp(-0.5 * ((e - 30 + t) / 0.15) ** 2);
      return random.poisson(50 + 8000 * sum);
    });
    const one = {
      channels: 400,
      phases: [{ name: 'Si', system: 'cubic' as const, cell: { a: 5.431 }, reflections: [[1, 1, 1]] as const }],
      calibration: energyCalibration([20, 0.05]),
      twoTheta: 7.563,
    };
    const [plain, tail] = (['gaussian', 'exp-mod-gaussian'] as const).map(
      (profile) => depthProfileStack([0], tailed, { ...one, profile }).reflections[0]!,
    );
    expect(tail!.reducedChiSquare[0]!).toBeLessThan(0.5 * plain!.reducedChiSquare[0]!);
  });
});

describe('bad input', () => {
  const frame = new Float64Array(slices * cell.channels);
  it.each([
    ['an angle of zero', { ...options, twoTheta: 0 }, frame, undefined, /two-theta is 0/],
    ['a frame of other size', options, frame.subarray(5), undefined, /frames have 163840/],
    ['a negative live time', options, frame, -1, /live time of -1/],
    ['counts that are no numbers', options, frame.map((_, i) => (i === 7 ? Number.NaN : 0)), 1, /no numbers/],
    ['negative counts', options, frame.map((_, i) => (i === 7 ? -1 : 0)), 1, /negative/],
    ['a law that is not there', { ...options, widths: 'law', resolution: undefined }, frame, 1, /follow the law/],
    [
      'no reflections',
      { ...options, phases: [{ ...options.phases[1]!, reflections: [] }] },
      frame,
      1,
      /no reflections/,
    ],
    [
      'a marker that is no reflection',
      { ...options, phases: [{ ...options.phases[0]!, marker: [2, 0, 5] }] },
      frame,
      1,
      /marker 2 0 5/,
    ],
    [
      'a cell without an axis',
      { ...options, phases: [{ ...options.phases[0]!, cell: { a: 3 } }] },
      frame,
      1,
      /no spacing/,
    ],
    ['elements without lines', { ...options, fluorescence: { elements: ['Xx'] } }, frame, 1, /emission lines/],
  ])('%s', (_, given, counts, liveTime, message) => {
    expect(() =>
      depthProfileStack(cell.positions, counts, {
        ...(given as DepthProfileStackOptions),
        liveTimes: liveTime === undefined ? undefined : [liveTime],
      }),
    ).toThrow(message);
  });

  it('the same position twice', () => {
    const positions = cell.positions.map((at, i) => (i === 7 ? cell.positions[2]! : at));
    expect(() => depthProfileStack(positions, frame, options)).toThrow(/positions 2 and 7 are the same/);
  });

  it('an empty stretch of counts is nothing found, not an error', () => {
    const { phases, reflections } = depthProfileStack(cell.positions, frame.subarray(0, 40 * cell.channels), options);
    expect(phases[0]!.cell.a!.values.every(Number.isNaN)).toBe(true);
    expect(
      reflections[0]!.status.every((status) => status === statusOf['not-visible'] || status === statusOf.failed),
    ).toBe(true);
  });
});
