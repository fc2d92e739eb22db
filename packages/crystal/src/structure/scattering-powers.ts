import { OperandoError } from '@operando/core';
import { gaussianFormFactor, hasGaussianFormFactor, neutronScatteringLength } from '@operando/tables';
import type { AtomSite } from './structure.js';

/** What a crystal is looked at with. */
export interface ScatteringOptions {
  readonly radiation: 'x-ray' | 'neutron';
  /** Angstrom. X-rays without a wavelength, or `anomalous`, have no anomalous scattering (f' = f'' = 0). */
  readonly wavelength?: number | undefined;
  /** f' and f'' of elements in electrons, in place of those of the tables. */
  readonly anomalous?: Readonly<Record<string, readonly [real: number, imaginary: number]>> | undefined;
  /** Form factors of the ions that the structure names, where the table has them. @default false: neutral atoms */
  readonly ions?: boolean | undefined;
  /** Scattering lengths of elements or nuclides in fm, in place of those of the tables. */
  readonly scatteringLengths?: Readonly<Record<string, number>> | undefined;
}

/** How the atoms of one kind scatter: Gaussians over s^2 = (sin(theta) / wavelength)^2, a constant, an imaginary part. */
export interface ScatteringPower {
  readonly name: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Constant real part, f' included; the scattering length in fm of neutrons. */
  readonly constant: number;
  readonly imaginary: number;
}

/** `Fe3+` of an element and a charge. */
const ionName = (element: string, charge: number): string =>
  charge === 0 ? element : `${element}${Math.abs(charge)}${charge > 0 ? '+' : '-'}`;

function neutronPower(name: string, options: ScatteringOptions): ScatteringPower {
  const given = options.scatteringLengths?.[name];
  const { real, imaginary } = given === undefined ? neutronScatteringLength(name) : { real: given, imaginary: 0 };
  if (!Number.isFinite(real))
    throw new OperandoError('unsupported', `the scattering length of ${name} is not known.`, {
      where: { parameter: 'scatteringLengths' },
      cure: 'Give it in fm.',
    });
  return { name, a: [], b: [], constant: real, imaginary };
}

function xrayPower(site: AtomSite, options: ScatteringOptions): ScatteringPower {
  const ion = ionName(site.element, site.charge ?? 0);
  const name = options.ions === true && hasGaussianFormFactor(ion) ? ion : site.element;
  const { a, b, c } = gaussianFormFactor(name);
  const [real, imaginary] = options.anomalous?.[site.element] ?? [0, 0];
  return { name, a, b, constant: c + real, imaginary };
}

/** How the atoms of each site scatter: the different kinds, and the kind of each site. */
export interface ScatteringPowers {
  readonly kinds: readonly ScatteringPower[];
  readonly kindOfSite: Int32Array;
}

/** @throws OperandoError `unsupported` for atoms that the tables do not know. */
export function scatteringPowers(sites: readonly AtomSite[], options: ScatteringOptions): ScatteringPowers {
  const kinds: ScatteringPower[] = [];
  const kindOfSite = Int32Array.from(sites, (site) => {
    const power =
      options.radiation === 'neutron' ? neutronPower(site.nuclide ?? site.element, options) : xrayPower(site, options);
    const known = kinds.findIndex(({ name }) => name === power.name);
    if (known >= 0) return known;
    return kinds.push(power) - 1;
  });
  return { kinds, kindOfSite };
}
