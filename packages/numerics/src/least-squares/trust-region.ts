import type { StepSolver } from './step.js';

/** Length of a step in the metric of the scaling: sqrt(sum scaling step^2). */
export function scaledLength(scaling: Float64Array, step: Float64Array): number {
  let squares = 0;
  for (let k = 0; k < step.length; k++) squares += scaling[k]! * step[k]! ** 2;
  return Math.sqrt(squares);
}

/**
 * The step within a trust region: undamped if that is short enough, else with
 * the damping whose step has the length of the radius within a tenth, found by
 * Newton's method on the secular equation (Hebden; Moré 1978).
 *
 * @param start Damping of the last step, from which the search begins.
 * @param work n values.
 * @returns The damping.
 */
export function trustRegionStep(
  solver: StepSolver,
  scaling: Float64Array,
  radius: number,
  start: number,
  step: Float64Array,
  work: Float64Array,
): number {
  const regular = solver.solve(0, scaling, step);
  let excess = scaledLength(scaling, step) - radius;
  if (excess <= 0.1 * radius) return 0;
  let lower = 0;
  if (regular) lower = newtonStep(solver, scaling, step, excess, radius, work);
  let squares = 0;
  for (let k = 0; k < step.length; k++) {
    if (scaling[k]! > 0) squares += solver.gradient[k]! ** 2 / scaling[k]!;
  }
  let upper = Math.sqrt(squares) / radius;
  if (upper === 0) upper = Number.MIN_VALUE / Math.min(radius, 0.1);
  let lambda = Math.min(Math.max(start, lower), upper);
  if (lambda === 0) lambda = Math.sqrt(squares) / (excess + radius);
  for (let attempt = 0; attempt < 10; attempt++) {
    if (lambda === 0) lambda = Math.max(Number.MIN_VALUE, 0.001 * upper);
    solver.solve(lambda, scaling, step);
    const before = excess;
    excess = scaledLength(scaling, step) - radius;
    if (Math.abs(excess) <= 0.1 * radius || (lower === 0 && excess <= before && before < 0)) break;
    if (excess > 0) lower = Math.max(lower, lambda);
    else upper = Math.min(upper, lambda);
    lambda = Math.max(lower, lambda + newtonStep(solver, scaling, step, excess, radius, work));
  }
  return lambda;
}

function newtonStep(
  solver: StepSolver,
  scaling: Float64Array,
  step: Float64Array,
  excess: number,
  radius: number,
  work: Float64Array,
): number {
  const length = excess + radius;
  for (let k = 0; k < step.length; k++) work[k] = (scaling[k]! * step[k]!) / length;
  return excess / radius / solver.inverseNorm(work);
}
