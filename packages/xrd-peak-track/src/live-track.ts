import { statusOf } from '@operando/core';
import { memory, predict } from './motion.js';
import type { Prediction, Sighting } from './motion.js';
import type { WindowPeakFit } from './window-fit.js';

/** What a fit says of one track in one frame. */
export interface TrackPoint extends WindowPeakFit {
  readonly reducedChiSquare: number;
  /** Byte of `converged`, `held` or `not-visible`. */
  readonly status: number;
}

/** A track while it grows. */
export interface LiveTrack {
  id: number;
  readonly points: Map<number, TrackPoint>;
  /** Frames in which most of its points are masked. */
  readonly hidden: Set<number>;
  /** Last sightings in the direction of time that is being walked. */
  sightings: Sighting[];
  /** Smoothed shape and area of clean sightings. */
  fwhm: number;
  eta: number;
  area: number;
  /** Clean sightings that went into these. */
  shapes: number;
  misses: number;
  confirmed: boolean;
  readonly firstSeen: number;
  lastSeen: number;
  seen: number;
  end: 'series' | 'lost' | 'merged';
  parent?: number;
  /** Center of a line that does not move. */
  static?: number;
  /** Frames in a row in which one peak explains this and its neighbour better than two. */
  mergeVotes: number;
  splitVotes: number;
}

/** A track at its first sighting. */
export function startTrack(id: number, frame: number, center: number, fwhm: number, area: number): LiveTrack {
  return {
    id,
    points: new Map(),
    hidden: new Set(),
    sightings: [{ frame, center, stderr: 0.1 * fwhm }],
    fwhm,
    eta: 0.5,
    area,
    shapes: 0,
    misses: 0,
    confirmed: false,
    firstSeen: frame,
    lastSeen: frame,
    seen: 0,
    end: 'series',
    mergeVotes: 0,
    splitVotes: 0,
  };
}

/** Where it will be in a frame. */
export function predictTrack(track: LiveTrack, frame: number): Prediction {
  if (track.static !== undefined) return { center: track.static, sigma: 0.02 * track.fwhm, velocity: 0 };
  return predict(track.sightings, frame, track.fwhm);
}

/** Enter a point; sightings and shape follow what was clean. */
export function enterPoint(track: LiveTrack, frame: number, point: TrackPoint): void {
  track.points.set(frame, point);
  if (point.status === statusOf['not-visible']) {
    track.misses++;
    return;
  }
  track.misses = 0;
  track.seen++;
  track.lastSeen = frame;
  // What the search said of this very frame gives way to what the fit says.
  if (track.sightings.at(-1)?.frame === frame) track.sightings.pop();
  track.sightings.push({ frame, center: point.center, stderr: point.centerError });
  if (track.sightings.length > memory) track.sightings.shift();
  if (point.status !== statusOf.converged || !(point.fwhmError > 0)) return;
  // The mean of the first sightings, then a running mean over some ten.
  const share = Math.max(0.1, 1 / (track.shapes + 1));
  track.fwhm += share * (point.fwhm - track.fwhm);
  track.eta += share * (Math.min(1, Math.max(0, point.eta)) - track.eta);
  track.area += share * (point.area - track.area);
  track.shapes++;
}
