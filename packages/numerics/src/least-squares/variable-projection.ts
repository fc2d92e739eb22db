import { backSubstitute, householderQrInPlace } from '../householder-qr.js';
import { conclude } from './conclude.js';
import { finalLinearisation } from './covariance.js';
import { standardErrors, withErrors } from './errors.js';
import { iterate } from './iterate.js';
import { placeStart, prepareFit } from './least-squares.js';
import { checkStart, settingsOf } from './settings.js';
import { chainTies, covarianceThroughTies } from './ties.js';
import type { LeastSquaresOptions, LeastSquaresResult, ResidualProblem } from './types.js';

/** A model that is a sum of functions, linear in their amplitudes: y = sum_j c_j phi_j(x; p). */
export interface SeparableProblem {
  /** Number of functions. */
  readonly terms: number;
  /** Fill the functions, column-major points x terms. */
  readonly basis: (parameters: Float64Array, x: Float64Array, out: Float64Array) => void;
  /**
   * Fill d model / d p_k at given amplitudes, column-major points x parameters.
   * @default central differences of the functions
   */
  readonly derivatives?:
    | ((parameters: Float64Array, amplitudes: Float64Array, x: Float64Array, out: Float64Array) => void)
    | undefined;
  /** Where the data stand. */
  readonly x: Float64Array;
  /** The data, one for each of x. */
  readonly y: Float64Array;
  /** Standard deviation of each y. @default 1 */
  readonly sigma?: Float64Array | undefined;
}

/** A fit by variable projection; `parameters` and `clipped` are the nonlinear ones. */
export interface VariableProjectionResult extends LeastSquaresResult {
  /** The linear parameters. */
  readonly amplitudes: Float64Array;
  /** Standard error of each amplitude. */
  readonly amplitudesStderr: Float64Array;
  /** Row-major, of the nonlinear parameters followed by the amplitudes. */
  readonly fullCovariance: Float64Array;
}

/** The best amplitudes at given nonlinear parameters, and what is left. */
function createProjector({ terms, basis, x, y, sigma }: SeparableProblem): {
  readonly amplitudes: Float64Array;
  /** Weighted functions as the caller gave them. */
  readonly functions: Float64Array;
  /** Residuals model - data in standard deviations, into `out`. */
  readonly project: (parameters: Float64Array, out: Float64Array) => void;
  /** Remove the part of a column that the functions can take up. */
  readonly complement: (column: Float64Array) => void;
} {
  const size = y.length;
  const functions = new Float64Array(size * terms);
  const factor = new Float64Array(size * terms);
  const diagonal = new Float64Array(terms);
  const right = new Float64Array(size);
  const amplitudes = new Float64Array(terms);
  const applyReflectors = (column: Float64Array, backwards: boolean): void => {
    for (let step = 0; step < terms; step++) {
      const k = backwards ? terms - 1 - step : step;
      const head = factor[k * size + k]!;
      if (diagonal[k] === 0) continue;
      let sum = 0;
      for (let i = k; i < size; i++) sum += factor[k * size + i]! * column[i]!;
      sum /= head;
      for (let i = k; i < size; i++) column[i]! -= sum * factor[k * size + i]!;
    }
  };
  return {
    amplitudes,
    functions,
    project(parameters, out) {
      basis(parameters, x, functions);
      if (sigma !== undefined)
        for (let j = 0; j < terms; j++) for (let i = 0; i < size; i++) functions[j * size + i]! /= sigma[i]!;
      factor.set(functions);
      for (let i = 0; i < size; i++) right[i] = sigma === undefined ? y[i]! : y[i]! / sigma[i]!;
      householderQrInPlace(factor, size, terms, right, diagonal);
      backSubstitute(factor, size, terms, right, diagonal, amplitudes);
      // Q of what lies outside the span of the functions: data - model, here with the other sign.
      for (let i = 0; i < size; i++) out[i] = i < terms && diagonal[i] !== 0 ? 0 : -right[i]!;
      applyReflectors(out, true);
    },
    complement(column) {
      applyReflectors(column, false);
      for (let k = 0; k < terms; k++) if (diagonal[k] !== 0) column[k] = 0;
      applyReflectors(column, true);
    },
  };
}

/**
 * Least squares by variable projection (Golub and Pereyra 1973, with Kaufman's
 * Jacobian): amplitudes are solved for exactly at every step, so that only the
 * nonlinear parameters need starts and are iterated on.
 *
 * @throws RangeError as {@link leastSquares}, and for robust losses and Poisson likelihood, for which it does not hold.
 */
export function variableProjection(
  problem: SeparableProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): VariableProjectionResult {
  if ((options.loss ?? 'squares') !== 'squares' || options.likelihood === 'poisson') {
    throw new RangeError(
      'variable projection is for plain least squares; use leastSquares for robust losses and counts',
    );
  }
  const { x, y, sigma, terms } = problem;
  const size = y.length;
  const first = Float64Array.from(start);
  const n = first.length;
  const broken = y.findIndex((value, i) => !Number.isFinite(value) || (sigma !== undefined && !(sigma[i]! > 0)));
  if (x.length !== size || (sigma !== undefined && sigma.length !== size) || broken >= 0) {
    throw new RangeError(
      broken >= 0
        ? `point ${broken} is ${y[broken]} with sigma ${sigma?.[broken] ?? 1}`
        : 'x, y and sigma differ in length',
    );
  }
  if (size < terms + n) throw new RangeError(`${size} points cannot determine ${terms} amplitudes and ${n} parameters`);
  checkStart(first);
  const settings = settingsOf(n, options);
  const projector = createProjector(problem);
  const columns = new Float64Array(size * n);
  const derivatives = problem.derivatives ?? byDifferences(problem, first);
  const scratch = new Float64Array(size);
  const fillColumns = (parameters: Float64Array): void => {
    derivatives(parameters, projector.amplitudes, x, columns);
    if (sigma !== undefined)
      for (let k = 0; k < n; k++) for (let i = 0; i < size; i++) columns[k * size + i]! /= sigma[i]!;
  };
  const inner: ResidualProblem = {
    size,
    residuals: projector.project,
    jacobian(parameters, out) {
      // leastSquares asks for residuals at the same parameters just before: the factors are those of here.
      fillColumns(parameters);
      for (let k = 0; k < n; k++) {
        scratch.set(columns.subarray(k * size, (k + 1) * size));
        projector.complement(scratch);
        for (let i = 0; i < size; i++) out[i * n + k] = scratch[i]!;
      }
    },
  };
  const space = prepareFit(inner, first, options, settings);
  placeStart(space, first, settings);
  const fit = conclude(space, settings, iterate(space, settings), options.scaleCovariance === true);
  const degreesOfFreedom = size - settings.free.length - terms;
  const residuals = new Float64Array(size);
  projector.project(fit.parameters, residuals);
  fillColumns(fit.parameters);
  const all = n + terms;
  const jacobian = new Float64Array(size * all);
  jacobian.set(columns);
  jacobian.set(projector.functions, n * size);
  const free = Array.from(settings.free).filter((k) => !fit.clipped.includes(k));
  const fullCovariance = new Float64Array(all * all);
  const together = Float64Array.of(...fit.parameters, ...projector.amplitudes);
  chainTies(settings.ties, jacobian, size);
  const moving = [...free, ...Array.from({ length: terms }, (_, j) => n + j)];
  const end = finalLinearisation(jacobian, residuals, together, moving, fullCovariance);
  covarianceThroughTies(settings.ties, fullCovariance, all);
  const scale = options.scaleCovariance === true ? fit.chiSquare / degreesOfFreedom : 1;
  for (let i = 0; i < fullCovariance.length; i++) fullCovariance[i]! *= scale;
  const errors = standardErrors(fullCovariance, all, withErrors(settings.ties, moving));
  return {
    ...fit,
    degreesOfFreedom,
    dof: degreesOfFreedom,
    covariance: Float64Array.from({ length: n * n }, (_, i) => fullCovariance[Math.floor(i / n) * all + (i % n)]!),
    stderr: errors.slice(0, n),
    amplitudes: projector.amplitudes.slice(),
    amplitudesStderr: errors.slice(n),
    fullCovariance,
    status: end.regular || fit.status !== 'converged' ? fit.status : 'singular',
  };
}

function byDifferences(
  { basis, terms, x, y }: SeparableProblem,
  starts: Float64Array,
): NonNullable<SeparableProblem['derivatives']> {
  const size = y.length;
  const plus = new Float64Array(size * terms);
  const minus = new Float64Array(size * terms);
  return (parameters, amplitudes, _x, out) => {
    out.fill(0);
    for (let k = 0; k < starts.length; k++) {
      const value = parameters[k]!;
      const h = 6.055e-6 * Math.max(Math.abs(value), 1e-3 * Math.abs(starts[k]!), 1e-30);
      parameters[k] = value + h;
      basis(parameters, x, plus);
      parameters[k] = value - h;
      basis(parameters, x, minus);
      parameters[k] = value;
      for (let j = 0; j < terms; j++) {
        const slope = amplitudes[j]! / (2 * h);
        for (let i = 0; i < size; i++) out[k * size + i]! += slope * (plus[j * size + i]! - minus[j * size + i]!);
      }
    }
  };
}
