import { dotProduct } from '@operando/numerics';
import type { BackgroundOperator } from './background-operator.js';
import { clampSpline } from './clamped-fit.js';
import type { BackgroundWorkspace } from './background-workspace.js';
import type { ClampedFit } from './clamped-fit.js';

/** Points of the k grid that are clamped, with their strengths; none for a fit without clamps. */
export function clampedPoints({
  settings: { nclamp, clampLow, clampHigh },
  ranges: { k },
}: BackgroundOperator): { readonly at: number; readonly strength: number }[] {
  const points = Array.from({ length: nclamp }, (_, i) => [
    { at: i, strength: Math.abs(clampLow) },
    { at: k.length - nclamp + i, strength: Math.abs(clampHigh) },
  ]).flat();
  return points.filter(({ strength }) => strength > 0);
}

/**
 * Fit the background of the absorption that begins at `offset` (the first energy of the spectrum, not of the fit).
 * Missing values in the fitted range make the answer NaN.
 */
export function fitBackground(
  operator: BackgroundOperator,
  mu: Float64Array,
  offset: number,
  workspace: BackgroundWorkspace,
  clamped?: ClampedFit,
): void {
  const { ranges, transform, response, resampler } = operator;
  const { splines, bins, edgeIndex, k } = ranges;
  const points = k.length;
  const { chi, z, projected } = workspace;
  resampler.apply(mu, offset + edgeIndex, chi);
  let rest = 0;
  for (let i = 0; i < 2 * bins; i++) {
    const value = dotProduct(transform, i * points, chi, 0, points);
    projected[i] = value;
    if (i < splines) z[i] = value;
    else rest += value * value;
  }
  for (let j = 0; j < splines; j++) {
    const c = z[j]!;
    for (let i = 0; i < points; i++) chi[i]! -= c * response[j * points + i]!;
  }
  workspace.chiSquare = rest;
  workspace.iterations = 0;
  workspace.status = 'converged';
  // A missing value spreads everywhere; there is nothing to clamp then.
  if (clamped !== undefined && Number.isFinite(rest)) clampSpline(clamped, rest, workspace);
}
