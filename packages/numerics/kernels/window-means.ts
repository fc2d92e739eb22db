import { exponentialOf } from './shared/waves';

/**
 * Means of values at nodes through Gaussian windows, with the weights of `gaussianWindows`, which are not kept.
 *
 * @param values Of the nodes; that of a window without a width is its mean.
 * @param out One for each window.
 */
export function gaussianMeans(
  windows: i32,
  q: usize,
  sigma: usize,
  first: usize,
  count: usize,
  nodes: usize,
  weights: usize,
  values: usize,
  out: usize,
): void {
  const one = f64x2.splat(1);
  const less = f64x2.splat(-0.5);
  for (let i: usize = 0; i < (windows as usize); i++) {
    const size: usize = (load<i32>(count + (i << 2)) as usize) << 3;
    const skipped: usize = (load<i32>(first + (i << 2)) as usize) << 3;
    const width = load<f64>(sigma + (i << 3));
    if (!(width > 0)) {
      store<f64>(out + (i << 3), load<f64>(values + skipped));
      continue;
    }
    const at = v128.load64_splat(q + (i << 3));
    const inverse = f64x2.div(one, f64x2.splat(width));
    const end = nodes + skipped + size;
    let weight = weights + skipped;
    let value = values + skipped;
    let all = f64x2.splat(0);
    let sums = f64x2.splat(0);
    // What lies behind the last is read, and does not count.
    for (let node = nodes + skipped; node < end; node += 16) {
      const u = f64x2.mul(f64x2.sub(v128.load(node), at), inverse);
      let own = f64x2.mul(v128.load(weight), exponentialOf(f64x2.mul(f64x2.mul(less, u), u)));
      let part = f64x2.mul(own, v128.load(value));
      if (node + 16 > end) {
        own = f64x2.replace_lane(own, 1, 0);
        part = f64x2.replace_lane(part, 1, 0);
      }
      all = f64x2.add(all, own);
      sums = f64x2.add(sums, part);
      weight += 16;
      value += 16;
    }
    const sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
    store<f64>(out + (i << 3), sum / (f64x2.extract_lane(all, 0) + f64x2.extract_lane(all, 1)));
  }
}
