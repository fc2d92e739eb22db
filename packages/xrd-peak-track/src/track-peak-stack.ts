import { finishSteps, statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import { median } from '@operando/numerics';
import { findPeaks } from '@operando/peak-fit';
import { errorsOf } from './counts.js';
import { findDarkFrames } from './dark-frames.js';
import { trackPeaksDefaults } from './defaults.js';
import { createFrameData, emptyFrames } from './frame-data.js';
import type { FrameData } from './frame-data.js';
import { startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { scatterErrors } from './scatter-errors.js';
import { put, trackColumn } from './track-types.js';
import type { Track, TrackColumn, TrackPeakStackOptions, TrackResult } from './track-types.js';
import { walkBackSteps, walkForwardSteps } from './walk.js';
import type { WalkSettings } from './walk.js';

/** Typical width of the peaks of some frames, points. */
function typicalWidth(data: FrameData, dark: Uint8Array): number {
  const spacing = (data.x.at(-1)! - data.x[0]!) / (data.x.length - 1);
  const bright = Array.from(dark.keys()).filter((frame) => dark[frame] === 0);
  const some = bright.filter((_, k) => k % Math.ceil(bright.length / 5) === 0);
  const widths = some.flatMap((frame) =>
    findPeaks(data.x, data.y(frame), { sigma: data.sigma(frame), smoothing: 2, threshold: 12 }).map(
      ({ fwhm }) => fwhm / spacing,
    ),
  );
  return widths.length === 0 ? 8 : median(widths);
}

/** 95 % of a normal distribution lie below the mean plus this many standard deviations. */
const upperLimit = 1.645;

/** A held parameter was not measured in that frame: it has no error. */
const heldError = (stderr: number): number => (stderr === 0 ? Number.NaN : stderr);

function finish(track: LiveTrack, id: number, ids: ReadonlyMap<number, number>, dark: Uint8Array, unit: string): Track {
  const total = dark.length;
  const notVisible = statusOf['not-visible'];
  const seen = [...track.points.entries()]
    .filter(([, point]) => point.status !== notVisible)
    .map(([frame]) => frame)
    .toSorted((a, b) => a - b);
  const birth = seen[0]!;
  const death = track.end === 'merged' ? Math.min(track.lastSeen, seen.at(-1)!) : seen.at(-1)!;
  const kept = new Map([...track.points].filter(([frame]) => frame >= birth && frame <= death));
  const shown = new Map([...kept].filter(([, point]) => point.status !== notVisible));
  const status = new Uint8Array(total).fill(statusOf.outside);
  for (let frame = birth; frame <= death; frame++)
    status[frame] =
      dark[frame] === 1 || track.hidden.has(frame) ? statusOf.masked : (kept.get(frame)?.status ?? notVisible);
  const areaLimit = new Float64Array(total).fill(Number.NaN);
  for (const [frame, point] of kept)
    if (point.status === notVisible) areaLimit[frame] = Math.max(0, point.area) + upperLimit * point.areaError;
  const reducedChiSquare = new Float64Array(total).fill(Number.NaN);
  for (const [frame, point] of kept) reducedChiSquare[frame] = point.reducedChiSquare;
  const parent = track.parent === undefined ? undefined : ids.get(track.parent);
  const pick = (name: 'center' | 'fwhm' | 'eta' | 'area', own: string): TrackColumn => {
    const column = trackColumn(name, own, total);
    for (const [frame, point] of shown)
      put(column, frame, { value: point[name], stderr: heldError(point[`${name}Error`]) });
    return column;
  };
  return {
    id,
    birth,
    death,
    end: track.end,
    ...(parent === undefined ? {} : { parent }),
    center: pick('center', unit),
    fwhm: pick('fwhm', unit),
    area: pick('area', ''),
    eta: pick('eta', '1'),
    areaLimit,
    status,
    reducedChiSquare,
    frames: Int32Array.from([...shown.keys()].toSorted((a, b) => a - b)),
  };
}

/**
 * Follow Bragg peaks through a stack of patterns.
 *
 * In every frame each track's place is predicted from its last frames; tracks
 * that come near each other are fitted together, so that identities are kept by
 * motion and not by nearness; while they lie within each other width and area
 * are held. New peaks are looked for in what the fits leave, confirmed after
 * several sightings, and then followed back to their true beginning. Frames
 * without beam are skipped, masked points left out of every fit; a peak whose
 * points are mostly masked waits there for the frames in which they are not.
 *
 * @param x Two-theta, Q or energy, increasing.
 * @param stack Row-major frames x points.
 * @throws OperandoError `shape-mismatch`, `axis-not-increasing`, `non-finite` with the frame, `too-few-points`.
 */
export function trackPeakStack(
  x: ArrayLike<number>,
  stack: Float64Array,
  options: TrackPeakStackOptions = {},
): TrackResult {
  return finishSteps(trackPeakStackSteps(x, stack, options));
}

/** {@link trackPeakStack} in steps: one after each group of peaks; what is told are frames gone through forward. */
export function* trackPeakStackSteps(
  x: ArrayLike<number>,
  stack: Float64Array,
  options: TrackPeakStackOptions = {},
): Steps<TrackResult> {
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
    unit = '',
  } = options;
  const { mask } = options;
  const sigma = options.sigma ?? errorsOf(stack, x.length, mask);
  const deviations = sigma === 'scatter' ? (scatterErrors(stack, x.length, mask) ?? 'counts') : sigma;
  const data = createFrameData(x, stack, deviations, options.range, mask);
  const empty = emptyFrames(data);
  const dark = findDarkFrames(stack, x.length, darkLevel, mask).map((isDark, frame) => isDark | empty[frame]!);
  const bright = dark.reduce((sum, value) => sum + (value === 0 ? 1 : 0), 0);
  const spacing = (data.x.at(-1)! - data.x[0]!) / (data.x.length - 1);
  const width = options.fwhm === undefined ? typicalWidth(data, dark) : options.fwhm / spacing;
  const settings: WalkSettings = {
    doublet,
    gate,
    significance,
    auto: options.auto ?? seeds === undefined,
    detection,
    // A series shorter than the confirmation takes is confirmed by what there is.
    confirm: [Math.min(confirm[0], bright), confirm[1]],
    maxGap,
    smoothing: Math.max(2, Math.min(20, Math.round(0.5 * width))),
    staticLines,
    short: bright <= confirm[0],
    window,
  };
  const firstBright = Math.max(0, dark.indexOf(0));
  const start = (seeds ?? []).map(({ center, fwhm = width * spacing, frame = firstBright }, id) => {
    const track = startTrack(id, frame, center, fwhm, heightAt(data, frame, center) * fwhm);
    if (staticLines.some((line) => Math.abs(line - center) < 0.6 * fwhm)) track.static = center;
    return track;
  });
  const tracks = yield* walkForwardSteps(data, dark, start, settings);
  const ordered = tracks.toSorted(
    (a, b) => a.firstSeen - b.firstSeen || a.sightings[0]!.center - b.sightings[0]!.center,
  );
  for (const track of ordered) yield* walkBackSteps(data, dark, track, ordered, settings);
  const ids = new Map(ordered.map(({ id }, k) => [id, k]));
  return { tracks: ordered.map((track, k) => finish(track, k, ids, dark, unit)), dark };
}

function heightAt(data: FrameData, frame: number, center: number): number {
  const { y } = data.window(frame, center, center);
  const lowest = y.reduce((least, value) => Math.min(least, value), Infinity);
  const highest = y.reduce((most, value) => Math.max(most, value), -Infinity);
  return highest > lowest ? highest - lowest : 1;
}
