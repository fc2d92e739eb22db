import type { FrontModels } from './front-models.js';
import { byTikhonov } from './inversion.js';
import type { GatheredSpectrum } from './inversion.js';
import { parabolaAbout } from './spectrum-parabola.js';

/** Of inversions that places are compared by: a hundredth of what they differ by where it matters. */
const tolerance = 1e-5;
/** Steps tried about the best place, in places, and about one that is known to be near. */
const steps = [8, 4, 2, 1] as const;
const nearSteps = [2, 1] as const;
/** How often the parabola is made anew about a place that is better by it. */
const mostExpansions = 4;

/** Places in every frame that are looked at wherever its front was before: two to a resolution. */
function scanned({ coarse }: FrontModels): readonly number[] {
  return coarse.filter((_, k) => k % 4 === 0);
}

/** Places that are looked at more closely. */
const mostMinima = 4;

/** What is known of the places of one spectrum near one of them. */
interface PlacesAbout {
  /** The place whose fit is exact. */
  readonly about: number;
  /** Its expected counts. */
  readonly fitted: Float64Array;
  /** Minus twice the logarithm of the marginal likelihood of a place, by the parabola of the deviance about that fit. */
  readonly merit: (place: number) => number;
  /** The same as if concentrations might be negative: what is different by less than a few is not told. */
  readonly roughMerit: (place: number) => number;
  /** The profile at a place that was looked at. */
  readonly profile: (place: number) => Float64Array | undefined;
}

/** Places of one spectrum about any of them. */
export type Places = (about: number, start?: Float64Array) => PlacesAbout;

/** Expansions of the merit of one spectrum. */
export function placesOf(models: FrontModels, data: GatheredSpectrum, lambda: number): Places {
  return (about, begin) => {
    const { solution } = byTikhonov(data, models.at(about), { lambda, start: begin, tolerance });
    const parabola = parabolaAbout(data, solution.fitted, 'chord');
    const exact = solution.evidence();
    const profiles = new Map<number, Float64Array>();
    let last = solution.x;
    const by = (nonNegative: boolean): ((place: number) => number) => {
      const values = new Map<number, number>();
      const measure = (place: number): number => {
        const start = nonNegative ? (profiles.get(place) ?? last) : solution.x;
        const fit = parabola.solve(models.at(place), lambda, start, nonNegative);
        if (nonNegative) {
          last = fit.x;
          profiles.set(place, fit.x);
        }
        return fit.evidence();
      };
      let offset: number | undefined;
      return (place) => {
        if (place < 0 || place >= models.depths.length) return Infinity;
        if (place === about) return exact;
        offset ??= exact - measure(about);
        const value = values.get(place) ?? measure(place) + offset;
        values.set(place, value);
        return value;
      };
    };
    return {
      about,
      fitted: solution.fitted,
      merit: by(true),
      roughMerit: by(false),
      profile: (place) => (place === about ? solution.x : profiles.get(place)),
    };
  };
}

/** The most likely place, what is known about it, and the merit of most others. */
export interface BestPlace {
  readonly place: number;
  readonly around: PlacesAbout;
  readonly usualMerit: number;
}

/** Places that are better than their neighbours by a rough merit, the best of them first. */
function roughMinima(places: readonly number[], merit: (place: number) => number): number[] {
  const merits = places.map(merit);
  const isLeast = (k: number): boolean =>
    !(merits[k]! > (merits[k - 1] ?? Infinity)) && !(merits[k]! > (merits[k + 1] ?? Infinity));
  return [...places.keys()]
    .filter(isLeast)
    .toSorted((a, b) => merits[a]! - merits[b]!)
    .slice(0, mostMinima)
    .map((k) => places[k]!);
}

/**
 * The most likely place, by halving steps from the best of where it was before and those that roughly are better than their neighbours:
 * of two to a resolution, or, where nothing is known, of two to a bin. A front may have jumped: about where it was
 * there may be a place that is only better than its neighbours.
 */
export function bestPlace(models: FrontModels, places: Places, near: number | undefined): BestPlace {
  const all = scanned(models);
  const around = places(near ?? all[Math.floor(all.length / 2)]!);
  const usualMerit = all.map(around.roughMerit).toSorted((a, b) => a - b)[Math.floor(all.length / 2)]!;
  const best = roughMinima(near === undefined ? models.coarse : all, around.roughMerit).reduce(
    (a, b) => (around.merit(b) < around.merit(a) ? b : a),
    around.about,
  );
  return { ...refinedPlace(places, best, best === around.about ? around : undefined), usualMerit };
}

/** The best place about one, by halving steps. @param known What is known about it. */
export function refinedPlace(places: Places, about: number, known?: PlacesAbout): Omit<BestPlace, 'usualMerit'> {
  let around = known ?? places(about);
  for (let expansion = 0; ; expansion++) {
    const next = descend(around.merit, around.about, expansion === 0 ? steps : nearSteps);
    if (next === around.about || expansion === mostExpansions) return { place: next, around };
    around = places(next, around.profile(next));
  }
}

function descend(merit: (place: number) => number, about: number, by: readonly number[]): number {
  let best = about;
  for (const step of by) {
    for (;;) {
      const next = [best, best - step, best + step].reduce((a, b) => (merit(b) < merit(a) ? b : a));
      if (next === best) break;
      best = next;
    }
  }
  return best;
}
