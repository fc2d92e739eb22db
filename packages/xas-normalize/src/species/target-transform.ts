import { OperandoError } from '@operando/core';
import { dotProduct } from '@operando/numerics';
import type { PrincipalComponents } from './principal-components.js';
import { spectrumOnGrid } from './spectra.js';
import type { SpeciesSpectrum } from './spectra.js';

/** Options of {@link targetTransform}. */
export interface TargetTransformOptions {
  /** The target may be multiplied by a constant, which corrects its edge step. @default true */
  readonly rescale?: boolean | undefined;
}

/** How well components describe a spectrum. */
export interface TargetTransform {
  /** By which the target was multiplied. */
  readonly scale: number;
  /** One per component. */
  readonly weights: Float64Array;
  /** From the scatter about the fit. */
  readonly stderr: Float64Array;
  /** The target on the components' energies, multiplied by `scale`. */
  readonly target: Float64Array;
  /** Mean spectrum plus weighted components. */
  readonly fit: Float64Array;
  /** Sum of squares of target - fit. */
  readonly chiSquare: number;
  /** chiSquare as a share of the sum of squares of the target. */
  readonly rfactor: number;
  /**
   * Malinowski's SPOIL: the error of the target against the error that the noise of the series puts into the fit. Below 3 the target
   * is acceptable, to 6 moderately, above 6 not. NaN when all components are used, which leaves no noise.
   */
  readonly spoil: number;
}

/**
 * Is a spectrum a combination of the first n components, that is, can this species be in the series? Values as Larch's
 * `pca_fit`; the scale follows in closed form.
 *
 * @param spectrum Normalized, covering the energies of the components.
 * @param n Components used. @default `model.counts.byIndicator`, at least 1
 * @throws OperandoError `invalid-argument` for n that the model does not hold; as `linearCombination` for the spectrum.
 * @see Malinowski, Anal. Chim. Acta 103 (1978) 339 (SPOIL)
 */
export function targetTransform(
  model: PrincipalComponents,
  spectrum: SpeciesSpectrum,
  n: number = Math.max(1, model.counts.byIndicator),
  options: TargetTransformOptions = {},
): TargetTransform {
  const { energy, mean, components, singularValues, frames } = model;
  const points = energy.length;
  if (!Number.isInteger(n) || !(n >= 1) || n > model.count || n >= points) {
    throw new OperandoError('invalid-argument', `${n} components of a model of ${model.count}.`, {
      where: { parameter: 'n' },
    });
  }
  const own = spectrumOnGrid(spectrum, energy, 'spectrum');
  const squares = Float64Array.from({ length: n }, (_, k) =>
    dotProduct(components, k * points, components, k * points, points),
  );
  // A component of nothing but rounding describes nothing.
  const used = squares.map((_, k) => (singularValues[k]! > 1e-13 * singularValues[0]! ? 1 : 0));
  const weightsOf = (values: Float64Array): Float64Array =>
    squares.map((square, k) => (used[k] === 1 ? dotProduct(components, k * points, values, 0, points) / square : 0));
  const without = (values: Float64Array): Float64Array => {
    const weights = weightsOf(values);
    return values.map((value, i) =>
      weights.reduce((rest, weight, k) => rest - weight * components[k * points + i]!, value),
    );
  };
  let scale = 1;
  if (options.rescale ?? true) {
    const [rest, restOfMean] = [without(own), without(mean)];
    const size = dotProduct(rest, 0, rest, 0, points);
    // Without a mean there is nothing to scale to: zero would fit best.
    if (model.scaling !== 'none' && size > 0) scale = dotProduct(rest, 0, restOfMean, 0, points) / size;
  }
  const target = own.map((value) => scale * value);
  const weights = weightsOf(target.map((value, i) => value - mean[i]!));
  const fit = mean.map((value, i) =>
    weights.reduce((sum, weight, k) => sum + weight * components[k * points + i]!, value),
  );
  let [chiSquare, size] = [0, 0];
  for (let i = 0; i < points; i++) {
    chiSquare += (target[i]! - fit[i]!) ** 2;
    size += target[i]! ** 2;
  }
  const variance = chiSquare / (points - n);
  // The fit is a combination of spectra with coefficients of this length, each with the noise of the series.
  const realError = model.counts.realError[n] ?? Number.NaN;
  const predicted = (realError * Math.hypot(...weights)) / frames;
  return {
    scale,
    weights,
    stderr: squares.map((square, k) => (used[k] === 1 ? Math.sqrt(variance / square) : Number.NaN)),
    target,
    fit,
    chiSquare,
    rfactor: chiSquare / size,
    spoil: Math.sqrt(Math.max(0, variance - predicted * predicted)) / predicted,
  };
}
