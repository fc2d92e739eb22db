import { checkPositive, checkedIntensities } from './background-checks.js';
import { savitzkyGolay } from './savitzky-golay.js';

/** Options of {@link snip}. */
export interface SnipOptions {
  /** Largest half window in points: 1 to 1.5 times the full width of the widest peak. @default 24 */
  readonly halfWindow?: number | undefined;
  /** Half window of a quadratic Savitzky-Golay smoothing beforehand, without which noise pulls the background down; 0 for none. @default 0 */
  readonly smoothing?: number | undefined;
}

/**
 * Background by sensitive nonlinear iterative peak clipping (Ryan et al., Nucl.
 * Instrum. Methods B 34 (1988) 396; decreasing windows after Morháč et al. 1997)
 * on the LLS scale, log(log(sqrt(y + 1) + 1) + 1). Negative intensities count as 0.
 *
 * The minimum of noisy values lies below their mean: on Poisson counts of 120 the
 * result is some 20 low unless smoothed, see the README.
 *
 * @throws OperandoError `non-finite`, `too-few-points`, `invalid-argument`.
 */
export function snip(y: ArrayLike<number>, options: SnipOptions = {}): { readonly background: Float64Array } {
  const { halfWindow = 24, smoothing = 0 } = options;
  checkPositive(halfWindow, 'halfWindow');
  const raw = checkedIntensities(y, 3);
  const source = smoothing > 0 ? savitzkyGolay(raw, smoothing) : raw;
  let v = source.map((value) => Math.log(Math.log(Math.sqrt(Math.max(value, 0) + 1) + 1) + 1));
  let next = v.slice();
  const n = v.length;
  for (let p = Math.min(Math.round(halfWindow), (n - 1) >> 1); p >= 1; p--) {
    next.set(v);
    for (let i = p; i < n - p; i++) next[i] = Math.min(v[i]!, 0.5 * (v[i - p]! + v[i + p]!));
    [v, next] = [next, v];
  }
  return { background: v.map((value) => (Math.exp(Math.exp(value) - 1) - 1) ** 2 - 1) };
}
