import type { KernelChoice } from '@operando/numerics';
import { sharedNoise, sharedVariance } from './shared-noise.js';
import type { SharedNoise } from './shared-noise.js';
import type { RowFit } from './row-fit.js';
import { valueVariances } from './value-variances.js';
import type { NoiseLaw, ValueVariances } from './value-variances.js';

/** Noise of the values of a spectrum. */
export interface RowNoise {
  /** Variances of the values. */
  readonly variances: Float64Array;
  /** Variance of a weighted sum of values, of which all from one to another point have a weight. @default of all */
  readonly varianceOf: (this: void, weights: Float64Array, from?: number, to?: number) => number;
}

/** Finds the noise of spectra on one grid. */
export interface RowNoiseFinder {
  /**
   * @param norm The spectrum as positions are read from it, from `offset` on.
   * @param e0 Its edge, eV.
   * @param fit How it was normalized.
   * @param law How the noise changes with the absorption. @default found
   * @returns Overwritten by the next.
   */
  find(
    this: void,
    norm: Float64Array,
    offset: number,
    e0: number,
    fit: RowFit | undefined,
    law: NoiseLaw | undefined,
  ): RowNoise;
  /** One standard deviation for all values. */
  given(this: void, noise: number): RowNoise;
}

function whiteVariance(weights: Float64Array, variances: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += weights[i]! * weights[i]! * variances[i]!;
  return sum;
}

/** Prepare for one grid. @param kernels Which loops are taken: results are the same. @default 'auto' */
export function rowNoiseFinder(energy: Float64Array, kernels: KernelChoice = 'auto'): RowNoiseFinder {
  const variancesOf = valueVariances(energy, kernels);
  const sharedOf = sharedNoise(energy, kernels);
  const variances = new Float64Array(energy.length);
  const levels = new Float64Array(energy.length);
  const white: RowNoise = {
    variances,
    varianceOf: (weights, from = 0, to = weights.length) => whiteVariance(weights, variances, from, to),
  };
  const sharing: RowNoise = { variances, varianceOf: (weights) => sharedVariance(weights, variances) };
  const tools: NoiseTools = { variancesOf, sharedOf, variances, levels, white, sharing };
  return {
    find: (norm, offset, e0, fit, law) => findNoise(tools, norm, offset, e0, fit, law),
    given(noise) {
      variances.fill(noise * noise);
      return white;
    },
  };
}

interface NoiseTools {
  readonly variancesOf: ValueVariances;
  readonly sharedOf: SharedNoise;
  readonly variances: Float64Array;
  readonly levels: Float64Array;
  readonly white: RowNoise;
  readonly sharing: RowNoise;
}

function findNoise(
  { variancesOf, sharedOf, variances, levels, white, sharing }: NoiseTools,
  norm: Float64Array,
  offset: number,
  e0: number,
  fit: RowFit | undefined,
  law: NoiseLaw | undefined,
): RowNoise {
  if (fit === undefined) variancesOf(norm, offset, variances, { law });
  else {
    // Counts go with what was measured: the flattened spectrum hides how the absorption falls far from the edge.
    const { mu, edgeStep, plan } = fit;
    const at = plan.ranges.edgeIndex;
    const shift = norm[offset + at]! - mu[at]! / edgeStep;
    for (let i = 0; i < levels.length; i++) levels[i] = mu[i]! / edgeStep + shift;
    variancesOf(levels, 0, variances, { edgeStep, law });
  }
  const shared = sharedOf(norm, offset, e0);
  if (shared === 1) return white;
  for (let i = 0; i < variances.length; i++) variances[i]! *= shared;
  return sharing;
}
