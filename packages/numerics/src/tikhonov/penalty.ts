/** What is held small: the values, or their first or second differences. */
export type TikhonovPenalty = 'identity' | 'first' | 'second';

const stencils: Readonly<Record<TikhonovPenalty, readonly number[]>> = {
  identity: [1],
  first: [-1, 1],
  second: [1, -2, 1],
};

/** A penalty ready for the normal equations. */
export interface PenaltyBands {
  /** Diagonal of L^T L and its next two off-diagonals, [columns x 3]. */
  readonly bands: Float64Array;
  /** Number of differences: the rank of L. */
  readonly rank: number;
  /** Sum of the logarithms of their weights. */
  readonly logWeights: number;
  /** Coefficients of each difference, the column each begins at, and its weight. */
  readonly stencil: readonly number[];
  readonly first: Int32Array;
  readonly weights: Float64Array;
}

/**
 * The diagonal of L^T L and its next two off-diagonals, [columns x 3], for
 * differences within segments: a difference that would reach over two segments
 * is left out.
 *
 * @param weights Of the differences, each under the number of its first column; 0 leaves it out.
 */
export function penaltyBands(
  penalty: TikhonovPenalty,
  segments: ArrayLike<number>,
  weights?: ArrayLike<number>,
): PenaltyBands {
  const stencil = stencils[penalty];
  const columns = segments.length;
  const bands = new Float64Array(columns * 3);
  let rank = 0;
  let logWeights = 0;
  const first: number[] = [];
  const used: number[] = [];
  for (let i = 0; i + stencil.length <= columns; i++) {
    if (segments[i] !== segments[i + stencil.length - 1]) continue;
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    rank++;
    logWeights += Math.log(weight);
    first.push(i);
    used.push(weight);
    for (let a = 0; a < stencil.length; a++) {
      for (let b = a; b < stencil.length; b++) bands[3 * (i + a) + b - a]! += weight * stencil[a]! * stencil[b]!;
    }
  }
  return { bands, rank, logWeights, stencil, first: Int32Array.from(first), weights: Float64Array.from(used) };
}

/**
 * out = L^T L x, by the differences themselves: products with L^T L would lose small differences under strong weights to rounding.
 *
 * @returns x^T L^T L x.
 */
export function applyPenalty(
  { stencil, first, weights }: Pick<PenaltyBands, 'stencil' | 'first' | 'weights'>,
  x: Float64Array,
  out: Float64Array,
): number {
  const reach = stencil.length;
  out.fill(0);
  let sum = 0;
  for (let k = 0; k < first.length; k++) {
    const at = first[k]!;
    let difference = 0;
    for (let a = 0; a < reach; a++) difference += stencil[a]! * x[at + a]!;
    const weighted = weights[k]! * difference;
    sum += weighted * difference;
    for (let a = 0; a < reach; a++) out[at + a]! += stencil[a]! * weighted;
  }
  return sum;
}
