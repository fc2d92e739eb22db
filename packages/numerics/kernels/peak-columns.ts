import { gaussianOf } from './shared/gaussian';

/** u, L and weighted L of a peak at n points, u = (x - center) scale. */
export function fillLorentzian(
  x: usize,
  weights: usize,
  center: f64,
  scale: f64,
  n: i32,
  u: usize,
  plain: usize,
  weighted: usize,
): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const c = f64x2.splat(center);
  const s = f64x2.splat(scale);
  const one = f64x2.splat(1);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const offset = f64x2.mul(f64x2.sub(v128.load(x + i), c), s);
    const value = f64x2.div(one, f64x2.add(one, f64x2.mul(offset, offset)));
    v128.store(u + i, offset);
    v128.store(plain + i, value);
    v128.store(weighted + i, f64x2.mul(v128.load(weights + i), value));
  }
  if (i < end) {
    const offset = (load<f64>(x + i) - center) * scale;
    const value = 1 / (1 + offset * offset);
    store<f64>(u + i, offset);
    store<f64>(plain + i, value);
    store<f64>(weighted + i, load<f64>(weights + i) * value);
  }
}

/** Weighted G of a peak at n points. */
export function fillGaussian(u: usize, weights: usize, table: usize, n: i32, weighted: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    v128.store(weighted + i, f64x2.mul(v128.load(weights + i), gaussianOf(v128.load(u + i), table)));
  }
  if (i < end) {
    const value = f64x2.mul(v128.load_zero<f64>(weights + i), gaussianOf(v128.load_zero<f64>(u + i), table));
    v128.store_lane<f64>(weighted + i, value, 0);
  }
}

/** X and Y of a peak, times `slope` those of X, written or added to what is there. */
export function fillSlopes(
  u: usize,
  plain: usize,
  lorentzian: usize,
  gaussian: usize,
  ofL: f64,
  ofG: f64,
  slope: f64,
  added: i32,
  n: i32,
  x: usize,
  y: usize,
): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const a = f64x2.splat(ofL);
  const b = f64x2.splat(ofG);
  const s = f64x2.splat(slope);
  const half = f64x2.splat(0.5);
  let i: usize = 0;
  if (added) {
    for (; i + 8 < end; i += 16) {
      const offset = v128.load(u + i);
      const wide = f64x2.mul(f64x2.mul(a, v128.load(lorentzian + i)), v128.load(plain + i));
      const change = f64x2.mul(offset, f64x2.add(wide, f64x2.mul(b, v128.load(gaussian + i))));
      v128.store(x + i, f64x2.add(v128.load(x + i), f64x2.mul(s, change)));
      v128.store(y + i, f64x2.add(v128.load(y + i), f64x2.mul(f64x2.mul(half, offset), change)));
    }
  } else {
    for (; i + 8 < end; i += 16) {
      const offset = v128.load(u + i);
      const wide = f64x2.mul(f64x2.mul(a, v128.load(lorentzian + i)), v128.load(plain + i));
      const change = f64x2.mul(offset, f64x2.add(wide, f64x2.mul(b, v128.load(gaussian + i))));
      v128.store(x + i, change);
      v128.store(y + i, f64x2.mul(f64x2.mul(half, offset), change));
    }
  }
  if (i < end) {
    const offset = load<f64>(u + i);
    const change = offset * (ofL * load<f64>(lorentzian + i) * load<f64>(plain + i) + ofG * load<f64>(gaussian + i));
    store<f64>(x + i, added ? load<f64>(x + i) + slope * change : change);
    store<f64>(y + i, added ? load<f64>(y + i) + 0.5 * offset * change : 0.5 * offset * change);
  }
}

/** out = a + weight b. */
export function addScaled(a: usize, b: usize, weight: f64, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const w = f64x2.splat(weight);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) v128.store(out + i, f64x2.add(v128.load(a + i), f64x2.mul(w, v128.load(b + i))));
  if (i < end) store<f64>(out + i, load<f64>(a + i) + weight * load<f64>(b + i));
}

/** out = y - ofA a - ofB b. */
export function subtractTwo(y: usize, a: usize, ofA: f64, b: usize, ofB: f64, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const s = f64x2.splat(ofA);
  const t = f64x2.splat(ofB);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const less = f64x2.sub(v128.load(y + i), f64x2.mul(s, v128.load(a + i)));
    v128.store(out + i, f64x2.sub(less, f64x2.mul(t, v128.load(b + i))));
  }
  if (i < end) store<f64>(out + i, load<f64>(y + i) - ofA * load<f64>(a + i) - ofB * load<f64>(b + i));
}

/** Products of two columns. */
export function multiply(a: usize, b: usize, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let i: usize = 0;
  for (; i + 8 < end; i += 16) v128.store(out + i, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  if (i < end) store<f64>(out + i, load<f64>(a + i) * load<f64>(b + i));
}

/** 1 / sqrt(max(y, 1)). @returns 0 where all y are finite. */
export function weighCounts(y: usize, n: i32, out: usize): f64 {
  const end: usize = (max(n, 0) as usize) << 3;
  const one = f64x2.splat(1);
  let witness = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const value = v128.load(y + i);
    witness = f64x2.add(witness, f64x2.sub(value, value));
    v128.store(out + i, f64x2.div(one, f64x2.sqrt(f64x2.max(value, one))));
  }
  if (i < end) {
    const value = v128.load_zero<f64>(y + i);
    witness = f64x2.add(witness, f64x2.sub(value, value));
    v128.store_lane<f64>(out + i, f64x2.div(one, f64x2.sqrt(f64x2.max(value, one))), 0);
  }
  return f64x2.extract_lane(witness, 0) + f64x2.extract_lane(witness, 1);
}
