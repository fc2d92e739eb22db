import { dot } from './dot';

/** Elements of a row left of its diagonal, in columns `from` to `to`; those before `first` are 0. */
export function factorRow(bands: usize, own: usize, first: i32, from: i32, to: i32, width: i32): void {
  for (let j = from; j < to; j++) {
    const other = bands + (((j * (width + 1) + width - j) as usize) << 3);
    const start = max(first, j - width);
    const at = (start as usize) << 3;
    const cell = own + ((j as usize) << 3);
    const sum = dot(own + at, other + at, j - start);
    store<f64>(cell, (load<f64>(cell) - sum) * load<f64>(other + ((j as usize) << 3)));
  }
}

/** The diagonal of row i, as its reciprocal. @returns whether its square is positive. */
export function factorDiagonal(own: usize, first: i32, i: i32): bool {
  const at = own + ((first as usize) << 3);
  const diagonal = own + ((i as usize) << 3);
  const pivot = load<f64>(diagonal) - dot(at, at, i - first);
  store<f64>(diagonal, 1 / sqrt(pivot));
  return pivot > 0;
}

/**
 * {@link factorRow} of two rows, from the column on in which the second begins, `behind` bytes after the first: each element waits
 * for the one before, which the other row fills.
 */
export function factorTwoRows(
  bands: usize,
  one: usize,
  two: usize,
  first: i32,
  to: i32,
  width: i32,
  behind: usize,
): void {
  const begin = ((first as usize) << 3) - behind;
  for (let j = first; j < to; j++) {
    const other = bands + (((j * (width + 1) + width - j) as usize) << 3);
    const end = (j as usize) << 3;
    let p = f64x2.splat(0);
    let q = f64x2.splat(0);
    let r = f64x2.splat(0);
    let s = f64x2.splat(0);
    let k = begin;
    let m = begin + behind;
    for (; m + 24 < end; k += 32, m += 32) {
      p = f64x2.add(p, f64x2.mul(v128.load(one + k), v128.load(other + k)));
      q = f64x2.add(q, f64x2.mul(v128.load(one + k, 16), v128.load(other + k, 16)));
      r = f64x2.add(r, f64x2.mul(v128.load(two + m), v128.load(other + m)));
      s = f64x2.add(s, f64x2.mul(v128.load(two + m, 16), v128.load(other + m, 16)));
    }
    if (k + 24 < end) {
      p = f64x2.add(p, f64x2.mul(v128.load(one + k), v128.load(other + k)));
      q = f64x2.add(q, f64x2.mul(v128.load(one + k, 16), v128.load(other + k, 16)));
      k += 32;
    }
    let a = f64x2.extract_lane(p, 0);
    let b = f64x2.extract_lane(r, 0);
    for (; k < end; k += 8) a += load<f64>(one + k) * load<f64>(other + k);
    for (; m < end; m += 8) b += load<f64>(two + m) * load<f64>(other + m);
    a = a + f64x2.extract_lane(p, 1) + (f64x2.extract_lane(q, 0) + f64x2.extract_lane(q, 1));
    b = b + f64x2.extract_lane(r, 1) + (f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1));
    const diagonal = load<f64>(other + end);
    store<f64>(one + end, (load<f64>(one + end) - a) * diagonal);
    store<f64>(two + end, (load<f64>(two + end) - b) * diagonal);
  }
}
