/** Steps of the table between one half and the next. */
const steps = 64;
const fractions = Float64Array.from({ length: steps }, (_, k) => 2 ** (-k / steps));
/** Powers from which on a Gaussian is nothing beside its height. */
const vanishing = 60;
const wholes = Float64Array.from({ length: vanishing + 1 }, (_, k) => 2 ** -k);

/**
 * A half to a power that is not below 0, 0 from the 60th on: a Gaussian by the square of its distance in half widths. By a table and
 * five terms of the series, which is several times faster than `Math.exp` and as exact.
 */
export function powerOfHalf(power: number): number {
  if (!(power < vanishing)) return 0;
  const nearest = (power * steps + 0.5) | 0;
  const r = (nearest / steps - power) * Math.LN2;
  const series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))));
  return series * fractions[nearest & (steps - 1)]! * wholes[nearest >> 6]!;
}
