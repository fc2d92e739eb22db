import { elements } from './elements.js';
import { isotopeTable } from './isotope-table.js';

/** One nuclide. */
export interface Isotope {
  /** Symbol of its element. */
  readonly element: string;
  /** Atomic number. */
  readonly number: number;
  /** Protons and neutrons. */
  readonly massNumber: number;
  /** Mass of the neutral atom in u. */
  readonly mass: number;
  /** Share of the element's atoms in nature, 0 to 1; 0 where it is made or decays too soon. */
  readonly abundance: number;
}

/**
 * Nuclides by their names, mass number before symbol (`6Li`): all that nature has, and the radioactive ones that other
 * tables here or the reactions of depth profiling know. `180Ta` is the isomer that nature has.
 *
 * Sources: masses of the Atomic Mass Evaluation 2020 (Wang et al., Chinese Phys. C 45 (2021) 030003), abundances of
 * IUPAC 2009 (Berglund and Wieser, Pure Appl. Chem. 83 (2011) 397), as representative of terrestrial material. Samples
 * differ: natural lithium has from 1.9 to 7.8 % of `6Li` (IUPAC 2013).
 */
export const isotopes: Readonly<Record<string, Isotope>> = Object.fromEntries(
  Object.entries(isotopeTable).flatMap(([element, nuclides]) =>
    nuclides.map(([massNumber, mass, abundance]) => [
      `${massNumber}${element}`,
      { element, number: elements[element]!.number, massNumber, mass, abundance },
    ]),
  ),
);

/** Names of the nuclides of an element, lightest first; none for an element without any here. */
export function isotopesOf(element: string): string[] {
  return Object.hasOwn(isotopeTable, element) ? isotopeTable[element]!.map(([mass]) => `${mass}${element}`) : [];
}
