import { statusOf } from '@operando/core';
import type { FrameData } from './frame-data.js';
import type { Group } from './groups.js';
import { shapeSpread } from './live-track.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { isBeyondChance } from './misfit.js';
import type { Optics } from './optics.js';
import { addPeakTo, reachOf } from './peak-shape.js';
import type { PeakShape } from './peak-shape.js';
import { secondPeak } from './second-peak.js';
import { asksForDegree } from './window-degree.js';
import type { KnownRatio, KnownTo, WindowData, WindowFit, WindowFitter, WindowPeak } from './window/types.js';

/** Settings of a walk that the fits of a frame need. */
export interface FitSettings extends Optics {
  readonly fitter: WindowFitter;
  readonly gate: number;
  readonly significance: number;
  /** Intensity that does not matter: a part of the noise where it is least. */
  readonly least: number;
  /** Width beyond which a thing is no peak. */
  readonly widest: number;
}

/** Widths between two centers below which a peak lies within another. */
const blendDistance = 0.7;
/** The same below which places and shares of the intensity that are known help, and shapes. */
const placeDistance = 1;
const shapeDistance = 1.3;
const helpDistance = 2.5;
/** Widths that differ by more do not blend: the broader is ground for the narrower. */
const comparable = 2.5;
/** Area in standard errors below which shape, and below which place, is helped by what was. */
const shapeSignificance = 12;
const placeSignificance = 6;
/** What is known of the shape of a new track, in widths and shares; half of it where it is weak. */
const anyShape = { fwhm: 0.5, eta: 0.35, skew: 0.5 };
/** Frames after which a shape counts as known. */
const knownShapes = 3;
/** Least error of a place that the last frames predict, in widths. */
const leastPlace = 0.01;
/** What is known of the ratio of two areas at the best, and how it fades with every frame. */
const ratioKnown = 0.03;
const ratioFades = 0.015;

/** A group fitted in one frame: a point for every member, in order. */
export interface GroupFit {
  readonly points: readonly TrackPoint[];
  readonly fit: WindowFit;
  readonly data: WindowData;
}

const isComparable = (one: LiveTrack, other: LiveTrack): boolean =>
  Math.max(one.fwhm, other.fwhm) < comparable * Math.min(one.fwhm, other.fwhm);

function nearestDistance(group: Group, k: number): number {
  const { track, prediction } = group.members[k]!;
  let least = Infinity;
  group.members.forEach((other, j) => {
    if (j === k || !isComparable(track, other.track)) return;
    least = Math.min(
      least,
      Math.abs(other.prediction.center - prediction.center) / (0.5 * (track.fwhm + other.track.fwhm)),
    );
  });
  return least;
}

/** Widths by which a center may miss its prediction whatever the errors: more where no other track could be meant. */
function slackOf(group: Group, k: number): number {
  const { track, prediction } = group.members[k]!;
  const clearance = group.members.reduce(
    (least, other, j) => (j === k ? least : Math.min(least, Math.abs(other.prediction.center - prediction.center))),
    Infinity,
  );
  return Math.min(0.9 * track.fwhm, Math.max(0.3 * track.fwhm, 0.4 * clearance));
}

/** Area in standard errors as the last frames have it. */
function usualStrength({ strengths }: LiveTrack): number {
  const last = strengths.slice(-3);
  return last.length === 0 ? Infinity : last.reduce((sum, one) => sum + one, 0) / last.length;
}

/** What is known of one member: `weak`, `faint` and `lost` as rounds of fitting have found it. */
function knownOf(
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
function ratiosOf(
  group: Group,
  distances: readonly number[],
  lost: readonly boolean[],
  loosened: number,
): KnownRatio[] {
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

/** A window with what other peaks put into it. */
function withGround(data: WindowData, others: readonly PeakShape[], settings: FitSettings): WindowData {
  const { doublet, least } = settings;
  const [from, to] = [data.x[0]!, data.x.at(-1)!];
  let ground: Float64Array | undefined;
  for (const peak of others) {
    const { center, area } = peak;
    if (!(area > 0)) continue;
    const last = doublet === undefined ? center : secondPeak(doublet, center);
    const reach = reachOf(peak, least);
    if (!(last > from - reach && center < to + reach)) continue;
    ground ??= new Float64Array(data.x.length);
    addPeakTo(data.x, ground, peak, settings, 1, least);
  }
  // Field by field: all windows have one layout.
  return ground === undefined ? data : { x: data.x, y: data.y, variance: data.variance, ground };
}

const reduced = ({ chiSquare, degreesOfFreedom }: WindowFit): number =>
  degreesOfFreedom > 0 ? chiSquare / degreesOfFreedom : Number.NaN;

const isMisfit = (fit: WindowFit): boolean => isBeyondChance(reduced(fit), fit.degreesOfFreedom);

/** Squares of standard deviations beyond which what was known is wrong, for so many of it. */
const tooFar = (count: number): number => count + 3 * Math.sqrt(2 * count) + 3;

/**
 * Fit a group where it is expected; members too far from their prediction are held in place and only their area is measured.
 *
 * @param others Peaks that are not of the group: they are taken as known.
 */
export function fitGroup(
  frame: FrameData,
  number: number,
  group: Group,
  settings: FitSettings,
  others: readonly PeakShape[] = [],
): GroupFit {
  const { fitter, gate, significance } = settings;
  const { members } = group;
  const data = withGround(frame.window(number, group.from, group.to), others, settings);
  const distances = members.map((_, k) => nearestDistance(group, k));
  const slack = members.map((_, k) => slackOf(group, k));
  const lost = members.map(() => false);
  const helped = members.map(() => false);
  const faint = members.map(({ track }) => track.shapes >= knownShapes && usualStrength(track) < placeSignificance);
  const weak = members.map(({ track }) => track.shapes >= knownShapes && usualStrength(track) < shapeSignificance);
  const degree = members.reduce((most, { track }) => Math.max(most, track.degree), 1);
  const asks = members.some(({ track }) => asksForDegree(track));
  let knowns: KnownTo[] = [];
  const attempt = (loosened = 1): WindowFit => {
    knowns = members.map((_, k) => {
      const { center, fwhm, eta, skew } = knownOf(group, k, helped[k]! ? 0 : distances[k]!, {
        weak: weak[k]! || faint[k]!,
        faint: faint[k]!,
        lost: lost[k]!,
      });
      return { center: loosened * center, fwhm: loosened * fwhm, eta: loosened * eta, skew: loosened * skew };
    });
    const nearness = distances.map((distance, k) => (helped[k]! ? 0 : distance));
    const ratios = ratiosOf(group, nearness, lost, loosened);
    const peaks = members.map(({ track, prediction }, k): WindowPeak => {
      return {
        center: prediction.center,
        fwhm: track.fwhm,
        eta: track.eta,
        skew: track.skew,
        area: Math.max(track.area, 0),
        reach: Math.min(1.5 * track.fwhm, gate * prediction.sigma + 1.1 * slack[k]!),
        knownTo: knowns[k]!,
      };
    });
    return fitter.fit(data, { peaks, ratios, degree, asks });
  };
  let fit = attempt();
  for (let round = 0; round < 4; round++) {
    let again = false;
    fit.peaks.forEach(({ center, centerError, fwhm, area, areaError }, k) => {
      const { track, prediction } = members[k]!;
      if (lost[k] || distances[k]! < blendDistance) return;
      const strength = area / areaError;
      const isKnown = track.shapes >= knownShapes;
      const allowed = gate * Math.sqrt(prediction.sigma ** 2 + centerError ** 2) + slack[k]!;
      const isNear = Math.abs(center - prediction.center) <= (helped[k]! ? 1.5 * track.fwhm : allowed);
      if (!(strength >= 1) || !isNear || fwhm > settings.widest) {
        // Near another it may have taken its place; with its own shape free a weak peak may wander: first what is known helps, then the center is held.
        if (distances[k]! < helpDistance && isKnown && !helped[k]) helped[k] = true;
        else if (!weak[k] && isKnown) weak[k] = true;
        else lost[k] = true;
        again = true;
      } else if (!faint[k] && isKnown && strength < placeSignificance) {
        faint[k] = true;
        again = true;
      } else if (!weak[k] && isKnown && strength < 0.6 * shapeSignificance) {
        weak[k] = true;
        again = true;
      }
    });
    if (!again) break;
    fit = attempt();
  }
  // What was known before may be wrong: then less of it counts.
  const terms = knowns.reduce((sum, { center }) => sum + (center > 0 && center < Infinity ? 3 : 0), 0);
  if (terms > 0 && (fit.penalty > tooFar(terms) || isMisfit(fit))) {
    const strict = knowns;
    const loose = attempt(20);
    if (fit.chiSquare - loose.chiSquare > 9) fit = loose;
    else knowns = strict;
  }
  const reducedChiSquare = reduced(fit);
  const misfits = isMisfit(fit);
  const points = fit.peaks.map((peak, k): TrackPoint => {
    const isBlended = distances[k]! < blendDistance && members[k]!.track.shapes > 0;
    const isSeen = !lost[k] && (isBlended || peak.area / peak.areaError >= significance);
    const status = !isSeen
      ? statusOf['not-visible']
      : peak.atBound
        ? statusOf['at-bound']
        : misfits
          ? statusOf.misfit
          : isBlended
            ? statusOf.held
            : statusOf.converged;
    const { center: centerKnown, fwhm, eta, skew } = knowns[k]!;
    // Written out: a copy of all fields by spreading is the slowest thing of a frame.
    return {
      center: peak.center,
      centerError: peak.centerError,
      fwhm: peak.fwhm,
      fwhmError: peak.fwhmError,
      eta: peak.eta,
      etaError: peak.etaError,
      skew: peak.skew,
      skewError: peak.skewError,
      area: peak.area,
      areaError: peak.areaError,
      atBound: peak.atBound,
      reducedChiSquare,
      status,
      centerKnown,
      shapeKnown: { fwhm, eta, skew },
      degree,
    };
  });
  return { points, fit, data };
}
