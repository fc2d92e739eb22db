const golden = 0.3819660112501051;

/** Where a function of one valley is lowest between two ends, by golden section. */
export function goldenMinimum(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  let [a, b] = [low, high];
  let [x, y] = [a + golden * (b - a), b - golden * (b - a)];
  let [fx, fy] = [f(x), f(y)];
  while (b - a > tolerance) {
    if (fx <= fy) {
      [b, y, fy] = [y, x, fx];
      x = a + golden * (b - a);
      fx = f(x);
    } else {
      [a, x, fx] = [x, y, fy];
      y = b - golden * (b - a);
      fy = f(y);
    }
  }
  return 0.5 * (a + b);
}

/**
 * Where a profile first rises above a height on the way from its minimum; NaN where it does not before a limit.
 * @param step First step, with its sign.
 */
export function crossingFrom(
  f: (x: number) => number,
  minimum: number,
  step: number,
  limit: number,
  height: number,
): number {
  const direction = Math.sign(step);
  let [inside, width] = [minimum, Math.abs(step)];
  for (let k = 0; k < 60; k++) {
    const wanted = inside + direction * width;
    const isLast = direction * (wanted - limit) >= 0;
    const outside = isLast ? limit : wanted;
    if (f(outside) > height) {
      let [low, high] = [inside, outside];
      while (Math.abs(high - low) > 1e-3 * Math.abs(step)) {
        const middle = 0.5 * (low + high);
        if (f(middle) > height) high = middle;
        else low = middle;
      }
      return 0.5 * (low + high);
    }
    if (isLast) return Number.NaN;
    inside = outside;
    width *= 1.3;
  }
  return Number.NaN;
}

/** Places of the local minima of values, the lowest first. */
export function localMinima(values: ArrayLike<number>): number[] {
  return Array.from(values, (_, i) => i)
    .filter((i) => values[i]! <= (values[i - 1] ?? Infinity) && values[i]! < (values[i + 1] ?? Infinity))
    .sort((i, j) => values[i]! - values[j]!);
}
