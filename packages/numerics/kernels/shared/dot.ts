/** Scalar product in four chains, as `dotProduct` has it. */
export function dot(a: usize, b: usize, n: i32): f64 {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  const end: usize = (n as usize) << 3;
  let i: usize = 0;
  for (; i + 32 <= end; i += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(a + i), v128.load(b + i)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
  }
  let first = f64x2.extract_lane(even, 0);
  for (; i < end; i += 8) first += load<f64>(a + i) * load<f64>(b + i);
  return first + f64x2.extract_lane(even, 1) + (f64x2.extract_lane(odd, 0) + f64x2.extract_lane(odd, 1));
}
