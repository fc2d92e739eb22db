import type { Gaussian, Said } from './gaussian.js';
import { shareChange, widthChange } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import type { Course, Motion } from './motion.js';
import { motionOf } from './motion-between.js';
import { filter, tried, weigh } from './random-walk.js';
import type { Known, Likely, Seen } from './random-walk.js';
import { beside, helpedBy, isFree, ratioChange, ratiosOf, seenOf } from './shapes-seen.js';
import type { ShapeName } from './shapes-seen.js';
import { motions, size } from './smooth-blend.js';
import type { PairWay } from './smooth-blend.js';
import { ownCourse, ownPoints } from './track-line.js';

/** Weight below which ways are not reckoned with. */
const leastWeight = 1e-3;

/** A term of a pair, but no center: what was seen of it on both sides, and all along. */
interface Term {
  readonly before: readonly Seen[];
  readonly after: readonly Seen[];
  readonly course: readonly Seen[];
  /** Change from frame to frame that is usual. */
  readonly usual: number;
  /** Variance by which it is off besides. */
  readonly doubt: number;
  /** Where nothing was seen. */
  readonly fallback: Known;
}

/** Terms of the shape of a track. */
function shapeTerms(track: LiveTrack, from: number, to: number): Term[] {
  const sides = [ownPoints(track, from, -1, beside), ownPoints(track, to, 1, beside)] as const;
  const free = sides.map((side) => side.filter(({ point }) => isFree(point)));
  // Shapes that were helped by others are no witnesses of their own: where there is no other, the nearest speaks for all.
  const isHelped = free.every((side) => side.length === 0);
  const [before, after] = isHelped ? sides.map((side) => side.slice(0, 1)) : free;
  const course = ownCourse(track).filter(({ point }) => isFree(point));
  const term = (which: ShapeName, usual: number, fallback: Known): Term => ({
    before: seenOf(before!, which),
    after: seenOf(after!, which),
    course: seenOf(course, which),
    usual,
    doubt: isHelped ? (helpedBy * usual) ** 2 : 0,
    fallback,
  });
  return [
    term('width', widthChange * track.fwhm, { value: track.fwhm, variance: (0.1 * track.fwhm) ** 2 }),
    term('share', shareChange, { value: track.eta, variance: 0.1 }),
    term('skew', shareChange, { value: track.skew, variance: 0.1 }),
  ];
}

/** The term of the ratio of areas; undefined where nothing is known of it. */
function ratioTermOf(one: LiveTrack, other: LiveTrack, from: number, to: number): Term | undefined {
  const before = ratiosOf(ownPoints(one, from, -1, beside), other);
  const after = ratiosOf(ownPoints(one, to, 1, beside), other);
  if (before.length === 0 && after.length === 0) return undefined;
  const course = ratiosOf(ownCourse(one), other);
  return { before, after, course, usual: ratioChange, doubt: 0, fallback: { value: 0, variance: 1 } };
}

/** What a side says of a term in a frame. */
function sideOf({ doubt }: Term, side: readonly Seen[], frame: number, perFrame: number): Known | undefined {
  const { known } = filter(side.toReversed(), perFrame);
  if (known === undefined) return undefined;
  const variance = known.variance + perFrame * Math.abs(frame - side[0]!.frame) + doubt;
  return { value: known.value, variance };
}

/** How a track may move. */
interface Moves {
  readonly weight: number;
  readonly perFrame: number;
  readonly approach: Motion;
  readonly departure: Motion;
}

function movesOf(track: LiveTrack, from: number, to: number, rates: readonly Likely[], common: Course): Moves[] {
  return rates.flatMap(({ change, weight }) => {
    const motion = (side: 1 | -1, frame: number): Motion | undefined =>
      motionOf(ownPoints(track, frame, side, beside), frame, track.fwhm, change, common);
    const [approach, departure] = [motion(-1, from), motion(1, to)];
    const perFrame = (change * track.fwhm) ** 2;
    return approach === undefined || departure === undefined ? [] : [{ weight, perFrame, approach, departure }];
  });
}

/** What is known of all numbers in the first frame, by the approach. */
function startOf(moves: readonly Moves[], terms: readonly Term[], level: number, from: number): Gaussian {
  const mean = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  moves.forEach(({ approach }, side) => {
    const [place, rate] = [2 * side, 2 * side + 1];
    [mean[place], mean[rate]] = [approach.center, approach.velocity];
    covariance[place * size + place] = approach.centerVariance;
    covariance[place * size + rate] = approach.covariance;
    covariance[rate * size + place] = approach.covariance;
    covariance[rate * size + rate] = approach.velocityVariance;
  });
  terms.forEach((term, k) => {
    const place = motions + k;
    // Nothing but what comes after tells it: what is known there says how far off it may be.
    const known = sideOf(term, term.before, from, (level * term.usual) ** 2);
    const { value, variance } = known ?? { ...term.fallback, variance: 1e4 * term.fallback.variance };
    const isUnknown = known === undefined && term.after.length === 0;
    mean[place] = value;
    covariance[place * size + place] = isUnknown ? term.fallback.variance : variance;
  });
  return { mean, covariance };
}

/** What the departure says of the last frame. */
function endOf(moves: readonly Moves[], terms: readonly Term[], level: number, to: number): Said | undefined {
  const at = new Float64Array(size);
  const precision = new Float64Array(size * size);
  for (const [side, { departure }] of moves.entries()) {
    const { center, velocity, centerVariance, covariance, velocityVariance } = departure;
    const determinant = centerVariance * velocityVariance - covariance * covariance;
    if (!(determinant > 0)) return undefined;
    const [place, rate] = [2 * side, 2 * side + 1];
    [at[place], at[rate]] = [center, velocity];
    precision[place * size + place] = velocityVariance / determinant;
    precision[place * size + rate] = -covariance / determinant;
    precision[rate * size + place] = -covariance / determinant;
    precision[rate * size + rate] = centerVariance / determinant;
  }
  terms.forEach((term, k) => {
    const place = motions + k;
    const known = sideOf(term, term.after, to, (level * term.usual) ** 2);
    if (known === undefined) return;
    at[place] = known.value;
    precision[place * size + place] = 1 / known.variance;
  });
  return { of: Array.from({ length: size }, (_, k) => k), at, precision, pull: new Float64Array(size) };
}

/**
 * Ways in which two tracks may move and change from one frame to another, by what lies before and after. All terms of the shapes
 * and the ratio of the areas change alike, in units of what is usual of each: together they tell better whether they do at all.
 */
export function pairWays(
  pair: readonly [LiveTrack, LiveTrack],
  [from, to]: readonly [number, number],
  rateOf: (track: LiveTrack) => readonly Likely[],
  common: Course,
): PairWay[] {
  const ratio = ratioTermOf(...pair, from, to);
  if (ratio === undefined) return [];
  const terms = [...pair.flatMap((track) => shapeTerms(track, from, to)), ratio];
  const levels = weigh(
    tried,
    tried.map((level) =>
      terms.reduce((sum, { course, usual }) => sum + filter(course, (level * usual) ** 2).logLikelihood, 0),
    ),
  );
  const [first, second] = pair.map((track) => movesOf(track, from, to, rateOf(track), common));
  const ways: PairWay[] = [];
  for (const one of first!)
    for (const other of second!)
      for (const { change: level, weight } of levels) {
        const all = one.weight * other.weight * weight;
        if (all < leastWeight) continue;
        const walks = terms.map(({ usual }) => (level * usual) ** 2);
        const end = endOf([one, other], terms, level, to);
        if (end === undefined) continue;
        const start = startOf([one, other], terms, level, from);
        const changes = Float64Array.from([0, one.perFrame, 0, other.perFrame, ...walks]);
        ways.push({ weight: all, changes, start, end });
      }
  return ways;
}
