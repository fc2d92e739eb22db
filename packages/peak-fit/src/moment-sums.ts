import { powers, stepsPerUnit } from './column-fills.js';

/**
 * Weighted moments of one pseudo-Voigt in u = 2 (x - centre) / width. Because
 * u^2 L = 1 - L, these 27 sums hold everything a Gauss-Newton step needs. Four
 * short loops: one loop with 27 sums would spill its registers.
 */

/** Sums over L: w L, w u L, w L^2, w u L^2, then y w L, y w L^2, y w u L^2, into out[0..6]. */
export function sumsOfL(
  m: Float64Array,
  u: number,
  l: number,
  w: number,
  wy: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  for (let i = from; i < to; i++) {
    const offset = m[u + i]!;
    const lorentzian = m[l + i]!;
    const one = m[w + i]! * lorentzian;
    const two = one * lorentzian;
    const data = m[wy + i]! * lorentzian;
    const data2 = data * lorentzian;
    s0 += one;
    s1 += one * offset;
    s2 += two;
    s3 += two * offset;
    s4 += data;
    s5 += data2;
    s6 += data2 * offset;
  }
  out[0] = s0;
  out[1] = s1;
  out[2] = s2;
  out[3] = s3;
  out[4] = s4;
  out[5] = s5;
  out[6] = s6;
}

/** w L^3, w u L^3, w L^4, w u L^4 into out[7..10]. */
export function sumsOfHighL(
  m: Float64Array,
  u: number,
  l: number,
  w: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let i = from; i < to; i++) {
    const offset = m[u + i]!;
    const lorentzian = m[l + i]!;
    const three = m[w + i]! * lorentzian * lorentzian * lorentzian;
    const four = three * lorentzian;
    s0 += three;
    s1 += three * offset;
    s2 += four;
    s3 += four * offset;
  }
  out[7] = s0;
  out[8] = s1;
  out[9] = s2;
  out[10] = s3;
}

/** G (see `fillGaussian`), not weighted, and w G, w u G, w u^2 G, w u^3 G, w L G, w u L G, w L^2 G, w u L^2 G over [from, to) into out[11..18]. */
export function sumsOfG(
  m: Float64Array,
  u: number,
  l: number,
  g: number,
  w: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  for (let i = from; i < to; i++) {
    const offset = m[u + i]!;
    const lorentzian = m[l + i]!;
    const scaled = offset * offset * stepsPerUnit;
    const k = (scaled + 0.5) | 0;
    const r = (k - scaled) * (Math.LN2 / stepsPerUnit);
    const r2 = r * r;
    const gaussian = powers[k]! * (1 + r + r2 * (0.5 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120))));
    m[g + i] = gaussian;
    const even = m[w + i]! * gaussian;
    const odd = even * offset;
    const evenL = even * lorentzian;
    const oddL = odd * lorentzian;
    const square = odd * offset;
    s0 += even;
    s1 += odd;
    s2 += square;
    s3 += square * offset;
    s4 += evenL;
    s5 += oddL;
    s6 += evenL * lorentzian;
    s7 += oddL * lorentzian;
  }
  out[11] = s0;
  out[12] = s1;
  out[13] = s2;
  out[14] = s3;
  out[15] = s4;
  out[16] = s5;
  out[17] = s6;
  out[18] = s7;
}

/** w G^2 times u^0 ... u^4, then y w G, y w u G, y w u^2 G over [from, to) into out[19..26]. */
export function sumsOfSquaredG(
  m: Float64Array,
  u: number,
  g: number,
  w: number,
  wy: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  let s5 = 0;
  let s6 = 0;
  let s7 = 0;
  for (let i = from; i < to; i++) {
    const offset = m[u + i]!;
    const gaussian = m[g + i]!;
    const zero = m[w + i]! * gaussian * gaussian;
    const one = zero * offset;
    const two = one * offset;
    const three = two * offset;
    const data = m[wy + i]! * gaussian;
    const data1 = data * offset;
    s0 += zero;
    s1 += one;
    s2 += two;
    s3 += three;
    s4 += three * offset;
    s5 += data;
    s6 += data1;
    s7 += data1 * offset;
  }
  out[19] = s0;
  out[20] = s1;
  out[21] = s2;
  out[22] = s3;
  out[23] = s4;
  out[24] = s5;
  out[25] = s6;
  out[26] = s7;
}
