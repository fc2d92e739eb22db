import { erfcx, expMinusSquare } from './error-function.js';

/** Spacing of the sums: the error of the method is exp(-(pi / a)^2) = 7e-18. */
const a = 0.5;
/** Reach of the bell exp(-t^2) in terms of the sums: beyond, it no longer counts. */
const reach = 13;
/** exp(-(a n)^2). */
const gaussian = Float64Array.from({ length: 2 * reach + 2 }, (_, n) => Math.exp(-((a * n) ** 2)));
const inverseSqrtPi = 0.5641895835477563;

/** sin(x) / x. */
const sinc = (x: number): number => (Math.abs(x) < 1e-4 ? 1 - (x * x) / 6 : Math.sin(x) / x);

/** Laplace's continued fraction, for x >= 0, y >= 0 far enough out (Gautschi 1970). */
function byContinuedFraction(x: number, y: number, out: Float64Array): void {
  if (x + y > 1e7) {
    // i / (sqrt(pi) z), with the larger part divided out lest the squares overflow.
    const scale = Math.max(x, y);
    const xs = x / scale;
    const ys = y / scale;
    const norm = inverseSqrtPi / (scale * (xs * xs + ys * ys));
    out[0] = ys * norm;
    out[1] = xs * norm;
    return;
  }
  let re = x;
  let im = y;
  for (let half = 0.5 * Math.floor(4 + 11.4 / (0.0825 * x + 0.142 * y + 0.2)); half > 0; half -= 0.5) {
    const scale = half / (re * re + im * im);
    re = x - re * scale;
    im = y + im * scale;
  }
  const scale = inverseSqrtPi / (re * re + im * im);
  out[0] = im * scale;
  out[1] = re * scale;
}

/** Zaghloul and Ali's sums (ACM TOMS 38 (2011) 15, algorithm 916), for x >= 0, y >= 0. */
function bySums(x: number, y: number, out: Float64Array): void {
  const y2 = y * y;
  const bell = expMinusSquare(x);
  let central = 0;
  let both = 0;
  let odd = 0;
  if (x < 6.5) {
    // exp(-(an + x)^2) and exp(-(an - x)^2) by powers of exp(2 a x); where those are close, their difference by expm1.
    const grow = Math.exp(2 * a * x);
    const shrink = 1 / grow;
    let powerPlus = bell;
    let powerMinus = bell;
    const last = Math.min(2 * reach, Math.ceil(x / a) + reach);
    for (let n = 1; n <= last; n++) {
      powerPlus *= shrink;
      powerMinus *= grow;
      const an = a * n;
      const weight = gaussian[n]! / (an * an + y2);
      central += weight;
      both += weight * (powerPlus + powerMinus);
      odd += an * weight * (x < 0.3 ? powerPlus * Math.expm1(4 * an * x) : powerMinus - powerPlus);
    }
    central *= bell;
  } else {
    // Only exp(-(an - x)^2) counts, and of it the terms around n = x / a.
    const middle = Math.round(x / a);
    const offset = a * middle - x;
    const peak = Math.exp(-offset * offset);
    const ratio = Math.exp(-2 * a * offset);
    let up = peak;
    let down = peak / ratio;
    for (let k = 0; k <= reach; k++) {
      const above = a * (middle + k);
      const one = (up * gaussian[k]!) / (above * above + y2);
      both += one;
      odd += above * one;
      up *= ratio;
      if (k >= reach || k + 1 >= middle) continue;
      const below = a * (middle - k - 1);
      const other = (down * gaussian[k + 1]!) / (below * below + y2);
      both += other;
      odd += below * other;
      down /= ratio;
    }
  }
  const c = (2 * a) / Math.PI;
  const near = bell * erfcx(y) - c * y * central;
  const shared = c * x * bell;
  out[0] = near * Math.cos(2 * x * y) + shared * Math.sin(x * y) * sinc(x * y) + 0.5 * c * y * both;
  out[1] = shared * sinc(2 * x * y) - near * Math.sin(2 * x * y) + 0.5 * c * odd;
}

/**
 * Faddeeva function w(z) = exp(-z^2) erfc(-i z) into out[0] (real) and out[1] (imaginary).
 * Each part agrees with 20-digit values to 1e-13 relative in the upper half plane.
 *
 * Sums of Zaghloul and Ali (2011) near the origin, Laplace's continued fraction
 * elsewhere; the lower half plane by reflection, where w grows as exp(y^2 - x^2).
 */
export function faddeevaInto(re: number, im: number, out: Float64Array): void {
  const x = Math.abs(re);
  const y = Math.abs(im);
  const far = y > 7 || (x > 6 && (y > 0.1 || (x > 8 && y > 1e-10) || x > 28));
  if (far) byContinuedFraction(x, y, out);
  else bySums(x, y, out);
  if (im < 0) {
    // w(conj z) = 2 exp(-conj z^2) - conj w(z), here with x >= 0.
    const size = 2 * Math.exp((y - x) * (y + x));
    out[0] = size * Math.cos(2 * x * y) - out[0]!;
    out[1] = size * Math.sin(2 * x * y) + out[1]!;
  }
  if (re < 0) out[1] = -out[1]!;
}

/** Faddeeva function of one point; see {@link faddeevaInto}. */
export function faddeeva(re: number, im: number): { readonly re: number; readonly im: number } {
  const out = new Float64Array(2);
  faddeevaInto(re, im, out);
  return { re: out[0]!, im: out[1]! };
}
