import { gaussianOf } from './shared/gaussian';
import { ln2, ofY, productXY, squareX, squareY, withData, withG, withL, withOne, withX } from './shared/lone-state';
import { firstFrom, gaussianReach, put, sumOf } from './shared/points';

/** Fill a column with G of a line that is not 0 on [from, to) alone, from its u. */
function fillNarrow(u: usize, from: usize, to: usize, end: usize, table: usize, g: usize): void {
  const none = f64x2.splat(0);
  let i: usize = 0;
  for (; i < from; i += 16) v128.store(g + i, none);
  for (i = from; i + 8 < to; i += 16) v128.store(g + i, gaussianOf(v128.load(u + i), table));
  if (i < to) v128.store_lane<f64>(g + i, gaussianOf(v128.load_zero<f64>(u + i), table), 0);
  for (i = max(from, to); i < end; i += 16) v128.store(g + i, none);
}

/**
 * Fill L and G of a doublet, and their products with 1, x, L, 1, x, L, G, then those of both with the data.
 *
 * @param shapes Address of center and width.
 * @param half Half the window: x is in units of it.
 * @param columns Address of ten columns, one `stride` bytes after the other, that are overwritten; each has a place more than points.
 * @param second Center of the second line, `ratio` its height.
 */
export function fillDoublet(
  shapes: usize,
  half: f64,
  x: usize,
  w: usize,
  wy: usize,
  points: i32,
  columns: usize,
  stride: usize,
  table: usize,
  second: f64,
  ratio: f64,
  out: usize,
): void {
  const end: usize = (points as usize) << 3;
  const center = load<f64>(shapes);
  const width = load<f64>(shapes + 8);
  const one = f64x2.splat(1);
  const scale = f64x2.splat(2 / width);
  const ofSecond = f64x2.splat(ratio);
  const u1 = columns;
  const u2 = u1 + stride;
  const l1 = u2 + stride;
  const l2 = l1 + stride;
  const g1 = l2 + stride;
  const g2 = g1 + stride;
  const wide = g2 + stride;
  const narrow = wide + stride;
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  for (let i: usize = 0; i < end; i += 16) {
    const at = v128.load(x + i);
    const offset1 = f64x2.mul(f64x2.sub(at, f64x2.splat(center)), scale);
    const offset2 = f64x2.mul(f64x2.sub(at, f64x2.splat(second)), scale);
    v128.store(u1 + i, offset1);
    v128.store(u2 + i, offset2);
    const d1 = f64x2.add(one, f64x2.mul(offset1, offset1));
    const d2 = f64x2.add(one, f64x2.mul(offset2, offset2));
    // One quotient for both lines.
    const both = f64x2.div(one, f64x2.mul(d1, d2));
    const lorentzian1 = f64x2.mul(both, d2);
    const lorentzian2 = f64x2.mul(both, d1);
    v128.store(l1 + i, lorentzian1);
    v128.store(l2 + i, lorentzian2);
    const sum = f64x2.add(lorentzian1, f64x2.mul(ofSecond, lorentzian2));
    v128.store(wide + i, sum);
    const weighted = f64x2.mul(v128.load(w + i), sum);
    s0 = f64x2.add(s0, weighted);
    s1 = f64x2.add(s1, f64x2.mul(weighted, at));
    s2 = f64x2.add(s2, f64x2.mul(weighted, sum));
    s3 = f64x2.add(s3, f64x2.mul(v128.load(wy + i), sum));
  }
  put(out, s0);
  store<f64>(out + 8, sumOf(s1) / half);
  put(out + 16, s2);
  put(out + 56, s3);
  const reach = gaussianReach * width;
  const from1: usize = (firstFrom(x, points, center - reach) as usize) << 3;
  const to1: usize = (firstFrom(x, points, center + reach) as usize) << 3;
  const from2: usize = (firstFrom(x, points, second - reach) as usize) << 3;
  const to2: usize = (firstFrom(x, points, second + reach) as usize) << 3;
  fillNarrow(u1, from1, to1, end, table, g1);
  fillNarrow(u2, from2, to2, end, table, g2);
  s0 = f64x2.splat(0);
  s1 = s0;
  s2 = s0;
  s3 = s0;
  for (let i: usize = 0; i < end; i += 16) {
    const sum = f64x2.add(v128.load(g1 + i), f64x2.mul(ofSecond, v128.load(g2 + i)));
    v128.store(narrow + i, sum);
    const weighted = f64x2.mul(v128.load(w + i), sum);
    s0 = f64x2.add(s0, weighted);
    s1 = f64x2.add(s1, f64x2.mul(weighted, v128.load(x + i)));
    s2 = f64x2.add(s2, f64x2.mul(weighted, v128.load(wide + i)));
    s3 = f64x2.add(s3, f64x2.mul(weighted, sum));
    s4 = f64x2.add(s4, f64x2.mul(v128.load(wy + i), sum));
  }
  put(out + 24, s0);
  store<f64>(out + 32, sumOf(s1) / half);
  put(out + 40, s2);
  put(out + 48, s3);
  put(out + 64, s4);
}

/**
 * Products of the slopes of a doublet, after {@link fillDoublet} at the same shapes, as `lone-state.ts` has them.
 *
 * @param amplitudes Address of those of L and G.
 * @param slope Of the center of the second line by that of the first.
 */
export function slopesOfDoublet(
  width: f64,
  half: f64,
  amplitudes: usize,
  x: usize,
  w: usize,
  wy: usize,
  points: i32,
  columns: usize,
  stride: usize,
  slope: f64,
  ratio: f64,
  out: usize,
): void {
  const end: usize = (points as usize) << 3;
  const u1 = columns;
  const u2 = u1 + stride;
  const l1 = u2 + stride;
  const l2 = l1 + stride;
  const g1 = l2 + stride;
  const g2 = g1 + stride;
  const wide = g2 + stride;
  const narrow = wide + stride;
  const byCenter = narrow + stride;
  const byWidth = byCenter + stride;
  const scale = 4 / width;
  const a = scale * load<f64>(amplitudes);
  const b = scale * ln2 * load<f64>(amplitudes + 8);
  const ofL1 = f64x2.splat(a);
  const ofG1 = f64x2.splat(b);
  const ofSecond = f64x2.splat(ratio);
  const ofCenter = f64x2.splat(slope);
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let i: usize = 0; i < end; i += 16) {
    let value = v128.load(l1 + i);
    let offset = v128.load(u1 + i);
    let term = f64x2.mul(ofL1, f64x2.mul(value, value));
    term = f64x2.mul(f64x2.add(term, f64x2.mul(ofG1, v128.load(g1 + i))), offset);
    let width2 = f64x2.mul(term, offset);
    let center = term;
    value = v128.load(l2 + i);
    offset = v128.load(u2 + i);
    term = f64x2.mul(ofL1, f64x2.mul(value, value));
    term = f64x2.mul(f64x2.add(term, f64x2.mul(ofG1, v128.load(g2 + i))), f64x2.mul(offset, ofSecond));
    width2 = f64x2.mul(f64x2.add(width2, f64x2.mul(term, offset)), f64x2.splat(0.5));
    center = f64x2.add(center, f64x2.mul(term, ofCenter));
    v128.store(byCenter + i, center);
    v128.store(byWidth + i, width2);
    const weight = v128.load(w + i);
    const data = v128.load(wy + i);
    s0 = f64x2.add(s0, f64x2.mul(weight, center));
    s1 = f64x2.add(s1, f64x2.mul(weight, width2));
    s2 = f64x2.add(s2, f64x2.mul(data, center));
    s3 = f64x2.add(s3, f64x2.mul(data, width2));
  }
  put(out + withOne, s0);
  put(out + ofY + withOne, s1);
  put(out + withData, s2);
  put(out + ofY + withData, s3);
  s0 = f64x2.splat(0);
  s1 = s0;
  s2 = s0;
  s3 = s0;
  let t0 = s0;
  let t1 = s0;
  let t2 = s0;
  let t3 = s0;
  let t4 = s0;
  for (let i: usize = 0; i < end; i += 16) {
    const weight = v128.load(w + i);
    const center = v128.load(byCenter + i);
    const width2 = v128.load(byWidth + i);
    const weighted = f64x2.mul(weight, center);
    const other = f64x2.mul(weight, width2);
    s0 = f64x2.add(s0, f64x2.mul(weighted, v128.load(x + i)));
    s1 = f64x2.add(s1, f64x2.mul(weighted, v128.load(wide + i)));
    s2 = f64x2.add(s2, f64x2.mul(weighted, v128.load(narrow + i)));
    s3 = f64x2.add(s3, f64x2.mul(weighted, center));
    t0 = f64x2.add(t0, f64x2.mul(other, v128.load(x + i)));
    t1 = f64x2.add(t1, f64x2.mul(other, v128.load(wide + i)));
    t2 = f64x2.add(t2, f64x2.mul(other, v128.load(narrow + i)));
    t3 = f64x2.add(t3, f64x2.mul(other, center));
    t4 = f64x2.add(t4, f64x2.mul(other, width2));
  }
  store<f64>(out + withX, sumOf(s0) / half);
  put(out + withL, s1);
  put(out + withG, s2);
  put(out + squareX, s3);
  store<f64>(out + ofY + withX, sumOf(t0) / half);
  put(out + ofY + withL, t1);
  put(out + ofY + withG, t2);
  put(out + productXY, t3);
  put(out + squareY, t4);
}
