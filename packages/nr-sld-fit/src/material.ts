import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { constants, formulaWeight, parseFormula } from '@operando/tables';
import { expectEnergy, neutrons } from './probe.js';
import type { Probe } from './probe.js';
import { sldOf } from './scattering-lengths.js';
import type { MaterialSld } from './scattering-lengths.js';
import { xraySldOf } from './xray-lengths.js';

/** A material as sample descriptions give it (the ORSO model language, read by `@operando/beamline-io`). */
export interface StackMaterial {
  /** What it is called. */
  readonly name: string;
  /** Chemical formula. */
  readonly formula?: string | undefined;
  /** g/cm3. */
  readonly massDensity?: number | undefined;
  /** Formula units per cubic angstrom. */
  readonly numberDensity?: number | undefined;
  /** Multiplies density or SLD. @default 1 */
  readonly relativeDensity?: number | undefined;
  /** 1e-6 per square angstrom. */
  readonly sld?: number | undefined;
  /** Imaginary part of the SLD, 1e-6 per square angstrom. @default 0 */
  readonly isld?: number | undefined;
  /** A mixture: materials with their shares of the volume. */
  readonly composition?: readonly { readonly fraction: number; readonly material: StackMaterial }[] | undefined;
}

/** Densities that everyone assumes when only the formula stands there, g/cm3. Source: CRC Handbook (25 degC). */
const usualDensities: Readonly<Record<string, number>> = { H2O: 0.997, D2O: 1.104 };

/**
 * SLD of a material; mixtures add by volume. One that states its SLD has that for any probe.
 *
 * @param probe What sees it. @default neutrons
 * @throws OperandoError `invalid-argument` for a formula that is none or has no density, `unsupported` for elements without data.
 */
export function materialSld(material: StackMaterial, probe: Probe = neutrons): MaterialSld {
  const relative = material.relativeDensity ?? 1;
  const { composition, formula, sld, numberDensity } = material;
  if (composition !== undefined) {
    let [real, imaginary] = [0, 0];
    const warnings: OperandoWarning[] = [];
    for (const part of composition) {
      const each = materialSld(part.material, probe);
      real += part.fraction * each.sld;
      imaginary += part.fraction * each.isld;
      warnings.push(...(each.warnings ?? []));
    }
    return { sld: real, isld: imaginary, ...(warnings.length === 0 ? {} : { warnings }) };
  }
  if (sld !== undefined) return { sld: relative * sld, isld: relative * (material.isld ?? 0) };
  if (formula === undefined)
    throw new OperandoError('invalid-argument', `${material.name} has neither SLD nor formula.`);
  const density =
    material.massDensity ??
    (numberDensity === undefined
      ? usualDensities[formula]
      : (numberDensity * formulaWeight(parseFormula(formula))) / (1e-24 * constants.avogadro));
  const found =
    probe.kind === 'neutron' ? sldOf(formula, density) : xraySldOf(formula, density, expectEnergy(probe, formula));
  return { ...found, sld: relative * found.sld, isld: relative * found.isld };
}
