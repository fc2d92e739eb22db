import { OperandoError } from '@operando/core';
import { neutronScatteringLength } from '@operando/tables';

/** Beam and isotopes that make lithium visible. */
export interface LithiumCrossSectionOptions {
  /** Effective wavelength, angstrom. */
  readonly wavelength: number;
  /** Atom fraction of 6Li. @default 0.0759, natural */
  readonly li6Fraction?: number | undefined;
}

/** Natural fraction of 6Li (IUPAC 2013). */
export const naturalLi6 = 0.0759;
/** Wavelength of the absorption cross-sections in the tables, 2200 m/s. */
const tableWavelength = 1.798;

/** Total scattering cross-section of bound nuclei, barn. */
function scattering(nuclide: string): number {
  const { real, imaginary, incoherent } = neutronScatteringLength(nuclide);
  // fm^2 are 0.01 barn.
  return 0.04 * Math.PI * (real * real + imaginary * imaginary) + incoherent;
}

/**
 * Cross-section of a lithium atom for one effective wavelength, barn: absorption goes with the wavelength, scattering stays.
 * @throws OperandoError `invalid-argument`.
 */
export function lithiumCrossSection({ wavelength, li6Fraction = naturalLi6 }: LithiumCrossSectionOptions): number {
  if (!(wavelength > 0) || !(li6Fraction >= 0 && li6Fraction <= 1))
    throw new OperandoError('invalid-argument', 'a wavelength above 0 and a fraction of 6Li from 0 to 1 are needed.', {
      where: { parameter: wavelength > 0 ? 'li6Fraction' : 'wavelength' },
    });
  const of = (nuclide: string): number =>
    (neutronScatteringLength(nuclide).absorption * wavelength) / tableWavelength + scattering(nuclide);
  return li6Fraction * of('6Li') + (1 - li6Fraction) * of('7Li');
}

/** Lithium atoms per cm2 along the beam of a change of attenuation. @param sigma Cross-section, barn. */
export function arealLithium(attenuation: ArrayLike<number>, sigma: number): Float64Array {
  return Float64Array.from(attenuation, (value) => value / (sigma * 1e-24));
}
