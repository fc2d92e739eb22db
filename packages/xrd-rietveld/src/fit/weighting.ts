import { unitOfCounts } from './unit-of-counts.js';

/**
 * How points count. `counts`: a Poisson distribution about the model, by reweighting with its values (which is its
 * maximum likelihood); `sigma`: given standard deviations.
 */
export type Weighting = 'counts' | 'sigma';

/** Observations of one pattern at the points used. */
export interface Observations {
  readonly weighting: Weighting;
  readonly y: Float64Array;
  /** 1 / sigma^2, 0 for a point that is masked; of counts only the zeros matter. */
  readonly fixedWeights: Float64Array;
  /** Least value of a model of counts that is believed. */
  readonly floor: number;
  /** Intensity that one count makes: 1 of counts, less or more of rates and scaled patterns. */
  readonly unit: number;
}

/** Observations from a pattern's values and what is known of their errors. */
export function observe(
  y: Float64Array,
  sigma: ArrayLike<number> | undefined,
  masked: (i: number) => boolean,
): Observations {
  const fixedWeights = new Float64Array(y.length);
  let sum = 0;
  let count = 0;
  for (let i = 0; i < y.length; i++) {
    const error = sigma === undefined ? 1 : sigma[i]!;
    const isUsed = Number.isFinite(y[i]!) && error > 0 && Number.isFinite(error) && !masked(i);
    fixedWeights[i] = isUsed ? 1 / (error * error) : 0;
    if (!isUsed) continue;
    sum += y[i]!;
    count++;
  }
  // A masked point stays out of every sum.
  const values = y.map((value, i) => (fixedWeights[i] === 0 ? 0 : value));
  const floor = Math.max((0.02 * sum) / Math.max(1, count), 1e-3);
  const unit = sigma === undefined ? unitOfCounts(y, fixedWeights) : 1;
  return { weighting: sigma === undefined ? 'counts' : 'sigma', y: values, fixedWeights, floor, unit };
}

/** Weights about a model, into `out`. */
export function fillWeights(
  { weighting, fixedWeights, floor, unit }: Observations,
  model: Float64Array,
  out: Float64Array,
): void {
  if (weighting === 'sigma') {
    out.set(fixedWeights);
    return;
  }
  for (let i = 0; i < out.length; i++) {
    out[i] = fixedWeights[i] === 0 ? 0 : 1 / (unit * Math.max(model[i]!, floor));
  }
}

/** What is minimised: chi^2 of given errors, the deviance of counts. */
export function objective({ weighting, y, fixedWeights, floor, unit }: Observations, model: Float64Array): number {
  let sum = 0;
  if (weighting === 'sigma') {
    for (let i = 0; i < y.length; i++) sum += fixedWeights[i]! * (y[i]! - model[i]!) ** 2;
    return sum;
  }
  for (let i = 0; i < y.length; i++) {
    if (fixedWeights[i] === 0) continue;
    const m = model[i]!;
    const v = y[i]!;
    if (m < floor) {
      // The tangent parabola below the floor keeps steps into nonsense from looking good.
      const excess = m - floor;
      sum += (excess * excess) / floor + 2 * excess * (1 - v / floor);
      sum += 2 * (floor - v + (v > 0 ? v * Math.log(v / floor) : 0));
    } else sum += 2 * (m - v + (v > 0 ? v * Math.log(v / m) : 0));
  }
  return sum / unit;
}

/** Mean of the points used. */
export function meanValue(data: Observations): number {
  return meanOf(data, (value) => value);
}

/** Mean of the points used, without their signs: where a background was subtracted their sum may be anything. */
export function meanSize(data: Observations): number {
  return meanOf(data, Math.abs);
}

function meanOf({ y, fixedWeights }: Observations, of: (value: number) => number): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < y.length; i++) {
    if (fixedWeights[i] === 0) continue;
    sum += of(y[i]!);
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
