import { isOperandoError } from '@operando/core';
import type { read, readScans, ReadResult } from '../src/index.js';
import { mutate, mutateBinary } from './mutate.js';

/** The readers that are tried: those of the sources in tests, of the build where damaged files are counted. */
export interface Readers {
  readonly read: typeof read;
  readonly readScans: typeof readScans;
}

/** A damaged copy of a file: as text for even seeds, as bytes for others. */
export const damagedCopy = (original: Uint8Array, seed: number): Uint8Array =>
  seed % 2 === 0 ? mutate(original, seed) : mutateBinary(original, seed);

/** What became of a damaged file. */
export type Outcome =
  | { readonly kind: 'read' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'wrong'; readonly problem: string };

/** What is wrong with a result: nothing when its columns are of one length. */
export function outcomeOfResult({ kind, table }: ReadResult): Outcome {
  const lengths =
    kind === 'spectrum'
      ? [table.rows, table.lines.length, ...table.columns.map(({ values }) => values.length)]
      : Object.values({ ...table.original, ...table.columns }).map(({ length }) => length);
  return new Set(lengths).size <= 1 ? { kind: 'read' } : { kind: 'wrong', problem: 'columns of different lengths' };
}

/** An error of ours is an answer; any other is a fault. */
export const outcomeOfError = (error: unknown): Outcome =>
  isOperandoError(error) ? { kind: 'refused' } : { kind: 'wrong', problem: String(error) };

/** Reads a damaged copy, and its scans where it has any. */
export function outcomeOf({ read, readScans }: Readers, damaged: Uint8Array, format: string | undefined): Outcome {
  try {
    const result = read(damaged, { format });
    const outcome = outcomeOfResult(result);
    if (outcome.kind === 'read' && result.kind === 'spectrum' && result.table.scans !== undefined)
      readScans(damaged, { format });
    return outcome;
  } catch (error) {
    return outcomeOfError(error);
  }
}
