/**
 * Three steps of Horner's scheme: ((higher z + c0) z + c1) z + c2, with the coefficients at an address, highest power first.
 * So short that it is put in wherever it is called.
 */
export function threeMore(coefficients: usize, z: v128, higher: v128): v128 {
  let sum = f64x2.add(f64x2.mul(higher, z), v128.load64_splat(coefficients));
  sum = f64x2.add(f64x2.mul(sum, z), v128.load64_splat(coefficients, 8));
  return f64x2.add(f64x2.mul(sum, z), v128.load64_splat(coefficients, 16));
}
