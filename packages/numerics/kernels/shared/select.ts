/** How many of n values are not above a limit. */
export function countUpTo(values: usize, n: i32, limit: f64): i32 {
  const limits = f64x2.splat(limit);
  const end = values + ((n as usize) << 3);
  let count = i64x2.splat(0);
  let count2 = count;
  let at = values;
  for (; at + 32 <= end; at += 32) {
    count = i64x2.sub(count, f64x2.le(v128.load(at), limits));
    count2 = i64x2.sub(count2, f64x2.le(v128.load(at, 16), limits));
  }
  count = i64x2.add(count, count2);
  let all = (i64x2.extract_lane(count, 0) + i64x2.extract_lane(count, 1)) as i32;
  for (; at < end; at += 8) if (load<f64>(at) <= limit) all++;
  return all;
}

/** The smallest of n values that is above a limit; infinite for none. */
export function leastAbove(values: usize, n: i32, limit: f64): f64 {
  const limits = f64x2.splat(limit);
  const none = f64x2.splat(Infinity);
  const end = values + ((n as usize) << 3);
  let least = none;
  let at = values;
  for (; at + 16 <= end; at += 16) {
    const value = v128.load(at);
    least = f64x2.pmin(least, v128.bitselect(value, none, f64x2.gt(value, limits)));
  }
  let one = f64x2.extract_lane(least, 0);
  const other = f64x2.extract_lane(least, 1);
  if (other < one) one = other;
  if (at < end) {
    const value = load<f64>(at);
    if (value > limit && value < one) one = value;
  }
  return one;
}

/** Median of n magnitudes, none of them NaN: found by counting, which takes no branches. */
export function medianOfMagnitudes(values: usize, n: i32): f64 {
  if (n == 0) return NaN;
  const wanted = (n - 1) >> 1;
  // Of [low, high] the counts up to either are known: up to low no more than wanted, up to high more.
  let low: f64 = -1;
  let below = 0;
  let high: f64 = 0;
  const end = values + ((n as usize) << 3);
  let highs = f64x2.splat(0);
  let at = values;
  for (; at + 16 <= end; at += 16) highs = f64x2.pmax(highs, v128.load(at));
  if (at < end) highs = f64x2.pmax(highs, f64x2.splat(load<f64>(at)));
  high = max<f64>(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
  let above = n;
  // Magnitudes of normal numbers have their median at a quarter of the highest of some hundred.
  let guess = 0.25 * high;
  for (let round = 0; round < 40 && above - below > 6; round++) {
    const count = countUpTo(values, n, guess);
    if (count > wanted) {
      high = guess;
      above = count;
    } else {
      low = guess;
      below = count;
    }
    const from = max<f64>(low, 0);
    if (!(high > from)) break;
    const share = (((wanted - below) as f64) + 0.5) / ((above - below) as f64);
    // Every fourth time in the middle: whatever the values are, the range shrinks.
    guess = from + (high - from) * ((round & 3) == 3 ? 0.5 : min<f64>(0.95, max<f64>(0.05, share)));
  }
  let value = leastAbove(values, n, low);
  let count = countUpTo(values, n, value);
  while (count <= wanted) {
    value = leastAbove(values, n, value);
    count = countUpTo(values, n, value);
  }
  if ((n & 1) == 1 || count > wanted + 1) return value;
  return 0.5 * (value + leastAbove(values, n, value));
}
