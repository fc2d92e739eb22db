/** A squared difference beyond so many variances is no noise: the edge on a coarse grid, a spike. */
const cut = 12;

/** How variances change: by a constant and a slope times `law`, with a lowest. */
export interface VarianceLaw {
  readonly law: Float64Array;
  readonly constant: number;
  readonly slope: number;
  readonly lowest: number;
}

/** Share by which variances may still change from round to round: a tenth of what squares of a thousand differences tell. */
const settled = 0.005;

/** Whether two laws are all but the same. */
export function areClose(one: VarianceLaw, other: VarianceLaw): boolean {
  if (one.law !== other.law) return false;
  const most = settled * Math.max(Math.abs(one.constant), one.lowest);
  return Math.abs(one.constant - other.constant) <= most && Math.abs(one.slope - other.slope) <= most;
}

/** Variances of all differences, `out[from]` on. */
export function fillVariances(best: VarianceLaw, out: Float64Array, from: number): void {
  const { law, constant, slope, lowest } = best;
  if (slope === 0) {
    out.fill(constant > lowest ? constant : lowest, from, from + law.length);
    return;
  }
  for (let i = 0; i < law.length; i++) {
    const variance = constant + slope * law[i]!;
    out[from + i] = variance > lowest ? variance : lowest;
  }
}

/** Sums over squared differences y and their laws x, weighted by what their variances were taken to be before. */
export interface Sums {
  readonly s0: number;
  readonly s1: number;
  readonly s2: number;
  readonly t0: number;
  readonly t1: number;
}

/** Sums over all differences of a spectrum, for laws that have a number for each. */
export interface LawSums {
  weighted(this: void, x: Float64Array, before: VarianceLaw): Sums;
  /** Where the variance is the same everywhere. */
  even(this: void, x: Float64Array, variance: number): Sums;
}

/** The sums where the variance changes, in two chains. */
export function weightedSums(x: Float64Array, difference: Float64Array, before: VarianceLaw): Sums {
  const { law, constant, slope, lowest } = before;
  const count = difference.length;
  const sums = new Float64Array(10);
  for (let chain = 0; chain < 2; chain++) {
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let t0 = 0;
    let t1 = 0;
    for (let i = chain; i < count; i += 2) {
      const expected = constant + slope * law[i]!;
      const v = expected > lowest ? expected : lowest;
      const y = difference[i]! * difference[i]!;
      if (y > cut * v) continue;
      const w = 1 / (v * v);
      const wx = w * x[i]!;
      s0 += w;
      s1 += wx;
      s2 += wx * x[i]!;
      t0 += w * y;
      t1 += wx * y;
    }
    sums.set([s0, s1, s2, t0, t1], 5 * chain);
  }
  return sumsOf(sums);
}

function sumsOf(sums: Float64Array): Sums {
  return {
    s0: sums[0]! + sums[5]!,
    s1: sums[1]! + sums[6]!,
    s2: sums[2]! + sums[7]!,
    t0: sums[3]! + sums[8]!,
    t1: sums[4]! + sums[9]!,
  };
}

/** The sums where it is the same everywhere, in four chains: each is a walk, since the compiler has no room for all of them in one. */
export function evenSums(x: Float64Array, difference: Float64Array, v: number): Sums {
  const whole = difference.length - (difference.length % 4);
  const [a, b, c, d] = [0, 1, 2, 3].map((from) => evenChain(x, difference, v, from, whole, 4)) as [
    Sums,
    Sums,
    Sums,
    Sums,
  ];
  const chains = (name: keyof Sums): number => a[name] + c[name] + (b[name] + d[name]);
  let [s0, s1, s2, t0, t1] = [chains('s0'), chains('s1'), chains('s2'), chains('t0'), chains('t1')];
  for (let i = whole; i < difference.length; i++) {
    const one = evenChain(x, difference, v, i, i + 1, 1);
    s0 += one.s0;
    s1 += one.s1;
    s2 += one.s2;
    t0 += one.t0;
    t1 += one.t1;
  }
  const w = 1 / (v * v);
  return { s0: w * s0, s1: w * s1, s2: w * s2, t0: w * t0, t1: w * t1 };
}

/** One chain of them, without the weight. */
function evenChain(
  x: Float64Array,
  difference: Float64Array,
  v: number,
  from: number,
  to: number,
  stride: number,
): Sums {
  const most = cut * v;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let t0 = 0;
  let t1 = 0;
  for (let i = from; i < to; i += stride) {
    const y = difference[i]! * difference[i]!;
    if (y > most) continue;
    s0++;
    s1 += x[i]!;
    s2 += x[i]! * x[i]!;
    t0 += y;
    t1 += x[i]! * y;
  }
  return { s0, s1, s2, t0, t1 };
}

/**
 * The law that squares of differences follow best, weighted by what their variances were taken to be before: one constant, or
 * the line in one of the laws whose gain exceeds the constant's by more than is needed.
 *
 * @param laws One at least, each a number for each difference.
 * @param needed By how much a line must lower the weighted sum of squares.
 */
export function bestLaw(
  laws: readonly Float64Array[],
  sums: LawSums,
  before: VarianceLaw,
  needed: number,
): VarianceLaw {
  const { lowest, constant: even, slope: change } = before;
  let best: VarianceLaw | undefined;
  let least = -Infinity;
  for (const law of laws) {
    const { s0, s1, s2, t0, t1 } =
      change === 0 ? sums.even(law, even > lowest ? even : lowest) : sums.weighted(law, before);
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
