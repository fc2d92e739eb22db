import { dot } from './shared/dot';

/**
 * Sums of values at nodes, each window with its own weights.
 *
 * @param first Of each window, its first node; 32 bits, as the number of its nodes.
 * @param weights Windows one after another.
 */
export function windowSums(windows: i32, first: usize, count: usize, weights: usize, values: usize, out: usize): void {
  for (let i: usize = 0; i < (windows as usize); i++) {
    const size = load<i32>(count + (i << 2));
    store<f64>(out + (i << 3), dot(weights, values + ((load<i32>(first + (i << 2)) as usize) << 3), size));
    weights += (size as usize) << 3;
  }
}
