import type { OperandoWarning } from '@operando/core';
import type { LeastSquaresResult } from '@operando/numerics';
import type { FitProblem } from './fit-problem.js';
import type { Slab, SlabTable } from './slab-table.js';

/** One fitted quantity. */
export interface FittedParameter {
  readonly value: number;
  /** 0 where fixed or held at a bound, NaN where the data do not determine it. */
  readonly stderr: number;
  readonly fixed: boolean;
  readonly atBound: boolean;
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
  /** Row-major. */
  readonly covariance: Float64Array;
  /** Sum of squared residuals in standard errors, priors not counted. */
  readonly chiSquare: number;
  readonly points: number;
  readonly degreesOfFreedom: number;
  readonly reducedChiSquare: number;
  /** `misfit`: a minimum, but chi2 is five standard deviations above what noise explains. */
  readonly status: LeastSquaresResult['status'] | 'misfit';
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

/** The result of a least-squares solution, with its curves. The problem must be prepared at the solution. */
export function fitResult(
  problem: FitProblem,
  solution: LeastSquaresResult,
  starts: readonly number[],
): ReflectivityFit {
  const values = solution.parameters;
  const residuals = new Float64Array(problem.size);
  problem.residuals(values, residuals);
  let chiSquare = 0;
  for (let i = 0; i < problem.points; i++) chiSquare += residuals[i]! ** 2;
  const free = problem.fixed.filter((fixed) => !fixed).length;
  const degreesOfFreedom = problem.points - free;
  const misfit = degreesOfFreedom > 0 && chiSquare > degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom);
  const warnings: OperandoWarning[] = [];
  if (misfit) {
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
  const fittedCurves = problem.curves(values);
  const tables = problem.slabs(values);
  let at = 0;
  const curves = problem.data.map((data, d): FittedCurve => {
    const own = residuals.slice(at, at + data.q.length);
    at += data.q.length;
    return {
      name: data.name,
      q: data.q,
      r: data.r,
      dr: data.dr,
      fitted: fittedCurves[d]!,
      residuals: own,
      slabs: slabsOf(tables[d]!),
    };
  });
  return {
    parameters: Object.fromEntries(
      problem.names.map((name, k) => [
        name,
        {
          value: values[k]!,
          stderr: solution.stderr[k]!,
          fixed: problem.fixed[k]!,
          atBound: solution.clipped.includes(k),
        },
      ]),
    ),
    names: problem.names,
    values,
    stderr: solution.stderr,
    covariance: solution.covariance,
    chiSquare,
    points: problem.points,
    degreesOfFreedom,
    reducedChiSquare: chiSquare / degreesOfFreedom,
    status: solution.status === 'converged' && misfit ? 'misfit' : solution.status,
    message: solution.message,
    curves,
    starts,
    warnings,
  };
}
