/** Logarithm of the gamma function for x > 0: Stirling's series from 12 on, recurrence below. */
function logGamma(x: number): number {
  let shift = 0;
  let at = x;
  for (; at < 12; at++) shift -= Math.log(at);
  const inverse = 1 / (at * at);
  const series =
    (1 / 12 -
      inverse *
        (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - (inverse * 691) / 360360))))) /
    at;
  return shift + (at - 0.5) * Math.log(at) - at + 0.9189385332046728 + series;
}

/** Continued fraction b0 + a1 / (b1 + a2 / (b2 + ...)) by the modified method of Lentz (Thompson and Barnett 1986). */
function continuedFraction(b0: number, a: (n: number) => number, b: (n: number) => number): number {
  const tiny = 1e-300;
  let value = b0 || tiny;
  let c = value;
  let d = 0;
  for (let n = 1; n < 100_000; n++) {
    d = b(n) + a(n) * d || tiny;
    c = b(n) + a(n) / c || tiny;
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < 2 * Number.EPSILON) break;
  }
  return value;
}

/** Regularised incomplete beta function where the fraction converges fast, x below (p + 1) / (p + q + 2). */
function betaBelow(x: number, p: number, q: number): number {
  const front = Math.exp(logGamma(p + q) - logGamma(p) - logGamma(q) + p * Math.log(x) + q * Math.log1p(-x)) / p;
  const fraction = continuedFraction(
    1,
    (n) => {
      const m = n >> 1;
      return n % 2 === 0
        ? (m * (q - m) * x) / ((p + 2 * m - 1) * (p + 2 * m))
        : (-(p + m) * (p + q + m) * x) / ((p + 2 * m) * (p + 2 * m + 1));
    },
    () => 1,
  );
  return front / fraction;
}

/**
 * Probability that F of Fisher's distribution with these degrees of freedom is larger than `value`:
 * the significance level of a variance ratio. Relative error about 1e-13 (1e-11 beyond 1000 degrees).
 *
 * @throws RangeError for degrees of freedom that are not positive.
 * @see Abramowitz and Stegun 26.5.8, 26.6.2
 */
export function fisherTail(value: number, numerator: number, denominator: number): number {
  if (!(numerator > 0) || !(denominator > 0))
    throw new RangeError(`${numerator} and ${denominator} degrees of freedom`);
  if (!(value > 0)) return Number.isNaN(value) ? value : 1;
  if (value === Infinity) return 0;
  const p = denominator / 2;
  const q = numerator / 2;
  const total = denominator + numerator * value;
  const x = denominator / total;
  if (x < (p + 1) / (p + q + 2)) return betaBelow(x, p, q);
  return 1 - betaBelow((numerator * value) / total, q, p);
}

/**
 * Whether a chi-square lies more than five of its standard deviations, sqrt(2 n), above its mean n: the model does not describe the data
 * within their errors. Looser than {@link isBeyondChance} for few degrees of freedom, where chi-square is skewed: beyond it by chance lies one
 * fit in 222 with one degree of freedom, in 74 000 with a hundred, in 711 000 with a thousand. Never without degrees of freedom.
 */
export function isMisfit(chiSquare: number, degreesOfFreedom: number): boolean {
  return degreesOfFreedom > 0 && chiSquare > degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom);
}

/** A chi-square that chance gives less often than this is none of chance. */
const leastChance = 1e-6;

/**
 * Whether chance gives a chi-square so large too seldom, less than once in a million fits: what was fitted does not describe the data
 * within their errors. Never without degrees of freedom, always for a chi-square that is NaN.
 */
export function isBeyondChance({
  chiSquare,
  degreesOfFreedom,
}: {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
}): boolean {
  return degreesOfFreedom > 0 && !(chiSquareTail(chiSquare, degreesOfFreedom) >= leastChance);
}

/**
 * Probability that chi-square with these degrees of freedom is larger than `value`. Relative error about 1e-13
 * (1e-11 beyond 1000 degrees).
 *
 * @throws RangeError for degrees of freedom that are not positive.
 * @see Abramowitz and Stegun 6.5.29, 6.5.31
 */
export function chiSquareTail(value: number, degrees: number): number {
  if (!(degrees > 0)) throw new RangeError(`${degrees} degrees of freedom`);
  if (!(value > 0)) return Number.isNaN(value) ? value : 1;
  if (value === Infinity) return 0;
  const a = degrees / 2;
  const x = value / 2;
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 100_000 && term > sum * Number.EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - front * sum;
  }
  return (
    front /
    continuedFraction(
      x + 1 - a,
      (n) => -n * (n - a),
      (n) => x + 2 * n + 1 - a,
    )
  );
}
