import { statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { SeriesTracks, Track, TrackSeed } from '@operando/xrd-peak-track';
import { counted } from '../../technique/words.js';

/** Widths within which a track begins at its seed. */
const nearSeed = 3;

const withStatus = (tracks: readonly Track[], status: number): number =>
  tracks.filter((track) => track.status.includes(status)).length;

/** What there is to say of tracks. */
export function trackWarnings({ tracks }: SeriesTracks, seeds: readonly TrackSeed[]): OperandoWarning[] {
  const warnings: OperandoWarning[] = [];
  const all = counted(tracks.length, 'track');
  if (tracks.length === 0) {
    warnings.push({
      code: 'no-tracks',
      message:
        'No peak stands out of the noise: nothing was followed. Lower --detection, or name places (--peak 18.7).',
    });
  }
  const missing = seeds.filter(({ center }) =>
    tracks.every(
      (track) => Math.abs(track.center.values[track.birth]! - center) > nearSeed * track.fwhm.values[track.birth]!,
    ),
  );
  if (tracks.length > 0 && missing.length > 0) {
    const places = missing.map(({ center }) => center).join(', ');
    warnings.push({ code: 'no-tracks', message: `No peak was seen at ${places} degrees.` });
  }
  const held = withStatus(tracks, statusOf.held);
  if (held > 0) {
    warnings.push({
      code: 'blended',
      message: `${held} of ${all} lie within others in some frames (status held): what was known of place, shape and share before and after went into values and errors there.`,
    });
  }
  const ambiguous = withStatus(tracks, statusOf.ambiguous);
  if (ambiguous > 0) {
    warnings.push({
      code: 'identity-ambiguous',
      message: `${ambiguous} of ${all} passed others so that either could have come out as the other (status ambiguous; margins are in tracks.csv).`,
    });
  }
  const misfits = tracks.filter(
    ({ status, frames }) =>
      2 * frames.reduce((sum, frame) => sum + (status[frame] === statusOf.misfit ? 1 : 0), 0) > frames.length,
  );
  if (misfits.length > 0) {
    warnings.push({
      code: 'misfit',
      message: `${misfits.length} of ${all} are not described within their errors in most frames (status misfit): the profile is another, or there are more peaks. Try --profile split-pseudo-voigt, or --wavelength with both lines.`,
    });
  }
  return warnings;
}
