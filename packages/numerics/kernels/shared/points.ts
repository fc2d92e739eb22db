/** Distance from the center, in widths, from which a Gaussian is below 2^-50 and counts as 0. */
export const gaussianReach: f64 = 3.5355339059327378;

/** Sum of both lanes. */
export function sumOf(sum: v128): f64 {
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Sum of both lanes to an address. */
export function put(out: usize, sum: v128): void {
  store<f64>(out, sumOf(sum));
}

/** First point whose abscissa is not below a limit; x increases. */
export function firstFrom(x: usize, points: i32, limit: f64): i32 {
  let low = 0;
  let high = points;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (load<f64>(x + ((middle as usize) << 3)) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
