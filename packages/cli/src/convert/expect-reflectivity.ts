import { basename } from 'node:path';
import { isOperandoError, OperandoError } from '@operando/core';
import type { Metadata, OperandoWarning } from '@operando/core';
import { readFile } from '@operando/beamline-io/node';
import type { ColumnTable } from '@operando/beamline-io';
import { someOf } from './some-of.js';

/** Formats of columns that can be anything. */
const ofAnything: ReadonlySet<string> = new Set(['column-text', 'csv']);

/** Formats that say so themselves. */
const ofReflectivity: ReadonlySet<string> = new Set(['orso-text', 'reflectivity-json']);

/** Whether labels are those of Q and R: SAXS has Q and an intensity. */
function saysReflectivity({ columns: [first, second] }: ColumnTable): boolean {
  const name = (label = ''): string => label.trim().split(/[\s([]/, 1)[0]!;
  return /^q_?[xz]?$/i.test(name(first?.label)) && /^r(efl(ectivity)?)?$/i.test(name(second?.label));
}

/** What is known of a file before it is written as reflectivity. */
export interface ReflectivitySource {
  /** What a table of no format of reflectivity says beside its columns. */
  readonly header: Metadata;
  readonly warnings: readonly OperandoWarning[];
}

const nothingMore: ReflectivitySource = { header: {}, warnings: [] };

/**
 * Find out that a file holds reflectivity, before it is written as such: plain numbers do not say so.
 *
 * @param isTold The user says so: then a table of any columns is taken for Q, R, its error and the width of Q.
 * @throws OperandoError `invalid-argument` with the file.
 */
export async function expectReflectivity(path: string, isTold: boolean): Promise<ReflectivitySource> {
  const result = await readFile(path).catch((error: unknown) => {
    // The reader of reflectivity tells what it cannot read.
    if (isOperandoError(error)) return undefined;
    throw error;
  });
  if (result === undefined) return nothingMore;
  const where = { file: path };
  if (result.kind === 'electrochemistry')
    throw new OperandoError('invalid-argument', 'this is a cycler log, no reflectivity.', {
      where,
      cure: 'Write it as .csv (Battery Data Format).',
    });
  const { table } = result;
  if (ofReflectivity.has(table.format)) return nothingMore;
  // Of HDF5 files the reader of ORSO binaries takes no others.
  if (table.format === 'orso-binary' || table.format === 'nexus')
    return {
      ...nothingMore,
      warnings: [
        {
          code: 'header-left-out',
          message: `The header of ${basename(path)} beside its columns is not read from ORSO binaries, and was left out.`,
        },
      ],
    };
  const isPlain = ofAnything.has(table.format);
  if (isPlain && (isTold || saysReflectivity(table))) {
    const further = table.columns.slice(4).map(({ label }) => label);
    const { textColumns: words, ...header } = table.metadata;
    const left = [...further, ...(words !== null && typeof words === 'object' ? Object.keys(words) : [])];
    return {
      header,
      warnings:
        left.length === 0
          ? []
          : [
              {
                code: 'columns-left-out',
                message: `${basename(path)} has further columns, which were left out: ${someOf(left)}.`,
              },
            ],
    };
  }
  throw new OperandoError(
    'invalid-argument',
    `nothing in this file (${table.format}: ${table.columns
      .map(({ label }) => label)
      .slice(0, 8)
      .join(', ')}) says that it is reflectivity.`,
    {
      where,
      cure: isPlain
        ? 'If its columns are Q in 1/angstrom, R, the error of R and the width of Q, add --reflectivity; else choose another ending.'
        : 'Write it as .csv, .h5 or .xdi.',
    },
  );
}
