import type { OperandoWarning } from '@operando/core';
import { atomOf, constants, edgesOf, formFactor } from '@operando/tables';
import { numberDensity } from './number-density.js';
import type { MaterialSld } from './scattering-lengths.js';

/** How near to an edge matter is not what its atoms are, eV. */
const nearEdge = 50;

/**
 * Scattering length density for X-rays from formula and density: r_e times f1 and f2 of the atoms in a volume.
 *
 * @param formula As `sldOf` takes it.
 * @param density g/cm3. @default that of the element, for elements and their isotopes
 * @param energy eV, 1000 to 30 000.
 * @returns Warning `near-edge` within 50 eV of an absorption edge (K, L, M) of an element in it.
 * @throws OperandoError `invalid-argument` for a formula, density or energy that cannot be used.
 */
export function xraySldOf(formula: string, density: number | undefined, energy: number): MaterialSld {
  const { composition, perVolume } = numberDensity(formula, density);
  let [real, imaginary] = [0, 0];
  const near: string[] = [];
  for (const [name, count] of Object.entries(composition)) {
    const { element } = atomOf(name);
    const { f1, f2 } = formFactor(element, energy);
    real += count * f1;
    imaginary += count * f2;
    const edge = edgesOf(element).find((each) => Math.abs(each.energy - energy) < nearEdge && /^[KLM]/.test(each.edge));
    if (edge !== undefined) near.push(`${element} ${edge.edge} (${edge.energy} eV)`);
  }
  const factor = 1e6 * constants.electronRadius * perVolume;
  return {
    sld: factor * real,
    isld: factor * imaginary,
    ...(near.length === 0 ? {} : { warnings: [edgeWarning(formula, energy, near)] }),
  };
}

function edgeWarning(formula: string, energy: number, near: readonly string[]): OperandoWarning {
  return {
    code: 'near-edge',
    message:
      `the SLD of ${formula} for X-rays of ${Number(energy.toFixed(1))} eV is that of free atoms, and the energy lies within ` +
      `${nearEdge} eV of an edge: ${near.join(', ')}. Give the SLD itself, or fit it.`,
    where: { parameter: 'formula' },
  };
}
