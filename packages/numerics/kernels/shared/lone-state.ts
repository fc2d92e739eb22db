/**
 * Where things lie in the state of the fit of one peak on a line, in bytes; `lone-layout.ts` of peak-fit counts them in doubles. Before
 * it begins are filled: shapes to be tried, damping, evaluations and the gain before as 0, half, tolerance, largest gain, bounds of
 * the shapes.
 */
export const chiAt: usize = 0;
export const dampingAt: usize = 8;
export const evaluationsAt: usize = 16;
/** Center and width, or center and the widths of two halves. */
export const shapesAt: usize = 24;
export const trialAt: usize = 48;
export const halfAt: usize = 72;
export const toleranceAt: usize = 80;
export const gainAt: usize = 88;
export const lowerAt: usize = 96;
export const upperAt: usize = 120;
/** Of 1 and x, then those of the peak. */
export const amplitudesAt: usize = 144;
/** What an undamped step before promised, 0 where there was none; and whether what is tried is the end. */
export const beforeAt: usize = 184;
export const lastAt: usize = 192;
/** Standard errors. */
export const errorsAt: usize = 200;
/** Before it lie the sums that need no peak. From here on matrices of the fit's own. */
export const matricesAt: usize = 328;

export const ln2: f64 = 0.6931471805599453;
export const largestEvaluations: f64 = 40;
/** Areas of a Lorentzian and of a Gaussian of height and width 1. */
export const ofLorentzian: f64 = 1.5707963267948966;
export const ofGaussian: f64 = 1.0644670194312262;

/** @returns what is left of all squares, NaN where it is so small a share of them that the digits of the difference run out. */
export function clear(all: f64, left: f64): f64 {
  return left > 1e-9 * all ? left : NaN;
}

/**
 * Where the products of slopes with columns lie, in bytes: of X, then from `ofY` on of Y, those with 1, x, L, G and the data; and of the
 * slopes with each other. X is the slope by the center, Y that by the width.
 */
export const withOne: usize = 0;
export const withX: usize = 8;
export const withL: usize = 16;
export const withG: usize = 24;
export const withData: usize = 32;
export const ofY: usize = 40;
export const squareX: usize = 80;
export const productXY: usize = 88;
export const squareY: usize = 96;

/**
 * Products of the slopes of a whole or half pseudo-Voigt with what they meet, from its moments.
 *
 * @param c Its center, and `h` half its width, in units of half the window.
 * @param a Amplitude of its Lorentzian, `g` of its Gaussian.
 */
export function slopesOfMoments(m: usize, c: f64, h: f64, width: f64, a: f64, g: f64, out: usize): void {
  const b = ln2 * g;
  const byX = 4 / width;
  const byY = 2 / width;
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
  store<f64>(out + withOne, byX * x0);
  store<f64>(out + withX, byX * (c * x0 + h * x1));
  store<f64>(out + withL, byX * (a * s8 + b * s16));
  store<f64>(out + withG, byX * (a * s18 + b * load<f64>(m + 160)));
  store<f64>(out + withData, byX * (a * load<f64>(m + 48) + b * load<f64>(m + 200)));
  store<f64>(out + ofY + withOne, byY * x1);
  store<f64>(out + ofY + withX, byY * (c * x1 + h * y1));
  store<f64>(out + ofY + withL, byY * (a * (s2 - s7) + b * (s11 - s15)));
  store<f64>(out + ofY + withG, byY * (a * (s15 - s17) + b * s21));
  store<f64>(out + ofY + withData, byY * (a * (load<f64>(m + 32) - load<f64>(m + 40)) + b * load<f64>(m + 208)));
  const aa = a * a;
  const ab = 2 * a * b;
  const bb = b * b;
  const s9 = load<f64>(m + 72);
  store<f64>(out + squareX, byX * byX * (aa * (s7 - s9) + ab * (s15 - s17) + bb * s21));
  store<f64>(out + productXY, byX * byY * (aa * (s8 - load<f64>(m + 80)) + ab * (s16 - s18) + bb * load<f64>(m + 176)));
  store<f64>(
    out + squareY,
    byY * byY * (aa * (s2 - 2 * s7 + s9) + ab * (s11 - 2 * s15 + s17) + bb * load<f64>(m + 184)),
  );
}
