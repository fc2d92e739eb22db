import { areaAt, fillColumns, ratioPull, ratioSpread } from './objective.js';
import { addPair } from './pair-terms.js';
import { slots } from './peak-columns.js';
import type { Room, Running } from './room.js';
import { crossDots, ownDots, startOfColumn, tile } from './tile-dots.js';
import type { KnownRatio, WindowData } from './types.js';

/** Matrix (its lower triangle) and gradient of the parameters that are free, at the parameters evaluated last. */
export function normalEquations(room: Room, data: WindowData, fit: Running, ratios: readonly KnownRatio[]): void {
  const { parameters, hessian, gradient } = room;
  const { free, known, peaks } = fit;
  const n = free.length;
  fillColumns(room, data, fit, parameters);
  productsOfColumns(room, data.x.length, free);
  for (let a = 0; a < n; a++) {
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
  addPair(room, fit);
}

/** Products of the columns of all free parameters with each other and with the pulls, tile after tile. */
function productsOfColumns(
  { jacobian, weights, pulls, sums, hessian, gradient }: Room,
  points: number,
  free: Int32Array,
): void {
  const n = free.length;
  const column = (k: number): number => startOfColumn(free, k, points);
  for (let a = 0; a < n; a += tile) {
    const [a0, a1, a2] = [column(a), column(a + 1), column(a + 2)];
    const rows = Math.min(tile, n - a);
    ownDots(jacobian, weights, pulls, points, a0, a1, a2, sums);
    for (let k = 0; k < rows; k++) {
      gradient[a + k] = sums[6 + k]!;
      for (let j = 0; j <= k; j++) hessian[(a + k) * n + a + j] = sums[(k * (k + 1)) / 2 + j]!;
    }
    for (let b = 0; b < a; b += tile) {
      crossDots(jacobian, weights, points, a0, a1, a2, column(b), column(b + 1), column(b + 2), sums);
      for (let k = 0; k < rows; k++) for (let j = 0; j < tile; j++) hessian[(a + k) * n + b + j] = sums[tile * k + j]!;
    }
  }
}
