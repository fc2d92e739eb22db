import { sigmaFromMedianInPlace } from '@operando/numerics';
import { differenceWidth, fourthDifferences } from './fourth-differences.js';
import { areClose, bestLaw, fillVariances } from './variance-law.js';
import type { VarianceLaw } from './variance-law.js';

/**
 * Variances of the values of spectra on one grid, from how they scatter about smooth curves.
 *
 * @param out Receives them.
 * @param options Step of the absorption, for a logarithm of counts, and the law where it is known.
 */
export type ValueVariances = (
  values: Float64Array,
  offset: number,
  out: Float64Array,
  options?: { readonly edgeStep?: number | undefined; readonly law?: NoiseLaw | undefined },
) => Float64Array;

/** How the variance of counting noise grows: with the counts that fluoresce, or with the counts that are absorbed away. */
export type NoiseLaw = 'fluorescence' | 'transmission';

/** What a series says its absorption is: `ln(i0 / it)`, or `if / i0`. */
export function noiseLawOf(signal: unknown): NoiseLaw | undefined {
  if (typeof signal !== 'string') return undefined;
  return /^\s*-?\s*(ln|log)\b/i.test(signal) ? 'transmission' : signal.includes('/') ? 'fluorescence' : undefined;
}

/**
 * A slope is worth its noise from this gain on: squares of normal numbers have twice their squared variance, and 2.63 of them
 * say what one would, since neighbouring differences share values.
 */
const worthwhile = 3 * 2 * 2.63;
/** Up to this step counts in transmission may be told by their scatter; beyond, no light is left. */
const thickest = 4;

/**
 * Prepare the variances of values on one grid. The scatter is that of the fourth difference, blind to all cubics; it is taken
 * to change with the absorption where it does: by a line, as counting noise in fluorescence, or by its exponential, as in the
 * logarithm of what is transmitted, fitted to the squares of all differences. One variance for all where points are too few, or all alike.
 */
export function valueVariances(energy: Float64Array): ValueVariances {
  const points = energy.length;
  const differences = fourthDifferences(energy);
  const { count, level } = differences;
  const growth = new Float64Array(count);
  const variance = new Float64Array(count);
  return (values, offset, out, { edgeStep = Infinity, law: known } = {}) => {
    differences.take(values, offset);
    const scattered = (): number =>
      count < 4 ? Number.NaN : sigmaFromMedianInPlace(differences.difference.slice()) ** 2;
    if (count < 60) return out.fill(scattered(), 0, points);
    let [low, high] = [scatterOf(differences.ofLow()), scatterOf(differences.ofHigh())];
    if (!(low > 0 && high > 0)) {
      const overall = scattered();
      if (!(overall > 0)) return out.fill(overall, 0, points);
      if (Number.isNaN(low)) low = overall;
      if (Number.isNaN(high)) high = overall;
    }
    const lowest = 0.05 * Math.min(low, high);
    expectBetween(level, low, high, lowest, variance);
    const isThin = edgeStep < thickest && known !== 'fluorescence';
    if (isThin) for (let i = 0; i < count; i++) growth[i] = Math.exp(edgeStep * Math.min(3, level[i]!));
    const laws = isThin ? (known === undefined ? [level, growth] : [growth]) : [level];
    const needed = known === undefined ? worthwhile : worthwhile / 3;
    let best: VarianceLaw = { law: variance, constant: 0, slope: 1, lowest };
    for (let round = 0; round < 3; round++) {
      const next = bestLaw(laws, differences.difference, best, needed);
      if (!Number.isFinite(next.constant + next.slope)) break;
      const isSettled = areClose(next, best);
      best = next;
      if (isSettled) break;
    }
    // A difference stands for the point in its middle.
    const half = (differenceWidth - 1) / 2;
    fillVariances(best, out, half);
    out.fill(out[half]!, 0, half);
    out.fill(out[half + count - 1]!, half + count, points);
    return out;
  };
}

/** Variances that go from `low` to `high` with the absorption. */
function expectBetween(level: Float64Array, low: number, high: number, lowest: number, out: Float64Array): void {
  for (let i = 0; i < level.length; i++) {
    const share = Math.max(0, Math.min(1.5, level[i]!));
    out[i] = Math.max(lowest, low + (high - low) * share);
  }
}

/** As many differences tell a scatter to begin with. */
const enough = 200;
/** Taken in runs of so many: single ones would meet a period, that of spectra brought to a finer grid. */
const run = 16;

/** Robust variance of differences, whose order is changed; NaN for too few. */
function scatterOf(differences: Float64Array): number {
  const count = differences.length;
  if (count < 15) return Number.NaN;
  const stride = Math.max(1, Math.floor(count / enough));
  let kept = 0;
  for (let start = 0; start < count; start += run * stride) {
    const end = Math.min(count, start + run);
    for (let i = start; i < end; i++) differences[kept++] = differences[i]!;
  }
  return sigmaFromMedianInPlace(differences.subarray(0, kept)) ** 2;
}
