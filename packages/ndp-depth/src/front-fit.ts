import { learnSmoothing } from './adaptive-smoothing.js';
import { smoothedFronts } from './front-models.js';
import type { FrontModels } from './front-models.js';
import { invert } from './deconvolve.js';
import type { DeconvolvedProfile } from './deconvolve.js';
import type { DepthModel } from './depth-model.js';
import { byTikhonov } from './inversion.js';
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
/** Of inversions that places are compared by: a hundredth of what they differ by where it matters. */
const tolerance = 1e-5;
/** Steps tried about the best place, in places. */
const steps = [8, 4, 2, 1] as const;

/** Places in every frame that are looked at wherever its front was before: two to a resolution. */
function scanned({ coarse }: FrontModels): readonly number[] {
  return coarse.filter((_, k) => k % 4 === 0);
}

/** Places of one spectrum with what is known of them. */
interface Places {
  /** Minus twice the logarithm of the marginal likelihood of a place. */
  merit(place: number): number;
  /** The profile at a place that was looked at. */
  profile(place: number): Float64Array | undefined;
}

function placesOf(models: FrontModels, data: GatheredSpectrum, lambda: number): Places {
  const known = new Map<number, { readonly value: number; readonly x: Float64Array }>();
  let start: Float64Array | undefined;
  return {
    merit(place) {
      if (place < 0 || place >= models.depths.length) return Infinity;
      const before = known.get(place);
      if (before !== undefined) return before.value;
      const { solution } = byTikhonov(data, models.at(place), { lambda, start, tolerance });
      start = solution.x;
      const value = solution.evidence();
      known.set(place, { value, x: solution.x });
      return value;
    },
    profile: (place) => known.get(place)?.x,
  };
}

/**
 * The most likely place: of all coarse ones and where it was before, then by halving steps. A front may have jumped: about where it was
 * there may be a place that is only better than its neighbours.
 */
function bestPlace(models: FrontModels, merit: (place: number) => number, near: number | undefined): number {
  const { coarse } = models;
  const least = (places: readonly number[]): number => places.reduce((a, b) => (merit(b) < merit(a) ? b : a));
  return refinedPlace(merit, least(near === undefined ? coarse : [near, ...scanned(models)]));
}

/** The best place about one, by halving steps. */
function refinedPlace(merit: (place: number) => number, about: number): number {
  let best = about;
  for (const step of steps) {
    for (;;) {
      const next = [best, best - step, best + step].reduce((a, b) => (merit(b) < merit(a) ? b : a));
      if (next === best) break;
      best = next;
    }
  }
  return best;
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
  let places = spectra.map((data) => bestPlace(models, placesOf(models, data, lambda).merit, undefined));
  for (let round = 1; ; round++) {
    const learnt = learnSmoothing(
      places.map((place) => models.at(place)),
      spectra,
      lambda,
    );
    const smoothed = smoothedFronts(models, learnt);
    const merits = spectra.map((data) => placesOf(smoothed, data, learnt.lambda).merit);
    const moved = places.map((place, k) => refinedPlace(merits[k]!, place));
    const settled = moved.every((place, k) => place === places[k]);
    places = moved;
    if (settled || round === learningRounds) {
      const sumAt = (at: (k: number) => number): number => merits.reduce((sum, merit, k) => sum + merit(at(k)), 0);
      const meritOfOne = Math.min(...[...new Set(places)].map((place) => sumAt(() => place)));
      return { models: smoothed, lambda: learnt.lambda, merit: sumAt((k) => places[k]!), meritOfOne };
    }
  }
}

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

/** Strength of the smoothing beside a front, from sums of frames: squares of second differences over what the counts tell of them. */
export function frontStrength(models: FrontModels, spectra: readonly GatheredSpectrum[], before: number): number {
  let lambda = before;
  const nears: (number | undefined)[] = spectra.map(() => undefined);
  for (let round = 0; round < 2; round++) {
    let [squares, share] = [1e-12, 1e-6];
    for (const [f, data] of spectra.entries()) {
      const place = bestPlace(models, placesOf(models, data, lambda).merit, nears[f]);
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
