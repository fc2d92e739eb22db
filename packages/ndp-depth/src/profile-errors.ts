import { seededRandom } from '@operando/numerics';
import type { TikhonovSolution } from '@operando/numerics';
import type { SolvableModel } from './depth-model.js';
import type { GatheredSpectrum } from './inversion.js';

/** Standard errors of a profile from the counts. */
export interface ProfileErrors {
  /** Of the concentration in each bin. */
  readonly concentration: Float64Array;
  readonly layers: Float64Array;
  readonly total: number;
}

/** The layers' own profiles brought together across interfaces of some width. */
export function mixed(model: SolvableModel, x: Float64Array): Float64Array {
  if (model.mixing === undefined) return x;
  const bins = x.length;
  return x.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < bins; j++) sum += model.mixing![i * bins + j]! * x[j]!;
    return sum;
  });
}

/** Sum over bins. */
export function weighted(weights: Float64Array, x: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < x.length; j++) sum += weights[j]! * x[j]!;
  return sum;
}

/** Errors of concentrations: those of the layers' own profiles, mixed. */
function concentrationErrors(model: SolvableModel, solution: TikhonovSolution): Float64Array {
  const own = solution.standardErrors();
  const { mixing } = model;
  if (mixing === undefined) return own;
  const bins = own.length;
  return own.map((error, i) => {
    const row = mixing.subarray(i * bins, (i + 1) * bins);
    return Math.abs(row[i]! - 1) < 1e-6 ? error : solution.sumErrors([row])[0]!;
  });
}

/** Errors of the posterior. */
export function covarianceErrors(model: SolvableModel, solution: TikhonovSolution): ProfileErrors {
  const { layerWeights, totalWeights } = model;
  const sums = solution.sumErrors([...layerWeights, totalWeights].map(({ weights }) => weights));
  return {
    concentration: concentrationErrors(model, solution),
    layers: sums.subarray(0, layerWeights.length),
    total: sums[layerWeights.length]!,
  };
}

function scatter(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1));
}

/**
 * Scatter of Poisson resamples of a fit, inverted again; of sums at least what one count stands for, which empty layers have.
 *
 * @param data Exposure, and the variance of the blank, which scatters too.
 */
export function bootstrapErrors(
  model: SolvableModel,
  fitted: Float64Array,
  { exposure, backgroundVariance }: Pick<GatheredSpectrum, 'exposure' | 'backgroundVariance'>,
  again: (counts: Float64Array) => Float64Array,
  { resamples, seed }: { readonly resamples: number; readonly seed: number },
): ProfileErrors {
  const { layerWeights, totalWeights } = model;
  const random = seededRandom(seed);
  const drawn = Array.from({ length: resamples }, () =>
    again(
      fitted.map((mean, i) => {
        const blank = backgroundVariance === undefined ? 0 : Math.sqrt(backgroundVariance[i]!) * random.normal();
        return random.poisson(Math.max(0, mean + blank));
      }),
    ),
  );
  const concentrations = drawn.map((sample) => mixed(model, sample));
  // A bin that is empty in every resample still has the error of one count spread over the resolution.
  const oneCount = 1 / (exposure * model.sensitivity.value);
  const floor = Math.min(...layerWeights.map(({ weights }) => oneCount / Math.max(...weights, 1e-30)));
  // Nothing seen scatters by nothing, but one count may have been missed: no sum of atoms is known better than that.
  const sumError = (weights: Float64Array): number =>
    Math.max(oneCount, scatter(drawn.map((sample) => weighted(weights, sample))));
  return {
    concentration: Float64Array.from({ length: model.solver.columns }, (_, j) =>
      Math.max(1e-3 * floor, scatter(concentrations.map((sample) => sample[j]!))),
    ),
    layers: Float64Array.from(layerWeights, ({ weights }) => sumError(weights)),
    total: sumError(totalWeights.weights),
  };
}
