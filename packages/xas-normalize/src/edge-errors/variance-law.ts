/** A squared difference beyond so many variances is no noise: the edge on a coarse grid, a spike. */
const cut = 12;

/** How variances change: by a constant and a slope times `law`, with a lowest. */
export interface VarianceLaw {
  readonly law: Float64Array;
  readonly constant: number;
  readonly slope: number;
  readonly lowest: number;
}

/** The variance of one difference. */
export function varianceBy({ law, constant, slope, lowest }: VarianceLaw, i: number): number {
  const variance = constant + slope * law[i]!;
  return variance > lowest ? variance : lowest;
}

/** Share by which variances may still change from round to round: a tenth of what squares of a thousand differences tell. */
const settled = 0.005;

/** Whether two laws are all but the same. */
export function areClose(one: VarianceLaw, other: VarianceLaw): boolean {
  if (one.law !== other.law) return false;
  const most = settled * Math.max(Math.abs(one.constant), one.lowest);
  return Math.abs(one.constant - other.constant) <= most && Math.abs(one.slope - other.slope) <= most;
}

/**
 * The law that squares of differences follow best, weighted by what their variances were taken to be before: one constant, or
 * the line in one of the laws whose gain exceeds the constant's by more than is needed.
 *
 * @param laws One at least, each a number for each square.
 * @param needed By how much a line must lower the weighted sum of squares.
 */
export function bestLaw(
  laws: readonly Float64Array[],
  square: Float64Array,
  before: VarianceLaw,
  needed: number,
): VarianceLaw {
  const { lowest } = before;
  let best: VarianceLaw | undefined;
  let least = -Infinity;
  for (const law of laws) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let t0 = 0;
    let t1 = 0;
    for (let i = 0; i < square.length; i++) {
      const v = varianceBy(before, i);
      const y = square[i]!;
      const x = law[i]!;
      if (y > cut * v) continue;
      const w = 1 / (v * v);
      s0 += w;
      s1 += w * x;
      s2 += w * x * x;
      t0 += w * y;
      t1 += w * x * y;
    }
    if (best === undefined) {
      best = { law, constant: t0 / s0, slope: 0, lowest };
      least = (t0 * t0) / s0 + needed;
    }
    const determinant = s0 * s2 - s1 * s1;
    const constant = (s2 * t0 - s1 * t1) / determinant;
    const slope = (s0 * t1 - s1 * t0) / determinant;
    const gain = constant * t0 + slope * t1;
    if (!(gain > least)) continue;
    best = { law, constant, slope, lowest };
    least = gain;
  }
  return best ?? before;
}
