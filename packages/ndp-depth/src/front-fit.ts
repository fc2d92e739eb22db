import type { FrontModels } from './front-models.js';
import { estimatesBy, profileOf } from './deconvolve.js';
import type { DeconvolvedProfile, ProfileEstimates } from './deconvolve.js';
import type { DepthModel } from './depth-model.js';
import { bestPlace, placesOf } from './front-places.js';
import type { BestPlace } from './front-places.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import { parabolaAbout } from './spectrum-parabola.js';
import type { ArealDensity, FrontEstimate } from './profile.js';
import { spreadOnto } from './spread-onto.js';

/** A profile over all places of the front, each as likely as the counts say, and the front. */
export interface FrontProfile {
  readonly profile: DeconvolvedProfile;
  /** The most likely place. */
  readonly place: number;
}

/** Twice the logarithm of the likelihood within which places count. */
const counted = 10;
/** How much better than most other places the best must be, in the same measure, for a front to be there at all. */
const leastTold = 9;
/** Places, one bin, that lie between two that count at most. */
const mostStride = 16;
/** Places that show the whole of a peak: each within a standard deviation of the next. */
const enoughPlaces = 6;

/** The best place and those about it that count, evenly spaced: as far apart as leaves enough of them. */
function countedPlaces(best: number, counts: (place: number) => boolean): number[] {
  for (let stride = mostStride; ; stride /= 2) {
    const places = [best];
    for (const direction of [-stride, stride])
      for (let place = best + direction; counts(place); place += direction) places.push(place);
    if (places.length >= enoughPlaces || stride === 1) return places;
  }
}

/** Places that count about the best, with their weights, and the front's depth by them. */
function posterior(
  models: FrontModels,
  { place: best, around: { merit }, usualMerit }: BestPlace,
): { readonly places: readonly number[]; readonly weights: readonly number[]; readonly front: FrontEstimate } {
  const { depths } = models;
  const spacing = depths[1]! - depths[0]!;
  const lowest = merit(best);
  const beside = [merit(best - 1), merit(best + 1)].filter((value) => value < Infinity);
  const curvature = Math.max(1e-9, beside.reduce((sum, value) => sum + value, 0) / beside.length - lowest);
  const places = countedPlaces(best, (place) => merit(place) - lowest < counted);
  const raw = places.map((place) => Math.exp(-0.5 * (merit(place) - lowest)));
  const sum = raw.reduce((total, value) => total + value, 0);
  const weights = raw.map((value) => value / sum);
  const depth = places.reduce((total, place, k) => total + weights[k]! * depths[place]!, 0);
  const square = places.reduce((total, place, k) => total + weights[k]! * (depths[place]! - depth) ** 2, 0);
  const bound = best <= 0 || best >= depths.length - 1;
  // Narrower than the spacing, the parabola about the best is what tells.
  const narrow = spacing / Math.sqrt(curvature);
  const vertex =
    bound || narrow > spacing
      ? depth
      : depths[best]! +
        (0.5 * spacing * (merit(best - 1) - merit(best + 1))) / (merit(best - 1) + merit(best + 1) - 2 * lowest);
  const stderr = Math.max(Math.sqrt(square), Math.min(narrow, spacing / 4));
  const flat = usualMerit - lowest < leastTold || stderr > 0.2 * (depths.at(-1)! - depths[0]!);
  return {
    places,
    weights,
    front: {
      value: narrow > spacing ? depth : vertex,
      stderr,
      unit: 'um',
      status: flat ? 'singular' : bound ? 'at-bound' : 'converged',
    },
  };
}

/** What a profile says with its front at one place. */
type PlaceEstimates = ProfileEstimates & Pick<DeconvolvedProfile, 'depthEdges'>;

/** Profiles brought together: means by weight, errors with what they differ by. @param profiles The top first. */
function together(
  model: DepthModel,
  top: DeconvolvedProfile,
  profiles: readonly PlaceEstimates[],
  weights: readonly number[],
): DeconvolvedProfile {
  const edges = model.shown.depthEdges;
  const over = (values: readonly number[], errors: readonly number[]): { value: number; stderr: number } => {
    const value = values.reduce((sum, each, k) => sum + weights[k]! * each, 0);
    const square = values.reduce((sum, each, k) => sum + weights[k]! * (errors[k]! ** 2 + (each - value) ** 2), 0);
    return { value, stderr: Math.sqrt(square) };
  };
  const values = profiles.map(({ depthEdges, concentration }) => spreadOnto(depthEdges, concentration, edges));
  const squares = profiles.map(({ depthEdges, stderr }) =>
    spreadOnto(
      depthEdges,
      stderr.map((error) => error * error),
      edges,
    ),
  );
  const bins = Array.from(top.layer, (_, j) =>
    over(
      values.map((each) => each[j]!),
      squares.map((each) => Math.sqrt(each[j]!)),
    ),
  );
  const areal = (of: (profile: PlaceEstimates) => ArealDensity): ArealDensity => {
    const each = profiles.map(of);
    const { value, stderr } = over(
      each.map((density) => density.value),
      each.map((density) => density.stderr),
    );
    return { ...each[0]!, value, stderr };
  };
  return {
    ...top,
    depthEdges: edges,
    concentration: Float64Array.from(bins, ({ value }) => value),
    stderr: Float64Array.from(bins, ({ stderr }) => stderr),
    layers: top.layers.map((_, k) => areal(({ layers }) => layers[k]!)),
    total: areal(({ total }) => total),
  };
}

/**
 * Profile and front of one spectrum: the layer's two pieces at each place of the front, places weighted by the marginal
 * likelihood of the counts, so that bands hold what is not known of the front.
 *
 * @param model Without a front: its bins are those of the profile.
 * @param near Where it was in the frame before. @default not known
 */
export function fitFront(
  model: DepthModel,
  models: FrontModels,
  data: GatheredSpectrum,
  lambda: number,
  near: number | undefined,
): FrontProfile {
  return profileAbout(model, models, data, lambda, bestPlace(models, placesOf(models, data, lambda), near));
}

/** The same, undefined where the counts do not tell of a front. */
export function fitFrontIfTold(
  model: DepthModel,
  models: FrontModels,
  data: GatheredSpectrum,
  lambda: number,
  near: number | undefined,
): FrontProfile | undefined {
  const best = bestPlace(models, placesOf(models, data, lambda), near);
  return best.usualMerit - best.around.merit(best.place) < leastTold
    ? undefined
    : profileAbout(model, models, data, lambda, best);
}

/** Profile and front about the most likely place. */
function profileAbout(
  model: DepthModel,
  models: FrontModels,
  data: GatheredSpectrum,
  lambda: number,
  best: BestPlace,
): FrontProfile {
  const { place, around } = best;
  const { places, weights, front } = posterior(models, best);
  const kept = places.flatMap((each, k) => (weights[k]! > 1e-3 || each === place ? [k] : []));
  const sum = kept.reduce((total, k) => total + weights[k]!, 0);
  const own = models.at(place);
  const top = profileOf(data, own, byTikhonov(data, own, { lambda, start: around.profile(place) }), {
    method: 'tikhonov',
    uncertainty: 'covariance',
  });
  // Beside it, the parabola about it says all.
  const parabola = parabolaAbout(data, top.fitted, 'expected');
  const profiles = kept.map((k): PlaceEstimates => {
    if (places[k] === place) return top;
    const by = models.at(places[k]!);
    const solution = parabola.solve(by, lambda, around.profile(places[k]!), true);
    return { ...estimatesBy(by, solution, data.monitorError, top.status), depthEdges: by.shown.depthEdges };
  });
  return {
    profile: {
      ...together(
        model,
        top,
        profiles,
        kept.map((k) => weights[k]! / sum),
      ),
      front,
    },
    place,
  };
}
