/**
 * Sampling one column of a log: at a moment, or averaged over an interval.
 * All functions take the log's never-decreasing times; equal times are a step.
 */

/** Last row with time <= t, -1 before the log. `hint` is a row to start from when the queries increase. */
export function rowAt(time: Float64Array, t: number, hint = 0): number {
  const n = time.length;
  if (n === 0 || t < time[0]!) return -1;
  let low = Math.max(0, Math.min(hint, n - 1));
  if (time[low]! > t) low = 0;
  let stride = 1;
  let high = low;
  while (high + stride < n && time[high + stride]! <= t) {
    high += stride;
    stride *= 2;
  }
  let end = Math.min(n - 1, high + stride);
  low = high;
  while (low < end) {
    const middle = (low + end + 1) >> 1;
    if (time[middle]! <= t) low = middle;
    else end = middle - 1;
  }
  return low;
}

/** Linear interpolation at t inside the log, `row` being {@link rowAt} of t. */
export function valueBetween(time: Float64Array, values: Float64Array, t: number, row: number): number {
  const next = row + 1;
  if (next >= time.length || t === time[row]!) return values[row]!;
  const share = (t - time[row]!) / (time[next]! - time[row]!);
  return (1 - share) * values[row]! + share * values[next]!;
}

/**
 * Integral of the piecewise-linear log from a to b, both inside it.
 * @param row {@link rowAt} of a.
 */
export function integralBetween(time: Float64Array, values: Float64Array, a: number, b: number, row: number): number {
  let sum = 0;
  let t = a;
  let v = valueBetween(time, values, a, row);
  let next = row + 1;
  for (; next < time.length && time[next]! < b; next++) {
    sum += 0.5 * (v + values[next]!) * (time[next]! - t);
    t = time[next]!;
    v = values[next]!;
  }
  // A step exactly at b belongs to what follows: the value there is the one before it.
  return sum + 0.5 * (v + valueBetween(time, values, b, next - 1)) * (b - t);
}

/** Longest step of the log between a and b, counting the steps that reach in from outside. */
export function longestStep(time: Float64Array, a: number, b: number, row: number): number {
  let longest = 0;
  for (let i = row; i + 1 < time.length && time[i]! < b; i++) {
    if (time[i + 1]! > a) longest = Math.max(longest, time[i + 1]! - time[i]!);
  }
  return longest;
}
