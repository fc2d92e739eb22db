import { median } from '@operando/numerics';

/** Sum of the squares of 1, -4, 6, -4, 1. */
const differenceVariance = 70;
/** Median of the absolute value to standard deviation, of a normal distribution. */
const madToSigma = 1.4826;
/** Points without which scatter says nothing. */
const fewest = 24;

/** Whether all intensities that count are whole numbers, as counts are. */
export function areWhole(y: ArrayLike<number>, weights?: ArrayLike<number>): boolean {
  for (let i = 0; i < y.length; i++) {
    if (weights?.[i] === 0 || !Number.isFinite(y[i]!)) continue;
    if (!Number.isInteger(y[i]!)) return false;
  }
  return true;
}

/**
 * Share of neighbouring fourth differences with opposite signs below which they are of a smooth curve: of independent noise it
 * is 0.80 (their correlation is -0.8), and of a curve without noise nearly none.
 */
const leastOpposite = 0.5;
/** Relative variances below this are rounding. */
const rounding = 1e-9;

/**
 * The intensity that one count makes. Whole numbers are counts. Of others (rates, patterns that were scaled or averaged) the
 * variance is this unit times the intensity, and comes from fourth differences of neighbouring points, which lines leave alone
 * where steps are small beside their widths; the median does not see the few where they do not. Of curves without noise 1.
 */
export function unitOfCounts(y: Float64Array, weights: Float64Array): number {
  if (areWhole(y, weights)) return 1;
  const scatter: number[] = [];
  let opposite = 0;
  let before = 0;
  let total = 0;
  for (let i = 2; i + 2 < y.length; i++) {
    let level = 0;
    let isUsed = true;
    for (let j = i - 2; j <= i + 2; j++) {
      level += y[j]! / 5;
      isUsed &&= weights[j]! > 0;
    }
    if (!isUsed || !(level > 0)) continue;
    const difference = y[i - 2]! + y[i + 2]! - 4 * (y[i - 1]! + y[i + 1]!) + 6 * y[i]!;
    scatter.push(Math.abs(difference) / Math.sqrt(differenceVariance * level));
    if (difference * before < 0) opposite++;
    before = difference;
    total += level;
  }
  if (scatter.length < fewest || opposite < leastOpposite * scatter.length) return 1;
  const unit = (madToSigma * median(scatter)) ** 2;
  return unit > rounding * (total / scatter.length) ? unit : 1;
}
