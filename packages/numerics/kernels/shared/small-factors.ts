/**
 * L D L^T of n rows of a symmetric matrix whose lower triangle is there, in place; 1 / D into `inverse`.
 *
 * @returns false where a pivot is less than `least` of its diagonal.
 */
export function factorise(l: usize, n: usize, inverse: usize, least: f64): bool {
  for (let i: usize = 0; i < n; i++) {
    const row = l + ((i * n) << 3);
    const diagonal = load<f64>(row + (i << 3));
    for (let j: usize = 1; j < i; j++) {
      const other = l + ((j * n) << 3);
      let sum = load<f64>(row + (j << 3));
      for (let k: usize = 0; k < j; k++) sum -= load<f64>(row + (k << 3)) * load<f64>(other + (k << 3));
      store<f64>(row + (j << 3), sum);
    }
    let rest = diagonal;
    for (let j: usize = 0; j < i; j++) {
      const value = load<f64>(row + (j << 3));
      const scaled = value * load<f64>(inverse + (j << 3));
      rest -= value * scaled;
      store<f64>(row + (j << 3), scaled);
    }
    if (!(rest > least * diagonal)) return false;
    store<f64>(inverse + (i << 3), 1 / rest);
  }
  return true;
}

/** L^-1 of n values, in place. */
export function solveLower(l: usize, n: usize, b: usize): void {
  for (let i: usize = 1; i < n; i++) {
    const row = l + ((i * n) << 3);
    let sum = load<f64>(b + (i << 3));
    for (let j: usize = 0; j < i; j++) sum -= load<f64>(row + (j << 3)) * load<f64>(b + (j << 3));
    store<f64>(b + (i << 3), sum);
  }
}

/** L^-T D^-1 of n values, in place. */
export function solveUpper(l: usize, n: usize, inverse: usize, b: usize): void {
  for (let i: usize = 0; i < n; i++) store<f64>(b + (i << 3), load<f64>(b + (i << 3)) * load<f64>(inverse + (i << 3)));
  for (let i = n - 1; i > 0; i--) {
    const row = l + ((i * n) << 3);
    const value = load<f64>(b + (i << 3));
    for (let j: usize = 0; j < i; j++)
      store<f64>(b + (j << 3), load<f64>(b + (j << 3)) - load<f64>(row + (j << 3)) * value);
  }
}

/** Scalar product of n values. */
export function productOf(a: usize, b: usize, n: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < n << 3; i += 8) sum += load<f64>(a + i) * load<f64>(b + i);
  return sum;
}

/** The same in the metric of L D L^T, of values that L^-1 was taken of. */
export function productIn(inverse: usize, a: usize, b: usize, n: usize): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < n << 3; i += 8) sum += load<f64>(a + i) * load<f64>(inverse + i) * load<f64>(b + i);
  return sum;
}
