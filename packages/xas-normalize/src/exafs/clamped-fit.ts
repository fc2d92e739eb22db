import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { BackgroundOperator } from './background-operator.js';
import type { BackgroundWorkspace } from './background-workspace.js';

/** The part of a clamped fit that is the same for all spectra, and its buffers. */
export interface ClampedFit {
  readonly splines: number;
  readonly bins: number;
  readonly points: number;
  readonly response: Float64Array;
  readonly at: Int32Array;
  readonly strength: Float64Array;
  /** Response of the clamped points, row-major: clamps x splines. */
  readonly rows: Float64Array;
  /** Distance from the fit without clamps, the step to try, and where it leads. */
  readonly d: Float64Array;
  readonly step: Float64Array;
  readonly trial: Float64Array;
  readonly jacobian: Float64Array;
  readonly gradient: Float64Array;
  readonly product: Float64Array;
}

export function clampedFit(
  { ranges: { splines, bins, k }, response }: BackgroundOperator,
  clamps: readonly { readonly at: number; readonly strength: number }[],
): ClampedFit {
  const points = k.length;
  const n = clamps.length;
  return {
    splines,
    bins,
    points,
    response,
    at: Int32Array.from(clamps, ({ at }) => at),
    strength: Float64Array.from(clamps, ({ strength }) => strength),
    rows: Float64Array.from(
      { length: n * splines },
      (_, i) => response[(i % splines) * points + clamps[Math.trunc(i / splines)]!.at]!,
    ),
    d: new Float64Array(splines),
    step: new Float64Array(splines),
    trial: new Float64Array(splines),
    jacobian: new Float64Array(n * splines),
    gradient: new Float64Array(splines),
    product: new Float64Array(splines * splines),
  };
}

/** Clamps weigh this plus ten times the mean square of the transform (Larch's scale, in units of mu). */
const clampScale = (squares: number, bins: number): number => 0.1 + (10 * squares) / (2 * bins);

/** Residual of clamp c without its scale: strength x chi there. `chi` is that of the fit without clamps. */
function clampedChi(
  { rows, strength, at, splines }: ClampedFit,
  c: number,
  chi: Float64Array,
  d: Float64Array,
): number {
  let value = chi[at[c]!]!;
  for (let j = 0; j < splines; j++) value -= rows[c * splines + j]! * d[j]!;
  return strength[c]! * value;
}

function squaresAt(fit: ClampedFit, chi: Float64Array, rest: number, d: Float64Array): number {
  let squares = rest;
  for (let j = 0; j < fit.splines; j++) squares += d[j]! * d[j]!;
  const scale = clampScale(squares, fit.bins);
  for (let c = 0; c < fit.at.length; c++) squares += (scale * clampedChi(fit, c, chi, d)) ** 2;
  return squares;
}

/** Normal matrix J^T J into `product` and J^T r into `gradient`, at distance d; J of the first rows is the identity. */
function linearise(fit: ClampedFit, chi: Float64Array, rest: number): void {
  const { splines, bins, at, rows, strength, d, jacobian, gradient, product } = fit;
  let squares = rest;
  for (let j = 0; j < splines; j++) squares += d[j]! * d[j]!;
  const scale = clampScale(squares, bins);
  gradient.set(d);
  product.fill(0);
  for (let j = 0; j < splines; j++) product[j * splines + j] = 1;
  for (let c = 0; c < at.length; c++) {
    const value = clampedChi(fit, c, chi, d);
    const row = jacobian.subarray(c * splines, (c + 1) * splines);
    // The scale depends on d too: d scale / d d_j = (20 / 2 bins) d_j.
    for (let j = 0; j < splines; j++)
      row[j] = (10 / bins) * d[j]! * value - scale * strength[c]! * rows[c * splines + j]!;
    for (let j = 0; j < splines; j++) {
      gradient[j]! += row[j]! * scale * value;
      for (let l = 0; l <= j; l++) product[j * splines + l]! += row[j]! * row[l]!;
    }
  }
}

/** A step that would change the residuals by less than this share of them is the end. */
const stepTolerance = 1e-10;
const iterationLimit = 200;
/** The last steps change the squares by less than their rounding, which must not look like uphill. */
const rounding = 1e-14;

/** The (damped) step from d into `step`, and by how much it would change the residuals; undefined when the normal matrix is singular to rounding. */
function gaussNewtonStep(fit: ClampedFit, damping: number, normal: Float64Array): number | undefined {
  const { splines, gradient, product, step } = fit;
  normal.set(product);
  for (let j = 0; j < splines; j++) {
    normal[j * splines + j]! *= 1 + damping;
    step[j] = -gradient[j]!;
  }
  if (!choleskyInPlace(normal, splines, 1e-15)) return undefined;
  choleskySolveInPlace(normal, splines, step);
  // Of an undamped step |J step|^2 = -gradient . step: what it would change.
  let change = 0;
  for (let j = 0; j < splines; j++) change -= gradient[j]! * step[j]!;
  return Math.sqrt(Math.max(0, change));
}

/**
 * Minimise |d|^2 + rest + sum over clamps (scale(d) strength chi(d))^2 from d = 0, the fit without clamps, by
 * Gauss-Newton steps with the exact Jacobian, damped (Levenberg, Marquardt) whenever a step would lead uphill.
 * Only an undamped step that changes nothing counts as convergence.
 */
export function clampSpline(fit: ClampedFit, rest: number, workspace: BackgroundWorkspace): void {
  const { splines, points, response, d, step, trial } = fit;
  const { chi, z, normal } = workspace;
  d.fill(0);
  let squares = squaresAt(fit, chi, rest, d);
  // The rounding of the projection: smaller steps mean nothing.
  const floor = 1e-15 * Math.hypot(...z);
  let damping = 0;
  workspace.status = 'limit-reached';
  workspace.iterations = 0;
  while (workspace.iterations < iterationLimit && workspace.status === 'limit-reached') {
    workspace.iterations++;
    linearise(fit, chi, rest);
    const change = gaussNewtonStep(fit, damping, normal);
    if (change === undefined) {
      damping = Math.max(1e-8, 10 * damping);
      continue;
    }
    for (let j = 0; j < splines; j++) trial[j] = d[j]! + step[j]!;
    const tried = squaresAt(fit, chi, rest, trial);
    const done = damping === 0 && change <= stepTolerance * Math.sqrt(squares) + floor;
    if (done) workspace.status = 'converged';
    if (tried <= squares * (1 + rounding)) {
      d.set(trial);
      squares = tried;
      damping = damping > 1e-6 ? damping / 10 : 0;
    } else if (!done) {
      damping = Math.max(1e-3, 4 * damping);
      if (damping > 1e12) workspace.status = 'stalled';
    }
  }
  workspace.chiSquare = squares;
  linearise(fit, chi, rest);
  normal.set(fit.product);
  if (!choleskyInPlace(normal, splines, 1e-15)) normal.fill(Number.NaN);
  for (let j = 0; j < splines; j++) {
    const c = d[j]!;
    z[j]! += c;
    for (let i = 0; i < points; i++) chi[i]! -= c * response[j * points + i]!;
  }
}
