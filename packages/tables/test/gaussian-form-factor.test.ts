import { codeOf } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { elements, gaussianFormFactor, hasGaussianFormFactor, xrayFormFactor } from '../src/index.js';
import { waasmaierKirfel } from './second-source/gaussians.js';

/** Electrons at s = sin(theta) / wavelength, by the second source. */
function second(row: string, s: number): number {
  const n = row.split(' ').slice(1).map(Number);
  return n.slice(0, 5).reduce((sum, a, i) => sum + a * Math.exp(-n[5 + i]! * s * s), n[10]!);
}

describe('form factors as Gaussians', () => {
  const rows = waasmaierKirfel.trim().split('\n');

  it('of all elements agree with Waasmaier and Kirfel up to s = 2', () => {
    expect(rows.map((row) => row.split(' ')[0])).toEqual(Object.keys(elements));
    for (const row of rows) {
      const element = row.split(' ')[0]!;
      for (const s of [0, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2]) {
        const apart = xrayFormFactor(element, 4 * Math.PI * s) - second(row, s);
        // 0.3 % of the electrons: both are fits, to other calculations, of that quality.
        expect([element, s, Math.abs(apart) < 0.003 * elements[element]!.number]).toEqual([element, s, true]);
      }
    }
  });

  it('of ions have as many electrons as they should, and those of the atom at large angles', () => {
    for (const ion of ['Li1+', 'O2-', 'Fe3+', 'Mn4+', 'Ni2+', 'Co3+', 'Cu1+', 'V5+', 'F1-', 'Zr4+', 'Na1+']) {
      const [, element, size, sign] = /^([A-Z][a-z]?)(\d)([+-])$/.exec(ion)!;
      const electrons = elements[element!]!.number - Number(size) * (sign === '+' ? 1 : -1);
      expect(Math.abs(xrayFormFactor(ion, 0) - electrons)).toBeLessThan(0.05);
      // Outer electrons alone differ.
      expect(Math.abs(xrayFormFactor(ion, 12) / xrayFormFactor(element!, 12) - 1)).toBeLessThan(0.03);
    }
  });

  it('are those of the source: carbon in International Tables C', () => {
    expect(gaussianFormFactor('C')).toEqual({
      a: [2.31, 1.02, 1.5886, 0.865],
      b: [20.8439, 10.2075, 0.5687, 51.6512],
      c: 0.2156,
    });
  });

  it('of what is not there are refused', () => {
    for (const name of ['Xx', 'Fe9+', '', 'a1', 'C 2.31']) {
      expect(hasGaussianFormFactor(name)).toBe(false);
      expect(codeOf(() => gaussianFormFactor(name))).toBe('unsupported');
    }
  });
});
