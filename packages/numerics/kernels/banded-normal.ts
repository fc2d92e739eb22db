/** Sum of products of two stretches of n doubles: four chains, as the plain loops have them. */
function products(a: usize, b: usize, n: i32): f64 {
  let s = f64x2.splat(0);
  let t = f64x2.splat(0);
  const end: usize = (max(n, 0) as usize) << 3;
  let i: usize = 0;
  for (; i + 24 < end; i += 32) {
    s = f64x2.add(s, f64x2.mul(v128.load(a + i), v128.load(b + i)));
    t = f64x2.add(t, f64x2.mul(v128.load(a + i, 16), v128.load(b + i, 16)));
  }
  let first = f64x2.extract_lane(s, 0);
  for (; i < end; i += 8) first += load<f64>(a + i) * load<f64>(b + i);
  return first + f64x2.extract_lane(s, 1) + (f64x2.extract_lane(t, 0) + f64x2.extract_lane(t, 1));
}

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
      while (r < endOfJ && s < endOfK) {
        const endR = load<i32>(ends + ((r as usize) << 2));
        const endS = load<i32>(ends + ((s as usize) << 2));
        const start = max(load<i32>(starts + ((r as usize) << 2)), load<i32>(starts + ((s as usize) << 2)));
        const at = (start as usize) << 3;
        sum += products(other + at, weighted + at, min(endR, endS) - start);
        if (endR < endS) r++;
        else s++;
      }
      store<f64>(bands + (((j * (width + 1) + width - j + k) as usize) << 3), sum);
    }
  }
}

/** Cholesky factors in place, the diagonal as its reciprocal; 0 when the matrix is not positive definite. */
export function factorise(bands: usize, n: i32, width: i32): i32 {
  for (let i = 0; i < n; i++) {
    const own = bands + (((i * (width + 1) + width - i) as usize) << 3);
    const first = max(0, i - width);
    for (let j = first; j < i; j++) {
      const other = bands + (((j * (width + 1) + width - j) as usize) << 3);
      const start = max(first, j - width);
      const at = (start as usize) << 3;
      const cell = own + ((j as usize) << 3);
      store<f64>(
        cell,
        (load<f64>(cell) - products(own + at, other + at, j - start)) * load<f64>(other + ((j as usize) << 3)),
      );
    }
    const at = own + ((first as usize) << 3);
    const diagonal = own + ((i as usize) << 3);
    const pivot = load<f64>(diagonal) - products(at, at, i - first);
    if (!(pivot > 0)) return 0;
    store<f64>(diagonal, 1 / sqrt(pivot));
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
        store<f64>(near + (((reach * j + away) as usize) << 3), products(one + at, other + at, n - j - away));
      }
    }
  }
}
