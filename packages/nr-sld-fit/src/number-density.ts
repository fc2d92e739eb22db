import { OperandoError } from '@operando/core';
import { atomOf, constants, formulaWeight, parseFormula } from '@operando/tables';
import type { Composition } from '@operando/tables';

/**
 * What a material is made of, and how many of its formula units a cubic angstrom holds.
 *
 * @param density g/cm3. @default that of the element, for elements and their isotopes
 * @throws OperandoError `invalid-argument` for a formula or density that cannot be used.
 */
export function numberDensity(
  formula: string,
  density: number | undefined,
): { readonly composition: Composition; readonly perVolume: number } {
  const composition = parseFormula(formula);
  const names = Object.keys(composition);
  const value = density ?? (names.length === 1 ? atomOf(names[0]!).density : Number.NaN);
  if (!(value > 0) || !Number.isFinite(value))
    throw new OperandoError(
      'invalid-argument',
      `${formula} has ${density === undefined ? 'no density' : `a density of ${density} g/cm3`}.`,
      { where: { parameter: 'density' }, cure: 'Give its density in g/cm3.' },
    );
  return { composition, perVolume: (value * constants.avogadro * 1e-24) / formulaWeight(composition) };
}
