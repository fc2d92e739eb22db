import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statusOf } from '@operando/core';
import { codeOf, seededRandom } from '@operando/fixtures';
import {
  autobk,
  energyToK,
  estimateExafsNoise,
  exafsStack,
  exafsWindow,
  kToEnergy,
  weightByK,
  xftf,
  xftr,
} from '../../src/index.js';
import type { ExafsWindowShape } from '../../src/index.js';

const e0 = 8333;
const energy = Float64Array.from({ length: 700 }, (_, i) => {
  if (i < 60) return 8133 + 3 * i;
  if (i < 200) return 8313 + 0.3 * (i - 60);
  const k = energyToK(8313 + 0.3 * 139 - e0) + 0.022 * (i - 199);
  return e0 + kToEnergy(k);
});
/** Two shells, at 2 and 2.9 A. */
const chiAt = (k: number): number =>
  k <= 0
    ? 0
    : (Math.exp(-0.01 * k * k) *
        (0.9 * Math.sin(4 * k + 0.3) + 0.6 * Math.sin(5.8 * k - 0.7)) *
        (1 - Math.exp(-((k / 2) ** 4)))) /
      (0.5 + k);
/** A smooth atom, on an edge of 0.8. */
const atom = (at: number): number => {
  const x = (at - e0) / 1000;
  return 0.35 - 0.1 * x + (at < e0 ? 0 : 0.8 * (1 - 0.08 * x + 0.02 * x * x));
};
const spectrum = (scale = 1, noise = 0, seed = 1): Float64Array => {
  const random = seededRandom(seed);
  return energy.map(
    (at) => atom(at) + (at > e0 ? 0.8 * scale * chiAt(energyToK(at - e0)) : 0) + noise * random.normal(),
  );
};

describe('wavenumbers', () => {
  it('are what the electron has at an energy above the edge, and back', () => {
    // sqrt(2 m_e 100 eV) / hbar with the constants of CODATA 2018: 5.123167 1/A.
    expect(energyToK(100)).toBeCloseTo(5.123167, 6);
    fc.assert(
      fc.property(fc.double({ min: -3000, max: 3000, noNaN: true }), (at) => {
        expect(Math.abs(kToEnergy(energyToK(at)) - at)).toBeLessThan(1e-9);
      }),
    );
    expect([...weightByK([1, 2], [3, 3], 2)]).toEqual([3, 12]);
  });
});

describe('autobk', () => {
  it.each([{ nclamp: 0 }, { nclamp: 3 }])('finds the chi(k) that was put in: %o', (options) => {
    const result = autobk(energy, spectrum(), { e0, edgeStep: 0.8, kweight: 2, ...options });
    expect(result.status).toBe('converged');
    // By distances: what lies above rbkg is kept, what lies below belongs to the spline. Both shells within 2 % of their height.
    const truth = xftf(result.k, result.k.map(chiAt), { kmin: 3, kmax: 12, kweight: 2, window: 'hanning' });
    const found = xftf(result.k, result.chi, { kmin: 3, kmax: 12, kweight: 2, window: 'hanning' });
    const height = Math.max(...truth.magnitude);
    truth.r.forEach((r, m) => {
      if (r > 1.4 && r < 6)
        expect(Math.hypot(found.re[m]! - truth.re[m]!, found.im[m]! - truth.im[m]!) / height).toBeLessThan(0.02);
    });
    // The background is the atom's: within 1.5 % of the edge step beyond the first oscillation.
    energy.forEach((at, i) => {
      if (at > e0 + 40 && at < e0 + 700) expect(Math.abs(result.background[i]! - atom(at)) / 0.8).toBeLessThan(0.015);
    });
  });

  it('scales with the absorption, and a straight line under it changes nothing', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 20, noNaN: true }),
        fc.double({ min: -2, max: 2, noNaN: true }),
        (scale, offset) => {
          const plain = autobk(energy, spectrum(), { e0, edgeStep: 0.8, nclamp: 0 });
          const other = autobk(
            energy,
            spectrum().map((value) => scale * value + offset),
            { e0, edgeStep: 0.8 * scale, nclamp: 0 },
          );
          plain.chi.forEach((value, i) => expect(Math.abs(other.chi[i]! - value)).toBeLessThan(1e-9));
          expect(Math.abs(other.background[400]! - (scale * plain.background[400]! + offset))).toBeLessThan(
            1e-9 * (1 + scale),
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('finds edge and edge step itself, and takes points in any order', () => {
    const order = [...energy.keys()].toReversed();
    const result = autobk(
      order.map((i) => energy[i]!),
      order.map((i) => spectrum()[i]!),
    );
    expect(Math.abs(result.e0 - e0)).toBeLessThan(1);
    expect(Math.abs(result.edgeStep - 0.8)).toBeLessThan(0.03);
  });

  it('has standard errors for chi and background, larger where clamps are away', () => {
    const result = autobk(energy, spectrum(1, 0.002), { e0, edgeStep: 0.8 });
    expect(result.chiStderr.every((value) => value > 0 && value < 0.2)).toBe(true);
    expect(result.backgroundStderr.subarray(result.edgeIndex, result.lastIndex + 1).every((value) => value > 0)).toBe(
      true,
    );
    expect(result.backgroundStderr[10]).toBeNaN();
    expect(result.reducedChiSquare).toBeGreaterThan(0);
  });

  it('goes downhill only and ends at the same place under strong clamps', () => {
    const weak = autobk(energy, spectrum(), { e0, edgeStep: 0.8, nclamp: 0 });
    const strong = autobk(energy, spectrum(), { e0, edgeStep: 0.8, nclamp: 5, clampLow: 20, clampHigh: 50 });
    expect(strong.status).toBe('converged');
    expect(strong.chiSquare).toBeGreaterThanOrEqual(weak.chiSquare);
    // What the clamps pull at: both ends, each with its strength.
    const pull = (chi: Float64Array): number =>
      chi.subarray(0, 5).reduce((sum, value) => sum + (20 * value) ** 2, 0) +
      chi.subarray(-5).reduce((sum, value) => sum + (50 * value) ** 2, 0);
    expect(pull(strong.chi)).toBeLessThan(pull(weak.chi));
  });

  it('refuses what cannot be fitted', () => {
    const short = energy.findIndex((at) => at > e0 + 3);
    expect(
      codeOf(() => autobk(energy.subarray(0, short), spectrum().subarray(0, short), { e0, edgeStep: 0.8, nclamp: 0 })),
    ).toMatch(/too-few-points|outside-range/);
    expect(codeOf(() => autobk(energy, spectrum(), { e0: 99999 }))).toBe('outside-range');
    expect(codeOf(() => autobk(energy, spectrum(), { e0: energy[697]! }))).toBe('too-few-points');
    expect(codeOf(() => autobk(energy, spectrum(), { e0, kmin: 90 }))).toBe('outside-range');
    expect(codeOf(() => autobk(energy, spectrum(), { e0, edgeStep: 0 }))).toBe('invalid-argument');
    for (const bad of [
      { rbkg: 0 },
      { kweight: -1 },
      { kmin: -1 },
      { kmax: 0 },
      { nclamp: 1.5 },
      { clampLow: Number.NaN },
      { nknots: Number.NaN },
      { kstep: 0 },
      { nfft: 3.5 },
      { nclamp: 9999 },
    ]) {
      expect(codeOf(() => autobk(energy, spectrum(), { e0, edgeStep: 0.8, ...bad }))).toBe('invalid-argument');
    }
    expect(codeOf(() => autobk(energy, spectrum(), { e0, edgeStep: 0.8, nknots: 60 }))).toBe('too-few-points');
    expect(autobk(energy, spectrum(), { e0, edgeStep: 0.8, kmax: 60 }).warnings.map(({ code }) => code)).toContain(
      'kmax-beyond-data',
    );
  });
});

describe('windows', () => {
  const grid = Float64Array.from({ length: 401 }, (_, i) => 0.05 * i);
  const shapes: readonly ExafsWindowShape[] = ['hanning', 'parzen', 'welch', 'sine', 'gaussian', 'kaiser'];

  it.each(shapes)('%s lies between 0 and 1 and has its middle where it should', (window) => {
    const values = exafsWindow(grid, { window, xmin: 3, xmax: 13, dx: 2 });
    expect(values.every((value) => value >= 0 && value <= 1 + 1e-12)).toBe(true);
    expect(values[160]).toBeGreaterThan(0.99);
    if (window === 'hanning' || window === 'parzen') expect(values[60]).toBeCloseTo(0.5, 2);
  });

  it('refuses shapes, slopes and ranges that cannot be', () => {
    expect(codeOf(() => exafsWindow(grid, { window: 'box' as ExafsWindowShape }))).toBe('invalid-argument');
    expect(codeOf(() => exafsWindow(grid, { xmin: 25, xmax: 30 }))).toBe('outside-range');
    expect(codeOf(() => exafsWindow(grid, { xmin: 9, xmax: 3 }))).not.toBeUndefined();
    expect(codeOf(() => exafsWindow(grid, { dx: -1 }))).toBe('invalid-argument');
    expect(codeOf(() => exafsWindow(grid, { window: 'kaiser', dx: 0 }))).toBe('invalid-argument');
    expect(codeOf(() => exafsWindow([0], {}))).not.toBeUndefined();
  });
});

describe('transforms', () => {
  const k = Float64Array.from({ length: 321 }, (_, i) => 0.05 * i);
  const chi = k.map(chiAt);

  it('are linear', () => {
    fc.assert(
      fc.property(fc.double({ min: -3, max: 3, noNaN: true }), fc.integer(), (factor, seed) => {
        const random = seededRandom(seed);
        const other = k.map(() => random.normal());
        const sum = xftf(
          k,
          chi.map((value, i) => value + factor * other[i]!),
        );
        const [a, b] = [xftf(k, chi), xftf(k, other)];
        sum.re.forEach((value, m) =>
          expect(Math.abs(value - a.re[m]! - factor * b.re[m]!)).toBeLessThan(1e-9 * Math.max(...b.magnitude)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('give back, filtered over all distances, what went in', () => {
    const options = { kmin: 2, kmax: 14, kweight: 2, dk: 1, window: 'hanning' } as const;
    const forward = xftf(k, chi, { ...options, rmaxOut: 31 });
    const back = xftr(forward, { rmin: 0, rmax: 31, dr: 0.1, window: 'hanning' });
    const height = Math.max(...k.map((at, i) => Math.abs(chi[i]! * at * at)));
    let worst = 0;
    forward.window.forEach((w, i) => {
      const at = k[i]!;
      // The slope of 0.1 A at r = 0 takes a share of the constant part.
      if (at > 3 && at < 13) worst = Math.max(worst, Math.abs(back.re[i]! - chi[i]! * at * at * w) / height);
    });
    expect(worst).toBeLessThan(0.02);
  });

  it('have a peak near the distance of a shell', () => {
    const { r, magnitude } = xftf(
      k,
      k.map((at) => (at > 0 ? Math.sin(2 * 2.5 * at) / at ** 2 : 0)),
      { kmin: 3, kmax: 14, window: 'hanning' },
    );
    const peak = magnitude.reduce((best, value, m) => (value > magnitude[best]! ? m : best), 0);
    // Half a step of 0.0307 A.
    expect(Math.abs(r[peak]! - 2.5)).toBeLessThan(0.016);
  });

  it('carry standard errors: those of many noisy draws', () => {
    const stderr = k.map(() => 0.01);
    const options = { kmin: 3, kmax: 13, kweight: 2, window: 'hanning', stderr } as const;
    const draws = Array.from({ length: 200 }, (_, d) => {
      const random = seededRandom(d + 1);
      return xftf(
        k,
        chi.map((value) => value + 0.01 * random.normal()),
        options,
      );
    });
    const clean = xftf(k, chi, options);
    let worst = 0;
    for (const m of [50, 70, 100, 200]) {
      for (const part of ['re', 'im', 'magnitude'] as const) {
        const mean = draws.reduce((sum, draw) => sum + draw[part][m]!, 0) / 200;
        const scatter = Math.sqrt(draws.reduce((sum, draw) => sum + (draw[part][m]! - mean) ** 2, 0) / 199);
        const claimed = clean.stderr![part][m]!;
        // 200 draws tell a scatter to 5 %. Of a magnitude near zero, errors are not normal.
        if (part !== 'magnitude' || clean.magnitude[m]! > 5 * claimed)
          worst = Math.max(worst, Math.abs(scatter / claimed - 1));
      }
    }
    expect(worst).toBeLessThan(0.2);
  });

  it('refuse grids and values that cannot be transformed', () => {
    expect(codeOf(() => xftf([1, 2], [1]))).toBe('shape-mismatch');
    expect(codeOf(() => xftf(k, chi, { stderr: [1] }))).toBe('shape-mismatch');
    expect(
      codeOf(() =>
        xftf(
          k,
          k.map(() => Number.NaN),
        ),
      ),
    ).toBe('non-finite');
    expect(codeOf(() => xftf(k, chi, { stderr: k.map(() => Number.NaN) }))).toBe('non-finite');
    expect(codeOf(() => xftf(k.toReversed(), chi))).toBe('axis-not-increasing');
    expect(
      codeOf(() =>
        xftf(
          k.map((at) => at * at),
          chi,
        ),
      ),
    ).toBe('invalid-argument');
    expect(codeOf(() => xftf(k, chi, { nfft: 100 }))).toBe('invalid-argument');
    expect(codeOf(() => xftf(k, chi, { nfft: 64 }))).toBe('invalid-argument');
    expect(codeOf(() => xftf(k, chi, { kmin: 40, kmax: 50 }))).toBe('outside-range');
    expect(codeOf(() => xftf([0], [1]))).toBe('too-few-points');
    const uneven = k.map((at) => at + 0.01 * Math.sin(at));
    const even = xftf(uneven, uneven.map(chiAt), { kstep: 0.05 });
    const direct = xftf(k, chi);
    even.magnitude.forEach((value, m) =>
      expect(Math.abs(value - direct.magnitude[m]!)).toBeLessThan(0.02 * Math.max(...direct.magnitude)),
    );
    const { r, re } = direct;
    expect(codeOf(() => xftr({ r, re, im: re.subarray(1) }))).toBe('shape-mismatch');
    expect(codeOf(() => xftr(direct, { nfft: 100 }))).toBe('invalid-argument');
  });

  it('find the noise that was put in', () => {
    const found = Array.from({ length: 30 }, (_, d) => {
      const random = seededRandom(d + 5);
      return estimateExafsNoise(
        k,
        chi.map((value) => value + 0.003 * random.normal()),
        { kmin: 3, kmax: 15, kweight: 2, dk: 2 },
      );
    });
    const mean = found.reduce((sum, { sigma }) => sum + sigma, 0) / 30;
    // Some 115 independent values between 15 and 30 A each: 30 draws tell the mean to 1.2 %.
    expect(Math.abs(mean / 0.003 - 1)).toBeLessThan(0.05);
    for (const { kmaxSuggested } of found) expect(kmaxSuggested).toBeLessThanOrEqual(16);
    expect(codeOf(() => estimateExafsNoise(k, chi, { rmin: 80, rmax: 90 }))).toBe('outside-range');
  });
});

describe('exafsStack', () => {
  const frames = 6;
  const stack = new Float64Array(frames * energy.length);
  for (let f = 0; f < frames; f++) stack.set(spectrum(1 - 0.1 * f, 0.001, f + 1), f * energy.length);

  it.each([{ nclamp: 0 }, { nclamp: 3 }])('gives what autobk and xftf give frame by frame: %o', (options) => {
    const result = exafsStack(energy, stack, {
      e0,
      edgeStep: 0.8,
      stderr: true,
      transform: { kmin: 3, kmax: 12 },
      ...options,
    });
    expect([...result.status]).toEqual([0, 0, 0, 0, 0, 0]);
    for (let f = 0; f < frames; f++) {
      const one = autobk(energy, stack.subarray(f * energy.length, (f + 1) * energy.length), {
        e0,
        edgeStep: 0.8,
        kmax: result.kmax,
        ...options,
      });
      const transform = xftf(one.k, one.chi, { kmin: 3, kmax: 12 });
      one.chi.forEach((value, i) => {
        expect(Math.abs(result.chi[f * one.k.length + i]! - value)).toBeLessThan(1e-11);
        expect(Math.abs(result.chiStderr![f * one.k.length + i]! - one.chiStderr[i]!)).toBeLessThan(1e-9);
      });
      transform.magnitude.forEach((value, m) =>
        expect(Math.abs(result.magnitude[f * transform.r.length + m]! - value)).toBeLessThan(1e-10),
      );
    }
  });

  it('finds edges itself, writes where it is told, and lets bad frames be', () => {
    const damaged = stack.slice();
    damaged.fill(0.3, 2 * energy.length, 3 * energy.length);
    damaged[4 * energy.length + 500] = Number.NaN;
    const first = exafsStack(energy, damaged, { normalization: {} });
    expect(first.status[2]).toBe(statusOf.failed);
    expect(first.chi.subarray(2 * first.k.length, 3 * first.k.length).every(Number.isNaN)).toBe(true);
    expect(Number.isFinite(first.chi[4 * first.k.length + 20]!)).toBe(true);
    expect(first.warnings.length).toBeGreaterThan(0);
    const out = { chi: new Float64Array(first.chi.length), magnitude: new Float64Array(first.magnitude.length) };
    const second = exafsStack(energy, damaged, { normalization: {}, out });
    expect(second.chi).toBe(out.chi);
    expect(second.chi).toEqual(first.chi);
  });

  it('refuses stacks that cannot be, and ends where all frames end', () => {
    expect(codeOf(() => exafsStack(energy, stack.subarray(1)))).toBe('shape-mismatch');
    expect(codeOf(() => exafsStack(energy, stack, { out: { chi: new Float64Array(3) } }))).toBe('shape-mismatch');
    expect(codeOf(() => exafsStack(energy, stack, { e0: [1, 2], edgeStep: 1 }))).toBe('shape-mismatch');
    expect(codeOf(() => exafsStack(energy, stack, { e0: 99999, edgeStep: 1 }))).toBe('outside-range');
    const two = exafsStack(energy, stack, {
      e0: Array.from({ length: frames }, (_, f) => e0 + 2 * f),
      edgeStep: 0.8,
      kmax: 99,
    });
    expect(two.kmax).toBeCloseTo(energyToK(energy[699]! - e0 - 10), 10);
    expect(two.warnings.map(({ code }) => code)).toContain('kmax-beyond-data');
  });
});
