import { expectChoice } from '@operando/core';
import { elements as table } from '@operando/tables';
import { heliumChargeSquared, lithiumChargeSquared } from './electronic-fits.js';
import { energyPerMass } from './ions.js';
import type { Ion } from './ions.js';
import type { Material } from './material.js';
import { chuCoefficients, yangCoefficients } from './tables/straggling-coefficients.js';

const stragglingModels = ['bohr', 'chu', 'yang', 'none'] as const;

/**
 * Energy straggling: Bohr's of a fast point charge; Chu's correction for bound
 * electrons; Yang's with effective charge and charge exchange as well.
 */
export type StragglingModel = (typeof stragglingModels)[number];

/** Ratio of Chu's straggling to Bohr's for a proton; energy in MeV per u. */
function chuRatio(z: number, energy: number): number {
  if (z < 2) return 1;
  const [a1, a2, a3, a4] = chuCoefficients[Math.min(z, chuCoefficients.length + 1) - 2]!;
  return 1 / (1 + a1 * energy ** a2 + a3 * energy ** a4);
}

/** Square of the effective charge over the square of the bare charge. */
function chargeShare(particle: Ion, z: number, perMass: number): number {
  if (particle.charge === 2) return heliumChargeSquared(z, perMass) / 4;
  return particle.charge === 3 ? lithiumChargeSquared(perMass) / 9 : 1;
}

/** Yang's term for charge exchange; energy in MeV per u. */
function chargeExchange(particle: Ion, z: number, energy: number): number {
  const [b1, b2, b3, b4] = (particle.charge === 1 ? yangCoefficients.proton : yangCoefficients.ion) as [
    number,
    number,
    number,
    number,
  ];
  const factor = particle.charge === 1 ? 1 : particle.charge ** (4 / 3) / z ** (1 / 3);
  const reduced = particle.charge === 1 ? energy : energy / (particle.charge ** 1.5 * Math.sqrt(z));
  const width = b3 * (1 - Math.exp(-b4 * reduced));
  return (factor * b1 * width) / ((reduced - b2) ** 2 + width * width);
}

/**
 * Growth of the variance of energy along the path, in keV2 per um, against energy in keV.
 * Bohr: 0.26 Z1^2 Z2 keV2 per 1e18 atoms/cm2 of each element.
 *
 * @throws OperandoError `invalid-argument` for a model that is none.
 * @see Yang, O'Connor, Wang, NIM B 61 (1991) 149; Chu, Phys. Rev. A 13 (1976) 2057
 */
export function stragglingRate(particle: Ion, target: Material, model: StragglingModel): (energy: number) => number {
  expectChoice('straggling', model, stragglingModels);
  if (model === 'none') return () => 0;
  const elements = Object.entries(target.atomDensity).map(([symbol, density]) => {
    const z = table[symbol]!.number;
    // atoms/cm3 x 1 um = density x 1e-4 atoms/cm2.
    return { z, bohr: 0.26 * particle.charge ** 2 * z * density * 1e-22 };
  });
  const bohr = elements.reduce((sum, element) => sum + element.bohr, 0);
  if (model === 'bohr') return () => bohr;
  return (energy) => {
    const perMass = energyPerMass(particle, energy);
    let sum = 0;
    for (const { z, bohr: share } of elements) {
      let ratio = chuRatio(z, perMass / 1000);
      if (model === 'yang')
        ratio = chargeShare(particle, z, perMass) * ratio + chargeExchange(particle, z, perMass / 1000);
      sum += share * Math.max(0, ratio);
    }
    return sum;
  };
}
