import type { Group } from './groups.js';
import { shapeSpread } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { asksForDegree } from './window-degree.js';
import type { KnownRatio, KnownTo } from './window/types.js';

/** Widths between two centers below which a peak lies within another. */
export const blendDistance = 0.7;
/** The same below which places and shares of the intensity that are known help, and shapes. */
const placeDistance = 1;
const shapeDistance = 1.3;
export const helpDistance = 2.5;
/** Widths that differ by more do not blend: the broader is ground for the narrower. */
const comparable = 2.5;
/** Area in standard errors below which shape, and below which place, is helped by what was. */
export const shapeSignificance = 12;
export const placeSignificance = 6;
/** What is known of the shape of a new track, in widths and shares; half of it where it is weak. */
const anyShape = { fwhm: 0.5, eta: 0.35, skew: 0.5 };
/** Frames after which a shape counts as known. */
export const knownShapes = 3;
/** Least error of a place that the last frames predict, in widths. */
const leastPlace = 0.01;
/** What is known of the ratio of two areas at the best, and how it fades with every frame. */
const ratioKnown = 0.03;
const ratioFades = 0.015;

const isComparable = (one: LiveTrack, other: LiveTrack): boolean =>
  Math.max(one.fwhm, other.fwhm) < comparable * Math.min(one.fwhm, other.fwhm);

function nearestDistance({ members }: Group, k: number): number {
  const { track, prediction } = members[k]!;
  let least = Infinity;
  for (let j = 0; j < members.length; j++) {
    const other = members[j]!;
    if (j === k || !isComparable(track, other.track)) continue;
    const apart = Math.abs(other.prediction.center - prediction.center);
    least = Math.min(least, apart / (0.5 * (track.fwhm + other.track.fwhm)));
  }
  return least;
}

/**
 * How far a center may miss its prediction on one side, whatever the errors: more where no other track could be meant.
 *
 * @param side -1 below, 1 above.
 */
function slackOf({ members }: Group, k: number, side: number): number {
  const { track, prediction } = members[k]!;
  let clearance = Infinity;
  for (let j = 0; j < members.length; j++) {
    const apart = side * (members[j]!.prediction.center - prediction.center);
    if (j !== k && apart >= 0) clearance = Math.min(clearance, apart);
  }
  return Math.min(0.9 * track.fwhm, Math.max(0.3 * track.fwhm, 0.4 * clearance));
}

/** Area in standard errors as the last frames have it. */
function usualStrength({ strengths }: LiveTrack): number {
  const from = Math.max(0, strengths.length - 3);
  let sum = 0;
  for (let k = from; k < strengths.length; k++) sum += strengths[k]!;
  return strengths.length === 0 ? Infinity : sum / (strengths.length - from);
}

/** What is known of one member: `weak`, `faint` and `lost` as rounds of fitting have found it. */
export function knownOf(
  group: Group,
  k: number,
  distance: number,
  is: { readonly weak: boolean; readonly faint: boolean; readonly lost: boolean },
): KnownTo {
  const { track, prediction, spread } = group.members[k]!;
  if (is.lost) return { center: 0, fwhm: 0, eta: 0, skew: 0 };
  const isKnown = track.shapes >= knownShapes;
  const isShape = isKnown && (is.weak || distance < shapeDistance);
  const center =
    track.static !== undefined && isKnown
      ? 0
      : isKnown && (distance < placeDistance || is.faint)
        ? Math.hypot(prediction.sigma, spread === undefined ? leastPlace * track.fwhm : 0)
        : Infinity;
  if (isShape) return { center, ...(spread ?? shapeSpread(track)) };
  if (isKnown) return { center, fwhm: Infinity, eta: Infinity, skew: anyShape.skew };
  // On ground that is not known to bend yet a weak peak would grow into it.
  const share = usualStrength(track) < shapeSignificance ? 0.5 : 1;
  return { center, fwhm: share * anyShape.fwhm * track.fwhm, eta: share * anyShape.eta, skew: anyShape.skew };
}

/** Ratios of areas that are known, of members that lie within each other; the strongest is the yardstick. */
export function ratiosOf(
  group: Group,
  distances: readonly number[],
  lost: readonly boolean[],
  loosened: number,
): KnownRatio[] {
  if (group.members.length < 2) return [];
  const within = group.members.flatMap(({ track }, k) =>
    distances[k]! < placeDistance && !lost[k]! && track.shapes >= knownShapes && track.area > 0 ? [k] : [],
  );
  const to = within.toSorted((a, b) => group.members[b]!.track.area - group.members[a]!.track.area)[0];
  if (to === undefined) return [];
  return within
    .filter((k) => k !== to)
    .map((peak) => {
      const known = group.ratioOf?.(group.members[peak]!, group.members[to]!);
      if (known !== undefined) return { peak, to, ratio: known.ratio, sigma: loosened * known.sigma };
      const [one, other] = [group.members[peak]!.track, group.members[to]!.track];
      const own = Math.min(0.5, Math.sqrt(one.areaVariance) / one.area);
      const fading = ratioFades * Math.sqrt(Math.max(one.blended, other.blended));
      return { peak, to, ratio: one.area / other.area, sigma: loosened * Math.hypot(ratioKnown, own, fading) };
    });
}

/** What is known of the members of a group, and what rounds of fitting find out. Lists grow one by one: what `map` makes is of another kind for the engine, and more of it is compiled. */
export interface Rounds {
  /** Widths to the nearest member. */
  readonly distances: number[];
  /** How far a center may miss its prediction, whatever the errors, to lower and to higher positions. */
  readonly slackBelow: number[];
  readonly slackAbove: number[];
  readonly lost: boolean[];
  readonly helped: boolean[];
  readonly faint: boolean[];
  readonly weak: boolean[];
  readonly degree: number;
  readonly asks: boolean;
}

/** A group before it is fitted in a frame. */
export function startRounds(group: Group, number: number): Rounds {
  const [distances, slackBelow, slackAbove]: [number[], number[], number[]] = [[], [], []];
  const [lost, helped, faint, weak]: [boolean[], boolean[], boolean[], boolean[]] = [[], [], [], []];
  let degree = 1;
  let asks = false;
  for (let k = 0; k < group.members.length; k++) {
    const { track } = group.members[k]!;
    const strength = track.shapes >= knownShapes ? usualStrength(track) : Infinity;
    distances.push(nearestDistance(group, k));
    slackBelow.push(slackOf(group, k, -1));
    slackAbove.push(slackOf(group, k, 1));
    lost.push(false);
    helped.push(false);
    faint.push(strength < placeSignificance);
    weak.push(strength < shapeSignificance);
    degree = Math.max(degree, track.degree);
    asks ||= asksForDegree(track, number);
  }
  return { distances, slackBelow, slackAbove, lost, helped, faint, weak, degree, asks };
}
