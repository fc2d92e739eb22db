import type { MeasuredColumn } from '@operando/core';
import { leastSquares } from '@operando/numerics';
import type { LeastSquaresOptions, LeastSquaresResult } from '@operando/numerics';
import type { PeakModel } from './peak-model.js';
import { propagate } from './propagate.js';
import { put } from './stack-columns.js';
import type { PeakColumns } from './stack-columns.js';

/** The best of the fits from several starts; the first that converges inside its bounds is taken. */
export function fitGeneral(
  model: PeakModel,
  options: LeastSquaresOptions,
  x: Float64Array,
  y: Float64Array,
  sigma: Float64Array | undefined,
  starts: readonly Float64Array[],
): LeastSquaresResult {
  const problem = { model: model.evaluate, x, y, sigma };
  let best: LeastSquaresResult | undefined;
  for (const start of starts) {
    const fit = leastSquares(problem, start, options);
    if (fit.status === 'converged' && fit.clipped.length === 0) return fit;
    if (
      best === undefined ||
      (fit.status === 'converged') > (best.status === 'converged') ||
      (fit.status === best.status && fit.chiSquare < best.chiSquare)
    )
      best = fit;
  }
  return best!;
}

/** Write a fit of one frame into the columns. */
export function writeGeneral(
  model: PeakModel,
  { parameters, stderr, covariance }: LeastSquaresResult,
  frame: number,
  peaks: readonly PeakColumns[],
  background: readonly MeasuredColumn[],
): void {
  const n = parameters.length;
  model.peaks.forEach(({ profile, amplitude, at }, p) => {
    const columns = peaks[p]!;
    const own = parameters.slice(at, at + 2 + profile.shape.length);
    put(columns.center, frame, parameters[at]!, stderr[at]!);
    profile.shape.forEach((name, k) => put(columns.shape[name]!, frame, parameters[at + 2 + k]!, stderr[at + 2 + k]!));
    put(columns[amplitude], frame, parameters[at + 1]!, stderr[at + 1]!);
    const other = amplitude === 'area' ? 'height' : 'area';
    const derived = propagate((q) => profile[other](q, { amplitude }), own, covariance, n, at);
    put(columns[other], frame, derived.value, derived.stderr);
    if (profile.shape.includes('fwhm')) return;
    const width = propagate((q) => profile.fwhm(q), own, covariance, n, at);
    put(columns.fwhm, frame, width.value, width.stderr);
  });
  background.forEach((column, k) =>
    put(column, frame, parameters[model.background + k]!, stderr[model.background + k]!),
  );
}
