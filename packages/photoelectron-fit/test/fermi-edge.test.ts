import { describe, expect, it } from 'vitest';
import { exploration, exploredSeeds, seededRandom } from '@operando/fixtures';
import { statusWord } from '@operando/core';
import { fermiReference, fitFermiEdge, separateShifts } from '../src/index.js';
import { foldedStepInto, thermalEnergy } from '../src/edge/folded-step.js';

const energy = Float64Array.from({ length: 61 }, (_, i) => Math.round(-600 + 20 * i) / 1000);
const errors = (values: Float64Array): Float64Array => values.map((value) => Math.sqrt(Math.max(1, value)));
const thermal = thermalEnergy(300);

/** Counts of 40 under 900 - 150 x above a level at 0.037 eV, at 300 K, folded with Gaussians of 0.12 and 0.015 eV: numpy, seed 11. */
const wide = Float64Array.of(
  32,
  42,
  28,
  54,
  37,
  43,
  32,
  43,
  47,
  41,
  37,
  35,
  49,
  41,
  32,
  43,
  50,
  60,
  51,
  73,
  66,
  80,
  75,
  128,
  133,
  147,
  201,
  252,
  251,
  360,
  403,
  404,
  478,
  545,
  576,
  699,
  687,
  753,
  715,
  776,
  844,
  856,
  823,
  833,
  903,
  906,
  873,
  863,
  826,
  897,
  883,
  891,
  800,
  881,
  858,
  858,
  851,
  913,
  813,
  876,
  884,
);
const narrow = Float64Array.of(
  32,
  44,
  45,
  46,
  32,
  40,
  42,
  35,
  37,
  36,
  38,
  43,
  30,
  41,
  46,
  50,
  36,
  37,
  38,
  49,
  45,
  46,
  42,
  42,
  47,
  45,
  41,
  61,
  94,
  138,
  209,
  353,
  514,
  664,
  748,
  794,
  992,
  865,
  885,
  918,
  891,
  936,
  901,
  1002,
  869,
  901,
  832,
  885,
  901,
  817,
  925,
  871,
  934,
  899,
  839,
  822,
  863,
  910,
  876,
  828,
  875,
);

describe('foldedStepInto', () => {
  const folded = (x: number, width: number, sigma: number): Float64Array => {
    const out = new Float64Array(6);
    foldedStepInto(x, width, sigma, out);
    return out;
  };

  it('is what scipy.integrate.quad gives of Fermi function and ramp, whichever is the wider', () => {
    for (const [x, width, sigma, step, ramp] of [
      [0.05, 0.025852, 0.12, 0.6513517046232659, 0.07399343048115867],
      [-0.1, 0.025852, 0.02, 0.02685769994987572, -0.0022891849413755492],
      [0.3, 0.00086, 0.05, 0.9999999989954709, 0.3000000000076647],
    ] as const) {
      expect(folded(x, width, sigma)[0]).toBeCloseTo(step, 11);
      expect(folded(x, width, sigma)[1]).toBeCloseTo(ramp, 11);
    }
  });

  it('has the slopes of its differences, and none where the two sums meet', () => {
    const h = 1e-6;
    for (const sigma of [0.02, 0.12])
      for (const x of [-0.07, 0.01, 0.2]) {
        const [, , byX, rampByX, bySigma, rampBySigma] = folded(x, thermal, sigma);
        const difference = (k: number, dx: number, ds: number): number =>
          (folded(x + dx, thermal, sigma + ds)[k]! - folded(x - dx, thermal, sigma - ds)[k]!) / (2 * h);
        expect(byX).toBeCloseTo(difference(0, h, 0), 6);
        expect(rampByX).toBeCloseTo(difference(1, h, 0), 6);
        expect(bySigma).toBeCloseTo(difference(0, 0, h), 6);
        expect(rampBySigma).toBeCloseTo(difference(1, 0, h), 6);
      }
    const [below, above] = [folded(0.03, thermal, thermal), folded(0.03, thermal, thermal * (1 + 1e-12))];
    below.forEach((value, k) => expect(value / above[k]!).toBeCloseTo(1, 9));
  });
});

describe('fitFermiEdge', () => {
  it('is what scipy.optimize.curve_fit gives of the same counts and errors', () => {
    const values = Float64Array.of(...wide, ...narrow);
    const fit = fitFermiEdge({ energy, values, sigma: errors(values) }, { temperature: 300 });
    const known = [
      {
        level: [0.03275324487371523, 0.005683866607836119],
        width: [0.27252279262584356, 0.01041127057764922],
        chi: 77.59012036739976,
      },
      {
        level: [0.03776351655098355, 0.0019159775458266676],
        width: [0.032467494898226625, 0.014098199410360283],
        chi: 76.83477566851948,
      },
    ] as const;
    known.forEach(({ level, width, chi }, f) => {
      // A hundredth of a standard error; the errors themselves to 1 % (scipy differences its Jacobian).
      expect(Math.abs(fit.position.values[f]! - level[0]) / level[1]).toBeLessThan(0.01);
      expect(fit.position.stderr[f]! / level[1]).toBeCloseTo(1, 2);
      expect(Math.abs(fit.resolution.values[f]! - width[0]) / width[1]).toBeLessThan(0.01);
      expect(fit.resolution.stderr[f]! / width[1]).toBeCloseTo(1, 2);
      expect(fit.chiSquare[f]).toBeCloseTo(chi, 4);
      expect(statusWord(fit.position.status[f]!)).toBe('converged');
    });
    expect(fit.degreesOfFreedom).toBe(56);
  });

  it('has errors that hold', () => {
    const trials = exploration.isExploring ? 100 : 8;
    const truth = energy.map((each) => {
      const out = new Float64Array(6);
      foldedStepInto(each - 0.037, thermal, 0.12, out);
      return 40 + 900 * out[0]! - 150 * out[1]!;
    });
    const pulls: number[] = [];
    const widths: number[] = [];
    for (const seed of exploredSeeds(1)) {
      const random = seededRandom(seed);
      const values = Float64Array.from({ length: trials * 61 }, (_, i) => random.poisson(truth[i % 61]!));
      const countsPerUnit = new Float64Array(trials).fill(1);
      const { position, resolution } = fitFermiEdge({ energy, values, sigma: errors(values), countsPerUnit });
      position.values.forEach((value, f) => pulls.push((value - 0.037) / position.stderr[f]!));
      resolution.values.forEach((value, f) =>
        widths.push((value - 0.12 * 2 * Math.sqrt(2 * Math.LN2)) / resolution.stderr[f]!),
      );
    }
    for (const each of [pulls, widths]) {
      const mean = each.reduce((sum, pull) => sum + pull, 0) / each.length;
      const scatter = Math.sqrt(each.reduce((sum, pull) => sum + pull * pull, 0) / each.length);
      // Five standard errors of a mean of 0 and a scatter of 1.
      expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(each.length));
      expect(Math.abs(scatter - 1)).toBeLessThan(5 / Math.sqrt(2 * each.length));
    }
  });

  it('sees no edge where there is none, and masks what has no errors', () => {
    const random = seededRandom(3);
    const flat = Float64Array.from({ length: 122 }, () => random.poisson(200));
    const sigma = errors(flat).fill(Number.NaN, 61);
    const { position } = fitFermiEdge({ energy, values: flat, sigma });
    expect([...position.status].map(statusWord)).toEqual(['not-visible', 'masked']);
    expect([...position.values]).toEqual([Number.NaN, Number.NaN]);
    expect(() => fitFermiEdge({ energy, values: flat, sigma }, { temperature: 0 })).toThrow('0 K is not above 0');
  });

  it('sets the energy scale, with its error', () => {
    const edge = fermiReference(fitFermiEdge({ energy, values: wide, sigma: errors(wide) }));
    const { chemical } = separateShifts({
      lines: [{ name: 'oxide', energy: Float64Array.of(529.7) }],
      covariance: () => Float64Array.of(0.01 ** 2),
      instrument: edge,
    });
    expect(chemical[0]!.values[0]).toBeCloseTo(529.7 - edge.shift.values[0]!, 12);
    expect(chemical[0]!.stderr[0]).toBeCloseTo(Math.hypot(0.01, edge.shift.stderr[0]!), 12);
  });
});
