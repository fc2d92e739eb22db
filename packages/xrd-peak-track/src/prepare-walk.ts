import { median } from '@operando/numerics';
import { findPeaks } from '@operando/peak-fit';
import { areRootsOfCounts, errorsOf } from './counts.js';
import { findDarkFrames } from './dark-frames.js';
import { trackPeaksDefaults } from './defaults.js';
import { excludeRanges, expectPointsLeft } from './excluded.js';
import { createFrameData, emptyFrames } from './frame-data.js';
import type { FrameData } from './frame-data.js';
import { joinSeeds } from './join-seeds.js';
import { startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { axialOf, expectDivergence } from './optics.js';
import { scatterErrors } from './scatter-errors.js';
import { createPeakSearch } from './search.js';
import type { JoinedSeed, TrackPeakStackOptions } from './track-types.js';
import type { WalkSettings } from './walk-settings.js';
import { createWindowFitter } from './window/fit-window.js';
/** Frames that are summed where widths are looked for, and places in the series where that is done. */
const summed = 8;
const places = 5;

/** Typical width of the peaks, points: of the narrow ones, for humps are wide. */
function typicalWidth(data: FrameData, dark: Uint8Array): number {
  const { x } = data;
  const spacing = (x.at(-1)! - x[0]!) / (x.length - 1);
  const bright = Array.from(dark.keys()).filter((frame) => dark[frame] === 0);
  const stride = Math.max(1, Math.floor(bright.length / places));
  const widths: number[] = [];
  for (let from = 0; from < bright.length; from += stride) {
    const some = bright.slice(from, from + Math.min(summed, stride));
    const y = new Float64Array(x.length);
    const variance = new Float64Array(x.length);
    for (const frame of some) {
      data.y(frame).forEach((value, i) => (y[i]! += value));
      data.variance(frame).forEach((value, i) => (variance[i]! += value));
    }
    for (const { fwhm } of findPeaks(x, y, { sigma: variance.map(Math.sqrt), smoothing: 2, threshold: 12 }))
      widths.push(fwhm / spacing);
  }
  if (widths.length === 0) return 8;
  const sorted = widths.toSorted((a, b) => a - b);
  const narrow = sorted[sorted.length >> 2]!;
  return median(Float64Array.from(sorted.filter((width) => width <= 3 * narrow)));
}

/** Frames of a series in which peaks need not be looked for in every one: the way back finds when they began. */
const longSeries = 200;
/** Part of the noise below which tails of peaks do not matter. */
const unimportant = 0.1;

/** Noise of a pattern where it is low: a tenth of its points have less. */
function quietNoise(data: FrameData, dark: Uint8Array): number {
  const bright = Array.from(dark.keys()).filter((frame) => dark[frame] === 0);
  const variance = data.variance(bright[bright.length >> 1] ?? 0).toSorted();
  return Math.sqrt(variance[Math.floor(0.1 * variance.length)]!);
}

/** Typical widths beyond which a thing is no peak but ground. */
const widestPeak = 4.5;
/** A prominence, from the highest to the lowest of many points, spans more noise than a box above its sides. */
const boxesOf = 0.7;
/** What a walk through the frames begins with. */
export interface PreparedWalk {
  readonly data: FrameData;
  /** 1 for frames without beam. */
  readonly dark: Uint8Array;
  readonly settings: WalkSettings;
  /** Tracks that were asked for. */
  readonly start: readonly LiveTrack[];
  readonly joined: readonly JoinedSeed[];
}

/**
 * Look at a stack as a whole: its noise, frames without beam, and how wide its peaks are.
 *
 * @throws OperandoError as `trackPeakStack`.
 */
export function prepareWalk(x: ArrayLike<number>, stack: Float64Array, options: TrackPeakStackOptions): PreparedWalk {
  const {
    seeds,
    doublet,
    staticLines = [],
    gate = trackPeaksDefaults.gate,
    significance = trackPeaksDefaults.significance,
    detection = trackPeaksDefaults.detection,
    confirm = trackPeaksDefaults.confirm,
    maxGap = trackPeaksDefaults.maxGap,
    darkLevel = trackPeaksDefaults.darkLevel,
    window = trackPeaksDefaults.window,
    profile = trackPeaksDefaults.profile,
  } = options;
  expectPointsLeft(x, options.exclude ?? [], options.range);
  const mask = excludeRanges(x, stack.length / x.length, options.exclude ?? [], options.mask);
  const sigma = options.sigma ?? errorsOf(stack, x.length, mask);
  // The roots of counts are lower where there are fewer counts than expected: their own likelihood does not take that for exactness.
  const isCounts = typeof sigma === 'object' && areRootsOfCounts(stack, sigma, mask);
  const deviations = isCounts
    ? 'counts'
    : sigma === 'scatter'
      ? (scatterErrors(stack, x.length, mask) ?? 'counts')
      : sigma;
  const data = createFrameData(x, stack, deviations, options.range, mask);
  const empty = emptyFrames(data);
  const dark = findDarkFrames(stack, x.length, darkLevel, mask).map((isDark, frame) => isDark | empty[frame]!);
  const bright = dark.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
  const spacing = (data.x.at(-1)! - data.x[0]!) / (data.x.length - 1);
  const width = options.fwhm === undefined ? typicalWidth(data, dark) : options.fwhm / spacing;
  const axial = axialOf(expectDivergence(options.axialDivergence, profile));
  const settings: WalkSettings = {
    fitter: createWindowFitter({ doublet, axial, profile, poisson: deviations === 'counts' }),
    search: createPeakSearch(data.x, width),
    least: unimportant * quietNoise(data, dark),
    widest: widestPeak * width * spacing,
    doublet,
    axial,
    gate,
    significance,
    auto: options.auto ?? seeds === undefined,
    threshold: boxesOf * detection,
    // A series shorter than the confirmation takes is confirmed by what there is.
    confirm: [Math.min(confirm[0], bright), confirm[1]],
    maxGap,
    staticLines,
    short: bright <= confirm[0],
    window,
    everyFrames: bright > longSeries ? 2 : 1,
  };
  const firstBright = Math.max(0, dark.indexOf(0));
  const named = joinSeeds(seeds ?? [], width * spacing, firstBright);
  const start = named.seeds.map(({ center, fwhm, frame = firstBright }, id) => {
    const track = startTrack(id, frame, center, fwhm, heightAt(data, frame, center) * fwhm);
    track.confirmed = true;
    track.isSeed = true;
    if (staticLines.some((line) => Math.abs(line - center) < 0.6 * fwhm)) track.static = center;
    return track;
  });
  return { data, dark, settings, start, joined: named.joined };
}

function heightAt(data: FrameData, frame: number, center: number): number {
  const { y } = data.window(frame, center, center);
  const lowest = y.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = y.reduce((most, value) => Math.max(most, value), -Infinity);
  return highest > lowest ? highest - lowest : 1;
}
