import type { SolvableModel } from './depth-model.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import {
  addBending,
  expectedSquares,
  leastSquare,
  noBending,
  smoothedBy,
  smoothingFor,
  tolerance,
} from './local-smoothing.js';
import type { LocalSmoothing } from './local-smoothing.js';

const mostRounds = 15;
/** Change of the logarithm of an expected square below which nothing more is learnt. */
const settled = 0.05;
/** Correlation of differences in profiles that bend evenly: over ten bins, some two resolutions. */
const evenBend = 0.9;
/** How much likelier, in twice the logarithm, independent differences must make the spectra for a layer not to bend evenly: as much as an edge. */
const worthIt = 30;
/** Fewest bins of a layer that can tell, and the least of its concentration in parts of the highest of all. */
const fewestBins = 5;
const leastFull = 0.01;

/** Smoothing that has been learnt, with the profiles it goes with. */
interface Learnt {
  readonly smoothing: LocalSmoothing;
  readonly profiles: readonly (Float64Array | undefined)[];
}

/** What the smoothing is learnt from: models of each spectrum, the same or each with the front of its spectrum. */
interface Lesson {
  readonly models: readonly SolvableModel[];
  readonly spectra: readonly GatheredSpectrum[];
}

/** The models of all spectra smoothed: each once. */
function smoothedModels(models: readonly SolvableModel[], smoothing: LocalSmoothing): SolvableModel[] {
  const made = new Map([...new Set(models)].map((model) => [model, smoothedBy(model, smoothing)]));
  return models.map((model) => made.get(model)!);
}

/** Strengths by the fixed point of the evidence, correlations given. */
function settleStrengths({ models, spectra }: Lesson, begin: Learnt): Learnt {
  const { grid } = models[0]!;
  const profiles = [...begin.profiles];
  let now = begin.smoothing;
  for (let round = 0; round < mostRounds; round++) {
    const bending = noBending(grid);
    const smoothed = smoothedModels(models, now);
    for (const [f, spectrum] of spectra.entries())
      profiles[f] = addBending(bending, spectrum, smoothed[f]!, now, profiles[f]);
    const expected = expectedSquares(bending, grid.layer);
    const logs = Array.from(expected).flatMap((square) => (Number.isNaN(square) ? [] : [Math.log(square)]));
    if (logs.length === 0) break;
    const typical = Math.exp(-logs.reduce((sum, value) => sum + value, 0) / logs.length);
    const before = now.expected;
    now = smoothingFor(expected, typical, now.correlations);
    if (expected.every((square, i) => !(Math.abs(Math.log(square / before[i]!)) > settled))) break;
  }
  return { smoothing: now, profiles };
}

/** Minus twice the logarithm of the marginal likelihood of all spectra. */
function meritOf({ models, spectra }: Lesson, { smoothing, profiles }: Learnt): number {
  const smoothed = smoothedModels(models, smoothing);
  return spectra.reduce(
    (sum, spectrum, f) =>
      sum +
      byTikhonov(spectrum, smoothed[f]!, {
        lambda: smoothing.lambda,
        start: profiles[f],
        tolerance,
      }).solution.evidence(),
    0,
  );
}

/** The smoothing with another correlation in one layer: variances are those of what the one before does not tell. */
function withCorrelation(before: Learnt, { layer }: SolvableModel['grid'], own: number, correlation: number): Learnt {
  const { expected, lambda, correlations } = before.smoothing;
  const share = (r: number): number => 1 - r * r;
  const others = correlations.map((r, i) => (layer[i] === own ? correlation : r));
  const squares = expected.map((square, i) =>
    Math.max(leastSquare, (square * share(others[i]!)) / share(correlations[i]!)),
  );
  return { ...before, smoothing: smoothingFor(squares, lambda, others) };
}

/** Layers that hold enough to bend. */
function fullLayers({ grid: { layer } }: SolvableModel, { profiles }: Learnt): number[] {
  const most = Float64Array.from(layer, (_, j) => Math.max(...profiles.map((x) => x?.[j] ?? 0)));
  const top = Math.max(...most);
  return [...new Set(layer)].filter(
    (own) =>
      layer.filter((each) => each === own).length >= fewestBins &&
      most.some((value, j) => layer[j] === own && value > leastFull * top),
  );
}

/**
 * Learn from spectra of one sample (sums of frames over the series) how strongly each stretch of depth is to be smoothed: where profiles bend, little, so that bands there
 * are as wide as they must be; where they do not, much. The prior of each second difference is a Gaussian whose variance is that of the
 * frames, by the fixed point of the evidence: the squares found, over the share of each that the data determine.
 * Each difference goes on from the one before it, since profiles bend evenly over more than a bin, which is a quarter of a resolution;
 * differences are independent in layers where the spectra are far likelier so (films, edges).
 *
 * @param models Of each spectrum: the same, or each with the front of its spectrum.
 * @param lambda Where to begin.
 * @see MacKay, Neural Computation 4 (1992) 415; Tipping, J. Mach. Learn. Res. 1 (2001) 211
 */
export function learnSmoothing(
  models: readonly SolvableModel[],
  spectra: readonly GatheredSpectrum[],
  lambda: number,
): LocalSmoothing {
  const { grid } = models[0]!;
  const lesson = { models, spectra };
  const even = new Float64Array(grid.layer.length).fill(1 / lambda);
  let best = settleStrengths(lesson, {
    smoothing: smoothingFor(even, lambda, new Float64Array(grid.layer.length).fill(evenBend)),
    profiles: spectra.map(() => undefined),
  });
  let merit = meritOf(lesson, best);
  for (const own of fullLayers(models[0]!, best)) {
    const other = settleStrengths(lesson, withCorrelation(best, grid, own, 0));
    const value = meritOf(lesson, other);
    if (!(merit - value > worthIt)) continue;
    merit = value;
    best = other;
  }
  return best.smoothing;
}
