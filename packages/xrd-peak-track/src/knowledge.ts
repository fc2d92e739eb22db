import { median } from '@operando/numerics';
import { commonCourse } from './common-course.js';
import type { AreaRatio, Expected } from './groups.js';
import { shareChange, startTrack, widthChange } from './live-track.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { startMotion } from './motion.js';
import type { Course } from './motion.js';
import { motionBetween, restlessnessOf } from './motion-between.js';
import { between, changesOf } from './random-walk.js';
import type { Known, Likely, Seen } from './random-walk.js';
import { isOwn, meanOf, ownCourse, ownPoints } from './track-line.js';
import type { Dated } from './track-line.js';

/** What is known of tracks in a frame by what lies before and after. */
export interface Knowledge {
  asOf(this: void, track: LiveTrack, frame: number, own: TrackPoint): Expected;
  /** Area of one track in units of that of another; undefined where they do not stand apart anywhere near. */
  ratio(this: void, one: LiveTrack, other: LiveTrack, frame: number): AreaRatio | undefined;
}

/** Change of the logarithm of a ratio of areas from frame to frame that is usual. */
const ratioChange = 0.015;
/** Points of each side that are heard. */
const beside = 24;
/** Points nearest to a frame, on each side, whose areas are a start. */
const nearest = 6;
/** Usual changes by which a shape may be off of which others are the only witnesses: it is in part their own. */
const helpedBy = 2;
/** Least relative error of a ratio. */
const leastRatioError = 0.003;

/** Whether nothing that was known before went into a point. */
const isFree = ({ shapeKnown }: TrackPoint): boolean => shapeKnown.fwhm === Infinity;

/** How a track may change from frame to frame: standard deviations of its rate in widths, variances of its shape. */
interface Changes {
  readonly rate: readonly Likely[];
  readonly width: readonly Likely[];
  readonly share: readonly Likely[];
  readonly skew: readonly Likely[];
}

const shapeNames = { width: 'fwhm', share: 'eta', skew: 'skew' } as const;

/** Points on each side of one whose errors of widths, with its own, are its error. */
const alike = 3;

/**
 * Relative errors of widths: of each point that of the points around it in the middle. The error of a width depends on what the
 * noise made of it and of its share: by their own errors what came out narrow, or broad, would count for more.
 */
function widthErrors(points: readonly Dated[]): number[] {
  const own = points.map(({ point }) => point.fwhmError / point.fwhm);
  return own.map((one, k) => {
    const around = own.slice(Math.max(0, k - alike), k + alike + 1).filter((error) => error > 0 && error < Infinity);
    return one > 0 && one < Infinity ? median(around) : Number.NaN;
  });
}

/** A parameter of a shape in points that know its error. */
function seenOf(points: readonly Dated[], which: keyof typeof shapeNames): Seen[] {
  const name = shapeNames[which];
  const errorName = `${name}Error` as const;
  const isWidth = which === 'width';
  const middle = isWidth && points.length > 0 ? median(points.map(({ point }) => point.fwhm)) : 1;
  const relative = isWidth ? widthErrors(points) : [];
  return points.flatMap(({ frame, point }, k) => {
    const stderr = isWidth ? relative[k]! * middle : point[errorName];
    return stderr > 0 && stderr < Infinity ? [{ frame, value: point[name], variance: stderr ** 2 }] : [];
  });
}

function trackChanges(track: LiveTrack, common: Course): Changes {
  const own = ownCourse(track);
  const free = own.filter(({ point }) => isFree(point));
  return {
    rate: restlessnessOf(own, track.fwhm, common),
    width: changesOf(seenOf(free, 'width'), widthChange * track.fwhm),
    share: changesOf(seenOf(free, 'share'), shareChange),
    skew: changesOf(seenOf(free, 'skew'), shareChange),
  };
}

/** Logarithms of the ratio of two areas where both stand by themselves; those whose shapes were helped share errors, and count where there are no others. */
function ratiosOf(one: readonly Dated[], other: LiveTrack): Seen[] {
  const both = one.flatMap(({ frame, point }) => {
    const second = other.points.get(frame);
    if (second === undefined || !isOwn(second) || !(point.area > 0) || !(second.area > 0)) return [];
    const variance = (point.areaError / point.area) ** 2 + (second.areaError / second.area) ** 2;
    const isHelped = !isFree(point) || !isFree(second);
    return [{ frame, value: Math.log(point.area / second.area), variance, isHelped }];
  });
  const free = both.filter(({ isHelped }) => !isHelped);
  return free.length > 0 ? free : both;
}

/** Remembers how tracks change, as they were when they were first asked for. */
export function createKnowledge(tracks: readonly LiveTrack[], frames: number): Knowledge {
  let together: Course | undefined;
  const common = (): Course => (together ??= commonCourse(tracks, frames));
  const changes = new Map<LiveTrack, Changes>();
  const changesBy = (track: LiveTrack): Changes => {
    const known = changes.get(track) ?? trackChanges(track, common());
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
  const sides = [before, after] as const;
  const free = sides.map((side) => side.filter(({ point }) => isFree(point)));
  // Shapes that were helped by others are no witnesses of their own: where there is no other, the nearest speaks for all.
  const isHelped = free.every((side) => side.length === 0);
  const [shapesBefore, shapesAfter] = (isHelped ? sides.map((side) => side.slice(0, 1)) : free) as [Dated[], Dated[]];
  const shapeOf = (which: keyof typeof shapeNames): Known | undefined =>
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
