import {
  areTiny,
  cosineOf,
  cosines,
  evenSeries,
  exponentialOf,
  fourTerms,
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

/**
 * Least |k^2| over (Q / 2)^2 inside a layer, and the end of growing exponents, as the plain loop has them; absorption over k^2 below
 * which the root is a series, whose coefficients follow; decay below which the exponential is one.
 */
const limits = memory.data<f64>([1e-12, 200, 1e-3, 0.125, 0.0625, 0.5, 0.01], 16);
/** Series of the exponential from the square on. */
const decays = memory.data<f64>([0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0], 16);

/**
 * |r|^2 of a stack with absorption, two Q at a time: Parratt's recursion with Nevot and Croce's roughness. What comes of a Q does not
 * depend on the one beside it.
 *
 * @param points Of an odd number, one more is read and written.
 * @param packed Four numbers for each layer: 4 pi times the SLD above the fronting's, 4 pi times its imaginary part, twice the thickness, -2 sigma^2.
 */
export function reflectAbsorbing(points: i32, q: usize, count: i32, packed: usize, out: usize): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const last = count - 1;
  const end: usize = (points as usize) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const half = f64x2.mul(f64x2.splat(0.5), f64x2.abs(v128.load(q + at)));
    const square = f64x2.mul(half, half);
    const least = f64x2.mul(v128.load64_splat(limits), square);
    // Bits of the Q that are above the critical edges of the layer below.
    let lowAbove = 0;
    let lowRe = zero;
    let lowIm = zero;
    let nRe = zero;
    let nIm = zero;
    let dRe = one;
    let dIm = zero;
    let layer = packed + ((last as usize) << 5);
    for (let j = last; j >= 0; j--) {
      // k of layer j.
      let topRe = half;
      let topIm = zero;
      let topAbove = 3;
      if (j > 0) {
        const absorbed = v128.load64_splat(layer, 8);
        let a = f64x2.sub(square, v128.load64_splat(layer));
        let size = f64x2.abs(a);
        const near = f64x2.lt(size, least);
        if (i64x2.bitmask(near) != 0 && j != last) {
          const edge = v128.and(near, f64x2.lt(absorbed, least));
          a = v128.bitselect(least, a, edge);
          size = v128.bitselect(least, size, edge);
        }
        const above = f64x2.ge(a, zero);
        topAbove = i64x2.bitmask(above);
        let large = f64x2.sqrt(size);
        let small = zero;
        if (load<f64>(layer, 8) != 0) {
          const e = f64x2.div(absorbed, size);
          const e2 = f64x2.mul(e, e);
          const half = v128.load64_splat(limits, 40);
          small = f64x2.mul(f64x2.mul(large, e), f64x2.sub(half, f64x2.mul(v128.load64_splat(limits, 32), e2)));
          large = f64x2.mul(large, f64x2.add(one, f64x2.mul(v128.load64_splat(limits, 24), e2)));
          const weak = f64x2.lt(e, v128.load64_splat(limits, 16));
          if (i64x2.bitmask(weak) != 3) {
            const modulus = f64x2.sqrt(f64x2.add(f64x2.mul(a, a), f64x2.mul(absorbed, absorbed)));
            const root = f64x2.sqrt(f64x2.mul(half, f64x2.add(modulus, size)));
            small = v128.bitselect(small, f64x2.div(f64x2.mul(half, absorbed), root), weak);
            large = v128.bitselect(large, root, weak);
          }
        }
        topRe = large;
        topIm = small;
        if (topAbove != 3) {
          topRe = v128.bitselect(large, small, above);
          topIm = v128.bitselect(small, large, above);
        }
        topIm = f64x2.neg(topIm);
      }
      if (j < last) {
        // The interface below: f = t / s.
        const sRe = f64x2.add(topRe, lowRe);
        const sIm = f64x2.add(topIm, lowIm);
        let tRe = f64x2.sub(topRe, lowRe);
        let tIm = f64x2.sub(topIm, lowIm);
        let grown = 0;
        if (load<f64>(layer, 56) != 0) {
          const factor = v128.load64_splat(layer, 56);
          let exponent = f64x2.mul(factor, f64x2.sub(f64x2.mul(topRe, lowRe), f64x2.mul(topIm, lowIm)));
          if ((topAbove & lowAbove) != 3) {
            grown = i64x2.bitmask(f64x2.gt(exponent, one));
            exponent = f64x2.pmin(exponent, v128.load64_splat(limits, 8));
          }
          const powers = powersOf(exponent);
          const left = leftOf(exponent, powers);
          const left2 = f64x2.mul(left, left);
          const size = raised(left, left2, lastTerms(left, left2, f64x2.mul(left2, left2)), powers);
          const angle = f64x2.mul(factor, f64x2.add(f64x2.mul(topRe, lowIm), f64x2.mul(topIm, lowRe)));
          const z = f64x2.mul(angle, angle);
          let cosine = tinyCosine(z);
          let sine = tinySine(angle, z);
          if (i64x2.bitmask(areTiny(z)) != 3) {
            cosine = cosineOf(angle, z, cosine);
            sine = sineOf(angle, z, sine);
          }
          const fRe = f64x2.mul(size, cosine);
          const fIm = f64x2.mul(size, sine);
          const keep = tRe;
          tRe = f64x2.sub(f64x2.mul(keep, fRe), f64x2.mul(tIm, fIm));
          tIm = f64x2.add(f64x2.mul(keep, fIm), f64x2.mul(tIm, fRe));
        }
        if (j == last - 1) {
          nRe = tRe;
          nIm = tIm;
          dRe = sRe;
          dIm = sIm;
        } else {
          // X = N exp(-2 i k d) of the layer below.
          const twice = v128.load64_splat(layer, 48);
          const weak = f64x2.mul(twice, lowIm);
          const weak2 = f64x2.mul(weak, weak);
          let size = f64x2.add(f64x2.add(one, weak), f64x2.mul(weak2, fourTerms(decays, weak, weak2)));
          const small = f64x2.lt(f64x2.abs(weak), v128.load64_splat(limits, 48));
          if (i64x2.bitmask(small) != 3) size = v128.bitselect(size, exponentialOf(weak), small);
          const phase = f64x2.mul(twice, lowRe);
          const turns = halfTurns(phase);
          const rest = restOf(phase, turns);
          const z = f64x2.mul(rest, rest);
          const z2 = f64x2.mul(z, z);
          size = turned(size, turns);
          const bRe = f64x2.mul(size, evenSeries(cosines, z, z2));
          const bIm = f64x2.mul(f64x2.mul(size, rest), evenSeries(sines, z, z2));
          const xRe = f64x2.add(f64x2.mul(nRe, bRe), f64x2.mul(nIm, bIm));
          const xIm = f64x2.sub(f64x2.mul(nIm, bRe), f64x2.mul(nRe, bIm));
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
      }
      lowRe = topRe;
      lowIm = topIm;
      lowAbove = topAbove;
      layer -= 32;
    }
    const value = f64x2.div(
      f64x2.add(f64x2.mul(nRe, nRe), f64x2.mul(nIm, nIm)),
      f64x2.add(f64x2.mul(dRe, dRe), f64x2.mul(dIm, dIm)),
    );
    v128.store(out + at, v128.bitselect(one, value, f64x2.lt(square, f64x2.splat(1e-34))));
  }
}
