import type { RobustLoss } from './types.js';

const usualScale: Readonly<Record<RobustLoss, number>> = {
  squares: 1,
  'soft-l1': 1,
  huber: 1.345,
  cauchy: 2.385,
  tukey: 4.685,
};

/** Scale of a loss that keeps 95 % efficiency on normal data, where that is customary (Holland and Welsch 1977). */
export function lossScaleOf(loss: RobustLoss, scale: number | undefined): number {
  return scale ?? usualScale[loss];
}

/**
 * Robust losses as functions of the squared residual: value, and derivative,
 * which is the weight of that residual in an iteratively reweighted fit.
 * `scale` is where they bend.
 * @see Holland and Welsch, Commun. Stat. Theory Methods 6 (1977) 813, for the usual places of the bends
 */
export function robustLoss(
  loss: RobustLoss,
  squared: number,
  scale: number,
): { readonly value: number; readonly weight: number } {
  const s2 = scale * scale;
  const z = squared / s2;
  switch (loss) {
    case 'soft-l1': {
      const root = Math.sqrt(1 + z);
      return { value: 2 * s2 * (root - 1), weight: 1 / root };
    }
    case 'huber':
      return z <= 1 ? { value: squared, weight: 1 } : { value: s2 * (2 * Math.sqrt(z) - 1), weight: 1 / Math.sqrt(z) };
    case 'cauchy':
      return { value: s2 * Math.log1p(z), weight: 1 / (1 + z) };
    case 'tukey':
      return z <= 1 ? { value: (s2 / 3) * (1 - (1 - z) ** 3), weight: (1 - z) ** 2 } : { value: s2 / 3, weight: 0 };
    case 'squares':
    default:
      return { value: squared, weight: 1 };
  }
}
