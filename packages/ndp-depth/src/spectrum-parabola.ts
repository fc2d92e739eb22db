import type { TikhonovSolution } from '@operando/numerics';
import type { SolvableModel } from './depth-model.js';
import type { GatheredSpectrum } from './inversion.js';

/** A spectrum whose deviance is taken for its parabola about a fit: least squares, which take one step where counts take several. */
interface SpectrumParabola {
  /** @param nonNegative Whether concentrations are held at 0 or above. */
  solve(
    model: SolvableModel,
    lambda: number,
    start: ArrayLike<number> | undefined,
    nonNegative: boolean,
  ): TikhonovSolution;
}

/** Fewest expected counts about which a chord is laid: of one that is tiny it would hold what no count says. */
const fewestExpected = 0.5;
/** Smallest expected count of a curvature. */
const leastExpected = 1e-6;
/** Of least squares, whose last step is exact. */
const tolerance = 1e-7;

/**
 * The parabola of the deviance of a spectrum about expected counts, with its slope there.
 *
 * @param fitted Expected counts of each row.
 * @param curvature `chord`: mean of the expected and the observed, closer to what counts say some way off than either; `expected`: that which errors are made of.
 */
export function parabolaAbout(
  { counts, background, exposure: factor, weights }: GatheredSpectrum,
  fitted: Float64Array,
  curvature: 'chord' | 'expected',
): SpectrumParabola {
  const isChord = curvature === 'chord';
  const least = isChord ? fewestExpected : leastExpected;
  const working = new Float64Array(counts.length);
  const sigma = new Float64Array(counts.length);
  for (let i = 0; i < counts.length; i++) {
    const mean = Math.max(least, fitted[i]!);
    const curved = (isChord ? 0.5 * (1 + counts[i]! / mean) : 1) / mean;
    working[i] = mean + (counts[i]! / mean - 1) / curved;
    sigma[i] = 1 / Math.sqrt(curved);
  }
  return {
    solve: ({ solver }, lambda, start, nonNegative) =>
      solver.solve(working, {
        likelihood: 'gaussian',
        sigma,
        background,
        factor,
        weights,
        lambda,
        start,
        nonNegative,
        tolerance,
      }),
  };
}
