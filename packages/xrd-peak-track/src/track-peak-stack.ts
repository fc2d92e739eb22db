import { finishSteps, statusOf } from '@operando/core';
import type { Steps } from '@operando/core';
import { trackPeaksDefaults } from './defaults.js';
import { finishTrack } from './finish-track.js';
import type { LiveTrack } from './live-track.js';
import { settleCrossings } from './crossings.js';
import { linkTracks } from './links.js';
import { prepareWalk } from './prepare-walk.js';
import { secondLookSteps } from './second-look.js';
import { findStale } from './stale.js';
import { surveySteps } from './survey.js';
import type { TrackPeakStackOptions, TrackResult } from './track-types.js';
import { seeByNeighbours } from './visibility.js';
import { walkBackSteps } from './walk-alone.js';
import { walkBackTogetherSteps } from './walk-back-together.js';
import { walkForwardSteps } from './walk.js';

/** Whether a track that was found in sums, or was asked for, stands out of the noise in some frames. */
const hasSightings = ({ points }: LiveTrack): boolean =>
  [...points.values()].some(({ status }) => status !== statusOf['not-visible']);

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

/** {@link trackPeakStack} in steps: one for each frame or group of peaks; what is told are frames gone through forward. */
export function* trackPeakStackSteps(
  x: ArrayLike<number>,
  stack: Float64Array,
  options: TrackPeakStackOptions = {},
): Steps<TrackResult> {
  const { data, dark, settings, start, joined } = prepareWalk(x, stack, options);
  const { unit = '', profile = trackPeaksDefaults.profile } = options;
  const tracks = yield* walkForwardSteps(data, dark, start, settings);
  const ordered = tracks.toSorted((a, b) => a.firstSeen - b.firstSeen || a.id - b.id);
  for (const track of ordered)
    yield* track.splitFrom === undefined
      ? walkBackSteps(data, dark, track, ordered, settings)
      : walkBackTogetherSteps(data, dark, [track.splitFrom, track], ordered, settings);
  if (settings.auto) ordered.push(...(yield* surveySteps(data, dark, ordered, settings)));
  const crossings = settleCrossings(ordered, data.frames);
  yield* secondLookSteps(data, dark, ordered, findStale(ordered, crossings), crossings, settings);
  for (const track of ordered) seeByNeighbours(track, dark);
  linkTracks(ordered);
  const shown = ordered.filter(hasSightings);
  const ids = new Map(shown.map(({ id }, k) => [id, k]));
  return {
    tracks: shown.map((track, k) => finishTrack(track, k, { ids, dark, unit, profile, crossings })),
    dark,
    ...(joined.length === 0 ? {} : { joined }),
  };
}
