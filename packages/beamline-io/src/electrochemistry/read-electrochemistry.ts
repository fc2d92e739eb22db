import { concatenateLogs, isOperandoError } from '@operando/core';
import type { Electrochemistry, NamedSource } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { readSource } from '../read-source.js';
import type { ReadSourceOptions } from '../read-source.js';
import { electrochemistryOf } from './electrochemistry-csv.js';

/**
 * Read a cycler's log; several files of one experiment are joined in order of
 * their start times (see `concatenateLogs`).
 *
 * @throws OperandoError as `readSource`; `column-missing` for a file without time and voltage or current.
 */
export async function readElectrochemistryFrom(
  sources: readonly NamedSource[],
  options: Omit<ReadSourceOptions, 'name'> = {},
): Promise<Electrochemistry> {
  const tables: Electrochemistry[] = [];
  for (const source of sources) {
    const result = await readSource(source, options);
    try {
      const table = result.kind === 'electrochemistry' ? result.table : electrochemistryOf(result.table);
      tables.push({ ...table, segments: table.segments.map(({ row }) => ({ row, file: baseName(source) })) });
    } catch (error) {
      throw isOperandoError(error) ? error.at({ file: source.name }) : error;
    }
  }
  return concatenateLogs(tables);
}
