import { chebyshevTerms, peakProfiles, secondCenter } from '@operando/peak-fit';
import type { Doublet, FitPeaksResult, PeakProfileName } from '@operando/peak-fit';
import type { WindowData } from './window/types.js';

/** Derivatives of the model of one peak by all parameters of its fit, row-major points x parameters. */
function jacobianOf(
  x: Float64Array,
  { parameters, background }: FitPeaksResult,
  name: PeakProfileName,
  doublet: Doublet | undefined,
): Float64Array {
  const profile = peakProfiles[name];
  const count = parameters.length;
  const own = 2 + profile.shape.length;
  const out = new Float64Array(x.length * count);
  const add = (center: number, weight: number, slope: number): void => {
    const at = parameters.slice(0, own);
    at[0] = center;
    profile.jacobian(x, at, { amplitude: 'area' }).forEach((value, k) => {
      out[Math.floor(k / own) * count + (k % own)]! += weight * value * (k % own === 0 ? slope : 1);
    });
  };
  add(parameters[0]!, 1, 1);
  if (doublet !== undefined) {
    const second = new Float64Array(2);
    secondCenter(doublet, parameters[0]!, second);
    if (!Number.isNaN(second[0]!)) add(second[0]!, doublet.ratio ?? 0.5, second[1]!);
  }
  chebyshevTerms(x, background.coefficients.length - 1, ...background.domain).forEach((term, k) =>
    term.forEach((value, i) => (out[i * count + own + k] = value)),
  );
  return out;
}

/**
 * Covariance of a fit of one peak in which all points counted alike, though their standard deviations differ: C J' S J C, with the
 * covariance C of points of deviation 1 and the variances S of the points as they are.
 */
export function covarianceOfEqual(
  { x, variance }: WindowData,
  fit: FitPeaksResult,
  name: PeakProfileName,
  doublet: Doublet | undefined,
): Float64Array {
  const n = fit.parameters.length;
  const jacobian = jacobianOf(x, fit, name, doublet);
  const out = new Float64Array(n * n);
  const row = new Float64Array(n);
  for (let i = 0; i < x.length; i++) {
    // What the point's own deviation moves each parameter by.
    for (let a = 0; a < n; a++) {
      let sum = 0;
      for (let b = 0; b < n; b++) sum += fit.covariance[a * n + b]! * jacobian[i * n + b]!;
      row[a] = sum * Math.sqrt(variance[i]!);
    }
    for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) out[a * n + b]! += row[a]! * row[b]!;
  }
  return out;
}
