import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { createAxis, createSeries } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import { seededRandom } from '@operando/fixtures';
import {
  binsByCharge,
  calibrateEnergy,
  chargeBalance,
  concentrationProfile,
  depthAxis,
  depthGrid,
  depthRebinPlan,
  energyAfter,
  energyCalibration,
  findCalibrationLine,
  liveTimeOf,
  neutronTransmission,
  reactions,
  rebinCounts,
  rebinToDepth,
  sensitivityFromStandard,
  sensitivityOf,
} from '../src/index.js';

const axis = depthAxis({
  ion: 't',
  energy: 2727.68,
  layers: [
    { material: 'Al', thickness: 2 },
    { name: 'cathode', material: 'LiCoO2', thickness: 6 },
  ],
  detectorFwhm: 15,
  threshold: 400,
});
const geometry = { flux: 1e9, area: 1, solidAngleFraction: 0.002 };
const columnOf = (...values: number[]): MeasuredColumn => ({
  values: Float64Array.from(values),
  stderr: new Float64Array(values.length).fill(1),
});
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

describe('energy calibration', () => {
  it('is the weighted straight line of two lines, errors carried', () => {
    const lines = [
      { channel: 681.2, channelStderr: 0.05, energy: 2055.8 },
      { channel: 905.2, channelStderr: 0.03, energy: 2727.68 },
    ];
    const calibration = calibrateEnergy(lines);
    expect(calibration.coefficients[1]).toBeCloseTo((2727.68 - 2055.8) / 224, 12);
    expect(calibration.energyOf(681.2)).toBeCloseTo(2055.8, 8);
    // At a line the error is that of the line itself.
    expect(calibration.stderrOf(681.2)).toBeCloseTo(0.05 * 2.99946, 4);
    expect(calibration.stderrOf(100)).toBeGreaterThan(calibration.stderrOf(800));
    expect(calibration.reducedChiSquare).toBeNaN();
    const edges = calibration.channelEdges(10);
    expect(edges).toHaveLength(11);
    expect(edges[1]! - edges[0]!).toBeCloseTo(calibration.coefficients[1]!, 12);
  });

  it('gives heavy ions less weight where their error is stated, and bends when asked', () => {
    const at = (energy: number): number => (energy - 12) / 3;
    const true4 = [840.03, 1472.26, 1776.35, 2727.68].map((energy) => ({
      channel: at(energy),
      channelStderr: 0.05,
      energy,
    }));
    const defect = true4.map((line, i) =>
      i === 0 ? { channel: line.channel - 5, channelStderr: 0.05, energy: line.energy, energyStderr: 20 } : line,
    );
    expect(calibrateEnergy(defect).coefficients[1]).toBeCloseTo(3, 3);
    expect(calibrateEnergy(true4, { order: 2 }).coefficients[2]).toBeCloseTo(0, 9);
    expect(() => calibrateEnergy(true4.slice(0, 2), { order: 2 })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() =>
      calibrateEnergy(true4.map((line) => ({ channel: line.channel, energy: line.energy, channelStderr: 0 }))),
    ).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => energyCalibration([0, -1])).toThrow(expect.objectContaining({ where: { parameter: 'coefficients' } }));
    expect(() => energyCalibration([0, 1, -0.1]).channelEdges(50)).toThrow(
      expect.objectContaining({ code: 'axis-not-increasing' }),
    );
  });

  it('finds lines in counts, corrected for the dead layer', () => {
    const random = seededRandom(2);
    const seen = energyAfter({
      ion: 'a',
      energy: 1472.26,
      layers: [
        { material: 'Au', thickness: 0.02 },
        { material: 'Si', thickness: 0.05 },
      ],
    }).energy;
    const counts = Float64Array.from({ length: 1024 }, (_, i) =>
      random.poisson(3 + 800 * Math.exp(-0.5 * ((12 + 3 * i - seen) / 8) ** 2)),
    );
    const line = findCalibrationLine(counts, { near: Math.round((seen - 12) / 3) + 2, halfWidth: 12, energy: seen });
    expect(Math.abs(line.channel - (seen - 12) / 3)).toBeLessThan(4 * line.channelStderr);
    expect(line.channelStderr).toBeLessThan(0.1);
    expect(
      findCalibrationLine(counts, {
        near: Math.round((seen - 12) / 3),
        halfWidth: 12,
        energy: seen,
        tail: true,
        energyStderr: 1,
      }).energyStderr,
    ).toBe(1);
    expect(() => findCalibrationLine(counts, { near: 5000, halfWidth: 12, energy: 1 })).toThrow(
      expect.objectContaining({ code: 'too-few-points' }),
    );
    expect(() => findCalibrationLine(new Float64Array(100), { near: 50, halfWidth: 12, energy: 1 })).toThrow(
      expect.objectContaining({ code: 'not-converged' }),
    );
  });
});

describe('absolute scale', () => {
  it('multiplies flux, area, solid angle, isotope and cross section', () => {
    expect(sensitivityOf(geometry).value / (1e9 * 0.002 * 0.0759 * 937.998e-24)).toBeCloseTo(1, 12);
    expect(sensitivityOf({ ...geometry, relativeUncertainty: 0.03 }).relativeUncertainty).toBeCloseTo(
      Math.hypot(0.03, 4.78 / 937.998),
      9,
    );
    expect(sensitivityOf({ sensitivity: 5 })).toMatchObject({ value: 5, source: 'given' });
    expect(() => sensitivityOf({ flux: 1e9 })).toThrow(expect.objectContaining({ where: { parameter: 'area' } }));
  });

  it.each([
    ['a fraction in percent', { ...geometry, isotopeFraction: 95 }, 'isotopeFraction', /isotopeFraction is 95/],
    ['a negative efficiency', { ...geometry, efficiency: -0.5 }, 'efficiency', /efficiency is -0.5/],
    ['a solid angle of more than all', { ...geometry, solidAngleFraction: 2 }, 'solidAngleFraction', /1 at most/],
    ['an uncertainty below 0', { ...geometry, relativeUncertainty: -1 }, 'relativeUncertainty', /0 or more/],
    ['a monitor without counts', { ...geometry, monitorRate: 0 }, 'monitorRate', /above 0/],
    ['a scale stated twice', { ...geometry, sensitivity: 5 }, 'flux', /stands for flux, area/],
    ['a sensitivity with a fraction', { sensitivity: 5, isotopeFraction: 0.9 }, 'isotopeFraction', /Leave it out/],
  ])('refuses %s', (_, wrong, parameter, message) => {
    expect(() => sensitivityOf(wrong)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', where: { parameter } }),
    );
    expect(() => sensitivityOf(wrong)).toThrow(message);
  });

  it('follows from a boron standard, whose branch counts once', () => {
    // The same geometry seen through both: 6.4 % too much boron is what counting the branch twice would give.
    const boron = sensitivityOf({ ...geometry, reaction: '10B(n,a1)7Li*', isotopeFraction: 1 });
    const standard = sensitivityFromStandard({
      counts: boron.value * 1e16 * 500,
      countsStderr: 100,
      exposure: 500,
      reaction: '10B(n,a1)7Li*',
      isotopeArealDensity: 1e16,
      isotopeArealDensityStderr: 1e14,
    });
    expect(standard.value / sensitivityOf(geometry).value).toBeCloseTo(1, 12);
    expect(standard.relativeUncertainty).toBeGreaterThan(0.01);
    expect(reactions['10B(n,a1)7Li*'].branch).toBeCloseTo(3602.029 / 3844.121, 4);
    expect(() =>
      sensitivityFromStandard({
        counts: 0,
        countsStderr: 1,
        exposure: 1,
        reaction: '10B(n,a1)7Li*',
        isotopeArealDensity: 1,
        isotopeArealDensityStderr: 0,
      }),
    ).toThrow(expect.objectContaining({ where: { parameter: 'counts' } }));
  });

  it('corrects dead time and counts what neutrons are left', () => {
    // Non-paralysable: live = real / (1 + n tau) for a true rate n.
    const rate = 2e4;
    const recorded = (100 * rate) / (1 + rate * 5e-6);
    expect(liveTimeOf(100, recorded, 5e-6)).toBeCloseTo(100 / (1 + rate * 5e-6), 9);
    expect(() => liveTimeOf(1, 1e6, 1e-5)).toThrow(expect.objectContaining({ code: 'outside-range' }));
    // 100 um of natural lithium let exp(-4.63e22 x 0.0759 x 938e-24 x 0.01) = 0.968 through.
    expect(neutronTransmission([{ material: 'Li', thickness: 100 }], [100])[0]).toBeCloseTo(0.968, 3);
    expect(
      neutronTransmission([{ material: { formula: 'Li', isotopes: { '6Li': 1 } }, thickness: 10 }], [10], {
        angle: 60,
      })[0],
    ).toBeLessThan(0.93);
    expect(neutronTransmission([{ material: 'Li', thickness: 100 }], [0, 100], { from: 'back' })[1]).toBe(1);
  });
});

describe('direct conversion', () => {
  const channelEdges = Float64Array.from({ length: 1025 }, (_, i) => 10.5 + 3 * i);

  it('conserves counts for any binning', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 7.99, noNaN: true }), { maxLength: 12 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0.5, max: 40, noNaN: true }),
        (cuts, seed, width) => {
          const edges = Float64Array.from([0, ...new Set([2, ...cuts].toSorted((a, b) => a - b)), axis.reach]);
          const channels = Math.floor(3000 / width);
          const energies = Float64Array.from({ length: channels + 1 }, (_, i) => 5 + width * i);
          const random = seededRandom(seed);
          const counts = Float64Array.from({ length: channels }, () => random.poisson(20));
          const plan = depthRebinPlan(axis, energies, edges);
          const binned = rebinToDepth(counts, 1, plan);
          const seen = sum(counts.subarray(plan.firstSeen, plan.firstAbove));
          // Sums in another order: rounding only.
          expect(Math.abs(sum(binned) - seen)).toBeLessThan(1e-10 * (1 + seen));
          const grid = { edges, layer: new Int32Array(edges.length - 1) };
          const profile = concentrationProfile({ counts, channelEdges: energies, liveTime: 1 }, axis, geometry, {
            grid,
          });
          expect(sum(profile.counts) + profile.above + profile.below).toBeCloseTo(sum(counts), 6);
          expect(profile.stderr.every((value) => value > 0)).toBe(true);
        },
      ),
    );
  });

  it('gives integers and every kind of array the same counts', () => {
    const plan = depthRebinPlan(axis, channelEdges, depthGrid([axis]).edges);
    const random = seededRandom(9);
    const counts = Float64Array.from({ length: 3 * 1024 }, () => random.poisson(7));
    const reference = rebinToDepth(counts, 3, plan);
    for (const other of [Uint16Array.from(counts), Uint32Array.from(counts), Float32Array.from(counts)]) {
      rebinToDepth(other, 3, plan).forEach((value, i) => expect(value).toBeCloseTo(reference[i]!, 9));
    }
    expect(() => rebinToDepth(counts, 2, plan)).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => depthRebinPlan(axis, channelEdges, [0, 9])).toThrow(
      expect.objectContaining({ code: 'outside-range' }),
    );
    expect(() => depthRebinPlan(axis, channelEdges, [0, 2, 2])).toThrow(
      expect.objectContaining({ code: 'axis-not-increasing' }),
    );
  });

  it('splits a channel astride a boundary by depth, not by energy', () => {
    const boundary = axis.energyAt(2);
    const plan = depthRebinPlan(axis, [boundary - 30, boundary + 30, 2800], [0, 2, axis.reach]);
    const binned = rebinToDepth(Float64Array.of(100, 0), 1, plan);
    const above = 2 - axis.depthAt(boundary + 30);
    const below = axis.depthAt(boundary - 30) - 2;
    expect(binned[0]! / binned[1]!).toBeCloseTo(above / below, 9);
    expect(above / below).toBeGreaterThan(1.2);
  });

  it('returns the concentration that was put in, and never an error of zero', () => {
    // A flat 1e22 in the cathode: exact counts per channel from the depths its edges span.
    const thickness = Float64Array.from({ length: 1024 }, (_, i) => {
      const [low, high] = [channelEdges[i]!, channelEdges[i + 1]!];
      if (high <= axis.lowestEnergy || low >= axis.energyAt(2)) return 0;
      return axis.depthAt(Math.max(low, axis.lowestEnergy)) - axis.depthAt(Math.min(high, axis.energyAt(2)));
    });
    const scale = sensitivityOf(geometry).value;
    const counts = thickness.map((value) => 1e22 * value * 1e-4 * scale * 1000);
    const background = counts.map(() => 0.001);
    const spectrum = {
      counts: counts.map((value, i) => value + background[i]! * 1000),
      channelEdges,
      liveTime: 1000,
      background,
      backgroundVariance: counts.map(() => 1e-8),
    };
    const profile = concentrationProfile(spectrum, axis, geometry);
    const cathode = profile.layers.find((layer) => layer.name === 'cathode')!;
    // The channel astride the boundary gives aluminium its share: half a channel's depth at most.
    expect(Math.abs(cathode.value / (1e22 * 6e-4) - 1)).toBeLessThan((0.5 * (3 / axis.slopeAt(2.1))) / 6);
    expect(cathode.stderr / cathode.value / (1 / Math.sqrt(sum(counts)))).toBeCloseTo(1, 1);
    profile.concentration.forEach((value, j) => {
      if (profile.depthEdges[j]! > 2.1) expect(value / 1e22).toBeCloseTo(1, 2);
    });
    const empty = concentrationProfile(
      { counts: new Float64Array(1024), channelEdges, liveTime: 1000 },
      axis,
      geometry,
    );
    expect(empty.stderr.every((value) => value > 0)).toBe(true);
    expect(empty.total.stderr).toBeGreaterThan(0);
    expect(profile.depthStderr.at(-1)).toBeGreaterThan(profile.depthStderr[1]!);
    const monitored = concentrationProfile({ ...spectrum, monitor: 1000, realTime: 1000 }, axis, {
      ...geometry,
      monitorRate: 1,
    });
    expect(monitored.total.value).toBeCloseTo(profile.total.value, -12);
    expect(monitored.total.stderr).toBeGreaterThan(profile.total.stderr);
  });

  it('refuses spectra that do not fit', () => {
    const good = { counts: new Float64Array(1024), channelEdges, liveTime: 1 };
    expect(() => concentrationProfile({ ...good, counts: [1, 2] }, axis, geometry)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch' }),
    );
    expect(() => concentrationProfile({ ...good, counts: new Float64Array(1024).fill(-1) }, axis, geometry)).toThrow(
      expect.objectContaining({ code: 'bad-number', where: { row: 0 } }),
    );
    expect(() =>
      concentrationProfile({ ...good, background: new Float64Array(1024).fill(-1) }, axis, geometry),
    ).toThrow(expect.objectContaining({ code: 'bad-number' }));
    expect(() => concentrationProfile({ ...good, channelEdges: new Float64Array(1025) }, axis, geometry)).toThrow(
      expect.objectContaining({ code: 'axis-not-increasing' }),
    );
    expect(() => concentrationProfile({ ...good, liveTime: 0 }, axis, geometry)).toThrow(
      expect.objectContaining({ where: { parameter: 'liveTime' } }),
    );
    expect(() => concentrationProfile(good, axis, { ...geometry, monitorRate: 5 })).toThrow(
      expect.objectContaining({ where: { parameter: 'monitor' } }),
    );
  });
});

describe('frames in time', () => {
  const series = createSeries({
    signal: Float64Array.from({ length: 12 }, (_, i) => i),
    axis: createAxis({ name: 'channel', unit: '1', values: [0, 1] }),
    time: { start: [0, 60, 120, 180, 240, 300], duration: [60, 60, 60, 60, 60, 60] },
    channels: {
      live_time: { values: Float64Array.of(59, 58, 59, 58, 59, 58), unit: 's' },
      monitor: { values: Float64Array.of(10, 20, 30, 40, 50, 60), unit: '1' },
      voltage: { values: Float64Array.of(1, 2, 3, 4, 5, 6), unit: 'V' },
    },
  });

  it('sum counts, live times and monitors; voltages are averaged; the rest of the frames is kept', () => {
    const coarse = rebinCounts(series, { width: 240 });
    expect(Array.from(coarse.signal.data)).toEqual([12, 16, 18, 20]);
    expect(Array.from(coarse.channels['live_time']!.values)).toEqual([234, 117]);
    expect(Array.from(coarse.channels['monitor']!.values)).toEqual([100, 110]);
    expect(Array.from(coarse.channels['voltage']!.values)).toEqual([2.5, 5.5]);
    const split = rebinCounts(series, { width: 90, assign: 'split' });
    expect(sum(split.signal.data)).toBeCloseTo(66, 12);
    expect(sum(split.channels['monitor']!.values)).toBeCloseTo(210, 12);
    const plain = createSeries({ signal: series.signal, axis: series.axis, time: series.time });
    expect(rebinCounts(plain, { width: 240 }).channels).toEqual({});
  });

  it('are grouped by charge', () => {
    expect(Array.from(binsByCharge([0, 0.4, 1, 1.2, Number.NaN, 5], 1))).toEqual([0, 0, 1, 1, -1, 2]);
  });
});

describe('charge balance', () => {
  it('finds slope and offset with their errors', () => {
    const random = seededRandom(5);
    const charge = Float64Array.from({ length: 40 }, (_, i) => i * 0.01);
    const pulls: number[] = [];
    for (let round = 0; round < 200; round++) {
      const arealDensity = charge.map((value) => 3e17 + 0.95 * value * 2.246943e19 + 2e16 * random.normal());
      const column = { values: arealDensity, stderr: new Float64Array(40).fill(2e16) };
      const { slope, slopeTotalStderr } = chargeBalance(column, charge, { scaleUncertainty: 0.02 });
      pulls.push((slope.value - 0.95) / slope.stderr);
      expect(slopeTotalStderr).toBeCloseTo(Math.hypot(slope.stderr, 0.02 * slope.value), 12);
    }
    const mean = sum(pulls) / 200;
    // Means and widths of 200 standard normals.
    expect(Math.abs(mean)).toBeLessThan(0.25);
    expect(Math.sqrt(sum(pulls.map((value) => (value - mean) ** 2)) / 200)).toBeGreaterThan(0.85);
    expect(Math.sqrt(sum(pulls.map((value) => (value - mean) ** 2)) / 200)).toBeLessThan(1.15);
    const half = chargeBalance(columnOf(0, 1.123e19, Number.NaN), [0, 1, 2], { electrodeArea: 2 });
    expect(half.slope).toMatchObject({ value: expect.closeTo(1.123e19 / (3.6 / 1.602176634e-19 / 2), 9), unit: '1' });
    expect(half.offset.value / 1e19).toBeCloseTo(0, 9);
    expect(half.offset.unit).toBe('1/cm^2');
    expect(half.residuals[2]).toBeNaN();
  });

  it('refuses what makes no line', () => {
    expect(() => chargeBalance(columnOf(1), [1, 2])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    expect(() => chargeBalance(columnOf(1, 2), [1, 1])).toThrow(expect.objectContaining({ code: 'too-few-points' }));
    expect(() => chargeBalance(columnOf(Number.NaN, Number.NaN), [1, 2])).toThrow(/0 frames have both/);
    expect(() => chargeBalance(columnOf(1, 2), [1, 2], { electrodeArea: 0 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});
