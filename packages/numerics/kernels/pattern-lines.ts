import { gaussianOf } from './shared/gaussian';

/** Square of the distance in half widths beyond which a Gaussian is nothing. */
const farAway: f64 = 42;

/**
 * A line of a pattern at n points: value and derivatives by place, Gaussian and Lorentzian width, less its tail, to `out` and on by
 * `stride` bytes each; one more where n is odd.
 *
 * @param images Distance and weight of each image.
 * @param shape place, 2 / width, tops of Lorentzian and Gaussian, their areas' factors (2 / pi; 2 sqrt(ln 2 / pi)), 1 / width, width by both
 * widths over its square, share by both over the width; centre, square and reciprocal of the reach, strength of the tail and by both.
 */
export function lineWindow(
  x: usize,
  n: i32,
  images: usize,
  count: i32,
  table: usize,
  shape: usize,
  out: usize,
  stride: usize,
): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const place = v128.load_splat<f64>(shape, 0);
  const scale = v128.load_splat<f64>(shape, 8);
  const wide = v128.load_splat<f64>(shape, 16);
  const steepness = v128.load_splat<f64>(shape, 24);
  const flat = v128.load_splat<f64>(shape, 32);
  const bell = v128.load_splat<f64>(shape, 40);
  const inverse = v128.load_splat<f64>(shape, 48);
  const widthByG = v128.load_splat<f64>(shape, 56);
  const widthByL = v128.load_splat<f64>(shape, 64);
  const etaByG = v128.load_splat<f64>(shape, 72);
  const etaByL = v128.load_splat<f64>(shape, 80);
  const center = v128.load_splat<f64>(shape, 88);
  const reach2 = v128.load_splat<f64>(shape, 96);
  const perReach = v128.load_splat<f64>(shape, 104);
  const tail = v128.load_splat<f64>(shape, 112);
  const tailByG = v128.load_splat<f64>(shape, 120);
  const tailByL = v128.load_splat<f64>(shape, 128);
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  const limit = f64x2.splat(farAway);
  const furthest = f64x2.splat(7);
  const ln2 = f64x2.splat(0.6931471805599453);
  const last = images + ((max(count, 0) as usize) << 4);
  for (let i: usize = 0; i < end; i += 16) {
    const at = v128.load(x + i);
    const r = f64x2.sub(at, place);
    let value = f64x2.splat(0);
    let slope = f64x2.splat(0);
    let byWidth = f64x2.splat(0);
    let byEta = f64x2.splat(0);
    for (let k = images; k < last; k += 16) {
      const w = v128.load_splat<f64>(k, 8);
      const u = f64x2.mul(f64x2.sub(r, v128.load_splat<f64>(k)), scale);
      const u2 = f64x2.mul(u, u);
      const lor = f64x2.div(one, f64x2.add(one, u2));
      const near = f64x2.lt(u2, limit);
      const gau = v128.and(near, gaussianOf(f64x2.min(f64x2.abs(u), furthest), table));
      const ofL = f64x2.mul(wide, lor);
      const ofG = f64x2.mul(steepness, gau);
      const here = f64x2.add(ofL, ofG);
      const steep = f64x2.mul(u, f64x2.add(f64x2.mul(ofL, lor), f64x2.mul(ln2, ofG)));
      value = f64x2.add(value, f64x2.mul(w, here));
      slope = f64x2.add(slope, f64x2.mul(w, steep));
      byWidth = f64x2.add(byWidth, f64x2.mul(w, f64x2.sub(f64x2.mul(f64x2.mul(two, u), steep), here)));
      byEta = f64x2.add(byEta, f64x2.mul(w, f64x2.sub(f64x2.mul(flat, lor), f64x2.mul(bell, gau))));
    }
    const away = f64x2.sub(at, center);
    const z = f64x2.mul(f64x2.sub(f64x2.mul(away, away), reach2), perReach);
    const third = f64x2.sub(one, f64x2.mul(z, f64x2.sub(one, z)));
    const first = f64x2.sub(one, f64x2.mul(z, f64x2.sub(one, f64x2.mul(z, third))));
    const beneath = f64x2.mul(perReach, first);
    v128.store(out + i, f64x2.sub(f64x2.mul(value, inverse), f64x2.mul(tail, beneath)));
    v128.store(out + stride + i, f64x2.mul(f64x2.mul(f64x2.mul(two, scale), slope), inverse));
    const byG = f64x2.add(f64x2.mul(byWidth, widthByG), f64x2.mul(byEta, etaByG));
    v128.store(out + 2 * stride + i, f64x2.sub(byG, f64x2.mul(tailByG, beneath)));
    const byL = f64x2.add(f64x2.mul(byWidth, widthByL), f64x2.mul(byEta, etaByL));
    v128.store(out + 3 * stride + i, f64x2.sub(byL, f64x2.mul(tailByL, beneath)));
  }
}

/** out += a factor, of n numbers. */
export function addOne(out: usize, a: usize, factor: f64, n: i32): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const f = f64x2.splat(factor);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) v128.store(out + i, f64x2.add(v128.load(out + i), f64x2.mul(f, v128.load(a + i))));
  if (i < end) store<f64>(out + i, load<f64>(out + i) + factor * load<f64>(a + i));
}

/** out += a ofA + b ofB, of n numbers. */
export function addTwo(out: usize, a: usize, ofA: f64, b: usize, ofB: f64, n: i32): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const f = f64x2.splat(ofA);
  const g = f64x2.splat(ofB);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const both = f64x2.add(f64x2.mul(f, v128.load(a + i)), f64x2.mul(g, v128.load(b + i)));
    v128.store(out + i, f64x2.add(v128.load(out + i), both));
  }
  if (i < end) store<f64>(out + i, load<f64>(out + i) + (ofA * load<f64>(a + i) + ofB * load<f64>(b + i)));
}

/** a times b, of n numbers, in the place of a. */
export function timesInPlace(a: usize, b: usize, n: i32): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let i: usize = 0;
  for (; i + 8 < end; i += 16) v128.store(a + i, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  if (i < end) store<f64>(a + i, load<f64>(a + i) * load<f64>(b + i));
}
