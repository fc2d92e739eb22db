import { sigmaFromMedian } from '@operando/numerics';

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
/** A squared difference beyond so many variances is no noise: the edge on a coarse grid, a spike. */
const cut = 12;

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

/** A constant and a slope, and by how much they lower the weighted sum of squares. */
interface WeightedLine {
  readonly constant: number;
  readonly slope: number;
  readonly gain: number;
}

/** Weighted fit of a constant, or of a line. */
function weightedLine(x: Float64Array, y: Float64Array, weights: Float64Array, isConstant: boolean): WeightedLine {
  let [s0, s1, s2, t0, t1] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const w = weights[i]!;
    s0 += w;
    s1 += w * x[i]!;
    s2 += w * x[i]! * x[i]!;
    t0 += w * y[i]!;
    t1 += w * x[i]! * y[i]!;
  }
  if (isConstant) return { constant: t0 / s0, slope: 0, gain: (t0 * t0) / s0 };
  const determinant = s0 * s2 - s1 * s1;
  const constant = (s2 * t0 - s1 * t1) / determinant;
  const slope = (s0 * t1 - s1 * t0) / determinant;
  return { constant, slope, gain: constant * t0 + slope * t1 };
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
  const weight = new Float64Array(count);
  const abscissa = new Float64Array(count);
  return (values, offset, out, { edgeStep = Infinity, law: known } = {}) => {
    const points = energy.length;
    for (let i = 0; i < count; i++) {
      let sum = 0;
      let mean = 0;
      for (let k = 0; k < width; k++) {
        const value = values[offset + i + k]!;
        sum += weights[width * i + k]! * value;
        mean += value;
      }
      difference[i] = sum;
      square[i] = sum * sum;
      level[i] = mean / width;
    }
    const overall = count < 4 ? Number.NaN : sigmaFromMedian(difference) ** 2;
    out.fill(overall, 0, points);
    if (count < 60 || !(overall > 0)) return out;
    const low = scatterWhere(difference, level, (f) => f < 0.3) ?? overall;
    const high = scatterWhere(difference, level, (f) => f > 0.7) ?? overall;
    const lowest = 0.05 * Math.min(low, high);
    let variance = (f: number): number => Math.max(lowest, low + (high - low) * Math.min(1.5, Math.max(0, f)));
    let law: (f: number) => number = (f) => f;
    const exponential = (f: number): number => Math.exp(edgeStep * Math.min(3, f));
    const isThin = edgeStep < thickest;
    const laws =
      known === 'transmission' && isThin ? [exponential] : isThin && known === undefined ? [law, exponential] : [law];
    const needed = known === undefined ? worthwhile : worthwhile / 3;
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < count; i++) {
        const v = variance(level[i]!);
        weight[i] = square[i]! > cut * v ? 0 : 1 / (v * v);
      }
      let best = weightedLine(level, square, weight, true);
      let least = best.gain + needed;
      for (const each of laws) {
        for (let i = 0; i < count; i++) abscissa[i] = each(level[i]!);
        const line = weightedLine(abscissa, square, weight, false);
        if (!(line.gain > least)) continue;
        best = line;
        least = line.gain;
        law = each;
      }
      const { constant, slope } = best;
      if (!Number.isFinite(constant + slope)) break;
      const chosen = law;
      variance = (f) => Math.max(lowest, constant + slope * chosen(f));
    }
    for (let i = 0; i < points; i++) out[i] = variance(smoothed(values, offset, i, points));
    return out;
  };
}

/** Mean of a value and its neighbours: what the variance goes by has hardly any noise of its own. */
function smoothed(values: Float64Array, offset: number, i: number, points: number): number {
  const from = Math.max(0, i - 2);
  const to = Math.min(points, i + 3);
  let sum = 0;
  for (let k = from; k < to; k++) sum += values[offset + k]!;
  return sum / (to - from);
}

/** Robust variance of the differences at some levels; undefined for too few. */
function scatterWhere(
  difference: Float64Array,
  level: Float64Array,
  holds: (level: number) => boolean,
): number | undefined {
  const chosen = difference.filter((_, i) => holds(level[i]!));
  return chosen.length < 15 ? undefined : sigmaFromMedian(chosen) ** 2;
}
