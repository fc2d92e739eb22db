const bits = new Float32Array(1);
const words = new Int32Array(bits.buffer);

/** Terms of the logarithm between sqrt(1/2) and sqrt(2): ln m = 2 artanh((m - 1)/(m + 1)). */
function logOfMantissa(m: number): number {
  const u = (m - 1) / (m + 1);
  const v = u * u;
  return 2 * u * (1 + v * (1 / 3 + v * (1 / 5 + v * (1 / 7 + v * (1 / 9 + v / 11)))));
}

/**
 * -ln of values in place, in single precision (relative error below 1e-7 of the result, absolute below 2e-7); values that are not above
 * 0 become NaN.
 */
export function negativeLogInPlace(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value > 1.2e-38)) {
      values[i] = Number.NaN;
      continue;
    }
    bits[0] = value;
    const word = words[0]! - 0x3f35_04f3;
    const exponent = word >> 23;
    words[0] = (word & 0x7f_ffff) + 0x3f35_04f3;
    values[i] = -(exponent * Math.LN2 + logOfMantissa(bits[0]));
  }
}
