import { dot } from './shared/dot';

/** Where the numbers of a window stand in its table: whole numbers of 4 bytes, those of arrays in bytes from its beginning. */
const sizeAt: usize = 0;
const blocksAt: usize = 4;
const marginAt: usize = 8;
const firstAt: usize = 12;
const weightsAt: usize = 16;
const fromAt: usize = 20;
const toAt: usize = 24;
const tailAt: usize = 28;
const blockFromAt: usize = 32;
const blockToAt: usize = 36;
const blockTailAt: usize = 40;
const matrixAt: usize = 44;

/** Rows that are looked at together. */
const blockSize = 8;

/** Derivative by differences over two steps times weights, one-sided at the ends, of three points at least. */
function derive(points: i32, mu: usize, weights: usize, out: usize): void {
  const last: usize = ((points - 1) as usize) << 3;
  store<f64>(out, (load<f64>(mu, 8) - load<f64>(mu)) * load<f64>(weights));
  let i: usize = 8;
  for (; i + 16 <= last; i += 16) {
    const difference = f64x2.sub(v128.load(mu + i, 8), v128.load(mu + i - 8));
    v128.store(out + i, f64x2.mul(difference, v128.load(weights + i)));
  }
  for (; i < last; i += 8) store<f64>(out + i, (load<f64>(mu + i, 8) - load<f64>(mu + i - 8)) * load<f64>(weights + i));
  store<f64>(out + last, (load<f64>(mu + last) - load<f64>(mu + last - 8)) * load<f64>(weights + last));
}

/**
 * The highest point of the derivative of a spectrum, where its neighbours are high, too.
 *
 * @param points On the grid of the derivative.
 * @param margin Points to be ignored at either end.
 * @param threshold Share of the span of the derivative that is high.
 * @param work Room for as many doubles as there are points.
 * @returns Its number, or -1: then it takes a closer look.
 */
export function coarseEdge(points: i32, mu: usize, weights: usize, margin: i32, threshold: f64, work: usize): i32 {
  derive(points, mu, weights, work);
  const from = work + ((margin as usize) << 3);
  const to = work + (((points - margin) as usize) << 3);
  let lows = f64x2.splat(Infinity);
  let highs = f64x2.splat(-Infinity);
  let lows2 = lows;
  let highs2 = highs;
  let at = from;
  for (; at + 32 <= to; at += 32) {
    const a = v128.load(at);
    const b = v128.load(at, 16);
    lows = f64x2.pmin(lows, a);
    highs = f64x2.pmax(highs, a);
    lows2 = f64x2.pmin(lows2, b);
    highs2 = f64x2.pmax(highs2, b);
  }
  lows = f64x2.pmin(lows, lows2);
  highs = f64x2.pmax(highs, highs2);
  let low = f64x2.extract_lane(lows, 0);
  let high = f64x2.extract_lane(highs, 0);
  const low2 = f64x2.extract_lane(lows, 1);
  const high2 = f64x2.extract_lane(highs, 1);
  if (low2 < low) low = low2;
  if (high2 > high) high = high2;
  for (; at < to; at += 8) {
    const value = load<f64>(at);
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const usual = low + threshold * max<f64>(1e-10, high - low);
  const all = f64x2.splat(high);
  at = from;
  while (at + 32 <= to && !v128.any_true(v128.or(f64x2.eq(v128.load(at), all), f64x2.eq(v128.load(at, 16), all))))
    at += 32;
  while (at < to && load<f64>(at) != high) at += 8;
  if (at >= to || at == from || !(high > usual)) return -1;
  if (!(load<f64>(at - 8) > usual && load<f64>(at, 8) > usual) || load<f64>(to) > high) return -1;
  return ((at - work) >> 3) as i32;
}

/** The larger of two numbers, neither of which is NaN. */
function larger(two: v128): f64 {
  return f64x2.extract_lane(f64x2.pmax(two, v128.shuffle<f64>(two, two, 1, 0)), 0);
}

/** What the smoothed values of a block of rows can be, and what is known of all by then. */
let surelyReached: f64 = 0;
let lowestUpper: f64 = 0;

function lookAt(table: usize, block: i32, values: usize, lowest: f64, highest: f64, upper: usize): void {
  const size = load<i32>(table, sizeAt);
  const margin = load<i32>(table, marginAt);
  const first = max<i32>(margin, 1);
  const last = min<i32>(size - margin, size - 2);
  const from = table + (load<i32>(table, fromAt) as usize);
  const to = table + (load<i32>(table, toAt) as usize);
  const tail = table + (load<i32>(table, tailAt) as usize);
  const matrix = table + (load<i32>(table, matrixAt) as usize);
  const end = min<i32>(last + 1, (block + 1) * blockSize);
  for (let i = max<i32>(margin, block * blockSize); i < end; i++) {
    const four = (i as usize) << 2;
    const eight = (i as usize) << 3;
    const begin = load<i32>(from + four);
    const near = dot(
      matrix + (((i * size + begin) as usize) << 3),
      values + ((begin as usize) << 3),
      load<i32>(to + four) - begin,
    );
    const rest = load<f64>(tail + eight);
    const above = near + rest * highest;
    const below = near + rest * lowest;
    store<f64>(upper + eight, above);
    if (below > surelyReached && i >= first) surelyReached = below;
    if (above < lowestUpper && i < size - margin) lowestUpper = above;
  }
}

/**
 * The highest smoothed derivative within a window: exactly computed where bounds on the tails of the smoothing leave it open.
 *
 * @param table Of the window.
 * @param spectrum Address of the first value of the whole spectrum.
 * @param threshold Share of the span of the smoothed derivative that its neighbours must exceed.
 * @param work Room for three doubles for each point of the window, and 16 more.
 * @returns Number in the window, -1 where its neighbours are not surely high.
 */
export function windowEdge(table: usize, spectrum: usize, threshold: f64, work: usize): i32 {
  const size = load<i32>(table, sizeAt);
  const blocks = load<i32>(table, blocksAt);
  const margin = load<i32>(table, marginAt);
  const matrix = table + (load<i32>(table, matrixAt) as usize);
  const room = ((size + 2) as usize) << 3;
  const values = work;
  const upper = work + room;
  const tops = upper + room;
  const bounds = tops + (((blocks + 1) as usize) << 3);
  const start = spectrum + ((load<i32>(table, firstAt) as usize) << 3);
  derive(size, start, table + (load<i32>(table, weightsAt) as usize), values);

  // By vectors, even of one value: a choice between two numbers is a branch.
  let lows = f64x2.splat(Infinity);
  let lows2 = lows;
  let highest: f64 = -Infinity;
  let steepest = 0;
  for (let b = 0; b < blocks; b++) {
    let highs = f64x2.splat(-Infinity);
    let at = values + ((b * blockSize) << 3);
    if ((b + 1) * blockSize <= size) {
      const v0 = v128.load(at);
      const v1 = v128.load(at, 16);
      const v2 = v128.load(at, 32);
      const v3 = v128.load(at, 48);
      lows = f64x2.pmin(f64x2.pmin(lows, v0), v1);
      lows2 = f64x2.pmin(f64x2.pmin(lows2, v2), v3);
      highs = f64x2.pmax(f64x2.pmax(f64x2.pmax(f64x2.pmax(highs, v0), v1), v2), v3);
    } else {
      const end = values + ((size as usize) << 3);
      for (; at < end; at += 8) {
        const value = v128.load64_splat(at);
        lows = f64x2.pmin(lows, value);
        highs = f64x2.pmax(highs, value);
      }
    }
    const top = larger(highs);
    store<f64>(tops + ((b as usize) << 3), top);
    if (top > highest) {
      highest = top;
      steepest = b;
    }
  }
  lows = f64x2.pmin(lows, lows2);
  const lowest = f64x2.extract_lane(f64x2.pmin(lows, v128.shuffle<f64>(lows, lows, 1, 0)), 0);

  const blockFrom = table + (load<i32>(table, blockFromAt) as usize);
  const blockTo = table + (load<i32>(table, blockToAt) as usize);
  const blockTail = table + (load<i32>(table, blockTailAt) as usize);
  let calmest = -1;
  let calm: f64 = 0;
  for (let b = 0; b < blocks; b++) {
    const four = (b as usize) << 2;
    const eight = (b as usize) << 3;
    let reached = f64x2.splat(-Infinity);
    let c = tops + ((load<i32>(blockFrom + four) as usize) << 3);
    const end = tops + ((load<i32>(blockTo + four) as usize) << 3);
    for (; c < end; c += 16) reached = f64x2.pmax(reached, v128.load(c));
    if (c == end) reached = f64x2.pmax(reached, v128.load64_splat(c));
    const top = larger(reached);
    const bound = top + (load<f64>(blockTail + eight) + 1e-12) * (highest - top) + 1e-12 * abs<f64>(highest);
    store<f64>(bounds + eight, bound);
    if (b * blockSize >= margin && (b + 1) * blockSize <= size - margin && (calmest < 0 || bound < calm)) {
      calmest = b;
      calm = bound;
    }
  }

  surelyReached = -Infinity;
  lowestUpper = Infinity;
  lookAt(table, steepest, values, lowest, highest, upper);
  if (calmest >= 0 && calmest != steepest) lookAt(table, calmest, values, lowest, highest, upper);
  for (let b = 0; b < blocks; b++) {
    if (b != steepest && b != calmest && load<f64>(bounds + ((b as usize) << 3)) >= surelyReached)
      lookAt(table, b, values, lowest, highest, upper);
  }
  const first = max<i32>(margin, 1);
  const last = min<i32>(size - margin, size - 2);
  const row = (size as usize) << 3;
  let best: f64 = -Infinity;
  let found = -1;
  // Its neighbours, where they were computed by the way.
  let before: f64 = NaN;
  let after: f64 = NaN;
  let done = -2;
  let latest: f64 = NaN;
  for (let b = 0; b < blocks; b++) {
    // What was not looked at cannot reach.
    if (b != steepest && b != calmest && !(load<f64>(bounds + ((b as usize) << 3)) >= surelyReached)) continue;
    const end = min<i32>(last + 1, (b + 1) * blockSize);
    for (let i = max<i32>(first, b * blockSize); i < end; i++) {
      if (load<f64>(upper + ((i as usize) << 3)) < surelyReached) continue;
      const value = dot(matrix + (i as usize) * row, values, size);
      if (value > best) {
        best = value;
        before = i == done + 1 ? latest : NaN;
        found = i;
      } else if (i == found + 1) after = value;
      if (found == i) after = NaN;
      done = i;
      latest = value;
    }
  }
  if (found < 1) return -1;
  const cut = lowestUpper + threshold * max<f64>(1e-10, best - lowestUpper);
  if (isNaN(before)) before = dot(matrix + ((found - 1) as usize) * row, values, size);
  if (isNaN(after)) after = dot(matrix + ((found + 1) as usize) * row, values, size);
  return best > cut && before > cut && after > cut ? found : -1;
}
