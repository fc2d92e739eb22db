/** Constants of physics by name; the unit stands beside each. */
export interface PhysicalConstants {
  /** m/s, exact. */
  readonly speedOfLight: number;
  /** J s, exact. */
  readonly planck: number;
  /** C, exact. */
  readonly elementaryCharge: number;
  /** 1/mol, exact. */
  readonly avogadro: number;
  /** J/K, exact. */
  readonly boltzmann: number;
  /** Charge of a mole of electrons, C/mol, exact. */
  readonly faraday: number;
  /** Photon energy times wavelength, eV angstrom, exact. */
  readonly hc: number;
  /** u. */
  readonly electronMass: number;
  /** u. */
  readonly protonMass: number;
  /** u. */
  readonly neutronMass: number;
  /** Energy of one u, keV. */
  readonly atomicMassEnergy: number;
  /** Energy of an electron at rest, keV. */
  readonly electronRestEnergy: number;
  /** Square of a free electron's wavenumber for each eV of kinetic energy, 2 m / hbar^2, 1/(eV angstrom^2). */
  readonly electronWavenumberSquared: number;
  /** Classical radius of the electron, angstrom. */
  readonly electronRadius: number;
  /** Angstrom. */
  readonly bohrRadius: number;
  /** Binding energy of a hydrogen atom whose nucleus does not move, eV. */
  readonly rydberg: number;
  /** No unit. */
  readonly fineStructure: number;
  /** Wavelength of neutrons of 2200 m/s, for which absorption cross-sections are tabulated, angstrom; three decimals, as those tables say it. */
  readonly thermalNeutronWavelength: number;
}

const planck = 6.626_070_15e-34;
const speedOfLight = 299_792_458;
const elementaryCharge = 1.602_176_634e-19;
const avogadro = 6.022_140_76e23;
/** kg. */
const electronMass = 9.109_383_701_5e-31;
const hc = ((planck * speedOfLight) / elementaryCharge) * 1e10;

/**
 * Constants of physics.
 *
 * Source: CODATA 2018 (Tiesinga, Mohr, Newell, Taylor, Rev. Mod. Phys. 93 (2021) 025010). Those marked exact follow from
 * the definition of the units; the standard errors of the others are below 1e-9 of their value.
 */
export const constants: PhysicalConstants = {
  speedOfLight,
  planck,
  elementaryCharge,
  avogadro,
  boltzmann: 1.380_649e-23,
  faraday: avogadro * elementaryCharge,
  hc,
  electronMass: 5.485_799_090_65e-4,
  protonMass: 1.007_276_466_621,
  neutronMass: 1.008_664_915_95,
  atomicMassEnergy: 931_494.102_42,
  electronRestEnergy: 510.998_95,
  electronWavenumberSquared: (2e-20 * electronMass * elementaryCharge) / (planck / (2 * Math.PI)) ** 2,
  electronRadius: 2.817_940_326_2e-5,
  bohrRadius: 0.529_177_210_903,
  rydberg: 13.605_693_122_994,
  fineStructure: 7.297_352_569_3e-3,
  thermalNeutronWavelength: 1.798,
};
