/**
 * Weighted moments of one pseudo-Voigt in u = 2 (x - centre) / width. Because
 * u^2 L = 1 - L, these 27 sums hold everything a Gauss-Newton step needs. Short
 * loops: with more than seven sums V8 spills registers and takes twice as long,
 * and so does a loop that makes Gaussians besides.
 */

/**
 * u and L of the peak with centre shapes[k] and width shapes[k + 1], not weighted, and the sums w L, w u L into out[0], out[1],
 * y w L, y w L^2, y w u L^2 into out[4..6].
 */
export function sumsOfL(
  m: Float64Array,
  x: number,
  shapes: Float64Array,
  k: number,
  u: number,
  l: number,
  w: number,
  wy: number,
  from: number,
  to: number,
  out: Float64Array,
): void {
  const center = shapes[k]!;
  const scale = 2 / shapes[k + 1]!;
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  let s4 = 0;
  for (let i = from; i < to; i++) {
    const offset = (m[x + i]! - center) * scale;
    const lorentzian = 1 / (1 + offset * offset);
    m[u + i] = offset;
    m[l + i] = lorentzian;
    const one = m[w + i]! * lorentzian;
    s0 += one;
    s1 += one * offset;
    const data = m[wy + i]! * lorentzian;
    const data2 = data * lorentzian;
    s2 += data;
    s3 += data2;
    s4 += data2 * offset;
  }
  out[0] = s0;
  out[1] = s1;
  out[4] = s2;
  out[5] = s3;
  out[6] = s4;
}

/** w L^2, w u L^2 into out[2], out[3], w L^3, w u L^3, w L^4, w u L^4 into out[7..10]. */
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
  let s4 = 0;
  let s5 = 0;
  for (let i = from; i < to; i++) {
    const offset = m[u + i]!;
    const lorentzian = m[l + i]!;
    const two = m[w + i]! * lorentzian * lorentzian;
    const three = two * lorentzian;
    const four = three * lorentzian;
    s0 += two;
    s1 += two * offset;
    s2 += three;
    s3 += three * offset;
    s4 += four;
    s5 += four * offset;
  }
  out[2] = s0;
  out[3] = s1;
  out[7] = s2;
  out[8] = s3;
  out[9] = s4;
  out[10] = s5;
}

/** w G, w u G, w u^2 G, w u^3 G over [from, to) into out[11..14], y w G, y w u G, y w u^2 G into out[24..26]. */
export function sumsOfG(
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
  for (let i = from; i < to; i++) {
    const offset = m[u + i]!;
    const gaussian = m[g + i]!;
    const even = m[w + i]! * gaussian;
    const odd = even * offset;
    const square = odd * offset;
    s0 += even;
    s1 += odd;
    s2 += square;
    s3 += square * offset;
    const data = m[wy + i]! * gaussian;
    const data1 = data * offset;
    s4 += data;
    s5 += data1;
    s6 += data1 * offset;
  }
  out[11] = s0;
  out[12] = s1;
  out[13] = s2;
  out[14] = s3;
  out[24] = s4;
  out[25] = s5;
  out[26] = s6;
}

/** w L G, w u L G, w L^2 G, w u L^2 G over [from, to) into out[15..18]. */
export function sumsOfLG(
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
  for (let i = from; i < to; i++) {
    const lorentzian = m[l + i]!;
    const even = m[w + i]! * m[g + i]! * lorentzian;
    const odd = even * m[u + i]!;
    s0 += even;
    s1 += odd;
    s2 += even * lorentzian;
    s3 += odd * lorentzian;
  }
  out[15] = s0;
  out[16] = s1;
  out[17] = s2;
  out[18] = s3;
}

/** w G^2 times u^0 ... u^4 over [from, to) into out[19..23]. */
export function sumsOfSquaredG(
  m: Float64Array,
  u: number,
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
  for (let i = from; i < to; i++) {
    const offset = m[u + i]!;
    const gaussian = m[g + i]!;
    const zero = m[w + i]! * gaussian * gaussian;
    const one = zero * offset;
    const two = one * offset;
    const three = two * offset;
    s0 += zero;
    s1 += one;
    s2 += two;
    s3 += three;
    s4 += three * offset;
  }
  out[19] = s0;
  out[20] = s1;
  out[21] = s2;
  out[22] = s3;
  out[23] = s4;
}
