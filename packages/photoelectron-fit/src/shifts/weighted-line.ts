/** A straight line through points with errors in both coordinates. */
export interface WeightedLine {
  /** Where x is 0, in the unit of y. */
  readonly offset: number;
  /** Units of y for each of x. */
  readonly slope: number;
  /** Standard error of the slope, in its unit. */
  readonly slopeStderr: number;
  /** Standard error of the offset. */
  readonly offsetStderr: number;
  /** Sum of squared deviations over squared errors; not reduced. */
  readonly chiSquare: number;
  /** Points less two. */
  readonly degreesOfFreedom: number;
}

/**
 * Straight line by total least squares with weights 1 / (sy^2 + slope^2 sx^2), found again until the slope stays (York 1966 for
 * errors that are not correlated). Undefined for fewer than three points or for x that does not vary.
 */
export function weightedLine(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  sx: ArrayLike<number>,
  sy: ArrayLike<number>,
): WeightedLine | undefined {
  const n = x.length;
  let slope = 0;
  for (let round = 0; round < 50; round++) {
    let [s, mx, my] = [0, 0, 0];
    const weight = (i: number): number => 1 / (sy[i]! ** 2 + (slope * sx[i]!) ** 2);
    for (let i = 0; i < n; i++) {
      s += weight(i);
      mx += weight(i) * x[i]!;
      my += weight(i) * y[i]!;
    }
    mx /= s;
    my /= s;
    let [top, bottom, spread] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const w = weight(i);
      const u = x[i]! - mx;
      const v = y[i]! - my;
      // Adjusted abscissa (York 1969, without correlation).
      const adjusted = w * (sy[i]! ** 2 * u + slope * sx[i]! ** 2 * v);
      top += w * adjusted * v;
      bottom += w * adjusted * u;
      spread += w * adjusted * adjusted;
    }
    if (n < 3 || !(bottom > 0)) return undefined;
    const next = top / bottom;
    const done = Math.abs(next - slope) <= 1e-12 * Math.max(1, Math.abs(next));
    slope = next;
    if (!done && round < 49) continue;
    const offset = my - slope * mx;
    let chiSquare = 0;
    for (let i = 0; i < n; i++) chiSquare += weight(i) * (y[i]! - offset - slope * x[i]!) ** 2;
    const slopeStderr = 1 / Math.sqrt(spread);
    return {
      offset,
      slope,
      slopeStderr,
      offsetStderr: Math.sqrt(1 / s + (mx * slopeStderr) ** 2),
      chiSquare,
      degreesOfFreedom: n - 2,
    };
  }
  return undefined;
}
