import { concatenateLogs, isOperandoError } from '@operando/core';
import type { Electrochemistry, NamedSource } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import { readSource } from '../read-source.js';
import type { ReadSourceOptions } from '../read-source.js';
import { electrochemistryOf } from './electrochemistry-csv.js';
import { withStarts } from './stated-starts.js';
import type { NamedLog } from './stated-starts.js';

/** Options of {@link readElectrochemistryFrom}. */
export interface ReadElectrochemistryOptions extends Omit<ReadSourceOptions, 'name'> {
  /**
   * Date and time (ISO 8601) at which the elapsed time of a log without dates reads zero; one for each such log, in the order
   * of the files. Without a zone it is on the clock of files that state none. @default none
   */
  readonly cyclerStart?: string | readonly string[] | undefined;
}

/**
 * Read a cycler's log; several files of one experiment are joined in order of
 * their start times (see `concatenateLogs`).
 *
 * @throws OperandoError as `readSource`; `column-missing` for a file without time and voltage or current; `invalid-argument` for
 * a `cyclerStart` that does not fit the logs.
 */
export async function readElectrochemistryFrom(
  sources: readonly NamedSource[],
  { cyclerStart = [], ...options }: ReadElectrochemistryOptions = {},
): Promise<Electrochemistry> {
  const logs: NamedLog[] = [];
  for (const source of sources) {
    const result = await readSource(source, options);
    try {
      const table = result.kind === 'electrochemistry' ? result.table : electrochemistryOf(result.table);
      const segments = table.segments.map(({ row }) => ({ row, file: baseName(source) }));
      logs.push({ name: source.name, table: { ...table, segments } });
    } catch (error) {
      throw isOperandoError(error) ? error.at({ file: source.name }) : error;
    }
  }
  return concatenateLogs(withStarts(logs, typeof cyclerStart === 'string' ? [cyclerStart] : cyclerStart));
}
