import { axisPoints, finiteMedian, statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { SeriesTracks, Track, TrackSeed } from '@operando/xrd-peak-track';
import { counted } from '../../technique/words.js';

/** Widths within which a track begins at its seed. */
const nearSeed = 3;

/** Widths from an end of the patterns within which a peak is cut. */
const cutWidths = 1;

/** Frames in which two tracks are there together, and widths by which their distance may vary, for them to stay beside each other. */
const leastTogether = 8;
const steady = 0.08;

const withStatus = (tracks: readonly Track[], status: number): number =>
  tracks.filter((track) => track.status.includes(status)).length;

const beginOf = ({ center, birth }: Track): string => center.values[birth]!.toFixed(3);

/** Pairs of tracks that stay at one distance of less than a width for most of their common time. */
function besideEachOther(tracks: readonly Track[]): [Track, Track][] {
  return tracks.flatMap((one, k) =>
    tracks.slice(k + 1).flatMap((other): [Track, Track][] => {
      const both = one.frames.filter((frame) => Number.isFinite(other.center.values[frame]!));
      if (both.length < leastTogether || 2 * both.length < Math.min(one.frames.length, other.frames.length)) return [];
      const off = Float64Array.from(
        both,
        (frame) => (other.center.values[frame]! - one.center.values[frame]!) / one.fwhm.values[frame]!,
      );
      const usual = finiteMedian(off);
      const spread = finiteMedian(off.map((each) => Math.abs(each - usual)));
      return Math.abs(usual) < 1 && Math.abs(usual) > 0.2 && spread < steady ? [[one, other]] : [];
    }),
  );
}

/** Fits of peaks that are looked at, at least, and reduced chi-square below which errors are more than twice too large. */
const leastFits = 5;
const leastChiSquare = 0.25;

/** That points lie much nearer to the fits than the standard deviations of their files say. */
function errorWarnings({ tracks, errors }: Pick<SeriesTracks, 'tracks' | 'errors'>): OperandoWarning[] {
  const all = Float64Array.from(
    tracks.flatMap(({ reducedChiSquare, frames }) => Array.from(frames, (frame) => reducedChiSquare[frame]!)),
  );
  const usual = finiteMedian(all);
  if (errors !== 'file' || all.length < leastFits || !(usual < leastChiSquare)) return [];
  return [
    {
      code: 'errors-assumed',
      message: `Points scatter about the fitted peaks by ${Math.sqrt(usual).toPrecision(2)} of the standard deviations of the files: these are too large, or the points are smoothed or interpolated. They were used as they are, and the errors of all results go with them.`,
    },
  ];
}

/** That places, widths or shares have no error, as they ended where the fit lets them go no further. */
function boundWarnings(tracks: readonly Track[]): OperandoWarning[] {
  const all = counted(tracks.length, 'track');
  const pointsOf = ({ status, frames }: Track): number =>
    frames.reduce((sum, frame) => sum + (status[frame] === statusOf['at-bound'] ? 1 : 0), 0);
  const points = tracks.reduce((sum, track) => sum + pointsOf(track), 0);
  const warnings: OperandoWarning[] = [];
  if (points > 0) {
    warnings.push({
      code: 'at-bound',
      message: `${withStatus(tracks, statusOf['at-bound'])} of ${all} end on a bound of place or width in ${counted(points, 'point')} (status at-bound): these have no error there. The peak jumps or is another (name it: --peak), or a broad thing lies there (leave it out: --exclude).`,
    });
  }
  const isEnd = (share: number): boolean => share === 0 || share === 1;
  const pure = tracks.filter(
    ({ eta, frames }) => 2 * frames.filter((frame) => isEnd(eta.values[frame]!)).length > frames.length,
  );
  if (pure.length > 0) {
    warnings.push({
      code: 'at-bound',
      message: `${pure.length} of ${all} have a Lorentzian share of 0 or 1, the ends of its range, in most frames: it has no error there.`,
    });
  }
  return warnings;
}

/** Frames at each end of a track of which widths are compared, how many times as wide it became, and how well that is known. */
const endFrames = 5;
const wider = 3;
const known = 0.1;

/** That peaks became so wide that they were followed no further, or in some frames only: they count as ground, or as several. */
function wideWarnings(tracks: readonly Track[], dark: ArrayLike<number>): OperandoWarning[] {
  const usual = (values: Float64Array, frames: readonly number[]): number =>
    finiteMedian(Float64Array.from(frames, (frame) => values[frame]!));
  return tracks.flatMap((track): OperandoWarning[] => {
    const { fwhm, birth, death, end } = track;
    const frames = Array.from(track.frames);
    const lit = Array.from({ length: dark.length - birth }, (_, k) => birth + k).filter((frame) => dark[frame] !== 1);
    if (end === 'merged' || frames.length < 2 * endFrames || frames.length === lit.length) return [];
    const last = frames.slice(-endFrames);
    const factor = usual(fwhm.values, last) / usual(fwhm.values, frames.slice(0, endFrames));
    if (!(factor > wider && usual(fwhm.stderr, last) < known * usual(fwhm.values, last))) return [];
    const place = track.center.values[death]!.toFixed(3);
    return [
      {
        code: 'peak-widened',
        message: `The peak that begins at ${beginOf(track)} degrees became ${factor.toPrecision(2)} times as wide, and was followed in ${frames.length} of ${counted(lit.length, 'pattern')}: what is so wide counts as ground, or as several peaks. Follow it as a hump (--hump ${place}:${(2 * usual(fwhm.values, last)).toPrecision(2)}).`,
        where: { frame: death },
      },
    ];
  });
}

/** What there is to say of tracks. */
export function trackWarnings(
  { tracks, dark, errors, axis }: Pick<SeriesTracks, 'tracks' | 'dark' | 'errors' | 'axis'>,
  seeds: readonly TrackSeed[],
): OperandoWarning[] {
  const points = axisPoints(axis);
  const ends = [points[0]!, points.at(-1)!];
  const warnings: OperandoWarning[] = errorWarnings({ tracks, errors });
  const all = counted(tracks.length, 'track');
  if (tracks.length === 0) {
    warnings.push({
      code: 'no-tracks',
      message: dark.every((byte) => byte === 1)
        ? 'All patterns are dark, or most of their points masked or left out: nothing was followed.'
        : 'No peak stands out of the noise: nothing was followed. Lower --detection, or name places (--peak 18.7).',
    });
  }
  const missing = seeds.filter(({ center }) =>
    tracks.every(
      (track) => Math.abs(track.center.values[track.birth]! - center) > nearSeed * track.fwhm.values[track.birth]!,
    ),
  );
  if (tracks.length > 0 && missing.length > 0) {
    const places = missing.map(({ center }) => center).join(', ');
    const width = finiteMedian(Float64Array.from(tracks, ({ fwhm, birth }) => fwhm.values[birth]!));
    const isCut = missing.some(({ center }) => ends.some((end) => Math.abs(center - end) < cutWidths * width));
    const cut = isCut
      ? ` The patterns go from ${ends[0]} to ${ends[1]} degrees: of a peak at an end less is measured than a fit needs.`
      : '';
    warnings.push({ code: 'no-tracks', message: `No peak was seen at ${places} degrees.${cut}` });
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
      message: `${ambiguous} of ${all} passed others so that either could have come out as the other, or lie within others for long and never came apart again (status ambiguous; margins are in tracks.csv).`,
    });
  }
  warnings.push(...boundWarnings(tracks), ...wideWarnings(tracks, dark));
  for (const [one, other] of besideEachOther(tracks)) {
    warnings.push({
      code: 'misfit',
      message: `The tracks that begin at ${beginOf(one)} and ${beginOf(other)} degrees stay at one distance of less than a width: they may be one asymmetric peak. Try --profile split-pseudo-voigt, or finger-cox-jephcoat with --axial-divergence.`,
    });
  }
  const misfits = tracks.filter(
    ({ status, frames }) =>
      2 * frames.reduce((sum, frame) => sum + (status[frame] === statusOf.misfit ? 1 : 0), 0) > frames.length,
  );
  if (misfits.length > 0) {
    warnings.push({
      code: 'misfit',
      message: `${misfits.length} of ${all} are not described within their errors in most frames (status misfit): the profile is another, or there are more peaks. Try --profile split-pseudo-voigt (or finger-cox-jephcoat with --axial-divergence), or --wavelength with both lines.`,
    });
  }
  return warnings;
}
