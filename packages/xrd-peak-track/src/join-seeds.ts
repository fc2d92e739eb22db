import type { JoinedSeed, TrackSeed } from './track-types.js';

/** Widths between two seeds below which nothing tells their peaks apart in every frame: one is followed. */
const apart = 1;

/** A seed of which what is not given is known. */
type WholeSeed = TrackSeed & { readonly fwhm: number };

/**
 * Keep the first of seeds that stand within a width of each other in the same frame: fits of two would exchange what they have, or
 * take each other's place.
 *
 * @param usual Width of seeds that have none of their own.
 * @param first Frame of seeds that have none.
 */
export function joinSeeds(
  given: readonly TrackSeed[],
  usual: number,
  first: number,
): { readonly seeds: readonly WholeSeed[]; readonly joined: readonly JoinedSeed[] } {
  const seeds: WholeSeed[] = [];
  const joined: JoinedSeed[] = [];
  for (const seed of given) {
    const { center, fwhm = usual, frame = first } = seed;
    const near = seeds.find(
      (one) => (one.frame ?? first) === frame && Math.abs(one.center - center) < apart * 0.5 * (one.fwhm + fwhm),
    );
    if (near === undefined) seeds.push({ ...seed, fwhm });
    else joined.push({ kept: near.center, left: center, fwhm: 0.5 * (near.fwhm + fwhm) });
  }
  return { seeds, joined };
}
