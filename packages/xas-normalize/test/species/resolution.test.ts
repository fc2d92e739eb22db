import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exploration, seededRandom } from '@operando/fixtures';
import { mcrAls, purestFrames, rotationalAmbiguity } from '../../src/index.js';
import type { McrAls, McrAlsOptions, SpeciesSpectrum } from '../../src/index.js';
import { nearestUnimodal } from '../../src/species/unimodal.js';
import { consecutiveReactions, speciesSeries } from './kinetics.js';
import type { SimulatedSeries } from './kinetics.js';

const points = 160;

function known(series: SimulatedSeries, k: number): SpeciesSpectrum {
  return { energy: series.energy, norm: series.spectra.slice(k * points, (k + 1) * points) };
}

/** Deviations from the truth in standard errors. */
function pulls(result: McrAls, series: SimulatedSeries): Float64Array {
  return series.concentrations.map(
    (truth, at) => (result.concentrations[at]! - truth) / result.concentrationsStderr[at]!,
  );
}

function shareWithin(values: Float64Array, limit: number): number {
  return values.filter((value) => Math.abs(value) < limit).length / values.length;
}

function expectConstraints(result: McrAls): void {
  const { concentrations, spectra, count, frames, constraints } = result;
  if (constraints.nonNegativeConcentrations) expect(Math.min(...concentrations)).toBeGreaterThanOrEqual(0);
  if (constraints.nonNegativeSpectra) expect(Math.min(...spectra)).toBeGreaterThanOrEqual(0);
  if (!constraints.sumToOne) return;
  for (let f = 0; f < frames; f++)
    expect(concentrations.subarray(f * count, (f + 1) * count).reduce((sum, value) => sum + value, 0)).toBeCloseTo(
      1,
      12,
    );
}

describe('mcrAls', () => {
  it('recovers the kinetics of three species with noise', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const series = speciesSeries(consecutiveReactions(), 3, { seed });
      const result = mcrAls(series.energy, series.stack, { components: 3 });
      expect(result.status).toBe('converged');
      expectConstraints(result);
      expect(result.initialFrames!.length).toBe(3);
      // The noise is told to 5 %: some of it is fitted.
      expect(Math.abs(result.noise / series.noise - 1)).toBeLessThan(0.05);
      expect(result.lackOfFit).toBeLessThan(1.02 * result.leastLackOfFit);
      expect(result.explainedVariance).toBeCloseTo(100 - result.lackOfFit ** 2 / 100, 10);
      // Errors are those of one frame with spectra taken as true; the spectra themselves stem from the noise of frames that seemed
      // the purest, which adds one or two such errors to all.
      const deviations = pulls(result, series);
      expect(shareWithin(deviations, 3)).toBeGreaterThan(0.8);
      expect(shareWithin(deviations, 6)).toBe(1);
      expect(
        Math.max(...series.concentrations.map((truth, at) => Math.abs(result.concentrations[at]! - truth))),
      ).toBeLessThan(0.01);
    }
  });

  it('has errors that hold when the spectra are known', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const series = speciesSeries(consecutiveReactions(), 3, { seed });
      const result = mcrAls(series.energy, series.stack, { fixed: [0, 1, 2].map((k) => known(series, k)) });
      expect(result.status).toBe('converged');
      expect([0, 1, 2].every((k) => known(series, k).norm[40] === result.spectra[k * points + 40])).toBe(true);
      // 270 values, 95 % of which are expected within two errors: 0.95 +- 0.013, more as bounds cut off half of the pure ones.
      expect(shareWithin(pulls(result, series), 2)).toBeGreaterThan(0.91);
      expect(result.spectraStderr.every(Number.isNaN)).toBe(true);
    }
  });

  it('holds some spectra and finds the rest', () => {
    const series = speciesSeries(consecutiveReactions(), 3);
    const result = mcrAls(series.energy, series.stack, {
      components: 3,
      fixed: [known(series, 0), undefined, known(series, 2)],
    });
    expect(result.status).toBe('converged');
    expect(result.initialFrames).toEqual([expect.any(Number)]);
    expect(
      Math.max(...series.concentrations.map((truth, at) => Math.abs(result.concentrations[at]! - truth))),
    ).toBeLessThan(0.01);
    for (let i = 0; i < points; i++)
      expect(Math.abs(result.spectra[points + i]! - series.spectra[points + i]!)).toBeLessThan(0.01);
  });

  it('does without the sum rule, without signs, with errors given, with one maximum each', () => {
    const series = speciesSeries(consecutiveReactions(), 3);
    const variants: readonly McrAlsOptions[] = [
      { components: 3, sumToOne: false },
      { components: 3, nonNegative: { concentrations: false, spectra: false } },
      { components: 3, stderr: series.noise },
      { components: 3, stderr: series.energy.map((_, i) => series.noise * (i < 80 ? 1 : 1.0001)) },
      { components: 3, unimodal: [false, true, false] },
      { components: 3, unimodal: true },
      { components: 3, unimodal: true, sumToOne: false },
      { components: 3, unimodal: [true, false, false], sumToOne: false },
      { initial: [0, 1, 2].map((k) => known(series, k)) },
      { components: 3, from: 8335, to: 8390 },
    ];
    for (const variant of variants) {
      const result = mcrAls(series.energy, series.stack, variant);
      expect(result.status).toBe('converged');
      expectConstraints(result);
      expect(result.lackOfFit).toBeLessThan(0.25);
      if (variant.stderr !== undefined) expect(Math.abs(result.reducedChiSquare - 1)).toBeLessThan(0.05);
      const which =
        variant.unimodal === undefined || variant.sumToOne !== false ? [] : variant.unimodal === true ? [0, 1, 2] : [0];
      for (const k of which) {
        const profile = Float64Array.from({ length: series.frames }, (_, f) => result.concentrations[f * 3 + k]!);
        nearestUnimodal(profile).forEach((value, f) => expect(value).toBeCloseTo(profile[f]!, 12));
      }
    }
  });

  it('never says converged over a bad fit', () => {
    const series = speciesSeries(consecutiveReactions(), 3);
    const few = mcrAls(series.energy, series.stack, { components: 2 });
    expect(few.status).toBe('misfit');
    expect(few.lackOfFit).toBeGreaterThan(3);
    expect(mcrAls(series.energy, series.stack, { components: 2, stderr: series.noise }).status).toBe('misfit');
    // Spectra that are not those of the series.
    const wrong = series.energy.map((value) => 1 + 0.5 * Math.sin(value / 5));
    expect(
      mcrAls(series.energy, series.stack, {
        components: 3,
        fixed: [{ energy: series.energy, norm: wrong }, known(series, 1), known(series, 2)],
      }).status,
    ).toBe('misfit');
    expect(mcrAls(series.energy, series.stack, { components: 3, maximumIterations: 1 }).status).toBe('limit-reached');
  });

  it('keeps its constraints on anything', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        fc.boolean(),
        (seed, components, sumToOne, unimodal) => {
          const random = seededRandom(seed);
          const stack = Float64Array.from({ length: 8 * 12 }, () => 1 + random.normal());
          const result = mcrAls(
            Float64Array.from({ length: 12 }, (_, i) => 8000 + i),
            stack,
            { components, sumToOne, unimodal, maximumIterations: 60 },
          );
          expectConstraints(result);
          expect(result.lackOfFit).toBeGreaterThanOrEqual(result.leastLackOfFit);
          expect(['misfit', 'limit-reached', 'stalled', 'converged']).toContain(result.status);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['no number of components', {}, '0 components'],
    ['more components than frames', { components: 95 }, 'frames for 95'],
    ['another number of starts', { components: 3, initial: [] }, '0 entries for 3'],
    ['another number of shapes', { components: 3, unimodal: [true] }, '1 entries for 3'],
    ['too many fixed spectra', { components: 1, fixed: [undefined, undefined] }, '2 entries for 1'],
    ['a tolerance of zero', { components: 3, tolerance: 0 }, 'tolerance of 0'],
  ] as const)('refuses %s', (_, options, message) => {
    const series = speciesSeries(consecutiveReactions(), 3);
    expect(() => mcrAls(series.energy, series.stack, options)).toThrow(message);
  });
});

describe('purestFrames', () => {
  it('finds the corners of a mixture', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 4 }), (seed, count) => {
        const random = seededRandom(seed);
        const frames = 40;
        const concentrations = new Float64Array(frames * count);
        for (let f = 0; f < frames; f++) {
          const shares = Array.from({ length: count }, () => 0.1 + random.uniform());
          const total = shares.reduce((sum, value) => sum + value, 0);
          shares.forEach((share, k) => (concentrations[f * count + k] = share / total));
        }
        const corners = Array.from({ length: count }, (_, k) => 3 + 7 * k);
        corners.forEach((f, pure) =>
          concentrations.set(
            Array.from({ length: count }, (_, k) => (k === pure ? 1 : 0)),
            f * count,
          ),
        );
        const { stack } = speciesSeries(concentrations, count, { noise: 0 });
        expect(purestFrames(new Float64Array(points), stack, count)).toEqual(corners);
      }),
      { numRuns: 40 },
    );
  });

  it('refuses what is not there', () => {
    expect(() => purestFrames([1, 2, 3, 4, 5], new Float64Array(20).fill(1), 2)).toThrow('does not hold 2 different');
    expect(() => purestFrames([1, 2, 3, 4, 5], new Float64Array(20), 5)).toThrow('5 pure frames among 4');
  });
});

describe('nearestUnimodal', () => {
  it('has one maximum, leaves what has one, and is nearer than any other that was tried', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 12 }),
        fc.integer(),
        (list, seed) => {
          const values = Float64Array.from(list);
          const fit = nearestUnimodal(values);
          const peak = fit.indexOf(Math.max(...fit));
          fit.forEach((value, i) =>
            expect(i === 0 || (i <= peak ? value >= fit[i - 1]! : value <= fit[i - 1]!)).toBe(true),
          );
          nearestUnimodal(fit).forEach((value, i) => expect(value).toBeCloseTo(fit[i]!, 12));
          const squares = (other: Float64Array): number =>
            other.reduce((sum, value, i) => sum + (value - values[i]!) ** 2, 0);
          const random = seededRandom(seed);
          const top = Math.floor(random.uniform() * list.length);
          const sorted = Float64Array.from(list, () => 10 * random.uniform() - 5).sort();
          const other = Float64Array.of(...sorted.subarray(0, top), ...sorted.subarray(top).toReversed());
          expect(squares(fit)).toBeLessThanOrEqual(squares(other) + 1e-9);
        },
      ),
    );
  });
});

describe('rotationalAmbiguity', () => {
  /** Values of the truth outside the band by more than three errors. */
  const outside = (series: SimulatedSeries, result: McrAls): number => {
    const { species } = rotationalAmbiguity(result);
    let count = 0;
    species.forEach(({ concentrationLow, concentrationHigh, spectrumLow, spectrumHigh }, k) => {
      concentrationLow.forEach((low, f) => {
        const [truth, slack] = [series.concentrations[f * 3 + k]!, 3 * result.concentrationsStderr[f * 3 + k]!];
        if (truth < low - slack || truth > concentrationHigh[f]! + slack) count++;
      });
      spectrumLow.forEach((low, i) => {
        const [truth, slack] = [series.spectra[k * points + i]!, 3 * result.spectraStderr[k * points + i]!];
        if (truth < low - slack || truth > spectrumHigh[i]! + slack) count++;
      });
    });
    return count;
  };

  it('has bands that contain the truth', () => {
    for (let seed = 1; seed <= (exploration.isExploring ? 4 : 2); seed++) {
      const series = speciesSeries(consecutiveReactions(), 3, { seed });
      const result = mcrAls(series.energy, series.stack, { components: 3 });
      expect(outside(series, result)).toBe(0);
      const fixed = mcrAls(series.energy, series.stack, {
        components: 3,
        fixed: [known(series, 0), undefined, known(series, 2)],
      });
      expect(outside(series, fixed)).toBe(0);
    }
  });

  it('gives mixtures that describe the data equally well and keep the constraints within the slack', () => {
    const series = speciesSeries(consecutiveReactions(), 3);
    for (const sumToOne of [true, false]) {
      const result = mcrAls(series.energy, series.stack, { components: 3, sumToOne });
      const { species, extent, method } = rotationalAmbiguity(result, { slack: 1, starts: 2 });
      expect(method).toBe('searched');
      expect(extent).toBeGreaterThan(0.1);
      species.forEach(({ minimum, maximum }, k) => {
        expect(maximum.contribution).toBeGreaterThan(minimum.contribution);
        for (const profile of [minimum, maximum]) {
          // Rounding of some hundred moves.
          profile.concentration.forEach((value, f) =>
            expect(value).toBeGreaterThan(-result.concentrationsStderr[f * 3 + k]! - 1e-9),
          );
          profile.spectrum.forEach((value, i) =>
            expect(value).toBeGreaterThan(-result.spectraStderr[k * points + i]! - 1e-9),
          );
        }
      });
    }
  });

  it('is exact for two species: the range of Lawton and Sylvestre', () => {
    const frames = 21;
    const concentrations = new Float64Array(2 * frames);
    for (let f = 0; f < frames; f++) concentrations.set([0.2 + (0.5 * f) / 20, 0.8 - (0.5 * f) / 20], 2 * f);
    const series = speciesSeries(concentrations, 2, { noise: 0 });
    const result = mcrAls(series.energy, series.stack, { initial: [known(series, 0), known(series, 1)] });
    const { species, method, extent } = rotationalAmbiguity(result, { slack: 0 });
    expect(method).toBe('exact');
    // By hand, with c between 0.2 and 0.7: spectrum 1 can go towards 2 by a (then c1' = c1 / (1 - a) must stay below 1 where
    // spectrum 2 stays), or away from it until it touches zero: a = -min s1 / (s2 - s1) over s2 > s1.
    const [s1, s2] = [known(series, 0).norm as Float64Array, known(series, 1).norm as Float64Array];
    let away = Infinity;
    s1.forEach((value, i) => {
      if (s2[i]! > value) away = Math.min(away, value / (s2[i]! - value));
    });
    const toward = 1 - 0.7;
    const lowAt = s1.map((value, i) => Math.min(value + toward * (s2[i]! - value), value - away * (s2[i]! - value)));
    lowAt.forEach((value, i) => expect(species[0]!.spectrumLow[i]!).toBeCloseTo(value, 8));
    const highAt = s1.map((value, i) => Math.max(value + toward * (s2[i]! - value), value - away * (s2[i]! - value)));
    highAt.forEach((value, i) => expect(species[0]!.spectrumHigh[i]!).toBeCloseTo(value, 8));
    expect(extent).toBeGreaterThan(0.2);
  });

  it('is nothing for one species or known spectra, and refuses what has no bounds', () => {
    const series = speciesSeries(consecutiveReactions(), 3);
    const all = mcrAls(series.energy, series.stack, { fixed: [0, 1, 2].map((k) => known(series, k)) });
    expect(rotationalAmbiguity(all).extent).toBe(0);
    const free = mcrAls(series.energy, series.stack, { components: 3, nonNegative: { spectra: false } });
    expect(() => rotationalAmbiguity(free)).toThrow('have no bounds');
    expect(() => rotationalAmbiguity(all, { slack: -1 })).toThrow('slack of -1');
  });
});
