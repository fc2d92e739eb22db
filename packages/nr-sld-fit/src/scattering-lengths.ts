import { chemicalElements, formulaWeight, OperandoError, parseFormula } from '@operando/core';

/**
 * Bound coherent scattering lengths in fm and absorption cross sections at 1.798 angstrom in barn, natural isotopes
 * (and D). Source: Sears, Neutron News 3 (1992) 26.
 */
const scattering: Readonly<Record<string, readonly [number, number]>> = {
  H: [-3.739, 0.3326],
  D: [6.671, 0.000519],
  He: [3.26, 0.00747],
  Li: [-1.9, 70.5],
  Be: [7.79, 0.0076],
  B: [5.3, 767],
  C: [6.646, 0.0035],
  N: [9.36, 1.9],
  O: [5.803, 0.00019],
  F: [5.654, 0.0096],
  Na: [3.63, 0.53],
  Mg: [5.375, 0.063],
  Al: [3.449, 0.231],
  Si: [4.1491, 0.171],
  P: [5.13, 0.172],
  S: [2.847, 0.53],
  Cl: [9.577, 33.5],
  Ar: [1.909, 0.675],
  K: [3.67, 2.1],
  Ca: [4.7, 0.43],
  Sc: [12.29, 27.5],
  Ti: [-3.438, 6.09],
  V: [-0.3824, 5.08],
  Cr: [3.635, 3.05],
  Mn: [-3.73, 13.3],
  Fe: [9.45, 2.56],
  Co: [2.49, 37.18],
  Ni: [10.3, 4.49],
  Cu: [7.718, 3.78],
  Zn: [5.68, 1.11],
  Ga: [7.288, 2.75],
  Ge: [8.185, 2.2],
  As: [6.58, 4.5],
  Se: [7.97, 11.7],
  Br: [6.795, 6.9],
  Rb: [7.09, 0.38],
  Sr: [7.02, 1.28],
  Y: [7.75, 1.28],
  Zr: [7.16, 0.185],
  Nb: [7.054, 1.15],
  Mo: [6.715, 2.48],
  Ru: [7.03, 2.56],
  Rh: [5.88, 144.8],
  Pd: [5.91, 6.9],
  Ag: [5.922, 63.3],
  Sn: [6.225, 0.626],
  Sb: [5.57, 4.91],
  Te: [5.8, 4.7],
  I: [5.28, 6.15],
  Cs: [5.42, 29],
  Ba: [5.07, 1.1],
  La: [8.24, 8.97],
  Ce: [4.84, 0.63],
  Nd: [7.69, 50.5],
  Hf: [7.7, 104.1],
  Ta: [6.91, 20.6],
  W: [4.86, 18.3],
  Pt: [9.6, 10.3],
  Au: [7.63, 98.65],
  Pb: [9.405, 0.171],
  Bi: [8.532, 0.0338],
};

/** Scattering length density of a material. */
export interface MaterialSld {
  /** 1e-6 per square angstrom. */
  readonly sld: number;
  /** Imaginary part, by absorption alone: the same at every wavelength, since absorption goes with it. */
  readonly isld: number;
}

/**
 * Scattering length density for neutrons from formula and density.
 *
 * @param formula As core's `parseFormula` reads it, `D` for deuterium.
 * @param density g/cm3. @default that of the element, for elements
 * @throws OperandoError `invalid-argument` for a formula or density that cannot be used, `unsupported` for an element without data here (strong resonances, such as Cd, In, Gd, included).
 */
export function sldOf(formula: string, density?: number): MaterialSld {
  const composition = parseFormula(formula);
  const symbols = Object.keys(composition);
  const value = density ?? (symbols.length === 1 ? chemicalElements[symbols[0]!]!.density : Number.NaN);
  if (!(value > 0) || !Number.isFinite(value))
    throw new OperandoError(
      'invalid-argument',
      `${formula} has ${density === undefined ? 'no density' : `a density of ${density} g/cm3`}.`,
      { where: { parameter: 'density' }, cure: 'Give its density in g/cm3.' },
    );
  // Formula units per cubic angstrom.
  const number = (value * 0.602214076) / formulaWeight(composition);
  let length = 0;
  let absorption = 0;
  for (const symbol of symbols) {
    const known = Object.hasOwn(scattering, symbol) ? scattering[symbol]! : undefined;
    if (known === undefined)
      throw new OperandoError('unsupported', `there is no scattering length of ${symbol} here.`, {
        where: { parameter: 'formula' },
        cure: 'Give the SLD itself.',
      });
    length += composition[symbol]! * known[0];
    absorption += composition[symbol]! * known[1];
  }
  // 1 fm = 1e-5 angstrom; 1 barn = 1e-8 square angstrom, at 1.798 angstrom; mu = 2 isld x wavelength.
  return { sld: 10 * number * length, isld: (number * absorption * 1e-2) / (2 * 1.798) };
}
