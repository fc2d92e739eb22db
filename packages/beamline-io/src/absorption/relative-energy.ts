import { OperandoError } from '@operando/core';
import { edgesOf } from '@operando/tables';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';
import type { EnergyValues } from './energy-values.js';
import { statedAbsorber } from './stated-absorber.js';

/** Energies relative to an edge reach as far below and above it, eV. */
const mostBelow = 2000;
const mostAbove = 5000;

/** Energies that count from an edge. */
export function fromEdge(table: ColumnTable, { label, values }: TableColumn, given: number | undefined): EnergyValues {
  const stated = given === undefined ? statedAbsorber(table) : undefined;
  const energy =
    given ??
    (stated?.edge === undefined ? undefined : edgesOf(stated.element).find(({ edge }) => edge === stated.edge)?.energy);
  if (energy === undefined)
    throw new OperandoError(
      'unit-mismatch',
      said`the energies of column ${label} are relative to an edge, and no edge is known.`,
      {
        where: { column: shown(label) },
        cure: 'Give its energy in eV (edgeEnergy; command: --edge-energy 7112), or name element and edge in the header.',
      },
    );
  const of = stated?.edge === undefined ? '' : ` of the ${stated.element} ${stated.edge} edge`;
  return {
    values: values.map((value) => value + energy),
    warnings: [
      {
        code: 'energy-relative',
        message: said`Column ${label} runs from ${values[0]} to ${values.at(-1)} eV relative to an edge: ${energy} eV${of} were added.`,
        where: { column: shown(label) },
      },
    ],
  };
}

/** Whether numbers below 0 can be energies relative to an edge. */
export function areRelative(values: Float64Array): boolean {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return low < 0 && high > 0 && low > -mostBelow && high < mostAbove;
}
