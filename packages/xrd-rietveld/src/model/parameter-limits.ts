import { OperandoError } from '@operando/core';
import type { AtomShift, Phase } from './phase.js';

/** Quantities of atoms that follow a parameter: number of the quantity and factor. */
export interface AtomParameter {
  readonly quantities: readonly number[];
  readonly factors: readonly number[];
}

/** The quantities that move together, and how. */
export function atomParameter(phase: Phase, shift: string | AtomShift): { names: string[]; parameter: AtomParameter } {
  const factors = typeof shift === 'string' ? { [shift]: 1 } : shift;
  const names = Object.keys(factors);
  const known = phase.structure?.quantities ?? [];
  const first = Object.values(factors)[0] ?? 0;
  const quantities = names.map((name) => {
    const at = known.indexOf(name);
    if (at >= 0 && first !== 0) return at;
    throw new OperandoError('invalid-argument', `${name} is nothing that atoms of ${phase.name} have`, {
      where: { parameter: 'refine.atoms' },
      cure: known.length === 0 ? 'Give the phase a structure' : `There are ${known.join(', ')}`,
    });
  });
  return { names, parameter: { quantities, factors: Object.values(factors).map((factor) => factor / first) } };
}

/** Bounds of a quantity of atoms. */
export function atomLimits(name: string, value: number): [number, number] {
  if (name.endsWith('.occupancy')) return [0, Math.max(1.2, value)];
  if (name.endsWith('.uiso')) return [-0.02, 1];
  return [value - 0.2, value + 0.2];
}

/** Unit of a quantity of atoms. */
export function atomUnit(name: string): string {
  return name.endsWith('.uiso') ? 'angstrom^2' : '1';
}

/** How far a parameter may go in one cycle: beyond, its derivative says nothing. */
export function stepOf(name: string): { readonly reach: number; readonly usual: number } {
  if (name.endsWith('.size')) return { reach: 0.02, usual: 0.02 };
  if (name.endsWith('.strain') || name.endsWith('.strain_along')) return { reach: 2000, usual: 2000 };
  if (name.endsWith('.orientation')) return { reach: 0.3, usual: 1 };
  if (name.endsWith('.occupancy')) return { reach: 0.3, usual: 1 };
  if (name.endsWith('.uiso')) return { reach: 0.02, usual: 0.02 };
  return { reach: Infinity, usual: 1 };
}
