/** 2^-e by the eight bits of an exponent as IEEE 754 stores it, 127 taken off. */
const scales: Float64Array = Float64Array.from({ length: 256 }, (_, e) => 2 ** (127 - e));
const halfExponent = 126;

/**
 * -ln of values in place, in single precision (to 2e-7); values that are not above 0 become NaN.
 *
 * Source of the polynomial: Moshier's Cephes library, logf.
 */
export function negativeLogInPlace(values: Float32Array): void {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value > 1.2e-38 && value < Infinity)) {
      values[i] = value === Infinity ? -Infinity : Number.NaN;
      continue;
    }
    // The mantissa from 1/2 to 1, or doubled below sqrt(1/2): the polynomial is for sqrt(1/2) to sqrt(2).
    let exponent = (words[i]! >>> 23) - halfExponent;
    let m = value * scales[(words[i]! >>> 23) & 255]! * 0.5;
    if (m < Math.SQRT1_2) {
      m *= 2;
      exponent -= 1;
    }
    const x = m - 1;
    const z = x * x;
    let y = 7.037_683_629_2e-2 * x - 1.151_461_031e-1;
    y = y * x + 1.167_699_874e-1;
    y = y * x - 1.242_014_084_6e-1;
    y = y * x + 1.424_932_278_7e-1;
    y = y * x - 1.666_805_766_5e-1;
    y = y * x + 2.000_071_476_5e-1;
    y = y * x - 2.499_999_399_3e-1;
    y = y * x + 3.333_333_117_4e-1;
    values[i] = -(exponent * Math.LN2 + x - 0.5 * z + y * x * z);
  }
}
