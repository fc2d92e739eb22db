import type { FrontModels } from './front-models.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';

/** Of inversions that places are compared by: a hundredth of what they differ by where it matters. */
const tolerance = 1e-5;
/** Steps tried about the best place, in places. */
const steps = [8, 4, 2, 1] as const;

/** Places in every frame that are looked at wherever its front was before: two to a resolution. */
export function scanned({ coarse }: FrontModels): readonly number[] {
  return coarse.filter((_, k) => k % 4 === 0);
}

/** Places of one spectrum with what is known of them. */
export interface Places {
  /** Minus twice the logarithm of the marginal likelihood of a place. */
  readonly merit: (place: number) => number;
  /** The profile at a place that was looked at. */
  readonly profile: (place: number) => Float64Array | undefined;
}

export function placesOf(models: FrontModels, data: GatheredSpectrum, lambda: number): Places {
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
export function bestPlace(models: FrontModels, merit: (place: number) => number, near: number | undefined): number {
  const { coarse } = models;
  const least = (places: readonly number[]): number => places.reduce((a, b) => (merit(b) < merit(a) ? b : a));
  return refinedPlace(merit, least(near === undefined ? coarse : [near, ...scanned(models)]));
}

/** The best place about one, by halving steps. */
export function refinedPlace(merit: (place: number) => number, about: number): number {
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
