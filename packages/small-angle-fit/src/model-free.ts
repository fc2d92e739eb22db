/** A quantity of a curve without a model, with what the errors of the points make of it. */
export interface CurveQuantity {
  /** In the unit of the quantity. */
  readonly value: number;
  /** NaN without standard deviations. */
  readonly stderr: number;
}

/** Sum over points of weights times intensities, with its error. */
function weighted(
  intensity: ArrayLike<number>,
  sigma: ArrayLike<number> | undefined,
  weight: (i: number) => number,
): CurveQuantity {
  let value = 0;
  let variance = 0;
  for (let i = 0; i < intensity.length; i++) {
    value += weight(i) * intensity[i]!;
    variance += (weight(i) * (sigma?.[i] ?? Number.NaN)) ** 2;
  }
  return { value, stderr: Math.sqrt(variance) };
}

/** Widths of the trapezoidal rule. */
const width = (q: ArrayLike<number>, i: number): number =>
  0.5 * (q[Math.min(i + 1, q.length - 1)]! - q[Math.max(i - 1, 0)]!);

/**
 * Invariant: the integral of q^2 I over the range that there is, which grows with contrast and both fractions of volume.
 *
 * @see Porod, Kolloid-Z. 124 (1951) 83
 */
export function invariant(
  q: ArrayLike<number>,
  intensity: ArrayLike<number>,
  sigma?: ArrayLike<number>,
): CurveQuantity {
  return weighted(intensity, sigma, (i) => q[i]! * q[i]! * width(q, i));
}

/**
 * Correlation length: pi times the integral of q I over that of q^2 I, over the range that there is.
 *
 * @see Porod, Kolloid-Z. 124 (1951) 83
 */
export function correlationLength(
  q: ArrayLike<number>,
  intensity: ArrayLike<number>,
  sigma?: ArrayLike<number>,
): CurveQuantity {
  const first = weighted(intensity, sigma, (i) => Math.abs(q[i]!) * width(q, i));
  const second = invariant(q, intensity, sigma);
  const value = (Math.PI * first.value) / second.value;
  // Both come of the same points.
  const { stderr } = weighted(
    intensity,
    sigma,
    (i) => ((Math.PI * Math.abs(q[i]!) - value * q[i]! * q[i]!) * width(q, i)) / second.value,
  );
  return { value, stderr };
}

/**
 * Porod's constant: the weighted mean of q^4 I from some q on, where the background was subtracted.
 *
 * @see Porod, Kolloid-Z. 124 (1951) 83
 */
export function porodConstant(
  q: ArrayLike<number>,
  intensity: ArrayLike<number>,
  sigma: ArrayLike<number>,
  from: number,
): CurveQuantity {
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < q.length; i++) {
    if (!(q[i]! >= from)) continue;
    const own = 1 / (q[i]! ** 4 * sigma[i]!) ** 2;
    sum += own * q[i]! ** 4 * intensity[i]!;
    weight += own;
  }
  return { value: sum / weight, stderr: Math.sqrt(1 / weight) };
}
