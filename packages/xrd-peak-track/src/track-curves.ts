import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { Doublet } from '@operando/peak-fit';
import { axialOf } from './optics.js';
import type { AxialDivergence } from './optics.js';
import { addPeakTo, firstAbove } from './peak-shape.js';
import type { PeakShape } from './peak-shape.js';
import { secondPeak } from './second-peak.js';
import type { Track } from './track-types.js';

/** Options of {@link trackCurves}. */
export interface TrackCurvesOptions {
  /** Two wavelengths; x is then two-theta in degrees. @default one wavelength */
  readonly doublet?: Doublet | undefined;
  /** As in tracking; x is then two-theta in degrees. @default none */
  readonly axialDivergence?: AxialDivergence | undefined;
  /** Frames x points, 1 where a point must not be used. @default none */
  readonly mask?: Uint8Array | undefined;
  /** Full widths to each side of a peak. @default 5 */
  readonly reach?: number | undefined;
}

/** Points about the peaks of a series, with what was fitted there; all of one length, in order of frames and x. */
export interface TrackCurves {
  /** From 0. */
  readonly frame: Float64Array;
  /** In the unit of the axis. */
  readonly x: Float64Array;
  /** As measured. */
  readonly intensity: Float64Array;
  /** Peaks, as they were fitted, on the ground. */
  readonly fitted: Float64Array;
  /** Polynomial of up to the third degree through what the peaks leave about them. */
  readonly ground: Float64Array;
}

const degree = 3;

/** Peaks of the tracks that are seen in a frame. */
function peaksIn(tracks: readonly Track[], frame: number): PeakShape[] {
  return tracks.flatMap(({ center, fwhm, eta, area, skew }) => {
    const at = center.values[frame]!;
    if (!Number.isFinite(at)) return [];
    const [width, share] = [fwhm.values[frame]!, eta.values[frame]!];
    return [{ center: at, fwhm: width, eta: share, area: area.values[frame]!, skew: skew?.values[frame] ?? 0 }];
  });
}

/** Ranges about peaks, joined where they overlap. */
function rangesOf(peaks: readonly PeakShape[], reach: number, doublet: Doublet | undefined): [number, number][] {
  const ranges: [number, number][] = [];
  for (const { center, fwhm } of peaks.toSorted((a, b) => a.center - b.center)) {
    const right = doublet === undefined ? center : secondPeak(doublet, center);
    const [from, to] = [center - reach * fwhm, right + reach * fwhm];
    const last = ranges.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else ranges.push([from, to]);
  }
  return ranges;
}

/** The polynomial that fits y best at t, from -1 to 1. */
function polynomial(t: Float64Array, y: Float64Array): Float64Array {
  const terms = Math.min(degree + 1, t.length);
  const matrix = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  t.forEach((at, i) => {
    for (let a = 0; a < terms; a++) {
      right[a]! += at ** a * y[i]!;
      for (let b = 0; b <= a; b++) matrix[a * terms + b]! += at ** (a + b);
    }
  });
  if (!choleskyInPlace(matrix, terms)) return t.map(() => y.reduce((sum, value) => sum + value, 0) / y.length);
  choleskySolveInPlace(matrix, terms, right);
  return t.map((at) => right.reduce((sum, each, a) => sum + each * at ** a, 0));
}

/**
 * Patterns about tracked peaks, and what tracking made of them, for plots of fits and of residuals.
 *
 * @param x Two-theta, Q or energy, increasing.
 * @param stack Row-major frames x points.
 */
export function trackCurves(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracks: readonly Track[],
  { doublet, axialDivergence, mask, reach = 5 }: TrackCurvesOptions = {},
): TrackCurves {
  const optics = { doublet, axial: axialOf(axialDivergence) };
  const axis = Float64Array.from(x);
  const points = axis.length;
  const rows: { frame: number[]; x: number[]; intensity: number[]; fitted: number[]; ground: number[] } = {
    frame: [],
    x: [],
    intensity: [],
    fitted: [],
    ground: [],
  };
  for (let frame = 0; frame < stack.length / points; frame++) {
    const peaks = peaksIn(tracks, frame);
    for (const [from, to] of rangesOf(peaks, reach, doublet)) {
      const kept: number[] = [];
      for (let i = firstAbove(axis, from); i < points && axis[i]! <= to; i++)
        if (mask?.[frame * points + i] !== 1) kept.push(i);
      if (kept.length === 0) continue;
      const at = Float64Array.from(kept, (i) => axis[i]!);
      const model = new Float64Array(kept.length);
      for (const peak of peaks) addPeakTo(at, model, peak, optics, 1, 0);
      const y = Float64Array.from(kept, (i) => stack[frame * points + i]!);
      const [middle, half] = [0.5 * (from + to), 0.5 * (to - from)];
      const t = at.map((value) => (value - middle) / half);
      const ground = polynomial(
        t,
        y.map((value, i) => value - model[i]!),
      );
      for (let i = 0; i < kept.length; i++) {
        rows.frame.push(frame);
        rows.x.push(at[i]!);
        rows.intensity.push(y[i]!);
        rows.fitted.push(model[i]! + ground[i]!);
        rows.ground.push(ground[i]!);
      }
    }
  }
  return {
    frame: Float64Array.from(rows.frame),
    x: Float64Array.from(rows.x),
    intensity: Float64Array.from(rows.intensity),
    fitted: Float64Array.from(rows.fitted),
    ground: Float64Array.from(rows.ground),
  };
}
