/** What is held small: the values, or their first or second differences. */
export type TikhonovPenalty = 'identity' | 'first' | 'second';

const stencils: Readonly<Record<TikhonovPenalty, readonly number[]>> = {
  identity: [1],
  first: [-1, 1],
  second: [1, -2, 1],
};

/**
 * The diagonal of L^T L and its next two off-diagonals, [columns x 3], for
 * differences within segments: a difference that would reach over two segments
 * is left out.
 *
 * @returns the bands and the number of differences (the rank of L).
 */
export function penaltyBands(
  penalty: TikhonovPenalty,
  segments: ArrayLike<number>,
): { readonly bands: Float64Array; readonly rank: number } {
  const stencil = stencils[penalty];
  const columns = segments.length;
  const bands = new Float64Array(columns * 3);
  let rank = 0;
  for (let i = 0; i + stencil.length <= columns; i++) {
    if (segments[i] !== segments[i + stencil.length - 1]) continue;
    rank++;
    for (let a = 0; a < stencil.length; a++) {
      for (let b = a; b < stencil.length; b++) bands[3 * (i + a) + b - a]! += stencil[a]! * stencil[b]!;
    }
  }
  return { bands, rank };
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
