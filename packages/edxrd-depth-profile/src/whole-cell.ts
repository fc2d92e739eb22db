import { expectChoice } from '@operando/core';
import { completeCell, freeParameters } from '@operando/lattice';
import type { CellParameters, CrystalSystem } from '@operando/lattice';
import type { FreeCell } from './options.js';

const systems = Object.keys(freeParameters) as CrystalSystem[];

/** Names of the parameters that a system leaves free. @throws OperandoError `invalid-argument` for a system that is none. */
export function freeParametersOf(system: CrystalSystem): readonly (keyof CellParameters)[] {
  return freeParameters[expectChoice('system', system, systems)];
}

/** A cell with what its system says filled in; NaN for what is missing. */
export function wholeCell(system: CrystalSystem, cell: FreeCell): CellParameters {
  return completeCell(
    system,
    freeParametersOf(system).map((name) => cell[name] ?? Number.NaN),
  );
}

/** The free parameters that are given. */
export function givenParameters(system: CrystalSystem, cell: FreeCell): Partial<CellParameters> {
  return Object.fromEntries(
    freeParametersOf(system).flatMap((name) => (cell[name] === undefined ? [] : [[name, cell[name]]])),
  );
}
