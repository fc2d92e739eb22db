import { exponentialOf } from './shared/waves';

/**
 * Weights of Gaussian windows at nodes: that of the node times e^(-u^2 / 2), u its distance in standard deviations, divided by their sum.
 *
 * @param first Of each window, its first node; 32 bits, as the number of its nodes.
 * @param sigma Of a window whose standard deviation is not above 0, all weights are 1.
 * @param out Windows one after another.
 */
export function gaussianWindows(
  windows: i32,
  q: usize,
  sigma: usize,
  first: usize,
  count: usize,
  nodes: usize,
  weights: usize,
  out: usize,
): void {
  const one = f64x2.splat(1);
  for (let i: usize = 0; i < (windows as usize); i++) {
    const size: usize = (load<i32>(count + (i << 2)) as usize) << 3;
    const width = load<f64>(sigma + (i << 3));
    const end = out + size;
    if (!(width > 0)) {
      for (; out < end; out += 8) store<f64>(out, 1);
      continue;
    }
    const at = v128.load64_splat(q + (i << 3));
    const inverse = f64x2.div(one, f64x2.splat(width));
    const less = f64x2.splat(-0.5);
    const skipped: usize = (load<i32>(first + (i << 2)) as usize) << 3;
    let node = nodes + skipped;
    let weight = weights + skipped;
    let sums = f64x2.splat(0);
    let to = out;
    // What lies behind the last is read, but not written.
    for (; to < end; to += 16) {
      const u = f64x2.mul(f64x2.sub(v128.load(node), at), inverse);
      const value = f64x2.mul(v128.load(weight), exponentialOf(f64x2.mul(f64x2.mul(less, u), u)));
      if (to + 16 > end) {
        v128.store64_lane(to, value, 0);
        sums = f64x2.replace_lane(sums, 0, f64x2.extract_lane(sums, 0) + f64x2.extract_lane(value, 0));
      } else {
        v128.store(to, value);
        sums = f64x2.add(sums, value);
      }
      node += 16;
      weight += 16;
    }
    const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    const share = 1 / sum;
    const shares = f64x2.splat(share);
    for (to = out; to + 16 <= end; to += 16) v128.store(to, f64x2.mul(v128.load(to), shares));
    if (to < end) store<f64>(to, load<f64>(to) * share);
    out = end;
  }
}
