/**
 * A function folded with a Gaussian of area 1, at one point: trapezoidal sums, whose error falls exponentially with the
 * step for what is smooth on the scale of `smoothness`: far enough that derivatives by differences do not see another number of terms.
 */
export function broadened(value: (e: number) => number, at: number, sigma: number, smoothness: number): number {
  if (!(sigma > 0)) return value(at);
  const reach = 7 * sigma;
  const count = Math.ceil(reach / Math.max(Math.min(sigma / 3, smoothness / 5), reach / 2000));
  const step = reach / count;
  let sum = value(at);
  let norm = 1;
  for (let k = 1; k <= count; k++) {
    const shift = k * step;
    const weight = Math.exp(-0.5 * (shift / sigma) ** 2);
    sum += weight * (value(at - shift) + value(at + shift));
    norm += 2 * weight;
  }
  return sum / norm;
}
