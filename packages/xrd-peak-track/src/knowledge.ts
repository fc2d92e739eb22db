import { commonCourse } from './common-course.js';
import type { AreaRatio, Expected } from './groups.js';
import { shareChange, startTrack, widthChange } from './live-track.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { startMotion } from './motion.js';
import type { Course } from './motion.js';
import { motionBetween, restlessnessOfAll } from './motion-between.js';
import { between, changesOf } from './random-walk.js';
import type { Known, Likely } from './random-walk.js';
import { beside, helpedBy, isFree, ratioChange, ratiosOf, seenOf } from './shapes-seen.js';
import type { ShapeName } from './shapes-seen.js';
import { pairWays } from './pair-ways.js';
import type { PairWay } from './smooth-blend.js';
import { isOwn, meanOf, ownCourse, ownPoints } from './track-line.js';
import type { Dated } from './track-line.js';

/** What is known of tracks in a frame by what lies before and after. */
export interface Knowledge {
  asOf(this: void, track: LiveTrack, frame: number, own: TrackPoint): Expected;
  /** Area of one track in units of that of another; undefined where they do not stand apart anywhere near. */
  ratio(this: void, one: LiveTrack, other: LiveTrack, frame: number): AreaRatio | undefined;
  /** How two tracks may move from one frame to another, by what lies before and after; empty where there is nothing. */
  ways(this: void, pair: readonly [LiveTrack, LiveTrack], from: number, to: number): PairWay[];
  /** What all peaks do together. */
  course(this: void): Course;
}

/** Points nearest to a frame, on each side, whose areas are a start. */
const nearest = 6;
/** Least relative error of a ratio. */
const leastRatioError = 0.003;

/** How a track may change from frame to frame: standard deviations of its rate in widths, variances of its shape. */
interface Changes {
  readonly rate: readonly Likely[];
  readonly width: readonly Likely[];
  readonly share: readonly Likely[];
  readonly skew: readonly Likely[];
}

function trackChanges(track: LiveTrack, rate: readonly Likely[]): Changes {
  const own = ownCourse(track);
  const free = own.filter(({ point }) => isFree(point));
  return {
    rate,
    width: changesOf(seenOf(free, 'width'), widthChange * track.fwhm),
    share: changesOf(seenOf(free, 'share'), shareChange),
    skew: changesOf(seenOf(free, 'skew'), shareChange),
  };
}

/** How much the rate of each track may change. */
function ratesOf(tracks: readonly LiveTrack[], common: Course): ReadonlyMap<LiveTrack, readonly Likely[]> {
  const known = restlessnessOfAll(
    tracks.map((track) => ({ points: ownCourse(track), width: track.fwhm })),
    common,
  );
  return new Map(tracks.map((track, k) => [track, known[k]!]));
}

/** Remembers how tracks change, as they were when they were first asked for. */
export function createKnowledge(tracks: readonly LiveTrack[], frames: number): Knowledge {
  let together: Course | undefined;
  const common = (): Course => (together ??= commonCourse(tracks, frames));
  const changes = new Map<LiveTrack, Changes>();
  let rates: ReadonlyMap<LiveTrack, readonly Likely[]> | undefined;
  const changesBy = (track: LiveTrack): Changes => {
    rates ??= ratesOf(tracks, common());
    const known = changes.get(track) ?? trackChanges(track, rates.get(track)!);
    changes.set(track, known);
    return known;
  };
  const ofRatios = new Map<LiveTrack, Map<LiveTrack, readonly Likely[]>>();
  const ratioChangesOf = (one: LiveTrack, other: LiveTrack): readonly Likely[] => {
    const ofOne = ofRatios.get(one) ?? new Map<LiveTrack, readonly Likely[]>();
    const known = ofOne.get(other) ?? changesOf(ratiosOf(ownCourse(one), other), ratioChange);
    ofRatios.set(one, ofOne.set(other, known));
    return known;
  };
  return {
    course: common,
    ways: (pair, from, to) => pairWays(pair, [from, to], (track) => changesBy(track).rate, common()),
    asOf: (track, frame, own) => asOf(track, frame, own, changesBy(track), common()),
    ratio(one, other, frame) {
      const [before, after] = [
        ratiosOf(ownPoints(one, frame, -1, beside), other),
        ratiosOf(ownPoints(one, frame, 1, beside), other),
      ];
      const known = between(before, after, frame, ratioChangesOf(one, other));
      return known === undefined
        ? undefined
        : { ratio: Math.exp(known.value), sigma: Math.hypot(Math.sqrt(known.variance), leastRatioError) };
    },
  };
}

/** A track as it is in a frame by what lies before and after. */
function asOf(track: LiveTrack, frame: number, own: TrackPoint, changes: Changes, common: Course): Expected {
  const before = ownPoints(track, frame, -1, beside);
  const after = ownPoints(track, frame, 1, beside);
  // On ground that did not bend enough yet a shape is in part the ground's.
  const sides = [before, after].map((side) => side.filter(({ point }) => point.degree >= track.degree));
  const free = sides.map((side) => side.filter(({ point }) => isFree(point)));
  // Shapes that were helped by others are no witnesses of their own: where there is no other, the nearest speaks for all.
  const isHelped = free.every((side) => side.length === 0);
  const [shapesBefore, shapesAfter] = (isHelped ? sides.map((side) => side.slice(0, 1)) : free) as [Dated[], Dated[]];
  const shapeOf = (which: ShapeName): Known | undefined =>
    between(seenOf(shapesBefore, which), seenOf(shapesAfter, which), frame, changes[which]);
  const [width, share, skew] = [shapeOf('width'), shapeOf('share'), shapeOf('skew')];
  const doubt = (usual: number): number => (isHelped ? helpedBy * usual : 0);
  const near = [...before.slice(0, nearest), ...after.slice(0, nearest)];
  const area = meanOf(
    near,
    frame,
    (point) => point.area,
    (point) => point.areaError,
    0.02 * Math.abs(own.area),
  );
  const state = startTrack(track.id, frame, own.center, own.fwhm, Math.max(own.area, 0));
  Object.assign(state, {
    fwhm: width?.value ?? track.fwhm,
    eta: share?.value ?? own.eta,
    skew: skew?.value ?? own.skew,
    area: area?.value ?? Math.max(own.area, 0),
    areaVariance: area?.variance ?? own.area ** 2,
    shapes: near.length >= 3 ? 10 : track.shapes,
    degree: track.degree,
    strengths: [own.area / own.areaError],
    blended: Math.min(...near.map(({ frame: at }) => Math.abs(at - frame)), 20),
    motion: startMotion(frame, own.center, own.centerError || 0.1 * own.fwhm, 0),
  });
  if (track.static !== undefined) state.static = track.static;
  const spread = {
    fwhm: Math.hypot(Math.sqrt(width?.variance ?? (0.1 * track.fwhm) ** 2), doubt(widthChange * track.fwhm)),
    eta: Math.hypot(Math.sqrt(share?.variance ?? 0.1), doubt(shareChange)),
    skew: Math.hypot(Math.sqrt(skew?.variance ?? 0.1), doubt(shareChange)),
  };
  if (track.static !== undefined)
    return { track: state, prediction: { center: track.static, sigma: 0.02 * track.fwhm, velocity: 0 }, spread };
  // What stands by itself is where it was found.
  const known = isOwn(own) ? undefined : motionBetween(before, after, frame, state.fwhm, changes.rate, common);
  const prediction = known ?? { center: own.center, sigma: Math.max(own.centerError, 0.05 * own.fwhm), velocity: 0 };
  return { track: state, prediction, spread };
}
