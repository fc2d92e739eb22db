import { OperandoError } from '@operando/core';
import { chiSquareTail, seededRandom } from '@operando/numerics';
import type { Measured } from '@operando/core';

/** Values with their errors, side by side. */
export interface Related {
  /** In any unit. */
  readonly values: ArrayLike<number>;
  /** Above 0; of x also 0. */
  readonly stderr: ArrayLike<number>;
}

/** Options of {@link relate}. */
export interface RelateOptions {
  /** Blocks drawn for the interval of the rank correlation. @default 999 */
  readonly draws?: number | undefined;
  /** Neighbours that are drawn together, since neighbours in time are alike. @default the cube root of the number of points, rounded up */
  readonly block?: number | undefined;
  /** Of the blocks that are drawn. @default 1 */
  readonly seed?: number | undefined;
}

/** A straight line through points with errors in both. */
export interface Relation {
  /** Units of the second for each of the first. */
  readonly slope: Measured;
  /** In the unit of the second. */
  readonly intercept: Measured;
  /** Of slope and intercept. */
  readonly covariance: number;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Points less two. */
  readonly degreesOfFreedom: number;
  /** `misfit`: points lie further off than their errors, by chance once in a thousand; errors are scaled. */
  readonly status: 'converged' | 'misfit' | 'limit-reached';
  /** Spearman's, with the 95 % interval of block bootstrap. */
  readonly rankCorrelation: number;
  /** 95 %, by block bootstrap. */
  readonly rankInterval: readonly [number, number];
  /** How many there were. */
  readonly points: number;
}

function ranks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const out = new Array<number>(values.length);
  for (let i = 0; i < order.length;) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1]!] === values[order[i]!]) j++;
    for (let k = i; k <= j; k++) out[order[k]!] = 0.5 * (i + j);
    i = j + 1;
  }
  return out;
}

/**
 * Spearman's rank correlation, ties at their mean rank; NaN where one does not vary.
 *
 * @see Spearman, Am. J. Psychol. 15 (1904) 72
 */
export function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const [a, b] = [ranks(x), ranks(y)];
  const middle = 0.5 * (x.length - 1);
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += (a[i]! - middle) * (b[i]! - middle);
    aa += (a[i]! - middle) ** 2;
    bb += (b[i]! - middle) ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : Number.NaN;
}

function rankInterval(
  x: readonly number[],
  y: readonly number[],
  { draws = 999, block, seed = 1 }: RelateOptions,
): [number, number] {
  const n = x.length;
  const length = Math.min(n, block ?? Math.ceil(Math.cbrt(n)));
  const random = seededRandom(seed);
  const found: number[] = [];
  for (let d = 0; d < draws; d++) {
    const rows: number[] = [];
    while (rows.length < n) {
      const from = Math.floor(random.uniform() * n);
      for (let k = 0; k < length && rows.length < n; k++) rows.push((from + k) % n);
    }
    const own = rankCorrelation(
      rows.map((i) => x[i]!),
      rows.map((i) => y[i]!),
    );
    if (Number.isFinite(own)) found.push(own);
  }
  found.sort((a, b) => a - b);
  const at = (share: number): number =>
    found[Math.min(found.length - 1, Math.floor(share * found.length))] ?? Number.NaN;
  return [at(0.025), at(0.975)];
}

/** Sums of the line at a slope: middle of the points, and what the slope would be from there. */
function yorkStep(
  x: readonly number[],
  y: readonly number[],
  wx: readonly number[],
  wy: readonly number[],
  slope: number,
) {
  const w = x.map((_, i) => (wx[i] === Infinity ? wy[i]! : (wx[i]! * wy[i]!) / (wx[i]! + slope * slope * wy[i]!)));
  const total = w.reduce((a, b) => a + b, 0);
  const mean = (values: readonly number[]): number => values.reduce((sum, value, i) => sum + w[i]! * value, 0) / total;
  const [mx, my] = [mean(x), mean(y)];
  const beta = x.map((value, i) => {
    const [u, v] = [value - mx, y[i]! - my];
    return w[i]! * (u / wy[i]! + (wx[i] === Infinity ? 0 : (slope * v) / wx[i]!));
  });
  let [above, below] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    above += w[i]! * beta[i]! * (y[i]! - my);
    below += w[i]! * beta[i]! * (x[i]! - mx);
  }
  return { w, total, mx, my, beta, next: above / below };
}

/**
 * The straight line y = intercept + slope x through points with errors in both, and the rank correlation with an interval that
 * knows that neighbours are alike. Points without a value or error are left out. Never a p-value of Pearson's r: its table is for
 * independent points.
 *
 * @throws OperandoError `too-few-points` for fewer than three points, or x that does not vary.
 * @see York et al., Am. J. Phys. 72 (2004) 367, without correlated errors.
 */
export function relate(first: Related, second: Related, options: RelateOptions = {}): Relation {
  const kept = Array.from(first.values, (_, i) => i).filter(
    (i) =>
      Number.isFinite(first.values[i]!) &&
      Number.isFinite(second.values[i]!) &&
      first.stderr[i]! >= 0 &&
      second.stderr[i]! > 0 &&
      Number.isFinite(first.stderr[i]! + second.stderr[i]!),
  );
  const pick = (from: ArrayLike<number>): number[] => kept.map((i) => from[i]!);
  const [x, y] = [pick(first.values), pick(second.values)];
  const n = kept.length;
  if (n < 3 || x.every((value) => value === x[0]))
    throw new OperandoError('too-few-points', `${n} points with values and errors do not make a line.`, {
      cure: 'Three of different x are needed at least.',
    });
  const wx = pick(first.stderr).map((error) => (error === 0 ? Infinity : 1 / error ** 2));
  const wy = pick(second.stderr).map((error) => 1 / error ** 2);
  let slope = yorkStep(
    x,
    y,
    x.map(() => Infinity),
    wy,
    0,
  ).next;
  let step = yorkStep(x, y, wx, wy, slope);
  let isDone = false;
  for (let iteration = 0; iteration < 200 && !isDone; iteration++) {
    isDone = Math.abs(step.next - slope) <= 1e-13 * Math.abs(step.next);
    slope = step.next;
    step = yorkStep(x, y, wx, wy, slope);
  }
  const { w, total, mx, my, beta } = step;
  const intercept = my - slope * mx;
  const betaMean = beta.reduce((sum, value, i) => sum + w[i]! * value, 0) / total;
  const adjusted = mx + betaMean;
  const variance = 1 / beta.reduce((sum, value, i) => sum + w[i]! * (value - betaMean) ** 2, 0);
  const chiSquare = x.reduce((sum, value, i) => sum + w[i]! * (y[i]! - intercept - slope * value) ** 2, 0);
  const isMisfit = n > 2 && chiSquareTail(chiSquare, n - 2) < 1e-3;
  const scale = isMisfit ? chiSquare / (n - 2) : 1;
  return {
    slope: { value: slope, stderr: Math.sqrt(scale * variance) },
    intercept: { value: intercept, stderr: Math.sqrt(scale * (1 / total + adjusted ** 2 * variance)) },
    covariance: -scale * adjusted * variance,
    chiSquare,
    degreesOfFreedom: n - 2,
    status: !isDone ? 'limit-reached' : isMisfit ? 'misfit' : 'converged',
    rankCorrelation: rankCorrelation(x, y),
    rankInterval: rankInterval(x, y, options),
    points: n,
  };
}
