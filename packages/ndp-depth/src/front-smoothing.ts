import { keptModels } from './kept-fronts.js';
import type { FrontModels } from './front-models.js';
import { bestPlace, placesOf, refinedPlace } from './front-places.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import { learnSmoothing } from './learn-smoothing.js';
import { smoothedBy } from './local-smoothing.js';
import type { LocalSmoothing } from './local-smoothing.js';

/** The same models with a smoothing that is not the same in all depths. */
function smoothedFronts(models: FrontModels, smoothing: LocalSmoothing): FrontModels {
  return { ...models, at: keptModels((place) => smoothedBy(models.at(place), smoothing)) };
}

/** Models of a front with the smoothing that suits them. */
export interface SmoothedFronts {
  readonly models: FrontModels;
  readonly lambda: number;
  /** Minus twice the logarithm of the marginal likelihood of all spectra, each with its front at the best place. */
  readonly merit: number;
  /** The same with all fronts at the one place that suits them best together. */
  readonly meritOfOne: number;
}

/** Rounds of smoothing that suits the fronts, and of fronts by that smoothing. */
const learningRounds = 3;

/**
 * Learn the smoothing on both sides of a front from spectra of one sample, as {@link learnSmoothing} does: each with its front where it is likeliest.
 *
 * @param lambda Where to begin.
 */
export function learnBesideFront(
  models: FrontModels,
  spectra: readonly GatheredSpectrum[],
  lambda: number,
): SmoothedFronts {
  let places = spectra.map((data) => bestPlace(models, placesOf(models, data, lambda), undefined).place);
  for (let round = 1; ; round++) {
    const learnt = learnSmoothing(
      places.map((place) => models.at(place)),
      spectra,
      lambda,
    );
    const smoothed = smoothedFronts(models, learnt);
    const all = spectra.map((data) => placesOf(smoothed, data, learnt.lambda));
    const best = places.map((place, k) => refinedPlace(all[k]!, place));
    const moved = best.map(({ place }) => place);
    const settled = moved.every((place, k) => place === places[k]);
    places = moved;
    if (settled || round === learningRounds) {
      const sumAt = (at: (k: number) => number): number =>
        best.reduce((sum, { around }, k) => sum + around.merit(at(k)), 0);
      const meritOfOne = Math.min(...[...new Set(places)].map((place) => sumAt(() => place)));
      return { models: smoothed, lambda: learnt.lambda, merit: sumAt((k) => places[k]!), meritOfOne };
    }
  }
}

/** Strength of the smoothing beside a front, from sums of frames: squares of second differences over what the counts tell of them. */
export function frontStrength(models: FrontModels, spectra: readonly GatheredSpectrum[], before: number): number {
  let lambda = before;
  const nears: (number | undefined)[] = spectra.map(() => undefined);
  for (let round = 0; round < 2; round++) {
    let [squares, share] = [1e-12, 1e-6];
    for (const [f, data] of spectra.entries()) {
      const { place } = bestPlace(models, placesOf(models, data, lambda), nears[f]);
      nears[f] = place;
      const { values, variances } = byTikhonov(data, models.at(place), { lambda }).solution.differences();
      values.forEach((value, i) => {
        if (Number.isNaN(value)) return;
        squares += value * value;
        share += Math.max(0, 1 - lambda * variances[i]!);
      });
    }
    lambda = Math.min(1e8, Math.max(1e-6, share / squares));
  }
  return lambda;
}
