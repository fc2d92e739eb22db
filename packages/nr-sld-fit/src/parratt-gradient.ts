import { edgeWidth, fourPi, highestExponent, inversePi, leastSquare, piHigh, piLow } from './parratt-constants.js';
import type { SlabTable } from './slab-table.js';

/** Numbers kept for each interface on the way up. */
const kept = 12;

/** Working memory of {@link reflectivityGradient} for stacks of up to `count` layers. */
export function gradientWorkspace(count: number): Float64Array {
  return new Float64Array(count * kept);
}

/**
 * |r|^2 and its derivatives with respect to thickness, SLD, imaginary SLD and roughness of
 * every layer: one recursion up, which keeps what it made, and one down that
 * carries the derivative of |r|^2 with respect to the amplitude of each interface (reverse mode).
 *
 * @param packed As packSlabs makes it from `layers`.
 * @param out [points].
 * @param gradient Row-major [points x 4 layers]: thickness, sld, isld, roughness of each layer.
 * The fronting's SLD moves all others; thickness of fronting and backing, and what the fronting absorbs, have none.
 */
export function reflectivityGradient(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  packed: Float64Array,
  out: Float64Array,
  gradient: Float64Array,
  work: Float64Array,
): void {
  const { count, thickness, isld, roughness } = layers;
  const last = count - 1;
  const wide = 4 * count;
  for (let point = 0; point < points; point++) {
    const row = point * wide;
    const half = 0.5 * Math.abs(q[point]!);
    const square = half * half;
    if (square < leastSquare) {
      out[point] = 1;
      gradient.fill(0, row, row + wide);
      continue;
    }
    const least = edgeWidth * square;
    let lowRe = 0;
    let lowIm = 0;
    let rRe = 0;
    let rIm = 0;
    for (let j = last; j >= 0; j--) {
      // k of layer j; the interface below it is finished with k of the layer below.
      let topRe = half;
      let topIm = 0;
      if (j > 0) {
        let a = square - packed[4 * j]!;
        const b = packed[4 * j + 1]!;
        if (b < least && a < least && -a < least) a = least;
        const size = a < 0 ? -a : a;
        const large = Math.sqrt(0.5 * (Math.sqrt(a * a + b * b) + size));
        const small = (0.5 * b) / large;
        topRe = a >= 0 ? large : small;
        topIm = a >= 0 ? -small : -large;
      }
      if (j < last) {
        const i = j + 1;
        const at = i * kept;
        const sRe = topRe + lowRe;
        const sIm = topIm + lowIm;
        const over = 1 / (sRe * sRe + sIm * sIm);
        // u = 1 / s, F the roughness factor over s.
        const uRe = sRe * over;
        const uIm = -sIm * over;
        let fRe = uRe;
        let fIm = uIm;
        const factor = packed[4 * i + 3]!;
        if (factor !== 0) {
          const exponent = factor * (topRe * lowRe - topIm * lowIm);
          const size = Math.exp(exponent > highestExponent ? highestExponent : exponent);
          const angle = factor * (topRe * lowIm + topIm * lowRe);
          if (angle === 0) {
            fRe *= size;
            fIm *= size;
          } else {
            const c = size * Math.cos(angle);
            const s = size * Math.sin(angle);
            fRe = uRe * c - uIm * s;
            fIm = uRe * s + uIm * c;
          }
        }
        const vRe = topRe - lowRe;
        const vIm = topIm - lowIm;
        const rawRe = vRe * fRe - vIm * fIm;
        const rawIm = vRe * fIm + vIm * fRe;
        // X = r exp(-2 i k d) of the layer below the interface.
        let bRe = 0;
        let bIm = 0;
        if (i < last) {
          const twice = packed[4 * i + 2]!;
          bRe = lowIm === 0 ? 1 : Math.exp(twice * lowIm);
          const phase = twice * lowRe;
          const turns = (phase * inversePi + (phase < 0 ? -0.5 : 0.5)) | 0;
          const rest = phase - turns * piHigh - turns * piLow;
          const z = rest * rest;
          const sign = 1 - 2 * (turns & 1);
          const c =
            sign *
            (1 +
              z *
                (-0.49999999999989936 +
                  z *
                    (0.04166666666580973 +
                      z *
                        (-0.0013888888861087183 +
                          z *
                            (2.4801582870372985e-5 +
                              z *
                                (-2.7556935431582117e-7 + z * (2.085831802290141e-9 - z * 1.1007956573034519e-11)))))));
          const s =
            sign *
            rest *
            (1 +
              z *
                (-0.16666666666666072 +
                  z *
                    (0.008333333333282756 +
                      z *
                        (-0.00019841269824861897 +
                          z *
                            (2.7557316609073673e-6 +
                              z *
                                (-2.505188194671259e-8 + z * (1.6048168318165643e-10 - z * 7.374387503862757e-13)))))));
          bIm = -bRe * s;
          bRe *= c;
        }
        const xRe = rRe * bRe - rIm * bIm;
        const xIm = rRe * bIm + rIm * bRe;
        const dRe = 1 + rawRe * xRe - rawIm * xIm;
        const dIm = rawRe * xIm + rawIm * xRe;
        const size = 1 / (dRe * dRe + dIm * dIm);
        const eRe = dRe * size;
        const eIm = -dIm * size;
        const nRe = rawRe + xRe;
        const nIm = rawIm + xIm;
        rRe = nRe * eRe - nIm * eIm;
        rIm = nRe * eIm + nIm * eRe;
        work[at] = lowRe;
        work[at + 1] = lowIm;
        // F / s of the interface: with it df/dk = 2 k' (F / s) / s - ...
        work[at + 2] = fRe;
        work[at + 3] = fIm;
        work[at + 4] = uRe;
        work[at + 5] = uIm;
        work[at + 6] = bRe;
        work[at + 7] = bIm;
        work[at + 8] = xRe;
        work[at + 9] = xIm;
        work[at + 10] = eRe;
        work[at + 11] = eIm;
      }
      lowRe = topRe;
      lowIm = topIm;
    }
    out[point] = rRe * rRe + rIm * rIm;
    // Down: a is twice the conjugate of r times dr/d(r of this interface).
    let aRe = 2 * rRe;
    let aIm = -2 * rIm;
    let pRe = half;
    let pIm = 0;
    let carryRe = 0;
    let carryIm = 0;
    let sum = 0;
    for (let i = 1; i <= last; i++) {
      const at = i * kept;
      const mRe = work[at]!;
      const mIm = work[at + 1]!;
      const FRe = work[at + 2]!;
      const FIm = work[at + 3]!;
      const uRe = work[at + 4]!;
      const uIm = work[at + 5]!;
      const xRe = work[at + 8]!;
      const xIm = work[at + 9]!;
      const eRe = work[at + 10]!;
      const eIm = work[at + 11]!;
      const vRe = pRe - mRe;
      const vIm = pIm - mIm;
      const fRe = vRe * FRe - vIm * FIm;
      const fIm = vRe * FIm + vIm * FRe;
      // a / D^2.
      const e2Re = eRe * eRe - eIm * eIm;
      const e2Im = 2 * eRe * eIm;
      const hRe = aRe * e2Re - aIm * e2Im;
      const hIm = aRe * e2Im + aIm * e2Re;
      // With respect to f: (1 - X^2); to X: (1 - f^2).
      const oRe = 1 - (xRe * xRe - xIm * xIm);
      const oIm = -2 * xRe * xIm;
      const afRe = hRe * oRe - hIm * oIm;
      const afIm = hRe * oIm + hIm * oRe;
      const gRe = 1 - (fRe * fRe - fIm * fIm);
      const gIm = -2 * fRe * fIm;
      const axRe = hRe * gRe - hIm * gIm;
      const axIm = hRe * gIm + hIm * gRe;
      // w = 2 F / s^2 (F / s is kept), times a_f.
      const wRe = 2 * (FRe * uRe - FIm * uIm);
      const wIm = 2 * (FRe * uIm + FIm * uRe);
      const factor = packed[4 * i + 3]!;
      // df/dp = m w + f m factor, df/dm = -p w + f p factor.
      const plusRe = wRe + factor * fRe;
      const plusIm = wIm + factor * fIm;
      const lessRe = factor * fRe - wRe;
      const lessIm = factor * fIm - wIm;
      const dpRe = mRe * plusRe - mIm * plusIm;
      const dpIm = mRe * plusIm + mIm * plusRe;
      const dmRe = pRe * lessRe - pIm * lessIm;
      const dmIm = pRe * lessIm + pIm * lessRe;
      if (i > 1) {
        // k of the layer above is complete: from its own phase, its interface above, and this one.
        const totalRe = carryRe + afRe * dpRe - afIm * dpIm;
        const totalIm = carryIm + afRe * dpIm + afIm * dpRe;
        const over = (-0.5 * fourPi) / (pRe * pRe + pIm * pIm);
        const slope = over * (totalRe * pRe + totalIm * pIm);
        const other = over * (totalRe * pIm - totalIm * pRe);
        gradient[row + 4 * i - 3] = slope;
        gradient[row + 4 * i - 2] = isld[i - 1]! < 0 ? -other : other;
        sum += slope;
      }
      carryRe = afRe * dmRe - afIm * dmIm;
      carryIm = afRe * dmIm + afIm * dmRe;
      // df/dsigma = f (-4 p m sigma).
      const pmRe = pRe * mRe - pIm * mIm;
      const pmIm = pRe * mIm + pIm * mRe;
      const qRe = fRe * pmRe - fIm * pmIm;
      const qIm = fRe * pmIm + fIm * pmRe;
      gradient[row + 4 * i + 3] = -4 * roughness[i]! * (afRe * qRe - afIm * qIm);
      if (i < last) {
        const cRe = axRe * xRe - axIm * xIm;
        const cIm = axRe * xIm + axIm * xRe;
        gradient[row + 4 * i] = 2 * (mRe * cIm + mIm * cRe);
        const depth = 2 * thickness[i]!;
        // -2 i d times c.
        carryRe += depth * cIm;
        carryIm -= depth * cRe;
        const bRe = work[at + 6]!;
        const bIm = work[at + 7]!;
        aRe = axRe * bRe - axIm * bIm;
        aIm = axRe * bIm + axIm * bRe;
      } else {
        gradient[row + 4 * i] = 0;
        const over = (-0.5 * fourPi) / (mRe * mRe + mIm * mIm);
        const slope = over * (carryRe * mRe + carryIm * mIm);
        const other = over * (carryRe * mIm - carryIm * mRe);
        gradient[row + 4 * i + 1] = slope;
        gradient[row + 4 * i + 2] = isld[i]! < 0 ? -other : other;
        sum += slope;
      }
      pRe = mRe;
      pIm = mIm;
    }
    gradient[row] = 0;
    gradient[row + 1] = -sum;
    gradient[row + 2] = 0;
    gradient[row + 3] = 0;
  }
}
