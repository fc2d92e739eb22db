import { statusOf } from '@operando/core';
import { assign } from './assignment.js';
import type { FrameData } from './frame-data.js';
import { predictTrack, startTrack } from './live-track.js';
import type { LiveTrack } from './live-track.js';
import { startMotion } from './motion.js';
import type { FoundPeak } from './search.js';
import { secondPeak } from './second-peak.js';
import { usualUnitArea } from './walk-settings.js';
import type { WalkSettings } from './walk-settings.js';

/** The track that begins with a peak: static where one of the lines is that do not move. */
export function newTrack(
  id: number,
  frame: number,
  { center, height, fwhm }: FoundPeak,
  settings: WalkSettings,
): LiveTrack {
  const track = startTrack(id, frame, center, fwhm, usualUnitArea * height * fwhm);
  const line = settings.staticLines.find((at) => Math.abs(at - center) < 0.6 * fwhm);
  if (line !== undefined) track.static = center;
  return track;
}

/** A new track may not stand on an old one, on its second line, or be a ripple of its misfit. */
function isNew(found: FoundPeak, live: readonly LiveTrack[], frame: number, settings: WalkSettings): boolean {
  return live.every((track) => {
    const point = track.points.get(frame);
    // What is found where a track is out of sight may be that track: see relink.
    if (point === undefined || (point.status === statusOf['not-visible'] && track.confirmed)) return true;
    const lines =
      settings.doublet === undefined ? [point.center] : [point.center, secondPeak(settings.doublet, point.center)];
    const top = point.area / (usualUnitArea * point.fwhm);
    return lines.every((line) => {
      const distance = Math.abs(line - found.center) / track.fwhm;
      return distance > 0.8 && (distance > 3 || found.height > 0.1 * top);
    });
  });
}

/** Peaks that the fitted model leaves. @param left The row less the tracks; what is found in it is searched for. */
export function detect(
  data: FrameData,
  frame: number,
  left: Float64Array,
  live: readonly LiveTrack[],
  settings: WalkSettings,
): FoundPeak[] {
  const found = settings.search.find(left, data.variance(frame), settings.threshold);
  // Of a doublet both lines may be found: the second belongs to the first.
  const doublet = settings.doublet;
  const single =
    doublet === undefined
      ? found
      : found.filter(
          (peak) =>
            !found.some(
              (other) =>
                other.height > 1.2 * peak.height &&
                Math.abs(secondPeak(doublet, other.center) - peak.center) < 0.5 * peak.fwhm,
            ),
        );
  return single.filter((peak) => isNew(peak, live, frame, settings));
}

/**
 * Give detections to tracks that are out of sight, at the least sum of squared
 * normalised distances to where they should be by now; one that has just jumped may be a width and a half away.
 *
 * @returns The detections that are left, and the tracks that were found again.
 */
export function relink(
  found: readonly FoundPeak[],
  present: readonly LiveTrack[],
  frame: number,
  settings: WalkSettings,
): { readonly left: readonly FoundPeak[]; readonly again: readonly LiveTrack[] } {
  const missing = present.filter(
    (track) =>
      track.confirmed && track.static === undefined && track.points.get(frame)?.status === statusOf['not-visible'],
  );
  if (found.length === 0 || missing.length === 0) return { left: found, again: [] };
  const cost = missing.map((track) => {
    const { center, sigma } = predictTrack(track, frame);
    const spread = Math.hypot(sigma, 0.2 * track.fwhm);
    return found.map((peak) => {
      const distance = (peak.center - center) / spread;
      const share = (usualUnitArea * peak.height * peak.fwhm) / track.area;
      const reach = Math.max(settings.gate * spread, 1.5 * track.fwhm);
      return Math.abs(peak.center - center) <= reach && share > 0.2 && share < 5 ? distance * distance : Infinity;
    });
  });
  const chosen = assign(cost);
  const again: LiveTrack[] = [];
  chosen.forEach((column, row) => {
    if (column < 0) return;
    const track = missing[row]!;
    const { center } = found[column]!;
    const rate = (center - track.motion.center) / Math.max(1, frame - track.motion.frame);
    track.motion = startMotion(frame, center, 0.2 * track.fwhm, Math.hypot(rate, 0.1 * track.fwhm));
    track.strengths.pop();
    again.push(track);
  });
  return { left: found.filter((_, column) => !chosen.includes(column)), again };
}
