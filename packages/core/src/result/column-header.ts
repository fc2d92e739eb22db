import { isTextColumn } from './estimate.js';
import type { ResultColumn } from './estimate.js';
import { statusWord } from './status.js';
import type { PlainColumn } from '../text/csv-text.js';

/** Units as heads of columns spell them: letters that name two things (A for ampere and angstrom) stand for one. */
const spellings: Readonly<Record<string, string>> = { 'A h': 'Ah', 'W h': 'Wh', '1': '', '': '' };

/** A unit as the head of a column has it: `eV`, `per_angstrom`, `1e-6_per_angstrom2`; empty for none. */
export function unitSuffix(unit: string): string {
  return (
    spellings[unit] ??
    unit
      .replace(/^1\s*\//, '/')
      .replaceAll('/', ' per ')
      .replaceAll(/[\^*]/g, '')
      .trim()
      .replaceAll(/\s+/g, '_')
  );
}

/** What heads a column in files: `name_unit`, then `name_unit_stderr` and `name_status` where it has them. */
export function columnHeads(column: ResultColumn): string[] {
  if (isTextColumn(column)) return [column.name];
  const suffix = unitSuffix(column.unit);
  const head = suffix === '' ? column.name : `${column.name}_${suffix}`;
  return [
    head,
    ...(column.stderr === undefined ? [] : [`${head}_stderr`]),
    ...(column.status === undefined ? [] : [`${column.name}_status`]),
  ];
}

/** A column as files write it: `name_unit`, then `name_unit_stderr` and `name_status` where it has them. */
export function plainColumns(column: ResultColumn): PlainColumn[] {
  if (isTextColumn(column)) return [{ name: column.name, values: column.words }];
  const heads = columnHeads(column);
  const each: PlainColumn['values'][] = [column.values];
  if (column.stderr !== undefined) each.push(column.stderr);
  if (column.status !== undefined) each.push(Array.from(column.status, statusWord));
  return each.map((values, k) => ({ name: heads[k]!, values }));
}
