import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { principalComponents, targetTransform } from '../../src/index.js';
import { consecutiveReactions, speciesSeries } from './kinetics.js';

const series = speciesSeries(consecutiveReactions(), 3);
const points = series.energy.length;

describe('principalComponents', () => {
  it.each(['none', 'centered', 'standard'] as const)('puts the spectra together again, scaling %s', (scaling) => {
    const { mean, frameOffset, frameScale, components, scores, count, eigenvalues, variances, frames } =
      principalComponents(series.energy, series.stack, { scaling });
    let worst = 0;
    for (let f = 0; f < frames; f++) {
      for (let i = 0; i < points; i++) {
        let value = 0;
        for (let k = 0; k < count; k++) value += scores[f * count + k]! * components[k * points + i]!;
        worst = Math.max(
          worst,
          Math.abs(mean[i]! + frameOffset[f]! + frameScale[f]! * value - series.stack[f * points + i]!),
        );
      }
    }
    expect(worst).toBeLessThan(1e-12);
    expect(variances.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    // Larch's scaling makes every spectrum's mean square one.
    if (scaling === 'standard') expect(eigenvalues.reduce((sum, value) => sum + value, 0)).toBeCloseTo(points, 9);
  });

  it('counts species: rank without centring, one less with', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const { energy, stack, noise } = speciesSeries(consecutiveReactions(), 3, { seed });
      const plain = principalComponents(energy, stack, { scaling: 'none', stderr: noise });
      expect([plain.counts.byIndicator, plain.counts.byFTest, plain.counts.byNoise]).toEqual([
        3,
        3,
        expect.any(Number),
      ]);
      // What is left over varies by 0.5 % about the noise.
      expect(plain.counts.realError[3]! / noise).toBeCloseTo(1, 1);
      expect(principalComponents(energy, stack, { scaling: 'none', stderr: 1.03 * noise }).counts.byNoise).toBe(3);
      const centered = principalComponents(energy, stack, { scaling: 'centered' });
      expect([
        centered.counts.byIndicator,
        centered.counts.byFTest,
        centered.counts.larch,
        centered.counts.byNoise,
      ]).toEqual([2, 2, 3, Number.NaN]);
      expect(plain.counts.significanceLevels[2]!).toBeLessThan(1e-6);
      expect(plain.counts.reducedEigenvalues[3]! / plain.counts.reducedEigenvalues[4]!).toBeLessThan(1.5);
    }
  });

  it('finds no component in noise', () => {
    let found = 0;
    for (let seed = 1; seed <= 40; seed++) {
      const random = seededRandom(seed);
      const stack = Float64Array.from({ length: 30 * 60 }, () => random.normal());
      found += principalComponents(series.energy.slice(0, 60), stack, { scaling: 'none' }).counts.byFTest;
    }
    // The largest of 30 noise eigenvalues is above the level of one of them more often than 1 in 20, but not by much.
    expect(found).toBeLessThan(12);
  });

  it('does not depend on the order of frames, and scales with the data', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (seed, factor) => {
          const random = seededRandom(seed);
          const stack = Float64Array.from({ length: 6 * 20 }, () => random.normal());
          const turned = new Float64Array(120);
          for (let f = 0; f < 6; f++)
            turned.set(
              stack.subarray(f * 20, (f + 1) * 20).map((value) => factor * value),
              (5 - f) * 20,
            );
          const energy = series.energy.slice(0, 20);
          const [a, b] = [
            principalComponents(energy, stack, { scaling: 'centered' }),
            principalComponents(energy, turned, { scaling: 'centered' }),
          ];
          a.eigenvalues.forEach((value, k) =>
            expect(Math.abs(b.eigenvalues[k]! / factor ** 2 - value)).toBeLessThan(1e-12 * a.eigenvalues[0]!),
          );
          expect(b.counts.byIndicator).toBe(a.counts.byIndicator);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('keeps fewer when asked, and refuses what has no components', () => {
    expect(principalComponents(series.energy, series.stack, { keep: 2 }).components.length).toBe(2 * points);
    expect(() => principalComponents(series.energy, series.stack, { keep: 0 })).toThrow('0 components');
    expect(() => principalComponents(series.energy, series.stack, { significance: 2 })).toThrow('significance level');
    expect(() => principalComponents(series.energy, series.stack.subarray(0, 2 * points))).toThrow('2 spectra');
    expect(() => principalComponents(series.energy.slice(0, 4), new Float64Array(16).fill(1))).toThrow(
      "Use scaling 'centered'",
    );
    expect(() => principalComponents(series.energy.slice(0, 4), new Float64Array(16).fill(Number.NaN))).toThrow(
      'frame 0',
    );
  });
});

describe('targetTransform', () => {
  // The offset that Larch's scaling takes off each spectrum is in no component: species are then outside what they span.
  const model = principalComponents(series.energy, series.stack, { scaling: 'centered' });
  const spectrum = (k: number): Float64Array => series.spectra.slice(k * points, (k + 1) * points);

  it('accepts a species of the series and rejects another', () => {
    for (let k = 0; k < 3; k++) {
      const known = targetTransform(model, { energy: series.energy, norm: spectrum(k) }, 2);
      expect(known.rfactor).toBeLessThan(1e-5);
      expect(known.spoil).toBeLessThan(3);
      expect(known.scale).toBeCloseTo(1, 2);
      expect(known.stderr.every((error) => error > 0)).toBe(true);
    }
    const other = targetTransform(
      model,
      { energy: series.energy, norm: series.energy.map((value) => 1 + Math.sin(value)) },
      2,
    );
    expect(other.spoil).toBeGreaterThan(6);
  });

  it('finds the factor by which a target is off, where the scale given is a minimum', () => {
    const norm = spectrum(1).map((value) => 1.25 * value);
    const result = targetTransform(model, { energy: series.energy, norm }, 2);
    expect(result.scale).toBeCloseTo(0.8, 2);
    const chiSquareAt = (factor: number): number =>
      targetTransform(model, { energy: series.energy, norm: norm.map((value) => factor * value) }, 2, {
        rescale: false,
      }).chiSquare;
    expect(chiSquareAt(result.scale)).toBeCloseTo(result.chiSquare, 12);
    for (const off of [0.99, 1.01]) expect(chiSquareAt(off * result.scale)).toBeGreaterThan(result.chiSquare);
  });

  it('does not scale where there is no mean, and refuses components that are not there', () => {
    const plain = principalComponents(series.energy, series.stack, { scaling: 'none', keep: 3 });
    expect(targetTransform(plain, { energy: series.energy, norm: spectrum(0) }).scale).toBe(1);
    expect(() => targetTransform(plain, { energy: series.energy, norm: spectrum(0) }, 4)).toThrow(
      '4 components of a model of 3',
    );
    expect(() => targetTransform(plain, { energy: series.energy, norm: spectrum(0) }, 0)).toThrow('0 components');
  });
});
