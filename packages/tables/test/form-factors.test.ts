import { describe, expect, it } from 'vitest';
import { edgeEnergy, elements, formFactor, formFactorRange, formFactorsAt, formFactorsOf } from '../src/index.js';
import type { FormFactor } from '../src/index.js';
import { chantlerEnergies, chantlerFormFactors, secondFormFactors } from './second-source/form-factors.js';

describe('form factors of X-rays', () => {
  interface Pair {
    readonly name: string;
    readonly own: FormFactor;
    readonly f1: number;
    readonly f2: number;
  }
  /** Names of those whose f1 lie further apart than a share of Z, or whose f2 differ by more than a share. */
  const apart1 = (pairs: readonly Pair[], share: number): string[] =>
    pairs
      .filter(({ name, own, f1 }) => !(Math.abs(own.f1 - f1) < share * elements[name.split(' ')[0]!]!.number))
      .map(({ name }) => name);
  const apart2 = (pairs: readonly Pair[], share: number): string[] =>
    pairs.filter(({ own, f2 }) => !(Math.abs(own.f2 / f2 - 1) < share)).map(({ name }) => name);
  const second = Object.entries(secondFormFactors).flatMap(([element, [cu1, cu2, mo1, mo2]]) =>
    (
      [
        ['Cu', 8047.8, cu1!, cu2!],
        ['Mo', 17_479.4, mo1!, mo2!],
      ] as const
    ).map(([line, energy, f1, f2]) => ({
      name: `${element} ${line}`,
      own: formFactor(element, energy),
      f1,
      f2,
    })),
  );

  it('agree with xraylib at Cu and Mo K alpha, but beside edges', () => {
    expect(second).toHaveLength(2 * Object.keys(elements).length);
    // Cu K alpha 1 lies within 25 eV of L edges of Eu and Ho, Mo K alpha 1 within 100 eV of one of At.
    expect(apart1(second, 0.01)).toEqual(['Eu Cu', 'Ho Cu', 'At Mo']);
    // Kissel's cross-sections and Henke's measured ones differ most for gases, lanthanides and elements without measurements.
    expect(apart2(second, 0.065)).toEqual(
      'He Cu,He Mo,Li Cu,Li Mo,B Mo,La Cu,Sm Cu,Sm Mo,Eu Cu,Gd Cu,Gd Mo,Ho Cu,Rn Mo,Pa Cu,Pa Mo,U Mo'.split(','),
    );
  });

  it('agree with Chantler for elements of batteries, 3 to 25 keV', () => {
    const rows = Object.entries(chantlerFormFactors).flatMap(([element, points]) =>
      points.map(([f1, f2], k) => ({
        name: `${element} ${chantlerEnergies[k]!}`,
        own: formFactor(element, chantlerEnergies[k]!),
        f1,
        f2,
      })),
    );
    // 3 keV lies among the M edges of gold; 5.2 keV below the K edge of vanadium, where f2 is smallest.
    expect(apart1(rows, 0.01)).toEqual(['Au 3000']);
    expect(apart2(rows, 0.1)).toEqual(['V 5200']);
  });

  it('are those of the source at Cu K alpha: periodictable 1.6.0', () => {
    const source = {
      Si: [14.25595, 0.324917],
      Fe: [24.85645, 3.208931],
      Ni: [25.005166, 0.5241226],
      Cu: [27.0253, 0.6076601],
      Au: [74.98552, 7.71814],
    } as const;
    for (const [element, [f1, f2]] of Object.entries(source)) {
      const own = formFactor(element, 8048);
      // What thinning allows, and the other interpolation of the source's points there.
      expect(Math.abs(own.f1 - f1)).toBeLessThan(0.03);
      expect(Math.abs(own.f2 / f2 - 1)).toBeLessThan(0.008);
    }
  });

  it('jump at the edges of the elements, where f1 dips', () => {
    for (const element of ['Si', 'P', 'S', 'Ti', 'V', 'Cr', 'Mn', 'Fe', 'Co', 'Ni', 'Cu', 'Zn', 'Nb', 'Mo']) {
      const edge = edgeEnergy(element, 'K');
      const { f1, f2 } = formFactorsAt(element, [0.98 * edge, edge - 1.5, edge + 1.5, 1.02 * edge]);
      expect(f2[2]! / f2[1]!).toBeGreaterThan(4);
      expect(f2[0]!).toBeGreaterThan(f2[1]!);
      expect(f2[2]!).toBeGreaterThan(f2[3]!);
      expect(f1[0]!).toBeGreaterThan(f1[1]!);
      expect(f1[3]!).toBeGreaterThan(f1[2]!);
    }
  });

  it('refuse energies that the table has not, and what is no element', () => {
    const [low, high] = formFactorRange;
    for (const element of Object.keys(elements)) {
      const { energies, f1, f2 } = formFactorsOf(element);
      expect(energies[0]!).toBeLessThanOrEqual(low);
      expect(energies.at(-1)).toBe(high);
      expect(energies.every((energy, k) => k === 0 || energy > energies[k - 1]!)).toBe(true);
      expect(f1.every(Number.isFinite)).toBe(true);
      expect(f2.every((value) => value > 0)).toBe(true);
    }
    expect(formFactorsAt('Ni', [high, low]).f2.every(Number.isFinite)).toBe(true);
    for (const energy of [8.048, 999, 30_001, Number.NaN])
      expect(() => formFactor('Ni', energy)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => formFactor('Qq', 8000)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
