import { median } from '@operando/numerics';
import type { LiveTrack, TrackPoint } from './live-track.js';
import type { Seen } from './random-walk.js';
import { isOwn } from './track-line.js';
import type { Dated } from './track-line.js';

/** Change of the logarithm of a ratio of areas from frame to frame that is usual. */
export const ratioChange = 0.015;

/** Points of each side that are heard. */
export const beside = 24;

/** Usual changes by which a shape may be off of which others are the only witnesses: it is in part their own. */
export const helpedBy = 2;

/** Whether nothing that was known before went into a point. */
export const isFree = ({ shapeKnown }: TrackPoint): boolean => shapeKnown.fwhm === Infinity;

/** Parameters of a shape, by what they are called here. */
const shapeNames = { width: 'fwhm', share: 'eta', skew: 'skew' } as const;
export type ShapeName = keyof typeof shapeNames;

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
export function seenOf(points: readonly Dated[], which: ShapeName): Seen[] {
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

/** Logarithms of the ratio of two areas where both stand by themselves; those whose shapes were helped share errors, and count where there are no others. */
export function ratiosOf(one: readonly Dated[], other: LiveTrack): Seen[] {
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
