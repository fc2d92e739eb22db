/* oxlint-disable no-loss-of-precision -- coefficients as published */
// Rational approximations of W. J. Cody, Math. Comp. 23 (1969) 631, with the coefficients of his
// SPECFUN routine CALERF (Argonne, 1990; public domain): relative error below 2e-16 on each range.
const nearNumerator = [
  1.85777706184603153e-1, 3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
];
const nearDenominator = [1, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3];
const middleNumerator = [
  2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
  8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
];
const middleDenominator = [
  1, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
  4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
];
const farNumerator = [
  1.63153871373020978e-2, 3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1,
  1.60837851487422766e-2, 6.58749161529837803e-4,
];
const farDenominator = [
  1, 2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2, 2.33520497626869185e-3,
];

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}

const inverseSqrtPi = 0.5641895835477562869;

function erfNear(x: number): number {
  return (x * polynomial(nearNumerator, x * x)) / polynomial(nearDenominator, x * x);
}

/** erfcx for x > 0.46875. */
function scaledTail(x: number): number {
  if (x <= 4) return polynomial(middleNumerator, x) / polynomial(middleDenominator, x);
  if (x > 1e8) return inverseSqrtPi / x;
  const inverse = 1 / (x * x);
  return (inverseSqrtPi - (inverse * polynomial(farNumerator, inverse)) / polynomial(farDenominator, inverse)) / x;
}

/** exp(-x^2) without the rounding error of x^2, which the exponential would multiply by x^2. */
export function expMinusSquare(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(x - head) * (x + head));
}

/** Error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. Relative error below 1e-15 (Cody 1969). */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (!(size > 0.46875)) return erfNear(x);
  const value = size > 6 ? 1 : 1 - expMinusSquare(size) * scaledTail(size);
  return x < 0 ? -value : value;
}

/** Complementary error function, 1 - erf(x), without cancellation for large x. Relative error below 1e-15 (Cody 1969). */
export function erfc(x: number): number {
  if (!(Math.abs(x) > 0.46875)) return 1 - erfNear(x);
  const size = Math.abs(x);
  const tail = size > 27.3 ? 0 : expMinusSquare(size) * scaledTail(size);
  return x < 0 ? 2 - tail : tail;
}

/** Scaled complementary error function, exp(x^2) erfc(x): does not underflow; infinite below -26.6. Relative error below 1e-15 (Cody 1969). */
export function erfcx(x: number): number {
  if (Math.abs(x) <= 0.46875) return Math.exp(x * x) * (1 - erfNear(x));
  if (x > 0) return scaledTail(x);
  if (Number.isNaN(x)) return x;
  return 2 / expMinusSquare(-x) - scaledTail(-x);
}
