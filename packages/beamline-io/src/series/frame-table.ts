import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { readSource, readSourceScans } from '../read-source.js';
import type { ReadSourceOptions } from '../read-source.js';
import type { ColumnTable } from '../table/column-table.js';

/** So that a log among frames is told to be one, whatever else a log may be refused for. */
const anyLog = { currentSign: 'as-is', timeUnit: 's', lastRow: 'drop' } as const;

/** One frame of a series: a table, and no log. @throws OperandoError as `readSource`; `invalid-argument` for a cycler log. */
export async function frameTable(source: NamedSource, options: ReadSourceOptions): Promise<ColumnTable> {
  const result = await readSource(source, { ...options, ...anyLog });
  if (result.kind === 'spectrum') return result.table;
  throw new OperandoError('invalid-argument', 'this is a cycler log, not a spectrum.', {
    where: { file: source.name },
    cure: 'Give it as the electrochemistry, and not among the spectra (command: --ec, which takes it out of a folder).',
  });
}

/** Every scan of a file of a series. @throws OperandoError as `readSourceScans`. */
export function frameTables(
  source: NamedSource,
  options: Omit<ReadSourceOptions, 'scan'>,
): Promise<readonly ColumnTable[]> {
  return readSourceScans(source, { ...options, ...anyLog });
}
