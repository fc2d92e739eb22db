import type { Estimate, Status } from '@operando/core';
import type { DepthAxis } from './depth-axis.js';
import type { DepthGrid } from './response-matrix.js';

/**
 * What became of a profile.
 *
 * - `converged`: counts turned into concentrations, or a minimum that explains the spectrum
 * - `misfit`: a minimum, but the layers given do not explain the spectrum (five standard deviations of chi2 or more)
 * - `limit-reached`: the search ended before it was done
 */
export type ProfileStatus = Extract<Status, 'converged' | 'misfit' | 'limit-reached'>;

/** Atoms per cm2 of the element in one layer, or in all that can be seen; standard errors from counting. */
export interface ArealDensity extends Estimate {
  readonly name: string;
  /** That of the profile; `not-visible`, and NaN, for a layer that no particle reaches the detector from. */
  readonly status: ProfileStatus | 'not-visible';
}

/** Concentration against depth. */
export interface ConcentrationProfile {
  readonly status: ProfileStatus;
  /** Edges of the depth bins in um. */
  readonly depthEdges: Float64Array;
  /** Layer of each bin. */
  readonly layer: Int32Array;
  /** Atoms of the element per cm3, mean over each bin. */
  readonly concentration: Float64Array;
  /** Standard error from counting; never 0. */
  readonly stderr: Float64Array;
  /** By layer, in their order. */
  readonly layers: readonly ArealDensity[];
  readonly total: ArealDensity;
  /** Relative uncertainty of the scale (flux, solid angle, standard): common to all bins and frames. */
  readonly scaleUncertainty: number;
  /** Standard error of the depth of each edge by stopping powers and thicknesses, um: a common stretch, not noise. NaN beyond the reach of every ion. */
  readonly depthStderr: Float64Array;
}

/** Standard error of the depths, by the ion that shows each depth best. */
export function depthErrors(axes: readonly DepthAxis[], edges: Float64Array): Float64Array {
  return edges
    .map((depth) =>
      Math.min(...axes.filter((axis) => depth <= axis.reach).map((axis) => axis.depthStderrAt(depth)), Infinity),
    )
    .map((value) => (value === Infinity ? Number.NaN : value));
}

/** Atoms per cm2 for 1 atom per cm3 in each bin, of one layer or (undefined) of all. */
export function arealWeights(grid: DepthGrid, layer?: number): Float64Array {
  return Float64Array.from({ length: grid.layer.length }, (_, j) =>
    layer === undefined || grid.layer[j] === layer ? (grid.edges[j + 1]! - grid.edges[j]!) * 1e-4 : 0,
  );
}

/** Atoms per cm2 by the weights of bins; not visible where there are no bins. */
export function arealDensity(
  name: string,
  weights: Float64Array,
  value: number,
  stderr: number,
  status: ProfileStatus,
): ArealDensity {
  const seen = weights.some((weight) => weight > 0);
  return {
    name,
    value: seen ? value : Number.NaN,
    stderr: seen ? stderr : Number.NaN,
    unit: '1/cm^2',
    status: seen ? status : 'not-visible',
  };
}
