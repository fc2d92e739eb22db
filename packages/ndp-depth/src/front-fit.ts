import type { FrontModels } from './front-models.js';
import { invert } from './deconvolve.js';
import type { DeconvolvedProfile } from './deconvolve.js';
import type { DepthModel } from './depth-model.js';
import { bestPlace, placesOf, scanned } from './front-places.js';
import type { Places } from './front-places.js';
import type { GatheredSpectrum } from './inversion.js';
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
/** Places that count about the best, with their weights, and the front's depth by them. */
function posterior(
  models: FrontModels,
  merit: (place: number) => number,
  best: number,
): { readonly places: readonly number[]; readonly weights: readonly number[]; readonly front: FrontEstimate } {
  const { depths } = models;
  const spacing = depths[1]! - depths[0]!;
  const lowest = merit(best);
  // Curvature about the best says how far apart places must be to show the whole of it in a dozen.
  const curvature = Math.max(1e-9, 0.5 * (Math.min(1e6, merit(best - 1)) + Math.min(1e6, merit(best + 1))) - lowest);
  const stride = Math.max(1, Math.min(8, Math.round(1 / Math.sqrt(curvature))));
  const places = [best];
  for (const direction of [-1, 1]) {
    for (let place = best + direction * stride; merit(place) - lowest < counted; place += direction * stride)
      places.push(place);
  }
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
  const flat = usualMerit(models, merit) - lowest < leastTold || stderr > 0.2 * (depths.at(-1)! - depths[0]!);
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

/** Profiles brought together: means by weight, errors with what they differ by. */
function together(
  model: DepthModel,
  profiles: readonly DeconvolvedProfile[],
  weights: readonly number[],
): DeconvolvedProfile {
  const top = profiles[0]!;
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
  const areal = (of: (profile: DeconvolvedProfile) => ArealDensity): ArealDensity => {
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
  const places = placesOf(models, data, lambda);
  return profileAbout(model, models, data, { lambda, places, place: bestPlace(models, places.merit, near) });
}

/** The same, undefined where the counts do not tell of a front. */
export function fitFrontIfTold(
  model: DepthModel,
  models: FrontModels,
  data: GatheredSpectrum,
  lambda: number,
  near: number | undefined,
): FrontProfile | undefined {
  const places = placesOf(models, data, lambda);
  const place = bestPlace(models, places.merit, near);
  return usualMerit(models, places.merit) - places.merit(place) < leastTold
    ? undefined
    : profileAbout(model, models, data, { lambda, places, place });
}

/** Merit of most places. */
function usualMerit(models: FrontModels, merit: (place: number) => number): number {
  const others = scanned(models).map(merit);
  return others.toSorted((a, b) => a - b)[Math.floor(others.length / 2)]!;
}

/** Profile and front about the most likely place. */
function profileAbout(
  model: DepthModel,
  models: FrontModels,
  data: GatheredSpectrum,
  { lambda, places: all, place }: { readonly lambda: number; readonly places: Places; readonly place: number },
): FrontProfile {
  const { places, weights, front } = posterior(models, all.merit, place);
  const kept = places.flatMap((each, k) => (weights[k]! > 1e-3 || each === place ? [k] : []));
  const sum = kept.reduce((total, k) => total + weights[k]!, 0);
  const profiles = kept.map((k) => invert(data, models.at(places[k]!), { lambda, start: all.profile(places[k]!) }));
  return {
    profile: {
      ...together(
        model,
        profiles,
        kept.map((k) => weights[k]! / sum),
      ),
      front,
    },
    place,
  };
}
