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

/** Atoms per cm2 of the element in one layer, or in all layers, as far as they can be seen; standard errors from counting. */
export interface ArealDensity extends Estimate {
  /** Of the layer; `total` for all. */
  readonly name: string;
  /** Share of the thickness that can be seen, from 0 to 1: the atoms are those of that part. */
  readonly visible: number;
  /** That of the profile; `partial` in place of `converged` where only part can be seen; `not-visible`, and NaN, where no particle reaches the detector from. */
  readonly status: ProfileStatus | 'partial' | 'not-visible';
}

/** Depth of a front inside a layer. */
export interface FrontEstimate extends Estimate {
  /** `singular` where the counts do not tell where it is; `at-bound` at an end of the layer. */
  readonly status: Extract<Status, 'converged' | 'singular' | 'at-bound'>;
}

/** Concentration against depth. */
export interface ConcentrationProfile {
  /** Depth of the front, in um, where one was fitted. */
  readonly front?: FrontEstimate | undefined;
  /** How the inversion ended. */
  readonly status: ProfileStatus;
  /** Edges of the depth bins in um, to the deepest that can be seen. */
  readonly depthEdges: Float64Array;
  /** Layer of each bin. */
  readonly layer: Int32Array;
  /** Atoms of the element per cm3, mean over each bin; NaN in bins that cannot be seen. */
  readonly concentration: Float64Array;
  /** Standard error from counting; never 0, NaN in bins that cannot be seen. */
  readonly stderr: Float64Array;
  /** By layer, in their order. */
  readonly layers: readonly ArealDensity[];
  /** Of all layers, as far as they can be seen. */
  readonly total: ArealDensity;
  /** Relative uncertainty of the scale (flux, solid angle, standard): common to all bins and frames. */
  readonly scaleUncertainty: number;
  /** Standard error of the depth of each edge by stopping powers and thicknesses, um: a common stretch, not noise. NaN beyond the reach of every ion. */
  readonly depthStderr: Float64Array;
}

/** Standard error of the depths, by the ion that shows each depth best. */
function depthErrors(axes: readonly DepthAxis[], edges: Float64Array): Float64Array {
  return edges
    .map((depth) =>
      Math.min(...axes.filter((axis) => depth <= axis.reach).map((axis) => axis.depthStderrAt(depth)), Infinity),
    )
    .map((value) => (value === Infinity ? Number.NaN : value));
}

/** Weights that sum concentrations to atoms per cm2: of one layer, or of all. */
export interface ArealWeights {
  readonly name: string;
  /** Atoms per cm2 for 1 atom per cm3 in each bin; 0 in bins that cannot be seen. */
  readonly weights: Float64Array;
  /** Share of the thickness in these bins. */
  readonly visible: number;
}

/** Weights of each layer of a sample, and of all together, in the bins that can be seen. */
export function arealWeights(
  axis: DepthAxis,
  { edges, layer }: DepthGrid,
  seen: Uint8Array,
): { readonly layers: readonly ArealWeights[]; readonly total: ArealWeights } {
  const of = (name: string, thickness: number, index?: number): ArealWeights => {
    const weights = Float64Array.from(layer, (own, j) =>
      seen[j] === 1 && (index === undefined || own === index) ? (edges[j + 1]! - edges[j]!) * 1e-4 : 0,
    );
    const share = weights.reduce((sum, value) => sum + value, 0) / (1e-4 * thickness);
    // Bins end on the layers' boundaries but for rounding.
    return { name, weights, visible: thickness > 0 ? (share > 1 - 1e-6 ? 1 : share) : 0 };
  };
  return {
    layers: axis.layers.map(({ name, top, bottom }, k) => of(name, bottom - top, k)),
    total: of('total', axis.layers.at(-1)!.bottom),
  };
}

/** Atoms per cm2 with what became of them; NaN where nothing can be seen. */
export function arealDensity(
  { name, visible }: ArealWeights,
  value: number,
  stderr: number,
  status: ProfileStatus,
): ArealDensity {
  const seen = visible > 0;
  return {
    name,
    value: seen ? value : Number.NaN,
    stderr: seen ? stderr : Number.NaN,
    unit: '1/cm^2',
    visible,
    status: !seen ? 'not-visible' : visible < 1 && status === 'converged' ? 'partial' : status,
  };
}

/** What a profile shows of its bins: those down to the deepest that can be seen. */
export interface ShownBins {
  readonly depthEdges: Float64Array;
  readonly layer: Int32Array;
  /** Standard error of the depth of each edge, um. */
  readonly depthStderr: Float64Array;
}

/** The bins down to the deepest that can be seen. */
export function shownBins(axes: readonly DepthAxis[], { edges, layer }: DepthGrid, seen: Uint8Array): ShownBins {
  const count = seen.lastIndexOf(1) + 1;
  const depthEdges = edges.slice(0, count + 1);
  return { depthEdges, layer: layer.slice(0, count), depthStderr: depthErrors(axes, depthEdges) };
}

/** Values of the bins shown, NaN where nothing can be seen. */
export function seenValues({ layer }: ShownBins, seen: Uint8Array, values: Float64Array): Float64Array {
  return Float64Array.from(layer, (_, j) => (seen[j] === 1 ? values[j]! : Number.NaN));
}
