import { pushVarint } from './thrift.js';

/** A column of a table for Parquet: numbers, words, or a list of numbers in each row. */
export interface ParquetColumn {
  /** Name of the field. */
  readonly name: string;
  /** One for each row. */
  readonly values: ArrayLike<number> | readonly string[] | { readonly lists: readonly ArrayLike<number>[] };
  /** Of the field, as Arrow has it: `{unit: 'eV'}`. @default none */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Numbers, words, or a list of numbers in each row. */
export type ParquetKind = 'double' | 'text' | 'list';

/** Rows of a page, at most: readers hold a page at a time. */
const pageRows = 65_536;
/** Numbers of a page of lists, about. */
const pageNumbers = 131_072;

const isLists = (values: ParquetColumn['values']): values is { readonly lists: readonly ArrayLike<number>[] } =>
  'lists' in values;
const isWords = (values: ArrayLike<number> | readonly string[]): values is readonly string[] =>
  Array.isArray(values) && typeof values[0] === 'string';

/** What a column holds. */
export function kindOf({ values }: ParquetColumn): ParquetKind {
  if (isLists(values)) return 'list';
  return isWords(values) ? 'text' : 'double';
}

/** Rows of a column. */
export const rowsOf = ({ values }: ParquetColumn): number => (isLists(values) ? values.lists.length : values.length);

/** Bytes one behind the other. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Numbers as they stand in a page: 64 bits each, the lowest byte first. */
function doubles(values: Iterable<number>, count: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * count));
  let at = 0;
  for (const value of values) {
    view.setFloat64(at, value, true);
    at += 8;
  }
  return new Uint8Array(view.buffer);
}

function words(values: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  return joined(
    values.flatMap((value) => {
      const bytes = encoder.encode(value);
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, bytes.length, true);
      return [length, bytes];
    }),
  );
}

/** Levels as runs of the same value, with the length of all before them. */
function levels(runs: Iterable<readonly [count: number, value: 0 | 1]>): Uint8Array {
  const bytes: number[] = [];
  for (const [count, value] of runs) {
    if (count === 0) continue;
    pushVarint(bytes, 2 * count);
    bytes.push(value);
  }
  const whole = new Uint8Array(4 + bytes.length);
  new DataView(whole.buffer).setUint32(0, bytes.length, true);
  whole.set(bytes, 4);
  return whole;
}

/** Values as they stand in a file, without their header. */
export interface Page {
  readonly data: Uint8Array;
  /** Values that it says it has: an empty list counts as one. */
  readonly count: number;
}

function listPage(lists: readonly ArrayLike<number>[]): Page {
  const count = lists.reduce((sum, { length }) => sum + Math.max(1, length), 0);
  const total = lists.reduce((sum, { length }) => sum + length, 0);
  function* all(): Generator<number, void> {
    for (const list of lists) yield* Array.from(list);
  }
  // A list begins with 0 and goes on with 1; where it is defined there is a number.
  const repetition = levels(
    lists.flatMap(({ length }): (readonly [number, 0 | 1])[] => [
      [1, 0],
      [Math.max(0, length - 1), 1],
    ]),
  );
  const definition = levels(lists.map(({ length }): readonly [number, 0 | 1] => (length === 0 ? [1, 0] : [length, 1])));
  return { data: joined([repetition, definition, doubles(all(), total)]), count };
}

/** Pages of a column, one after another. */
export function* pagesOf({ values }: ParquetColumn): Generator<Page, void> {
  if (isLists(values)) {
    const longest = values.lists.reduce((most, { length }) => Math.max(most, length), 1);
    const rows = Math.max(1, Math.floor(pageNumbers / longest));
    for (let from = 0; from < values.lists.length; from += rows) yield listPage(values.lists.slice(from, from + rows));
    return;
  }
  for (let from = 0; from < values.length; from += pageRows) {
    const to = Math.min(values.length, from + pageRows);
    const count = to - from;
    if (isWords(values)) yield { data: words(values.slice(from, to)), count };
    else
      yield {
        data: doubles(
          Array.from({ length: count }, (_, k) => values[from + k]!),
          count,
        ),
        count,
      };
  }
}
