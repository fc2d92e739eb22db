import type { KernelChoice } from '@operando/numerics';

/** Quadrature of a resolution: which nodes each point takes, with which weights. */
export interface SmearPlan {
  /** Q at which the reflectivity is computed; points share nodes. */
  readonly nodes: Float64Array;
  /** First node and number of nodes of each point. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** Where each point's weights begin. */
  readonly offset: Int32Array;
  readonly weights: Float64Array;
  /** Reflectivity at the nodes, for the stack the plan was made for. */
  readonly values: Float64Array;
  /** The same quadrature for points moved and widened a little; nodes that are each point's own move with it. */
  readonly moved: (q: Float64Array, sigma: Float64Array) => MovedPlan;
}

/** A {@link SmearPlan} of moved points: the reflectivity at its nodes is not known where these moved. */
export interface MovedPlan extends Omit<SmearPlan, 'values' | 'moved'> {
  /** The nodes are those of the plan it was moved from. */
  readonly sameNodes: boolean;
}

/** Kernels of resolutions. */
export const resolutionShapes = ['gaussian', 'log-gaussian', 'box', 'triangular'] as const;

/** Kernel of a resolution. */
export type ResolutionShape = (typeof resolutionShapes)[number];

/** What {@link smearPlan} takes. */
export interface SmearOptions {
  readonly shape: ResolutionShape;
  /** Standard deviations beyond which a Gaussian is cut. */
  readonly reach: number;
  /** Divide by the weight inside the cut. */
  readonly normalise: boolean;
  /** Relative error promised. */
  readonly tolerance: number;
  /** @default 'auto' */
  readonly kernels?: KernelChoice | undefined;
  /** Standard deviations beyond the windows that nodes are laid out for, since points are going to move. @default 0 */
  readonly pad?: number | undefined;
}

/** Weighted sums over the nodes, for `columns` quantities at once. */
export function applyPlan(
  plan: Pick<SmearPlan, 'first' | 'count' | 'offset' | 'weights'>,
  values: Float64Array,
  columns: number,
  out: Float64Array,
): void {
  const { first, count, offset, weights } = plan;
  if (columns === 1) {
    for (let i = 0; i < first.length; i++) {
      const from = first[i]!;
      const at = offset[i]!;
      const end = count[i]!;
      let sum = 0;
      for (let k = 0; k < end; k++) sum += weights[at + k]! * values[from + k]!;
      out[i] = sum;
    }
    return;
  }
  for (let i = 0; i < first.length; i++) {
    const to = i * columns;
    for (let c = 0; c < columns; c++) out[to + c] = 0;
    for (let k = 0; k < count[i]!; k++) {
      const weight = weights[offset[i]! + k]!;
      const from = (first[i]! + k) * columns;
      for (let c = 0; c < columns; c++) out[to + c]! += weight * values[from + c]!;
    }
  }
}
