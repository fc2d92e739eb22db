import {
  areTiny,
  cosineOf,
  cosines,
  evenSeries,
  exponentialOf,
  halfTurns,
  lastTerms,
  leftOf,
  powersOf,
  raised,
  restOf,
  scaleOf,
  sineOf,
  sines,
  tinyCosine,
  tinySine,
  turned,
} from './shared/waves';

/** Least |k^2| over (Q / 2)^2 inside a layer, and the end of growing exponents, as the plain loop has them. */
const edgeWidth: f64 = 1e-12;
const highestExponent: f64 = 200;

/**
 * |r|^2 of a stack without absorption, two Q at a time: every k is real or imaginary. What comes of a Q does not depend on the one
 * beside it.
 *
 * @param points Of an odd number, one more is read and written.
 * @param packed As for `reflectAbsorbing`; the second number of each layer is not read.
 */
export function reflectReal(points: i32, q: usize, count: i32, packed: usize, out: usize): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const signs = f64x2.splat(-0.0);
  const last = count - 1;
  const end: usize = (points as usize) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const half = f64x2.mul(f64x2.splat(0.5), f64x2.abs(v128.load(q + at)));
    const square = f64x2.mul(half, half);
    const least = f64x2.mul(f64x2.splat(edgeWidth), square);
    // Magnitude of k, and whether it is real.
    let low = zero;
    let lowReal = zero;
    let nRe = zero;
    let nIm = zero;
    let dRe = one;
    let dIm = zero;
    let layer = packed + ((last as usize) << 5);
    for (let j = last; j >= 0; j--) {
      let top = half;
      let topReal = f64x2.eq(zero, zero);
      if (j > 0) {
        let a = f64x2.sub(square, v128.load64_splat(layer));
        const near = f64x2.lt(f64x2.abs(a), least);
        if (i64x2.bitmask(near) != 0 && j != last) a = v128.bitselect(least, a, near);
        topReal = f64x2.ge(a, zero);
        top = f64x2.sqrt(f64x2.abs(a));
      }
      if (j < last) {
        let xRe = zero;
        let xIm = zero;
        if (j != last - 1) {
          const phase = f64x2.mul(v128.load64_splat(layer, 48), low);
          const real = i64x2.bitmask(lowReal);
          if (real == 0) {
            const decay = exponentialOf(f64x2.neg(phase));
            xRe = f64x2.mul(nRe, decay);
            xIm = f64x2.mul(nIm, decay);
          } else {
            const turns = halfTurns(phase);
            const rest = restOf(phase, turns);
            const z = f64x2.mul(rest, rest);
            const z2 = f64x2.mul(z, z);
            let cosine = turned(evenSeries(cosines, z, z2), turns);
            let sine = turned(f64x2.mul(rest, evenSeries(sines, z, z2)), turns);
            if (real != 3) {
              cosine = v128.bitselect(cosine, exponentialOf(f64x2.neg(phase)), lowReal);
              sine = v128.and(sine, lowReal);
            }
            xRe = f64x2.add(f64x2.mul(nRe, cosine), f64x2.mul(nIm, sine));
            xIm = f64x2.sub(f64x2.mul(nIm, cosine), f64x2.mul(nRe, sine));
          }
        }
        // Both real, or both imaginary: the common factor -i drops out of N / D.
        const s = f64x2.add(top, low);
        let t = f64x2.sub(top, low);
        const factor = v128.load64_splat(layer, 56);
        const product = f64x2.mul(f64x2.mul(factor, top), low);
        let grown = 0;
        if (load<f64>(layer, 56) != 0) {
          const exponent = v128.xor(product, v128.andnot(signs, topReal));
          grown = i64x2.bitmask(f64x2.gt(exponent, one));
          const capped = f64x2.pmin(exponent, f64x2.splat(highestExponent));
          const powers = powersOf(capped);
          const left = leftOf(capped, powers);
          const left2 = f64x2.mul(left, left);
          t = f64x2.mul(t, raised(left, left2, lastTerms(left, left2, f64x2.mul(left2, left2)), powers));
        }
        const mixed = v128.xor(topReal, lowReal);
        if (i64x2.bitmask(mixed) == 0) {
          nRe = f64x2.add(f64x2.mul(t, dRe), f64x2.mul(s, xRe));
          nIm = f64x2.add(f64x2.mul(t, dIm), f64x2.mul(s, xIm));
          dRe = f64x2.add(f64x2.mul(s, dRe), f64x2.mul(t, xRe));
          dIm = f64x2.add(f64x2.mul(s, dIm), f64x2.mul(t, xIm));
        } else {
          // s = u + i v; t its conjugate, or the negative of it, turned by the roughness.
          const u = v128.bitselect(top, low, topReal);
          const v = f64x2.neg(v128.bitselect(low, top, topReal));
          const first = v128.xor(u, v128.andnot(signs, topReal));
          const second = v128.xor(v, v128.and(signs, topReal));
          const angle = f64x2.neg(product);
          const z = f64x2.mul(angle, angle);
          let cosine = tinyCosine(z);
          let sine = tinySine(angle, z);
          if (i64x2.bitmask(areTiny(z)) != 3) {
            cosine = cosineOf(angle, z, cosine);
            sine = sineOf(angle, z, sine);
          }
          const sRe = v128.bitselect(u, s, mixed);
          const sIm = v128.and(v, mixed);
          const tRe = v128.bitselect(f64x2.sub(f64x2.mul(first, cosine), f64x2.mul(second, sine)), t, mixed);
          const tIm = v128.and(f64x2.add(f64x2.mul(first, sine), f64x2.mul(second, cosine)), mixed);
          nRe = f64x2.add(
            f64x2.sub(f64x2.mul(tRe, dRe), f64x2.mul(tIm, dIm)),
            f64x2.sub(f64x2.mul(sRe, xRe), f64x2.mul(sIm, xIm)),
          );
          nIm = f64x2.add(
            f64x2.add(f64x2.mul(tRe, dIm), f64x2.mul(tIm, dRe)),
            f64x2.add(f64x2.mul(sRe, xIm), f64x2.mul(sIm, xRe)),
          );
          const keep = dRe;
          dRe = f64x2.add(
            f64x2.sub(f64x2.mul(sRe, keep), f64x2.mul(sIm, dIm)),
            f64x2.sub(f64x2.mul(tRe, xRe), f64x2.mul(tIm, xIm)),
          );
          dIm = f64x2.add(
            f64x2.add(f64x2.mul(sRe, dIm), f64x2.mul(sIm, keep)),
            f64x2.add(f64x2.mul(tRe, xIm), f64x2.mul(tIm, xRe)),
          );
        }
        if (grown != 0 || (j & 7) == 7) {
          const scale = scaleOf(
            f64x2.add(f64x2.add(f64x2.abs(dRe), f64x2.abs(dIm)), f64x2.add(f64x2.abs(nRe), f64x2.abs(nIm))),
          );
          nRe = f64x2.mul(nRe, scale);
          nIm = f64x2.mul(nIm, scale);
          dRe = f64x2.mul(dRe, scale);
          dIm = f64x2.mul(dIm, scale);
        }
      }
      low = top;
      lowReal = topReal;
      layer -= 32;
    }
    const value = f64x2.div(
      f64x2.add(f64x2.mul(nRe, nRe), f64x2.mul(nIm, nIm)),
      f64x2.add(f64x2.mul(dRe, dRe), f64x2.mul(dIm, dIm)),
    );
    v128.store(out + at, v128.bitselect(one, value, f64x2.lt(square, f64x2.splat(1e-34))));
  }
}
