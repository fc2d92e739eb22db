import { applyPolynomialOperator } from '@operando/numerics';
import { canFuse, normalizeFused, roughnessOf } from './normalization-fused.js';
import type { NormalizationPlan } from './normalization-plan.js';
import { normalizationTable } from './normalization-table.js';
import type { RowBlock } from './row-blocks.js';
import type { NormalizationWorkspace, ResidualSums } from './normalization-workspace.js';

/**
 * Variance of one point about a fit, inflated for correlated residuals: EXAFS
 * wiggles and interpolated data are no white noise, and an AR(1) process of
 * lag-one correlation r has an effective number of points lower by (1-r)/(1+r).
 */
function inflatedVariance(squares: number, lagged: number, freedom: number): number {
  if (freedom <= 0) return Number.NaN;
  if (squares === 0) return 0;
  const correlation = Math.max(0, Math.min(0.98, lagged / squares));
  return ((squares / freedom) * (1 + correlation)) / (1 - correlation);
}

/** Fit both lines of one spectrum; fills coefficients and step. */
export function fitRow(
  plan: NormalizationPlan,
  mu: Float64Array,
  offset: number,
  fixedStep: number | undefined,
  workspace: NormalizationWorkspace,
): void {
  const { pre, post, preInPost, victoreen } = plan;
  const preCoefficients = workspace.pre;
  const postCoefficients = workspace.post;
  preCoefficients[1] = 0;
  if (victoreen === undefined) {
    applyPolynomialOperator(pre, mu, offset, preCoefficients);
  } else {
    const { weighted } = workspace;
    for (let i = pre.from; i < pre.to; i++) weighted[i] = mu[offset + i]! * victoreen.weight[i]!;
    applyPolynomialOperator(pre, weighted, 0, preCoefficients);
  }
  postCoefficients.fill(0);
  applyPolynomialOperator(post, mu, offset, postCoefficients);
  const preTerms = pre.degree + 1;
  for (let k = 0; k <= post.degree; k++) {
    for (let b = 0; b < preTerms; b++) postCoefficients[k]! -= preInPost[k * preTerms + b]! * preCoefficients[b]!;
  }
  let step = 0;
  for (let k = post.degree; k >= 0; k--) step = step * plan.edgeU + postCoefficients[k]!;
  workspace.signedStep = step;
  workspace.edgeStep = Math.max(1e-12, Math.abs(fixedStep ?? step));
}

/** Fills norm and the roughness. */
function subtractLine(
  plan: NormalizationPlan,
  energy: Float64Array,
  mu: Float64Array,
  offset: number,
  workspace: NormalizationWorkspace,
  norm: Float64Array,
): void {
  const n = energy.length;
  const { scale, shift } = plan.pre;
  const inverseStep = 1 / workspace.edgeStep;
  const constant = (workspace.pre[0]! + workspace.pre[1]! * shift) * inverseStep;
  const slope = workspace.pre[1]! * scale * inverseStep;
  let roughness = 0;
  let poison = 0;
  let previous = Number.NaN;
  let current = Number.NaN;
  if (plan.victoreen === undefined) {
    for (let i = 0; i < n; i++) {
      const next = mu[offset + i]! * inverseStep - (constant + slope * energy[i]!);
      norm[offset + i] = next;
      // NaN - NaN and Infinity - Infinity are NaN, and a NaN sum stays NaN.
      poison += next - next;
      const bend = Math.abs(previous - 2 * current + next);
      if (bend > roughness) roughness = bend;
      previous = current;
      current = next;
    }
  } else {
    const { inverse } = plan.victoreen;
    for (let i = 0; i < n; i++) {
      const next = mu[offset + i]! * inverseStep - (constant + slope * energy[i]!) * inverse[i]!;
      norm[offset + i] = next;
      poison += next - next;
      const bend = Math.abs(previous - 2 * current + next);
      if (bend > roughness) roughness = bend;
      previous = current;
      current = next;
    }
  }
  workspace.roughness = roughness + poison;
}

/** Fills flat above the edge: norm less the post-edge polynomial, plus its value at the edge. */
function flattenRow(
  plan: NormalizationPlan,
  energy: Float64Array,
  offset: number,
  workspace: NormalizationWorkspace,
  norm: Float64Array,
  flat: Float64Array,
): void {
  const n = energy.length;
  const edge = plan.ranges.edgeIndex;
  const { scale, shift, degree } = plan.post;
  const inverseStep = 1 / workspace.edgeStep;
  const c = workspace.post;
  const c0 = (c[0]! - workspace.signedStep) * inverseStep;
  const c1 = c[1]! * inverseStep;
  const c2 = c[2]! * inverseStep;
  for (let i = offset; i < offset + edge; i++) flat[i] = norm[i]!;
  if (degree <= 2) {
    for (let i = edge; i < n; i++) {
      const u = scale * energy[i]! + shift;
      flat[offset + i] = norm[offset + i]! - (c0 + u * (c1 + u * c2));
    }
    return;
  }
  const c3 = c[3]! * inverseStep;
  const c4 = c[4]! * inverseStep;
  const c5 = c[5]! * inverseStep;
  for (let i = edge; i < n; i++) {
    const u = scale * energy[i]! + shift;
    flat[offset + i] = norm[offset + i]! - (c0 + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5)))));
  }
}

/** Sums of the residuals about the pre-edge line, in two chains. */
function preSums(plan: NormalizationPlan, offset: number, norm: Float64Array, sums: ResidualSums): void {
  const { pre, victoreen } = plan;
  const weight = victoreen?.weight;
  const last = pre.to - 1;
  let [s0, s1, l0, l1, before] = [0, 0, 0, 0, 0];
  let i = pre.from;
  for (; i < last; i += 2) {
    let r0 = norm[offset + i]!;
    let r1 = norm[offset + i + 1]!;
    if (weight !== undefined) {
      r0 *= weight[i]!;
      r1 *= weight[i + 1]!;
    }
    s0 += r0 * r0;
    s1 += r1 * r1;
    l0 += r0 * before;
    l1 += r1 * r0;
    before = r1;
  }
  sums.squares = s0 + s1;
  sums.lagged = l0 + l1;
  if (i > last) return;
  const rest = weight === undefined ? norm[offset + i]! : norm[offset + i]! * weight[i]!;
  sums.squares += rest * rest;
  sums.lagged += rest * before;
}

/** Sums of the residuals about the post-edge polynomial. */
function postSums(
  plan: NormalizationPlan,
  energy: Float64Array,
  offset: number,
  workspace: NormalizationWorkspace,
  norm: Float64Array,
  sums: ResidualSums,
): void {
  const { post } = plan;
  let squares = 0;
  let lagged = 0;
  let before = 0;
  const { scale, shift } = post;
  const inverseStep = 1 / workspace.edgeStep;
  const c0 = workspace.post[0]! * inverseStep;
  const c1 = workspace.post[1]! * inverseStep;
  const c2 = workspace.post[2]! * inverseStep;
  const c3 = workspace.post[3]! * inverseStep;
  const c4 = workspace.post[4]! * inverseStep;
  const c5 = workspace.post[5]! * inverseStep;
  for (let i = post.from; i < post.to; i++) {
    const u = scale * energy[i]! + shift;
    const residual = norm[offset + i]! - (c0 + u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5)))));
    squares += residual * residual;
    lagged += residual * before;
    before = residual;
  }
  sums.squares = squares;
  sums.lagged = lagged;
}

/** Standard error of the edge step from the scatter of norm about both fits: squares and lagged products of either. */
function edgeStepError(
  { pre, post, stepVariancePre, stepVariancePost }: NormalizationPlan,
  edgeStep: number,
  postSquares: number,
  postLagged: number,
  preSquares: number,
  preLagged: number,
): number {
  const postVariance = inflatedVariance(postSquares, postLagged, post.to - post.from - post.degree - 1);
  const preVariance = inflatedVariance(preSquares, preLagged, pre.to - pre.from - pre.degree - 1);
  return edgeStep * Math.sqrt(stepVariancePost * postVariance + stepVariancePre * preVariance);
}

/**
 * Normalize one spectrum of a stack into rows of `norm` and, when given, `flat`,
 * both at the same offset. Step, error and roughness are returned in the workspace.
 */
export function normalizeRow(
  plan: NormalizationPlan,
  energy: Float64Array,
  mu: Float64Array,
  offset: number,
  fixedStep: number | undefined,
  workspace: NormalizationWorkspace,
  norm: Float64Array,
  flat: Float64Array | undefined,
): void {
  fitRow(plan, mu, offset, fixedStep, workspace);
  const { sums } = workspace;
  if (flat !== undefined && canFuse(plan)) {
    normalizeFused(plan, plan.abscissae, mu, offset, workspace, norm, flat, sums);
  } else {
    subtractLine(plan, energy, mu, offset, workspace, norm);
    if (flat !== undefined) flattenRow(plan, energy, offset, workspace, norm, flat);
    postSums(plan, energy, offset, workspace, norm, sums);
  }
  if (fixedStep !== undefined) {
    workspace.edgeStepStderr = Number.NaN;
    return;
  }
  const { squares, lagged } = sums;
  preSums(plan, offset, norm, sums);
  workspace.edgeStepStderr = edgeStepError(plan, workspace.edgeStep, squares, lagged, sums.squares, sums.lagged);
}

/**
 * {@link normalizeRow} for a row of a block: by the kernel where the block lies in its memory and the plan is one for it, with the
 * same numbers. Coefficients of the fits are not told.
 */
export function normalizeBlockRow(
  block: RowBlock,
  plan: NormalizationPlan,
  energy: Float64Array,
  offset: number,
  fixedStep: number | undefined,
  workspace: NormalizationWorkspace,
): void {
  const { mu, norm, flat, inKernel } = block;
  const table = inKernel === undefined ? undefined : normalizationTable(plan);
  if (inKernel === undefined || table === undefined) {
    normalizeRow(plan, energy, mu, offset, fixedStep, workspace, norm, flat === norm ? undefined : flat);
    return;
  }
  const { run, space } = inKernel.kernel;
  const points = energy.length;
  const shift = 8 * offset;
  const address = space.place(table);
  const out = space.inner;
  const step = fixedStep ?? Number.NaN;
  run.normalizeRow(points, address, inKernel.mu + shift, step, inKernel.norm + shift, inKernel.flat + shift, out);
  const { doubles } = space;
  const at = out / 8;
  const edgeStep = doubles[at + 1]!;
  workspace.signedStep = doubles[at]!;
  workspace.edgeStep = edgeStep;
  workspace.edgeStepStderr =
    fixedStep === undefined
      ? edgeStepError(plan, edgeStep, doubles[at + 2]!, doubles[at + 3]!, doubles[at + 4]!, doubles[at + 5]!)
      : Number.NaN;
  workspace.roughness = roughnessOf(norm, offset, points, (2 * doubles[at + 6]!) / edgeStep + doubles[at + 7]!);
}
