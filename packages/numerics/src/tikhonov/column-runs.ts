import type { KernelTable } from '../kernels/kernel-space.js';

/** A matrix by columns, with the stretch of rows where each column is not zero cut into runs. */
export interface ColumnRuns {
  readonly rows: number;
  readonly columns: number;
  /** Values of each column from its first to its last that is not zero: that of row i of column j is at `at[j] + i`. */
  readonly values: Float64Array;
  readonly at: Int32Array;
  /** First run of each column, one more entry than columns. */
  readonly firstRun: Int32Array;
  readonly runStart: Int32Array;
  readonly runEnd: Int32Array;
  /** The same numbers as the kernel reads them: values, and places of columns and runs. */
  readonly tables: readonly [KernelTable, KernelTable];
  /** Most columns between two that share a row. */
  readonly bandwidth: number;
}

/** Zeros between two runs that are worth skipping. */
const shortestGap = 8;

/** A column without the zeros about it, and its runs. */
interface Column {
  readonly first: number;
  readonly values: Float64Array;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** Find the runs of a column: every `stride`th number of an array. */
function runsOfColumn(numbers: Float64Array, from: number, stride: number, rows: number): Column {
  const starts: number[] = [];
  const ends: number[] = [];
  for (let i = 0; i < rows; i++) {
    if (numbers[from + i * stride] === 0) continue;
    if (starts.length > 0 && i - ends.at(-1)! < shortestGap) ends[ends.length - 1] = i + 1;
    else {
      starts.push(i);
      ends.push(i + 1);
    }
  }
  const first = starts[0] ?? 0;
  const values = new Float64Array((ends.at(-1) ?? 0) - first);
  for (let k = 0; k < values.length; k++) values[k] = numbers[from + (first + k) * stride]!;
  return { first, values, starts, ends };
}

/** Bring columns together. */
function joined(columns: readonly Column[], rows: number): ColumnRuns {
  const firstRun = new Int32Array(columns.length + 1);
  const at = new Int32Array(columns.length);
  const values = new Float64Array(columns.reduce((sum, column) => sum + column.values.length, 0));
  let next = 0;
  for (const [j, column] of columns.entries()) {
    values.set(column.values, next);
    at[j] = next - column.first;
    next += column.values.length;
    firstRun[j + 1] = firstRun[j]! + column.starts.length;
  }
  const runStart = Int32Array.from(columns.flatMap(({ starts }) => starts));
  const runEnd = Int32Array.from(columns.flatMap(({ ends }) => ends));
  const places = Int32Array.from([...at, ...firstRun, ...runStart, ...runEnd]);
  return {
    rows,
    columns: columns.length,
    values,
    at,
    firstRun,
    runStart,
    runEnd,
    tables: [{ values }, { values: places }],
    bandwidth: widestOverlap({ rows, columns: columns.length, firstRun, runStart, runEnd }),
  };
}

/** Find the runs of a row-major matrix. */
export function columnRuns(matrix: Float64Array, rows: number, columns: number): ColumnRuns {
  return joined(
    Array.from({ length: columns }, (_, j) => runsOfColumn(matrix, j, columns, rows)),
    rows,
  );
}

/** The same with some columns replaced. */
export function withColumns(a: ColumnRuns, others: ReadonlyMap<number, Float64Array>): ColumnRuns {
  const columns = Array.from({ length: a.columns }, (_, j): Column => {
    const other = others.get(j);
    if (other !== undefined) return runsOfColumn(other, 0, 1, a.rows);
    const starts = Array.from(a.runStart.subarray(a.firstRun[j], a.firstRun[j + 1]));
    const ends = Array.from(a.runEnd.subarray(a.firstRun[j], a.firstRun[j + 1]));
    const first = starts[0] ?? 0;
    return { first, values: a.values.subarray(a.at[j]! + first, a.at[j]! + (ends.at(-1) ?? 0)), starts, ends };
  });
  return joined(columns, a.rows);
}

function widestOverlap(runs: Pick<ColumnRuns, 'rows' | 'columns' | 'firstRun' | 'runStart' | 'runEnd'>): number {
  const first = new Int32Array(runs.rows).fill(-1);
  let widest = 0;
  for (let j = 0; j < runs.columns; j++) {
    for (let r = runs.firstRun[j]!; r < runs.firstRun[j + 1]!; r++) {
      for (let i = runs.runStart[r]!; i < runs.runEnd[r]!; i++) {
        if (first[i]! < 0) first[i] = j;
        else widest = Math.max(widest, j - first[i]!);
      }
    }
  }
  return widest;
}

/** out = A x + offset. */
export function applyColumns(a: ColumnRuns, x: Float64Array, offset: Float64Array, out: Float64Array): void {
  out.set(offset);
  for (let j = 0; j < a.columns; j++) {
    const factor = x[j]!;
    if (factor === 0) continue;
    const at = a.at[j]!;
    for (let r = a.firstRun[j]!; r < a.firstRun[j + 1]!; r++) {
      const end = a.runEnd[r]!;
      for (let i = a.runStart[r]!; i < end; i++) out[i]! += factor * a.values[at + i]!;
    }
  }
}

/** out = A^T v. */
export function applyTransposed(a: ColumnRuns, v: Float64Array, out: Float64Array): void {
  for (let j = 0; j < a.columns; j++) {
    const at = a.at[j]!;
    let sum = 0;
    for (let r = a.firstRun[j]!; r < a.firstRun[j + 1]!; r++)
      sum += span(a.values, at, v, a.runStart[r]!, a.runEnd[r]!);
    out[j] = sum;
  }
}

/** Lower bands of A^T diag(w) A: row j holds columns j - width to j, as the banded Cholesky takes them. */
export function weightedGram(
  a: ColumnRuns,
  w: Float64Array,
  width: number,
  weighted: Float64Array,
  bands: Float64Array,
): void {
  const { columns, values, firstRun, runStart, runEnd } = a;
  bands.fill(0);
  for (let j = 0; j < columns; j++) {
    const at = a.at[j]!;
    for (let r = firstRun[j]!; r < firstRun[j + 1]!; r++) {
      const end = runEnd[r]!;
      for (let i = runStart[r]!; i < end; i++) weighted[i] = w[i]! * values[at + i]!;
    }
    const own = j * (width + 1) + width - j;
    for (let k = Math.max(0, j - width); k <= j; k++) bands[own + k] = sharedRows(a, j, k, weighted);
  }
}

/** Sum over the rows both columns have. */
function sharedRows(a: ColumnRuns, j: number, k: number, weighted: Float64Array): number {
  const { values, firstRun, runStart, runEnd } = a;
  const at = a.at[k]!;
  let sum = 0;
  let r = firstRun[j]!;
  let s = firstRun[k]!;
  const endJ = firstRun[j + 1]!;
  const endK = firstRun[k + 1]!;
  while (r < endJ && s < endK) {
    const start = Math.max(runStart[r]!, runStart[s]!);
    const end = Math.min(runEnd[r]!, runEnd[s]!);
    sum += span(values, at, weighted, start, end);
    if (runEnd[r]! < runEnd[s]!) r++;
    else s++;
  }
  return sum;
}

/** Four sums at a time, since one chain of additions waits for itself. */
function span(values: Float64Array, at: number, weighted: Float64Array, start: number, end: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = start;
  for (; i + 3 < end; i += 4) {
    a += values[at + i]! * weighted[i]!;
    b += values[at + i + 1]! * weighted[i + 1]!;
    c += values[at + i + 2]! * weighted[i + 2]!;
    d += values[at + i + 3]! * weighted[i + 3]!;
  }
  for (; i < end; i++) a += values[at + i]! * weighted[i]!;
  return a + b + (c + d);
}
