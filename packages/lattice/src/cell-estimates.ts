import type { Estimate } from '@operando/core';
import { freeParameters } from './crystal-system.js';
import type { CellParameters, CrystalSystem } from './crystal-system.js';

/** The parameters that a system leaves free, with standard errors and units. */
export type CellEstimates = Readonly<Partial<Record<keyof CellParameters, Estimate>>>;

/** Unit of a parameter of a cell: axes in angstrom, angles in degrees. */
export function cellUnit(parameter: keyof CellParameters): 'angstrom' | 'deg' {
  return parameter === 'a' || parameter === 'b' || parameter === 'c' ? 'angstrom' : 'deg';
}

/** Values and errors, in the order of {@link freeParameters}, by name and with units. */
export function cellEstimates(
  system: CrystalSystem,
  values: ArrayLike<number>,
  stderr: ArrayLike<number>,
): CellEstimates {
  return Object.fromEntries(
    freeParameters[system].map((name, k) => [name, { value: values[k]!, stderr: stderr[k]!, unit: cellUnit(name) }]),
  );
}
