import { codeOf } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { anomalousFactors, elements, formFactor } from '../src/index.js';

describe('anomalous scattering', () => {
  it('is that of the source, xraylib 4.0.0, at lines of laboratories, beside edges', () => {
    const source = [
      ['Ni', 8047.8, -3.1638, 0.5291],
      ['Fe', 8047.8, -1.1058, 3.1916],
      ['Co', 8047.8, -2.3413, 3.6034],
      ['Cu', 8047.8, -2.0071, 0.6045],
      ['O', 8047.8, 0.0516, 0.0335],
      ['Pb', 8047.8, -4.192, 8.6859],
      ['Ni', 17_479.3, 0.3426, 1.1179],
      ['Pb', 17_479.3, -3.422, 10.1812],
      ['Pb', 22_162.9, -1.1513, 6.9933],
      ['Ni', 6930.3, -1.5749, 0.6882],
      ['Pb', 5414.7, -4.7251, 15.8842],
    ] as const;
    for (const [element, energy, real, imaginary] of source) {
      const { fPrime, fDoublePrime } = anomalousFactors(element, energy);
      expect([element, energy, Math.abs(fPrime - real) < 0.02]).toEqual([element, energy, true]);
      expect([element, energy, Math.abs(fDoublePrime / imaginary - 1) < 0.02]).toEqual([element, energy, true]);
    }
  });

  it('agrees with Henke from 4.5 to 29 keV, but beside edges, for elements up to bismuth', () => {
    for (const [element, { number }] of Object.entries(elements)) {
      if (number > 83) continue;
      for (const energy of [4500, 6000, 8047.8, 12_000, 17_479, 25_000, 29_000]) {
        const { fPrime, fDoublePrime, nearEdge } = anomalousFactors(element, energy);
        const { f1, f2 } = formFactor(element, energy);
        if (nearEdge !== undefined || fDoublePrime < 0.05) continue;
        // 1 % of Z as for f1 itself; 20 % of f'' where it was hardly measured (lanthanides at 6 keV, light atoms).
        expect([element, energy, Math.abs(fPrime + number - f1) < 0.01 * number]).toEqual([element, energy, true]);
        expect([element, energy, Math.abs(fDoublePrime / f2 - 1) < 0.2]).toEqual([element, energy, true]);
      }
    }
  });

  // The source rounds edges off over some 100 eV, which is why they are told.
  it('is deepest at edges, jumps there, and says so', () => {
    const [below, above] = [anomalousFactors('Fe', 7050), anomalousFactors('Fe', 7170)];
    expect(below.fPrime).toBeLessThan(-4);
    expect(above.fDoublePrime / below.fDoublePrime).toBeGreaterThan(2);
    expect(below.nearEdge).toEqual({ element: 'Fe', edge: 'K', energy: 7112 });
    expect(anomalousFactors('Fe', 7412.1).nearEdge).toBeUndefined();
    // At the edge itself it is finite.
    expect(Math.abs(anomalousFactors('Fe', 7112).fPrime)).toBeLessThan(20);
  });

  it('of what is not there is refused', () => {
    expect(codeOf(() => anomalousFactors('Xx', 8000))).toBe('invalid-argument');
    for (const energy of [3999, 100_001, Number.NaN, -1])
      expect(codeOf(() => anomalousFactors('Fe', energy))).toBe('outside-range');
  });
});
