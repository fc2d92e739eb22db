import { OperandoError } from '@operando/core';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { firstBelowZero } from '../table/energy-unit.js';
import { said, shown } from '../text/said.js';
import type { EnergyValues } from './energy-values.js';
import { extentOf, statedEdge } from './relative-energy.js';

/** Highest photon energy of a scan, eV. */
export const highest = 150_000;
/** Below any absorption edge, eV. */
const lowest = 30;

/** Energies in the unit that is asked for, whatever the label says. @throws OperandoError `unit-mismatch` for numbers that cannot be that. */
export function asAsked(table: ColumnTable, column: TableColumn, unit: 'eV' | 'keV'): EnergyValues {
  const { values, label } = column;
  const below = firstBelowZero(values);
  if (below >= 0)
    throw new OperandoError(
      'unit-mismatch',
      said`column ${label} is ${values[below]} here: no energy of photons in ${unit}.`,
      {
        where: { column: shown(label) },
        cure: 'Are the energies relative to an edge (unit: relative; command: --energy-unit relative)?',
      },
    );
  const factor = unit === 'keV' ? 1000 : 1;
  const other = unit === 'keV' ? 'eV' : 'keV';
  const top = factor * extentOf(values)[1];
  const cure = `Leave the unit to the file, or give ${other} (unit; command: --energy-unit ${other}).`;
  if (top > highest || top < lowest)
    throw new OperandoError(
      'unit-mismatch',
      said`column ${label} runs from ${values[0]} to ${values.at(-1)}: in ${unit} no energies of an absorption edge.`,
      { where: { column: shown(label) }, cure },
    );
  const edge = statedEdge(table);
  if (edge !== undefined && !reaches(values, edge.energy / factor) && reaches(values, (edge.energy * factor) / 1000))
    throw new OperandoError(
      'unit-mismatch',
      said`column ${label} runs from ${values[0]} to ${values.at(-1)}: in ${other}, not in ${unit}, the ${edge.element} ${edge.edge} edge at ${edge.energy} eV lies there.`,
      { where: { column: shown(label) }, cure },
    );
  return { values: factor === 1 ? values : values.map((value) => value * factor), warnings: [] };
}

/** Whether energies pass one. */
function reaches(values: Float64Array, energy: number): boolean {
  const [low, high] = extentOf(values);
  return low <= energy && energy <= high;
}
