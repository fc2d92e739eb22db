import { gaussianOf } from './shared/gaussian';
import { firstFrom, gaussianReach, put } from './shared/points';

/**
 * The 27 weighted moments of a pseudo-Voigt, in the order of `moment-sums.ts`, whose G is not 0 on the points [from, to) alone. Each
 * column has a place more than points, which is 0 in those of w and wy; u, l and g are overwritten.
 */
export function peakMoments(
  x: usize,
  w: usize,
  wy: usize,
  center: f64,
  scale: f64,
  low: i32,
  high: i32,
  from: i32,
  to: i32,
  u: usize,
  l: usize,
  g: usize,
  table: usize,
  out: usize,
): void {
  const begin: usize = (low as usize) << 3;
  const end: usize = (max(low, high) as usize) << 3;
  const first: usize = (from as usize) << 3;
  const last: usize = (max(from, to) as usize) << 3;
  const c = f64x2.splat(center);
  const s = f64x2.splat(scale);
  const one = f64x2.splat(1);
  for (let i = begin; i < end; i += 16) {
    const offset = f64x2.mul(f64x2.sub(v128.load(x + i), c), s);
    v128.store(u + i, offset);
    v128.store(l + i, f64x2.div(one, f64x2.add(one, f64x2.mul(offset, offset))));
  }
  // Nothing is there to be summed: pairs may then end behind the last point.
  store<f64>(l + end, 0);
  {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let s4 = f64x2.splat(0);
    for (let i = begin; i < end; i += 16) {
      const offset = v128.load(u + i);
      const wide = v128.load(l + i);
      const even = f64x2.mul(v128.load(w + i), wide);
      const data = f64x2.mul(v128.load(wy + i), wide);
      const data2 = f64x2.mul(data, wide);
      s0 = f64x2.add(s0, even);
      s1 = f64x2.add(s1, f64x2.mul(even, offset));
      s2 = f64x2.add(s2, data);
      s3 = f64x2.add(s3, data2);
      s4 = f64x2.add(s4, f64x2.mul(data2, offset));
    }
    put(out, s0);
    put(out + 8, s1);
    put(out + 32, s2);
    put(out + 40, s3);
    put(out + 48, s4);
  }
  {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let s4 = f64x2.splat(0);
    let s5 = f64x2.splat(0);
    for (let i = begin; i < end; i += 16) {
      const offset = v128.load(u + i);
      const wide = v128.load(l + i);
      const two = f64x2.mul(f64x2.mul(v128.load(w + i), wide), wide);
      const three = f64x2.mul(two, wide);
      const four = f64x2.mul(three, wide);
      s0 = f64x2.add(s0, two);
      s1 = f64x2.add(s1, f64x2.mul(two, offset));
      s2 = f64x2.add(s2, three);
      s3 = f64x2.add(s3, f64x2.mul(three, offset));
      s4 = f64x2.add(s4, four);
      s5 = f64x2.add(s5, f64x2.mul(four, offset));
    }
    put(out + 16, s0);
    put(out + 24, s1);
    put(out + 56, s2);
    put(out + 64, s3);
    put(out + 72, s4);
    put(out + 80, s5);
  }
  let i = first;
  for (; i + 8 < last; i += 16) v128.store(g + i, gaussianOf(v128.load(u + i), table));
  if (i < last) v128.store_lane<f64>(g + i, gaussianOf(v128.load_zero<f64>(u + i), table), 0);
  store<f64>(g + last, 0);
  {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let s4 = f64x2.splat(0);
    let s5 = f64x2.splat(0);
    let s6 = f64x2.splat(0);
    for (let i = first; i < last; i += 16) {
      const offset = v128.load(u + i);
      const narrow = v128.load(g + i);
      const even = f64x2.mul(v128.load(w + i), narrow);
      const odd = f64x2.mul(even, offset);
      const square = f64x2.mul(odd, offset);
      const data = f64x2.mul(v128.load(wy + i), narrow);
      const data1 = f64x2.mul(data, offset);
      s0 = f64x2.add(s0, even);
      s1 = f64x2.add(s1, odd);
      s2 = f64x2.add(s2, square);
      s3 = f64x2.add(s3, f64x2.mul(square, offset));
      s4 = f64x2.add(s4, data);
      s5 = f64x2.add(s5, data1);
      s6 = f64x2.add(s6, f64x2.mul(data1, offset));
    }
    put(out + 88, s0);
    put(out + 96, s1);
    put(out + 104, s2);
    put(out + 112, s3);
    put(out + 192, s4);
    put(out + 200, s5);
    put(out + 208, s6);
  }
  {
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    let s4 = f64x2.splat(0);
    let s5 = f64x2.splat(0);
    let s6 = f64x2.splat(0);
    let s7 = f64x2.splat(0);
    let s8 = f64x2.splat(0);
    for (let i = first; i < last; i += 16) {
      const offset = v128.load(u + i);
      const wide = v128.load(l + i);
      const narrow = v128.load(g + i);
      const plain = f64x2.mul(v128.load(w + i), narrow);
      const even = f64x2.mul(plain, wide);
      const odd = f64x2.mul(even, offset);
      s0 = f64x2.add(s0, even);
      s1 = f64x2.add(s1, odd);
      s2 = f64x2.add(s2, f64x2.mul(even, wide));
      s3 = f64x2.add(s3, f64x2.mul(odd, wide));
      let power = f64x2.mul(plain, narrow);
      s4 = f64x2.add(s4, power);
      power = f64x2.mul(power, offset);
      s5 = f64x2.add(s5, power);
      power = f64x2.mul(power, offset);
      s6 = f64x2.add(s6, power);
      power = f64x2.mul(power, offset);
      s7 = f64x2.add(s7, power);
      s8 = f64x2.add(s8, f64x2.mul(power, offset));
    }
    put(out + 120, s0);
    put(out + 128, s1);
    put(out + 136, s2);
    put(out + 144, s3);
    put(out + 152, s4);
    put(out + 160, s5);
    put(out + 168, s6);
    put(out + 176, s7);
    put(out + 184, s8);
  }
}

/** The same over all points, of a whole peak whose center and width lie at `shapes`; Gaussians below 2^-50 are 0. */
export function momentsOfShapes(
  shapes: usize,
  x: usize,
  w: usize,
  wy: usize,
  points: i32,
  u: usize,
  l: usize,
  g: usize,
  table: usize,
  out: usize,
): void {
  const center = load<f64>(shapes);
  const width = load<f64>(shapes + 8);
  const reach = gaussianReach * width;
  const from = firstFrom(x, points, center - reach);
  const to = firstFrom(x, points, center + reach);
  peakMoments(x, w, wy, center, 2 / width, 0, points, from, to, u, l, g, table, out);
}

/** The same of both halves of a split one, one after the other, whose center and widths below and above it lie at `shapes`. */
export function momentsOfHalves(
  shapes: usize,
  x: usize,
  w: usize,
  wy: usize,
  points: i32,
  u: usize,
  l: usize,
  g: usize,
  table: usize,
  out: usize,
): void {
  const center = load<f64>(shapes);
  const split = firstFrom(x, points, center);
  for (let p: usize = 0; p < 2; p++) {
    const width = load<f64>(shapes + 8 + (p << 3));
    const reach = gaussianReach * width;
    const below = p == 0;
    const from = below ? firstFrom(x, points, center - reach) : split;
    const to = below ? split : firstFrom(x, points, center + reach);
    const low = below ? 0 : split;
    peakMoments(x, w, wy, center, 2 / width, low, below ? split : points, from, to, u, l, g, table, out + p * 216);
  }
}

/**
 * Squared weights, their products with the data, and the sums that need no peak: of the weights times 1,
 * x / half and its square, of the products times 1, x / half and the data.
 *
 * @param weights 0 for those of counts, 1 / max(y, 1).
 * @returns 0 where all data are finite.
 */
export function loadWeighted(
  x: usize,
  weights: usize,
  data: usize,
  points: i32,
  half: f64,
  w: usize,
  wy: usize,
  out: usize,
): f64 {
  const end: usize = (points as usize) << 3;
  const one = f64x2.splat(1);
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  let t2 = f64x2.splat(0);
  let witness = f64x2.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    let value = v128.load(data + i);
    // Behind the last point there is another frame, or anything.
    const behind = i + 8 == end;
    if (behind) value = f64x2.replace_lane(value, 1, 0);
    let square: v128;
    if (weights) {
      const weight = v128.load(weights + i);
      square = f64x2.mul(weight, weight);
    } else square = f64x2.div(one, f64x2.max(value, one));
    if (behind) square = f64x2.replace_lane(square, 1, 0);
    const at = v128.load(x + i);
    const first = f64x2.mul(square, at);
    const product = f64x2.mul(square, value);
    v128.store(w + i, square);
    v128.store(wy + i, product);
    witness = f64x2.add(witness, f64x2.sub(value, value));
    s0 = f64x2.add(s0, square);
    s1 = f64x2.add(s1, first);
    s2 = f64x2.add(s2, f64x2.mul(first, at));
    t0 = f64x2.add(t0, product);
    t1 = f64x2.add(t1, f64x2.mul(product, at));
    t2 = f64x2.add(t2, f64x2.mul(product, value));
  }
  put(out, s0);
  put(out + 8, s1);
  put(out + 16, s2);
  put(out + 24, t0);
  put(out + 32, t1);
  put(out + 40, t2);
  store<f64>(out + 8, load<f64>(out + 8) / half);
  store<f64>(out + 16, load<f64>(out + 16) / half / half);
  store<f64>(out + 32, load<f64>(out + 32) / half);
  return f64x2.extract_lane(witness, 0) + f64x2.extract_lane(witness, 1);
}
