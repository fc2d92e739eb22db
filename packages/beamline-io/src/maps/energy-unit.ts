import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { statedUnit } from '../series/axis-kind.js';
import { said } from '../text/said.js';

/** Whether a unit is one of energy. */
export function isEnergyUnit(unit: string | undefined): boolean {
  return (
    unit !== undefined && statedUnit({ label: 'energy', unit, values: new Float64Array(0) })?.quantity === 'energy'
  );
}

/**
 * How many eV a unit is; without one eV is assumed, with a warning.
 * @throws OperandoError `unit-mismatch` for a unit of something else.
 */
export function electronvoltsOf(unit: string | undefined, name: string, warnings: OperandoWarning[]): number {
  if (unit === undefined || unit.trim() === '') {
    warnings.push({ code: 'unit-assumed', message: said`${name} has no unit; eV was assumed.` });
    return 1;
  }
  const stated = statedUnit({ label: 'energy', unit, values: new Float64Array(0) });
  // Spellings in lower case take meV for MeV: nobody has energy losses of those.
  if (/^m\s*ev$/i.test(unit.trim())) return 1e-3;
  if (stated?.quantity === 'energy') return stated.factor;
  throw new OperandoError('unit-mismatch', said`${name} is in ${unit.slice(0, 30)}, and energies are needed.`, {
    cure: 'The last dimension is to be the energy loss. Give energy: {offset, step} in eV if it is one.',
  });
}
