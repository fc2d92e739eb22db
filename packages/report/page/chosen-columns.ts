import type { EstimateColumn, ResultTable } from '@operando/core';
import { numberColumns } from './frame-axis.js';

/** Columns that tell of frames, not of what was found in them. */
const beside: ReadonlySet<string> = new Set(['time', 'duration', 'voltage', 'current', 'capacity', 'chi_square']);
/** Columns that are shown at first beside the voltage. */
const atFirst = 3;

/** How much a column changes in units of its error; without an error, less than any that has one. */
function change({ values, stderr }: EstimateColumn): number {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return -1;
  const spread = finite.reduce((a, b) => Math.max(a, b)) - finite.reduce((a, b) => Math.min(a, b));
  const errors = stderr?.filter((each) => Number.isFinite(each) && each > 0).sort();
  if (errors === undefined || errors.length === 0) return spread > 0 ? 0 : -0.5;
  return (spread / errors[errors.length >> 1]!) * (finite.length / values.length);
}

/** Columns of frames that can be shown. */
export function shownColumns(table: ResultTable | undefined): EstimateColumn[] {
  return numberColumns(table).filter(({ name, values }) => name !== 'time' && values.some(Number.isFinite));
}

/** Names of columns that are shown at first: the voltage, and those that change most beyond their errors. */
export function firstColumns(columns: readonly EstimateColumn[]): string[] {
  const ranked = columns
    .filter((column) => !beside.has(column.name.replace(/_\d+$/, '')) && change(column) >= 0)
    .toSorted((a, b) => change(b) - change(a))
    .slice(0, atFirst);
  const chosen = new Set(['voltage', ...ranked.map(({ name }) => name)]);
  return columns.map(({ name }) => name).filter((name) => chosen.has(name));
}
