import { OperandoError } from '@operando/core';
import type { Status } from '@operando/core';
import type { LeastSquaresResult } from '@operando/numerics';
import { checkCut, usedSigma } from './cut-data.js';
import type { CutData, CutWeights } from './cut-data.js';
import { createCutCurve } from './cut-curve.js';
import type { CutCurve } from './cut-curve.js';
import { fitDefaults } from './defaults.js';
import type { CutModel } from './model.js';
import { fitFrom, statusOfFit } from './fit-from.js';
import type { CutProblem } from './fit-from.js';
import type { RegisteredParameter } from './register.js';
import { silentParameters } from './silent-terms.js';
import { dataShapes } from './data-starts.js';
import { findAmplitudes, spreadShapes } from './starts.js';
import type { CutStart } from './starts.js';

/** Options of {@link fitCut}. */
export interface FitCutOptions {
  /** How points are weighted. @default 'sigma' where the data have standard deviations, else 'poisson' */
  readonly weights?: CutWeights | undefined;
  /** Starts beside that of the model, tried where the fit from there does not describe the data. @default 8 */
  readonly starts?: number | undefined;
  /** Most steps of a fit. @default 200 */
  readonly maximumIterations?: number | undefined;
  /** Values that are held in place of those of the model, by the names of the parameters. @default none */
  readonly held?: Readonly<Record<string, number>> | undefined;
}

/** A fitted cut. */
export interface CutFit {
  /** Of the model, in order. */
  readonly parameters: readonly RegisteredParameter[];
  /** Of the parameters, in their units. */
  readonly values: Float64Array;
  /** Standard errors; NaN where not known: held, undetermined or on a bound. */
  readonly stderr: Float64Array;
  /** Row-major, parameters x parameters. */
  readonly covariance: Float64Array;
  /** Of Poisson's likelihood the deviance. */
  readonly chiSquare: number;
  /** Points less what was fitted. */
  readonly degreesOfFreedom: number;
  /** `converged`, `misfit` where chi-square is too large by a chance of 1e-6, or why there is no minimum. */
  readonly status: Status;
  /** The same of each parameter: `held`, `at-bound`, `not-visible` where it shapes a term of which there is nothing. */
  readonly statuses: readonly Status[];
  /** Intensity of the model at each q. */
  readonly fitted: Float64Array;
  /** In standard deviations. */
  readonly residuals: Float64Array;
}

/** The most promising of further starts: spread about shapes, and what the data suggest. */
export function furtherStarts(
  { curve, data, sigma }: CutProblem,
  shapes: Float64Array,
  fixed: readonly boolean[],
  starts: number,
): CutStart[] {
  const isHeld = (k: number): boolean => fixed[k]!;
  return [
    ...spreadShapes(curve, shapes, starts, isHeld),
    ...(starts > 0 ? dataShapes(curve, { ...data, sigma }, shapes, isHeld) : []),
  ]
    .map((at) => findAmplitudes(curve, at, data.intensity, sigma, isHeld))
    .toSorted((a, b) => a.chiSquare - b.chiSquare)
    .slice(0, Math.ceil(starts / 2));
}

/** The best of fits from several starts; the first is enough where it describes the data. */
export function fitBest(
  problem: CutProblem,
  shapes: Float64Array,
  fixed: readonly boolean[],
  starts: number,
): LeastSquaresResult {
  const { curve, data, sigma } = problem;
  const first = findAmplitudes(curve, shapes, data.intensity, sigma, (k) => fixed[k]!);
  let best = fitFrom(problem, first.values, fixed);
  if (statusOfFit(best) === 'converged') return best;
  for (const { values } of furtherStarts(problem, shapes, fixed, starts)) {
    const other = fitFrom(problem, values, fixed);
    if (other.status !== 'failed' && !(other.chiSquare >= best.chiSquare - 1e-9)) best = other;
    if (statusOfFit(best) === 'converged') break;
  }
  return best;
}

/** A result as it is told. @param unseen Parameters that were held since nothing is seen of what they shape. */
export function concludeCut(
  { curve, data, weights, sigma }: CutProblem,
  result: FitEnd,
  fixed: readonly boolean[],
  unseen: readonly number[] = [],
): CutFit {
  const { parameters: values, covariance, chiSquare, degreesOfFreedom, clipped } = result;
  const fitted = new Float64Array(data.q.length);
  curve.evaluate(values, fitted);
  const status = statusOfFit(result);
  // One that other frames determine has an error.
  const silent = silentParameters(curve.parameters, values, fixed).filter((k) => !(result.stderr[k]! > 0));
  const hidden = new Set([...silent, ...unseen]);
  const statusOf = (k: number): Status => {
    if (fixed[k]!) return 'held';
    if (hidden.has(k)) return 'not-visible';
    return clipped.includes(k) ? 'at-bound' : status;
  };
  // An error beyond all that a parameter may be says nothing but that it is not known.
  const stderr = result.stderr.map((error, k) => {
    const { lower, upper } = curve.parameters[k]!;
    return error > upper - lower ? Number.NaN : error;
  });
  return {
    parameters: curve.parameters,
    values,
    stderr,
    covariance,
    chiSquare,
    degreesOfFreedom,
    status,
    statuses: curve.parameters.map((_, k) => statusOf(k)),
    fitted,
    residuals: data.intensity.map(
      (value, i) => (value - fitted[i]!) / (weights === 'poisson' ? Math.sqrt(fitted[i]!) : sigma[i]!),
    ),
  };
}

/** What is needed of a fit to tell of it. */
export type FitEnd = Pick<
  LeastSquaresResult,
  'parameters' | 'stderr' | 'covariance' | 'chiSquare' | 'degreesOfFreedom' | 'status' | 'clipped'
>;

/** A problem of one cut, checked. */
export function prepareCut(data: CutData, curve: CutCurve, options: FitCutOptions): CutProblem {
  const {
    weights = data.sigma === undefined ? 'poisson' : 'sigma',
    maximumIterations = fitDefaults.maximumIterations,
  } = options;
  const free = curve.parameters.filter(({ scope }) => scope !== 'fixed').length;
  checkCut(data, weights, free);
  return { curve, data, weights, sigma: usedSigma(data, weights), maximumIterations };
}

/** Starting values and what stays at them. @throws OperandoError `invalid-argument` for a name that is none. */
export function heldValues(
  { parameters }: CutCurve,
  held: Readonly<Record<string, number>> = {},
): { readonly shapes: Float64Array; readonly fixed: boolean[] } {
  for (const name of Object.keys(held))
    if (!parameters.some((each) => each.name === name))
      throw new OperandoError('invalid-argument', `the model has no parameter ${name}.`, {
        where: { parameter: 'held' },
        cure: `Parameters: ${parameters.map((each) => each.name).join(', ')}.`,
      });
  return {
    shapes: Float64Array.from(parameters, ({ name, value }) => held[name] ?? value),
    fixed: parameters.map(({ name, scope }) => scope === 'fixed' || held[name] !== undefined),
  };
}

/**
 * Fit one cut by itself: parameters that are shared or smooth in a series are free here. What comes out does not depend on
 * other frames.
 *
 * @throws OperandoError as {@link createCutCurve}; `shape-mismatch`, `axis-not-increasing`, `unit-mismatch` for q that is likely in 1/nm,
 *   `bad-number`, `too-few-points`.
 */
export function fitCut(data: CutData, model: CutModel, options: FitCutOptions = {}): CutFit {
  const problem = prepareCut(data, createCutCurve(model, data.q), options);
  const { shapes, fixed } = heldValues(problem.curve, options.held);
  const result = fitBest(problem, shapes, fixed, options.starts ?? fitDefaults.starts);
  return concludeCut(problem, result, fixed);
}
