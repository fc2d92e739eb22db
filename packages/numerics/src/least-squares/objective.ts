import { lossScaleOf, robustLoss } from './loss.js';
import { chainTies } from './ties.js';
import type { LeastSquaresOptions, ModelProblem, ResidualProblem } from './types.js';

/**
 * A problem as the iteration sees it: a cost, and a linearisation whose
 * residuals and rows are scaled so that J^T J is the (approximate) Hessian and
 * J^T r the step's right-hand side, whatever loss or likelihood stands behind.
 */
export interface Objective {
  readonly size: number;
  readonly parameters: number;
  /** Scaled residuals, data minus model, after {@link evaluate} of the same parameters and {@link linearise}. */
  readonly residuals: Float64Array;
  /** Column-major size x parameters, after {@link linearise}. */
  readonly jacobian: Float64Array;
  /** Cost at these parameters; not finite where the model is not. */
  evaluate(parameters: Float64Array): number;
  /** Fill residuals and Jacobian at the parameters of the last accepted evaluation. */
  linearise(parameters: Float64Array): void;
}

const isModel = (problem: ResidualProblem | ModelProblem): problem is ModelProblem => 'model' in problem;

/** Residual function and Jacobian of d residual / d parameter, row-major, for either kind of problem. */
interface Raw {
  readonly size: number;
  residuals(parameters: Float64Array, out: Float64Array): void;
  /** Residuals and their derivatives together; undefined when there are none but differences. */
  readonly both: ((parameters: Float64Array, residuals: Float64Array, rows: Float64Array) => void) | undefined;
}

function rawProblem(problem: ResidualProblem | ModelProblem): Raw {
  if (!isModel(problem)) {
    const { size, residuals, jacobian } = problem;
    const both: Raw['both'] =
      jacobian === undefined
        ? undefined
        : (parameters, out, rows) => {
            residuals(parameters, out);
            jacobian(parameters, rows);
          };
    return { size, residuals, both };
  }
  const { model, x, y, sigma } = problem;
  const size = y.length;
  const values = new Float64Array(size);
  const analytic = problem.analytic ?? model.length >= 4;
  const subtract = (out: Float64Array): void => {
    for (let i = 0; i < size; i++) out[i] = (values[i]! - y[i]!) / (sigma === undefined ? 1 : sigma[i]!);
  };
  return {
    size,
    residuals(parameters, out) {
      model(parameters, x, values);
      subtract(out);
    },
    both: analytic
      ? (parameters, out, rows) => {
          model(parameters, x, values, rows);
          subtract(out);
          if (sigma === undefined) return;
          const n = rows.length / size;
          for (let i = 0; i < size; i++) for (let k = 0; k < n; k++) rows[i * n + k]! /= sigma[i]!;
        }
      : undefined,
  };
}

/** Step for central differences: the cube root of the rounding error balances both errors. */
function differenceStep(value: number, scale: number): number {
  const h = 6.055e-6 * Math.max(Math.abs(value), 1e-3 * Math.abs(scale), 1e-30);
  // A step that is exactly representable.
  return value + h - value || h;
}

/** Central differences; each parameter's scale is its start where it is near zero. */
function byDifferences(raw: Raw, starts: Float64Array, moving: Int32Array): NonNullable<Raw['both']> {
  const n = starts.length;
  const plus = new Float64Array(raw.size);
  const minus = new Float64Array(raw.size);
  return (parameters, residuals, rows) => {
    raw.residuals(parameters, residuals);
    for (const k of moving) {
      const value = parameters[k]!;
      const h = differenceStep(value, starts[k]! || 1);
      parameters[k] = value + h;
      raw.residuals(parameters, plus);
      parameters[k] = value - h;
      raw.residuals(parameters, minus);
      parameters[k] = value;
      for (let i = 0; i < raw.size; i++) rows[i * n + k] = (plus[i]! - minus[i]!) / (2 * h);
    }
  };
}

/** Half of Poisson's deviance terms doubled: m - y + y ln(y / m), the second part 0 for no counts. */
function deviance(y: number, m: number): number {
  if (m > 0) return 2 * (m - y + (y > 0 ? y * Math.log(y / m) : 0));
  // The tail of a peak may underflow to nothing, where nothing was counted.
  return m === 0 && y === 0 ? 0 : Number.POSITIVE_INFINITY;
}

/**
 * Make the objective of a problem; all arrays are allocated here, none in the iteration.
 * It reads x, y and sigma where they lie: filling them anew gives the next frame.
 *
 * @param moving Free and tied parameters, whose derivatives are needed.
 */
export function createObjective(
  problem: ResidualProblem | ModelProblem,
  starts: Float64Array,
  moving: Int32Array,
  options: LeastSquaresOptions,
): Objective {
  const raw = rawProblem(problem);
  const { size } = raw;
  const n = starts.length;
  const rows = new Float64Array(size * n);
  const trial = new Float64Array(size);
  const residuals = new Float64Array(size);
  const jacobian = new Float64Array(size * n);
  const both = raw.both ?? byDifferences(raw, starts, moving);
  const ties = options.ties ?? [];
  const loss = options.loss ?? 'squares';
  const scale = lossScaleOf(loss, options.lossScale);
  const counts = options.likelihood === 'poisson' && isModel(problem) ? problem.y : undefined;

  return {
    size,
    parameters: n,
    residuals,
    jacobian,
    evaluate(parameters) {
      raw.residuals(parameters, trial);
      let cost = 0;
      if (counts !== undefined) {
        for (let i = 0; i < size; i++) cost += deviance(counts[i]!, counts[i]! + trial[i]!);
      } else if (loss === 'squares') {
        for (let i = 0; i < size; i++) cost += trial[i]! * trial[i]!;
      } else {
        for (let i = 0; i < size; i++) cost += robustLoss(loss, trial[i]! * trial[i]!, scale).value;
      }
      return cost;
    },
    linearise(parameters) {
      both(parameters, trial, rows);
      for (let i = 0; i < size; i++) {
        const residual = trial[i]!;
        let weight = 1;
        if (counts !== undefined) {
          const rate = counts[i]! + residual;
          weight = rate > 0 ? 1 / Math.sqrt(rate) : 0;
        }
        if (counts === undefined && loss !== 'squares')
          weight = Math.sqrt(robustLoss(loss, residual * residual, scale).weight);
        residuals[i] = -residual * weight;
        for (let k = 0; k < n; k++) jacobian[k * size + i] = rows[i * n + k]! * weight;
      }
      if (ties.length > 0) chainTies(ties, jacobian, size);
    },
  };
}
