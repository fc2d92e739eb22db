/** 2^(-u^2) of two numbers, by a table of 2^(-k / 32) and a short series. Needs u^2 <= 50. */
export function gaussianOf(u: v128, table: usize): v128 {
  const scaled = f64x2.mul(f64x2.mul(u, u), f64x2.splat(32));
  // The low bits of the sum are the whole number that it rounds to.
  const sum = f64x2.add(scaled, f64x2.splat(6755399441055744));
  const k = f64x2.sub(sum, f64x2.splat(6755399441055744));
  const r = f64x2.mul(f64x2.sub(k, scaled), f64x2.splat(0.6931471805599453 / 32));
  const square = f64x2.mul(r, r);
  const high = f64x2.add(f64x2.splat(1.0 / 24.0), f64x2.mul(r, f64x2.splat(1.0 / 120.0)));
  const middle = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, f64x2.splat(1.0 / 6.0)));
  const low = f64x2.add(f64x2.splat(1), r);
  const series = f64x2.add(low, f64x2.mul(square, f64x2.add(middle, f64x2.mul(square, high))));
  const first = v128.load_zero<f64>(table + ((i32x4.extract_lane(sum, 0) as usize) << 3));
  const both = v128.load_lane<f64>(table + ((i32x4.extract_lane(sum, 2) as usize) << 3), first, 1);
  return f64x2.mul(both, series);
}
