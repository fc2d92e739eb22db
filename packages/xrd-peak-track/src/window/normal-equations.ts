import { areaAt, ratioPull, ratioSpread } from './objective.js';
import { slots } from './peak-columns.js';
import type { Room, Running } from './room.js';
import type { KnownRatio, WindowData } from './types.js';

/** Matrix and gradient of the parameters that are free, at the parameters evaluated last. */
export function normalEquations(
  { parameters, jacobian, weights, pulls, column, hessian, gradient }: Room,
  { x }: WindowData,
  { free, known, peaks }: Running,
  ratios: readonly KnownRatio[],
): void {
  const points = x.length;
  const n = free.length;
  for (let a = 0; a < n; a++) {
    const from = free[a]! * points;
    let slope = 0;
    for (let i = 0; i < points; i++) {
      const value = jacobian[from + i]!;
      slope += value * pulls[i]!;
      column[i] = value * weights[i]!;
    }
    gradient[a] = slope;
    // Four at a time: each sum alone would wait for itself.
    for (let b = 0; b <= a; b += 4) {
      const f0 = free[b]!;
      const f1 = free[Math.min(a, b + 1)]!;
      const f2 = free[Math.min(a, b + 2)]!;
      const f3 = free[Math.min(a, b + 3)]!;
      fourDots(column, jacobian, points, f0 * points, f1 * points, f2 * points, f3 * points, hessian, a * n + b);
    }
    const at = free[a]!;
    const to = known[at]!;
    if (to < Infinity) {
      const peak = peaks[Math.floor(at / slots.count)]!;
      const slot = at % slots.count;
      const before =
        slot === slots.center
          ? peak.center
          : slot === slots.fwhm
            ? peak.fwhm
            : slot === slots.eta
              ? peak.eta
              : peak.skew;
      hessian[a * n + a]! += 1 / (to * to);
      gradient[a]! += (before - parameters[at]!) / (to * to);
    }
  }
  for (const ratio of ratios) {
    const a = free.indexOf(areaAt(ratio.peak));
    const b = free.indexOf(areaAt(ratio.to));
    const spread = ratioSpread(ratio, parameters);
    const pull = ratioPull(ratio, parameters) / spread;
    const weight = 1 / (spread * spread);
    hessian[a * n + a]! += weight;
    hessian[b * n + b]! += ratio.ratio * ratio.ratio * weight;
    hessian[Math.max(a, b) * n + Math.min(a, b)]! -= ratio.ratio * weight;
    gradient[a]! -= pull;
    gradient[b]! += ratio.ratio * pull;
  }
}

/** Four products of a column with others, into `out` from `at` on. */
function fourDots(
  column: Float64Array,
  jacobian: Float64Array,
  points: number,
  f0: number,
  f1: number,
  f2: number,
  f3: number,
  out: Float64Array,
  at: number,
): void {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < points; i++) {
    const value = column[i]!;
    s0 += value * jacobian[f0 + i]!;
    s1 += value * jacobian[f1 + i]!;
    s2 += value * jacobian[f2 + i]!;
    s3 += value * jacobian[f3 + i]!;
  }
  out[at] = s0;
  out[at + 1] = s1;
  out[at + 2] = s2;
  out[at + 3] = s3;
}
