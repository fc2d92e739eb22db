import { applyColumns, applyTransposed } from './column-runs.js';
import { lowerBandLogDeterminant, lowerBandSolveInPlace } from './lower-band.js';
import { leastExpected, weigh } from './projected-newton.js';
import type { PenalisedFit } from './projected-newton.js';
import type { TikhonovSolution } from './types.js';
import { factorise } from './workspace.js';
import type { PenalisedWorkspace } from './workspace.js';

/** Expected variance of each datum. */
function variances(fit: PenalisedFit): Float64Array {
  const { options } = fit.from;
  return fit.fitted.map((value, i) =>
    options.likelihood === 'poisson' ? Math.max(leastExpected, value) : (options.sigma?.[i] ?? 1) ** 2,
  );
}

/**
 * A fit with its errors, which are worked out when first asked for: by the
 * expected curvature at the solution, bounds disregarded, so that an element at
 * its bound has an error too.
 */
export function tikhonovSolution(work: PenalisedWorkspace, fit: PenalisedFit): TikhonovSolution {
  const { a, width, scale } = work;
  const { columns } = a;
  const { reach } = work.differences;
  const { data, factor, lambda } = fit.from;
  const variance = variances(fit);
  let chiSquare = 0;
  const { weights } = fit.from.options;
  for (let i = 0; i < data.length; i++)
    chiSquare += ((weights?.[i] ?? 1) * (data[i]! - fit.fitted[i]!) ** 2) / variance[i]!;

  let curved: Float64Array | undefined;
  const curvature = (): Float64Array => {
    if (curved === undefined) {
      curved = variance.map((value) => (factor * factor) / value);
      weigh(curved, weights);
    }
    return curved;
  };

  /** The normal equations at this solution, unless they are there already. */
  const gramHere = (): void => {
    if (work.room.gramOf === fit.from) return;
    work.room.weights.set(curvature());
    work.equations.gram(work.room.weights, work.room.scratch, work.room.gram);
    work.room.gramOf = fit.from;
  };
  /** The factors of the normal equations at this solution, in the workspace. */
  const factoriseHere = (): Float64Array => {
    if (work.room.systemOf === fit.from) return work.room.system;
    gramHere();
    factorise(work, lambda, fit.from.options.prior?.weight ?? 0, undefined);
    work.room.systemOf = fit.from;
    return work.room.system;
  };
  let made: Float64Array | undefined;
  /** The same, kept. */
  const factors = (): Float64Array => (made ??= factoriseHere().slice());
  let near: Float64Array | undefined;
  const inverse = (): Float64Array => (near ??= work.equations.inverseNear(factors(), reach));
  const covarianceOf = (left: ArrayLike<number>, right: ArrayLike<number>): number => {
    const solved = Float64Array.from(right);
    lowerBandSolveInPlace(factors(), columns, width, solved);
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += left[j]! * solved[j]!;
    return sum * scale * scale;
  };
  return {
    x: fit.x.map((value) => value * scale),
    fitted: fit.fitted,
    chiSquare,
    objective: fit.objective,
    penalty: fit.penalty,
    lambda,
    iterations: fit.iterations,
    status: fit.status,
    effectiveParameters() {
      // tr(C G) = n - tr(C (lambda L^T L + prior)), and L^T L reaches few off the diagonal.
      let trace = 0;
      const prior = fit.from.options.prior?.weight ?? 0;
      for (let j = 0; j < columns; j++) {
        for (let away = 0; away < reach; away++)
          trace += (away === 0 ? 1 : 2) * inverse()[reach * j + away]! * lambda * work.penalty[reach * j + away]!;
        trace += inverse()[reach * j]! * prior;
      }
      return columns - trace;
    },
    evidence: () =>
      fit.objective +
      lowerBandLogDeterminant(made ?? factoriseHere(), columns, width) -
      work.differences.rank * Math.log(Math.max(lambda, 1e-300)) -
      work.differences.logWeights,
    differences() {
      const values = new Float64Array(columns).fill(Number.NaN);
      const squares = new Float64Array(columns).fill(Number.NaN);
      for (const { name, first, coefficients } of work.differences.rowsOf) {
        let value = 0;
        let square = 0;
        coefficients.forEach((left, p) => {
          value += left * fit.x[first + p]!;
          coefficients.forEach((right, q) => {
            square += left * right * inverse()[reach * (first + Math.min(p, q)) + Math.abs(p - q)]!;
          });
        });
        values[name] = value;
        squares[name] = Math.max(0, square);
      }
      return { values, variances: squares };
    },
    standardErrors: () => Float64Array.from({ length: columns }, (_, j) => scale * Math.sqrt(inverse()[reach * j]!)),
    sumErrors: (sums) => Float64Array.from(sums, (sum) => Math.sqrt(covarianceOf(sum, sum))),
    covarianceOf,
    precision() {
      gramHere();
      const prior = fit.from.options.prior?.weight ?? 0;
      const dense = new Float64Array(columns * columns);
      for (let i = 0; i < columns; i++) {
        for (let k = Math.max(0, i - width); k <= i; k++) {
          const away = i - k;
          const smooth = away < reach ? lambda * work.penalty[reach * k + away]! : 0;
          const value =
            (work.room.gram[i * (width + 1) + width - away]! + smooth + (away === 0 ? prior : 0)) / (scale * scale);
          dense[i * columns + k] = value;
          dense[k * columns + i] = value;
        }
      }
      return dense;
    },
    resolutionRow(j) {
      const row = new Float64Array(columns);
      row[j] = 1;
      lowerBandSolveInPlace(factors(), columns, width, row);
      const through = new Float64Array(a.rows);
      applyColumns(a, row, through, through);
      for (let i = 0; i < a.rows; i++) through[i]! *= curvature()[i]!;
      const out = new Float64Array(columns);
      applyTransposed(a, through, out);
      return out;
    },
  };
}
