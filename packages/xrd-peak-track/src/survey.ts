import type { Steps } from '@operando/core';
import { addPeaksTo } from './alike-peaks.js';
import type { FrameData } from './frame-data.js';
import { startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { startMotion } from './motion.js';
import type { PeakShape } from './peak-shape.js';
import type { FoundPeak } from './search.js';
import { walkAloneSteps } from './walk-alone.js';
import { usualUnitArea } from './walk-settings.js';
import type { WalkSettings } from './walk-settings.js';
import type { WindowFit } from './window/types.js';

/** Frames in the smallest sum, and what larger ones hold of these; the last holds all. */
const smallest = 16;
const levels = [1, 4, Infinity];
/** Area in standard errors of a peak in a sum, in units of the least significance of the search, for it to be believed. */
const believed = 0.9;
/** Peaks are drawn further in sums, where the noise is less. */
const finer = 0.2;
/** Degree of the ground below a peak in a sum: humps stand out there. */
const groundDegree = 3;

/** Frames added up: what was measured, what the tracks explain, and the variance. */
interface Sum {
  readonly frames: readonly number[];
  readonly y: Float64Array;
  readonly model: Float64Array;
  readonly variance: Float64Array;
}

function addTo(sum: Float64Array, values: Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
}

function addFrames(
  data: FrameData,
  frames: readonly number[],
  tracks: readonly LiveTrack[],
  settings: WalkSettings,
): Sum {
  const n = data.x.length;
  const sum: Sum = { frames, y: new Float64Array(n), model: new Float64Array(n), variance: new Float64Array(n) };
  const { y, model, variance } = sum;
  for (const frame of frames) {
    addTo(y, data.y(frame));
    addTo(variance, data.variance(frame));
  }
  for (const track of tracks) {
    const peaks: PeakShape[] = [];
    for (const frame of frames) {
      const point = track.points.get(frame);
      if (point !== undefined && point.area > 0) peaks.push(point);
    }
    addPeaksTo(data.x, model, peaks, settings, finer * settings.least);
  }
  return sum;
}

function join(sums: readonly Sum[]): Sum {
  const [first, ...others] = sums as [Sum, ...Sum[]];
  const [y, model, variance] = [first.y.slice(), first.model.slice(), first.variance.slice()];
  for (const other of others) {
    addTo(y, other.y);
    addTo(model, other.model);
    addTo(variance, other.variance);
  }
  return { frames: sums.flatMap(({ frames }) => frames), y, model, variance };
}

/** A find in a sum may not be what fits of stronger peaks leave over. */
function isNew({ center, height }: FoundPeak, { frames }: Sum, tracks: readonly LiveTrack[]): boolean {
  return tracks.every((track) => {
    let top = 0;
    let nearest = Infinity;
    for (const frame of frames) {
      const point = track.points.get(frame);
      if (point === undefined) continue;
      top += Math.max(0, point.area) / (usualUnitArea * point.fwhm);
      nearest = Math.min(nearest, Math.abs(point.center - center) / point.fwhm);
    }
    return nearest > 1.2 && (nearest > 4 || height > 0.1 * top) && (nearest > 12 || height > 0.01 * top);
  });
}

/** The find fitted in its sum, or undefined where it is no peak. */
function believe(data: FrameData, sum: Sum, found: FoundPeak, settings: WalkSettings): WindowFit | undefined {
  const margin = settings.window * found.fwhm;
  const keep = (_: number, i: number): boolean =>
    Math.abs(data.x[i]! - found.center) <= margin && sum.variance[i]! < Infinity;
  const window = {
    x: data.x.filter(keep),
    y: sum.y.filter(keep),
    variance: sum.variance.filter(keep),
    ground: sum.model.filter(keep),
  };
  if (window.x.length < 12) return undefined;
  const { center, fwhm, height } = found;
  const knownTo = { center: Infinity, fwhm: 0.25 * fwhm, eta: 0.15, skew: 0.3 };
  const peak = {
    center,
    fwhm,
    eta: 0.5,
    skew: 0,
    area: usualUnitArea * height * fwhm,
    below: fwhm,
    above: fwhm,
    knownTo,
  };
  const fit = settings.fitter.fit(window, { peaks: [peak], degree: groundDegree });
  const [own] = fit.peaks;
  const isPeak =
    fit.converged &&
    own!.area / own!.areaError >= believed * settings.threshold &&
    !own!.atBound &&
    own!.fwhm < settings.widest;
  return isPeak ? fit : undefined;
}

/** A track from a find in a sum, followed both ways from the middle of its frames. */
function* followBothWays(
  data: FrameData,
  dark: Uint8Array,
  id: number,
  { frames }: Sum,
  fit: WindowFit,
  all: readonly LiveTrack[],
  settings: WalkSettings,
): Steps<LiveTrack | undefined> {
  const [peak] = fit.peaks as [WindowFit['peaks'][0]];
  const middle = frames[frames.length >> 1]!;
  const make = (): LiveTrack => {
    const track = startTrack(id, middle, peak.center, peak.fwhm, peak.area / frames.length);
    track.motion = startMotion(middle, peak.center, 0.25 * peak.fwhm, (0.7 * peak.fwhm) / frames.length);
    track.fwhmVariance = peak.fwhmError ** 2;
    track.eta = peak.eta;
    track.shapes = 3;
    track.confirmed = true;
    track.degree = 2;
    track.strengths = Array.from({ length: 8 }, () => peak.area / peak.areaError / Math.sqrt(frames.length));
    return track;
  };
  const forward = make();
  yield* walkAloneSteps(data, dark, forward, all, { from: middle, by: 1 }, settings);
  const back = make();
  yield* walkAloneSteps(data, dark, back, all, { from: middle - 1, by: -1 }, settings);
  for (const [frame, point] of back.points) forward.points.set(frame, point);
  for (const frame of back.hidden) forward.hidden.add(frame);
  for (const frame of back.late) forward.late.add(frame);
  if (forward.misses > settings.maxGap) forward.end = 'lost';
  let sum = 0;
  for (const { area, areaError } of forward.points.values()) sum += area / areaError;
  const isThere = sum / Math.sqrt(Math.max(1, forward.points.size)) >= settings.threshold;
  return isThere ? forward : undefined;
}

/** Look for peaks that no single frame shows in sums of frames, and follow them. @returns The new tracks. */
export function* surveySteps(
  data: FrameData,
  dark: Uint8Array,
  tracks: readonly LiveTrack[],
  settings: WalkSettings,
): Steps<LiveTrack[]> {
  const total = data.frames;
  const bright = Array.from(dark.keys()).filter((frame) => dark[frame] === 0);
  if (bright.length < 4) return [];
  const blocks: Sum[] = [];
  for (let from = 0; from < bright.length; from += smallest) {
    blocks.push(addFrames(data, bright.slice(from, from + smallest), tracks, settings));
    yield { done: total, total };
  }
  const added: LiveTrack[] = [];
  let id = tracks.reduce((most, track) => Math.max(most, track.id), -1) + 1;
  for (const level of levels) {
    const size = Math.min(level, blocks.length);
    const stride = Math.max(1, size >> 1);
    for (let from = 0; from + size <= blocks.length; from += stride) {
      const sum = join(blocks.slice(from, from + size));
      const left = sum.y.map((value, i) => value - sum.model[i]!);
      for (const found of settings.search.find(left, sum.variance, settings.threshold)) {
        const all = [...tracks, ...added];
        if (!isNew(found, sum, all)) continue;
        const fit = believe(data, sum, found, settings);
        if (fit === undefined) continue;
        const track = yield* followBothWays(data, dark, id, sum, fit, all, settings);
        if (track === undefined) continue;
        id++;
        added.push(track);
      }
    }
    if (size === blocks.length) break;
  }
  return added;
}
