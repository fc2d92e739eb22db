import { threeMore } from './series';

/** (e^x - 1 - x) / x^2 on +-ln 2 / 2, to 4e-18 of e^x; highest power first. */
const exponential = memory.data<f64>(
  [
    2.5000018833187374e-8, 2.76303062502936e-7, 2.7557586803895326e-6, 2.480149294963387e-5, 1.9841269505773776e-4,
    1.3888888943759965e-3, 8.333333333494976e-3, 0.041666666666529725, 0.1666666666666641, 0.5000000000000011,
  ],
  16,
);
/** 1 / ln 2, and ln 2 in two parts, the first of 31 bits. */
const inverseLog2: f64 = 1.4426950408889634;
const log2High: f64 = 0.6931471801362932;
const log2Low: f64 = 4.236521365809284e-10;
/** Added to a number below 2^51, leaves the nearest whole one in the low bits. */
export const roundingShift: f64 = 6755399441055744;

/** e^x of two numbers up to 700; of those below -700, that of -700, which is none. NaN stays NaN. */
export function exponentialOf(x: v128): v128 {
  const shift = f64x2.splat(roundingShift);
  const most = f64x2.pmax(x, f64x2.splat(-700));
  const sum = f64x2.add(f64x2.mul(most, f64x2.splat(inverseLog2)), shift);
  const k = f64x2.sub(sum, shift);
  const r = f64x2.sub(f64x2.sub(most, f64x2.mul(k, f64x2.splat(log2High))), f64x2.mul(k, f64x2.splat(log2Low)));
  let p = threeMore(exponential + 8, r, v128.load64_splat(exponential));
  p = threeMore(exponential + 32, r, p);
  p = threeMore(exponential + 56, r, p);
  const series = f64x2.add(f64x2.splat(1), f64x2.add(r, f64x2.mul(f64x2.mul(r, r), p)));
  const power = i64x2.shl(i64x2.add(sum, i64x2.splat(1023)), 52);
  return f64x2.mul(series, power);
}

/** (cos x - 1) / x^2 and (sin x / x - 1) / x^2 as series of x^2, on +-pi / 2, to 1e-15; highest power first. */
export const cosines = memory.data<f64>(
  [
    -1.1007956573034519e-11, 2.085831802290141e-9, -2.7556935431582117e-7, 2.4801582870372985e-5,
    -0.0013888888861087183, 0.04166666666580973, -0.49999999999989936,
  ],
  16,
);
export const sines = memory.data<f64>(
  [
    -7.374387503862757e-13, 1.6048168318165643e-10, -2.505188194671259e-8, 2.7557316609073673e-6,
    -0.00019841269824861897, 0.008333333333282756, -0.16666666666666072,
  ],
  16,
);
/** 1 / pi, and pi in two parts, the first of 30 bits, so that its multiples up to 2^23 are exact. */
export const inversePi: f64 = 0.3183098861837907;
export const piHigh: f64 = 3.1415926553308964;
export const piLow: f64 = -1.7411031391008332e-9;

/** Half turns next to an angle, in the low bits; the lowest tells the sign of sine and cosine of what is left. */
export function halfTurns(angle: v128): v128 {
  return f64x2.add(f64x2.mul(angle, f64x2.splat(inversePi)), f64x2.splat(roundingShift));
}

/** What an angle is above its half turns. */
export function restOf(angle: v128, turns: v128): v128 {
  const k = f64x2.sub(turns, f64x2.splat(roundingShift));
  return f64x2.sub(f64x2.sub(angle, f64x2.mul(k, f64x2.splat(piHigh))), f64x2.mul(k, f64x2.splat(piLow)));
}

/** Numbers with another sign where the half turns are odd. */
export function turned(x: v128, turns: v128): v128 {
  return v128.xor(x, i64x2.shl(turns, 63));
}

/** 1 + z times a series whose seven coefficients, highest power first, are at an address. */
export function sevenTerms(coefficients: usize, z: v128): v128 {
  const p = threeMore(coefficients + 8, z, v128.load64_splat(coefficients));
  return f64x2.add(f64x2.splat(1), f64x2.mul(z, threeMore(coefficients + 32, z, p)));
}

/** The same series by Taylor for angles below 0.05. */
export const smallCosines = memory.data<f64>([1.0 / 40320.0, -1.0 / 720.0, 1.0 / 24.0, -0.5], 16);
export const smallSines = memory.data<f64>([1.0 / 362880.0, -1.0 / 5040.0, 1.0 / 120.0, -1.0 / 6.0], 16);
export const smallAngle: f64 = 0.05;

/** 1 + z times a series whose four coefficients are at an address. */
export function fourTerms(coefficients: usize, z: v128): v128 {
  const p = threeMore(coefficients + 8, z, v128.load64_splat(coefficients));
  return f64x2.add(f64x2.splat(1), f64x2.mul(z, p));
}

/** The power of 2 that brings positive numbers to between 1 and 2. */
export function scaleOf(size: v128): v128 {
  const exponent = v128.and(size, i64x2.splat(0x7ff0000000000000));
  return i64x2.sub(i64x2.splat(0x7fe0000000000000), exponent);
}
