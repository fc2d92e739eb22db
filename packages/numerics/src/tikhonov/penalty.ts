/** What is held small: the values, or their first or second differences. */
export type TikhonovPenalty = 'identity' | 'first' | 'second';

const stencils: Readonly<Record<TikhonovPenalty, readonly number[]>> = {
  identity: [1],
  first: [-1, 1],
  second: [1, -2, 1],
};

/** Weights of the differences, and how they hang together. */
export interface DifferencePrior {
  /** Of the differences, each under the number of its first column; 0 leaves it out. @default 1 */
  readonly weights?: ArrayLike<number> | undefined;
  /** Correlation of each difference with the one before it in its segment, from 0 to below 1, under the same numbers. @default 0 */
  readonly correlations?: ArrayLike<number> | undefined;
}

/** A penalty ready for the normal equations. */
export interface PenaltyBands {
  /** Diagonal of L^T L and its next off-diagonals, [columns x reach]. */
  readonly bands: Float64Array;
  /** Columns that one row of L reaches over, at least 3. */
  readonly reach: number;
  /** Number of differences: the rank of L. */
  readonly rank: number;
  /** Sum of the logarithms of their weights and of the squares of their scales. */
  readonly logWeights: number;
  /** The rows of L. */
  readonly rowsOf: readonly PenaltyRow[];
}

/** One difference, or what of it the one before does not tell. */
export interface PenaltyRow {
  /** First column of the difference, whose number it goes by. */
  readonly name: number;
  /** First column of the row, one before where differences are correlated. */
  readonly first: number;
  readonly coefficients: readonly number[];
  readonly weight: number;
  /** Of the difference itself in the row. */
  readonly scale: number;
}

/** Coefficients of what a difference has beyond its correlation with the one before: d[i] - r d[i-1]. */
function innovation(stencil: readonly number[], r: number): number[] {
  return Array.from({ length: stencil.length + 1 }, (_, a) => (stencil[a - 1] ?? 0) - r * (stencil[a] ?? 0));
}

/** Rows of differences within segments. */
function penaltyRows(
  stencil: readonly number[],
  segments: ArrayLike<number>,
  { weights, correlations }: DifferencePrior,
): PenaltyRow[] {
  const rows: PenaltyRow[] = [];
  for (let i = 0; i + stencil.length <= segments.length; i++) {
    if (segments[i] !== segments[i + stencil.length - 1]) continue;
    const weight = weights?.[i] ?? 1;
    if (weight === 0) continue;
    const r = correlations?.[i] ?? 0;
    const follows = r > 0 && i > 0 && segments[i - 1] === segments[i];
    // The first of a segment has the variance that the others have with theirs before.
    const own = Math.sqrt(1 - r * r);
    rows.push(
      follows
        ? { name: i, first: i - 1, coefficients: innovation(stencil, r), weight, scale: 1 }
        : { name: i, first: i, coefficients: stencil.map((value) => own * value), weight, scale: own },
    );
  }
  return rows;
}

/**
 * The diagonal of L^T L and its next off-diagonals, for differences within segments: a difference that would reach over two segments
 * is left out. Where differences are correlated (autoregressive of first order within each segment), the rows of L are what each has
 * beyond the one before it.
 */
export function penaltyBands(
  penalty: TikhonovPenalty,
  segments: ArrayLike<number>,
  prior: DifferencePrior = {},
): PenaltyBands {
  const rowsOf = penaltyRows(stencils[penalty], segments, prior);
  const reach = rowsOf.reduce((most, { coefficients }) => Math.max(most, coefficients.length), 3);
  const bands = new Float64Array(segments.length * reach);
  let logWeights = 0;
  for (const { first, coefficients, weight, scale } of rowsOf) {
    logWeights += Math.log(weight) + 2 * Math.log(scale);
    for (let a = 0; a < coefficients.length; a++)
      for (let b = a; b < coefficients.length; b++)
        bands[reach * (first + a) + b - a]! += weight * coefficients[a]! * coefficients[b]!;
  }
  return { bands, reach, rank: rowsOf.length, logWeights, rowsOf };
}

/**
 * out = L^T L x, by the differences themselves: products with L^T L would lose small differences under strong weights to rounding.
 *
 * @returns x^T L^T L x.
 */
export function applyPenalty({ rowsOf }: Pick<PenaltyBands, 'rowsOf'>, x: Float64Array, out: Float64Array): number {
  out.fill(0);
  let sum = 0;
  for (const { first, coefficients, weight } of rowsOf) {
    let difference = 0;
    for (let a = 0; a < coefficients.length; a++) difference += coefficients[a]! * x[first + a]!;
    const weighted = weight * difference;
    sum += weighted * difference;
    for (let a = 0; a < coefficients.length; a++) out[first + a]! += coefficients[a]! * weighted;
  }
  return sum;
}
