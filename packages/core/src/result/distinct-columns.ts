import type { OperandoWarning } from '../error.js';
import { visibleText } from '../text/visible-text.js';
import { columnHeads } from './column-header.js';
import type { ResultColumn } from './estimate.js';
import type { ResultTable } from './result-table.js';

/** What a column is known by: its name, and its heads in files; programs that read tables often make no difference of case. */
function keysOf(column: ResultColumn): string[] {
  return [column.name, ...columnHeads(column)].map((key) => key.toLowerCase());
}

/** A table whose columns each have a name of their own. */
export interface DistinctTable {
  /** The table, some of its columns renamed. */
  readonly table: ResultTable;
  /** `column-renamed`, one for each column that was. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * A table whose columns each have a name of their own, by name and by what heads them in files, whatever the case: a column
 * whose name is there already gets `_2` behind it (`_3`, ...), and a warning.
 */
export function distinctColumns(table: ResultTable): DistinctTable {
  const columns = [...table.index.columns, ...table.columns];
  const reserved = new Set(columns.flatMap(keysOf));
  const taken = new Map<string, string>();
  const warnings: OperandoWarning[] = [];
  const next = new Map<string, number>();
  const renamed = columns.map((column) => {
    const before = keysOf(column)
      .map((key) => taken.get(key))
      .find((name) => name !== undefined);
    let own = column;
    if (before !== undefined) {
      let number = next.get(column.name.toLowerCase()) ?? 2;
      do own = { ...column, name: `${column.name}_${number++}` };
      while (keysOf(own).some((key) => reserved.has(key) || taken.has(key)));
      next.set(column.name.toLowerCase(), number);
      const [name, first] = [columnHeads(column)[0] ?? column.name, before].map(visibleText);
      warnings.push({
        code: 'column-renamed',
        message: `Table ${table.name} has a column ${first} already: another ${name} stands as ${visibleText(columnHeads(own)[0] ?? own.name)}.`,
        where: { column: own.name },
      });
    }
    const head = columnHeads(own)[0] ?? own.name;
    for (const key of keysOf(own)) taken.set(key, head);
    return own;
  });
  const indexed = table.index.columns.length;
  return {
    table: {
      ...table,
      index: { ...table.index, columns: renamed.slice(0, indexed) },
      columns: renamed.slice(indexed),
    },
    warnings,
  };
}
