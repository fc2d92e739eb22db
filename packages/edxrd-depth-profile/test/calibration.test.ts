import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusWords } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import { sourceLines } from '@operando/tables';
import {
  calibrateAngle,
  calibrateEnergy,
  calibrateJoint,
  channelOf,
  channelToD,
  dToEnergy,
  energyCalibration,
  energyToD,
  escapePeaks,
  fitResolution,
  fluorescenceLines,
  gaugeVolume,
  headerCalibration,
  lithiationGradient,
  phaseExtent,
  reactionAmount,
  chargeClosure,
  resolutionLaw,
  spectrumInD,
  sumPeaks,
} from '../src/index.js';
import type { Hkl } from '../src/index.js';

describe('energies, channels, spacings', () => {
  it('are inverse to each other (property)', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.double({ min: 0.005, max: 0.2, noNaN: true }),
        fc.double({ min: -1e-7, max: 1e-6, noNaN: true }),
        fc.double({ min: 0, max: 4096, noNaN: true }),
        fc.double({ min: 0.5, max: 170, noNaN: true }),
        (c0, c1, c2, channel, twoTheta) => {
          const calibration = energyCalibration([c0, c1, c2]);
          const energy = calibration.energyOf(channel);
          expect(channelOf(energy, calibration)).toBeCloseTo(channel, 6);
          if (energy > 0.1) expect(dToEnergy(energyToD(energy, twoTheta), twoTheta) / energy).toBeCloseTo(1, 12);
        },
      ),
    );
  });

  it('a spacing has the error of place, energy and angle', () => {
    // Silicon 111 at 5 degrees, in closed form: E = hc / (2 d sin theta).
    const calibration = calibrateEnergy(
      [14.41295, 122.06065].map((energy, i) => ({ channel: [288.259, 2441.213][i]!, channelStderr: 0.1, energy })),
    );
    const energy = dToEnergy(3.135601, 5);
    expect(energy).toBeCloseTo(45.324, 2);
    const channel = channelOf(energy, calibration);
    const { value, stderr, calibrationStderr } = channelToD({ value: channel, stderr: 0.2 }, calibration, {
      twoTheta: 5,
      stderr: 0.002,
    });
    const gain = calibration.coefficients[1]!;
    const angular = (0.002 * Math.PI) / 360 / Math.tan((2.5 * Math.PI) / 180);
    const scale = calibration.stderrOf(channel) / energy;
    expect(value).toBeCloseTo(3.135601, 9);
    expect(calibrationStderr / value).toBeCloseTo(Math.hypot(angular, scale), 9);
    expect(stderr / value).toBeCloseTo(Math.hypot(angular, scale, (gain * 0.2) / energy), 9);
    expect(() => channelToD({ value: 5, stderr: 1 }, calibration, { twoTheta: 0 })).toThrow(/fixed angle/);
  });

  it('the channel convention moves energies by half a channel, and no more', () => {
    const header = { offset: 0.1, slope: 0.03, quadratic: 1e-7 };
    const [centre, edge] = [headerCalibration(header), headerCalibration({ ...header, convention: 'left-edge' })];
    for (const channel of [0, 100, 4000])
      expect(edge.energyOf(channel)).toBeCloseTo(centre.energyOf(channel + 0.5), 12);
    expect(() => headerCalibration({ offset: 0, slope: 0 })).toThrow(/no energy calibration/);
  });

  it('turns spectra round without loss, and says what has no spacing', () => {
    const { edges, counts, without } = spectrumInD([5, 1, 2, 3], energyCalibration([-0.6, 1]), { twoTheta: 10 });
    // Channel 1 goes from -0.1 to 0.9 keV: no spacing either.
    expect([Array.from(counts), without]).toEqual([[3, 2], 6]);
    expect(edges).toHaveLength(3);
    expect(edges[2]).toBeCloseTo(energyToD(0.9, 10), 12);
    expect(() => spectrumInD([1, 2], energyCalibration([-10, 1]), { twoTheta: 5 })).toThrow(/positive energy/);
  });
});

describe('angle and energy calibration', () => {
  const hkls: Hkl[] = [
    [1, 1, 1],
    [2, 0, 0],
    [2, 2, 0],
    [3, 1, 1],
    [4, 2, 2],
    [5, 1, 1],
  ];
  const lattice = 5.411651;
  const twoTheta = 4.321;
  const truth = energyCalibration([0.12, 0.0316, 2e-8]);
  const placeOf = (energy: number, noise: number): { value: number; stderr: number } => ({
    value: channelOf(energy, truth) + noise,
    stderr: 0.05,
  });

  it('gives angles whose errors hold the energy scale, too (pulls over 300 calibrations)', () => {
    const random = seededRandom(4);
    const pulls: number[] = [];
    for (let k = 0; k < 300; k++) {
      const lines = [14.41295, 22.163, 59.5409, 88.0336, 122.06065, 136.47356].map((energy) => ({
        channel: channelOf(energy, truth) + 0.1 * random.normal(),
        channelStderr: 0.1,
        energy,
      }));
      const calibration = calibrateEnergy(lines, { order: 2 });
      const peaks = hkls.map((hkl) => ({
        hkl,
        channel: placeOf(dToEnergy(lattice / Math.hypot(...hkl), twoTheta), 0.05 * random.normal()),
      }));
      const angle = calibrateAngle(peaks, 'CeO2', calibration);
      pulls.push((angle.twoTheta - twoTheta) / angle.stderr);
    }
    const mean = pulls.reduce((a, b) => a + b, 0) / pulls.length;
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / pulls.length);
    expect(Math.abs(mean)).toBeLessThan(0.2);
    // The scatter factor, never below 1, makes errors a little too large.
    expect(width).toBeGreaterThan(0.75);
    expect(width).toBeLessThan(1.1);
  });

  it('fits both together only with both kinds of line', () => {
    const random = seededRandom(5);
    const lines = [59.5409, 122.06065].map((energy) => ({
      channel: channelOf(energy, truth) + 0.05 * random.normal(),
      channelStderr: 0.05,
      energy,
    }));
    const peaks = hkls.map((hkl) => ({
      hkl,
      channel: placeOf(dToEnergy(lattice / Math.hypot(...hkl), twoTheta), 0.05 * random.normal()),
    }));
    const joint = calibrateJoint(lines, peaks, 'CeO2', { order: 2, twoTheta: 4.3 });
    expect(Math.abs(joint.angle.twoTheta - twoTheta)).toBeLessThan(4 * joint.angle.stderr);
    expect(Math.abs(joint.energy.energyOf(2000) - truth.energyOf(2000))).toBeLessThan(4 * joint.energy.stderrOf(2000));
    expect(joint.chiSquare / joint.degreesOfFreedom).toBeLessThan(4);
    expect(() => calibrateJoint([], peaks, 'CeO2', { twoTheta: 4 })).toThrow(/both|known energy/);
  });

  it('refuses what cannot be', () => {
    const calibration = energyCalibration([0, 0.03]);
    expect(() => calibrateAngle([], 'CeO2', calibration)).toThrow(/no peaks/);
    expect(() =>
      calibrateAngle([{ hkl: [1, 1, 1], channel: { value: 10, stderr: 0.1 } }], 'CeO2', calibration),
    ).toThrow(/at any angle/);
    expect(() =>
      calibrateAngle([{ hkl: [1, 1, 1], channel: { value: 1000, stderr: 0 } }], 'CeO2', calibration),
    ).toThrow(/positive standard error/);
    expect(() =>
      calibrateAngle([{ hkl: [1, 1, 1], channel: { value: 1000, stderr: 1 } }], 'gold' as 'Au', calibration),
    ).toThrow(/no standard/);
    expect(() =>
      calibrateAngle(
        [{ hkl: [0, 0, 0], channel: { value: 1000, stderr: 1 } }],
        { system: 'cubic', cell: { a: 4 } },
        calibration,
      ),
    ).toThrow(/no spacing/);
  });
});

describe('resolution', () => {
  it('gives the law back, terms not below 0', () => {
    const truth = resolutionLaw({ noise: 0.03, statistics: 0.0026, geometry: 1.6e-5 });
    const random = seededRandom(6);
    const widths = [20, 35, 50, 75, 100, 130, 160].map((energy) => ({
      energy,
      fwhm: { value: truth.fwhmOf(energy) * (1 + 0.002 * random.normal()), stderr: 0.002 * truth.fwhmOf(energy) },
    }));
    const law = fitResolution(widths);
    for (const energy of [20, 60, 160]) expect(law.fwhmOf(energy) / truth.fwhmOf(energy)).toBeCloseTo(1, 2);
    expect(Math.abs(law.statistics.value - 0.0026)).toBeLessThan(4 * law.statistics.stderr);
    expect(fitResolution(widths, { terms: ['statistics'], weights: 'equal' }).noise.value).toBe(0);
    expect(() => fitResolution([])).toThrow(/0 widths/);
    expect(() => fitResolution([{ energy: 10, fwhm: { value: 0, stderr: 1 } }], { terms: ['noise'] })).toThrow(
      /width 1/,
    );
    expect(() => resolutionLaw({})).toThrow(/no width/);
  });
});

describe('lines that do not move', () => {
  it('has energies of measured lines to 0.05 %', () => {
    // Bearden, Rev. Mod. Phys. 39 (1967) 78: Ni K-alpha1 7.47815, Ag K-alpha1 22.16292, Pb K-alpha1 74.9694, K-beta1 84.936, W L-alpha1 8.3976.
    const energy = (element: string, name: string): number =>
      fluorescenceLines([element]).find((line) => line.name === `${element} ${name}`)!.energy;
    for (const [element, name, expected] of [
      ['Ni', 'Ka1', 7.47815],
      ['Ag', 'Ka1', 22.16292],
      ['Pb', 'Ka1', 74.9694],
      ['Pb', 'Kb1', 84.936],
      ['W', 'La1', 8.3976],
    ] as const)
      expect(energy(element, name) / expected).toBeCloseTo(1, 3);
    expect(fluorescenceLines(['Al'])).toEqual([]);
    expect(() => fluorescenceLines(['Unobtainium'])).toThrow(/emission lines/);
    expect(sourceLines['57Co']).toContain(122.06065);
  });

  it('escape and sum peaks', () => {
    const lines = [
      { name: 'Pb Ka1', energy: 74.9694 },
      { name: 'Ni Ka1', energy: 7.478 },
    ];
    // Less Ge K-alpha1 and K-beta1 of Bearden: 9.88642 and 10.9821.
    expect(escapePeaks(lines, 'Ge').map(({ energy }) => Number(energy.toFixed(3)))).toEqual([65.083, 63.987]);
    expect(escapePeaks(lines, 'CdTe').map(({ name }) => name)).toContain('Pb Ka1 - Te Ka escape');
    expect(sumPeaks(lines).map(({ energy }) => Number(energy.toFixed(3)))).toEqual([149.939, 82.447, 14.956]);
  });
});

describe('gauge volume', () => {
  it('is a lozenge, long at small angles', () => {
    const { length, lengthFwhm, depthResolution } = gaugeVolume({
      beamHeight: 20,
      beamWidth: 100,
      collimatorWidth: 100,
      twoTheta: 3.5,
    });
    expect(length).toBeCloseTo((100 + 100 * Math.cos((3.5 * Math.PI) / 180)) / Math.sin((3.5 * Math.PI) / 180), 9);
    expect(lengthFwhm).toBeCloseTo(100 / Math.sin((3.5 * Math.PI) / 180), 9);
    expect(depthResolution).toBe(20);
    expect(() => gaugeVolume({ beamHeight: 20, beamWidth: 100, collimatorWidth: 100, twoTheta: 0 })).toThrow(
      /gauge volume/,
    );
  });
});

describe('gradients', () => {
  it.each([0, 0.01, 0.03, 0.1, 0.3])('of a true difference of %d over 20 slices: corrected for noise', (difference) => {
    const random = seededRandom(9);
    const sigma = 0.01;
    const found = Array.from({ length: 2000 }, () => {
      const x = Float64Array.from({ length: 20 }, (_, i) => 0.7 + (difference * i) / 19 + sigma * random.normal());
      return lithiationGradient({ values: x, stderr: x.map(() => sigma) });
    });
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const [raw, corrected] = [mean(found.map(({ largest }) => largest)), mean(found.map((each) => each.corrected))];
    // Of 20 slices without any gradient the largest difference is 3.7 standard errors on average (order statistics of the normal distribution).
    if (difference === 0) expect(raw / sigma).toBeCloseTo(3.73, 1);
    expect(corrected).toBeLessThan(raw);
    expect(Math.abs(corrected - difference)).toBeLessThan(
      Math.max(difference === 0 ? 1.2 * sigma : 1.5 * sigma, 0.02 * difference),
    );
    // Chances are uniform where there is none.
    if (difference === 0) expect(mean(found.map(({ probability }) => probability))).toBeCloseTo(0.5, 1);
    if (difference >= 0.1) expect(Math.max(...found.map(({ probability }) => probability))).toBeLessThan(1e-3);
  });

  it('chances are those of tables', () => {
    // Abramowitz and Stegun, table 26.8: 5 % at 3.841 (1 degree of freedom), 18.307 (10), 1 % at 23.209 (10).
    const chance = (chiSquare: number, degreesOfFreedom: number): number => {
      const x = Float64Array.from({ length: degreesOfFreedom + 1 }, (_, i) =>
        i === 0 ? Math.sqrt((chiSquare * (degreesOfFreedom + 1)) / degreesOfFreedom) : 0,
      );
      return lithiationGradient({ values: x, stderr: x.map(() => 1) }).probability;
    };
    expect(chance(3.841459, 1)).toBeCloseTo(0.05, 6);
    expect(chance(18.307038, 10)).toBeCloseTo(0.05, 6);
    expect(chance(23.209251, 10)).toBeCloseTo(0.01, 6);
    expect(chance(4.865182, 10)).toBeCloseTo(0.9, 6);
    expect(() => lithiationGradient({ values: Float64Array.of(1, Number.NaN), stderr: Float64Array.of(1, 1) })).toThrow(
      /1 slices/,
    );
  });
});

describe('interfaces and balances', () => {
  it('finds a phase between, at an end, and everywhere', () => {
    const z = Float64Array.from({ length: 20 }, (_, i) => 10 * i);
    const share = (at: number, from: number, to: number): number =>
      Math.max(0, Math.min(to, at + 10) - Math.max(from, at - 10)) / 20;
    const random = seededRandom(3);
    const areas = (from: number, to: number): Float64Array =>
      z.map((at) => 1000 * share(at, from, to) + 5 * random.normal());
    const extent = (values: Float64Array): ReturnType<typeof phaseExtent> =>
      phaseExtent(z, { values, stderr: z.map(() => 5) }, { beamHeight: 20 });
    const between = extent(areas(42, 131));
    expect(Math.abs(between.begin!.value - 42)).toBeLessThan(1);
    expect(Math.abs(between.end!.value - 131)).toBeLessThan(1);
    // Errors of half a percent show that the beam is uniform, and its steps ramps; errors of four do not.
    expect(between.status).toBe('misfit');
    const coarse = (values: Float64Array): ReturnType<typeof phaseExtent> =>
      phaseExtent(z, { values, stderr: z.map(() => 40) }, { beamHeight: 20 });
    const noisy = (from: number, to: number): Float64Array =>
      areas(from, to).map((value) => value + 40 * random.normal());
    expect(coarse(noisy(42, 131)).status).toBe('converged');
    // Two layers of the phase with nothing between them are no plateau.
    const other = noisy(100, 131);
    expect(coarse(noisy(42, 70).map((value, i) => value + other[i]!)).status).toBe('misfit');
    const open = extent(areas(42, 1000));
    expect(open.end).toBeUndefined();
    expect(Math.abs(open.begin!.value - 42)).toBeLessThan(1);
    const all = extent(areas(-100, 1000));
    expect([all.begin, all.end]).toEqual([undefined, undefined]);
    expect(all.plateau.value).toBeCloseTo(1000, -1);
    expect(() => extent(z.map(() => 1))).toThrow(/not above its noise/);
    const two = { values: Float64Array.of(1, 1), stderr: Float64Array.of(1, 1) };
    expect(() => phaseExtent([1, 2], two, { beamHeight: 5 })).toThrow(/2 slices/);
  });

  it('counts lithium in and out, and what is missing', () => {
    const lithium = {
      values: Float64Array.from([1, 1, 0.5, 0.7, 0.9, Number.NaN]),
      stderr: new Float64Array(6).fill(0.01),
    };
    const [charge, back] = reactionAmount(lithium, 2, {
      stages: [
        { from: 0, to: 1 },
        { from: 1, to: 2 },
      ],
      activeAmount: [10, 20],
    });
    expect(Array.from(charge!.amount.values)).toEqual([-5, expect.closeTo(-6, 9)]);
    expect(charge!.total.stderr).toBeCloseTo(0.01 * Math.SQRT2 * Math.hypot(10, 20), 12);
    expect(Array.from(charge!.share.values)).toEqual([expect.closeTo(5 / 11, 9), expect.closeTo(6 / 11, 9)]);
    expect(back!.missing).toEqual([1]);
    expect(back!.share.values.every(Number.isNaN)).toBe(true);
    // 11 umol are 11e-6 x 96485.33 / 3.6 mAh; Faraday's constant in full, as SI defines it.
    const passed = [0, (-11e-6 * 96_485.332_123_310_01) / 3.6, 0];
    const [closure] = chargeClosure(lithium, 2, passed, { stages: [{ from: 0, to: 1 }], activeAmount: [10, 20] });
    expect(closure!.ratio).toMatchObject({ value: expect.closeTo(1, 12), unit: '1' });
    expect(() => reactionAmount(lithium, 2, { stages: [{ from: 0, to: 9 }], activeAmount: 1 })).toThrow(/no frame 9/);
    expect(() => reactionAmount(lithium, 4, { activeAmount: 1 })).toThrow(/frames of 4 slices/);
    expect(() => reactionAmount(lithium, 2, { activeAmount: [1, 1, 1] })).toThrow(/3 active amounts for 2/);
    expect(() => reactionAmount(lithium, 2, { activeAmount: [1, -1] })).toThrow(/active amount is -1/);
    expect(() => chargeClosure(lithium, 2, [0], { activeAmount: 1 })).toThrow(/1 charges/);
  });

  it('compares the whole with the whole where a slice was not measured', () => {
    const random = seededRandom(6);
    const amounts = Float64Array.from([8, 10, 12, 10, 8, 6]);
    const slices = amounts.length;
    // Changes of slices scatter by 0.05 about -0.3; one or two of them are not measured at the end.
    const pulls = Array.from({ length: 300 }, (_, round) => {
      const change = Float64Array.from(amounts, () => -0.3 + 0.05 * random.normal());
      const truth = change.reduce((sum, value, s) => sum + value * amounts[s]!, 0);
      const seen = change.map((value, s) =>
        s === 2 || (round % 2 === 0 && s === 5) ? Number.NaN : 1 + value + 0.01 * random.normal(),
      );
      const values = Float64Array.from([...Array.from(amounts, () => 1), ...seen]);
      const stderr = Float64Array.from({ length: 2 * slices }, (__, k) => (k < slices ? 0 : 0.01));
      const charge = [0, (truth * 96_485.332_123_310_01) / 3.6e6];
      const [{ ratio, missing, fromLithium }] = chargeClosure({ values, stderr }, slices, charge, {
        activeAmount: amounts,
      }) as [ReturnType<typeof chargeClosure>[0]];
      expect(missing).toEqual(round % 2 === 0 ? [2, 5] : [2]);
      // What was seen alone is that much less.
      expect(fromLithium.value / charge[1]!).toBeLessThan(0.9);
      return (ratio.value - 1) / ratio.stderr;
    });
    const mean = pulls.reduce((sum, pull) => sum + pull, 0) / pulls.length;
    const deviation = Math.sqrt(pulls.reduce((sum, pull) => sum + (pull - mean) ** 2, 0) / pulls.length);
    // Of 300 pulls: 0.06 and 0.04; with 4 or 5 slices the scatter is known to a third, and tails are those of Student's t.
    expect(Math.abs(mean)).toBeLessThan(0.25);
    expect(deviation).toBeGreaterThan(0.85);
    expect(deviation).toBeLessThan(1.5);
    // One slice alone does not say how much slices differ.
    const alone = { values: Float64Array.of(1, 1, 0.5, Number.NaN), stderr: new Float64Array(4) };
    const [one] = chargeClosure(alone, 2, [0, -1], { activeAmount: 10 });
    expect([Number.isFinite(one!.ratio.value), one!.ratio.stderr]).toEqual([true, Number.NaN]);
  });

  it('says nothing of what was not measured, and how much was', () => {
    const column = (...values: number[]): { values: Float64Array; stderr: Float64Array } => ({
      values: Float64Array.from(values),
      stderr: Float64Array.from(values, () => 0.01),
    });
    const nothing = reactionAmount(column(1, 1, Number.NaN, Number.NaN), 2, { activeAmount: [10, 20] })[0]!;
    expect(nothing.total).toEqual({ value: Number.NaN, stderr: Number.NaN, unit: 'umol/cm^2' });
    expect(nothing).toMatchObject({ measuredSlices: 0, activeSlices: 2, measuredAmount: 0, activeAmount: 30 });
    expect(statusWords(nothing.amount.status!)).toEqual(['not-visible', 'not-visible']);
    const [unknown] = chargeClosure(column(1, 1, Number.NaN, Number.NaN), 2, [0, 1], { activeAmount: [10, 20] });
    expect([unknown!.fromLithium.value, unknown!.ratio.value, unknown!.ratio.stderr]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    // Of three slices the second is not measured, and the third holds no active material.
    const some = reactionAmount(column(1, 1, Number.NaN, 0.5, Number.NaN, Number.NaN), 3, {
      activeAmount: [10, 20, 0],
    })[0]!;
    expect(some.total.value).toBeCloseTo(-5, 12);
    expect(some).toMatchObject({
      missing: [1],
      measuredSlices: 1,
      activeSlices: 2,
      measuredAmount: 10,
      activeAmount: 30,
    });
    expect(statusWords(some.change.status!)).toEqual(['converged', 'not-visible', 'outside']);
    // No charge has no ratio.
    expect(chargeClosure(column(1, 0.5), 1, [2, 2], { activeAmount: 1 })[0]!.ratio.value).toBeNaN();
  });

  it('an angle without an error leaves the error of spacings unknown, one of 0 says it is exact', () => {
    const calibration = energyCalibration([0, 0.05]);
    const place = { value: 600, stderr: 0.2 };
    expect(channelToD(place, calibration, { twoTheta: 5 })).toMatchObject({
      stderr: Number.NaN,
      calibrationStderr: Number.NaN,
    });
    expect(channelToD(place, calibration, { twoTheta: 5, stderr: 0 }).calibrationStderr).toBe(0);
  });
});
