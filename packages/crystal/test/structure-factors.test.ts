import { codeOf, seededRandom } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import {
  emptySlopes,
  parseCif,
  reflections,
  siteNumbers,
  structureFactorModel,
  structureFactors,
} from '../src/index.js';
import type { CrystalStructure, ReflectionList } from '../src/index.js';
import { referenceCif, referenceStructures } from './crystals.js';
import type { ReferenceStructure } from './crystals.js';

/** The reflection that stands for an equivalent one. */
function place(list: ReflectionList, { spaceGroup }: CrystalStructure, h: number, k: number, l: number): number {
  const r = spaceGroup.laueRotations;
  const known = new Map(Array.from({ length: list.size }, (_, n) => [list.hkl.slice(3 * n, 3 * n + 3).join(), n]));
  for (let at = 0; at < r.length; at += 9) {
    const image = [0, 1, 2].map((j) => h * r[at + j]! + k * r[at + 3 + j]! + l * r[at + 6 + j]!);
    const found = known.get(image.join());
    if (found !== undefined) return found;
  }
  return -1;
}

function lines(reference: ReferenceStructure) {
  const structure = parseCif(reference.cif);
  const list = reflections(structure, { dMin: reference.dMin });
  return { structure, list, at: reference.rows.map(([h, k, l]) => place(list, structure, h!, k!, l!)) };
}

describe('2015 lines of 16 structures are those of cctbx', () => {
  it.each(referenceStructures.map((one) => [one.name, one] as const))('%s', (_, reference) => {
    const { structure, list, at } = lines(reference);
    expect(list.size).toBe(reference.rows.length);
    expect(Object.fromEntries(structure.sites.map(({ label, multiplicity }) => [label, multiplicity]))).toEqual(
      reference.siteMultiplicity,
    );
    expect(at.map((n) => list.multiplicity[n])).toEqual(reference.rows.map((row) => row[4]));
    at.forEach((n, i) => expect(Math.abs(list.d[n]! - reference.rows[i]![3]!)).toBeLessThan(1e-6));
    const anomalous = reference.anomalous;
    const scatteringLengths = reference.neutronLengths;
    for (const [column, { f2 }] of [
      ['F2_xray_it92', structureFactors(structure, list, { radiation: 'x-ray' })],
      ['F2_xray_it92_CuKa1_anomalous', structureFactors(structure, list, { radiation: 'x-ray', anomalous })],
      ['F2_neutron', structureFactors(structure, list, { radiation: 'neutron', scatteringLengths })],
    ] as const) {
      const expected = reference.rows.map((row) => row[reference.columns.indexOf(column)]!);
      const largest = Math.max(...expected);
      // Fair tolerance of the reference, which has seven digits.
      at.forEach((n, i) => expect(Math.abs(f2[n]! - expected[i]!)).toBeLessThan(1e-5 * expected[i]! + 1e-7 * largest));
    }
  });

  it('all of them', () => {
    expect(referenceStructures.reduce((sum, { rows }) => sum + rows.length, 0)).toBe(2015);
  });
});

describe('structure factors', () => {
  it('of neutrons take the lengths of the tables, imaginary parts with them', () => {
    const structure = parseCif(referenceCif('LiFePO4'));
    const list = reflections(structure, { dMin: 1 });
    const given = structureFactors(structure, list, {
      radiation: 'neutron',
      scatteringLengths: { Li: -1.9, Fe: 9.45, P: 5.13, O: 5.803 },
    });
    expect(structureFactors(structure, list, { radiation: 'neutron' }).f2).toEqual(given.f2);
    const lab6 = parseCif(referenceCif('LaB6'));
    const lines110 = reflections(lab6, { dMin: 2, dMax: 3 });
    const real = structureFactors(lab6, lines110, { radiation: 'neutron', scatteringLengths: { La: 8.24, B: 5.3 } });
    const complex = structureFactors(lab6, lines110, { radiation: 'neutron' });
    // |5.3 - 0.213 i|^2 is 0.16 % more than 5.3^2, of boron alone.
    for (let n = 0; n < lines110.size; n++) {
      expect(complex.f2[n]! / real.f2[n]!).toBeGreaterThan(1);
      expect(complex.f2[n]! / real.f2[n]!).toBeLessThan(1.01);
    }
  });

  it('know nuclides, ions and what they do not know', () => {
    const structure = parseCif(referenceCif('LiFePO4'));
    const list = reflections(structure, { dMin: 2 });
    const f2 = (sites: CrystalStructure['sites'], more = {}): number =>
      structureFactors({ ...structure, sites }, list, { radiation: 'neutron', ...more }).f2[0]!;
    const heavy = structure.sites.map((site) => (site.element === 'Li' ? { ...site, nuclide: '7Li' } : site));
    expect(f2(heavy)).toBe(f2(structure.sites, { scatteringLengths: { Li: -2.22 } }));
    const ions = structure.sites.map((site) => (site.element === 'Fe' ? { ...site, charge: 2 } : site));
    const neutral = structureFactors(structure, list, { radiation: 'x-ray' });
    const charged = { ...structure, sites: ions };
    expect(structureFactors(charged, list, { radiation: 'x-ray' })).toEqual(neutral);
    expect(structureFactors(charged, list, { radiation: 'x-ray', ions: true })).not.toEqual(neutral);
    const strange = [{ ...structure.sites[0]!, element: 'Po' }];
    expect(codeOf(() => f2(strange))).toBe('unsupported');
  });

  it("of X-rays have f' and f'' of their wavelength, and tell what lies near an edge", () => {
    const structure = parseCif(referenceCif('NMC811'));
    const list = reflections(structure, { dMin: 1.2 });
    const wavelength = 1.5405929;
    const own = structureFactors(structure, list, { radiation: 'x-ray', wavelength });
    // xraylib 4.0.0 at Cu K alpha 1, four decimals.
    const anomalous = {
      Li: [0.0011, 0.0004],
      O: [0.0516, 0.0335],
      Mn: [-0.5047, 2.8036],
      Co: [-2.3413, 3.6034],
      Ni: [-3.1638, 0.5291],
    } as const;
    const given = structureFactors(structure, list, { radiation: 'x-ray', wavelength, anomalous });
    // f' holds to 0.02 of 25 electrons, twice in the square.
    own.f2.forEach((value, n) => expect(Math.abs(value / given.f2[n]! - 1)).toBeLessThan(0.003));
    expect(own.warnings.map(({ code }) => code)).toEqual(['near-edge']);
    expect(own.warnings[0]!.message).toContain('285 eV from the K edge of Ni');
    expect(given.warnings).toEqual([]);
    const plain = structureFactors(structure, list, { radiation: 'x-ray' });
    expect(structureFactors(structure, list, { radiation: 'x-ray', wavelength, anomalous: false })).toEqual(plain);
    expect(codeOf(() => structureFactors(structure, list, { radiation: 'x-ray', wavelength: 5 }))).toBe(
      'outside-range',
    );
  });

  it('of neutrons tell lengths that hold at one wavelength only', () => {
    const structure = parseCif(referenceCif('Al').replaceAll('Al1 Al', 'Gd1 Gd'));
    const list = reflections(structure, { dMin: 2 });
    expect(structureFactors(structure, list, { radiation: 'neutron' }).warnings.map(({ code }) => code)).toEqual([
      'energy-dependent',
    ]);
  });

  it('have the derivatives of finite differences', () => {
    for (const name of ['LiFePO4', 'Li6PS5Cl', 'NMC811']) {
      const structure = parseCif(referenceCif(name));
      const list = reflections(structure, { dMin: 1.2 });
      const anomalous = { Fe: [-1.1, 3.2], S: [0.33, 0.56], Ni: [-3.1, 0.5], Cl: [0.36, 0.7] } as const;
      const model = structureFactorModel(structure, list, { radiation: 'x-ray', anomalous });
      const slopes = emptySlopes(structure, list);
      const random = seededRandom(7);
      const start = siteNumbers(structure);
      const moved = { ...start, positions: start.positions.map((x) => x + 0.02 * (random.uniform() - 0.5)) };
      model.evaluate(moved, new Float64Array(list.size), undefined, slopes);
      for (const key of ['positions', 'occupancies', 'uIso', 'uAnisotropic'] as const) {
        for (let k = 0; k < moved[key].length; k++) {
          if (
            key.startsWith('u') &&
            (key === 'uIso') === (structure.sites[key === 'uIso' ? k : Math.floor(k / 6)]!.uAnisotropic !== undefined)
          )
            continue;
          const step = key === 'occupancies' ? 1e-4 : 1e-6;
          const at = (sign: number): Float64Array => {
            const numbers = { ...moved, [key]: moved[key].map((x, j) => (j === k ? x + sign * step : x)) };
            return model.evaluate(numbers, new Float64Array(list.size));
          };
          const [low, high] = [at(-1), at(1)];
          const largest = Math.max(...slopes[key].map(Math.abs));
          for (let n = 0; n < list.size; n++) {
            const difference = (high[n]! - low[n]!) / (2 * step);
            // Rounding of differences: 1e-16 of F^2 over the step.
            expect(Math.abs(slopes[key][k * list.size + n]! - difference)).toBeLessThan(1e-6 * largest + 1e-3);
          }
        }
      }
    }
  });

  it('follow a cell that changes as a structure with that cell does', () => {
    const structure = parseCif(referenceCif('LiFePO4'));
    const list = reflections(structure, { dMin: 1 });
    const cell = { ...structure.cell, a: 10.1, c: 4.8 };
    const model = structureFactorModel(structure, list, { radiation: 'x-ray' });
    const metric = [cell.a ** -2, cell.b ** -2, cell.c ** -2, 0, 0, 0];
    const followed = model.evaluate(model.start, new Float64Array(list.size), metric);
    const anew = structureFactors({ ...structure, cell }, list, { radiation: 'x-ray' }).f2;
    for (let n = 0; n < list.size; n++) expect(followed[n]).toBeCloseTo(anew[n]!, 8);
  });

  it('want arrays of the length of the list', () => {
    const structure = parseCif(referenceCif('Al'));
    const list = reflections(structure, { dMin: 1 });
    const model = structureFactorModel(structure, list, { radiation: 'x-ray' });
    expect(codeOf(() => model.evaluate(model.start, new Float64Array(2)))).toBe('shape-mismatch');
  });
});
