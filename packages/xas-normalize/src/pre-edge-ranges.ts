import { OperandoError } from '@operando/core';
import { normalizationDefaults } from './defaults.js';
import { indexNearest, indexOf, roundHalfEven } from './grid-search.js';

/** Where and how to fit the lines below and above the edge. Energies in eV relative to e0. */
export interface NormalizationOptions {
  /** Edge energy in eV; one outside the data is not used. @default found from the derivative */
  readonly e0?: number | undefined;
  /** Start of the pre-edge fit. @default the second data point, rounded to 5 eV (2 eV when e0 is among the first 21 points) */
  readonly pre1?: number | undefined;
  /** End of the pre-edge fit. @default pre1 / 2 */
  readonly pre2?: number | undefined;
  /** Start of the post-edge fit. @default the smaller of 25 and norm2 / 15 rounded to 5 eV */
  readonly norm1?: number | undefined;
  /** End of the post-edge fit; the last point is never used. @default the end of the data, rounded to 5 eV */
  readonly norm2?: number | undefined;
  /** Degree of the post-edge polynomial, 0 to 5. @default 2, or 1 below 300 eV of range, or 0 below 30 eV */
  readonly nnorm?: number | undefined;
  /** The pre-edge line is fitted to mu E^nvict (Victoreen). @default 0 */
  readonly nvict?: number | undefined;
  /** 0 for a constant pre-edge, anything else for a line. @default 1 */
  readonly npre?: number | undefined;
  /** Edge step to use; its absolute value counts, and it has no error. @default the fitted one */
  readonly edgeStep?: number | undefined;
  /**
   * Lowest and highest energy, eV, that lines are fitted at by default: other edges lie beyond. A post-edge that ends there is
   * a line at most. @default the data
   */
  readonly limits?: readonly [lowest: number, highest: number] | undefined;
  /** Also compute the flattened spectrum. @default true */
  readonly flat?: boolean | undefined;
}

/** The options as they were really used, and the points they select. */
export interface PreEdgeRanges {
  /** Begin of the pre-edge fit, eV relative to e0, as it was used. */
  readonly pre1: number;
  /** End of the pre-edge fit, eV relative to e0, as it was used. */
  readonly pre2: number;
  /** Begin of the post-edge fit, eV relative to e0, as it was used. */
  readonly norm1: number;
  /** End of the post-edge fit, eV relative to e0, as it was used. */
  readonly norm2: number;
  /** Degree of the post-edge polynomial, 0 to 5. */
  readonly nnorm: number;
  /** Power of the energy in the pre-edge fit. */
  readonly nvict: number;
  /** 0 for a constant pre-edge. */
  readonly npre: number;
  /** Index of the point nearest to e0. */
  readonly edgeIndex: number;
  /** Points of the pre-edge fit, [from, to). */
  readonly preFrom: number;
  /** One past the last point of the pre-edge fit. */
  readonly preTo: number;
  /** Points of the post-edge fit, [from, to). */
  readonly normFrom: number;
  /** One past the last point of the post-edge fit. */
  readonly normTo: number;
}

/**
 * Turn options into ranges, with Larch's `preedge` defaults and adjustments.
 *
 * @param energy Increasing energies in eV.
 * @param e0 Edge energy in eV, inside the data; need not be on the grid.
 * @throws OperandoError `outside-range` when the scan ends less than 3 eV above e0, where no
 * post-edge line can be drawn (Larch returns a number).
 */
export function preEdgeRanges(energy: Float64Array, e0: number, options: NormalizationOptions): PreEdgeRanges {
  const n = energy.length;
  const [lowest, highest] = options.limits ?? [-Infinity, Infinity];
  const above = (options.norm2 === undefined ? Math.min(energy[n - 1]!, highest) : energy[n - 1]!) - e0;
  const isCut = options.norm2 === undefined && highest < energy[n - 1]!;
  const from = options.pre1 === undefined && lowest > energy[0]! ? indexOf(energy, lowest) + 1 : 0;
  const first = energy[from]!;
  if (above < 3) {
    throw new OperandoError('outside-range', `the scan ends ${above.toPrecision(3)} eV above e0 = ${e0} eV.`, {
      cure: 'Normalization needs a post-edge region; give e0, or scan further.',
    });
  }
  const edgeIndex = indexNearest(energy, e0);

  const toSecond = energy[from + 1]! - e0;
  let pre1 = options.pre1 ?? (edgeIndex > 20 ? 5 * roundHalfEven(toSecond / 5) : 2 * roundHalfEven(toSecond / 2));
  pre1 = Math.max(pre1, first - e0);
  let pre2 = options.pre2 ?? pre1 / 2;
  if (pre1 > pre2) [pre1, pre2] = [pre2, pre1];
  let nvict = options.nvict ?? normalizationDefaults.nvict;
  let npre = options.npre ?? normalizationDefaults.npre;
  if (indexOf(energy, pre2, e0) - indexOf(energy, pre1, e0) < 3) {
    nvict = 0;
    npre = 0;
  }

  let norm2 = options.norm2 ?? 5 * roundHalfEven(above / 5);
  if (norm2 < 0) norm2 = above - norm2;
  norm2 = Math.min(norm2, above);
  let norm1 = options.norm1 ?? Math.min(25, 5 * roundHalfEven(norm2 / 15));
  if (norm1 > norm2) [norm1, norm2] = [norm2, norm1];
  norm1 = Math.min(norm1, norm2 - 2);
  let nnorm = options.nnorm;
  if (nnorm === undefined) nnorm = norm2 - norm1 < 30 ? 0 : norm2 - norm1 < 300 || isCut ? 1 : 2;
  nnorm = Math.max(0, Math.min(5, Math.trunc(nnorm)));

  const preFrom = indexOf(energy, pre1 + e0);
  let preTo = indexNearest(energy, pre2 + e0);
  if (npre === 0) {
    if (preTo <= preFrom) preTo = preFrom + 1;
  } else if (preTo - preFrom < 2) {
    preTo = Math.min(n, preFrom + 2);
  }

  let normFrom = Math.min(indexOf(energy, norm1 + e0), n - 3);
  const normTo = indexNearest(energy, norm2 + e0);
  if (normTo - normFrom < 2) {
    normFrom = Math.max(0, normFrom - 2);
    nnorm = 0;
  } else if (normTo - normFrom < 5) {
    nnorm = Math.min(1, nnorm);
  }
  return { pre1, pre2, norm1, norm2, nnorm, nvict, npre, edgeIndex, preFrom, preTo, normFrom, normTo };
}
