import { gaussLegendre } from '@operando/numerics';

/** Even knots: the first at `from`, `spacing` apart; there are `columns` cubic B-splines, three more than intervals. */
export interface EvenKnots {
  readonly from: number;
  readonly spacing: number;
  readonly columns: number;
}

/** Splines under samples: each row has `width` numbers, in the columns from `first` on. */
export interface SplineRows {
  readonly width: number;
  readonly columns: number;
  readonly first: Int32Array;
  /** Rows x width. */
  readonly weights: Float64Array;
}

/** Even knots over a range. @param spacing Wished; made a little smaller so that the range is a whole number of them. */
export function evenKnots(from: number, to: number, spacing: number): EvenKnots {
  const intervals = Math.max(1, Math.ceil((to - from) / spacing - 1e-9));
  return { from, spacing: (to - from) / intervals, columns: intervals + 3 };
}

const nodes = gaussLegendre(3, 0, 1);

/** Exposures shorter than this share of the knots' spacing are taken at their middle. */
const shortShare = 0.1;

/** Numbers that each row needs so that the longest exposure fits. */
export function basisWidth(knots: EvenKnots, longest: number): number {
  const over = longest <= shortShare * knots.spacing ? 0 : Math.ceil(longest / knots.spacing);
  return Math.min(knots.columns, 4 + over);
}

/** Add the four splines at a time, times a factor, to a row whose first column is `first`. */
function addAt(knots: EvenKnots, time: number, factor: number, first: number, row: Float64Array): void {
  const place = (time - knots.from) / knots.spacing;
  const interval = Math.min(knots.columns - 4, Math.max(0, Math.floor(place)));
  const u = place - interval;
  const v = 1 - u;
  const at = interval - first;
  row[at]! += (factor * v * v * v) / 6;
  row[at + 1]! += factor * (2 / 3 - u * u + 0.5 * u * u * u);
  row[at + 2]! += factor * (2 / 3 - v * v + 0.5 * v * v * v);
  row[at + 3]! += (factor * u * u * u) / 6;
}

/**
 * Splines averaged over exposures that are moved back by a lag: three points of Gauss between knots, or the middle of
 * exposures shorter than a tenth of the spacing.
 *
 * @param width Numbers in each row ({@link basisWidth}).
 */
export function splineRows(
  knots: EvenKnots,
  { start, end }: { readonly start: Float64Array; readonly end: Float64Array },
  lag: number,
  width: number,
): SplineRows {
  const rows = start.length;
  const first = new Int32Array(rows);
  const weights = new Float64Array(rows * width);
  const last = knots.columns - width;
  for (let i = 0; i < rows; i++) {
    const from = start[i]! - lag;
    const length = end[i]! - start[i]!;
    const isShort = length <= shortShare * knots.spacing;
    const low = isShort ? from + 0.5 * length : from;
    first[i] = Math.min(last, Math.max(0, Math.floor((low - knots.from) / knots.spacing)));
    const row = weights.subarray(i * width, (i + 1) * width);
    if (isShort) {
      addAt(knots, low, 1, first[i]!, row);
      continue;
    }
    const pieces = Math.ceil(length / knots.spacing);
    for (let k = 0; k < 3 * pieces; k++) {
      const time = from + (length * (Math.floor(k / 3) + nodes.nodes[k % 3]!)) / pieces;
      addAt(knots, time, nodes.weights[k % 3]! / pieces, first[i]!, row);
    }
  }
  return { width, columns: knots.columns, first, weights };
}

/** Rows times coefficients. */
export function applyRows({ width, first, weights }: SplineRows, coefficients: Float64Array): Float64Array {
  const out = new Float64Array(first.length);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < width; j++) sum += weights[i * width + j]! * coefficients[first[i]! + j]!;
    out[i] = sum;
  }
  return out;
}

/** Transposed rows times values. */
export function applyTransposedRows(
  { width, columns, first, weights }: SplineRows,
  values: Float64Array,
): Float64Array {
  const out = new Float64Array(columns);
  for (let i = 0; i < values.length; i++)
    for (let j = 0; j < width; j++) out[first[i]! + j]! += values[i]! * weights[i * width + j]!;
  return out;
}

/** Bands (columns x width, the diagonal first) of rows^T weight rows. */
export function gramBands({ width, columns, first, weights }: SplineRows, weight: Float64Array): Float64Array {
  const bands = new Float64Array(columns * width);
  for (let i = 0; i < weight.length; i++) {
    for (let j = 0; j < width; j++) {
      const wj = weight[i]! * weights[i * width + j]!;
      const band = (first[i]! + j) * width - j;
      if (wj !== 0) for (let k = j; k < width; k++) bands[band + k]! += wj * weights[i * width + k]!;
    }
  }
  return bands;
}

/** Add to bands the penalty on second differences: lambda D^T D. */
export function addDifferencePenalty(bands: Float64Array, width: number, columns: number, lambda: number): void {
  for (let d = 0; d + 2 < columns; d++) {
    bands[d * width]! += lambda;
    bands[d * width + 1]! -= 2 * lambda;
    bands[d * width + 2]! += lambda;
    bands[(d + 1) * width]! += 4 * lambda;
    bands[(d + 1) * width + 1]! -= 2 * lambda;
    bands[(d + 2) * width]! += lambda;
  }
  // Splines that no sample reaches are held by the penalty alone, up to rounding.
  for (let i = 0; i < columns; i++) bands[i * width]! += 1e-10 * (1 + lambda);
}

/** D^T D c and c^T D^T D c. */
export function differencePenalty(
  c: Float64Array,
  columns: number,
): { readonly slope: Float64Array; readonly value: number } {
  const slope = new Float64Array(columns);
  let value = 0;
  for (let d = 0; d + 2 < columns; d++) {
    const second = c[d]! - 2 * c[d + 1]! + c[d + 2]!;
    value += second * second;
    slope[d]! += second;
    slope[d + 1]! -= 2 * second;
    slope[d + 2]! += second;
  }
  return { slope, value };
}
