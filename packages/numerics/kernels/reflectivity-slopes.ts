import { timesIm, timesRe } from './shared/complex';

/** 1 / 2, 4 pi 1e-6 / -2, what counts as Q = 0, as the plain loop has it. */
const limits = memory.data<f64>([0.5, -6.283185307179586e-6, 1e-34], 16);
/** Bytes kept for each layer. */
const kept: usize = 192;

/** Store both numbers, each in its row. */
function storeBoth(row: usize, next: usize, value: v128): void {
  v128.store64_lane(row, value, 0);
  v128.store64_lane(row + next, value, 1);
}

/**
 * Derivatives of |r|^2 by thickness, SLD, imaginary SLD and roughness of every layer, two Q at a time, of what `reflectKeeping` kept.
 *
 * @param points Of an odd number, one more is written.
 * @param packed As for `reflectAbsorbing`.
 * @param layers Of each layer, 4 times its roughness, and the sign of what it absorbs, 1 or -1.
 * @param gradient 4 numbers for each layer, those of one Q together.
 */
export function reflectSlopes(
  points: i32,
  q: usize,
  count: i32,
  packed: usize,
  layers: usize,
  work: usize,
  gradient: usize,
): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const last = count - 1;
  const wide: usize = (count as usize) << 5;
  const end: usize = (points as usize) << 3;
  for (let place: usize = 0; place < end; place += 16) {
    const half = f64x2.mul(v128.load64_splat(limits), f64x2.abs(v128.load(q + place)));
    const none = f64x2.lt(f64x2.mul(half, half), v128.load64_splat(limits, 16));
    // Down: a is twice the conjugate of r times dr/d(r of this interface).
    let at = work + (place >> 4) * (count as usize) * kept;
    const rRe = v128.load(at);
    const rIm = v128.load(at, 16);
    let aRe = f64x2.add(rRe, rRe);
    let aIm = f64x2.neg(f64x2.add(rIm, rIm));
    let pRe = half;
    let pIm = zero;
    let carryRe = zero;
    let carryIm = zero;
    let sum = zero;
    let layer = packed + 32;
    at += kept;
    const row = gradient + (place >> 3) * wide;
    let to = row + 32;
    let told = layers + 16;
    for (let i = 1; i <= last; i++) {
      const mRe = v128.load(at);
      const mIm = v128.load(at, 16);
      const bigRe = v128.load(at, 32);
      const bigIm = v128.load(at, 48);
      const uRe = v128.load(at, 64);
      const uIm = v128.load(at, 80);
      const xRe = v128.load(at, 128);
      const xIm = v128.load(at, 144);
      const eRe = v128.load(at, 160);
      const eIm = v128.load(at, 176);
      const vRe = f64x2.sub(pRe, mRe);
      const vIm = f64x2.sub(pIm, mIm);
      const fRe = timesRe(vRe, vIm, bigRe, bigIm);
      const fIm = timesIm(vRe, vIm, bigRe, bigIm);
      // a / D^2.
      const e2Re = timesRe(eRe, eIm, eRe, eIm);
      const e2Im = timesIm(eRe, eIm, eRe, eIm);
      const hRe = timesRe(aRe, aIm, e2Re, e2Im);
      const hIm = timesIm(aRe, aIm, e2Re, e2Im);
      // With respect to f: (1 - X^2); to X: (1 - f^2).
      const oRe = f64x2.sub(one, timesRe(xRe, xIm, xRe, xIm));
      const oIm = f64x2.neg(timesIm(xRe, xIm, xRe, xIm));
      const afRe = timesRe(hRe, hIm, oRe, oIm);
      const afIm = timesIm(hRe, hIm, oRe, oIm);
      const gRe = f64x2.sub(one, timesRe(fRe, fIm, fRe, fIm));
      const gIm = f64x2.neg(timesIm(fRe, fIm, fRe, fIm));
      const axRe = timesRe(hRe, hIm, gRe, gIm);
      const axIm = timesIm(hRe, hIm, gRe, gIm);
      // w = 2 F / s^2 (F / s is kept); df/dp = m (w + f factor), df/dm = p (f factor - w).
      let wRe = timesRe(bigRe, bigIm, uRe, uIm);
      let wIm = timesIm(bigRe, bigIm, uRe, uIm);
      wRe = f64x2.add(wRe, wRe);
      wIm = f64x2.add(wIm, wIm);
      const factor = v128.load64_splat(layer, 24);
      const turnRe = f64x2.mul(factor, fRe);
      const turnIm = f64x2.mul(factor, fIm);
      const dmRe = timesRe(pRe, pIm, f64x2.sub(turnRe, wRe), f64x2.sub(turnIm, wIm));
      const dmIm = timesIm(pRe, pIm, f64x2.sub(turnRe, wRe), f64x2.sub(turnIm, wIm));
      if (i > 1) {
        // k of the layer above is complete: from its own phase, its interface above, and this one.
        const dpRe = timesRe(mRe, mIm, f64x2.add(wRe, turnRe), f64x2.add(wIm, turnIm));
        const dpIm = timesIm(mRe, mIm, f64x2.add(wRe, turnRe), f64x2.add(wIm, turnIm));
        const totalRe = f64x2.add(carryRe, timesRe(afRe, afIm, dpRe, dpIm));
        const totalIm = f64x2.add(carryIm, timesIm(afRe, afIm, dpRe, dpIm));
        const over = f64x2.div(v128.load64_splat(limits, 8), f64x2.add(f64x2.mul(pRe, pRe), f64x2.mul(pIm, pIm)));
        const slope = f64x2.mul(over, f64x2.add(f64x2.mul(totalRe, pRe), f64x2.mul(totalIm, pIm)));
        const other = f64x2.mul(over, f64x2.sub(f64x2.mul(totalRe, pIm), f64x2.mul(totalIm, pRe)));
        storeBoth(to - 24, wide, v128.andnot(slope, none));
        storeBoth(to - 16, wide, v128.andnot(f64x2.mul(other, v128.load64_splat(told - 8)), none));
        sum = f64x2.add(sum, slope);
      }
      carryRe = timesRe(afRe, afIm, dmRe, dmIm);
      carryIm = timesIm(afRe, afIm, dmRe, dmIm);
      // df/dsigma = f (-4 p m sigma).
      const pmRe = timesRe(pRe, pIm, mRe, mIm);
      const pmIm = timesIm(pRe, pIm, mRe, mIm);
      const byRoughness = timesRe(afRe, afIm, timesRe(fRe, fIm, pmRe, pmIm), timesIm(fRe, fIm, pmRe, pmIm));
      storeBoth(to + 24, wide, v128.andnot(f64x2.neg(f64x2.mul(v128.load64_splat(told), byRoughness)), none));
      if (i < last) {
        const cRe = timesRe(axRe, axIm, xRe, xIm);
        const cIm = timesIm(axRe, axIm, xRe, xIm);
        const byThickness = timesIm(mRe, mIm, cRe, cIm);
        storeBoth(to, wide, v128.andnot(f64x2.add(byThickness, byThickness), none));
        // -2 i d times c.
        const depth = v128.load64_splat(layer, 16);
        carryRe = f64x2.add(carryRe, f64x2.mul(depth, cIm));
        carryIm = f64x2.sub(carryIm, f64x2.mul(depth, cRe));
        const bRe = v128.load(at, 96);
        const bIm = v128.load(at, 112);
        aRe = timesRe(axRe, axIm, bRe, bIm);
        aIm = timesIm(axRe, axIm, bRe, bIm);
      }
      pRe = mRe;
      pIm = mIm;
      layer += 32;
      at += kept;
      to += 32;
      told += 16;
    }
    // The backing.
    to -= 32;
    const over = f64x2.div(v128.load64_splat(limits, 8), f64x2.add(f64x2.mul(pRe, pRe), f64x2.mul(pIm, pIm)));
    const slope = f64x2.mul(over, f64x2.add(f64x2.mul(carryRe, pRe), f64x2.mul(carryIm, pIm)));
    const other = f64x2.mul(over, f64x2.sub(f64x2.mul(carryRe, pIm), f64x2.mul(carryIm, pRe)));
    storeBoth(to, wide, zero);
    storeBoth(to + 8, wide, v128.andnot(slope, none));
    storeBoth(to + 16, wide, v128.andnot(f64x2.mul(other, v128.load64_splat(told - 8)), none));
    sum = f64x2.add(sum, slope);
    storeBoth(row, wide, zero);
    storeBoth(row + 8, wide, v128.andnot(f64x2.neg(sum), none));
    storeBoth(row + 16, wide, zero);
    storeBoth(row + 24, wide, zero);
  }
}
