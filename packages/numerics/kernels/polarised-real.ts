import { squared, timesIm, timesRe } from './shared/complex';
import { cosines, evenSeries, exponentialOf, fourTerms, halfTurns, restOf, sines, turned } from './shared/waves';

/** A half; the end of exponents, as the plain loop has it; exponents below which series do. */
const limits = memory.data<f64>([0.5, 200, 0.05], 16);
/** Series of even and of odd powers of the exponential. */
const evens = memory.data<f64>([1, 1.0 / 2.0, 1.0 / 24.0, 1.0 / 720.0], 16);
const odds = memory.data<f64>([1, 1.0 / 6.0, 1.0 / 120.0, 1.0 / 5040.0], 16);
const packedBytes: usize = 80;

/** exp of three numbers of two Q each and their inverses, to an address behind them, where some are not small. */
function powersInto(room: usize): void {
  for (let at = room; at < room + 48; at += 16) {
    const whole = exponentialOf(v128.load(at));
    v128.store(at, whole, 48);
    v128.store(at, f64x2.div(f64x2.splat(1), whole), 96);
  }
}

/** The same where they are. */
function seriesInto(room: usize, x: v128): void {
  const z = f64x2.mul(x, x);
  const z2 = f64x2.mul(z, z);
  const even = fourTerms(evens, z, z2);
  const odd = f64x2.mul(x, fourTerms(odds, z, z2));
  v128.store(room, f64x2.add(even, odd), 48);
  v128.store(room, f64x2.sub(even, odd), 96);
}

/** exp(-i x) of two angles, to an address. */
function waveInto(to: usize, x: v128): void {
  const turns = halfTurns(x);
  const rest = restOf(x, turns);
  const z = f64x2.mul(rest, rest);
  const z2 = f64x2.mul(z, z);
  v128.store(to, turned(evenSeries(cosines, z, z2), turns));
  v128.store(to, turned(f64x2.mul(f64x2.neg(rest), evenSeries(sines, z, z2)), turns), 16);
}

/**
 * Reflectivities of both spins by a stack without absorption at Q above all its edges, where every k is real, two Q at a time:
 * R = (M + P R) / (P + M R) from the backing up, as `polarisedAmplitudes` has it. Rows of P and M are without 1 / k above, which rows
 * and columns of R get in the end, and both without the roughness factor of the first pair.
 *
 * @param points Of an odd number, one more is read and written.
 * @param packed As for `polarisedPairs`.
 * @param room 144 bytes that are overwritten.
 * @param out Up to up, then down to up, up to down and down to down, each `stride` bytes behind the other.
 */
export function polarisedReal(
  points: i32,
  q: usize,
  count: i32,
  packed: usize,
  room: usize,
  out: usize,
  stride: usize,
): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const end: usize = (points as usize) << 3;
  const bottom = packed + ((count - 1) as usize) * packedBytes;
  for (let place: usize = 0; place < end; place += 16) {
    const half = f64x2.mul(v128.load64_splat(limits), v128.load(q + place));
    const square = f64x2.mul(half, half);
    let aRe = zero;
    let aIm = zero;
    let bRe = zero;
    let bIm = zero;
    let cRe = zero;
    let cIm = zero;
    let dRe = zero;
    let dIm = zero;
    let low0 = f64x2.sqrt(f64x2.sub(square, v128.load64_splat(bottom)));
    let low1 = f64x2.sqrt(f64x2.sub(square, v128.load64_splat(bottom, 8)));
    for (let layer = bottom; layer > packed; layer -= packedBytes) {
      if (layer < bottom) {
        // Through the layer below and back.
        const depth = v128.load64_splat(layer, 24);
        waveInto(room, f64x2.mul(depth, low0));
        waveInto(room + 32, f64x2.mul(depth, low1));
        const uRe = v128.load(room);
        const uIm = v128.load(room, 16);
        const vRe = v128.load(room, 32);
        const vIm = v128.load(room, 48);
        let wRe = timesRe(uRe, uIm, uRe, uIm);
        let wIm = timesIm(uRe, uIm, uRe, uIm);
        let keep = aRe;
        aRe = timesRe(keep, aIm, wRe, wIm);
        aIm = timesIm(keep, aIm, wRe, wIm);
        wRe = timesRe(vRe, vIm, vRe, vIm);
        wIm = timesIm(vRe, vIm, vRe, vIm);
        keep = dRe;
        dRe = timesRe(keep, dIm, wRe, wIm);
        dIm = timesIm(keep, dIm, wRe, wIm);
        wRe = timesRe(uRe, uIm, vRe, vIm);
        wIm = timesIm(uRe, uIm, vRe, vIm);
        keep = bRe;
        bRe = timesRe(keep, bIm, wRe, wIm);
        bIm = timesIm(keep, bIm, wRe, wIm);
        keep = cRe;
        cRe = timesRe(keep, cIm, wRe, wIm);
        cIm = timesIm(keep, cIm, wRe, wIm);
      }
      const top0 = f64x2.sqrt(f64x2.sub(square, v128.load64_splat(layer - packedBytes)));
      const top1 = f64x2.sqrt(f64x2.sub(square, v128.load64_splat(layer - packedBytes, 8)));
      const c = v128.load64_splat(layer, 40);
      const s = v128.load64_splat(layer, 48);
      const column = v128.load64_splat(layer, 64);
      const across = f64x2.mul(f64x2.neg(s), column);
      const along = f64x2.mul(c, column);
      const p00 = f64x2.mul(c, f64x2.add(top0, low0));
      let m00 = f64x2.mul(c, f64x2.sub(top0, low0));
      let p01 = f64x2.mul(across, f64x2.add(top0, low1));
      let m01 = f64x2.mul(across, f64x2.sub(top0, low1));
      let p10 = f64x2.mul(s, f64x2.add(top1, low0));
      let m10 = f64x2.mul(s, f64x2.sub(top1, low0));
      let p11 = f64x2.mul(along, f64x2.add(top1, low1));
      let m11 = f64x2.mul(along, f64x2.sub(top1, low1));
      if (load<f64>(layer, 32) != 0) {
        const highest = v128.load64_splat(limits, 8);
        const by0 = f64x2.mul(v128.load64_splat(layer, 32), top0);
        const by1 = f64x2.mul(v128.load64_splat(layer, 32), top1);
        const first = f64x2.pmin(f64x2.mul(by0, low0), highest);
        const x01 = f64x2.sub(f64x2.pmin(f64x2.mul(by0, low1), highest), first);
        const x10 = f64x2.sub(f64x2.pmin(f64x2.mul(by1, low0), highest), first);
        const x11 = f64x2.sub(f64x2.pmin(f64x2.mul(by1, low1), highest), first);
        const most = f64x2.pmax(f64x2.abs(x01), f64x2.pmax(f64x2.abs(x10), f64x2.abs(x11)));
        if (i64x2.bitmask(f64x2.lt(most, v128.load64_splat(limits, 16))) == 3) {
          seriesInto(room, x01);
          seriesInto(room + 16, x10);
          seriesInto(room + 32, x11);
        } else {
          v128.store(room, x01);
          v128.store(room, x10, 16);
          v128.store(room, x11, 32);
          powersInto(room);
        }
        const fall = exponentialOf(f64x2.mul(f64x2.splat(-2), first));
        m00 = f64x2.mul(m00, fall);
        p01 = f64x2.mul(p01, v128.load(room, 48));
        m01 = f64x2.mul(m01, f64x2.mul(fall, v128.load(room, 96)));
        p10 = f64x2.mul(p10, v128.load(room, 64));
        m10 = f64x2.mul(m10, f64x2.mul(fall, v128.load(room, 112)));
        p11 = f64x2.mul(p11, v128.load(room, 80));
        m11 = f64x2.mul(m11, f64x2.mul(fall, v128.load(room, 128)));
      }
      const n00Re = f64x2.add(m00, f64x2.add(f64x2.mul(p00, aRe), f64x2.mul(p01, cRe)));
      const n00Im = f64x2.add(f64x2.mul(p00, aIm), f64x2.mul(p01, cIm));
      const n01Re = f64x2.add(m01, f64x2.add(f64x2.mul(p00, bRe), f64x2.mul(p01, dRe)));
      const n01Im = f64x2.add(f64x2.mul(p00, bIm), f64x2.mul(p01, dIm));
      const n10Re = f64x2.add(m10, f64x2.add(f64x2.mul(p10, aRe), f64x2.mul(p11, cRe)));
      const n10Im = f64x2.add(f64x2.mul(p10, aIm), f64x2.mul(p11, cIm));
      const n11Re = f64x2.add(m11, f64x2.add(f64x2.mul(p10, bRe), f64x2.mul(p11, dRe)));
      const n11Im = f64x2.add(f64x2.mul(p10, bIm), f64x2.mul(p11, dIm));
      const e00Re = f64x2.add(p00, f64x2.add(f64x2.mul(m00, aRe), f64x2.mul(m01, cRe)));
      const e00Im = f64x2.add(f64x2.mul(m00, aIm), f64x2.mul(m01, cIm));
      const e01Re = f64x2.add(p01, f64x2.add(f64x2.mul(m00, bRe), f64x2.mul(m01, dRe)));
      const e01Im = f64x2.add(f64x2.mul(m00, bIm), f64x2.mul(m01, dIm));
      const e10Re = f64x2.add(p10, f64x2.add(f64x2.mul(m10, aRe), f64x2.mul(m11, cRe)));
      const e10Im = f64x2.add(f64x2.mul(m10, aIm), f64x2.mul(m11, cIm));
      const e11Re = f64x2.add(p11, f64x2.add(f64x2.mul(m10, bRe), f64x2.mul(m11, dRe)));
      const e11Im = f64x2.add(f64x2.mul(m10, bIm), f64x2.mul(m11, dIm));
      const detRe = f64x2.sub(timesRe(e00Re, e00Im, e11Re, e11Im), timesRe(e01Re, e01Im, e10Re, e10Im));
      const detIm = f64x2.sub(timesIm(e00Re, e00Im, e11Re, e11Im), timesIm(e01Re, e01Im, e10Re, e10Im));
      const both = f64x2.mul(top0, top1);
      const over = f64x2.div(one, f64x2.mul(both, squared(detRe, detIm)));
      let iRe = f64x2.mul(detRe, over);
      let iIm = f64x2.mul(f64x2.neg(detIm), over);
      let factor = f64x2.mul(f64x2.mul(top1, top1), v128.load64_splat(layer, 72));
      let tRe = f64x2.sub(timesRe(n01Re, n01Im, e00Re, e00Im), timesRe(n00Re, n00Im, e01Re, e01Im));
      let tIm = f64x2.sub(timesIm(n01Re, n01Im, e00Re, e00Im), timesIm(n00Re, n00Im, e01Re, e01Im));
      bRe = f64x2.mul(factor, timesRe(tRe, tIm, iRe, iIm));
      bIm = f64x2.mul(factor, timesIm(tRe, tIm, iRe, iIm));
      factor = f64x2.mul(f64x2.mul(top0, top0), v128.load64_splat(layer, 56));
      tRe = f64x2.sub(timesRe(n10Re, n10Im, e11Re, e11Im), timesRe(n11Re, n11Im, e10Re, e10Im));
      tIm = f64x2.sub(timesIm(n10Re, n10Im, e11Re, e11Im), timesIm(n11Re, n11Im, e10Re, e10Im));
      cRe = f64x2.mul(factor, timesRe(tRe, tIm, iRe, iIm));
      cIm = f64x2.mul(factor, timesIm(tRe, tIm, iRe, iIm));
      iRe = f64x2.mul(both, iRe);
      iIm = f64x2.mul(both, iIm);
      tRe = f64x2.sub(timesRe(n00Re, n00Im, e11Re, e11Im), timesRe(n01Re, n01Im, e10Re, e10Im));
      tIm = f64x2.sub(timesIm(n00Re, n00Im, e11Re, e11Im), timesIm(n01Re, n01Im, e10Re, e10Im));
      aRe = timesRe(tRe, tIm, iRe, iIm);
      aIm = timesIm(tRe, tIm, iRe, iIm);
      tRe = f64x2.sub(timesRe(n11Re, n11Im, e00Re, e00Im), timesRe(n10Re, n10Im, e01Re, e01Im));
      tIm = f64x2.sub(timesIm(n11Re, n11Im, e00Re, e00Im), timesIm(n10Re, n10Im, e01Re, e01Im));
      dRe = timesRe(tRe, tIm, iRe, iIm);
      dIm = timesIm(tRe, tIm, iRe, iIm);
      low0 = top0;
      low1 = top1;
    }
    const to = out + place;
    v128.store(to, squared(aRe, aIm));
    v128.store(to + stride, squared(bRe, bIm));
    v128.store(to + 2 * stride, squared(cRe, cIm));
    v128.store(to + 3 * stride, squared(dRe, dIm));
  }
}
