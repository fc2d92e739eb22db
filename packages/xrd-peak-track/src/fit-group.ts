import { statusOf } from '@operando/core';
import type { FrameData } from './frame-data.js';
import {
  blendDistance,
  helpDistance,
  knownOf,
  knownShapes,
  placeSignificance,
  ratiosOf,
  shapeSignificance,
  startRounds,
} from './group-knowledge.js';
import type { Rounds } from './group-knowledge.js';
import { knownOfPair, pairOf, withPair } from './group-pair.js';
import type { Group } from './groups.js';
import type { TrackPoint } from './live-track.js';
import { isBeyondChance } from './misfit.js';
import type { Optics } from './optics.js';
import type { PeakShape } from './peak-shape.js';
import { withGround } from './window-ground.js';
import type { KnownTo, WindowData, WindowFit, WindowFitter, WindowPeak } from './window/types.js';

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

/** A group fitted in one frame: a point for every member, in order. */
export interface GroupFit {
  readonly points: readonly TrackPoint[];
  readonly fit: WindowFit;
  readonly data: WindowData;
}

const reduced = ({ chiSquare, degreesOfFreedom }: WindowFit): number =>
  degreesOfFreedom > 0 ? chiSquare / degreesOfFreedom : Number.NaN;

const isMisfit = (fit: WindowFit): boolean => isBeyondChance(reduced(fit), fit.degreesOfFreedom);

/** Squares of standard deviations beyond which what was known is wrong, for so many of it. */
const tooFar = (count: number): number => count + 3 * Math.sqrt(2 * count) + 3;

/** A fit, and what was known of every member. */
interface Attempt {
  readonly fit: WindowFit;
  readonly knowns: readonly KnownTo[];
}

function attempt(data: WindowData, group: Group, rounds: Rounds, settings: FitSettings, loosened: number): Attempt {
  const { distances, slackBelow, slackAbove, lost, helped, faint, weak, degree, asks } = rounds;
  const knowns: KnownTo[] = [];
  const nearness: number[] = [];
  const peaks: WindowPeak[] = [];
  const pair = group.pair === undefined ? undefined : pairOf(group, rounds, loosened);
  for (let k = 0; k < group.members.length; k++) {
    const { track, prediction } = group.members[k]!;
    const most = 1.5 * track.fwhm;
    const byError = settings.gate * prediction.sigma;
    const distance = helped[k]! ? 0 : distances[k]!;
    const own =
      pair?.couplings !== undefined && pair.peaks.includes(k)
        ? knownOfPair(group.pair!, pair.peaks.indexOf(k))
        : knownOf(group, k, distance, { weak: weak[k]! || faint[k]!, faint: faint[k]!, lost: lost[k]! });
    const knownTo = {
      center: loosened * own.center,
      fwhm: loosened * own.fwhm,
      eta: loosened * own.eta,
      skew: loosened * own.skew,
    };
    knowns.push(knownTo);
    nearness.push(distance);
    peaks.push({
      center: prediction.center,
      fwhm: track.fwhm,
      eta: track.eta,
      skew: track.skew,
      area: Math.max(track.area, 0),
      below: Math.min(most, byError + 1.1 * slackBelow[k]!),
      above: Math.min(most, byError + 1.1 * slackAbove[k]!),
      knownTo,
    });
  }
  const known = ratiosOf(group, nearness, lost, loosened);
  const ratios = pair === undefined ? known : withPair(known, pair, group.pair!, loosened);
  return { fit: settings.fitter.fit(data, { peaks, ratios, degree, asks, pair }), knowns };
}

/** Members that a fit finds too weak, or not where they should be, get help or are held. @returns Whether there are some. */
function revise({ members }: Group, { peaks }: WindowFit, rounds: Rounds, settings: FitSettings): boolean {
  const { distances, slackBelow, slackAbove, lost, helped, faint, weak } = rounds;
  let again = false;
  for (let k = 0; k < members.length; k++) {
    const { track, prediction } = members[k]!;
    const { center, centerError, fwhm, area, areaError } = peaks[k]!;
    if (lost[k] || distances[k]! < blendDistance) continue;
    const strength = area / areaError;
    const isKnown = track.shapes >= knownShapes;
    const slack = center < prediction.center ? slackBelow[k]! : slackAbove[k]!;
    const allowed = settings.gate * Math.sqrt(prediction.sigma ** 2 + centerError ** 2) + slack;
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
  }
  return again;
}

/** The points of the members as the last attempt has them. */
function pointsOf({ members }: Group, { fit, knowns }: Attempt, rounds: Rounds, significance: number): TrackPoint[] {
  const reducedChiSquare = reduced(fit);
  const misfits = isMisfit(fit);
  const points: TrackPoint[] = [];
  for (let k = 0; k < members.length; k++) {
    const peak = fit.peaks[k]!;
    const isBlended = rounds.distances[k]! < blendDistance && members[k]!.track.shapes > 0;
    const isSeen = !rounds.lost[k] && (isBlended || peak.area / peak.areaError >= significance);
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
    points.push({
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
      degree: rounds.degree,
    });
  }
  return points;
}

/** Places that were known, thrice: what a penalty is expected to be at most grows with them. */
function termsOf(knowns: readonly KnownTo[]): number {
  let terms = 0;
  for (const { center } of knowns) if (center > 0 && center < Infinity) terms += 3;
  return terms;
}

/** Fits again at most, as members get help or are held. */
const mostRounds = 4;

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
  const data = withGround(frame.window(number, group.from, group.to), others, settings);
  const rounds = startRounds(group, number);
  let last = attempt(data, group, rounds, settings, 1);
  for (let round = 0; round < mostRounds && revise(group, last.fit, rounds, settings); round++)
    last = attempt(data, group, rounds, settings, 1);
  // What was known before may be wrong: then less of it counts.
  const terms = termsOf(last.knowns);
  if (terms > 0 && (last.fit.penalty > tooFar(terms) || isMisfit(last.fit))) {
    const loose = attempt(data, group, rounds, settings, 20);
    if (last.fit.chiSquare - loose.fit.chiSquare > 9) last = loose;
  }
  return { points: pointsOf(group, last, rounds, settings.significance), fit: last.fit, data };
}
