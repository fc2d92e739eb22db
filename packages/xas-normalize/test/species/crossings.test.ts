import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { differenceSpectra, isosbesticPoints } from '../../src/index.js';
import { consecutiveReactions, speciesSeries } from './kinetics.js';

/** One species turning into another over 40 frames. */
function conversion(seed: number, noise = 0.002): ReturnType<typeof speciesSeries> {
  const concentrations = new Float64Array(80);
  for (let f = 0; f < 40; f++) concentrations.set([1 - f / 39, f / 39], 2 * f);
  return speciesSeries(concentrations, 2, { seed, noise });
}

/** Energies at which the true difference changes sign: of spectra on a grid a hundred times finer than the data's. */
function trueCrossings(): number[] {
  const { energy, spectra } = speciesSeries(Float64Array.of(1, 0), 2, { points: 16_000 });
  const n = energy.length;
  const difference = energy.map((_, i) => spectra[n + i]! - spectra[i]!);
  const found: number[] = [];
  for (let i = 1; i < n; i++)
    if (difference[i - 1]! * difference[i]! < 0)
      found.push(energy[i]! - (difference[i]! * (energy[i]! - energy[i - 1]!)) / (difference[i]! - difference[i - 1]!));
  return found;
}

describe('isosbesticPoints', () => {
  it('finds all crossings of two species, within errors that hold', () => {
    let [squares, count, accepted] = [0, 0, 0];
    const truth = trueCrossings();
    for (let seed = 1; seed <= 30; seed++) {
      const series = conversion(7919 * seed);
      const { points, share } = isosbesticPoints(series.energy, series.stack, { stderr: series.noise });
      expect(share).toBeGreaterThan(0.98);
      for (const point of points) {
        const nearest = truth.reduce((best, value) =>
          Math.abs(value - point.energy) < Math.abs(best - point.energy) ? value : best,
        );
        squares += ((point.energy - nearest) / point.stderr) ** 2;
        count++;
        if (point.isosbestic) accepted++;
        expect(point.degreesOfFreedom).toBe(39);
        expect(point.largestScatter).toBeGreaterThan(20 * point.scatter);
      }
    }
    expect(count).toBeGreaterThanOrEqual(30 * 3);
    // The mean of n squares of unit normals is 1 within sqrt(2 / n): four of these.
    expect(Math.abs(squares / count - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    // One in a hundred is rejected by chance: 0.99 +- 0.01 of some hundred.
    expect(accepted / count).toBeGreaterThan(0.95);
  });

  it('says that a third species fills them in', () => {
    const series = speciesSeries(consecutiveReactions(), 3);
    const { points, count, share } = isosbesticPoints(series.energy, series.stack);
    expect(points.length).toBeGreaterThan(0);
    expect(count).toBe(0);
    expect(share).toBeLessThan(0.95);
    for (const point of points) expect(point.significance).toBeLessThan(1e-6);
    // Each half is a conversion of two species.
    const half = isosbesticPoints(series.energy, series.stack.subarray(0, 36 * series.energy.length));
    expect(half.count).toBeGreaterThanOrEqual(1);
  });

  it('finds nothing in a series that does not change, and refuses one without noise', () => {
    const random = seededRandom(1);
    const energy = Float64Array.from({ length: 50 }, (_, i) => 8300 + i);
    const still = Float64Array.from({ length: 500 }, (_, at) => Math.atan((at % 50) - 25) + 0.01 * random.normal());
    expect(isosbesticPoints(energy, still).points).toEqual([]);
    expect(() => isosbesticPoints(energy, new Float64Array(500).fill(1))).toThrow('no scatter');
    expect(isosbesticPoints(energy, new Float64Array(500), { stderr: 0.01 }).share).toBeNaN();
    expect(() => isosbesticPoints(energy, still.subarray(0, 100))).toThrow('always cross');
  });
});

describe('differenceSpectra', () => {
  const series = conversion(1);
  const points = series.energy.length;

  it('subtracts a frame, the mean or a spectrum', () => {
    const first = differenceSpectra(series.energy, series.stack);
    expect(first.stack.subarray(0, points).every((value) => value === 0)).toBe(true);
    expect(first.stack[3 * points + 7]).toBe(series.stack[3 * points + 7]! - series.stack[7]!);
    expect(differenceSpectra(series.energy, series.stack, { reference: -1 }).reference).toEqual(
      series.stack.slice(39 * points),
    );
    const mean = differenceSpectra(series.energy, series.stack, { reference: 'mean' });
    let sum = 0;
    for (let f = 0; f < 40; f++) sum += mean.stack[f * points + 50]!;
    expect(Math.abs(sum)).toBeLessThan(1e-12);
    const norm = series.spectra.slice(0, points);
    const own = differenceSpectra(series.energy, series.stack, {
      reference: { energy: series.energy, norm },
      from: 8340,
      to: 8360,
    });
    expect([...own.reference]).toEqual([...norm].filter((_, i) => own.energy.includes(series.energy[i]!)));
  });

  it('has errors of the difference', () => {
    const first = differenceSpectra(series.energy, series.stack, { stderr: 0.002 });
    expect([first.stderr[0], first.stderr[1]]).toEqual([0, Math.hypot(0.002, 0.002)]);
    expect(
      differenceSpectra(series.energy, series.stack, { reference: 'mean', stderr: new Float64Array(40).fill(0.002) })
        .stderr[5]!,
    ).toBeCloseTo(0.002 * Math.sqrt(1 - 1 / 40), 12);
    // Found from the scatter of 160 points, to some 15 %.
    const found = differenceSpectra(series.energy, series.stack, {
      reference: { energy: series.energy, norm: series.spectra.slice(0, points) },
    }).stderr;
    expect(found.reduce((sum, value) => sum + value, 0) / 40 / 0.002).toBeCloseTo(1, 0);
  });

  it('refuses frames that are not there and errors that are none', () => {
    expect(() => differenceSpectra(series.energy, series.stack, { reference: 40 })).toThrow('no frame 40 among 40');
    expect(() => differenceSpectra(series.energy, series.stack, { stderr: -1 })).toThrow('below zero');
    expect(() => differenceSpectra(series.energy, series.stack, { stderr: [1] })).toThrow('1 standard errors for 40');
  });
});
