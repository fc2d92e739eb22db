import { squared, timesIm, timesRe } from './shared/complex';

/** What counts as Q = 0, as the plain loops have it; a half. */
const limits = memory.data<f64>([1e-34, 0.5], 16);
const packedBytes: usize = 80;
const waveBytes: usize = 128;
const pairBytes: usize = 256;

/**
 * Reflectivities of both spins by all interfaces, two Q at a time, of what `polarisedWaves` and `polarisedPairs` made:
 * R = (M + P R) / (P + M R) from the backing up.
 *
 * @param points Of an odd number, one more is read and written.
 * @param packed As for `polarisedPairs`.
 * @param pairs As `polarisedPairs` makes them.
 * @param room 256 bytes that are overwritten.
 * @param out Up to up, then down to up, up to down and down to down, each `stride` bytes behind the other.
 */
export function polarisedReflectivities(
  points: i32,
  q: usize,
  count: i32,
  packed: usize,
  work: usize,
  pairs: usize,
  room: usize,
  out: usize,
  stride: usize,
): void {
  const one = f64x2.splat(1);
  const zero = f64x2.splat(0);
  const last = count - 1;
  const wide = (count as usize) * waveBytes;
  const end: usize = (points as usize) << 3;
  for (let place: usize = 0; place < end; place += 16) {
    let aRe = zero;
    let aIm = zero;
    let bRe = zero;
    let bIm = zero;
    let cRe = zero;
    let cIm = zero;
    let dRe = zero;
    let dIm = zero;
    let low = work + (place >> 4) * wide + (last as usize) * waveBytes;
    let pair = pairs + ((place >> 4) * (count as usize) + (last as usize)) * pairBytes;
    let layer = packed + (last as usize) * packedBytes;
    for (let i = last; i > 0; i--) {
      if (i < last) {
        // Through the layer below and back.
        const uRe = v128.load(low, 64);
        const uIm = v128.load(low, 80);
        const vRe = v128.load(low, 96);
        const vIm = v128.load(low, 112);
        const wRe = timesRe(uRe, uIm, uRe, uIm);
        const wIm = timesIm(uRe, uIm, uRe, uIm);
        const xRe = timesRe(uRe, uIm, vRe, vIm);
        const xIm = timesIm(uRe, uIm, vRe, vIm);
        const yRe = timesRe(vRe, vIm, vRe, vIm);
        const yIm = timesIm(vRe, vIm, vRe, vIm);
        let keep = aRe;
        aRe = timesRe(keep, aIm, wRe, wIm);
        aIm = timesIm(keep, aIm, wRe, wIm);
        keep = bRe;
        bRe = timesRe(keep, bIm, xRe, xIm);
        bIm = timesIm(keep, bIm, xRe, xIm);
        keep = cRe;
        cRe = timesRe(keep, cIm, xRe, xIm);
        cIm = timesIm(keep, cIm, xRe, xIm);
        keep = dRe;
        dRe = timesRe(keep, dIm, yRe, yIm);
        dIm = timesIm(keep, dIm, yRe, yIm);
      }
      for (let to: usize = 0; to < 256; to += 128) {
        // The row of the spin above: N = M + P R, then E = P + M R.
        for (let way: usize = 0; way < 64; way += 32) {
          const by = pair + to + way;
          const own = pair + to + 32 - way;
          const row = room + to + way + way;
          let firstRe = zero;
          let firstIm = zero;
          let secondRe = zero;
          let secondIm = zero;
          // Below the lowest interface nothing comes back.
          if (i < last) {
            const xRe = v128.load(by);
            const xIm = v128.load(by, 16);
            const yRe = v128.load(by, 64);
            const yIm = v128.load(by, 80);
            firstRe = f64x2.add(timesRe(xRe, xIm, aRe, aIm), timesRe(yRe, yIm, cRe, cIm));
            firstIm = f64x2.add(timesIm(xRe, xIm, aRe, aIm), timesIm(yRe, yIm, cRe, cIm));
            secondRe = f64x2.add(timesRe(xRe, xIm, bRe, bIm), timesRe(yRe, yIm, dRe, dIm));
            secondIm = f64x2.add(timesIm(xRe, xIm, bRe, bIm), timesIm(yRe, yIm, dRe, dIm));
          }
          v128.store(row, f64x2.add(v128.load(own), firstRe));
          v128.store(row, f64x2.add(v128.load(own, 16), firstIm), 16);
          v128.store(row, f64x2.add(v128.load(own, 64), secondRe), 32);
          v128.store(row, f64x2.add(v128.load(own, 80), secondIm), 48);
        }
      }
      const n00Re = v128.load(room);
      const n00Im = v128.load(room, 16);
      const n01Re = v128.load(room, 32);
      const n01Im = v128.load(room, 48);
      const e00Re = v128.load(room, 64);
      const e00Im = v128.load(room, 80);
      const e01Re = v128.load(room, 96);
      const e01Im = v128.load(room, 112);
      const n10Re = v128.load(room, 128);
      const n10Im = v128.load(room, 144);
      const n11Re = v128.load(room, 160);
      const n11Im = v128.load(room, 176);
      const e10Re = v128.load(room, 192);
      const e10Im = v128.load(room, 208);
      const e11Re = v128.load(room, 224);
      const e11Im = v128.load(room, 240);
      const detRe = f64x2.sub(timesRe(e00Re, e00Im, e11Re, e11Im), timesRe(e01Re, e01Im, e10Re, e10Im));
      const detIm = f64x2.sub(timesIm(e00Re, e00Im, e11Re, e11Im), timesIm(e01Re, e01Im, e10Re, e10Im));
      const over = f64x2.div(one, f64x2.add(f64x2.mul(detRe, detRe), f64x2.mul(detIm, detIm)));
      const iRe = f64x2.mul(detRe, over);
      const iIm = f64x2.neg(f64x2.mul(detIm, over));
      let tRe = f64x2.sub(timesRe(n00Re, n00Im, e11Re, e11Im), timesRe(n01Re, n01Im, e10Re, e10Im));
      let tIm = f64x2.sub(timesIm(n00Re, n00Im, e11Re, e11Im), timesIm(n01Re, n01Im, e10Re, e10Im));
      aRe = timesRe(tRe, tIm, iRe, iIm);
      aIm = timesIm(tRe, tIm, iRe, iIm);
      tRe = f64x2.sub(timesRe(n11Re, n11Im, e00Re, e00Im), timesRe(n10Re, n10Im, e01Re, e01Im));
      tIm = f64x2.sub(timesIm(n11Re, n11Im, e00Re, e00Im), timesIm(n10Re, n10Im, e01Re, e01Im));
      dRe = timesRe(tRe, tIm, iRe, iIm);
      dIm = timesIm(tRe, tIm, iRe, iIm);
      // The second row has its factor over that of the first.
      tRe = f64x2.sub(timesRe(n01Re, n01Im, e00Re, e00Im), timesRe(n00Re, n00Im, e01Re, e01Im));
      tIm = f64x2.sub(timesIm(n01Re, n01Im, e00Re, e00Im), timesIm(n00Re, n00Im, e01Re, e01Im));
      const back = v128.load64_splat(layer, 72);
      bRe = f64x2.mul(timesRe(tRe, tIm, iRe, iIm), back);
      bIm = f64x2.mul(timesIm(tRe, tIm, iRe, iIm), back);
      tRe = f64x2.sub(timesRe(n10Re, n10Im, e11Re, e11Im), timesRe(n11Re, n11Im, e10Re, e10Im));
      tIm = f64x2.sub(timesIm(n10Re, n10Im, e11Re, e11Im), timesIm(n11Re, n11Im, e10Re, e10Im));
      const rowRatio = v128.load64_splat(layer, 56);
      cRe = f64x2.mul(timesRe(tRe, tIm, iRe, iIm), rowRatio);
      cIm = f64x2.mul(timesIm(tRe, tIm, iRe, iIm), rowRatio);
      low -= waveBytes;
      pair -= pairBytes;
      layer -= packedBytes;
    }
    const half = f64x2.mul(v128.load64_splat(limits, 8), v128.load(q + place));
    const none = f64x2.lt(f64x2.mul(half, half), v128.load64_splat(limits));
    let to = out + place;
    v128.store(to, v128.bitselect(one, squared(aRe, aIm), none));
    to += stride;
    v128.store(to, v128.andnot(squared(bRe, bIm), none));
    to += stride;
    v128.store(to, v128.andnot(squared(cRe, cIm), none));
    to += stride;
    v128.store(to, v128.bitselect(one, squared(dRe, dIm), none));
  }
}
