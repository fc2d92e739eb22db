import { median } from '@operando/numerics';
import type { LevelCounts } from './level-counts.js';
import { settlePeak } from './peaks.js';

/** Fewest voxels of a material in a ring from which their scatter is taken, and fewest such rings. */
const fewestVoxels = 300;
const fewestRings = 5;

/**
 * Scatter of single voxels of a material within rings: that over all of a slice holds cupping, too. Median over the rings with enough of
 * it.
 *
 * @param levels Of each ring; NaN where it is not known. @param sigma Scatter over all rings, which is given back where rings are few.
 */
export function scatterWithin({ counts, steps }: LevelCounts, levels: Float64Array, sigma: number): number {
  const found: number[] = [];
  levels.forEach((level, ring) => {
    if (!Number.isFinite(level)) return;
    const own = settlePeak(counts, ring * steps.count, steps, { level, sigma }, true);
    if (own.voxels >= fewestVoxels && Math.abs(own.level - level) < sigma) found.push(own.sigma);
  });
  return found.length < fewestRings ? sigma : Math.min(sigma, median(Float64Array.from(found)));
}
