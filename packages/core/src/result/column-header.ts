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

/** A column as files write it: `name_unit`, then `name_unit_stderr` and `name_status` where it has them. */
export function plainColumns(column: ResultColumn): PlainColumn[] {
  if (isTextColumn(column)) return [{ name: column.name, values: column.words }];
  const suffix = unitSuffix(column.unit);
  const head = suffix === '' ? column.name : `${column.name}_${suffix}`;
  return [
    { name: head, values: column.values },
    ...(column.stderr === undefined ? [] : [{ name: `${head}_stderr`, values: column.stderr }]),
    ...(column.status === undefined
      ? []
      : [{ name: `${column.name}_status`, values: Array.from(column.status, statusWord) }]),
  ];
}
