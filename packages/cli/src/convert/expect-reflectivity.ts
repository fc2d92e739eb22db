import { isOperandoError, OperandoError } from '@operando/core';
import { readFile } from '@operando/beamline-io/node';
import type { ColumnTable } from '@operando/beamline-io';

/** Formats that say themselves what they hold; of HDF5 files the reader of ORSO binaries takes no others. */
const ofReflectivity: ReadonlySet<string> = new Set(['orso-text', 'nexus']);
/** Formats of columns that can be anything. */
const ofAnything: ReadonlySet<string> = new Set(['column-text', 'csv']);

/** Whether labels are those of Q and R: SAXS has Q and an intensity. */
function saysReflectivity({ columns: [first, second] }: ColumnTable): boolean {
  const name = (label = ''): string => label.trim().split(/[\s([]/, 1)[0]!;
  return /^q_?[xz]?$/i.test(name(first?.label)) && /^r(efl(ectivity)?)?$/i.test(name(second?.label));
}

/**
 * Find out that a file holds reflectivity, before it is written as such: plain numbers do not say so.
 *
 * @param isTold The user says so: then a table of any columns is taken for Q, R, its error and the width of Q.
 * @returns Whether it is a table that does not say what the widths of Q are.
 * @throws OperandoError `invalid-argument` with the file.
 */
export async function expectReflectivity(path: string, isTold: boolean): Promise<boolean> {
  const result = await readFile(path).catch((error: unknown) => {
    // Time-resolved JSON is known to the reader of reflectivity alone, which tells what it cannot read.
    if (isOperandoError(error)) return undefined;
    throw error;
  });
  if (result === undefined) return false;
  const where = { file: path };
  if (result.kind === 'electrochemistry') throw new OperandoError('invalid-argument', 'this is a cycler log, no reflectivity.', { where, cure: 'Write it as .csv (Battery Data Format).' });
  const { table } = result;
  if (ofReflectivity.has(table.format)) return false;
  const isPlain = ofAnything.has(table.format);
  if (isPlain && (isTold || saysReflectivity(table))) return table.columns.length > 3;
  throw new OperandoError('invalid-argument', `nothing in this file (${table.format}: ${table.columns.map(({ label }) => label).slice(0, 8).join(', ')}) says that it is reflectivity.`, {
    where,
    cure: isPlain ? 'If its columns are Q in 1/angstrom, R, the error of R and the width of Q, add --reflectivity; else choose another ending.' : 'Write it as .csv, .h5 or .xdi.',
  });
}
