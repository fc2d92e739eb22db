import { OperandoError } from '@operando/core';
import { checkElement } from './check-element.js';
import { formFactorTable } from './form-factor-table.js';

/** What an atom scatters forward, f1 + i f2, in electrons. */
export interface FormFactor {
  /** Real part: Z + f', the relativistic correction counted. */
  readonly f1: number;
  /** Imaginary part, f'': absorption; the cross-section is 2 r_e wavelength f2. */
  readonly f2: number;
}

/** {@link FormFactor} against energy, a value of each for every energy. */
export interface FormFactors {
  /** eV. */
  readonly energies: Float64Array;
  /** Real part at each energy, electrons: Z + f'. */
  readonly f1: Float64Array;
  /** Imaginary part at each energy, electrons: f''. */
  readonly f2: Float64Array;
}

/** Energies that the table of form factors covers, eV. */
export const formFactorRange: readonly [low: number, high: number] = [1000, 30_000];

/**
 * The table of an element's atomic scattering factors: what stands in it, with a pair of points 0.1 eV below and above
 * each absorption edge. Between points f1 is linear and ln f2 is linear over ln E.
 *
 * Source: Henke, Gullikson and Davis, At. Data Nucl. Data Tables 54 (1993) 181, files of LBNL's Center for X-Ray Optics
 * with their updates to 2011, as carried by periodictable 1.6.0 (public domain), 1 to 30 keV, without a point of Si that is out of order, thinned: f1 holds to 0.1 %
 * (0.02 electrons at most), f2 to 0.5 %. Atoms alone: within some 50 eV of an edge matter has its own fine structure.
 *
 * @param element Symbol.
 * @throws OperandoError `invalid-argument` for what is no symbol.
 */
export function formFactorsOf(element: string): FormFactors {
  checkElement(element);
  const points = formFactorTable[element]!.split(',').map((point) => point.trim().split(' ').map(Number));
  const column = (k: number): Float64Array => Float64Array.from(points, (point) => point[k]!);
  return { energies: column(0), f1: column(1), f2: column(2) };
}

/**
 * Atomic scattering factors at energies: those of {@link formFactorsOf}, interpolated.
 *
 * @param energies eV, in any order.
 * @throws OperandoError `invalid-argument` for what is no symbol or an energy outside of {@link formFactorRange}.
 */
export function formFactorsAt(element: string, energies: ArrayLike<number>): FormFactors {
  const table = formFactorsOf(element);
  const [low, high] = formFactorRange;
  const at = Float64Array.from(energies);
  const outside = at.find((energy) => !(energy >= low && energy <= high));
  if (outside !== undefined)
    throw new OperandoError('invalid-argument', `${outside} eV is no energy that scattering factors are known at.`, {
      where: { parameter: 'energy' },
      cure: `They are from ${low} to ${high} eV.`,
    });
  const f1 = new Float64Array(at.length);
  const f2 = new Float64Array(at.length);
  at.forEach((energy, i) => {
    const k = pointBelow(table.energies, energy);
    const share = Math.log(energy / table.energies[k]!) / Math.log(table.energies[k + 1]! / table.energies[k]!);
    f1[i] = table.f1[k]! + share * (table.f1[k + 1]! - table.f1[k]!);
    f2[i] = table.f2[k]! * (table.f2[k + 1]! / table.f2[k]!) ** share;
  });
  return { energies: at, f1, f2 };
}

/** The last point but one at most that is not above an energy. */
function pointBelow(energies: Float64Array, energy: number): number {
  let [low, high] = [0, energies.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (energies[middle]! <= energy) low = middle;
    else high = middle;
  }
  return low;
}

/** {@link formFactorsAt} one energy, in eV. @throws as {@link formFactorsAt}. */
export function formFactor(element: string, energy: number): FormFactor {
  const { f1, f2 } = formFactorsAt(element, [energy]);
  return { f1: f1[0]!, f2: f2[0]! };
}
