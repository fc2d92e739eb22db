import { OperandoError } from '@operando/core';
import { expandPatterns, listSeries } from '@operando/beamline-io/node';

/** Files as given, folders as what they hold, patterns (in quotes, or of shells that expand none) as what fits them. @throws OperandoError `invalid-argument` where that is nothing. */
export async function expandFolders(paths: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const path of await expandPatterns(paths)) files.push(...(await listSeries(path)));
  if (files.length === 0) throw new OperandoError('invalid-argument', 'there are no files to read.');
  return files;
}
