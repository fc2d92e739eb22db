import { sigmaFromMedian } from '@operando/numerics';
import { areClose, bestLaw, varianceBy } from './variance-law.js';
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

/** Points of a difference that vanishes for every cubic. */
const width = 5;

/** Weights of the differences of unit variance, `width` for each. */
function differenceWeights(energy: Float64Array): Float64Array {
  const count = Math.max(0, energy.length - width + 1);
  const weights = new Float64Array(width * count);
  for (let i = 0; i < count; i++) {
    // Divided by the step: the products of ten-thousandths would underflow on no grid, but there is no need to come near.
    const step = (energy[i + width - 1]! - energy[i]!) / (width - 1);
    let squares = 0;
    for (let k = 0; k < width; k++) {
      let product = 1;
      for (let j = 0; j < width; j++) if (j !== k) product *= (energy[i + k]! - energy[i + j]!) / step;
      weights[width * i + k] = 1 / product;
      squares += 1 / (product * product);
    }
    for (let k = 0; k < width; k++) weights[width * i + k]! /= Math.sqrt(squares);
  }
  return weights;
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
  const weights = differenceWeights(energy);
  const count = weights.length / width;
  const difference = new Float64Array(count);
  const square = new Float64Array(count);
  const level = new Float64Array(count);
  const growth = new Float64Array(count);
  const variance = new Float64Array(count);
  const chosen = new Float64Array(count);
  return (values, offset, out, { edgeStep = Infinity, law: known } = {}) => {
    const points = energy.length;
    let a = values[offset]!;
    let b = values[offset + 1]!;
    let c = values[offset + 2]!;
    let d = values[offset + 3]!;
    // Those of low levels are chosen from the front, those of high levels from the back.
    let front = 0;
    let back = count;
    for (let i = 0, w = 0; i < count; i++, w += width) {
      const e = values[offset + i + 4]!;
      const sum =
        weights[w]! * a + weights[w + 1]! * b + weights[w + 2]! * c + weights[w + 3]! * d + weights[w + 4]! * e;
      difference[i] = sum;
      square[i] = sum * sum;
      const mean = (a + b + c + d + e) / width;
      level[i] = mean;
      if (mean < 0.3) chosen[front++] = sum;
      else if (mean > 0.7) chosen[--back] = sum;
      a = b;
      b = c;
      c = d;
      d = e;
    }
    const scattered = (): number => (count < 4 ? Number.NaN : sigmaFromMedian(difference) ** 2);
    if (count < 60) return out.fill(scattered(), 0, points);
    let low = scatterOf(chosen.subarray(0, front));
    let high = scatterOf(chosen.subarray(back));
    if (!(low > 0 && high > 0)) {
      const overall = scattered();
      if (!(overall > 0)) return out.fill(overall, 0, points);
      if (Number.isNaN(low)) low = overall;
      if (Number.isNaN(high)) high = overall;
    }
    const lowest = 0.05 * Math.min(low, high);
    for (let i = 0; i < count; i++) {
      const share = level[i]! > 0 ? (level[i]! < 1.5 ? level[i]! : 1.5) : 0;
      const expected = low + (high - low) * share;
      variance[i] = expected > lowest ? expected : lowest;
    }
    const isThin = edgeStep < thickest && known !== 'fluorescence';
    if (isThin) for (let i = 0; i < count; i++) growth[i] = Math.exp(edgeStep * Math.min(3, level[i]!));
    const laws = isThin ? (known === undefined ? [level, growth] : [growth]) : [level];
    const needed = known === undefined ? worthwhile : worthwhile / 3;
    let best: VarianceLaw = { law: variance, constant: 0, slope: 1, lowest };
    for (let round = 0; round < 3; round++) {
      const next = bestLaw(laws, square, best, needed);
      if (!Number.isFinite(next.constant + next.slope)) break;
      const isSettled = areClose(next, best);
      best = next;
      if (isSettled) break;
    }
    // A difference stands for the point in its middle.
    const half = (width - 1) / 2;
    for (let i = 0; i < count; i++) out[half + i] = varianceBy(best, i);
    out.fill(out[half]!, 0, half);
    out.fill(out[half + count - 1]!, half + count, points);
    return out;
  };
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
  return sigmaFromMedian(differences.subarray(0, kept)) ** 2;
}
