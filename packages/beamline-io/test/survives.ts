import { isOperandoError } from '@operando/core';
import { read, readScans } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { mutate } from './mutate.js';

const whole = (table: ColumnTable): boolean => table.lines.length === table.rows && table.columns.every(({ values }) => values.length === table.rows);

/**
 * Read damaged copies of a file: what comes back must be a whole table or an OperandoError.
 * @returns Seeds of the copies for which it is neither, so `[]`.
 */
export function brokenSeeds(original: Uint8Array, count = 500, format?: string): string[] {
  const broken: string[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const damaged = mutate(original, seed);
    try {
      const result = read(damaged, { format });
      if (result.kind === 'spectrum' && !whole(result.table)) broken.push(`${seed}: table`);
      if (result.kind === 'spectrum' && !readScans(damaged, { format }).every(whole)) broken.push(`${seed}: scans`);
    } catch (error) {
      if (!isOperandoError(error)) broken.push(`${seed}: ${String(error)}`);
    }
  }
  return broken;
}

/**
 * Cut a file after every byte: a shorter table must come with an error or a warning.
 * @returns Lengths at which rows or values are missing without a word, so `[]`.
 */
export function silentCuts(original: Uint8Array, format: string, from = 1): number[] {
  const tableOf = (bytes: Uint8Array): ColumnTable => {
    const result = read(bytes, { format });
    if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
    return result.table;
  };
  const values = (table: ColumnTable): string => JSON.stringify(table.columns.map((column) => Array.from(column.values)));
  const complete = tableOf(original);
  const silent: number[] = [];
  for (let length = from; length < original.length; length++) {
    try {
      const cut = tableOf(original.subarray(0, length));
      if (values(cut) !== values(complete) && cut.warnings.length <= complete.warnings.length) silent.push(length);
    } catch (error) {
      if (!isOperandoError(error)) throw error;
    }
  }
  return silent;
}
