import { isTextColumn, tableLength } from '@operando/core';
import type { ResultColumn, ResultTable } from '@operando/core';
import type { PageColumn, PageTable } from '../page-data.js';
import { createNumberPool } from './number-pool.js';
import type { Packer } from './packer.js';

/** A table as a page holds it: every number to the bit. */
export function packTable(table: ResultTable, packer: Packer): PageTable {
  const numbers = createNumberPool();
  const statuses = createNumberPool();
  const words: (readonly string[])[] = [];
  const column = (given: ResultColumn): PageColumn => {
    if (isTextColumn(given)) return { name: given.name, words: words.push(given.words) - 1 };
    const { name, unit, values, stderr, status } = given;
    return {
      name,
      unit,
      values: numbers.add(values),
      ...(stderr === undefined ? {} : { stderr: numbers.add(stderr) }),
      ...(status === undefined ? {} : { status: statuses.add(status) }),
    };
  };
  const index = table.index.columns.map(column);
  const columns = table.columns.map(column);
  return {
    name: table.name,
    rows: table.index.rows,
    length: tableLength(table),
    index,
    columns,
    numbers: packer.exact(numbers.numbers()),
    statuses: packer.exact(statuses.numbers()),
    words: packer.text(JSON.stringify(words)),
  };
}
