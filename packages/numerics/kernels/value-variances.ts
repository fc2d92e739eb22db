import { medianOfMagnitudes } from './shared/select';

/** Points of a difference that vanishes for every cubic. */
const width = 5;
/** Levels below the first and above the second have scatters of their own. */
const lowLevel: f64 = 0.3;
const highLevel: f64 = 0.7;
/** As many differences tell a scatter to begin with, taken in runs of so many; fewer than the third tell none. */
const enough = 200;
const run = 16;
const fewest = 15;

/**
 * Differences that vanish for cubics, and the means of their values.
 *
 * @param weights Five arrays of `count`, an even number of doubles apart from each other.
 */
export function takeDifferences(count: i32, values: usize, weights: usize, difference: usize, level: usize): void {
  const stride = (((count + (count & 1)) as usize) << 3) as usize;
  const w1 = weights + stride;
  const w2 = w1 + stride;
  const w3 = w2 + stride;
  const w4 = w3 + stride;
  const fifth = f64x2.splat(1.0 / (width as f64));
  const end: usize = (count as usize) << 3;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const a = v128.load(values + i);
    const b = v128.load(values + i, 8);
    const c = v128.load(values + i, 16);
    const d = v128.load(values + i, 24);
    const e = v128.load(values + i, 32);
    let sum = f64x2.mul(v128.load(weights + i), a);
    sum = f64x2.add(sum, f64x2.mul(v128.load(w1 + i), b));
    sum = f64x2.add(sum, f64x2.mul(v128.load(w2 + i), c));
    sum = f64x2.add(sum, f64x2.mul(v128.load(w3 + i), d));
    sum = f64x2.add(sum, f64x2.mul(v128.load(w4 + i), e));
    v128.store(difference + i, sum);
    const total = f64x2.add(f64x2.add(f64x2.add(f64x2.add(a, b), c), d), e);
    v128.store(level + i, f64x2.mul(total, fifth));
  }
  if (i < end) {
    const a = load<f64>(values + i);
    const b = load<f64>(values + i, 8);
    const c = load<f64>(values + i, 16);
    const d = load<f64>(values + i, 24);
    const e = load<f64>(values + i, 32);
    const first = load<f64>(weights + i) * a + load<f64>(w1 + i) * b + load<f64>(w2 + i) * c;
    store<f64>(difference + i, first + load<f64>(w3 + i) * d + load<f64>(w4 + i) * e);
    store<f64>(level + i, (a + b + c + d + e) * (1.0 / (width as f64)));
  }
}

/** Median magnitude of some of `count` differences, in place, from the first or the last on; NaN for too few. */
function medianOfSome(differences: usize, count: i32, fromLast: boolean): f64 {
  if (count < fewest) return NaN;
  const stride = max<i32>(1, count / enough);
  let kept = 0;
  for (let start = 0; start < count; start += run * stride) {
    const end = min<i32>(count, start + run);
    for (let i = start; i < end; i++) {
      // From the last on, what is written lies behind what is still to be read.
      const from = fromLast ? count - 1 - i : i;
      const to = fromLast ? count - 1 - kept : kept;
      store<f64>(differences + ((to as usize) << 3), abs<f64>(load<f64>(differences + ((from as usize) << 3))));
      kept++;
    }
  }
  return medianOfMagnitudes(differences + (((fromLast ? count - kept : 0) as usize) << 3), kept);
}

/**
 * Median magnitudes of the differences at low levels, and of those at high ones; NaN for too few.
 *
 * @param low Room for `count` doubles and one more, as `high`.
 * @param out Receives both.
 */
export function medians(count: i32, difference: usize, level: usize, low: usize, high: usize, out: usize): void {
  const lows = f64x2.splat(lowLevel);
  const highs = f64x2.splat(highLevel);
  const end: usize = (count as usize) << 3;
  let toLow = low;
  let toHigh = high;
  let i: usize = 0;
  while (i < end) {
    // Levels go up once: most neighbours belong together.
    for (; i + 16 <= end && i64x2.all_true(f64x2.lt(v128.load(level + i), lows)); i += 16, toLow += 16)
      v128.store(toLow, v128.load(difference + i));
    for (; i + 16 <= end && i64x2.all_true(f64x2.gt(v128.load(level + i), highs)); i += 16, toHigh += 16)
      v128.store(toHigh, v128.load(difference + i));
    if (i >= end) break;
    const value = load<f64>(difference + i);
    const here = load<f64>(level + i);
    store<f64>(toLow, value);
    store<f64>(toHigh, value);
    toLow += (here < lowLevel ? 8 : 0) as usize;
    toHigh += (here > highLevel ? 8 : 0) as usize;
    i += 8;
  }
  store<f64>(out, medianOfSome(low, ((toLow - low) >> 3) as i32, false));
  store<f64>(out, medianOfSome(high, ((toHigh - high) >> 3) as i32, true), 8);
}

/**
 * Median magnitudes of fourth differences of neighbours, and of points `apart` places from each other, within the first `to` points of a
 * spectrum, where `apart` points lie no wider than `widest`; NaN for fewer than `least`.
 *
 * @param work Room for `to` doubles.
 * @param out Receives both.
 */
export function sharedMedians(
  to: i32,
  energy: usize,
  values: usize,
  apart: i32,
  widest: f64,
  least: i32,
  work: usize,
  out: usize,
): void {
  const reach = (apart as usize) << 3;
  for (let pass = 0; pass < 2; pass++) {
    const stride: usize = pass == 0 ? 8 : reach;
    const end = to - 4 * (pass == 0 ? 1 : apart);
    let kept = 0;
    for (let i = 0; i < end; i++) {
      const at = (i as usize) << 3;
      const here = values + at;
      const outer = load<f64>(here) + load<f64>(here + 4 * stride);
      const inner = load<f64>(here + stride) + load<f64>(here + 3 * stride);
      const difference = outer - 4 * inner + 6 * load<f64>(here + 2 * stride);
      store<f64>(work + ((kept as usize) << 3), abs<f64>(difference));
      kept += !(load<f64>(energy + at + reach) - load<f64>(energy + at) > widest) as i32;
    }
    store<f64>(out + ((pass as usize) << 3), kept < least ? NaN : medianOfMagnitudes(work, kept));
  }
}
