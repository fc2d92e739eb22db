import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { constants, neutronScatteringLength } from '@operando/tables';
import { numberDensity } from './number-density.js';

/** Scattering length density of a material. */
export interface MaterialSld {
  /** 1e-6 per square angstrom. */
  readonly sld: number;
  /** Imaginary part, by absorption alone; of neutrons the same at every wavelength, since absorption goes with it. */
  readonly isld: number;
  /** `energy-dependent`: elements with a resonance near thermal energies, whose numbers hold at 1.798 angstrom; `near-edge`, of X-rays. */
  readonly warnings?: readonly OperandoWarning[];
}

/**
 * Scattering length density for neutrons from formula and density, absorption and lengths at 1.798 angstrom.
 *
 * @param formula As `parseFormula` of `@operando/tables` reads it: `LiCoO2`, `D2O`, `6LiF`, `Li[6]0.9Li[7]0.1CoO2`.
 * @param density g/cm3. @default that of the element, for elements and their isotopes
 * @throws OperandoError `invalid-argument` for a formula or density that cannot be used, `unsupported` for an element or nuclide without a scattering length.
 */
export function sldOf(formula: string, density?: number): MaterialSld {
  const { composition, perVolume: number } = numberDensity(formula, density);
  let length = 0;
  let absorption = 0;
  const dependent: string[] = [];
  for (const name of Object.keys(composition)) {
    const known = neutronScatteringLength(name);
    if (!Number.isFinite(known.real) || !Number.isFinite(known.absorption))
      throw new OperandoError('unsupported', `there is no scattering length of ${name} here.`, {
        where: { parameter: 'formula' },
        cure: 'Give the SLD itself.',
      });
    length += composition[name]! * known.real;
    absorption += composition[name]! * known.absorption;
    if (known.energyDependent) dependent.push(name);
  }
  // 1 fm = 1e-5 angstrom; 1 barn = 1e-8 square angstrom, at 1.798 angstrom; mu = 2 isld x wavelength.
  const isld = (number * absorption * 1e-2) / (2 * constants.thermalNeutronWavelength);
  return {
    sld: 10 * number * length,
    isld,
    ...(dependent.length === 0 ? {} : { warnings: [energyDependence(formula, dependent)] }),
  };
}

function energyDependence(formula: string, names: readonly string[]): OperandoWarning {
  return {
    code: 'energy-dependent',
    message:
      `the SLD of ${formula} holds at ${constants.thermalNeutronWavelength} angstrom: the scattering length of ` +
      `${names.join(', ')} changes with the neutron's energy.`,
    where: { parameter: 'formula' },
  };
}
