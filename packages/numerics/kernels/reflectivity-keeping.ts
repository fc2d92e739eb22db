import { timesIm, timesRe } from './shared/complex';
import {
  areTiny,
  cosineOf,
  cosines,
  evenSeries,
  exponentialOf,
  fourTerms,
  halfTurns,
  restOf,
  sineOf,
  sines,
  tinyCosine,
  tinySine,
  turned,
} from './shared/waves';

/**
 * Least |k^2| over (Q / 2)^2 inside a layer, the end of growing exponents, a half, what counts as Q = 0, as the plain loop has them;
 * absorption over k^2 below which the root is a series, whose coefficients follow; decay below which the exponential is one.
 */
const limits = memory.data<f64>([1e-12, 200, 0.5, 1e-34, 1e-3, 0.125, 0.0625, 0.01], 16);
/** Series of the exponential from the square on. */
const decays = memory.data<f64>([0.5, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0], 16);
/** Bytes kept for each layer. */
const kept: usize = 192;

/**
 * |r|^2 two Q at a time, and what derivatives are made of: `reflectSlopes` goes down what is kept here.
 *
 * @param points Of an odd number, one more is read and written.
 * @param packed As for `reflectAbsorbing`.
 * @param work 24 numbers for each layer and two Q.
 */
export function reflectKeeping(points: i32, q: usize, count: i32, packed: usize, work: usize, out: usize): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const last = count - 1;
  const end: usize = (points as usize) << 3;
  for (let place: usize = 0; place < end; place += 16) {
    const half = f64x2.mul(v128.load64_splat(limits, 16), f64x2.abs(v128.load(q + place)));
    const square = f64x2.mul(half, half);
    const least = f64x2.mul(v128.load64_splat(limits), square);
    const none = f64x2.lt(square, v128.load64_splat(limits, 24));
    let lowRe = zero;
    let lowIm = zero;
    let rRe = zero;
    let rIm = zero;
    let layer = packed + ((last as usize) << 5);
    const bottom = work + (place >> 4) * (count as usize) * kept;
    let at = bottom + (count as usize) * kept;
    for (let j = last; j >= 0; j--) {
      let topRe = half;
      let topIm = zero;
      if (j > 0) {
        const b = v128.load64_splat(layer, 8);
        let a = f64x2.sub(square, v128.load64_splat(layer));
        const near = v128.and(f64x2.lt(f64x2.abs(a), least), f64x2.lt(b, least));
        a = v128.bitselect(least, a, near);
        const size = f64x2.abs(a);
        let large = f64x2.sqrt(size);
        let small = zero;
        if (load<f64>(layer, 8) != 0) {
          const half = v128.load64_splat(limits, 16);
          const e = f64x2.div(b, size);
          const e2 = f64x2.mul(e, e);
          small = f64x2.mul(f64x2.mul(large, e), f64x2.sub(half, f64x2.mul(v128.load64_splat(limits, 48), e2)));
          large = f64x2.mul(large, f64x2.add(one, f64x2.mul(v128.load64_splat(limits, 40), e2)));
          const weak = f64x2.lt(e, v128.load64_splat(limits, 32));
          if (i64x2.bitmask(weak) != 3) {
            const modulus = f64x2.sqrt(f64x2.add(f64x2.mul(a, a), f64x2.mul(b, b)));
            const root = f64x2.sqrt(f64x2.mul(half, f64x2.add(modulus, size)));
            small = v128.bitselect(small, f64x2.div(f64x2.mul(half, b), root), weak);
            large = v128.bitselect(large, root, weak);
          }
        }
        const above = f64x2.ge(a, zero);
        topRe = v128.bitselect(large, small, above);
        topIm = f64x2.neg(v128.bitselect(small, large, above));
      }
      if (j < last) {
        const sRe = f64x2.add(topRe, lowRe);
        const sIm = f64x2.add(topIm, lowIm);
        const over = f64x2.div(one, f64x2.add(f64x2.mul(sRe, sRe), f64x2.mul(sIm, sIm)));
        // u = 1 / s, F the roughness factor over s.
        const uRe = f64x2.mul(sRe, over);
        const uIm = f64x2.neg(f64x2.mul(sIm, over));
        let fRe = uRe;
        let fIm = uIm;
        if (load<f64>(layer, 56) != 0) {
          const factor = v128.load64_splat(layer, 56);
          const exponent = f64x2.mul(factor, timesRe(topRe, topIm, lowRe, lowIm));
          const size = exponentialOf(f64x2.pmin(exponent, v128.load64_splat(limits, 8)));
          const angle = f64x2.mul(factor, timesIm(topRe, topIm, lowRe, lowIm));
          const z = f64x2.mul(angle, angle);
          let cosine = tinyCosine(z);
          let sine = tinySine(angle, z);
          if (i64x2.bitmask(areTiny(z)) != 3) {
            cosine = cosineOf(angle, z, cosine);
            sine = sineOf(angle, z, sine);
          }
          const c = f64x2.mul(size, cosine);
          const s = f64x2.mul(size, sine);
          fRe = timesRe(uRe, uIm, c, s);
          fIm = timesIm(uRe, uIm, c, s);
        }
        const vRe = f64x2.sub(topRe, lowRe);
        const vIm = f64x2.sub(topIm, lowIm);
        const rawRe = timesRe(vRe, vIm, fRe, fIm);
        const rawIm = timesIm(vRe, vIm, fRe, fIm);
        // X = r exp(-2 i k d) of the layer below the interface.
        let bRe = zero;
        let bIm = zero;
        if (j < last - 1) {
          const twice = v128.load64_splat(layer, 48);
          const phase = f64x2.mul(twice, lowRe);
          const turns = halfTurns(phase);
          const rest = restOf(phase, turns);
          const z = f64x2.mul(rest, rest);
          const z2 = f64x2.mul(z, z);
          const weak = f64x2.mul(twice, lowIm);
          const weak2 = f64x2.mul(weak, weak);
          let size = f64x2.add(f64x2.add(one, weak), f64x2.mul(weak2, fourTerms(decays, weak, weak2)));
          const small = f64x2.lt(f64x2.abs(weak), v128.load64_splat(limits, 56));
          if (i64x2.bitmask(small) != 3) size = v128.bitselect(size, exponentialOf(weak), small);
          size = turned(size, turns);
          bRe = f64x2.mul(size, evenSeries(cosines, z, z2));
          bIm = f64x2.neg(f64x2.mul(size, f64x2.mul(rest, evenSeries(sines, z, z2))));
        }
        const xRe = timesRe(rRe, rIm, bRe, bIm);
        const xIm = timesIm(rRe, rIm, bRe, bIm);
        const dRe = f64x2.add(one, timesRe(rawRe, rawIm, xRe, xIm));
        const dIm = timesIm(rawRe, rawIm, xRe, xIm);
        const size = f64x2.div(one, f64x2.add(f64x2.mul(dRe, dRe), f64x2.mul(dIm, dIm)));
        const eRe = f64x2.mul(dRe, size);
        const eIm = f64x2.neg(f64x2.mul(dIm, size));
        const nRe = f64x2.add(rawRe, xRe);
        const nIm = f64x2.add(rawIm, xIm);
        rRe = timesRe(nRe, nIm, eRe, eIm);
        rIm = timesIm(nRe, nIm, eRe, eIm);
        v128.store(at, lowRe);
        v128.store(at, lowIm, 16);
        v128.store(at, fRe, 32);
        v128.store(at, fIm, 48);
        v128.store(at, uRe, 64);
        v128.store(at, uIm, 80);
        v128.store(at, bRe, 96);
        v128.store(at, bIm, 112);
        v128.store(at, xRe, 128);
        v128.store(at, xIm, 144);
        v128.store(at, eRe, 160);
        v128.store(at, eIm, 176);
      }
      lowRe = topRe;
      lowIm = topIm;
      layer -= 32;
      at -= kept;
    }
    const value = f64x2.add(f64x2.mul(rRe, rRe), f64x2.mul(rIm, rIm));
    v128.store(out + place, v128.bitselect(one, value, none));
    v128.store(bottom, rRe);
    v128.store(bottom, rIm, 16);
  }
}
