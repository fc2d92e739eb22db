import type { DepthAxis } from './depth-axis.js';
import type { DepthGrid } from './response-matrix.js';

/** Atoms per cm2 of the element in one layer, or in all. */
export interface ArealDensity {
  readonly name: string;
  /** Atoms per cm2. */
  readonly value: number;
  /** Standard error from counting. */
  readonly stderr: number;
}

/** Concentration against depth. */
export interface DepthProfile {
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
