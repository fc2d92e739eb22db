import { OperandoError } from '@operando/core';
import { edgesOf } from '@operando/tables';
import type { AbsorptionEdge } from '@operando/tables';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said, shown } from '../text/said.js';
import type { EnergyValues } from './energy-values.js';
import { statedAbsorber } from './stated-absorber.js';

/** Energies relative to an edge reach as far below and above it, eV. */
const mostBelow = 2000;
const mostAbove = 5000;
/** A scan of an edge begins or ends within this of it, eV. */
const farthest = 200;

/** Lowest and highest. */
export function extentOf(values: Float64Array): readonly [lowest: number, highest: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

/** Energies that count from an edge. */
export function fromEdge(table: ColumnTable, { label, values }: TableColumn, given: number | undefined): EnergyValues {
  const stated = given === undefined ? statedEdge(table) : undefined;
  const energy = given ?? stated?.energy;
  if (energy === undefined)
    throw new OperandoError(
      'unit-mismatch',
      said`the energies of column ${label} are relative to an edge, and no edge is known.`,
      {
        where: { column: shown(label) },
        cure: 'Give its energy in eV (edgeEnergy; command: --edge-energy 7112), or name element and edge (command: --element Fe --edge K), in the header or here.',
      },
    );
  const of = stated === undefined ? '' : ` of the ${stated.element} ${stated.edge} edge`;
  const [low, high] = extentOf(values);
  if (low > farthest || high < -farthest || low < -mostBelow || high > mostAbove)
    throw new OperandoError(
      'unit-mismatch',
      said`column ${label} runs from ${low} to ${high}: no energies in eV relative to the ${energy} eV${of}.`,
      {
        where: { column: shown(label) },
        cure: 'Leave the unit to the file, or give eV or keV (unit; command: --energy-unit eV).',
      },
    );
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
  const [low, high] = extentOf(values);
  return low < 0 && high > 0 && low > -mostBelow && high < mostAbove;
}

/** The edge that the header names, by the table of edges. */
export function statedEdge(table: ColumnTable): AbsorptionEdge | undefined {
  const stated = statedAbsorber(table);
  return stated?.edge === undefined ? undefined : edgesOf(stated.element).find(({ edge }) => edge === stated.edge);
}
