import { finiteExtent } from '@operando/core';
import { namedByHeader, signalCandidates, splitLabel, statedAxis, usualUnits } from '@operando/beamline-io';
import type { ColumnTable } from '@operando/beamline-io';

/** Columns that count, and so have no unit; of others without one it is not known. */
const counting = /^(?:channel|pixel|index|point)s?$/i;

/** What the abscissa of a table is, as a series names it; its unit is empty where the file does not say it. */
export function axisOf(table: ColumnTable): { readonly name: string; readonly unit: string } {
  const [column] = table.columns;
  const first = column === undefined ? undefined : namedByHeader(column, table);
  const label = column?.label ?? 'column 1';
  // Of labels such as q_nm^-1.
  const stated = first === undefined ? undefined : statedAxis(first);
  // 1/d is no q: its name says by what it is multiplied.
  if (stated?.multiple !== undefined)
    return { name: splitLabel(label).name, unit: stated.unit ?? usualUnits[stated.kind] };
  return {
    name: column?.role ?? stated?.kind ?? label,
    unit: first?.unit ?? stated?.unit ?? (counting.test(label) ? '1' : ''),
  };
}

/** Part of the energies over which absorption is scanned at least: where they only stand beside a scan they hardly change. */
const leastScanned = 2e-5;

/** Whether a table is an absorption scan: an absorption, or the detectors that give one, and energies that are scanned. */
export function isAbsorptionScan(table: ColumnTable): boolean {
  const { columns, metadata } = table;
  const scanned = columns.some(({ role, values }) => {
    if (role !== 'energy' && !(role === 'angle' && metadata['mono.d_spacing'] !== undefined)) return false;
    const [low, high] = finiteExtent(values) ?? [0, 0];
    return high - low > leastScanned * Math.abs(high);
  });
  return scanned && signalCandidates(table).length > 0;
}
