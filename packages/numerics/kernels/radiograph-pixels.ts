import { exponentBitsOf, isLogged, negativeLogOf } from './shared/negative-log';

/** Words less singles, a multiple of 8 of them. */
export function wordsLess(words: usize, dark: usize, count: i32, out: usize): void {
  const end = words + ((count as usize) << 1);
  for (let at = words; at < end; at += 16) {
    const eight = v128.load(at);
    const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(eight));
    const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(eight));
    v128.store(out, f32x4.sub(low, v128.load(dark)));
    v128.store(out, f32x4.sub(high, v128.load(dark, 16)), 16);
    dark += 32;
    out += 32;
  }
}

/** Transmission of four pixels. */
function transmissionOf(signal: v128, factor: v128, scatter: usize): v128 {
  return f32x4.sub(f32x4.mul(signal, factor), v128.load(scatter));
}

/** Variance of four signals by counting. */
function varianceOf(signal: v128, gain: v128, readVariance: v128): v128 {
  return f32x4.add(f32x4.mul(f32x4.pmax(f32x4.splat(0), signal), gain), readVariance);
}

/**
 * -ln T of signals, in their place, and its variance; where T is not above 0, NaN and a variance that means nothing. A multiple of 4.
 *
 * @returns How many are NaN.
 */
export function attenuations(
  signal: usize,
  factor: usize,
  scatter: usize,
  variance: usize,
  count: i32,
  perDose: f32,
  gain: f32,
  readVariance: f32,
): i32 {
  const end: usize = (count as usize) << 2;
  const per = f32x4.splat(perDose);
  const gains = f32x4.splat(gain);
  const reads = f32x4.splat(readVariance);
  const nan = f32x4.splat(NaN);
  let good = i32x4.splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const counts = v128.load(signal + i);
    const k = f32x4.mul(v128.load(factor + i), per);
    const t = transmissionOf(counts, k, scatter + i);
    const share = f32x4.div(k, t);
    const is = isLogged(t);
    good = i32x4.add(good, is);
    v128.store(variance + i, f32x4.mul(varianceOf(counts, gains, reads), f32x4.mul(share, share)));
    v128.store(signal + i, v128.bitselect(negativeLogOf(t), nan, is));
  }
  const pairs = i32x4.add(good, i32x4.shuffle(good, good, 2, 3, 0, 1));
  return count + i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
}

/**
 * What the mean of -ln T of a row is made of, in four chains: products of the mantissas of T, sums of their exponents, how many there
 * are, and sums of the variances of ln T, as 4 singles, 4 + 4 integers and 4 doubles. Pixels whose T is not above 0 are left out.
 * A multiple of 4 of them.
 */
export function rowSums(
  signal: usize,
  factor: usize,
  scatter: usize,
  count: i32,
  perDose: f32,
  gain: f32,
  readVariance: f32,
  out: usize,
): void {
  const end: usize = (count as usize) << 2;
  const per = f32x4.splat(perDose);
  const gains = f32x4.splat(gain);
  const reads = f32x4.splat(readVariance);
  const one = f32x4.splat(1);
  let product = one;
  let exponents = i32x4.splat(0);
  let good = exponents;
  let low = f64x2.splat(0);
  let high = low;
  for (let from: usize = 0; from < end; from += 512) {
    const to = min(end, from + 512);
    let variances = f32x4.splat(0);
    for (let i = from; i < to; i += 16) {
      const counts = v128.load(signal + i);
      const k = f32x4.mul(v128.load(factor + i), per);
      const t = transmissionOf(counts, k, scatter + i);
      const share = f32x4.div(k, t);
      const is = isLogged(t);
      good = i32x4.sub(good, is);
      const v = f32x4.mul(varianceOf(counts, gains, reads), f32x4.mul(share, share));
      variances = f32x4.add(variances, v128.and(v, is));
      const bits = v128.and(exponentBitsOf(t), is);
      exponents = i32x4.add(exponents, i32x4.shr_s(bits, 23));
      product = f32x4.mul(product, v128.bitselect(i32x4.sub(t, bits), one, is));
    }
    const bits = exponentBitsOf(product);
    exponents = i32x4.add(exponents, i32x4.shr_s(bits, 23));
    product = i32x4.sub(product, bits);
    low = f64x2.add(low, f64x2.promote_low_f32x4(variances));
    high = f64x2.add(high, f64x2.promote_low_f32x4(i32x4.shuffle(variances, variances, 2, 3, 0, 1)));
  }
  v128.store(out, product);
  v128.store(out, exponents, 16);
  v128.store(out, good, 32);
  v128.store(out, low, 48);
  v128.store(out, high, 64);
}

/** Whether one of the values stands out of the smoothed ones: (value - smooth)^2 above slope * max(smooth, 0) + offset. A multiple of 4. */
export function someStandOut(values: usize, smooth: usize, count: i32, slope: f32, offset: f32): i32 {
  const end: usize = (count as usize) << 2;
  const slopes = f32x4.splat(slope);
  const offsets = f32x4.splat(offset);
  const none = f32x4.splat(0);
  let found = none;
  for (let i: usize = 0; i < end; i += 16) {
    const low = v128.load(smooth + i);
    const excess = f32x4.sub(v128.load(values + i), low);
    const limit = f32x4.add(f32x4.mul(f32x4.pmax(none, low), slopes), offsets);
    const stands = v128.and(f32x4.gt(f32x4.mul(excess, excess), limit), f32x4.gt(excess, none));
    found = v128.or(found, stands);
  }
  return v128.any_true(found) as i32;
}
