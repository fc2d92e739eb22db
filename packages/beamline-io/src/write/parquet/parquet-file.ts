import { OperandoError } from '@operando/core';
import { arrowSchema } from './arrow-schema.js';
import { joined, kindOf, pagesOf, rowsOf } from './parquet-pages.js';
import type { Page, ParquetColumn } from './parquet-pages.js';
import { thriftBytes } from './thrift.js';
import type { ThriftStruct } from './thrift.js';

/** Options of {@link parquetBytes}. */
export interface ParquetOptions {
  /** Of the file: text by name. @default none */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Who wrote it. @default 'operando' */
  readonly createdBy?: string | undefined;
}

// parquet.thrift of apache/parquet-format.
const types = { double: 5, text: 6, list: 5 } as const;
const required = 0;
const repeated = 2;
const utf8 = 0;
const listType = 3;
const plain = 0;
const runLength = 3;

const magic = Uint8Array.of(0x50, 0x41, 0x52, 0x31);

function pageHeader({ data, count }: Page): Uint8Array {
  return thriftBytes([
    [1, { i32: 0 }],
    [2, { i32: data.length }],
    [3, { i32: data.length }],
    [
      5,
      {
        struct: [
          [1, { i32: count }],
          [2, { i32: plain }],
          [3, { i32: runLength }],
          [4, { i32: runLength }],
        ],
      },
    ],
  ]);
}

function schemaOf(column: ParquetColumn): ThriftStruct[] {
  const { name } = column;
  const kind = kindOf(column);
  const leaf = (called: string): ThriftStruct => [
    [1, { i32: types[kind] }],
    [3, { i32: required }],
    [4, { text: called }],
    ...(kind === 'text'
      ? ([
          [6, { i32: utf8 }],
          [10, { struct: [[1, { struct: [] }]] }],
        ] as const)
      : []),
  ];
  if (kind !== 'list') return [leaf(name)];
  const list: ThriftStruct = [
    [3, { i32: required }],
    [4, { text: name }],
    [5, { i32: 1 }],
    [6, { i32: listType }],
    [10, { struct: [[3, { struct: [] }]] }],
  ];
  const group: ThriftStruct = [
    [3, { i32: repeated }],
    [4, { text: 'list' }],
    [5, { i32: 1 }],
  ];
  return [list, group, leaf('element')];
}

const pathOf = (column: ParquetColumn): string[] =>
  kindOf(column) === 'list' ? [column.name, 'list', 'element'] : [column.name];

/** Writes the pages of a column, and gives what the end of the file says of them. */
function columnChunk(column: ParquetColumn, into: Uint8Array[], from: number): { chunk: ThriftStruct; size: number } {
  let size = 0;
  let count = 0;
  for (const page of pagesOf(column)) {
    const header = pageHeader(page);
    into.push(header, page.data);
    size += header.length + page.data.length;
    count += page.count;
  }
  const meta: ThriftStruct = [
    [1, { i32: types[kindOf(column)] }],
    [2, { list: [{ i32: plain }, { i32: runLength }] }],
    [3, { list: pathOf(column).map((text) => ({ text })) }],
    [4, { i32: 0 }],
    [5, { i64: count }],
    [6, { i64: size }],
    [7, { i64: size }],
    [9, { i64: from }],
  ];
  return {
    chunk: [
      [2, { i64: from }],
      [3, { struct: meta }],
    ],
    size,
  };
}

/** @throws OperandoError `shape-mismatch` for columns of different lengths, `invalid-argument` for a name that stands twice. */
function expectColumns(columns: readonly ParquetColumn[]): number {
  const rows = columns[0] === undefined ? 0 : rowsOf(columns[0]);
  const names = new Set<string>();
  for (const column of columns) {
    if (rowsOf(column) !== rows)
      throw new OperandoError('shape-mismatch', `it has ${rowsOf(column)} rows, not ${rows}.`, {
        where: { column: column.name },
        cure: 'Give every column as many.',
      });
    if (names.has(column.name))
      throw new OperandoError('invalid-argument', 'two columns have this name.', {
        where: { column: column.name },
        cure: 'Give each a name of its own.',
      });
    names.add(column.name);
  }
  return rows;
}

/**
 * A table as an Apache Parquet file: doubles, text and lists of doubles, not compressed, one group of rows. Units and whatever else
 * stands in `metadata` of a column are metadata of its field, as Arrow (pyarrow, pandas, polars, DuckDB) reads them.
 *
 * @throws OperandoError `shape-mismatch` for columns of different lengths, `invalid-argument` for a name that stands twice.
 */
export function parquetBytes(columns: readonly ParquetColumn[], options: ParquetOptions = {}): Uint8Array {
  const { metadata = {}, createdBy = 'operando' } = options;
  const rows = expectColumns(columns);
  const parts: Uint8Array[] = [magic];
  let at = magic.length;
  const chunks = columns.map((column) => {
    const { chunk, size } = columnChunk(column, parts, at);
    at += size;
    return chunk;
  });
  const whole = { ...metadata, 'ARROW:schema': arrowSchema(columns, metadata) };
  const root: ThriftStruct = [
    [3, { i32: required }],
    [4, { text: 'schema' }],
    [5, { i32: columns.length }],
  ];
  const group: ThriftStruct = [
    [1, { list: chunks.map((struct) => ({ struct })) }],
    [2, { i64: at - magic.length }],
    [3, { i64: rows }],
  ];
  const footer = thriftBytes([
    [1, { i32: 2 }],
    [2, { list: [root, ...columns.flatMap(schemaOf)].map((struct) => ({ struct })) }],
    [3, { i64: rows }],
    [4, { list: rows === 0 ? [] : [{ struct: group }] }],
    [
      5,
      {
        list: Object.entries(whole).map(([key, value]) => ({
          struct: [
            [1, { text: key }],
            [2, { text: value }],
          ],
        })),
      },
    ],
    [6, { text: createdBy }],
  ]);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, footer.length, true);
  return joined([...parts, footer, length, magic]);
}
