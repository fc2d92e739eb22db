import type { NormalizationPlan } from './normalization-plan.js';
import type { NormalizationWorkspace, ResidualSums } from './normalization-workspace.js';

/** Whether {@link normalizeFused} can do a plan: the usual one, a straight pre-edge and a post-edge line or parabola above the edge. */
export function canFuse({ victoreen, post, ranges }: NormalizationPlan): boolean {
  return victoreen === undefined && post.scale > 0 && post.degree <= 2 && post.from >= ranges.edgeIndex;
}

/**
 * Norm, flat, roughness and the residuals' sums of a fitted spectrum in one walk over it: each value is loaded once, and
 * sums go in several chains, since one addition has to wait for the one before.
 *
 * @param abscissae Of the post-edge polynomial, for every energy.
 * @param sums Receives the sums over the post-edge range.
 */
export function normalizeFused(
  plan: NormalizationPlan,
  abscissae: Float64Array,
  mu: Float64Array,
  offset: number,
  workspace: NormalizationWorkspace,
  norm: Float64Array,
  flat: Float64Array,
  sums: ResidualSums,
): void {
  const n = abscissae.length;
  const { pre, post } = plan;
  const edge = plan.ranges.edgeIndex;
  const inverse = 1 / workspace.edgeStep;
  // The pre-edge line in the abscissa of the post-edge polynomial: one number to load for both.
  const ratio = pre.scale / post.scale;
  const constant = (workspace.pre[0]! + workspace.pre[1]! * (pre.shift - ratio * post.shift)) * inverse;
  const slope = workspace.pre[1]! * ratio * inverse;
  const level = workspace.signedStep * inverse;
  const c0 = workspace.post[0]! * inverse;
  const c1 = workspace.post[1]! * inverse;
  const c2 = workspace.post[2]! * inverse;

  // Two at a time throughout: with four, the compiler runs out of registers and takes twice as long.
  let i = 0;
  for (; i + 1 < edge; i += 2) {
    const at = offset + i;
    const n0 = mu[at]! * inverse - (constant + slope * abscissae[i]!);
    const n1 = mu[at + 1]! * inverse - (constant + slope * abscissae[i + 1]!);
    norm[at] = n0;
    norm[at + 1] = n1;
    flat[at] = n0;
    flat[at + 1] = n1;
  }
  for (; i < edge; i++) {
    const value = mu[offset + i]! * inverse - (constant + slope * abscissae[i]!);
    norm[offset + i] = value;
    flat[offset + i] = value;
  }
  const postFrom = post.from;
  const postTo = post.to;
  for (; i + 1 < postFrom; i += 2) {
    const at = offset + i;
    const u0 = abscissae[i]!;
    const u1 = abscissae[i + 1]!;
    const n0 = mu[at]! * inverse - (constant + slope * u0);
    const n1 = mu[at + 1]! * inverse - (constant + slope * u1);
    norm[at] = n0;
    norm[at + 1] = n1;
    flat[at] = n0 - (c0 + u0 * (c1 + u0 * c2)) + level;
    flat[at + 1] = n1 - (c0 + u1 * (c1 + u1 * c2)) + level;
  }
  for (; i < postFrom; i++) {
    const u = abscissae[i]!;
    const value = mu[offset + i]! * inverse - (constant + slope * u);
    norm[offset + i] = value;
    flat[offset + i] = value - (c0 + u * (c1 + u * c2)) + level;
  }
  let s0 = 0;
  let s1 = 0;
  let l0 = 0;
  let l1 = 0;
  let before = 0;
  for (; i + 1 < postTo; i += 2) {
    const at = offset + i;
    const u0 = abscissae[i]!;
    const u1 = abscissae[i + 1]!;
    const n0 = mu[at]! * inverse - (constant + slope * u0);
    const n1 = mu[at + 1]! * inverse - (constant + slope * u1);
    norm[at] = n0;
    norm[at + 1] = n1;
    const r0 = n0 - (c0 + u0 * (c1 + u0 * c2));
    const r1 = n1 - (c0 + u1 * (c1 + u1 * c2));
    flat[at] = r0 + level;
    flat[at + 1] = r1 + level;
    s0 += r0 * r0;
    s1 += r1 * r1;
    l0 += r0 * before;
    l1 += r1 * r0;
    before = r1;
  }
  sums.squares = s0 + s1;
  sums.lagged = l0 + l1;
  finishRow(mu, abscissae, offset, i, postTo, inverse, constant, slope, c0, c1, c2, level, norm, flat, before, sums);
  workspace.roughness = roughnessOf(norm, offset, n, Infinity);
}

/**
 * Largest second difference of norm where it is of interest, else some number that is not. NaN when any value is not finite.
 *
 * @param known No second difference is larger; NaN where some value is not finite.
 */
export function roughnessOf(norm: Float64Array, offset: number, points: number, known: number): number {
  if (!(known > enough)) return known;
  const bound = bendBound(norm, offset, points);
  return bound <= enough ? bound : largestBend(norm, offset, points);
}

/** The last points: by themselves, since the compiler makes the walk above half as fast again without them. */
function finishRow(
  mu: Float64Array,
  abscissae: Float64Array,
  offset: number,
  from: number,
  postTo: number,
  inverse: number,
  constant: number,
  slope: number,
  c0: number,
  c1: number,
  c2: number,
  level: number,
  norm: Float64Array,
  flat: Float64Array,
  beforeFrom: number,
  sums: ResidualSums,
): void {
  let before = beforeFrom;
  for (let i = from; i < abscissae.length; i++) {
    const u = abscissae[i]!;
    const value = mu[offset + i]! * inverse - (constant + slope * u);
    const residual = value - (c0 + u * (c1 + u * c2));
    norm[offset + i] = value;
    flat[offset + i] = residual + level;
    if (i >= postTo) continue;
    sums.squares += residual * residual;
    sums.lagged += residual * before;
    before = residual;
  }
}

/** Below this, the largest second difference is of no interest: no spike is. */
const enough = 0.5;

/** Root of the sum of squared second differences: none is larger. NaN when any value is not finite. */
function bendBound(norm: Float64Array, offset: number, n: number): number {
  let previous = norm[offset]!;
  let current = norm[offset + 1]!;
  let k0 = 0;
  let k1 = 0;
  let i = 2;
  for (; i + 1 < n; i += 2) {
    const n0 = norm[offset + i]!;
    const n1 = norm[offset + i + 1]!;
    const b0 = previous - 2 * current + n0;
    const b1 = current - 2 * n0 + n1;
    k0 += b0 * b0;
    k1 += b1 * b1;
    previous = n0;
    current = n1;
  }
  if (i < n) k0 += (previous - 2 * current + norm[offset + i]!) ** 2;
  const sum = k0 + k1;
  return Math.sqrt(sum) + (sum - sum);
}

/** Largest second difference; NaN when any value is not finite. */
function largestBend(norm: Float64Array, offset: number, n: number): number {
  let largest = 0;
  let poison = 0;
  for (let i = 2; i < n; i++) {
    const bend = Math.abs(norm[offset + i - 2]! - 2 * norm[offset + i - 1]! + norm[offset + i]!);
    if (bend > largest) largest = bend;
    poison += bend - bend;
  }
  return largest + poison;
}
