import { faddeevaInto } from '@operando/numerics';
import type { ShapeOfFrames } from './component-shape.js';
import { voigtShape } from './voigt-shape.js';

/** Intervals of the table in units of sigma sqrt(2): quintic polynomials there are good to 3e-12 of the maximum. */
const perUnit = 32;
const reach = 14;
const intervals = perUnit * reach;
const inverseSqrtPi = 1 / Math.sqrt(Math.PI);

/** Value, slope and curvature of w(x + i y) along x: real parts, then imaginary ones. */
function nodeInto(x: number, y: number, out: Float64Array): void {
  faddeevaInto(x, y, out);
  const [k, l] = [out[0]!, out[1]!];
  const k1 = -2 * (x * k - y * l);
  const l1 = 2 * (inverseSqrtPi - (x * l + y * k));
  out[2] = k1;
  out[3] = -2 * (k + x * k1 - y * l1);
  out[4] = l1;
  out[5] = -2 * (l + x * l1 + y * k1);
}

/** Coefficients of the quintic polynomial that has value, slope and curvature at both ends of an interval. */
function quinticInto(
  f0: number,
  s0: number,
  c0: number,
  f1: number,
  s1: number,
  c1: number,
  out: Float64Array,
  at: number,
): void {
  const h = 1 / perUnit;
  const a1 = h * s0;
  const a2 = 0.5 * h * h * c0;
  const a = f1 - f0 - a1 - a2;
  const b = h * s1 - a1 - 2 * a2;
  const c = h * h * c1 - 2 * a2;
  out[at] = f0;
  out[at + 1] = a1;
  out[at + 2] = a2;
  out[at + 3] = 10 * a - 4 * b + 0.5 * c;
  out[at + 4] = -15 * a + 7 * b - c;
  out[at + 5] = 6 * a - 3 * b + 0.5 * c;
}

/**
 * Voigt profiles of many frames: where a frame has the widths of the one before it, a table of the complex error function
 * that is filled as it is needed takes the place of the function itself.
 */
export function createVoigtOfFrames(): ShapeOfFrames {
  const table = new Float64Array(12 * intervals);
  const filled = new Uint8Array(intervals);
  const left = new Float64Array(6);
  const right = new Float64Array(6);
  let sigma = Number.NaN;
  let gamma = Number.NaN;
  let isTabulated = false;
  const fill = (interval: number, y: number): void => {
    nodeInto(interval / perUnit, y, left);
    nodeInto((interval + 1) / perUnit, y, right);
    quinticInto(left[0]!, left[2]!, left[3]!, right[0]!, right[2]!, right[3]!, table, 12 * interval);
    quinticInto(left[1]!, left[4]!, left[5]!, right[1]!, right[4]!, right[5]!, table, 12 * interval + 6);
    filled[interval] = 1;
  };
  return {
    begin(p, at) {
      const isSame = p[at] === sigma && p[at + 1] === gamma;
      if (!isSame) filled.fill(0);
      sigma = p[at]!;
      gamma = p[at + 1]!;
      isTabulated = isSame;
    },
    point(d, p, at, out) {
      const scale = sigma * Math.SQRT2;
      const x = Math.abs(d) / scale;
      const place = x * perUnit;
      if (!isTabulated || !(place < intervals)) {
        voigtShape.point(d, p, at, out);
        return;
      }
      const interval = Math.floor(place);
      const y = gamma / scale;
      if (filled[interval] === 0) fill(interval, y);
      const t = place - interval;
      const c = 12 * interval;
      const k =
        table[c]! +
        t * (table[c + 1]! + t * (table[c + 2]! + t * (table[c + 3]! + t * (table[c + 4]! + t * table[c + 5]!))));
      const l =
        table[c + 6]! +
        t * (table[c + 7]! + t * (table[c + 8]! + t * (table[c + 9]! + t * (table[c + 10]! + t * table[c + 11]!))));
      const norm = 1 / (sigma * Math.sqrt(2 * Math.PI));
      const value = k * norm;
      const byDistance = (-2 * (x * k - y * l) * norm) / scale;
      const byGamma = (-2 * (inverseSqrtPi - (x * l + y * k)) * norm) / scale;
      out[0] = value;
      out[1] = d < 0 ? -byDistance : byDistance;
      out[2] = -(value + x * scale * byDistance + gamma * byGamma) / sigma;
      out[3] = byGamma;
    },
  };
}
