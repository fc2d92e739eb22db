/**
 * Where things lie in the state of a fit, in bytes. Before it begins are filled: shapes to be tried, damping and evaluations as 0,
 * half, tolerance, largest gain, bounds of the shapes.
 */
const chiAt: usize = 0;
const dampingAt: usize = 8;
const evaluationsAt: usize = 16;
const shapesAt: usize = 24;
const trialAt: usize = 40;
const halfAt: usize = 56;
const toleranceAt: usize = 64;
const gainAt: usize = 72;
const lowerAt: usize = 80;
const upperAt: usize = 96;
const amplitudesAt: usize = 112;
const factorAt: usize = 144;
const inverseAt: usize = 272;
const crossAt: usize = 304;
const gradientAt: usize = 368;
const schurAt: usize = 384;
const schurFactorAt: usize = 416;
const schurInverseAt: usize = 448;
const mixingAt: usize = 464;
/** Standard errors of center, width, area, height, Lorentzian share, and background. */
const errorsAt: usize = 528;

const ln2: f64 = 0.6931471805599453;
const largestEvaluations: f64 = 40;
/** Areas of a Lorentzian and of a Gaussian of height and width 1. */
const ofLorentzian: f64 = 1.5707963267948966;
const ofGaussian: f64 = 1.0644670194312262;

/** Amplitudes of 1, x, L and G at the shapes tried, by L D L^T. @returns chi2, NaN where digits run out. */
function project(s: usize, m: usize, frame: usize): f64 {
  const half = load<f64>(s + halfAt);
  const c = load<f64>(s + trialAt) / half;
  const h = (0.5 * load<f64>(s + trialAt + 8)) / half;
  const r0 = load<f64>(frame + 24);
  const r1 = load<f64>(frame + 32);
  const r2 = load<f64>(m + 32);
  const r3 = load<f64>(m + 192);
  const d0 = load<f64>(frame);
  const i0 = 1 / d0;
  const v10 = load<f64>(frame + 8);
  const l10 = v10 * i0;
  const a11 = load<f64>(frame + 16);
  const d1 = a11 - v10 * l10;
  const i1 = 1 / d1;
  const v20 = load<f64>(m);
  const l20 = v20 * i0;
  const v21 = c * v20 + h * load<f64>(m + 8) - v20 * l10;
  const l21 = v21 * i1;
  const a22 = load<f64>(m + 16);
  const d2 = a22 - v20 * l20 - v21 * l21;
  const i2 = 1 / d2;
  const v30 = load<f64>(m + 88);
  const l30 = v30 * i0;
  const v31 = c * v30 + h * load<f64>(m + 96) - v30 * l10;
  const l31 = v31 * i1;
  const v32 = load<f64>(m + 120) - v30 * l20 - v31 * l21;
  const l32 = v32 * i2;
  const a33 = load<f64>(m + 152);
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
  const left = all - x0 * r0 - x1 * r1 - x2 * r2 - x3 * r3;
  return left > 1e-9 * all ? left : NaN;
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

/** Gradient and Schur complement at the shapes, whose moments and amplitudes are there. */
function linearise(s: usize, m: usize): void {
  const half = load<f64>(s + halfAt);
  const width = load<f64>(s + shapesAt + 8);
  const c = load<f64>(s + shapesAt) / half;
  const h = (0.5 * width) / half;
  const a = load<f64>(s + amplitudesAt + 16);
  const b = ln2 * load<f64>(s + amplitudesAt + 24);
  const ofX = 4 / width;
  const ofY = 2 / width;
  const s2 = load<f64>(m + 16);
  const s7 = load<f64>(m + 56);
  const s8 = load<f64>(m + 64);
  const s11 = load<f64>(m + 88);
  const s15 = load<f64>(m + 120);
  const s16 = load<f64>(m + 128);
  const s17 = load<f64>(m + 136);
  const s18 = load<f64>(m + 144);
  const s21 = load<f64>(m + 168);
  const x0 = a * load<f64>(m + 24) + b * load<f64>(m + 96);
  const x1 = a * (load<f64>(m) - s2) + b * load<f64>(m + 104);
  const y1 = a * (load<f64>(m + 8) - load<f64>(m + 24)) + b * load<f64>(m + 112);
  const rowX = s + crossAt;
  const rowY = rowX + 32;
  {
    const c0 = ofX * x0;
    const c1 = ofX * (c * x0 + h * x1);
    const c2 = ofX * (a * s8 + b * s16);
    const c3 = ofX * (a * s18 + b * load<f64>(m + 160));
    const slope = ofX * (a * load<f64>(m + 48) + b * load<f64>(m + 200));
    store<f64>(s + gradientAt, slope - alongAmplitudes(s, c0, c1, c2, c3));
    eliminate(s, rowX, c0, c1, c2, c3);
  }
  {
    const c0 = ofY * x1;
    const c1 = ofY * (c * x1 + h * y1);
    const c2 = ofY * (a * (s2 - s7) + b * (s11 - s15));
    const c3 = ofY * (a * (s15 - s17) + b * s21);
    const slope = ofY * (a * (load<f64>(m + 32) - load<f64>(m + 40)) + b * load<f64>(m + 208));
    store<f64>(s + gradientAt + 8, slope - alongAmplitudes(s, c0, c1, c2, c3));
    eliminate(s, rowY, c0, c1, c2, c3);
  }
  const aa = a * a;
  const ab = 2 * a * b;
  const bb = b * b;
  const s9 = load<f64>(m + 72);
  const xx = aa * (s7 - s9) + ab * (s15 - s17) + bb * s21;
  const yx = aa * (s8 - load<f64>(m + 80)) + ab * (s16 - s18) + bb * load<f64>(m + 176);
  const yy = aa * (s2 - 2 * s7 + s9) + ab * (s11 - 2 * s15 + s17) + bb * load<f64>(m + 184);
  const schur = s + schurAt;
  store<f64>(schur, ofX * ofX * xx - product(s, rowX, rowX));
  store<f64>(schur + 16, ofX * ofY * yx - product(s, rowY, rowX));
  store<f64>(schur + 24, ofY * ofY * yy - product(s, rowY, rowY));
}

/** Derivatives of the amplitudes by a shape, negated: L^-T D^-1 of a row of the cross products. The step changes the amplitudes by them. */
function mix(s: usize, shape: usize, step: f64): void {
  const row = s + crossAt + shape;
  const out = s + mixingAt + shape;
  const factor = s + factorAt;
  const inverse = s + inverseAt;
  const amplitudes = s + amplitudesAt;
  const b3 = load<f64>(row + 24) * load<f64>(inverse + 24);
  const b2 = load<f64>(row + 16) * load<f64>(inverse + 16) - load<f64>(factor + 112) * b3;
  const b1 = load<f64>(row + 8) * load<f64>(inverse + 8) - load<f64>(factor + 104) * b3 - load<f64>(factor + 72) * b2;
  const b0 =
    load<f64>(row) * load<f64>(inverse) -
    load<f64>(factor + 96) * b3 -
    load<f64>(factor + 64) * b2 -
    load<f64>(factor + 32) * b1;
  store<f64>(out, b0);
  store<f64>(out + 8, b1);
  store<f64>(out + 16, b2);
  store<f64>(out + 24, b3);
  store<f64>(amplitudes, load<f64>(amplitudes) - b0 * step);
  store<f64>(amplitudes + 8, load<f64>(amplitudes + 8) - b1 * step);
  store<f64>(amplitudes + 16, load<f64>(amplitudes + 16) - b2 * step);
  store<f64>(amplitudes + 24, load<f64>(amplitudes + 24) - b3 * step);
}

/** Standard error of a quantity with these derivatives by amplitudes and shapes, as `varianceOf` has it. */
function putError(s: usize, out: usize, c0: f64, c1: f64, c2: f64, c3: f64, e0: f64, e1: f64): void {
  const factor = s + factorAt;
  const inverse = s + inverseAt;
  const mixing = s + mixingAt;
  const w1 = c1 - load<f64>(factor + 32) * c0;
  const w2 = c2 - load<f64>(factor + 64) * c0 - load<f64>(factor + 72) * w1;
  const w3 = c3 - load<f64>(factor + 96) * c0 - load<f64>(factor + 104) * w1 - load<f64>(factor + 112) * w2;
  const r0 =
    e0 -
    load<f64>(mixing) * c0 -
    load<f64>(mixing + 8) * c1 -
    load<f64>(mixing + 16) * c2 -
    load<f64>(mixing + 24) * c3;
  const r1 =
    e1 -
    load<f64>(mixing + 32) * c0 -
    load<f64>(mixing + 40) * c1 -
    load<f64>(mixing + 48) * c2 -
    load<f64>(mixing + 56) * c3 -
    load<f64>(s + schurFactorAt + 16) * r0;
  const variance =
    c0 * c0 * load<f64>(inverse) +
    w1 * w1 * load<f64>(inverse + 8) +
    w2 * w2 * load<f64>(inverse + 16) +
    w3 * w3 * load<f64>(inverse + 24) +
    r0 * r0 * load<f64>(s + schurInverseAt) +
    r1 * r1 * load<f64>(s + schurInverseAt + 8);
  store<f64>(out, variance > 0 ? Math.sqrt(variance) : NaN);
}

/** All errors, at the shapes and amplitudes of the end. */
function putErrors(s: usize): void {
  const out = s + errorsAt;
  const width = load<f64>(s + shapesAt + 8);
  const a = load<f64>(s + amplitudesAt + 16);
  const b = load<f64>(s + amplitudesAt + 24);
  const square = (a + b) * (a + b);
  putError(s, out, 0, 0, 0, 0, 1, 0);
  putError(s, out + 8, 0, 0, 0, 0, 0, 1);
  putError(s, out + 16, 0, 0, width * ofLorentzian, width * ofGaussian, 0, a * ofLorentzian + b * ofGaussian);
  putError(s, out + 24, 0, 0, 1, 1, 0, 0);
  putError(s, out + 32, 0, 0, b / square, -a / square, 0, 0);
  putError(s, out + 40, 1, 0, 0, 0, 0, 0);
  putError(s, out + 48, 0, 1, 0, 0, 0, 0);
}

/**
 * One evaluation of the fit of one pseudo-Voigt on a line, and the step after it, as `fitSeparable` has them. The moments are those at
 * the shapes to be tried.
 *
 * @returns 0 to go on with the new ones, 1 at the end, 2 where others must do it: digits run out, or a bound is met.
 */
export function loneStep(s: usize, m: usize, frame: usize): i32 {
  const next = project(s, m, frame);
  const evaluations = load<f64>(s + evaluationsAt) + 1;
  store<f64>(s + evaluationsAt, evaluations);
  let damping = load<f64>(s + dampingAt);
  const first = evaluations == 1;
  if (first ? next == next : next <= load<f64>(s + chiAt)) {
    v128.store(s + shapesAt, v128.load(s + trialAt));
    store<f64>(s + chiAt, next);
    if (!first) damping = damping > 1e-3 ? damping * 0.1 : 0;
    linearise(s, m);
  } else {
    if (first) return 2;
    damping = Math.max(1e-3, damping * 10);
    if (damping > 1e8) return 2;
  }
  store<f64>(s + dampingAt, damping);
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
  if (evaluations >= largestEvaluations) return 2;
  store<f64>(s + trialAt, center);
  store<f64>(s + trialAt + 8, width);
  return 0;
}
