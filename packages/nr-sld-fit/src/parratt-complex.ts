import { edgeWidth, highestExponent, inversePi, leastSquare, piHigh, piLow } from './parratt-constants.js';

/**
 * |r|^2 of a stack with absorption at each Q: Parratt's recursion from the
 * backing up, with Nevot and Croce's roughness. Numerator and denominator of r are
 * carried apart, so that nothing is divided until the end; every exponential decays,
 * except the roughness of an interface that is evanescent on both sides, which is capped.
 *
 * @param q Its magnitude counts.
 * @param packed Layers as {@link packSlabs} makes them.
 * @see Parratt, Phys. Rev. 95 (1954) 359; Nevot and Croce, Rev. Phys. Appl. 15 (1980) 761
 */
export function reflectivityComplex(
  q: Float64Array,
  points: number,
  packed: Float64Array,
  count: number,
  out: Float64Array,
): void {
  // Sines and cosines are polynomials on [-pi/2, pi/2], fitted to 1e-15 and written
  // out without branches: two calls, or mispredicted quadrants, cost more than all the rest.
  const last = count - 1;
  const lastDelta = packed[4 * last]!;
  const lastBeta = packed[4 * last + 1]!;
  for (let point = 0; point < points; point++) {
    const half = 0.5 * Math.abs(q[point]!);
    const square = half * half;
    if (square < leastSquare) {
      out[point] = 1;
      continue;
    }
    const least = edgeWidth * square;
    // k below the interface at hand, starting with the backing.
    let a = square - lastDelta;
    let b = lastBeta;
    let lowRe = 0;
    let lowIm = 0;
    if (b === 0) {
      if (a >= 0) lowRe = Math.sqrt(a);
      else {
        lowRe = 0;
        lowIm = -Math.sqrt(-a);
      }
    } else {
      const size = a < 0 ? -a : a;
      const e = b / size;
      let large: number;
      let small: number;
      if (e < 1e-3) {
        // Weak absorption: the series of the root, to e^4.
        const root = Math.sqrt(size);
        large = root * (1 + 0.125 * e * e);
        small = root * e * (0.5 - 0.0625 * e * e);
      } else {
        large = Math.sqrt(0.5 * (Math.sqrt(a * a + b * b) + size));
        small = (0.5 * b) / large;
      }
      lowRe = a >= 0 ? large : small;
      lowIm = a >= 0 ? -small : -large;
    }
    let nRe = 0;
    let nIm = 0;
    let dRe = 1;
    let dIm = 0;
    for (let j = last; j > 0; j--) {
      // k above.
      let topRe = half;
      let topIm = 0;
      if (j > 1) {
        a = square - packed[4 * j - 4]!;
        b = packed[4 * j - 3]!;
        if (b < least && a < least && -a < least) a = least;
        if (b === 0) {
          if (a >= 0) topRe = Math.sqrt(a);
          else {
            topRe = 0;
            topIm = -Math.sqrt(-a);
          }
        } else {
          const size = a < 0 ? -a : a;
          const e = b / size;
          let large: number;
          let small: number;
          if (e < 1e-3) {
            // Weak absorption: the series of the root, to e^4.
            const root = Math.sqrt(size);
            large = root * (1 + 0.125 * e * e);
            small = root * e * (0.5 - 0.0625 * e * e);
          } else {
            large = Math.sqrt(0.5 * (Math.sqrt(a * a + b * b) + size));
            small = (0.5 * b) / large;
          }
          topRe = a >= 0 ? large : small;
          topIm = a >= 0 ? -small : -large;
        }
      }
      // f = t / s.
      const sRe = topRe + lowRe;
      const sIm = topIm + lowIm;
      let tRe = topRe - lowRe;
      let tIm = topIm - lowIm;
      const factor = packed[4 * j + 3]!;
      let grown = false;
      if (factor !== 0) {
        let exponent = factor * (topRe * lowRe - topIm * lowIm);
        if (exponent > 1) {
          grown = true;
          if (exponent > highestExponent) exponent = highestExponent;
        }
        const size = Math.exp(exponent);
        const angle = factor * (topRe * lowIm + topIm * lowRe);
        if (angle === 0) {
          tRe *= size;
          tIm *= size;
        } else {
          let sine: number;
          let cosine: number;
          if (angle < 0.05 && angle > -0.05) {
            const z = angle * angle;
            sine = angle * (1 - z * (1 / 6 - z * (1 / 120 - z * (1 / 5040))));
            cosine = 1 - z * (0.5 - z * (1 / 24 - z * (1 / 720 - z * (1 / 40320))));
          } else {
            sine = Math.sin(angle);
            cosine = Math.cos(angle);
          }
          const fRe = size * cosine;
          const fIm = size * sine;
          const keep = tRe;
          tRe = keep * fRe - tIm * fIm;
          tIm = keep * fIm + tIm * fRe;
        }
      }
      if (j === last) {
        nRe = tRe;
        nIm = tIm;
        dRe = sRe;
        dIm = sIm;
      } else {
        // X = N exp(-2 i k d) of the layer between.
        const twice = packed[4 * j + 2]!;
        const weak = twice * lowIm;
        let bRe = 1;
        let bIm = 0;
        if (weak !== 0)
          bRe =
            weak > -0.01 && weak < 0.01
              ? 1 + weak * (1 + weak * (0.5 + weak * (1 / 6 + weak * (1 / 24 + weak * (1 / 120)))))
              : Math.exp(weak);
        const phase = twice * lowRe;
        if (phase !== 0) {
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
        const xRe = nRe * bRe - nIm * bIm;
        const xIm = nRe * bIm + nIm * bRe;
        nRe = tRe * dRe - tIm * dIm + sRe * xRe - sIm * xIm;
        nIm = tRe * dIm + tIm * dRe + sRe * xIm + sIm * xRe;
        const keep = dRe;
        dRe = sRe * keep - sIm * dIm + tRe * xRe - tIm * xIm;
        dIm = sRe * dIm + sIm * keep + tRe * xIm + tIm * xRe;
        if (grown || (j & 7) === 0) {
          const scale = 1 / (Math.abs(dRe) + Math.abs(dIm) + Math.abs(nRe) + Math.abs(nIm));
          nRe *= scale;
          nIm *= scale;
          dRe *= scale;
          dIm *= scale;
        }
      }
      lowRe = topRe;
      lowIm = topIm;
    }
    out[point] = (nRe * nRe + nIm * nIm) / (dRe * dRe + dIm * dIm);
  }
}
