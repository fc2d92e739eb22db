import { statusOf } from '@operando/core';
import { nought, observe, predict, startMotion, surprise } from './motion.js';
import type { Motion, Prediction } from './motion.js';
import type { WindowPeakFit } from './window/types.js';

/** What a fit says of one track in one frame. */
export interface TrackPoint extends WindowPeakFit {
  readonly reducedChiSquare: number;
  /** Byte of `converged`, `held`, `misfit`, `at-bound` or `not-visible`. */
  readonly status: number;
  /** Standard deviation of the prediction that went into the center; Infinity where none did, 0 where it was held. */
  readonly centerKnown: number;
  /** The same of the shape. */
  readonly shapeKnown: { readonly fwhm: number; readonly eta: number; readonly skew: number };
  /** Degree of the background it was fitted on. */
  readonly degree: number;
}

/** A number that changes slowly, and its variance. */
export interface Slow {
  readonly value: number;
  readonly variance: number;
}

/** Standard deviations of what is known of a shape. */
export interface ShapeSpread {
  readonly fwhm: number;
  readonly eta: number;
  readonly skew: number;
}

/** A track while it grows. */
export interface LiveTrack {
  id: number;
  readonly points: Map<number, TrackPoint>;
  /** Frames in which most of its points are masked. */
  readonly hidden: Set<number>;
  /** Frames whose points were found when those of its neighbours stood already. */
  readonly late: Set<number>;
  /** Frames in which another was fitted beside it that turned out to be none. */
  readonly freed: Set<number>;
  /** In the direction of time that is being walked. */
  motion: Motion;
  /** Shape as the last frames have it. */
  fwhm: number;
  fwhmVariance: number;
  eta: number;
  etaVariance: number;
  skew: number;
  skewVariance: number;
  area: number;
  areaVariance: number;
  /** Clean sightings that went into these. */
  shapes: number;
  /** Area in standard errors in the last frames, the latest last. */
  strengths: number[];
  /** Frames since it was clear of others. */
  blended: number;
  misses: number;
  confirmed: boolean;
  /** Named by the caller: it waits at its place until it is seen. */
  isSeed?: boolean;
  readonly firstSeen: number;
  lastSeen: number;
  seen: number;
  end: 'series' | 'lost' | 'merged';
  parent?: number;
  /** Track that it was seen to split from. */
  splitFrom?: LiveTrack;
  /** Frames from which on it is something else than before: one of two, or two in one. */
  readonly cuts: number[];
  /** Track of the same peak before it was out of sight for long. */
  sameAs?: number;
  /** Center of a line that does not move. */
  static?: number;
  /** Frames in a row in which one peak explains this and its neighbour better than two. */
  mergeVotes: number;
  /** Where these began, and that neighbour. */
  mergeFrom: number;
  /** By how much two explained better, in chi2, since then, in how many frames, and the last of these. */
  meeting: { readonly excess: number; readonly frames: number; readonly last: number };
  mergeInto?: LiveTrack;
  splitVotes: number;
  /** Degree of the background below it, and what its windows asked for: sums of standardised bends and turns. */
  degree: number;
  bends: number;
  turns: number;
  asked: number;
}

/** Frames in which a track is seen, in order. */
export function seenFrames({ points }: LiveTrack): number[] {
  const frames: number[] = [];
  for (const [frame, { status }] of points) if (status !== statusOf['not-visible']) frames.push(frame);
  return frames.sort((a, b) => a - b);
}

/** Change of the width from frame to frame that is taken for granted, in widths; of the shares. */
export const widthChange = 0.01;
export const shareChange = 0.02;
/** Standard deviations of what is not known yet. */
const anyWidth = 0.4;
const anyShare = 0.3;
/** Share of which nothing is known. */
const anyEta = 0.5;
/** The same of a place and of a rate, in widths. */
const anyPlace = 0.15;
const anyRate = 0.12;

/** A track at its first sighting. */
export function startTrack(id: number, frame: number, center: number, fwhm: number, area: number): LiveTrack {
  const none = nought();
  return {
    id,
    points: new Map(),
    hidden: new Set(),
    late: new Set(),
    freed: new Set(),
    cuts: [],
    motion: startMotion(frame, center, anyPlace * fwhm, anyRate * fwhm),
    fwhm,
    fwhmVariance: (anyWidth * fwhm) ** 2,
    eta: anyEta,
    etaVariance: anyShare ** 2,
    skew: none,
    skewVariance: anyShare ** 2,
    area,
    areaVariance: area ** 2,
    shapes: 0,
    strengths: [],
    blended: 0,
    misses: 0,
    confirmed: false,
    firstSeen: frame,
    lastSeen: frame,
    seen: 0,
    end: 'series',
    mergeVotes: 0,
    mergeFrom: 0,
    meeting: { excess: 0, frames: 0, last: -1 },
    splitVotes: 0,
    degree: 1,
    bends: none,
    turns: none,
    asked: 0,
  };
}

/** Where it will be in a frame. */
export function predictTrack(track: LiveTrack, frame: number): Prediction {
  if (track.static !== undefined) return { center: track.static, sigma: 0.02 * track.fwhm, velocity: 0 };
  return predict(track.motion, frame, track.fwhm);
}

/** Strengths that are remembered, and the sum of them over its error at which a track is seen though each is weak. */
const memory = 8;
const together = 4.4;
/** What one of them counts for at most: a peak that was strong does not vouch for one that is gone. */
const most = 3;

/** Whether the last frames together show a peak. */
export function isSeenTogether(strengths: readonly number[]): boolean {
  const last = strengths.slice(-memory);
  return (
    last.length >= 3 && last.reduce((sum, one) => sum + Math.min(most, one), 0) / Math.sqrt(last.length) >= together
  );
}

/** Enter a point; motion and shape follow what was clean. */
export function enterPoint(track: LiveTrack, frame: number, point: TrackPoint): void {
  track.points.set(frame, point);
  const strength = point.area / point.areaError;
  track.strengths.push(strength);
  if (track.strengths.length > memory) track.strengths.shift();
  const isVisible = point.status !== statusOf['not-visible'];
  if (isVisible || (strength > 2 && point.centerKnown < Infinity && isSeenTogether(track.strengths)))
    moveTrack(track, frame, point);
  if (!isVisible && track.isSeed === true && track.seen === 0) {
    track.motion = startMotion(frame, track.motion.center, 0.15 * track.fwhm, 0.05 * track.fwhm);
    return;
  }
  if (!isVisible) {
    if (isSeenTogether(track.strengths)) track.misses = 0;
    else track.misses++;
    return;
  }
  track.misses = 0;
  track.seen++;
  track.lastSeen = frame;
  if (Number.isNaN(point.fwhmError)) {
    // It is not what it was taken for: what it became is where the next begins.
    track.fwhm = point.fwhm;
    track.fwhmVariance = (anyWidth * point.fwhm) ** 2;
    track.shapes = 0;
    return;
  }
  // The width of one that lies beyond where its center could go is not that of a peak.
  if (point.status === statusOf.held || !(point.fwhmError > 0) || Number.isNaN(point.centerError)) {
    track.blended++;
    return;
  }
  track.blended = 0;
  learnShape(track, point);
}

/** Least information of a center's own that can tell of a jump, in that of what was known of it. */
const leastOwn = 0.5;

/** What was known of the center beforehand is not learnt again. */
function moveTrack(track: LiveTrack, frame: number, point: TrackPoint): void {
  if (track.static === undefined && Number.isNaN(point.centerError)) {
    // It lies beyond where it could be looked for: its rate has changed, and is not known.
    track.motion = startMotion(frame, point.center, anyPlace * track.fwhm, anyRate * track.fwhm);
    return;
  }
  if (track.static !== undefined || !(point.centerError > 0)) return;
  const { center, sigma } = predictTrack(track, frame);
  if (point.centerKnown === Infinity) {
    track.motion = observe(track.motion, frame, point.center, point.centerError, track.fwhm);
    return;
  }
  const own = 1 / point.centerError ** 2 - 1 / point.centerKnown ** 2;
  if (!(own > 1e-3 / (sigma * sigma))) return;
  const place = (point.center / point.centerError ** 2 - center / point.centerKnown ** 2) / own;
  // What is too weak to be seen by itself tells of no jump, nor does what is mostly what was known.
  const isJump = (place - center) ** 2 > surprise * (sigma * sigma + 1 / own);
  const isFaint = point.status === statusOf['not-visible'] || own * point.centerKnown ** 2 < leastOwn;
  if (isJump && isFaint) return;
  track.motion = observe(track.motion, frame, place, 1 / Math.sqrt(own), track.fwhm);
}

/**
 * A value that a fit brings on. What was known before is taken out of it first.
 *
 * @param known Standard deviation of what went into the fit; Infinity where nothing did.
 * @param scale Relative error that the value would have were it as before: narrow peaks seem better known than broad ones, and would pull.
 */
function learn(before: Slow, change: number, value: number, stderr: number, known: number, scale: number): Slow {
  if (!(stderr > 0)) return before;
  const information = 1 / stderr ** 2 - (known < Infinity ? 1 / known ** 2 : 0);
  if (!(information > 0)) return before;
  const own = known < Infinity ? (value / stderr ** 2 - before.value / known ** 2) / information : value;
  const noise = scale / information;
  const variance = before.variance + change ** 2;
  const gain = variance / (variance + noise);
  return { value: before.value + gain * (own - before.value), variance: (1 - gain) * variance };
}

function learnShape(track: LiveTrack, point: TrackPoint): void {
  const { fwhm, eta, skew } = track;
  const known = point.shapeKnown;
  const ratio = Math.min(2, Math.max(0.5, fwhm / point.fwhm)) ** 3;
  const width = learn(
    { value: fwhm, variance: track.fwhmVariance },
    widthChange * fwhm,
    point.fwhm,
    point.fwhmError,
    known.fwhm,
    ratio,
  );
  // An error that is not known, at an end of the range, is that of any share.
  const shareError = point.etaError > 0 ? point.etaError : anyShare;
  const share = learn({ value: eta, variance: track.etaVariance }, shareChange, point.eta, shareError, known.eta, 1);
  const side = learn(
    { value: skew, variance: track.skewVariance },
    shareChange,
    point.skew,
    point.skewError,
    known.skew,
    1,
  );
  track.fwhm = Math.min(2 * fwhm, Math.max(0.5 * fwhm, width.value));
  track.fwhmVariance = width.variance;
  track.eta = Math.min(1, Math.max(0, share.value));
  track.etaVariance = share.variance;
  track.skew = side.value;
  track.skewVariance = side.variance;
  const part = Math.max(0.3, 1 / (track.shapes + 1));
  track.area += part * (point.area - track.area);
  track.areaVariance = (1 - part) ** 2 * track.areaVariance + part ** 2 * point.areaError ** 2;
  track.shapes++;
}

/** Standard deviation of a width, in widths, that was found on ground which turned out to bend. */
const otherGround = 0.2;

/** What is known of a shape was in part the ground's, which turns out to be another: it is learnt anew. */
export function doubtShape(track: LiveTrack): void {
  track.fwhmVariance = Math.max(track.fwhmVariance, (otherGround * track.fwhm) ** 2);
  track.eta = anyEta;
  track.etaVariance = anyShare ** 2;
}

/** How well shape is known, a frame on. */
export function shapeSpread(track: LiveTrack): ShapeSpread {
  const frames = 1 + track.blended;
  return {
    fwhm: Math.sqrt(track.fwhmVariance + frames * (widthChange * track.fwhm) ** 2),
    eta: Math.sqrt(track.etaVariance + frames * shareChange ** 2),
    skew: Math.sqrt(track.skewVariance + frames * shareChange ** 2),
  };
}
