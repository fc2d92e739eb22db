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

/** The same of two with a third, to `out` and `other`: chains of one wait while those of the other go on. */
export function dotsOfTwo(a: usize, c: usize, b: usize, n: i32, out: usize, other: usize): void {
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let even2 = even;
  let odd2 = odd;
  const end: usize = (n as usize) << 3;
  let i: usize = 0;
  for (; i + 32 <= end; i += 32) {
    const v = v128.load(b + i);
    const w = v128.load(b + i, 16);
    even = f64x2.add(even, f64x2.mul(v128.load(a + i), v));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a + i, 16), w));
    even2 = f64x2.add(even2, f64x2.mul(v128.load(c + i), v));
    odd2 = f64x2.add(odd2, f64x2.mul(v128.load(c + i, 16), w));
  }
  let first = f64x2.extract_lane(even, 0);
  let first2 = f64x2.extract_lane(even2, 0);
  for (; i < end; i += 8) {
    first += load<f64>(a + i) * load<f64>(b + i);
    first2 += load<f64>(c + i) * load<f64>(b + i);
  }
  store<f64>(out, first + f64x2.extract_lane(even, 1) + (f64x2.extract_lane(odd, 0) + f64x2.extract_lane(odd, 1)));
  store<f64>(
    other,
    first2 + f64x2.extract_lane(even2, 1) + (f64x2.extract_lane(odd2, 0) + f64x2.extract_lane(odd2, 1)),
  );
}
