/** A matrix by columns, with the stretch of rows where each column is not zero cut into runs. */
export interface ColumnRuns {
  readonly rows: number;
  readonly columns: number;
  /** Column-major values. */
  readonly values: Float64Array;
  /** First run of each column, one more entry than columns. */
  readonly firstRun: Int32Array;
  readonly runStart: Int32Array;
  readonly runEnd: Int32Array;
  /** Most columns between two that share a row. */
  readonly bandwidth: number;
}

/** Zeros between two runs that are worth skipping. */
const shortestGap = 8;

/** Find the runs of a row-major matrix. */
export function columnRuns(matrix: ArrayLike<number>, rows: number, columns: number): ColumnRuns {
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[j * rows + i] = matrix[i * columns + j]!;
  const starts: number[] = [];
  const ends: number[] = [];
  const firstRun = new Int32Array(columns + 1);
  for (let j = 0; j < columns; j++) {
    firstRun[j] = starts.length;
    for (let i = 0; i < rows; i++) {
      if (values[j * rows + i] === 0) continue;
      if (starts.length > firstRun[j]! && i - ends.at(-1)! < shortestGap) ends[ends.length - 1] = i + 1;
      else {
        starts.push(i);
        ends.push(i + 1);
      }
    }
  }
  firstRun[columns] = starts.length;
  const runs = { rows, columns, values, firstRun, runStart: Int32Array.from(starts), runEnd: Int32Array.from(ends) };
  return { ...runs, bandwidth: widestOverlap(runs) };
}

function widestOverlap(runs: Omit<ColumnRuns, 'bandwidth'>): number {
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
    const at = j * a.rows;
    for (let r = a.firstRun[j]!; r < a.firstRun[j + 1]!; r++) {
      const end = a.runEnd[r]!;
      for (let i = a.runStart[r]!; i < end; i++) out[i]! += factor * a.values[at + i]!;
    }
  }
}

/** out = A^T v. */
export function applyTransposed(a: ColumnRuns, v: Float64Array, out: Float64Array): void {
  for (let j = 0; j < a.columns; j++) {
    const at = j * a.rows;
    let sum = 0;
    for (let r = a.firstRun[j]!; r < a.firstRun[j + 1]!; r++) {
      const end = a.runEnd[r]!;
      for (let i = a.runStart[r]!; i < end; i++) sum += a.values[at + i]! * v[i]!;
    }
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
  const { rows, columns, values, firstRun, runStart, runEnd } = a;
  bands.fill(0);
  for (let j = 0; j < columns; j++) {
    const at = j * rows;
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
  const { rows, values, firstRun, runStart, runEnd } = a;
  const at = k * rows;
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
