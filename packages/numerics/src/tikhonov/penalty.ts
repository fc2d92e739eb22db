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
  /** Coefficients of each difference, and the column each begins at. */
  readonly stencil: readonly number[];
  readonly first: Int32Array;
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
  for (let i = 0; i + stencil.length <= columns; i++) {
    if (segments[i] !== segments[i + stencil.length - 1]) continue;
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    rank++;
    logWeights += Math.log(weight);
    first.push(i);
    for (let a = 0; a < stencil.length; a++) {
      for (let b = a; b < stencil.length; b++) bands[3 * (i + a) + b - a]! += weight * stencil[a]! * stencil[b]!;
    }
  }
  return { bands, rank, logWeights, stencil, first: Int32Array.from(first) };
}

/** out = L^T L x. */
export function applyPenalty(bands: Float64Array, x: Float64Array, out: Float64Array): void {
  const n = x.length;
  out.fill(0);
  for (let i = 0; i < n; i++) {
    out[i]! += bands[3 * i]! * x[i]!;
    for (let j = 1; j < 3 && i + j < n; j++) {
      const value = bands[3 * i + j]!;
      out[i]! += value * x[i + j]!;
      out[i + j]! += value * x[i]!;
    }
  }
}
