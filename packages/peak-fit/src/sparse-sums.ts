/**
 * A sparse matrix of a few rows as lists, made once and applied often: sums of listed values times factors, each to its place. Row
 * after row, so that a sum stays in a register.
 */
export interface SparseSums {
  rows: number;
  /** Of each row: where its sum goes, and the end of its terms. */
  readonly target: Int32Array;
  readonly ends: Int32Array;
  /** Of each term: where its value is, and the factor. */
  readonly source: Int32Array;
  readonly factor: Float64Array;
}

/** Room for so many rows and terms. */
export function createSparseSums(rows: number, terms: number): SparseSums {
  return {
    rows: 0,
    target: new Int32Array(rows),
    ends: new Int32Array(rows),
    source: new Int32Array(terms),
    factor: new Float64Array(terms),
  };
}

/** out[to + target] = sum of factor v[at + source]. */
export function applySums(
  { rows, target, ends, source, factor }: SparseSums,
  v: Float64Array,
  at: number,
  out: Float64Array,
  to: number,
): void {
  let k = 0;
  for (let row = 0; row < rows; row++) {
    const end = ends[row]!;
    let sum = 0;
    for (; k < end; k++) sum += factor[k]! * v[at + source[k]!]!;
    out[to + target[row]!] = sum;
  }
}

/** First term of a row. */
function startOf({ ends }: SparseSums, row: number): number {
  return row === 0 ? 0 : ends[row - 1]!;
}

/** List the transpose of a map: row i has the entries that follow i, by up to two lists of (index, factor). */
export function listTransposed(
  out: SparseSums,
  rows: number,
  lists: readonly { readonly of: Int32Array; readonly by: Float64Array }[],
): void {
  let used = 0;
  for (let row = 0; row < rows; row++) {
    for (const { of, by } of lists) {
      for (let i = 0; i < of.length; i++) {
        if (of[i] !== row) continue;
        out.source[used] = i;
        out.factor[used++] = by[i]!;
      }
    }
    out.target[row] = row;
    out.ends[row] = used;
  }
  out.rows = rows;
}

/**
 * List M A M^T of a symmetric A of `size` rows, of both of which the lower triangles are kept, row-major.
 *
 * @param apart Whether an element of A is always 0.
 */
export function listSquare(
  out: SparseSums,
  map: SparseSums,
  size: number,
  apart: (one: number, other: number) => boolean,
): void {
  const { rows, ends, source, factor } = map;
  let used = 0;
  let row = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      for (let a = startOf(map, i); a < ends[i]!; a++) {
        // On the diagonal each pair is met twice.
        for (let b = startOf(map, j); b < (i === j ? a + 1 : ends[j]!); b++) {
          const [one, other] = [source[a]!, source[b]!];
          if (apart(one, other)) continue;
          out.source[used] = Math.max(one, other) * size + Math.min(one, other);
          out.factor[used++] = factor[a]! * factor[b]! * (i === j && a !== b ? 2 : 1);
        }
      }
      out.target[row] = i * rows + j;
      out.ends[row++] = used;
    }
  }
  out.rows = row;
}

/** List M A N^T of an A with `size` columns, all of it, row-major. */
export function listProduct(
  out: SparseSums,
  left: SparseSums,
  right: SparseSums,
  size: number,
  apart: (one: number, other: number) => boolean,
): void {
  let used = 0;
  let row = 0;
  for (let i = 0; i < left.rows; i++) {
    for (let j = 0; j < right.rows; j++) {
      for (let a = startOf(left, i); a < left.ends[i]!; a++) {
        for (let b = startOf(right, j); b < right.ends[j]!; b++) {
          if (apart(left.source[a]!, right.source[b]!)) continue;
          out.source[used] = left.source[a]! * size + right.source[b]!;
          out.factor[used++] = left.factor[a]! * right.factor[b]!;
        }
      }
      out.target[row] = i * right.rows + j;
      out.ends[row++] = used;
    }
  }
  out.rows = row;
}
