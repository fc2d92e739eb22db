/**
 * I0(x) - 1, the modified Bessel function of the first kind and order 0 less its value at 0, by its power series
 * (Abramowitz and Stegun 9.6.12). All terms are positive: full precision for |x| below 700, where it overflows.
 */
export function besselI0MinusOne(x: number): number {
  const quarter = (x * x) / 4;
  let term = quarter;
  let sum = term;
  for (let m = 2; term > 1e-17 * sum; m++) {
    term *= quarter / (m * m);
    sum += term;
  }
  return sum;
}
