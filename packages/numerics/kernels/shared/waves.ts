/**
 * Exponentials, sines and cosines of two numbers. Functions are so short that they are put in where they are called; their constants
 * come from memory, which is faster than from the code.
 */

/** 1; what leaves the nearest whole number in the low bits of a sum. */
const numbers = memory.data<f64>([1, 6755399441055744], 16);
/** 1 / ln 2; ln 2 in two parts, the first of 31 bits; the end of exponents. */
const powers = memory.data<f64>([1.4426950408889634, 0.6931471801362932, 4.236521365809284e-10, -700], 16);
/** (e^x - 1 - x) / x^2 on +-ln 2 / 2, to 3e-16 of e^x; lowest power first. */
const exponential = memory.data<f64>(
  [
    0.4999999999999832, 0.16666666666611335, 0.04166666666814233, 8.333333370982349e-3, 1.388888851511936e-3,
    1.9841185067500272e-4, 2.4801932395368533e-5, 2.7635068254042176e-6, 2.747672056703407e-7,
  ],
  16,
);

/** Powers of 2 next to e^x, in the low bits; those of numbers below -700 are of -700, which is none. */
export function powersOf(x: v128): v128 {
  const most = f64x2.pmax(x, v128.load64_splat(powers, 24));
  return f64x2.add(f64x2.mul(most, v128.load64_splat(powers)), v128.load64_splat(numbers, 8));
}

/** What is left of x after the powers of 2. */
export function leftOf(x: v128, sum: v128): v128 {
  const k = f64x2.sub(sum, v128.load64_splat(numbers, 8));
  const most = f64x2.pmax(x, v128.load64_splat(powers, 24));
  const high = f64x2.sub(most, f64x2.mul(k, v128.load64_splat(powers, 8)));
  return f64x2.sub(high, f64x2.mul(k, v128.load64_splat(powers, 16)));
}

/** Four terms of a series, lowest power first. Of even and odd ones apart: chains of sums are what takes the time. */
export function fourTerms(coefficients: usize, z: v128, z2: v128): v128 {
  const low = f64x2.add(v128.load64_splat(coefficients), f64x2.mul(v128.load64_splat(coefficients, 8), z));
  const high = f64x2.add(v128.load64_splat(coefficients, 16), f64x2.mul(v128.load64_splat(coefficients, 24), z));
  return f64x2.add(low, f64x2.mul(high, z2));
}

/** The last terms of the series of e^r, from the fifth on. */
export function lastTerms(r: v128, r2: v128, r4: v128): v128 {
  const four = fourTerms(exponential + 32, r, r2);
  return f64x2.mul(r4, f64x2.add(four, f64x2.mul(r4, v128.load64_splat(exponential, 64))));
}

/** e^r times powers of 2, from the last terms of its series. NaN stays NaN. */
export function raised(r: v128, r2: v128, last: v128, sum: v128): v128 {
  const one = v128.load64_splat(numbers);
  const p = f64x2.mul(f64x2.add(fourTerms(exponential, r, r2), last), r2);
  return f64x2.mul(f64x2.add(one, f64x2.add(r, p)), i64x2.add(i64x2.shl(sum, 52), one));
}

/** e^x of numbers up to 700, where it is not called so often. */
export function exponentialOf(x: v128): v128 {
  const sum = powersOf(x);
  const r = leftOf(x, sum);
  const r2 = f64x2.mul(r, r);
  return raised(r, r2, lastTerms(r, r2, f64x2.mul(r2, r2)), sum);
}

/** (cos x - 1) / x^2 and (sin x / x - 1) / x^2 as series of x^2, on +-pi / 2, to 1e-15; lowest power first. */
export const cosines = memory.data<f64>(
  [
    -0.49999999999989936, 0.04166666666580973, -0.0013888888861087183, 2.4801582870372985e-5, -2.7556935431582117e-7,
    2.085831802290141e-9, -1.1007956573034519e-11,
  ],
  16,
);
export const sines = memory.data<f64>(
  [
    -0.16666666666666072, 0.008333333333282756, -0.00019841269824861897, 2.7557316609073673e-6, -2.505188194671259e-8,
    1.6048168318165643e-10, -7.374387503862757e-13,
  ],
  16,
);
/** 1 / pi, and pi in two parts, the first of 30 bits, so that its multiples up to 2^23 are exact. */
const turn = memory.data<f64>([0.3183098861837907, 3.1415926553308964, -1.7411031391008332e-9], 16);

/** Half turns next to an angle, in the low bits; the lowest tells the sign of sine and cosine of what is left. */
export function halfTurns(angle: v128): v128 {
  return f64x2.add(f64x2.mul(angle, v128.load64_splat(turn)), v128.load64_splat(numbers, 8));
}

/** What an angle is above its half turns. */
export function restOf(angle: v128, turns: v128): v128 {
  const k = f64x2.sub(turns, v128.load64_splat(numbers, 8));
  const high = f64x2.sub(angle, f64x2.mul(k, v128.load64_splat(turn, 8)));
  return f64x2.sub(high, f64x2.mul(k, v128.load64_splat(turn, 16)));
}

/** Numbers with another sign where the half turns are odd. */
export function turned(x: v128, turns: v128): v128 {
  return v128.xor(x, i64x2.shl(turns, 63));
}

/** 1 + z times a series whose seven coefficients, lowest power first, are at an address. */
export function evenSeries(coefficients: usize, z: v128, z2: v128): v128 {
  const low = fourTerms(coefficients, z, z2);
  let high = f64x2.add(v128.load64_splat(coefficients, 32), f64x2.mul(v128.load64_splat(coefficients, 40), z));
  high = f64x2.add(high, f64x2.mul(v128.load64_splat(coefficients, 48), z2));
  const p = f64x2.add(low, f64x2.mul(f64x2.mul(z2, z2), high));
  return f64x2.add(v128.load64_splat(numbers), f64x2.mul(z, p));
}

/** The same series by Taylor, for angles up to 0.05, and up to 0.005 without the last two coefficients. */
const smallCosines = memory.data<f64>([-0.5, 1.0 / 24.0, -1.0 / 720.0, 1.0 / 40320.0], 16);
const smallSines = memory.data<f64>([-1.0 / 6.0, 1.0 / 120.0, -1.0 / 5040.0, 1.0 / 362880.0], 16);
/** Squares of 0.005 and 0.05. */
const small = memory.data<f64>([2.5e-5, 2.5e-3], 16);

/** Which angles are small enough for two terms, and for four, by their squares. */
export function areTiny(z: v128): v128 {
  return f64x2.lt(z, v128.load64_splat(small));
}
export function areSmall(z: v128): v128 {
  return f64x2.lt(z, v128.load64_splat(small, 8));
}

function twoTerms(coefficients: usize, z: v128): v128 {
  const p = f64x2.add(v128.load64_splat(coefficients), f64x2.mul(v128.load64_splat(coefficients, 8), z));
  return f64x2.add(v128.load64_splat(numbers), f64x2.mul(z, p));
}

export function tinyCosine(z: v128): v128 {
  return twoTerms(smallCosines, z);
}

export function tinySine(angle: v128, z: v128): v128 {
  return f64x2.mul(angle, twoTerms(smallSines, z));
}

/** Cosines of angles of any size: where they are not tiny. @param tiny Those of tiny ones */
export function cosineOf(angle: v128, z: v128, tiny: v128): v128 {
  const p = fourTerms(smallCosines, z, f64x2.mul(z, z));
  const short = f64x2.add(v128.load64_splat(numbers), f64x2.mul(z, p));
  const turns = halfTurns(angle);
  const rest = restOf(angle, turns);
  const square = f64x2.mul(rest, rest);
  const long = turned(evenSeries(cosines, square, f64x2.mul(square, square)), turns);
  return v128.bitselect(tiny, v128.bitselect(short, long, areSmall(z)), areTiny(z));
}

/** Sines, in the same way. */
export function sineOf(angle: v128, z: v128, tiny: v128): v128 {
  const p = fourTerms(smallSines, z, f64x2.mul(z, z));
  const short = f64x2.mul(angle, f64x2.add(v128.load64_splat(numbers), f64x2.mul(z, p)));
  const turns = halfTurns(angle);
  const rest = restOf(angle, turns);
  const square = f64x2.mul(rest, rest);
  const long = turned(f64x2.mul(rest, evenSeries(sines, square, f64x2.mul(square, square))), turns);
  return v128.bitselect(tiny, v128.bitselect(short, long, areSmall(z)), areTiny(z));
}

/** The power of 2 that brings positive numbers to between 1 and 2. */
export function scaleOf(size: v128): v128 {
  const exponent = v128.and(size, i64x2.splat(0x7ff0000000000000));
  return i64x2.sub(i64x2.splat(0x7fe0000000000000), exponent);
}
