import type { NamedSource } from '@operando/core';
import { baseName } from '../bytes/contents.js';
import type { ColumnTable } from '../table/column-table.js';
import type { Frame } from './frame.js';
import { tableReader } from './frame-table.js';
import type { FrameReader } from './read-frames.js';
import type { ReadSeriesOptions } from './series-options.js';

/** Reads the frames of a source: of the scan that is asked for, or of all. */
export function frameReader<F extends Frame>(
  options: ReadSeriesOptions,
  framesOf: (table: ColumnTable, source: NamedSource, name: string) => readonly F[],
): FrameReader<F> {
  const read = tableReader(options);
  return async (source) => {
    const name = baseName(source);
    const tables = await read(source);
    return tables.flatMap((table) =>
      framesOf(table, source, options.scan !== 'all' || table.scan === undefined ? name : `${name} ${table.scan}`),
    );
  };
}
