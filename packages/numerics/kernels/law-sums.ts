/** A squared difference beyond so many variances is no noise. */
const cut: f64 = 12;

/** Variances that go from `low` to `high` with the absorption, between its levels 0 and 1.5. */
export function expectBetween(count: i32, level: usize, low: f64, high: f64, lowest: f64, out: usize): void {
  const zero = f64x2.splat(0);
  const most = f64x2.splat(1.5);
  const lows = f64x2.splat(low);
  const slopes = f64x2.splat(high - low);
  const least = f64x2.splat(lowest);
  const end: usize = (count as usize) << 3;
  // What lies behind the last is never read.
  for (let i: usize = 0; i < end; i += 16) {
    const share = f64x2.pmax(zero, f64x2.pmin(most, v128.load(level + i)));
    v128.store(out + i, f64x2.pmax(least, f64x2.add(lows, f64x2.mul(slopes, share))));
  }
}

/**
 * Sums over squared differences y and their laws x, weighted by what their variances were taken to be before, in two chains.
 *
 * @param out Receives those of w, w x, w x x, w y, w x y.
 */
export function weightedSums(
  count: i32,
  x: usize,
  difference: usize,
  law: usize,
  constant: f64,
  slope: f64,
  lowest: f64,
  out: usize,
): void {
  const constants = f64x2.splat(constant);
  const slopes = f64x2.splat(slope);
  const least = f64x2.splat(lowest);
  const cuts = f64x2.splat(cut);
  const one = f64x2.splat(1);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let t0 = s0;
  let t1 = s0;
  const end: usize = (count as usize) << 3;
  let i: usize = 0;
  for (; i + 16 <= end; i += 16) {
    const v = f64x2.pmax(least, f64x2.add(constants, f64x2.mul(slopes, v128.load(law + i))));
    const d = v128.load(difference + i);
    const y = f64x2.mul(d, d);
    const w = v128.andnot(f64x2.div(one, f64x2.mul(v, v)), f64x2.gt(y, f64x2.mul(cuts, v)));
    const here = v128.load(x + i);
    const wx = f64x2.mul(w, here);
    s0 = f64x2.add(s0, w);
    s1 = f64x2.add(s1, wx);
    s2 = f64x2.add(s2, f64x2.mul(wx, here));
    t0 = f64x2.add(t0, f64x2.mul(w, y));
    t1 = f64x2.add(t1, f64x2.mul(wx, y));
  }
  let a = f64x2.extract_lane(s0, 0);
  let b = f64x2.extract_lane(s1, 0);
  let c = f64x2.extract_lane(s2, 0);
  let d = f64x2.extract_lane(t0, 0);
  let e = f64x2.extract_lane(t1, 0);
  if (i < end) {
    const expected = constant + slope * load<f64>(law + i);
    const v = expected > lowest ? expected : lowest;
    const y = load<f64>(difference + i) * load<f64>(difference + i);
    if (!(y > cut * v)) {
      const w = 1 / (v * v);
      const here = load<f64>(x + i);
      a += w;
      b += w * here;
      c += w * here * here;
      d += w * y;
      e += w * here * y;
    }
  }
  store<f64>(out, a + f64x2.extract_lane(s0, 1));
  store<f64>(out, b + f64x2.extract_lane(s1, 1), 8);
  store<f64>(out, c + f64x2.extract_lane(s2, 1), 16);
  store<f64>(out, d + f64x2.extract_lane(t0, 1), 24);
  store<f64>(out, e + f64x2.extract_lane(t1, 1), 32);
}

/** The same sums where all variances are one, without the weight, in four chains. */
export function evenSums(count: i32, x: usize, difference: usize, variance: f64, out: usize): void {
  const most = f64x2.splat(cut * variance);
  const one = f64x2.splat(1);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let t0 = s0;
  let t1 = s0;
  let p0 = s0;
  let p1 = s0;
  let p2 = s0;
  let q0 = s0;
  let q1 = s0;
  const end: usize = (count as usize) << 3;
  let i: usize = 0;
  for (; i + 32 <= end; i += 32) {
    const d = v128.load(difference + i);
    const square = f64x2.mul(d, d);
    const beyond = f64x2.gt(square, most);
    const y = v128.andnot(square, beyond);
    const here = v128.andnot(v128.load(x + i), beyond);
    s0 = f64x2.add(s0, v128.andnot(one, beyond));
    s1 = f64x2.add(s1, here);
    s2 = f64x2.add(s2, f64x2.mul(here, here));
    t0 = f64x2.add(t0, y);
    t1 = f64x2.add(t1, f64x2.mul(here, y));
    const d2 = v128.load(difference + i, 16);
    const square2 = f64x2.mul(d2, d2);
    const beyond2 = f64x2.gt(square2, most);
    const y2 = v128.andnot(square2, beyond2);
    const here2 = v128.andnot(v128.load(x + i, 16), beyond2);
    p0 = f64x2.add(p0, v128.andnot(one, beyond2));
    p1 = f64x2.add(p1, here2);
    p2 = f64x2.add(p2, f64x2.mul(here2, here2));
    q0 = f64x2.add(q0, y2);
    q1 = f64x2.add(q1, f64x2.mul(here2, y2));
  }
  s0 = f64x2.add(s0, p0);
  s1 = f64x2.add(s1, p1);
  s2 = f64x2.add(s2, p2);
  t0 = f64x2.add(t0, q0);
  t1 = f64x2.add(t1, q1);
  let a = f64x2.extract_lane(s0, 0) + f64x2.extract_lane(s0, 1);
  let b = f64x2.extract_lane(s1, 0) + f64x2.extract_lane(s1, 1);
  let c = f64x2.extract_lane(s2, 0) + f64x2.extract_lane(s2, 1);
  let d = f64x2.extract_lane(t0, 0) + f64x2.extract_lane(t0, 1);
  let e = f64x2.extract_lane(t1, 0) + f64x2.extract_lane(t1, 1);
  for (; i < end; i += 8) {
    const y = load<f64>(difference + i) * load<f64>(difference + i);
    if (y > cut * variance) continue;
    const here = load<f64>(x + i);
    a += 1;
    b += here;
    c += here * here;
    d += y;
    e += here * y;
  }
  store<f64>(out, a);
  store<f64>(out, b, 8);
  store<f64>(out, c, 16);
  store<f64>(out, d, 24);
  store<f64>(out, e, 32);
}
