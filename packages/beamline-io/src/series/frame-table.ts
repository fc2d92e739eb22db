import { OperandoError } from '@operando/core';
import type { NamedSource } from '@operando/core';
import { ReadingRoom } from '../bytes/reading-room.js';
import { readSource, readSourceIn, readSourceScans } from '../read-source.js';
import type { ReadSourceOptions } from '../read-source.js';
import type { ReadResult } from '../format.js';
import type { ColumnTable } from '../table/column-table.js';

/** So that a log among frames is told to be one, whatever else a log may be refused for. */
const anyLog = { currentSign: 'as-is', timeUnit: 's', lastRow: 'drop' } as const;

/** @throws OperandoError `invalid-argument` for a cycler log. */
function spectrumOf(result: ReadResult, { name }: NamedSource): ColumnTable {
  if (result.kind === 'spectrum') return result.table;
  throw new OperandoError('invalid-argument', 'this is a cycler log, not a spectrum.', {
    where: { file: name },
    cure: 'Give it as the electrochemistry, and not among the spectra (command: --ec, which takes it out of a folder).',
  });
}

/** One frame of a series: a table, and no log. @throws OperandoError as `readSource`; `invalid-argument` for a cycler log. */
export async function frameTable(source: NamedSource, options: ReadSourceOptions): Promise<ColumnTable> {
  return spectrumOf(await readSource(source, { ...options, ...anyLog }), source);
}

/** Reads the tables of a source. @throws OperandoError as {@link frameTable}. */
export type TableReader = (source: NamedSource) => Promise<readonly ColumnTable[]>;

/** Reads the tables of one source after another: of the scan that is asked for, or of `all`. */
export function tableReader(given: ReadSourceOptions): TableReader {
  const options = { ...given, ...anyLog };
  if (given.scan === 'all') return (source) => readSourceScans(source, options);
  const room = new ReadingRoom();
  return async (source) => [spectrumOf(await readSourceIn(source, options, room), source)];
}
