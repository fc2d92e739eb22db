import { OperandoError } from '@operando/core';
import { isotopes, isotopesOf } from '../isotopes.js';
import { atomOf } from '../nuclide.js';
import { scatteringTable } from './scattering-table.js';

/** How slow neutrons see an element or nuclide. */
export interface NeutronScattering {
  /** Bound coherent scattering length in fm, real part; NaN where it was not measured. */
  readonly real: number;
  /** Its imaginary part in fm, at 1.798 angstrom; 0 or below, and 0 where the source states none (weak absorbers). */
  readonly imaginary: number;
  /** Incoherent cross-section in barn; NaN where it was not measured. */
  readonly incoherent: number;
  /** Absorption cross-section at 1.798 angstrom (2200 m/s) in barn; NaN where it was not measured. */
  readonly absorption: number;
  /**
   * The scattering length changes with the neutron's energy (a resonance lies near thermal energies): the numbers hold
   * at 1.798 angstrom, and absorption does not go with the wavelength.
   */
  readonly energyDependent: boolean;
}

/** Flagged in the ILL Neutron Data Booklet (2003), or tabulated against energy by Lynn and Seeger, At. Data Nucl. Data Tables 44 (1990) 191. */
const energyDependent: ReadonlySet<string> = new Set([
  '3He',
  'Cd',
  '113Cd',
  'Sm',
  '149Sm',
  'Eu',
  '151Eu',
  'Gd',
  '155Gd',
  '157Gd',
  '164Dy',
  'Er',
  '167Er',
  'Yb',
  '168Yb',
  '174Yb',
  '176Lu',
  '196Hg',
  '199Hg',
]);

/** The row of the table for an atom: an element's only nuclide has the element's own. */
function rowOf(name: string, element: string): string | undefined {
  if (Object.hasOwn(scatteringTable, name)) return name;
  const alone = isotopes[name]?.abundance === 1 || isotopesOf(element).length === 1;
  return alone && Object.hasOwn(scatteringTable, element) ? element : undefined;
}

/**
 * Bound scattering length and cross-sections for neutrons of a natural element or a nuclide, H to U.
 *
 * Source: Sears, Neutron News 3 (1992) 26, as NIST's Center for Neutron Research publishes it (read 2024-02-19, as
 * carried by scippneutron), but the incoherent cross-section of 147Sm, misprinted there, is 14 barn. The signs follow
 * Sears: b = real + i imaginary with an imaginary part below 0.
 *
 * @param nuclide A symbol, or a nuclide as `6Li`, `Li[6]`, `D`.
 * @throws OperandoError `invalid-argument` for what is no element or nuclide here, `unsupported` for one without figures
 * (Po to Ac but Ra, 98Ru, 128Xe, 130Xe, 200Hg and some radioactive ones).
 */
export function neutronScatteringLength(nuclide: string): NeutronScattering {
  const { name, element } = atomOf(nuclide);
  const row = rowOf(name, element);
  if (row === undefined)
    throw new OperandoError('unsupported', `there are no neutron cross-sections of ${name} here.`, {
      where: { parameter: 'nuclide' },
      cure: 'Give the SLD itself.',
    });
  const [real, imaginary, incoherent, absorption] = scatteringTable[row]!;
  return { real, imaginary, incoherent, absorption, energyDependent: energyDependent.has(row) };
}
