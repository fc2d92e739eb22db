import type { Rounds } from './group-knowledge.js';
import type { Group } from './groups.js';
import { pairTerms, termsOfPeak } from './window/pair-terms.js';
import type { KnownPair, KnownRatio, KnownTo } from './window/types.js';

/** Places of the two of a pair in their group; undefined where one of them is held, or is none of it. */
function placesOf({ members, pair }: Group, { lost, helped }: Rounds): readonly [number, number] | undefined {
  if (pair === undefined) return undefined;
  const [one, other] = pair.ids.map((id) => members.findIndex(({ track }) => track.id === id)) as [number, number];
  const isPlain = (k: number): boolean => k >= 0 && !lost[k]! && !helped[k]!;
  return isPlain(one) && isPlain(other) ? [one, other] : undefined;
}

/** A pair as a window is asked about it. */
export function pairOf(group: Group, rounds: Rounds, loosened: number): KnownPair | undefined {
  const { pair } = group;
  const peaks = placesOf(group, rounds);
  if (pair === undefined || peaks === undefined) return undefined;
  const couplings = pair.precision?.map((one, k) => (k % (pairTerms + 1) === 0 ? 0 : one / loosened ** 2));
  return { peaks, ratio: pair.ratio, couplings };
}

/** What is known of one of a pair by itself: as it is where all else is what it is expected to be. */
export function knownOfPair({ precision }: NonNullable<Group['pair']>, side: number): KnownTo {
  const known = (term: number): number => 1 / Math.sqrt(precision![term * (pairTerms + 1)]!);
  const first = side * termsOfPeak;
  return { center: known(first), fwhm: known(first + 1), eta: known(first + 2), skew: known(first + 3) };
}

/** Ratios of a group, that of the pair by what is known of it. */
export function withPair(
  ratios: readonly KnownRatio[],
  known: KnownPair,
  { precision }: NonNullable<Group['pair']>,
  loosened: number,
): KnownRatio[] {
  const { peaks, ratio } = known;
  const isOfPair = ({ peak, to }: KnownRatio): boolean => peaks.includes(peak) && peaks.includes(to);
  const own = ratios.find(isOfPair);
  const others = ratios.filter((one) => !isOfPair(one));
  const sigma = precision === undefined ? own?.sigma : loosened / Math.sqrt(precision.at(-1)!);
  return sigma === undefined ? others : [...others, { peak: peaks[0], to: peaks[1], ratio, sigma }];
}
