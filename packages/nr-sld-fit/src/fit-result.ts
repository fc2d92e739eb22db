import type { Estimate, OperandoWarning } from '@operando/core';
import type { LeastSquaresResult } from '@operando/numerics';
import type { FitProblem } from './fit-problem.js';
import type { FitStatus, ParameterStatus } from './fit-status.js';
import type { Slab, SlabTable } from './slab-table.js';

/** One fitted quantity; the error is NaN where it was fixed, ended on a bound, or the data do not determine it. */
export interface FittedParameter extends Estimate {
  /** Empty where it cannot be known from the model (a parameter in several roles, or in a function). */
  readonly unit: string;
  readonly status: ParameterStatus;
}

/** One curve of a fit. */
export interface FittedCurve {
  readonly name: string;
  readonly q: Float64Array;
  readonly r: Float64Array;
  readonly dr: Float64Array;
  readonly fitted: Float64Array;
  /** In standard errors, by the objective. */
  readonly residuals: Float64Array;
  readonly slabs: readonly Slab[];
}

/** A fit. */
export interface ReflectivityFit {
  readonly parameters: Readonly<Record<string, FittedParameter>>;
  /** Names in the order of `values` and `covariance`. */
  readonly names: readonly string[];
  readonly values: Float64Array;
  readonly stderr: Float64Array;
  /** Row-major; rows of parameters that were fixed or ended on a bound are 0. */
  readonly covariance: Float64Array;
  /** Sum of squared residuals in standard errors, priors not counted. */
  readonly chiSquare: number;
  readonly points: number;
  readonly degreesOfFreedom: number;
  readonly reducedChiSquare: number;
  readonly status: FitStatus;
  readonly message: string;
  readonly curves: readonly FittedCurve[];
  /** chi2 of every start of a search, best first; one for a single fit. */
  readonly starts: readonly number[];
  readonly warnings: readonly OperandoWarning[];
}

/** Layers of a table. */
export function slabsOf(table: SlabTable): Slab[] {
  return Array.from({ length: table.count }, (_, j) => ({
    thickness: table.thickness[j]!,
    sld: table.sld[j]!,
    isld: table.isld[j]!,
    roughness: table.roughness[j]!,
  }));
}

/** Whether chi2 is five standard deviations above what noise explains. */
export function isMisfit(chiSquare: number, degreesOfFreedom: number): boolean {
  return degreesOfFreedom > 0 && chiSquare > degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom);
}

function warningsOf(
  problem: FitProblem,
  solution: LeastSquaresResult,
  chiSquare: number,
  degreesOfFreedom: number,
): OperandoWarning[] {
  const warnings: OperandoWarning[] = [...problem.warnings];
  if (isMisfit(chiSquare, degreesOfFreedom)) {
    warnings.push({
      code: 'misfit',
      message: `Reduced chi2 is ${(chiSquare / degreesOfFreedom).toFixed(2)}: the model or the errors of the data are not right, and standard errors are too small by about ${Math.sqrt(chiSquare / degreesOfFreedom).toFixed(2)}.`,
    });
  }
  const clipped = solution.clipped.map((k) => problem.names[k]!);
  if (clipped.length > 0)
    warnings.push({ code: 'at-bound', message: `At a bound, and without error: ${clipped.join(', ')}.` });
  if (solution.status !== 'converged') warnings.push({ code: 'not-converged', message: solution.message });
  const omitted = problem.data.reduce((sum, data) => sum + data.omitted, 0);
  if (omitted > 0)
    warnings.push({
      code: 'points-omitted',
      message: `${omitted} points have no usable value or error and were left out.`,
    });
  return warnings;
}

function curvesOf(problem: FitProblem, values: Float64Array, residuals: Float64Array): FittedCurve[] {
  const fitted = problem.curves(values);
  const tables = problem.slabs(values);
  let at = 0;
  return problem.data.map((data, d): FittedCurve => {
    const own = residuals.slice(at, at + data.q.length);
    at += data.q.length;
    return {
      name: data.name,
      q: data.q,
      r: data.r,
      dr: data.dr,
      fitted: fitted[d]!,
      residuals: own,
      slabs: slabsOf(tables[d]!),
    };
  });
}

/** The result of a least-squares solution, with its curves. The problem must be prepared at the solution. */
export function fitResult(
  problem: FitProblem,
  solution: LeastSquaresResult,
  starts: readonly number[],
): ReflectivityFit {
  const { names, units, fixed, points } = problem;
  const values = solution.parameters;
  const residuals = new Float64Array(problem.size);
  problem.residuals(values, residuals);
  let chiSquare = 0;
  for (let i = 0; i < points; i++) chiSquare += residuals[i]! ** 2;
  const degreesOfFreedom = points - fixed.filter((each) => !each).length;
  const ended = solution.status;
  const status = ended === 'converged' && isMisfit(chiSquare, degreesOfFreedom) ? 'misfit' : ended;
  const statuses = names.map((_, k): ParameterStatus =>
    fixed[k] === true ? 'held' : solution.clipped.includes(k) ? 'at-bound' : status,
  );
  const known = (k: number): boolean => statuses[k] !== 'held' && statuses[k] !== 'at-bound';
  const stderr = solution.stderr.map((error, k) => (known(k) ? error : Number.NaN));
  return {
    parameters: Object.fromEntries(
      names.map((name, k) => [name, { value: values[k]!, stderr: stderr[k]!, unit: units[k]!, status: statuses[k]! }]),
    ),
    names,
    values,
    stderr,
    covariance: solution.covariance,
    chiSquare,
    points,
    degreesOfFreedom,
    reducedChiSquare: chiSquare / degreesOfFreedom,
    status,
    message: solution.message,
    curves: curvesOf(problem, values, residuals),
    starts,
    warnings: warningsOf(problem, solution, chiSquare, degreesOfFreedom),
  };
}
