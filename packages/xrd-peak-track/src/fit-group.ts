import { statusOf } from '@operando/core';
import type { Doublet } from '@operando/peak-fit';
import type { FrameData } from './frame-data.js';
import type { Group } from './groups.js';
import type { LiveTrack, TrackPoint } from './live-track.js';
import { fitWindow } from './window-fit.js';
import type { WindowData, WindowFit, WindowPeak } from './window-fit.js';

/** Settings of a walk that the fits of a frame need. */
export interface FitSettings {
  readonly doublet: Doublet | undefined;
  readonly gate: number;
  readonly significance: number;
}

/** Widths between two centers below which width and area are held, and only the width. */
const blendDistance = 0.7;
const nearDistance = 1.3;
/** Area in standard errors below which the width is held at what it was. */
const shapeSignificance = 12;

/** Widths by which a center may miss its prediction whatever the errors: more where no other track could be meant. */
function slackOf(group: Group, k: number): number {
  const { track, prediction } = group.members[k]!;
  const clear = group.members.every(
    (other, j) => j === k || Math.abs(other.prediction.center - prediction.center) > 2.5 * track.fwhm,
  );
  return (clear ? 0.8 : 0.3) * track.fwhm;
}

/** A group fitted in one frame: a point for every member, in order. */
export interface GroupFit {
  readonly points: readonly TrackPoint[];
  readonly fit: WindowFit;
  readonly data: WindowData;
}

function nearestDistance(group: Group, k: number): number {
  const { track, prediction } = group.members[k]!;
  let least = Infinity;
  group.members.forEach((other, j) => {
    if (j !== k)
      least = Math.min(
        least,
        Math.abs(other.prediction.center - prediction.center) / (0.5 * (track.fwhm + other.track.fwhm)),
      );
  });
  return least;
}

function lastSignificance(track: LiveTrack): number {
  const point = track.points.get(track.lastSeen);
  return point === undefined ? Infinity : point.area / point.areaError;
}

/** Fit a group where it is expected; members too weak to see, or too far from their prediction, are held in place and only their area is measured. */
export function fitGroup(
  frame: FrameData,
  number: number,
  group: Group,
  { doublet, gate, significance }: FitSettings,
): GroupFit {
  const data = frame.window(number, group.from, group.to);
  const distances = group.members.map((_, k) => nearestDistance(group, k));
  const blended = distances.map((distance, k) => distance < blendDistance && group.members[k]!.track.shapes > 0);
  const slack = group.members.map((_, k) => slackOf(group, k));
  const lost = group.members.map(() => false);
  const weak = group.members.map(({ track }) => track.shapes >= 3 && lastSignificance(track) < shapeSignificance);
  const reach = (k: number): number => {
    const { track, prediction } = group.members[k]!;
    return Math.min(1.5 * track.fwhm, gate * prediction.sigma + 1.1 * slack[k]!);
  };
  const attempt = (): WindowFit =>
    fitWindow(
      data,
      group.members.map(({ track, prediction }, k): WindowPeak => {
        const known = track.shapes >= 3;
        return {
          center: prediction.center,
          fwhm: track.fwhm,
          eta: track.eta,
          area: track.area,
          reach: reach(k),
          holdCenter: lost[k]! || (track.static !== undefined && track.shapes >= 3),
          holdShape: lost[k]! || weak[k]! || blended[k]! || (known && distances[k]! < nearDistance),
          holdArea: blended[k]! && !lost[k]!,
        };
      }),
      doublet,
    );
  let fit = attempt();
  for (let round = 0; round < 3; round++) {
    let again = false;
    fit.peaks.forEach(({ center, centerError, area, areaError }, k) => {
      const { track, prediction } = group.members[k]!;
      if (lost[k] || blended[k]) return;
      const strength = area / areaError;
      if (
        !(strength >= significance) ||
        !(Math.abs(center - prediction.center) <= gate * Math.hypot(prediction.sigma, centerError) + slack[k]!)
      ) {
        // With its own shape free a weak peak may wander: first hold the shape, then the center.
        if (!weak[k] && track.shapes >= 3) weak[k] = true;
        else lost[k] = true;
        again = true;
      } else if (!weak[k] && track.shapes >= 3 && strength < 0.6 * shapeSignificance) {
        weak[k] = true;
        again = true;
      }
    });
    if (!again) break;
    fit = attempt();
  }
  const reducedChiSquare = fit.degreesOfFreedom > 0 ? fit.chiSquare / fit.degreesOfFreedom : Number.NaN;
  const points = fit.peaks.map((peak, k): TrackPoint => {
    const seen = !lost[k] && (blended[k]! || peak.area / peak.areaError >= significance);
    const status = seen ? (blended[k] ? statusOf.held : statusOf.converged) : statusOf['not-visible'];
    return { ...peak, reducedChiSquare, status };
  });
  return { points, fit, data };
}
