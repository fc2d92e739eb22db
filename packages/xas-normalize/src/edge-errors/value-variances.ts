import type { KernelChoice } from '@operando/numerics';
import { differenceWidth } from './difference-weights.js';
import type { FourthDifferences } from './difference-types.js';
import { fourthDifferences } from './fourth-differences.js';
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
export function valueVariances(energy: Float64Array, kernels: KernelChoice = 'auto'): ValueVariances {
  const differences = fourthDifferences(energy, kernels);
  return (values, offset, out, { edgeStep = Infinity, law } = {}) =>
    variancesOf(differences, energy.length, values, offset, out, edgeStep, law);
}

// Not within: what is compiled of a function that is made anew for each series is thrown away with it.
function variancesOf(
  differences: FourthDifferences,
  points: number,
  values: Float64Array,
  offset: number,
  out: Float64Array,
  edgeStep: number,
  known: NoiseLaw | undefined,
): Float64Array {
  const { count, level, growth, variance } = differences;
  differences.take(values, offset);
  if (count < 60) return out.fill(differences.scatter() ** 2, 0, points);
  let [low, high] = differences.scatters().map((scatter) => scatter ** 2) as [number, number];
  if (!(low > 0 && high > 0)) {
    const overall = differences.scatter() ** 2;
    if (!(overall > 0)) return out.fill(overall, 0, points);
    if (Number.isNaN(low)) low = overall;
    if (Number.isNaN(high)) high = overall;
  }
  const lowest = 0.05 * Math.min(low, high);
  differences.expectBetween(low, high, lowest);
  const isThin = edgeStep < thickest && known !== 'fluorescence';
  if (isThin) for (let i = 0; i < count; i++) growth[i] = Math.exp(edgeStep * Math.min(3, level[i]!));
  const laws = isThin ? (known === undefined ? [level, growth] : [growth]) : [level];
  const needed = known === undefined ? worthwhile : worthwhile / 3;
  let best: VarianceLaw = { law: variance, constant: 0, slope: 1, lowest };
  for (let round = 0; round < 3; round++) {
    const next = bestLaw(laws, differences, best, needed);
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
}
