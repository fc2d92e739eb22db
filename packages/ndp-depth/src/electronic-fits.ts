import { OperandoError } from '@operando/core';
import { stoppingCoefficients } from './tables/fit-coefficients.js';
import type { StoppingCoefficients } from './tables/fit-coefficients.js';

function coefficientsOf(z: number): StoppingCoefficients {
  const found = stoppingCoefficients[z];
  if (found === undefined) {
    throw new OperandoError('unsupported', `there are no stopping coefficients for element ${z}.`, {
      cure: 'They reach from hydrogen to uranium.',
    });
  }
  return found;
}

/**
 * Electronic stopping of protons in eV/(1e15 atoms/cm2), ICRU Report 49 fit.
 *
 * @param z Atomic number of the target.
 * @param energy keV per u.
 */
export function protonIcru49(z: number, energy: number): number {
  const [a1, a2, a3, a4, a5] = coefficientsOf(z).proton as [number, number, number, number, number];
  // Carbon's low-velocity law reaches up to 40 keV/u.
  if (z === 6 && energy < 40) return protonIcru49(6, 40) * Math.sqrt(energy / 40);
  if (energy < 10) return a1 * Math.sqrt(energy);
  const slow = a2 * energy ** 0.45;
  const high = (a3 / energy) * Math.log(1 + a4 / energy + a5 * energy);
  return (slow * high) / (slow + high);
}

/**
 * Electronic stopping of 4He in eV/(1e15 atoms/cm2), ICRU Report 49 fit.
 *
 * @param energy MeV of a 4He of the same velocity.
 */
export function alphaIcru49(z: number, energy: number): number {
  if (energy < 0.001) return alphaIcru49(z, 0.001) * Math.sqrt(energy / 0.001);
  const [a1, a2, a3, a4, a5] = coefficientsOf(z).alpha as [number, number, number, number, number];
  const slow = a1 * (1000 * energy) ** a2;
  const high = (a3 / energy) * Math.log(1 + a4 / energy + a5 * energy);
  return (slow * high) / (slow + high);
}

/**
 * Electronic stopping of protons in eV/(1e15 atoms/cm2), Ziegler, Biersack and Littmark 1985.
 *
 * @param energy keV per u.
 */
export function protonZbl85(z: number, energy: number): number {
  if (energy < 25) return protonZbl85(z, 25) * (energy / 25) ** (z <= 6 ? 0.25 : 0.45);
  const [c1, c2, c3, c4, c5, c6, c7, c8] = coefficientsOf(z).zbl as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const low = c1 * energy ** c2 + c3 * energy ** c4;
  const high = (c5 / energy ** c6) * Math.log(c7 / energy + c8 * energy);
  return (low * high) / (low + high);
}

/** Square of helium's effective charge over that of a proton of the same velocity (Ziegler, Biersack, Littmark 1985); energy in keV per u. */
export function heliumChargeSquared(z: number, energy: number): number {
  const l = Math.log(Math.max(1, energy));
  const polynomial = 0.2865 + l * (0.1266 + l * (-0.001429 + l * (0.02402 + l * (-0.01135 + l * 0.001475))));
  const correction = 1 + (0.007 + 0.00005 * z) * Math.exp(-((7.6 - l) ** 2));
  return 4 * (1 - Math.exp(-Math.min(30, polynomial))) * correction * correction;
}

/** Square of lithium's effective charge (Ziegler 1980, volume 5); energy in keV per u. */
export function lithiumChargeSquared(energy: number): number {
  const gamma = 1 - Math.exp(-(0.7138 + energy * (0.002797 + 1.348e-6 * energy)));
  return 9 * gamma * gamma;
}

/**
 * Nuclear stopping in eV/(1e15 atoms/cm2): the universal screening function of Ziegler, Biersack and Littmark (1985).
 *
 * @param energy keV.
 */
export function nuclearZbl(z1: number, m1: number, z2: number, m2: number, energy: number): number {
  const screening = z1 ** 0.23 + z2 ** 0.23;
  const reduced = (32.53 * m2 * energy) / (z1 * z2 * (m1 + m2) * screening);
  const s =
    reduced <= 30
      ? Math.log(1 + 1.1383 * reduced) / (2 * (reduced + 0.01321 * reduced ** 0.21226 + 0.19593 * Math.sqrt(reduced)))
      : Math.log(reduced) / (2 * reduced);
  return ((8.462 * z1 * z2 * m1) / ((m1 + m2) * screening)) * s;
}
