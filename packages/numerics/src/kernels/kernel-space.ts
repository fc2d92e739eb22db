/** Pages of 64 kB, as the kernels are built for: untouched ones cost nothing. */
const pages = 512;
/** Below lie the constants of the kernels. */
const innerFrom = 1 << 18;
const scratchFrom = 1 << 20;
/** Above lie tables. */
const tablesFrom = 3 << 20;

/** The memory that kernels work in. */
export interface KernelSpace {
  /** The memory itself, which all kernels share. */
  readonly memory: WebAssembly.Memory;
  /** All of it, as doubles. */
  readonly doubles: Float64Array;
  /** All of it, as 32-bit integers. */
  readonly integers: Int32Array;
  /** Address in bytes of room for whoever works on a stack. Nothing is kept there from call to call. */
  readonly scratch: number;
  /** Doubles that there is room for at `scratch`. */
  readonly scratchSize: number;
  /** Address in bytes of room for work on one row, which may be part of work on a stack. */
  readonly inner: number;
  /** Doubles that there is room for at `inner`. */
  readonly innerSize: number;
  /**
   * Address of a table, which is copied where it is not there yet. Only what one call asks for is sure to be there:
   * ask for all tables of a kernel at once, with {@link placeTables}.
   */
  readonly place: (this: void, table: KernelTable) => number;
  /** Goes up when tables that were there are given up for others. */
  readonly generation: (this: void) => number;
}

/** Numbers that kernels read again and again. The same object each time, so that they are copied once. */
export interface KernelTable {
  /** The numbers; they must not change. */
  readonly values: Float64Array | Int32Array;
}

/** Memory for kernels, empty. */
export function createKernelSpace(): KernelSpace {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const doubles = new Float64Array(memory.buffer);
  const integers = new Int32Array(memory.buffer);
  let places = new WeakMap<KernelTable, number>();
  let next = tablesFrom;
  let generation = 0;
  return {
    memory,
    doubles,
    integers,
    scratch: scratchFrom,
    scratchSize: (tablesFrom - scratchFrom) / 8,
    inner: innerFrom,
    innerSize: (scratchFrom - innerFrom) / 8,
    generation: () => generation,
    place(table) {
      const known = places.get(table);
      if (known !== undefined) return known;
      const { values } = table;
      // Vectors are read from multiples of 16 bytes.
      const bytes = (values.byteLength + 15) & ~15;
      if (next + bytes > memory.buffer.byteLength) {
        places = new WeakMap();
        next = tablesFrom;
        generation++;
      }
      const address = next;
      if (values instanceof Float64Array) doubles.set(values, address / 8);
      else integers.set(values, address / 4);
      next += bytes;
      places.set(table, address);
      return address;
    },
  };
}

/** Address of a row where it lies in the memory of the kernels already, else of a copy at `inner`. */
export function rowAddress(
  { doubles, inner }: KernelSpace,
  values: Float64Array,
  offset: number,
  points: number,
): number {
  if (values.buffer === doubles.buffer) return values.byteOffset + 8 * offset;
  doubles.set(values.subarray(offset, offset + points), inner / 8);
  return inner;
}

/** Doubles that all tables of one call may hold together. */
export const mostInTables: number = (pages * 65_536 - tablesFrom) / 16;

/** Addresses of the tables of one call. @returns undefined where they are more than {@link mostInTables} */
export function placeTables(space: KernelSpace, tables: readonly KernelTable[]): readonly number[] | undefined {
  let bytes = 0;
  for (const { values } of tables) bytes += values.byteLength + 16;
  if (bytes > 8 * mostInTables) return undefined;
  const before = space.generation();
  const addresses = tables.map(space.place);
  return space.generation() === before ? addresses : tables.map(space.place);
}
