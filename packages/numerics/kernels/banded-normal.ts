import { factorDiagonal, factorRow, factorTwoRows } from './shared/band-rows';
import { dot } from './shared/dot';

/**
 * Lower bands of A^T diag(w) A to `bands`, [columns x (width + 1)]: row j holds columns j - width to j.
 *
 * @param runs 32-bit: for each column where its row 0 would be in `values`, then its first run (one more entry than columns), then
 *   starts and ends of all runs.
 * @param weighted Room for as many doubles as rows.
 */
export function weightedGram(
  values: usize,
  runs: usize,
  columns: i32,
  w: usize,
  weighted: usize,
  width: i32,
  bands: usize,
): void {
  const firstRun = runs + ((columns as usize) << 2);
  const starts = firstRun + ((columns as usize) << 2) + 4;
  const ends = starts + ((load<i32>(starts - 4) as usize) << 2);
  memory.fill(bands, 0, ((columns * (width + 1)) as usize) << 3);
  for (let j = 0; j < columns; j++) {
    const own = values + (load<i32>(runs + ((j as usize) << 2)) << 3);
    const firstOfJ = load<i32>(firstRun + ((j as usize) << 2));
    const endOfJ = load<i32>(firstRun + ((j as usize) << 2) + 4);
    for (let r = firstOfJ; r < endOfJ; r++) {
      const end = load<i32>(ends + ((r as usize) << 2));
      for (let i = load<i32>(starts + ((r as usize) << 2)); i < end; i++) {
        const at = (i as usize) << 3;
        store<f64>(weighted + at, load<f64>(w + at) * load<f64>(own + at));
      }
    }
    for (let k = max(0, j - width); k <= j; k++) {
      const other = values + (load<i32>(runs + ((k as usize) << 2)) << 3);
      const endOfK = load<i32>(firstRun + ((k as usize) << 2) + 4);
      let s = load<i32>(firstRun + ((k as usize) << 2));
      let r = firstOfJ;
      let sum: f64 = 0;
      let endR = load<i32>(ends + ((r as usize) << 2));
      let startR = load<i32>(starts + ((r as usize) << 2));
      let endS = load<i32>(ends + ((s as usize) << 2));
      let startS = load<i32>(starts + ((s as usize) << 2));
      let more = r < endOfJ && s < endOfK;
      while (more) {
        // As `dot` has it, without its call.
        let i = (max(startR, startS) as usize) << 3;
        const end = (min(endR, endS) as usize) << 3;
        if (i < end) {
          let p = f64x2.splat(0);
          let q = f64x2.splat(0);
          for (; i + 24 < end; i += 32) {
            p = f64x2.add(p, f64x2.mul(v128.load(other + i), v128.load(weighted + i)));
            q = f64x2.add(q, f64x2.mul(v128.load(other + i, 16), v128.load(weighted + i, 16)));
          }
          let first = f64x2.extract_lane(p, 0);
          for (; i < end; i += 8) first += load<f64>(other + i) * load<f64>(weighted + i);
          sum += first + f64x2.extract_lane(p, 1) + (f64x2.extract_lane(q, 0) + f64x2.extract_lane(q, 1));
        }
        if (endR < endS) {
          more = ++r < endOfJ;
          endR = load<i32>(ends + ((r as usize) << 2));
          startR = load<i32>(starts + ((r as usize) << 2));
        } else {
          more = ++s < endOfK;
          endS = load<i32>(ends + ((s as usize) << 2));
          startS = load<i32>(starts + ((s as usize) << 2));
        }
      }
      store<f64>(bands + (((j * (width + 1) + width - j + k) as usize) << 3), sum);
    }
  }
}

/** Cholesky factors in place, the diagonal as its reciprocal; 0 when the matrix is not positive definite. */
export function factorise(bands: usize, n: i32, width: i32): i32 {
  let i = 0;
  while (i < n) {
    const one = bands + (((i * (width + 1) + width - i) as usize) << 3);
    const first = max(0, i - width);
    if (i + 1 == n || width == 0) {
      factorRow(bands, one, first, first, i, width);
      if (!factorDiagonal(one, first, i)) return 0;
      i++;
      continue;
    }
    const two = one + ((width as usize) << 3);
    const second = max(0, i + 1 - width);
    factorRow(bands, one, first, first, second, width);
    factorTwoRows(bands, one, two, second, i, width, ((second - first) as usize) << 3);
    if (!factorDiagonal(one, first, i)) return 0;
    factorRow(bands, two, second, i, i + 1, width);
    if (!factorDiagonal(two, second, i + 1)) return 0;
    i += 2;
  }
  return 1;
}

/**
 * The inverse's diagonal and its next off-diagonals, [n x reach], of factors as {@link factorise} leaves them: four columns of L^-1 side by side.
 *
 * @param block Room for 4 n doubles. @param recent Room for 8 n doubles: the columns of two blocks, which is enough for a reach of 5.
 */
export function inverseNearDiagonal(
  bands: usize,
  n: i32,
  width: i32,
  reach: i32,
  block: usize,
  recent: usize,
  near: usize,
): void {
  const column: usize = (n as usize) << 3;
  memory.fill(near, 0, ((reach * n) as usize) << 3);
  for (let high = n - 1; high >= 0; high -= 4) {
    const low = max(0, high - 3);
    for (let i = low; i < n; i++) {
      const own = bands + (((i * (width + 1) + width - i) as usize) << 3);
      // Ones on the diagonals of the four columns.
      let a0 = f64x2.splat(0);
      let a1 = f64x2.splat(0);
      if (i == low) a0 = f64x2.replace_lane(a0, 0, 1);
      else if (i == low + 1 && i <= high) a0 = f64x2.replace_lane(a0, 1, 1);
      else if (i == low + 2 && i <= high) a1 = f64x2.replace_lane(a1, 0, 1);
      else if (i == low + 3 && i <= high) a1 = f64x2.replace_lane(a1, 1, 1);
      let b0 = f64x2.splat(0);
      let b1 = f64x2.splat(0);
      let k = max(low, i - width);
      for (; k + 1 < i; k += 2) {
        const f = v128.load64_splat(own + ((k as usize) << 3));
        const g = v128.load64_splat(own + ((k as usize) << 3), 8);
        const at = block + ((k as usize) << 5);
        a0 = f64x2.sub(a0, f64x2.mul(f, v128.load(at)));
        a1 = f64x2.sub(a1, f64x2.mul(f, v128.load(at, 16)));
        b0 = f64x2.add(b0, f64x2.mul(g, v128.load(at, 32)));
        b1 = f64x2.add(b1, f64x2.mul(g, v128.load(at, 48)));
      }
      if (k < i) {
        const f = v128.load64_splat(own + ((k as usize) << 3));
        const at = block + ((k as usize) << 5);
        a0 = f64x2.sub(a0, f64x2.mul(f, v128.load(at)));
        a1 = f64x2.sub(a1, f64x2.mul(f, v128.load(at, 16)));
      }
      const d = v128.load64_splat(own + ((i as usize) << 3));
      const to = block + ((i as usize) << 5);
      a0 = f64x2.mul(f64x2.sub(a0, b0), d);
      a1 = f64x2.mul(f64x2.sub(a1, b1), d);
      v128.store(to, a0);
      v128.store(to, a1, 16);
      const at = (i as usize) << 3;
      // A last block may have fewer columns: the others are of the block before.
      const column0 = recent + ((low & 7) as usize) * column + at;
      store<f64>(column0, f64x2.extract_lane(a0, 0));
      if (low < high) store<f64>(recent + (((low + 1) & 7) as usize) * column + at, f64x2.extract_lane(a0, 1));
      if (low + 1 < high) store<f64>(recent + (((low + 2) & 7) as usize) * column + at, f64x2.extract_lane(a1, 0));
      if (low + 2 < high) store<f64>(recent + (((low + 3) & 7) as usize) * column + at, f64x2.extract_lane(a1, 1));
    }
    for (let j = high; j >= low; j--) {
      const one = recent + ((j & 7) as usize) * column;
      for (let away = 0; away < reach && j + away < n; away++) {
        const at = ((j + away) as usize) << 3;
        const other = recent + (((j + away) & 7) as usize) * column;
        store<f64>(near + (((reach * j + away) as usize) << 3), dot(one + at, other + at, n - j - away));
      }
    }
  }
}
