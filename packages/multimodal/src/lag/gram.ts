import { applyTransposedRows, gramBands } from './spline-basis.js';
import type { SplineRows } from './spline-basis.js';
import { dot, times } from './products.js';

/** Splines and kinks under the samples of one signal. */
export interface CurveBasis {
  readonly rows: SplineRows;
  /** How each kink moves every sample. */
  readonly hinges: readonly Float64Array[];
}

/** Weighted products of splines and kinks with one another: what least squares need of any number of samples. */
export interface Gram {
  /** Of splines: columns x width, the diagonal first. */
  readonly bands: Float64Array;
  readonly width: number;
  /** Of each kink with the splines. */
  readonly border: readonly Float64Array[];
  /** Of kinks, row-major. */
  readonly corner: Float64Array;
}

/** Products of a basis with itself. @param weights Of the samples. */
export function gramOf({ rows, hinges }: CurveBasis, weights: Float64Array): Gram {
  const weighted = hinges.map((hinge) => times(hinge, weights));
  return {
    bands: gramBands(rows, weights),
    width: rows.width,
    border: weighted.map((hinge) => applyTransposedRows(rows, hinge)),
    corner: Float64Array.from(weighted.flatMap((one) => hinges.map((other) => dot(one, other)))),
  };
}

/** Products of a basis with values that carry their weights: splines, then kinks. */
export function productsWith({ rows, hinges }: CurveBasis, weighted: Float64Array): Float64Array {
  const out = new Float64Array(rows.columns + hinges.length);
  out.set(applyTransposedRows(rows, weighted));
  hinges.forEach((hinge, k) => {
    out[rows.columns + k] = dot(hinge, weighted);
  });
  return out;
}

/** A Gram matrix times unknowns: splines, then kinks. */
export function gramTimes({ bands, width, border, corner }: Gram, x: Float64Array): Float64Array {
  const columns = bands.length / width;
  const out = new Float64Array(x.length);
  for (let i = 0; i < columns; i++) {
    const own = x[i]!;
    let sum = bands[i * width]! * own;
    const last = Math.min(width, columns - i);
    for (let k = 1; k < last; k++) {
      const value = bands[i * width + k]!;
      sum += value * x[i + k]!;
      out[i + k]! += value * own;
    }
    out[i]! += sum;
  }
  const size = border.length;
  for (let k = 0; k < size; k++) {
    const height = x[columns + k]!;
    let sum = 0;
    for (let i = 0; i < columns; i++) {
      sum += border[k]![i]! * x[i]!;
      out[i]! += border[k]![i]! * height;
    }
    for (let l = 0; l < size; l++) sum += corner[k * size + l]! * x[columns + l]!;
    out[columns + k]! += sum;
  }
  return out;
}
