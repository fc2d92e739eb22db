import { finishSteps, finiteMedian, statusOf } from '@operando/core';
import type { Measured, Steps } from '@operando/core';
import { refitDefaults } from './defaults.js';
import { createFrameData } from './frame-data.js';
import type { FrameData } from './frame-data.js';
import { expectDivergence } from './optics.js';
import type { RefitOptions } from './refit-options.js';
import { refitPeak } from './refit-peak.js';
import type { HeldShape } from './refit-peak.js';
import { put, trackColumn } from './track-types.js';
import type { Track, TrackColumn } from './track-types.js';

/**
 * Fit tracked peaks again, each alone and freely in a wide window of constant
 * width: what tracking finds, measured as one would by hand. Only frames in
 * which a track stands out of the noise are fitted; where the fit fails (status
 * `failed`) the frame is left out.
 */
export function refitTracks(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracks: readonly Track[],
  options: RefitOptions,
): Track[] {
  return finishSteps(refitTracksSteps(x, stack, tracks, options));
}

/** {@link refitTracks} in steps: one after each fit; what is told are fits of tracks in frames. @throws as {@link refitTracks}. */
export function* refitTracksSteps(
  x: ArrayLike<number>,
  stack: Float64Array,
  tracks: readonly Track[],
  options: RefitOptions,
): Steps<Track[]> {
  const data = createFrameData(x, stack, options.sigma ?? 'counts', undefined, options.mask);
  expectDivergence(options.axialDivergence, options.profile ?? refitDefaults.profile);
  const times = options.commonWidth === true ? 2 : 1;
  const total = times * tracks.reduce((sum, { frames }) => sum + frames.length, 0);
  let done = 0;
  const refitted: Track[] = [];
  for (const track of tracks) {
    const steps = refitSteps(data, track, options);
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) yield { done: ++done, total };
    refitted.push(step.value);
  }
  return refitted;
}

/** What all frames have in common: the mean of what was fitted in each, weighted by the errors. */
function meanOf(column: TrackColumn): Measured {
  let [weight, sum] = [0, 0];
  column.values.forEach((value, frame) => {
    const error = column.stderr[frame]!;
    if (!Number.isFinite(value) || !(error > 0 && error < Infinity)) return;
    weight += 1 / (error * error);
    sum += value / (error * error);
  });
  return { value: sum / weight, stderr: 1 / Math.sqrt(weight) };
}

/** One track fitted again, a step after each of its frames. */
function* refitSteps(data: FrameData, track: Track, options: RefitOptions): Generator<void, Track, void> {
  const free = yield* measureSteps(data, track, options);
  if (options.commonWidth !== true || free.frames.length === 0) return free;
  const [fwhm, eta] = [meanOf(free.fwhm), meanOf(free.eta)];
  const skew = free.skew === undefined ? { value: 0, stderr: 0 } : meanOf(free.skew);
  // No frame has a width with an error: nothing is common.
  if (!Number.isFinite(fwhm.value)) return free;
  // A share that ended on its bound in every frame has no error.
  const share = Number.isFinite(eta.value) ? eta : { value: finiteMedian(free.eta.values), stderr: Number.NaN };
  const parts =
    free.parts === undefined
      ? undefined
      : { gaussian: meanOf(free.parts.gaussian), lorentzian: meanOf(free.parts.lorentzian) };
  const held = { fwhm: fwhm.value, eta: share.value, skew: Number.isFinite(skew.value) ? skew.value : 0 };
  const again = yield* measureSteps(data, track, options, held);
  for (const frame of again.frames) {
    put(again.fwhm, frame, fwhm);
    put(again.eta, frame, share);
    if (again.skew !== undefined) put(again.skew, frame, skew);
    if (again.parts !== undefined && parts !== undefined) {
      put(again.parts.gaussian, frame, parts.gaussian);
      put(again.parts.lorentzian, frame, parts.lorentzian);
    }
  }
  return again;
}

/** One track fitted in each of its frames. @param held Its shape, where that is the same in all. */
function* measureSteps(
  data: FrameData,
  track: Track,
  options: RefitOptions,
  held?: HeldShape,
): Generator<void, Track, void> {
  const { halfWindow, profile = refitDefaults.profile } = options;
  const like = ({ name, unit }: TrackColumn): TrackColumn => trackColumn(name, unit, data.frames);
  const [center, fwhm, area, eta] = [like(track.center), like(track.fwhm), like(track.area), like(track.eta)];
  const isSplit = profile === 'split-pseudo-voigt';
  const skew = isSplit ? trackColumn('skew', '1', data.frames) : undefined;
  const partOf = (name: string): TrackColumn => trackColumn(name, track.fwhm.unit, data.frames);
  const parts = isSplit ? undefined : { gaussian: partOf('gaussian_fwhm'), lorentzian: partOf('lorentzian_fwhm') };
  const reducedChiSquare = new Float64Array(data.frames).fill(Number.NaN);
  const status = track.status.slice();
  const done: number[] = [];
  let middle = track.center.values[track.frames[0]!]!;
  for (const frame of track.frames) {
    status[frame] = statusOf.failed;
    const near = track.center.values[frame]!;
    const width = track.fwhm.values[frame]!;
    const begin = { fwhm: width, eta: 0.5, skew: track.skew?.values[frame] ?? 0 };
    const peak = refitPeak(data.window(frame, middle - halfWindow, middle + halfWindow), near, begin, options, held);
    if (peak.isConverged && !(Math.abs(peak.center.value - near) > width)) {
      put(center, frame, peak.center);
      put(fwhm, frame, peak.fwhm);
      put(area, frame, peak.area);
      put(eta, frame, peak.eta);
      if (skew !== undefined) put(skew, frame, peak.skew);
      if (parts !== undefined) {
        put(parts.gaussian, frame, peak.gaussian);
        put(parts.lorentzian, frame, peak.lorentzian);
      }
      reducedChiSquare[frame] = peak.reducedChiSquare;
      status[frame] = statusOf.converged;
      done.push(frame);
      middle = peak.center.value;
    }
    yield;
  }
  const { skew: _skew, parts: _parts, ...rest } = track;
  const measured = {
    center,
    fwhm,
    area,
    eta,
    ...(skew === undefined ? {} : { skew }),
    ...(parts === undefined ? {} : { parts }),
  };
  return { ...rest, ...measured, reducedChiSquare, status, frames: Int32Array.from(done) };
}
