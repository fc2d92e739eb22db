import { packedWidth, wavesWidth } from './polarised-widths.js';

/** Exponents below which their series to the seventh power is that of a double: the last term left out is 1e-15. */
const leastSeries = 0.05;

/**
 * Reflection of both spins by all interfaces, from the backing up: R = (M + P R) / (P + M R), where P and M are what waves below make of
 * waves above that go the same way, and the other. Factors common to a row or column, exp(-s k^2 / 2), are there as ratios of both
 * spins, so that of each pair only exp(s ka kb) and its inverse are left.
 *
 * @param highest Largest exponent of a roughness factor.
 * @param at Where the amplitudes go.
 */
export function polarisedInterfaces(
  packed: Float64Array,
  waves: Float64Array,
  count: number,
  highest: number,
  out: Float64Array,
  at: number,
): void {
  const last = count - 1;
  let aRe = 0;
  let aIm = 0;
  let bRe = 0;
  let bIm = 0;
  let cRe = 0;
  let cIm = 0;
  let dRe = 0;
  let dIm = 0;
  for (let i = last; i > 0; i--) {
    const low = wavesWidth * i;
    const top = low - wavesWidth;
    if (i < last) {
      // Through the layer below and back.
      const uRe = waves[low + 4]!;
      const uIm = waves[low + 5]!;
      const vRe = waves[low + 6]!;
      const vIm = waves[low + 7]!;
      const wRe = uRe * uRe - uIm * uIm;
      const wIm = 2 * uRe * uIm;
      const xRe = uRe * vRe - uIm * vIm;
      const xIm = uRe * vIm + uIm * vRe;
      const yRe = vRe * vRe - vIm * vIm;
      const yIm = 2 * vRe * vIm;
      let keep = aRe;
      aRe = keep * wRe - aIm * wIm;
      aIm = keep * wIm + aIm * wRe;
      keep = bRe;
      bRe = keep * xRe - bIm * xIm;
      bIm = keep * xIm + bIm * xRe;
      keep = cRe;
      cRe = keep * xRe - cIm * xIm;
      cIm = keep * xIm + cIm * xRe;
      keep = dRe;
      dRe = keep * yRe - dIm * yIm;
      dIm = keep * yIm + dIm * yRe;
    }
    const here = packedWidth * i;
    const variance = packed[here + 4]!;
    const c = packed[here + 5]!;
    const s = packed[here + 6]!;
    const rowRatio = packed[here + 7]!;
    const columnRatio = packed[here + 8]!;
    const topRe0 = waves[top]!;
    const topIm0 = waves[top + 1]!;
    const topRe1 = waves[top + 2]!;
    const topIm1 = waves[top + 3]!;
    const lowRe0 = waves[low]!;
    const lowIm0 = waves[low + 1]!;
    const lowRe1 = waves[low + 2]!;
    const lowIm1 = waves[low + 3]!;
    let n00Re = 0;
    let n00Im = 0;
    let n01Re = 0;
    let n01Im = 0;
    let n10Re = 0;
    let n10Im = 0;
    let n11Re = 0;
    let n11Im = 0;
    let e00Re = 0;
    let e00Im = 0;
    let e01Re = 0;
    let e01Im = 0;
    let e10Re = 0;
    let e10Im = 0;
    let e11Re = 0;
    let e11Im = 0;
    // Columns of the second spin below carry the ratio of the factors of both; rows are put right in the end.
    const column = columnRatio;
    if (topIm0 === 0 && topIm1 === 0 && lowIm0 === 0 && lowIm1 === 0) {
      // Every k is real, and so are P and M.
      const over0 = 1 / topRe0;
      const over1 = 1 / topRe1;
      // exp(s ka kb) of the four pairs, and their inverses: those but the first differ little from it.
      let g00 = 1;
      let g01 = 1;
      let g10 = 1;
      let g11 = 1;
      let f00 = 1;
      let f01 = 1;
      let f10 = 1;
      let f11 = 1;
      if (variance !== 0) {
        const exponent = variance * topRe0 * lowRe0;
        const byLow = variance * topRe0 * (lowRe1 - lowRe0);
        const byTop = variance * lowRe1 * (topRe1 - topRe0);
        const across = variance * lowRe0 * (topRe1 - topRe0);
        const byBoth = byLow + byTop;
        g00 = Math.exp(exponent > highest ? highest : exponent);
        f00 = 1 / g00;
        if (
          exponent < highest &&
          byLow < leastSeries &&
          byLow > -leastSeries &&
          across < leastSeries &&
          across > -leastSeries &&
          byBoth < leastSeries &&
          byBoth > -leastSeries
        ) {
          let z = byBoth * byBoth;
          let even = 1 + z * (1 / 2 + z * (1 / 24 + z * (1 / 720)));
          let odd = byBoth * (1 + z * (1 / 6 + z * (1 / 120 + z * (1 / 5040))));
          g11 = g00 * (even + odd);
          f11 = f00 * (even - odd);
          if (s !== 0) {
            z = byLow * byLow;
            even = 1 + z * (1 / 2 + z * (1 / 24 + z * (1 / 720)));
            odd = byLow * (1 + z * (1 / 6 + z * (1 / 120 + z * (1 / 5040))));
            g01 = g00 * (even + odd);
            f01 = f00 * (even - odd);
            z = across * across;
            even = 1 + z * (1 / 2 + z * (1 / 24 + z * (1 / 720)));
            odd = across * (1 + z * (1 / 6 + z * (1 / 120 + z * (1 / 5040))));
            g10 = g00 * (even + odd);
            f10 = f00 * (even - odd);
          }
        } else {
          const both = variance * topRe1 * lowRe1;
          g11 = Math.exp(both > highest ? highest : both);
          f11 = 1 / g11;
          const upDown = variance * topRe0 * lowRe1;
          g01 = Math.exp(upDown > highest ? highest : upDown);
          f01 = 1 / g01;
          const downUp = variance * topRe1 * lowRe0;
          g10 = Math.exp(downUp > highest ? highest : downUp);
          f10 = 1 / g10;
        }
      }
      let ratio = lowRe0 * over0;
      const p00 = c * (1 + ratio) * g00;
      const m00 = c * (1 - ratio) * f00;
      ratio = lowRe1 * over1;
      const p11 = c * column * (1 + ratio) * g11;
      const m11 = c * column * (1 - ratio) * f11;
      if (s === 0) {
        n00Re = m00 + p00 * aRe;
        n00Im = p00 * aIm;
        n01Re = p00 * bRe;
        n01Im = p00 * bIm;
        n10Re = p11 * cRe;
        n10Im = p11 * cIm;
        n11Re = m11 + p11 * dRe;
        n11Im = p11 * dIm;
        e00Re = p00 + m00 * aRe;
        e00Im = m00 * aIm;
        e01Re = m00 * bRe;
        e01Im = m00 * bIm;
        e10Re = m11 * cRe;
        e10Im = m11 * cIm;
        e11Re = p11 + m11 * dRe;
        e11Im = m11 * dIm;
      } else {
        ratio = lowRe1 * over0;
        const p01 = -s * column * (1 + ratio) * g01;
        const m01 = -s * column * (1 - ratio) * f01;
        ratio = lowRe0 * over1;
        const p10 = s * (1 + ratio) * g10;
        const m10 = s * (1 - ratio) * f10;
        n00Re = m00 + p00 * aRe + p01 * cRe;
        n00Im = p00 * aIm + p01 * cIm;
        n01Re = m01 + p00 * bRe + p01 * dRe;
        n01Im = p00 * bIm + p01 * dIm;
        n10Re = m10 + p10 * aRe + p11 * cRe;
        n10Im = p10 * aIm + p11 * cIm;
        n11Re = m11 + p10 * bRe + p11 * dRe;
        n11Im = p10 * bIm + p11 * dIm;
        e00Re = p00 + m00 * aRe + m01 * cRe;
        e00Im = m00 * aIm + m01 * cIm;
        e01Re = p01 + m00 * bRe + m01 * dRe;
        e01Im = m00 * bIm + m01 * dIm;
        e10Re = p10 + m10 * aRe + m11 * cRe;
        e10Im = m10 * aIm + m11 * cIm;
        e11Re = p11 + m10 * bRe + m11 * dRe;
        e11Im = m10 * bIm + m11 * dIm;
      }
    } else {
      const over0 = 1 / (topRe0 * topRe0 + topIm0 * topIm0);
      const over1 = 1 / (topRe1 * topRe1 + topIm1 * topIm1);
      const pairs = s === 0 ? 2 : 4;
      let firstExponent = 0;
      let firstGrow = 1;
      let firstFall = 1;
      for (let pair = 0; pair < pairs; pair++) {
        // Up above with up below, down with down, up with down, down with up.
        const isUp = pair === 0 || pair === 2;
        const isLowUp = pair === 0 || pair === 3;
        const uRe = isUp ? topRe0 : topRe1;
        const uIm = isUp ? topIm0 : topIm1;
        const vRe = isLowUp ? lowRe0 : lowRe1;
        const vIm = isLowUp ? lowIm0 : lowIm1;
        const over = isUp ? over0 : over1;
        const weight = (pair < 2 ? c : pair === 2 ? -s : s) * (isLowUp ? 1 : column);
        const ratioRe = over * (vRe * uRe + vIm * uIm);
        const ratioIm = over * (vIm * uRe - vRe * uIm);
        let pRe = weight * (1 + ratioRe);
        let pIm = weight * ratioIm;
        let mRe = weight * (1 - ratioRe);
        let mIm = -pIm;
        if (variance !== 0) {
          const given = variance * (uRe * vRe - uIm * vIm);
          const exponent = given > highest ? highest : given < -highest ? -highest : given;
          const angle = variance * (uRe * vIm + uIm * vRe);
          const beside = exponent - firstExponent;
          let grow: number;
          let fall: number;
          if (pair > 0 && beside < leastSeries && beside > -leastSeries) {
            const z = beside * beside;
            const even = 1 + z * (1 / 2 + z * (1 / 24 + z * (1 / 720)));
            const odd = beside * (1 + z * (1 / 6 + z * (1 / 120 + z * (1 / 5040))));
            grow = firstGrow * (even + odd);
            fall = firstFall * (even - odd);
          } else {
            grow = Math.exp(exponent);
            fall = 1 / grow;
          }
          if (pair === 0) {
            firstExponent = exponent;
            firstGrow = grow;
            firstFall = fall;
          }
          if (angle === 0) {
            pRe *= grow;
            pIm *= grow;
            mRe *= fall;
            mIm *= fall;
          } else {
            let cosine: number;
            let sine: number;
            if (angle < 0.05 && angle > -0.05) {
              const z = angle * angle;
              sine = angle * (1 - z * (1 / 6 - z * (1 / 120 - z * (1 / 5040))));
              cosine = 1 - z * (0.5 - z * (1 / 24 - z * (1 / 720 - z * (1 / 40320))));
            } else {
              sine = Math.sin(angle);
              cosine = Math.cos(angle);
            }
            let keep = pRe;
            pRe = grow * (keep * cosine - pIm * sine);
            pIm = grow * (keep * sine + pIm * cosine);
            keep = mRe;
            mRe = fall * (keep * cosine + mIm * sine);
            mIm = fall * (mIm * cosine - keep * sine);
          }
        }
        // Row of the spin above, and the row of R of the spin below.
        const r0Re = isLowUp ? aRe : cRe;
        const r0Im = isLowUp ? aIm : cIm;
        const r1Re = isLowUp ? bRe : dRe;
        const r1Im = isLowUp ? bIm : dIm;
        const f0Re = pRe * r0Re - pIm * r0Im + (isLowUp ? mRe : 0);
        const f0Im = pRe * r0Im + pIm * r0Re + (isLowUp ? mIm : 0);
        const f1Re = pRe * r1Re - pIm * r1Im + (isLowUp ? 0 : mRe);
        const f1Im = pRe * r1Im + pIm * r1Re + (isLowUp ? 0 : mIm);
        const g0Re = mRe * r0Re - mIm * r0Im + (isLowUp ? pRe : 0);
        const g0Im = mRe * r0Im + mIm * r0Re + (isLowUp ? pIm : 0);
        const g1Re = mRe * r1Re - mIm * r1Im + (isLowUp ? 0 : pRe);
        const g1Im = mRe * r1Im + mIm * r1Re + (isLowUp ? 0 : pIm);
        if (isUp) {
          n00Re += f0Re;
          n00Im += f0Im;
          n01Re += f1Re;
          n01Im += f1Im;
          e00Re += g0Re;
          e00Im += g0Im;
          e01Re += g1Re;
          e01Im += g1Im;
        } else {
          n10Re += f0Re;
          n10Im += f0Im;
          n11Re += f1Re;
          n11Im += f1Im;
          e10Re += g0Re;
          e10Im += g0Im;
          e11Re += g1Re;
          e11Im += g1Im;
        }
      }
    }
    if (s === 0 && bRe === 0 && bIm === 0 && cRe === 0 && cIm === 0) {
      // Nothing below turns the spin: either by itself.
      const over0 = 1 / (e00Re * e00Re + e00Im * e00Im);
      const over1 = 1 / (e11Re * e11Re + e11Im * e11Im);
      aRe = over0 * (n00Re * e00Re + n00Im * e00Im);
      aIm = over0 * (n00Im * e00Re - n00Re * e00Im);
      dRe = over1 * (n11Re * e11Re + n11Im * e11Im);
      dIm = over1 * (n11Im * e11Re - n11Re * e11Im);
      continue;
    }
    const detRe = e00Re * e11Re - e00Im * e11Im - e01Re * e10Re + e01Im * e10Im;
    const detIm = e00Re * e11Im + e00Im * e11Re - e01Re * e10Im - e01Im * e10Re;
    const over = 1 / (detRe * detRe + detIm * detIm);
    const iRe = detRe * over;
    const iIm = -detIm * over;
    let tRe = n00Re * e11Re - n00Im * e11Im - n01Re * e10Re + n01Im * e10Im;
    let tIm = n00Re * e11Im + n00Im * e11Re - n01Re * e10Im - n01Im * e10Re;
    aRe = tRe * iRe - tIm * iIm;
    aIm = tRe * iIm + tIm * iRe;
    tRe = n11Re * e00Re - n11Im * e00Im - n10Re * e01Re + n10Im * e01Im;
    tIm = n11Re * e00Im + n11Im * e00Re - n10Re * e01Im - n10Im * e01Re;
    dRe = tRe * iRe - tIm * iIm;
    dIm = tRe * iIm + tIm * iRe;
    // The second row has its factor over that of the first.
    tRe = n01Re * e00Re - n01Im * e00Im - n00Re * e01Re + n00Im * e01Im;
    tIm = n01Re * e00Im + n01Im * e00Re - n00Re * e01Im - n00Im * e01Re;
    const back = packed[here + 9]!;
    bRe = (tRe * iRe - tIm * iIm) * back;
    bIm = (tRe * iIm + tIm * iRe) * back;
    tRe = n10Re * e11Re - n10Im * e11Im - n11Re * e10Re + n11Im * e10Im;
    tIm = n10Re * e11Im + n10Im * e11Re - n11Re * e10Im - n11Im * e10Re;
    cRe = (tRe * iRe - tIm * iIm) * rowRatio;
    cIm = (tRe * iIm + tIm * iRe) * rowRatio;
  }
  out[at] = aRe;
  out[at + 1] = aIm;
  out[at + 2] = bRe;
  out[at + 3] = bIm;
  out[at + 4] = cRe;
  out[at + 5] = cIm;
  out[at + 6] = dRe;
  out[at + 7] = dIm;
}
