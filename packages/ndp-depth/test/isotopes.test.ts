import { describe, expect, it } from 'vitest';
import { isotopes } from '@operando/tables';
import { createProfiler } from '../src/index.js';
import type { NdpSample } from '../src/index.js';
import { ion, material, neutronTransmission, reactionOf, reactions, stoppingFunction } from '../src/index.js';

const bad = expect.objectContaining({ code: 'invalid-argument', where: { parameter: 'isotopes' } });

describe('isotopes of materials', () => {
  it('named in the formula are those stated beside it', () => {
    const named = material({ formula: '6LiF', density: 2.54 });
    const stated = material({ formula: 'LiF', density: 2.54, isotopes: { '6Li': 1 } });
    expect(named.composition).toEqual({ '6Li': 1, F: 1 });
    expect(named.isotopes).toEqual({ '6Li': 1 });
    // 6.01512 + 18.99840 u (AME2020).
    expect(named.weight).toBeCloseTo(25.01352, 4);
    expect(named.weight).toBeCloseTo(stated.weight, 9);
    expect(Object.keys(named.atomDensity)).toEqual(['Li', 'F']);
    expect(named.atomDensity['Li']! / stated.atomDensity['Li']!).toBeCloseTo(1, 12);
    for (const source of ['auto', 'icru49'] as const) {
      const [a, b] = [stoppingFunction('t', named, source), stoppingFunction('t', stated, source)];
      expect(a.total(2000) / b.total(2000)).toBeCloseTo(1, 12);
      expect(a.source).toBe(b.source);
    }
    for (const other of ['Li[6]F', '(6Li)F'])
      expect(material({ formula: other, density: 2.54 }).weight).toBe(named.weight);
  });

  it('mix with the natural element and with one another', () => {
    const half = material({ formula: 'Li0.5Li[6]0.5CoO2', density: 5 });
    expect(half.isotopes['6Li']).toBeCloseTo(0.5 * 0.0759 + 0.5, 12);
    expect(half.isotopes['7Li']).toBeCloseTo(0.5 * 0.9241, 12);
    const ninety = material({ formula: 'Li[6]0.9Li[7]0.1CoO2', density: 5 });
    expect(ninety.weight).toBeCloseTo(material({ formula: 'LiCoO2', density: 5, isotopes: { '6Li': 0.9 } }).weight, 9);
    // As natural as the element itself: mean masses differ from atomic weights by their rounding.
    const natural = material({ formula: 'LiF', density: 2.6, isotopes: { '6Li': isotopes['6Li']!.abundance } });
    expect(natural.weight / material({ formula: 'LiF', density: 2.6 }).weight).toBeCloseTo(1, 4);
    // A third isotope takes part by its natural share of the rest.
    const oxygen = material({ formula: 'H2O', isotopes: { '18O': 0.5 }, density: 1 });
    expect(oxygen.weight).toBeCloseTo(2 * 1.00794 + 0.5 * 17.99916 + 0.5 * 15.99532, 4);
  });

  it('heavy water stops by atoms as water does', () => {
    // NIST's water at the same number of molecules: 1.1056 g/cm3 of D2O has as many as 0.9945 of H2O.
    const light = stoppingFunction('4He', { formula: 'H2O', density: 1 });
    const heavy = stoppingFunction('4He', { formula: 'D2O', density: 20.0276 / 18.0153 });
    expect(heavy.electronic(2000) / light.electronic(2000)).toBeCloseTo(1, 4);
    const atoms = stoppingFunction('4He', { formula: 'CD2', density: 1.08 }, 'nist');
    const hydrogen = stoppingFunction('4He', { formula: 'CH2', density: (1.08 * 14.0266) / 16.0389 }, 'nist');
    expect(atoms.electronic(2000) / hydrogen.electronic(2000)).toBeCloseTo(1, 4);
  });

  it('shadow what lies below by their own absorption', () => {
    const through = (formula: string): number =>
      neutronTransmission([{ material: { formula, density: 0.5 }, thickness: 100 }], [100])[0]!;
    expect(through('6Li')).toBe(
      neutronTransmission(
        [{ material: { formula: 'Li', density: 0.5, isotopes: { '6Li': 1 } }, thickness: 100 }],
        [100],
      )[0],
    );
    // 938 barn (IAEA standards 2017), 0.5 g/cm3 of 6.0151 u, 0.01 cm.
    expect(through('6Li')).toBeCloseTo(Math.exp(-938e-24 * 0.01 * ((0.5 * 6.02214e23) / 6.01512)), 5);
    // 0.0454 barn (Sears 1992).
    expect(through('7Li')).toBeCloseTo(Math.exp(-0.0454e-24 * 0.01 * ((0.5 * 6.02214e23) / 7.016)), 9);
    // Elements without signal absorb too: cadmium, 2520 barn.
    expect(neutronTransmission([{ material: 'Cd', thickness: 100 }], [100])[0]).toBeCloseTo(
      Math.exp(-2520e-24 * 0.01 * ((8.65 * 6.02214e23) / 112.411)),
      5,
    );
  });

  it('refuses shares that cannot be', () => {
    for (const shares of [
      { '6Li': 1.2 },
      { '6Li': 0.7, '7Li': 0.7 },
      { '6Li': 0.3, '7Li': 0.3 },
      { Li: 1 },
      { '8Li': 1 },
    ])
      expect(() => material({ formula: 'LiF', density: 2.6, isotopes: shares })).toThrow(bad);
    expect(() => material({ formula: '6LiF', density: 2.6, isotopes: { '6Li': 0.5 } })).toThrow(/different amounts/);
    // A material of a material keeps what its formula said.
    const once = material({ formula: '6LiF', density: 2.6 });
    expect(material({ formula: once.formula, density: 2, isotopes: once.isotopes }).weight).toBe(once.weight);
  });

  it('reactions and ions take every notation', () => {
    expect(reactionOf('Li[6](n,t)He[4]')).toBe(reactions['6Li(n,t)4He']);
    expect(reactionOf('B[10](n,a1)Li[7]*')).toBe(reactions['10B(n,a1)7Li*']);
    expect(reactionOf('He[3](n,p)T')).toBe(reactions['3He(n,p)3H']);
    expect(ion('T')).toEqual(ion('3H'));
    expect(ion('H[2]')).toEqual(ion('d'));
    expect(ion('Li')).toEqual(ion('7Li'));
    expect(() => ion('O')).toThrow(expect.objectContaining({ code: 'unsupported' }));
    for (const { isotope, abundance } of Object.values(reactions)) expect(abundance).toBe(isotopes[isotope]!.abundance);
  });

  it('energies of reactions are those of the masses', () => {
    // Q = (m(target) + m(n) - m(products)) c2 for those that end in ground states: AME2020, neutron 1.00866491595 u.
    for (const name of ['6Li(n,t)4He', '10B(n,a0)7Li', '3He(n,p)3H', '14N(n,p)14C'] as const) {
      const { isotope, products, q } = reactions[name];
      const out = products.reduce((sum, each) => sum + isotopes[each.ion]!.mass, 0);
      expect((isotopes[isotope]!.mass + 1.00866491595 - out) * 931494.10242).toBeCloseTo(q, 1);
    }
  });
});

describe('the scale of enriched samples', () => {
  const sample = (shares?: Record<string, number>): NdpSample => ({
    layers: [{ name: 'film', material: { formula: 'LiF', density: 2.6, isotopes: shares }, thickness: 1 }],
    detectorFwhm: 20,
  });
  const geometry = { flux: 1e8, area: 1, solidAngleFraction: 0.001 };
  const options = { calibration: { offset: 0, gain: 2 }, geometry };

  it('has to be stated: counts of an enriched layer are not those of natural lithium', () => {
    expect(() => createProfiler({ ...options, sample: sample({ '6Li': 0.95 }) })).toThrow(
      /layer film is 95\.00 % 6Li.*isotopeFraction: 0\.95/,
    );
    const stated = { ...options, geometry: { ...geometry, isotopeFraction: 0.95 } };
    expect(() => createProfiler({ ...stated, sample: sample({ '6Li': 0.95 }) })).not.toThrow();
    expect(() => createProfiler({ ...options, sample: sample() })).not.toThrow();
    expect(() => createProfiler({ ...options, sample: sample({ '6Li': isotopes['6Li']!.abundance }) })).not.toThrow();
  });
});
