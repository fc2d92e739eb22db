import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import {
  anomalousFactors,
  constants,
  gaussianFormFactor,
  hasGaussianFormFactor,
  neutronScatteringLength,
} from '@operando/tables';
import type { AtomSite } from './structure.js';

/** What a crystal is looked at with. */
export interface ScatteringOptions {
  /** What scatters: X-rays by electrons, neutrons by nuclei. */
  readonly radiation: 'x-ray' | 'neutron';
  /**
   * Angstrom. X-rays: f' and f'' of the tables are those of this wavelength (0.124 to 3.1 angstrom). @default without
   * anomalous scattering, f' = f'' = 0
   */
  readonly wavelength?: number | undefined;
  /** f' and f'' of elements in electrons, in place of those of the tables; false for none. */
  readonly anomalous?: Readonly<Record<string, readonly [real: number, imaginary: number]>> | false | undefined;
  /** Form factors of the ions that the structure names, where the table has them. @default false: neutral atoms */
  readonly ions?: boolean | undefined;
  /** Real scattering lengths of elements or nuclides in fm, in place of those of the tables. */
  readonly scatteringLengths?: Readonly<Record<string, number>> | undefined;
}

/** How the atoms of one kind scatter: Gaussians over s^2 = (sin(theta) / wavelength)^2, a constant, an imaginary part. */
export interface ScatteringPower {
  /** Element, ion or nuclide. */
  readonly name: string;
  /** Heights of the Gaussians in electrons; empty for neutrons. */
  readonly a: readonly number[];
  /** Their falls in square angstrom, one for each of `a`. */
  readonly b: readonly number[];
  /** Constant real part: f' with that of the Gaussians in electrons, or the scattering length of neutrons in fm. */
  readonly constant: number;
  /** f' in electrons, part of `constant`; 0 for neutrons. */
  readonly fPrime: number;
  /** f'' in electrons, or the imaginary scattering length in fm. */
  readonly imaginary: number;
}

/** `Fe3+` of an element and a charge. */
const ionName = (element: string, charge: number): string =>
  charge === 0 ? element : `${element}${Math.abs(charge)}${charge > 0 ? '+' : '-'}`;

function neutronPower(name: string, options: ScatteringOptions, warnings: OperandoWarning[]): ScatteringPower {
  const given = options.scatteringLengths?.[name];
  if (given !== undefined) return { name, a: [], b: [], constant: given, fPrime: 0, imaginary: 0 };
  const { real, imaginary, energyDependent } = neutronScatteringLength(name);
  if (!Number.isFinite(real))
    throw new OperandoError('unsupported', `the scattering length of ${name} is not known.`, {
      where: { parameter: 'scatteringLengths' },
      cure: 'Give it in fm.',
    });
  if (energyDependent)
    warnings.push({
      code: 'energy-dependent',
      message: `The scattering length of ${name} depends on the wavelength of the neutrons; that of ${constants.thermalNeutronWavelength} angstrom was used. Give its own in scatteringLengths.`,
    });
  return { name, a: [], b: [], constant: real, fPrime: 0, imaginary };
}

/** f' and f'' of an element: those given, else those of the tables at the wavelength, else none. */
function anomalousOf(
  element: string,
  options: ScatteringOptions,
  warnings: OperandoWarning[],
): readonly [number, number] {
  const { anomalous, wavelength } = options;
  const given = anomalous === false ? [0, 0] : anomalous?.[element];
  if (given !== undefined) return given as readonly [number, number];
  if (wavelength === undefined) return [0, 0];
  const energy = constants.hc / wavelength;
  const { fPrime, fDoublePrime, nearEdge } = anomalousFactors(element, energy);
  if (nearEdge !== undefined)
    warnings.push({
      code: 'near-edge',
      message: `${energy.toFixed(0)} eV lies ${Math.abs(energy - nearEdge.energy).toFixed(0)} eV from the ${nearEdge.edge} edge of ${element}: its f' of ${fPrime.toFixed(2)} is that of free atoms, and may be off. Give f' and f'' in anomalous where it matters.`,
    });
  return [fPrime, fDoublePrime];
}

function xrayPower(site: AtomSite, options: ScatteringOptions, warnings: OperandoWarning[]): ScatteringPower {
  const ion = ionName(site.element, site.charge ?? 0);
  const name = options.ions === true && hasGaussianFormFactor(ion) ? ion : site.element;
  const { a, b, c } = gaussianFormFactor(name);
  const [real, imaginary] = anomalousOf(site.element, options, warnings);
  return { name, a, b, constant: c + real, fPrime: real, imaginary };
}

/** How the atoms of each site scatter: the different kinds, and the kind of each site. */
export interface ScatteringPowers {
  /** Each kind of scatterer once. */
  readonly kinds: readonly ScatteringPower[];
  /** Place in `kinds` of each site. */
  readonly kindOfSite: Int32Array;
  /** What is doubtful about them. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * How the atoms of sites scatter.
 *
 * @throws OperandoError `unsupported` for atoms that the tables do not know, `outside-range` for X-rays of a wavelength that
 * they do not cover.
 */
export function scatteringPowers(sites: readonly AtomSite[], options: ScatteringOptions): ScatteringPowers {
  const kinds: ScatteringPower[] = [];
  const warnings: OperandoWarning[] = [];
  const kindOfSite = Int32Array.from(sites, (site) => {
    const told: OperandoWarning[] = [];
    const power =
      options.radiation === 'neutron'
        ? neutronPower(site.nuclide ?? site.element, options, told)
        : xrayPower(site, options, told);
    const known = kinds.findIndex(({ name }) => name === power.name);
    if (known >= 0) return known;
    const once = told.filter(({ message }) => warnings.every((warning) => warning.message !== message));
    warnings.push(...once);
    return kinds.push(power) - 1;
  });
  return { kinds, kindOfSite, warnings };
}
