/** 2^(-k / 32). */
const powers = memory.data<f64>(
  [
    1.0, 0.9785720620877001, 0.9576032806985737, 0.93708381705515, 0.9170040432046712, 0.8973545375015536,
    0.8781260801866497, 0.859309649061239, 0.8408964152537145, 0.8228777390769825, 0.8052451659746271,
    0.7879904225539432, 0.7711054127039704, 0.7545822137967114, 0.7384130729697497, 0.7225904034885233,
    0.7071067811865476, 0.691954940981916, 0.6771277734684463, 0.6626183215798707, 0.6484197773255048,
    0.6345254785958666, 0.620928906036742, 0.6076236799902345, 0.5946035575013605, 0.5818624293887887,
    0.5693943173783458, 0.5571933712979462, 0.5452538663326288, 0.5335702003384118, 0.5221368912137069,
    0.5109485743270583,
  ],
  16,
);
const low32: i64 = 0xffffffff;

/** 2^(-u^2) of two numbers, down to 2^-1000, which is where it stays. */
function fullGaussian(u: v128): v128 {
  const scaled = f64x2.min(f64x2.mul(f64x2.mul(u, u), f64x2.splat(32)), f64x2.splat(32000));
  // The low bits of the sum are the whole number that it rounds to.
  const sum = f64x2.add(scaled, f64x2.splat(6755399441055744));
  const k = f64x2.sub(sum, f64x2.splat(6755399441055744));
  const r = f64x2.mul(f64x2.sub(k, scaled), f64x2.splat(0.6931471805599453 / 32));
  const square = f64x2.mul(r, r);
  const high = f64x2.add(f64x2.splat(1.0 / 24.0), f64x2.mul(r, f64x2.splat(1.0 / 120.0)));
  const middle = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, f64x2.splat(1.0 / 6.0)));
  const low = f64x2.add(f64x2.splat(1), r);
  const series = f64x2.add(low, f64x2.mul(square, f64x2.add(middle, f64x2.mul(square, high))));
  const whole = v128.and(sum, i64x2.splat(low32));
  const two = i64x2.shl(i64x2.sub(i64x2.splat(1023), i64x2.shr_u(whole, 5)), 52);
  const one = v128.load_zero<f64>(powers + (((i32x4.extract_lane(sum, 0) & 31) as usize) << 3));
  const both = v128.load_lane<f64>(powers + (((i32x4.extract_lane(sum, 2) & 31) as usize) << 3), one, 1);
  return f64x2.mul(f64x2.mul(both, two), series);
}

/** A Gaussian about a center, perWidth = 2 / width, at n points. */
export function countGaussian(x: usize, n: i32, center: f64, perWidth: f64, height: f64, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const c = f64x2.splat(center);
  const s = f64x2.splat(perWidth);
  const h = f64x2.splat(height);
  let i: usize = 0;
  for (; i + 8 < end; i += 16)
    v128.store(out + i, f64x2.mul(h, fullGaussian(f64x2.mul(s, f64x2.sub(v128.load(x + i), c)))));
  if (i < end) {
    const u = f64x2.mul(s, f64x2.sub(v128.load_zero<f64>(x + i), c));
    v128.store_lane<f64>(out + i, f64x2.mul(h, fullGaussian(u)), 0);
  }
}

/** Derivatives of area times that Gaussian by its place, and by its width where there is room for them (not 0). */
export function countSlopes(
  x: usize,
  n: i32,
  center: f64,
  width: f64,
  area: f64,
  gaussian: usize,
  place: usize,
  own: usize,
): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const c = f64x2.splat(center);
  const s = f64x2.splat(2 / width);
  const byPlace = f64x2.splat((area * 0.6931471805599453 * 8) / (width * width));
  const byWidth = f64x2.splat(area / width);
  const twice = f64x2.splat(2 * 0.6931471805599453);
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < end; i += 16) {
    // Columns have a place more than points.
    const value = v128.load(gaussian + i);
    const d = f64x2.sub(v128.load(x + i), c);
    const first = f64x2.mul(f64x2.mul(byPlace, d), value);
    const u = f64x2.mul(s, d);
    const second = f64x2.mul(f64x2.mul(byWidth, f64x2.sub(f64x2.mul(twice, f64x2.mul(u, u)), one)), value);
    if (i + 8 < end) {
      v128.store(place + i, first);
      if (own) v128.store(own + i, second);
    } else {
      v128.store_lane<f64>(place + i, first, 0);
      if (own) v128.store_lane<f64>(own + i, second, 0);
    }
  }
}

/** Weights and weighted residuals of counts at a model: 1 / m and (y - m) / m, or y / m^2 for the first where it is `curved`. */
export function countPulls(y: usize, model: usize, n: i32, curved: i32, weights: usize, pulls: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < end; i += 16) {
    const m = v128.load(model + i);
    const counted = v128.load(y + i);
    const inverse = f64x2.div(one, m);
    const pull = f64x2.mul(inverse, f64x2.sub(counted, m));
    const weight = curved ? f64x2.mul(f64x2.mul(counted, inverse), inverse) : inverse;
    if (i + 8 < end) {
      v128.store(weights + i, weight);
      v128.store(pulls + i, pull);
    } else {
      v128.store_lane<f64>(weights + i, weight, 0);
      v128.store_lane<f64>(pulls + i, pull, 0);
    }
  }
}

/** Sum of so many columns of n points, times their amplitudes. */
export function countModel(columns: usize, n: i32, amplitudes: usize, count: i32, out: usize): void {
  const stride: usize = (max(n, 0) as usize) << 3;
  for (let i: usize = 0; i < stride; i += 16) {
    let sum = f64x2.splat(0);
    let column = columns + i;
    for (let a = 0; a < count; a++) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(amplitudes + ((a as usize) << 3)), v128.load(column)));
      column += stride;
    }
    if (i + 8 < stride) v128.store(out + i, sum);
    else v128.store_lane<f64>(out + i, sum, 0);
  }
}

/** Two columns in the metric of the weights; the last pair may be half. */
function scalar(a: usize, b: usize, end: usize): f64 {
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 24 < end; i += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(a + i), v128.load(b + i)));
    t = f64x2.add(t, f64x2.mul(v128.load(a + i + 16), v128.load(b + i + 16)));
  }
  for (; i + 8 < end; i += 16) s = f64x2.add(s, f64x2.mul(v128.load(a + i), v128.load(b + i)));
  if (i < end) t = f64x2.add(t, f64x2.mul(v128.load_zero<f64>(a + i), v128.load_zero<f64>(b + i)));
  s = f64x2.add(s, t);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** Normal equations (row-major, lower triangle) and gradient of so many columns of n points. */
export function countNormal(
  columns: usize,
  n: i32,
  count: i32,
  weights: usize,
  pulls: usize,
  weighted: usize,
  normal: usize,
  gradient: usize,
): void {
  const stride: usize = (max(n, 0) as usize) << 3;
  for (let a = 0; a < count; a++) {
    const column = columns + (a as usize) * stride;
    for (let i: usize = 0; i < stride; i += 16)
      v128.store(weighted + i, f64x2.mul(v128.load(weights + i), v128.load(column + i)));
    store<f64>(gradient + ((a as usize) << 3), scalar(column, pulls, stride));
    for (let b = 0; b <= a; b++)
      store<f64>(normal + ((a * count + b) as usize) * 8, scalar(weighted, columns + (b as usize) * stride, stride));
  }
}
