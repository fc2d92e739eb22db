/**
 * Cephes' logf (Moshier): constants come from memory, which is faster than from the code. Functions are so short that they are put in
 * where they are called.
 */

/** sqrt(1/2), the bits of exponents, and 1. */
const parts = memory.data<u32>([0x3f3504f3, 0xff800000, 0x3f800000], 16);
/** The polynomial, highest power first; ln 2 and 1/2. */
const terms = memory.data<f32>(
  [
    7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
    2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, 0.6931471805599453, 0.5,
  ],
  16,
);
/** The smallest and the largest number that has a logarithm here. */
const ends = memory.data<f32>([1.2e-38, 3.4028234663852886e38], 16);

/** Exponents of four singles, shifted to their place: what they are to be divided by for mantissas from sqrt(1/2) to sqrt(2). */
export function exponentBitsOf(value: v128): v128 {
  return v128.and(i32x4.sub(value, v128.load32_splat(parts)), v128.load32_splat(parts, 4));
}

/** Two neighbouring terms. */
function pair(x: v128, at: usize): v128 {
  return f32x4.add(f32x4.mul(v128.load32_splat(at), x), v128.load32_splat(at, 4));
}

/** -ln of four singles that are above 1.2e-38 and finite. */
export function negativeLogOf(value: v128): v128 {
  const bits = exponentBitsOf(value);
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const x = f32x4.sub(i32x4.sub(value, bits), v128.load32_splat(parts, 8));
  const z = f32x4.mul(x, x);
  // Pairs of terms at once, so that one need not wait for the other.
  const first = f32x4.add(f32x4.mul(v128.load32_splat(terms), z), pair(x, terms + 4));
  const high = f32x4.add(f32x4.mul(first, z), pair(x, terms + 12));
  const low = f32x4.add(f32x4.mul(pair(x, terms + 20), z), pair(x, terms + 28));
  const y = f32x4.mul(f32x4.mul(f32x4.add(f32x4.mul(high, f32x4.mul(z, z)), low), x), z);
  const own = f32x4.add(x, f32x4.sub(y, f32x4.mul(z, v128.load32_splat(terms, 40))));
  return f32x4.neg(f32x4.add(own, f32x4.mul(e, v128.load32_splat(terms, 36))));
}

/** Which of four singles are above 1.2e-38 and finite. */
export function isLogged(value: v128): v128 {
  return v128.and(f32x4.gt(value, v128.load32_splat(ends)), f32x4.le(value, v128.load32_splat(ends, 4)));
}
