import { isOperandoError } from '@operando/core';
import { exploredSeeds } from '@operando/fixtures';
import { read, readScans } from '../src/index.js';
import type { ColumnTable } from '../src/index.js';
import { mutate, mutateBinary } from './mutate.js';

const whole = (table: ColumnTable): boolean =>
  table.lines.length === table.rows && table.columns.every(({ values }) => values.length === table.rows);

/**
 * Read damaged copies of a file, `count` of them or as many as are explored: what comes back must be a whole table or an OperandoError.
 * @returns Seeds of the copies for which it is neither, so `[]`.
 */
export function brokenSeeds(original: Uint8Array, count = 500, format?: string): string[] {
  const broken: string[] = [];
  for (const seed of exploredSeeds(count)) {
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

const tableOf = (bytes: Uint8Array, format: string): ColumnTable => {
  const result = read(bytes, { format });
  if (result.kind !== 'spectrum') throw new Error('read as a cycler log');
  return result.table;
};
const valuesOf = (table: ColumnTable): string =>
  JSON.stringify(table.columns.map((column) => Array.from(column.values)));

/** What comes of a whole file. */
interface Complete {
  readonly values: string;
  readonly warnings: number;
}
const completeOf = (bytes: Uint8Array, format: string): Complete => {
  const table = tableOf(bytes, format);
  return { values: valuesOf(table), warnings: table.warnings.length };
};

/** Whether a damaged copy gives other values than the whole file, and neither an error nor a further warning. */
function isSilent(damaged: Uint8Array, format: string, complete: Complete): boolean {
  try {
    const table = tableOf(damaged, format);
    return table.warnings.length <= complete.warnings && valuesOf(table) !== complete.values;
  } catch (error) {
    if (!isOperandoError(error)) throw error;
    return false;
  }
}

/**
 * Leave out and double every line of a file.
 * @returns Lines (from 1) whose loss or doubling changes values without a word, so `[]`.
 */
export function silentLines(original: string, format: string): string[] {
  const bytesOf = (lines: readonly string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));
  const lines = original.split('\n');
  const complete = completeOf(bytesOf(lines), format);
  const silent: string[] = [];
  for (let i = 0; i + 1 < lines.length; i++) {
    if (isSilent(bytesOf(lines.toSpliced(i, 1)), format, complete)) silent.push(`${i + 1} lost`);
    if (isSilent(bytesOf(lines.toSpliced(i, 0, lines[i]!)), format, complete)) silent.push(`${i + 1} doubled`);
  }
  return silent;
}

/**
 * Cut a file after every byte: a shorter table must come with an error or a warning.
 * @returns Lengths at which rows or values are missing without a word, so `[]`.
 */
export function silentCuts(original: Uint8Array, format: string, from = 1): number[] {
  const complete = completeOf(original, format);
  const silent: number[] = [];
  for (let length = from; length < original.length; length++)
    if (isSilent(original.subarray(0, length), format, complete)) silent.push(length);
  return silent;
}

/** {@link brokenSeeds} for binary files, of every kind; columns of one table must have one length. */
export function brokenBinarySeeds(original: Uint8Array, count = 500, format?: string): string[] {
  const broken: string[] = [];
  for (const seed of exploredSeeds(count)) {
    try {
      const result = read(mutateBinary(original, seed), { format });
      const lengths =
        result.kind === 'spectrum'
          ? result.table.columns.map(({ values }) => values.length)
          : Object.values({ ...result.table.original, ...result.table.columns }).map(({ length }) => length);
      if (new Set(lengths).size > 1) broken.push(`${seed}: lengths ${[...new Set(lengths)].join(', ')}`);
    } catch (error) {
      if (!isOperandoError(error)) broken.push(`${seed}: ${String(error)}`);
    }
  }
  return broken;
}
