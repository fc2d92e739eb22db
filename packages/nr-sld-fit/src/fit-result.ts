import type { Estimate, OperandoWarning } from '@operando/core';
import { isMisfit } from '@operando/numerics';
import type { LeastSquaresResult } from '@operando/numerics';
import { determinationAt } from './determined.js';
import type { Determination } from './determined.js';
import type { FitProblem } from './fit-problem.js';
import type { FitStatus, ParameterStatus } from './fit-status.js';
import { fitWarnings } from './fit-warnings.js';
import type { Probe } from './probe.js';
import { alternatives, isDifferentIn } from './solutions.js';
import type { FoundSolution } from './solutions.js';
import type { Slab, SlabTable } from './slab-table.js';
import { suspectsOf } from './suspects.js';
import type { Suspect } from './suspects.js';

/** One fitted quantity; the error is NaN where it was fixed, ended on a bound, or the data do not determine it. */
export interface FittedParameter extends Estimate {
  /** Empty where it cannot be known from the model (a parameter in several roles, or in a function). */
  readonly unit: string;
  /** What became of it. */
  readonly status: ParameterStatus;
}

/** One curve of a fit. */
export interface FittedCurve {
  /** As in the data. */
  readonly name: string;
  /** 1/angstrom. */
  readonly q: Float64Array;
  /** Measured reflectivity. */
  readonly r: Float64Array;
  /** Standard errors of it. */
  readonly dr: Float64Array;
  /** Reflectivity of the model, smeared. */
  readonly fitted: Float64Array;
  /** In standard errors, by the objective. */
  readonly residuals: Float64Array;
  /** Layers of the model as fitted. */
  readonly slabs: readonly Slab[];
  /** What it is measured with, whose SLDs the slabs have. */
  readonly probe: Probe;
}

/** A place that describes the data. */
export interface FitSolution {
  /** Values with the errors that hold there: NaN where {@link FittedParameter} has none. */
  readonly parameters: Readonly<Record<string, Estimate>>;
  /** In the order of the fit's `names`, as `values` and `covariance` of the fit. */
  readonly values: Float64Array;
  /** Row-major, in the order of the fit's `names`. */
  readonly covariance: Float64Array;
  /** Priors counted. */
  readonly chiSquare: number;
  /** How many starts ended here; 0 for what was found from another place. */
  readonly reached: number;
  /** False for a place in a valley five errors from a minimum, where chi2 has hardly risen. */
  readonly isMinimum: boolean;
}

/** A fit. */
export interface ReflectivityFit {
  /** By name, fixed ones too. */
  readonly parameters: Readonly<Record<string, FittedParameter>>;
  /** Names in the order of `values` and `covariance`. */
  readonly names: readonly string[];
  /** Of free parameters, in the units of the model. */
  readonly values: Float64Array;
  /** Standard error of each; NaN where it is not known. */
  readonly stderr: Float64Array;
  /** Row-major; rows of parameters that were fixed or ended on a bound are 0, those of undetermined ones NaN. */
  readonly covariance: Float64Array;
  /** Sum of squared residuals in standard errors, priors not counted. */
  readonly chiSquare: number;
  /** Points that were fitted. */
  readonly points: number;
  /** Points less free parameters. */
  readonly degreesOfFreedom: number;
  /** `chiSquare` over `degreesOfFreedom`: about 1 where model and errors are right. */
  readonly reducedChiSquare: number;
  /** How the fit ended, and whether it describes the data. */
  readonly status: FitStatus;
  /** The same in words. */
  readonly message: string;
  /** What was fitted, curve by curve. */
  readonly curves: readonly FittedCurve[];
  /** Distinct places that a search found, the best first, which is this fit; of a single fit this alone. */
  readonly solutions: readonly FitSolution[];
  /** chi2 of every start of a search, best first; one for a single fit. */
  readonly starts: readonly number[];
  /** What of the instrument a misfit looks like, most likely first; empty for a fit that is none. */
  readonly suspects: readonly Suspect[];
  /** What was doubted or assumed; empty where nothing was. */
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
      probe: problem.probes[d]!,
    };
  });
}

/** Covariance of a solution, and the parameters that have none. */
function covarianceOf(
  problem: FitProblem,
  solution: LeastSquaresResult,
): Pick<Determination, 'covariance' | 'undetermined'> {
  const { parameters, covariance, clipped } = solution;
  if (covariance.every(Number.isFinite)) return { covariance, undetermined: [] };
  return determinationAt(problem, parameters, (k) => problem.fixed[k] === true || clipped.includes(k));
}

/** A solution as it is told. */
function toldSolution(problem: FitProblem, { solution, reached, isMinimum }: FoundSolution): FitSolution {
  const { parameters: values, chiSquare } = solution;
  const { covariance } = covarianceOf(problem, solution);
  const n = problem.names.length;
  return {
    parameters: Object.fromEntries(
      problem.names.map((name, k) => [
        name,
        // Rows of what is held are 0, and it has no error.
        { value: values[k]!, stderr: Math.sqrt(covariance[k * n + k]!) || Number.NaN, unit: problem.units[k]! },
      ]),
    ),
    values,
    covariance,
    chiSquare,
    reached,
    isMinimum,
  };
}

/**
 * The result of a search or a single fit, with its curves.
 *
 * @param found The best first.
 * @param starts chi2 of all ends.
 * @param hints What a misfit may be of that is no matter of the instrument; where there is none, it is asked for that.
 */
export function fitResult(
  problem: FitProblem,
  found: readonly FoundSolution[],
  starts: readonly number[],
  hints: readonly Suspect[] = [],
): ReflectivityFit {
  const best = found[0]!;
  const { solution } = best;
  const others = alternatives(problem, found);
  const solutions = found.map((each) => {
    problem.prepare(each.solution.parameters);
    return toldSolution(problem, each);
  });
  problem.prepare(solution.parameters);
  const { names, units, fixed, points, idle } = problem;
  const values = solution.parameters;
  const residuals = new Float64Array(problem.size);
  problem.residuals(values, residuals);
  let chiSquare = 0;
  for (let i = 0; i < points; i++) chiSquare += residuals[i]! ** 2;
  const degreesOfFreedom = points - fixed.filter((each) => !each).length;
  const { covariance, undetermined } =
    solution.status === 'failed'
      ? { covariance: solution.covariance, undetermined: [] }
      : covarianceOf(problem, solution);
  const unseen = new Set([...undetermined, ...idle]);
  // Where some parameters alone are not determined, the others ended at a minimum.
  const ended = solution.status === 'singular' ? 'converged' : solution.status;
  const reached = ended === 'converged' && isMisfit(chiSquare, degreesOfFreedom) ? 'misfit' : ended;
  const isOther = (k: number): boolean =>
    reached === 'converged' && others.some((other) => isDifferentIn(problem, k, best, other));
  const status =
    reached !== 'converged' ? reached : unseen.size > 0 ? 'singular' : others.length > 0 ? 'ambiguous' : reached;
  const statuses = names.map((_, k): ParameterStatus =>
    unseen.has(k)
      ? 'singular'
      : fixed[k] === true
        ? 'held'
        : solution.clipped.includes(k)
          ? 'at-bound'
          : isOther(k)
            ? 'ambiguous'
            : reached,
  );
  const stderr = Float64Array.from(statuses, (word, k) =>
    word === 'held' || word === 'at-bound' || word === 'singular' || word === 'failed'
      ? Number.NaN
      : Math.sqrt(covariance[k * names.length + k]!),
  );
  const suspects =
    hints.length > 0
      ? hints
      : isMisfit(chiSquare, degreesOfFreedom)
        ? suspectsOf(
            problem,
            values,
            chiSquare - degreesOfFreedom,
            (k) => fixed[k] === true || solution.clipped.includes(k),
          )
        : [];
  return {
    parameters: Object.fromEntries(
      names.map((name, k) => [name, { value: values[k]!, stderr: stderr[k]!, unit: units[k]!, status: statuses[k]! }]),
    ),
    names,
    values,
    stderr,
    covariance,
    chiSquare,
    points,
    degreesOfFreedom,
    reducedChiSquare: chiSquare / degreesOfFreedom,
    status,
    message: solution.message,
    curves: curvesOf(problem, values, residuals),
    solutions,
    starts,
    suspects,
    warnings: fitWarnings(problem, {
      others,
      suspects,
      best,
      chiSquare,
      degreesOfFreedom,
      undetermined: [...unseen].toSorted((a, b) => a - b).map((k) => names[k]!),
    }),
  };
}
