import {
  crossAt,
  factorAt,
  gradientAt,
  inverseAt,
  schurAt,
  schurFactorAt,
  schurInverseAt,
  slopesAt,
} from './line-state';
import { mix, putErrors } from './lone-errors';
import {
  amplitudesAt,
  chiAt,
  clear,
  dampingAt,
  evaluationsAt,
  gainAt,
  largestEvaluations,
  lowerAt,
  ofY,
  productXY,
  shapesAt,
  squareX,
  squareY,
  toleranceAt,
  trialAt,
  upperAt,
  withData,
  withG,
  withL,
  withOne,
  withX,
} from './lone-state';

/**
 * Amplitudes of 1, x, L and G by L D L^T, from the products of these, a row of the lower triangle after the other without those that
 * the frame has, and with the data. @returns chi2, NaN where digits run out.
 */
export function project(
  s: usize,
  frame: usize,
  v20: f64,
  with1: f64,
  a22: f64,
  v30: f64,
  over1: f64,
  over2: f64,
  a33: f64,
  r2: f64,
  r3: f64,
): f64 {
  const r0 = load<f64>(frame + 24);
  const r1 = load<f64>(frame + 32);
  const d0 = load<f64>(frame);
  const i0 = 1 / d0;
  const v10 = load<f64>(frame + 8);
  const l10 = v10 * i0;
  const a11 = load<f64>(frame + 16);
  const d1 = a11 - v10 * l10;
  const i1 = 1 / d1;
  const l20 = v20 * i0;
  const v21 = with1 - v20 * l10;
  const l21 = v21 * i1;
  const d2 = a22 - v20 * l20 - v21 * l21;
  const i2 = 1 / d2;
  const l30 = v30 * i0;
  const v31 = over1 - v30 * l10;
  const l31 = v31 * i1;
  const v32 = over2 - v30 * l20 - v31 * l21;
  const l32 = v32 * i2;
  const d3 = a33 - v30 * l30 - v31 * l31 - v32 * l32;
  if (!(d0 > 0 && d1 > 1e-11 * a11 && d2 > 1e-11 * a22 && d3 > 1e-11 * a33)) return NaN;
  const i3 = 1 / d3;
  const factor = s + factorAt;
  store<f64>(factor + 32, l10);
  store<f64>(factor + 64, l20);
  store<f64>(factor + 72, l21);
  store<f64>(factor + 96, l30);
  store<f64>(factor + 104, l31);
  store<f64>(factor + 112, l32);
  store<f64>(s + inverseAt, i0);
  store<f64>(s + inverseAt + 8, i1);
  store<f64>(s + inverseAt + 16, i2);
  store<f64>(s + inverseAt + 24, i3);
  const b1 = r1 - l10 * r0;
  const b2 = r2 - l20 * r0 - l21 * b1;
  const x3 = (r3 - l30 * r0 - l31 * b1 - l32 * b2) * i3;
  const x2 = b2 * i2 - l32 * x3;
  const x1 = b1 * i1 - l31 * x3 - l21 * x2;
  const x0 = r0 * i0 - l30 * x3 - l20 * x2 - l10 * x1;
  store<f64>(s + amplitudesAt, x0);
  store<f64>(s + amplitudesAt + 8, x1);
  store<f64>(s + amplitudesAt + 16, x2);
  store<f64>(s + amplitudesAt + 24, x3);
  const all = load<f64>(frame + 40);
  return clear(all, all - x0 * r0 - x1 * r1 - x2 * r2 - x3 * r3);
}

/** L^-1 of four values into a row of the cross products. */
function eliminate(s: usize, row: usize, c0: f64, c1: f64, c2: f64, c3: f64): void {
  const factor = s + factorAt;
  const b1 = c1 - load<f64>(factor + 32) * c0;
  const b2 = c2 - load<f64>(factor + 64) * c0 - load<f64>(factor + 72) * b1;
  store<f64>(row, c0);
  store<f64>(row + 8, b1);
  store<f64>(row + 16, b2);
  store<f64>(row + 24, c3 - load<f64>(factor + 96) * c0 - load<f64>(factor + 104) * b1 - load<f64>(factor + 112) * b2);
}

/** Product of two rows of the cross products in the metric of the linear part. */
function product(s: usize, one: usize, other: usize): f64 {
  const inverse = s + inverseAt;
  return (
    load<f64>(one) * load<f64>(inverse) * load<f64>(other) +
    load<f64>(one + 8) * load<f64>(inverse + 8) * load<f64>(other + 8) +
    (load<f64>(one + 16) * load<f64>(inverse + 16) * load<f64>(other + 16) +
      load<f64>(one + 24) * load<f64>(inverse + 24) * load<f64>(other + 24))
  );
}

/** Scalar product of a row with the amplitudes. */
function alongAmplitudes(s: usize, c0: f64, c1: f64, c2: f64, c3: f64): f64 {
  const amplitudes = s + amplitudesAt;
  return (
    load<f64>(amplitudes) * c0 +
    load<f64>(amplitudes + 8) * c1 +
    load<f64>(amplitudes + 16) * c2 +
    load<f64>(amplitudes + 24) * c3
  );
}

/** Gradient and a row of the cross products of a slope, from its products with columns and data. */
function putSlope(s: usize, slope: usize, shape: usize): void {
  const c0 = load<f64>(slope + withOne);
  const c1 = load<f64>(slope + withX);
  const c2 = load<f64>(slope + withL);
  const c3 = load<f64>(slope + withG);
  store<f64>(s + gradientAt + (shape >> 2), load<f64>(slope + withData) - alongAmplitudes(s, c0, c1, c2, c3));
  eliminate(s, s + crossAt + shape, c0, c1, c2, c3);
}

/** Gradient and Schur complement at the shapes, from the products of their slopes. */
function linearise(s: usize): void {
  const slopes = s + slopesAt;
  putSlope(s, slopes, 0);
  putSlope(s, slopes + ofY, 32);
  const rowX = s + crossAt;
  const rowY = rowX + 32;
  const schur = s + schurAt;
  store<f64>(schur, load<f64>(slopes + squareX) - product(s, rowX, rowX));
  store<f64>(schur + 16, load<f64>(slopes + productXY) - product(s, rowY, rowX));
  store<f64>(schur + 24, load<f64>(slopes + squareY) - product(s, rowY, rowY));
}

/**
 * The step from the shapes, after {@link judge}, and the products of the slopes where it wanted them.
 *
 * @returns 0 to go on with new shapes to be tried, 1 at the end, 2 where others must do it: digits run out, or a bound is met.
 */
export function advance(s: usize, judged: i32): i32 {
  if (judged == 2) return 2;
  if (judged == 0) linearise(s);
  const damping = load<f64>(s + dampingAt);
  const d0 = load<f64>(s + schurAt) * (1 + damping);
  const v = load<f64>(s + schurAt + 16);
  const corner = load<f64>(s + schurAt + 24) * (1 + damping);
  const i0 = 1 / d0;
  const share = v * i0;
  const d1 = corner - v * share;
  if (!(d0 > 0 && d1 > 1e-12 * corner)) return 2;
  const i1 = 1 / d1;
  store<f64>(s + schurFactorAt + 16, share);
  store<f64>(s + schurInverseAt, i0);
  store<f64>(s + schurInverseAt + 8, i1);
  const g0 = load<f64>(s + gradientAt);
  const g1 = load<f64>(s + gradientAt + 8);
  let y = (g1 - share * g0) * i1;
  let x = g0 * i0 - share * y;
  const gain = x * g0 + y * g1;
  if (!(gain >= 0)) return 2;
  const most = 0.5 * load<f64>(s + shapesAt + 8);
  const part = Math.min(1, Math.min(most / Math.abs(x), most / Math.abs(y)));
  x *= part;
  y *= part;
  const center = load<f64>(s + shapesAt) + x;
  const width = load<f64>(s + shapesAt + 8) + y;
  if (!(center > load<f64>(s + lowerAt) && center < load<f64>(s + upperAt))) return 2;
  if (!(width > load<f64>(s + lowerAt + 8) && width < load<f64>(s + upperAt + 8))) return 2;
  const chi = load<f64>(s + chiAt);
  if (damping == 0 && gain <= Math.min(load<f64>(s + toleranceAt) * chi, load<f64>(s + gainAt))) {
    mix(s, 0, x);
    mix(s, 32, y);
    store<f64>(s + shapesAt, center);
    store<f64>(s + shapesAt + 8, width);
    store<f64>(s + chiAt, chi - (x * g0 + y * g1));
    putErrors(s);
    return 1;
  }
  if (load<f64>(s + evaluationsAt) >= largestEvaluations) return 2;
  store<f64>(s + trialAt, center);
  store<f64>(s + trialAt + 8, width);
  return 0;
}
