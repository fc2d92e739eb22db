import { edgeWidth, highestExponent, inversePi, leastSquare, piHigh, piLow } from './parratt-constants.js';

/**
 * |r|^2 of a stack without absorption: as {@link reflectivityComplex}, where every k is
 * real or imaginary. An interface between layers above their edges takes a real
 * factor and one sine and cosine, one between layers below them none.
 */
export function reflectivityReal(
  q: Float64Array,
  points: number,
  packed: Float64Array,
  count: number,
  out: Float64Array,
): void {
  const last = count - 1;
  const lastDelta = packed[4 * last]!;
  for (let point = 0; point < points; point++) {
    const half = 0.5 * Math.abs(q[point]!);
    const square = half * half;
    if (square < leastSquare) {
      out[point] = 1;
      continue;
    }
    const least = edgeWidth * square;
    let a = square - lastDelta;
    // Magnitude of k, and whether it is real.
    let lowReal = a >= 0;
    let low = Math.sqrt(lowReal ? a : -a);
    let nRe = 0;
    let nIm = 0;
    let dRe = 1;
    let dIm = 0;
    for (let j = last; j > 0; j--) {
      let topReal = true;
      let top = half;
      if (j > 1) {
        a = square - packed[4 * j - 4]!;
        if (a < least && -a < least) a = least;
        topReal = a >= 0;
        top = Math.sqrt(topReal ? a : -a);
      }
      let xRe = 0;
      let xIm = 0;
      if (j !== last) {
        const twice = packed[4 * j + 2]!;
        if (lowReal) {
          const phase = twice * low;
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
          xRe = nRe * c + nIm * s;
          xIm = nIm * c - nRe * s;
        } else {
          const decay = Math.exp(-twice * low);
          xRe = nRe * decay;
          xIm = nIm * decay;
        }
      }
      const factor = packed[4 * j + 3]!;
      let grown = false;
      if (topReal === lowReal) {
        // Both real, or both imaginary: the common factor -i drops out of N / D.
        const s = top + low;
        let t = top - low;
        if (factor !== 0) {
          let exponent = topReal ? factor * top * low : -factor * top * low;
          if (exponent > 1) {
            grown = true;
            if (exponent > highestExponent) exponent = highestExponent;
          }
          t *= Math.exp(exponent);
        }
        nRe = t * dRe + s * xRe;
        nIm = t * dIm + s * xIm;
        const keepRe = dRe;
        const keepIm = dIm;
        dRe = s * keepRe + t * xRe;
        dIm = s * keepIm + t * xIm;
      } else {
        // s = u + i v; t its conjugate, or the negative of it, turned by the roughness.
        const u = topReal ? top : low;
        const v = topReal ? -low : -top;
        let tRe = topReal ? u : -u;
        let tIm = topReal ? -v : v;
        if (factor !== 0) {
          const angle = -factor * top * low;
          let sine: number;
          let cosine: number;
          if (angle < 0.05) {
            const z = angle * angle;
            sine = angle * (1 - z * (1 / 6 - z * (1 / 120 - z * (1 / 5040))));
            cosine = 1 - z * (0.5 - z * (1 / 24 - z * (1 / 720 - z * (1 / 40320))));
          } else {
            sine = Math.sin(angle);
            cosine = Math.cos(angle);
          }
          const keep = tRe;
          tRe = keep * cosine - tIm * sine;
          tIm = keep * sine + tIm * cosine;
        }
        nRe = tRe * dRe - tIm * dIm + u * xRe - v * xIm;
        nIm = tRe * dIm + tIm * dRe + u * xIm + v * xRe;
        const keep = dRe;
        dRe = u * keep - v * dIm + tRe * xRe - tIm * xIm;
        dIm = u * dIm + v * keep + tRe * xIm + tIm * xRe;
      }
      if (grown || (j & 7) === 0) {
        const scale = 1 / (Math.abs(dRe) + Math.abs(dIm) + Math.abs(nRe) + Math.abs(nIm));
        nRe *= scale;
        nIm *= scale;
        dRe *= scale;
        dIm *= scale;
      }
      low = top;
      lowReal = topReal;
    }
    out[point] = (nRe * nRe + nIm * nIm) / (dRe * dRe + dIm * dIm);
  }
}
