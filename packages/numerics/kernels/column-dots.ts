/** Add both lanes to what is there. */
function addTo(out: usize, sum: v128): void {
  store<f64>(out, load<f64>(out) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)));
}

/** Add the scalar products of a column of n points with another to what is at `out`. */
export function dotOne(a: usize, b0: usize, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 24 < end; i += 32) {
    const v = v128.load(a + i);
    const w = v128.load(a + i, 16);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
    t0 = f64x2.add(t0, f64x2.mul(w, v128.load(b0 + i, 16)));
  }
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load_zero<f64>(b0 + i)));
  }
  addTo(out, f64x2.add(s0, t0));
}

/** Add the scalar products of a column of n points with others to what is at `out`. */
export function dotTwo(a: usize, b0: usize, b1: usize, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 24 < end; i += 32) {
    const v = v128.load(a + i);
    const w = v128.load(a + i, 16);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
    t0 = f64x2.add(t0, f64x2.mul(w, v128.load(b0 + i, 16)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(b1 + i)));
    t1 = f64x2.add(t1, f64x2.mul(w, v128.load(b1 + i, 16)));
  }
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(b1 + i)));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load_zero<f64>(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load_zero<f64>(b1 + i)));
  }
  addTo(out, f64x2.add(s0, t0));
  addTo(out + 8, f64x2.add(s1, t1));
}

/** Add the scalar products of a column of n points with others to what is at `out`. */
export function dotThree(a: usize, b0: usize, b1: usize, b2: usize, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(b2 + i)));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load_zero<f64>(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load_zero<f64>(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load_zero<f64>(b2 + i)));
  }
  addTo(out, s0);
  addTo(out + 8, s1);
  addTo(out + 16, s2);
}

/** Add the scalar products of a column of n points with others to what is at `out`. */
export function dotFour(a: usize, b0: usize, b1: usize, b2: usize, b3: usize, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(b2 + i)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load(b3 + i)));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load_zero<f64>(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load_zero<f64>(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load_zero<f64>(b2 + i)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load_zero<f64>(b3 + i)));
  }
  addTo(out, s0);
  addTo(out + 8, s1);
  addTo(out + 16, s2);
  addTo(out + 24, s3);
}

/** Add the scalar products of a column of n points with others to what is at `out`. */
export function dotFive(a: usize, b0: usize, b1: usize, b2: usize, b3: usize, b4: usize, n: i32, out: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(b2 + i)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load(b3 + i)));
    s4 = f64x2.add(s4, f64x2.mul(v, v128.load(b4 + i)));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load_zero<f64>(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load_zero<f64>(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load_zero<f64>(b2 + i)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load_zero<f64>(b3 + i)));
    s4 = f64x2.add(s4, f64x2.mul(v, v128.load_zero<f64>(b4 + i)));
  }
  addTo(out, s0);
  addTo(out + 8, s1);
  addTo(out + 16, s2);
  addTo(out + 24, s3);
  addTo(out + 32, s4);
}

/** Add the scalar products of a column of n points with others to what is at `out`. */
export function dotSix(
  a: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  b3: usize,
  b4: usize,
  b5: usize,
  n: i32,
  out: usize,
): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let s4 = f64x2.splat(0);
  let s5 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(b2 + i)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load(b3 + i)));
    s4 = f64x2.add(s4, f64x2.mul(v, v128.load(b4 + i)));
    s5 = f64x2.add(s5, f64x2.mul(v, v128.load(b5 + i)));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load_zero<f64>(b0 + i)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load_zero<f64>(b1 + i)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load_zero<f64>(b2 + i)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load_zero<f64>(b3 + i)));
    s4 = f64x2.add(s4, f64x2.mul(v, v128.load_zero<f64>(b4 + i)));
    s5 = f64x2.add(s5, f64x2.mul(v, v128.load_zero<f64>(b5 + i)));
  }
  addTo(out, s0);
  addTo(out + 8, s1);
  addTo(out + 16, s2);
  addTo(out + 24, s3);
  addTo(out + 32, s4);
  addTo(out + 40, s5);
}

/** The same of two columns, those of c to `second`. */
export function pairOne(a: usize, c: usize, b0: usize, n: i32, out: usize, second: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    const w = v128.load(c + i);
    const p0 = v128.load(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    const w = v128.load_zero<f64>(c + i);
    const p0 = v128.load_zero<f64>(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
  }
  addTo(out, s0);
  addTo(second, t0);
}

/** The same of two columns, those of c to `second`. */
export function pairTwo(a: usize, c: usize, b0: usize, b1: usize, n: i32, out: usize, second: usize): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    const w = v128.load(c + i);
    const p0 = v128.load(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
    const p1 = v128.load(b1 + i);
    s1 = f64x2.add(s1, f64x2.mul(v, p1));
    t1 = f64x2.add(t1, f64x2.mul(w, p1));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    const w = v128.load_zero<f64>(c + i);
    const p0 = v128.load_zero<f64>(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
    const p1 = v128.load_zero<f64>(b1 + i);
    s1 = f64x2.add(s1, f64x2.mul(v, p1));
    t1 = f64x2.add(t1, f64x2.mul(w, p1));
  }
  addTo(out, s0);
  addTo(second, t0);
  addTo(out + 8, s1);
  addTo(second + 8, t1);
}

/** The same of two columns, those of c to `second`. */
export function pairThree(
  a: usize,
  c: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  n: i32,
  out: usize,
  second: usize,
): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let t2 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    const w = v128.load(c + i);
    const p0 = v128.load(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
    const p1 = v128.load(b1 + i);
    s1 = f64x2.add(s1, f64x2.mul(v, p1));
    t1 = f64x2.add(t1, f64x2.mul(w, p1));
    const p2 = v128.load(b2 + i);
    s2 = f64x2.add(s2, f64x2.mul(v, p2));
    t2 = f64x2.add(t2, f64x2.mul(w, p2));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    const w = v128.load_zero<f64>(c + i);
    const p0 = v128.load_zero<f64>(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
    const p1 = v128.load_zero<f64>(b1 + i);
    s1 = f64x2.add(s1, f64x2.mul(v, p1));
    t1 = f64x2.add(t1, f64x2.mul(w, p1));
    const p2 = v128.load_zero<f64>(b2 + i);
    s2 = f64x2.add(s2, f64x2.mul(v, p2));
    t2 = f64x2.add(t2, f64x2.mul(w, p2));
  }
  addTo(out, s0);
  addTo(second, t0);
  addTo(out + 8, s1);
  addTo(second + 8, t1);
  addTo(out + 16, s2);
  addTo(second + 16, t2);
}

/** The same of two columns, those of c to `second`. */
export function pairFour(
  a: usize,
  c: usize,
  b0: usize,
  b1: usize,
  b2: usize,
  b3: usize,
  n: i32,
  out: usize,
  second: usize,
): void {
  const end: usize = (max(n, 0) as usize) << 3;
  let s0 = f64x2.splat(0);
  let t0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  let t1 = f64x2.splat(0);
  let s2 = f64x2.splat(0);
  let t2 = f64x2.splat(0);
  let s3 = f64x2.splat(0);
  let t3 = f64x2.splat(0);
  let i: usize = 0;
  for (; i + 8 < end; i += 16) {
    const v = v128.load(a + i);
    const w = v128.load(c + i);
    const p0 = v128.load(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
    const p1 = v128.load(b1 + i);
    s1 = f64x2.add(s1, f64x2.mul(v, p1));
    t1 = f64x2.add(t1, f64x2.mul(w, p1));
    const p2 = v128.load(b2 + i);
    s2 = f64x2.add(s2, f64x2.mul(v, p2));
    t2 = f64x2.add(t2, f64x2.mul(w, p2));
    const p3 = v128.load(b3 + i);
    s3 = f64x2.add(s3, f64x2.mul(v, p3));
    t3 = f64x2.add(t3, f64x2.mul(w, p3));
  }
  if (i < end) {
    const v = v128.load_zero<f64>(a + i);
    const w = v128.load_zero<f64>(c + i);
    const p0 = v128.load_zero<f64>(b0 + i);
    s0 = f64x2.add(s0, f64x2.mul(v, p0));
    t0 = f64x2.add(t0, f64x2.mul(w, p0));
    const p1 = v128.load_zero<f64>(b1 + i);
    s1 = f64x2.add(s1, f64x2.mul(v, p1));
    t1 = f64x2.add(t1, f64x2.mul(w, p1));
    const p2 = v128.load_zero<f64>(b2 + i);
    s2 = f64x2.add(s2, f64x2.mul(v, p2));
    t2 = f64x2.add(t2, f64x2.mul(w, p2));
    const p3 = v128.load_zero<f64>(b3 + i);
    s3 = f64x2.add(s3, f64x2.mul(v, p3));
    t3 = f64x2.add(t3, f64x2.mul(w, p3));
  }
  addTo(out, s0);
  addTo(second, t0);
  addTo(out + 8, s1);
  addTo(second + 8, t1);
  addTo(out + 16, s2);
  addTo(second + 16, t2);
  addTo(out + 24, s3);
  addTo(second + 24, t3);
}
