import type { OperandoWarning } from '@operando/core';
import type { ColumnTable, TableColumn } from '../table/column-table.js';
import { said } from '../text/said.js';

/** Formats whose columns are whatever their writer wanted. */
const free: ReadonlySet<string> = new Set(['csv', 'column-text']);

/** That columns of a table of numbers are no part of its frame: they may be scans of their own. */
export function leftOutWarnings(table: ColumnTable, used: readonly (TableColumn | undefined)[]): OperandoWarning[] {
  const others = table.columns.filter((column) => !used.includes(column));
  if (others.length === 0 || !free.has(table.format)) return [];
  const names = others.map(({ label }) => label);
  const list = `${names.slice(0, 6).join(', ')}${names.length > 6 ? ', …' : ''}`;
  return [
    {
      code: 'columns-left-out',
      message: said`Of ${table.columns.length} columns ${others.length} were not read: ${list}. Pass columnsAsFrames (command: --columns-as-frames) if each is a scan.`,
    },
  ];
}
