import { OperandoError } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { estimateSpectrumNoise } from '../noise.js';
import { farFromOthers, scanDistances } from './scan-distances.js';
import { cleanSpectrum } from '../spectrum.js';

/** Options of {@link mergeScans}. */
export interface MergeScansOptions {
  /** Scans count alike, or by their own noise. @default 'equal' */
  readonly weights?: 'equal' | 'noise' | undefined;
  /** Scans that lie far from the others are named in a warning and take part, or are named and left out. @default 'name' */
  readonly outliers?: 'name' | 'leave-out' | undefined;
  /** From how many times the usual distance on a scan lies far from the others. @default 5 */
  readonly outlierThreshold?: number | undefined;
}

/** Scans brought together. */
export interface MergedScans {
  /** eV: energies of the first scan, where all of them reach. */
  readonly energy: Float64Array;
  /** Mean absorption, one for each energy. */
  readonly mu: Float64Array;
  /** Standard error of the mean from the scatter between scans; NaN for one scan. */
  readonly stderr: Float64Array;
  /** Weight of each scan; they add up to 1. */
  readonly weights: Float64Array;
  /**
   * How far each scan lies from the others: root mean square from their median as a multiple of the usual such distance. NaN for
   * one or two scans.
   */
  readonly distances: Float64Array;
  /** Scans that lie far from the others. */
  readonly outliers: readonly number[];
  /** What was doubted or assumed; empty where nothing was. */
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Average of scans on the energies of the first: the others are interpolated by a cubic spline. Energies that not all
 * scans reach are left out. Scans that lie far from the others (a jump of the monochromator, another sample) are named.
 *
 * @throws OperandoError as `cleanSpectrum`, naming the scan as frame; `too-few-points` for no scans or scans that do not overlap.
 */
export function mergeScans(
  scans: readonly { readonly energy: ArrayLike<number>; readonly mu: ArrayLike<number> }[],
  options: MergeScansOptions = {},
): MergedScans {
  if (scans.length === 0) throw new OperandoError('too-few-points', 'there are no scans to merge.');
  const clean = scans.map(({ energy, mu }, frame) => {
    try {
      return cleanSpectrum(energy, mu);
    } catch (error) {
      throw error instanceof OperandoError ? error.at({ frame }) : error;
    }
  });
  const lowest = clean.reduce((high, { energy }) => Math.max(high, energy[0]!), -Infinity);
  const highest = clean.reduce((low, { energy }) => Math.min(low, energy.at(-1)!), Infinity);
  const grid = clean[0]!.energy.filter((energy) => energy >= lowest && energy <= highest);
  if (grid.length < 6)
    throw new OperandoError(
      'too-few-points',
      `the scans share ${grid.length} energies, from ${lowest} to ${highest} eV.`,
      { cure: 'Merge scans of one edge and range.' },
    );
  const rows = clean.map(({ energy, mu }) => {
    const spline = cubicSpline(energy, mu);
    return grid.map((at) => spline.evaluate(at));
  });
  const { outliers: what = 'name', outlierThreshold: threshold = farFromOthers } = options;
  const distances = scanDistances(rows);
  const outliers = [...distances.keys()].filter((s) => distances[s]! > threshold);
  const isOut = (s: number): boolean => what === 'leave-out' && outliers.includes(s);
  const noise =
    options.weights === 'noise' ? clean.map(({ energy, mu }) => estimateSpectrumNoise(energy, mu)) : clean.map(() => 1);
  const weights = Float64Array.from(noise, (sigma, s) => (sigma > 0 && !isOut(s) ? sigma ** -2 : 0));
  let total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) {
    weights.forEach((_, s) => (weights[s] = isOut(s) ? 0 : 1));
    total = weights.reduce((sum, weight) => sum + weight, 0);
  }
  weights.forEach((weight, s) => (weights[s] = weight / total));
  const squared = weights.reduce((sum, weight) => sum + weight * weight, 0);
  const mu = grid.map((_, i) => rows.reduce((sum, row, s) => sum + weights[s]! * row[i]!, 0));
  // Unbiased for weights that are reliabilities: sum w (x - m)^2 / (1 - sum w^2), times sum w^2 for the mean.
  const stderr = grid.map((_, i) =>
    weights.filter((weight) => weight > 0).length < 2
      ? Number.NaN
      : Math.sqrt(
          (rows.reduce((sum, row, s) => sum + weights[s]! * (row[i]! - mu[i]!) ** 2, 0) / (1 - squared)) * squared,
        ),
  );
  return {
    energy: grid,
    mu,
    stderr,
    weights,
    distances,
    outliers,
    warnings: outlierWarnings(distances, outliers, what, threshold),
  };
}

function outlierWarnings(
  distances: Float64Array,
  outliers: readonly number[],
  what: NonNullable<MergeScansOptions['outliers']>,
  threshold: number,
): OperandoWarning[] {
  if (outliers.length === 0) return [];
  const list = outliers.map((s) => `${s} (${distances[s]!.toPrecision(2)} times)`);
  return [
    {
      code: 'outlying-scan',
      message:
        `${outliers.length} of ${distances.length} scans lie further from the others than ${threshold} times the usual ` +
        `distance, and ${what === 'leave-out' ? 'were left out' : 'take part in the mean'}: ${list.join(', ')}.`,
      where: { frame: outliers[0]! },
    },
  ];
}
