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

/** The largest of n values that is not above a limit; negative for none. */
function mostUpTo(values: usize, n: i32, limit: f64): f64 {
  const limits = f64x2.splat(limit);
  const none = f64x2.splat(-1);
  const end = values + ((n as usize) << 3);
  let most = none;
  let at = values;
  for (; at + 16 <= end; at += 16) {
    const value = v128.load(at);
    most = f64x2.pmax(most, v128.bitselect(value, none, f64x2.le(value, limits)));
  }
  let one = f64x2.extract_lane(most, 0);
  const other = f64x2.extract_lane(most, 1);
  if (other > one) one = other;
  if (at < end) {
    const value = load<f64>(at);
    if (value <= limit && value > one) one = value;
  }
  return one;
}

/** Median of n magnitudes, none of them NaN: found by counting, which takes no branches. */
export function medianOfMagnitudes(values: usize, n: i32): f64 {
  if (n == 0) return NaN;
  const end = values + ((n as usize) << 3);
  let highs = f64x2.splat(0);
  let sums = f64x2.splat(0);
  let at = values;
  for (; at + 16 <= end; at += 16) {
    const value = v128.load(at);
    highs = f64x2.pmax(highs, value);
    sums = f64x2.add(sums, value);
  }
  if (at < end) highs = f64x2.pmax(highs, f64x2.splat(load<f64>(at)));
  // So many are to lie at or below the limit that is looked for. Of [low, high] the counts up to either are known.
  const wanted = (n + 1) >> 1;
  let low: f64 = 0;
  let below = 0;
  let high = max<f64>(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
  let above = n;
  // Of normal numbers, the median is 0.845 times the mean magnitude, and this is by how much the share below grows there.
  let guess = min<f64>(high, (0.845 * (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1))) / (n as f64));
  const growth = 0.43 * (n as f64);
  for (let round = 0; round < 40; round++) {
    const count = countUpTo(values, n, guess);
    if (count == wanted) {
      const value = mostUpTo(values, n, guess);
      return (n & 1) == 1 ? value : 0.5 * (value + leastAbove(values, n, guess));
    }
    if (count > wanted) {
      high = guess;
      above = count;
    } else {
      low = guess;
      below = count;
    }
    if (!(high > low)) break;
    let next = guess + (guess * ((wanted - count) as f64)) / growth;
    if (round > 1 || !(next > low && next < high)) {
      const share = ((wanted - below) as f64) / ((above - below) as f64);
      // Every fourth time in the middle: whatever the values are, the range shrinks.
      next = low + (high - low) * ((round & 3) == 3 ? 0.5 : share);
    }
    guess = next;
  }
  // Values that are the same, or far apart: one by one.
  let value = mostUpTo(values, n, low);
  if (value < 0) value = leastAbove(values, n, -1);
  let count = countUpTo(values, n, value);
  while (count < wanted) {
    value = leastAbove(values, n, value);
    count = countUpTo(values, n, value);
  }
  if ((n & 1) == 1 || count > wanted) return value;
  return 0.5 * (value + leastAbove(values, n, value));
}
