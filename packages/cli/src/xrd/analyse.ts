import { OperandoError, seriesWarnings, statusOf } from '@operando/core';
import type { Electrochemistry, OperandoWarning, Series } from '@operando/core';
import { refitTracks, stackOf, trackCell, trackPeaks } from '@operando/xrd-peak-track';
import type { CrystalSystem, SeriesTracks, Track, TrackPeaksOptions, TrackedCell } from '@operando/xrd-peak-track';
import { joinCycler } from '../join-cycler.js';
import type { JoinOptions } from '../join-cycler.js';
import type { NamedReflection } from './reflection-option.js';
import type { Radiation } from './wavelength-option.js';

/** Options of {@link analyseXrd}. */
export interface XrdAnalyseOptions extends JoinOptions {
  readonly radiation: Radiation | undefined;
  readonly tracking: TrackPeaksOptions;
  readonly reflections: readonly NamedReflection[];
  readonly system: CrystalSystem | undefined;
  readonly zeroShift: boolean;
  readonly displacement: boolean;
  /** Half width of the windows in which indexed peaks are measured again, degrees; 0 for the windows of the tracking. */
  readonly halfWindow: number;
}

/** What `operando xrd` computed. */
export interface XrdAnalysis {
  readonly series: Series<'two-theta', 'deg'>;
  readonly tracks: SeriesTracks;
  /** Indices in `tracks`, hkl, and the track as it was used. */
  readonly indexed: readonly { readonly track: Track; readonly hkl: NamedReflection['hkl'] }[];
  readonly cell?: TrackedCell;
  readonly electrochemistry?: Electrochemistry;
  readonly warnings: readonly OperandoWarning[];
}

/** The track that stands where a reflection was said to be, in its first frames. */
function findTrack(tracks: readonly Track[], { hkl, twoTheta }: NamedReflection): Track {
  const distance = (track: Track): number => Math.abs(track.center.values[track.birth]! - twoTheta);
  const best = tracks.toSorted((a, b) => distance(a) - distance(b))[0];
  if (best === undefined || distance(best) > 2 * best.fwhm.values[best.birth]!) {
    throw new OperandoError(
      'invalid-argument',
      `no track begins at the place of (${hkl.join(' ')}), ${twoTheta} degrees`,
      {
        where: { parameter: 'hkl' },
        cure:
          best === undefined
            ? 'No peak was followed; lower --detection.'
            : `The nearest begins at ${best.center.values[best.birth]!.toFixed(3)}; tracks are listed in tracks.csv without --hkl.`,
      },
    );
  }
  return best;
}

/** Join, track, refine: everything `operando xrd` does between reading and writing. */
export function analyseXrd(
  patterns: Series<'two-theta', 'deg'>,
  cycler: Electrochemistry | undefined,
  options: XrdAnalyseOptions,
): XrdAnalysis {
  const warnings: OperandoWarning[] = [];
  const { radiation, reflections, system } = options;
  const joined = cycler === undefined ? { series: patterns } : joinCycler(patterns, cycler, options, warnings);
  const { series } = joined;
  const doublet = radiation?.doublet;
  const tracks = trackPeaks(series, { ...options.tracking, ...(doublet === undefined ? {} : { doublet }) });
  const found = reflections.map((reflection) => ({ track: findTrack(tracks.tracks, reflection), hkl: reflection.hkl }));
  const twice = found.find(({ track }, k) => found.findIndex((other) => other.track === track) !== k);
  if (twice !== undefined) {
    throw new OperandoError(
      'invalid-argument',
      `two reflections stand on the track at ${twice.track.center.values[twice.track.birth]!.toFixed(3)} degrees`,
      { where: { parameter: 'hkl' }, cure: 'Give each its own place.' },
    );
  }
  let measured = found.map(({ track }) => track);
  if (options.halfWindow > 0 && found.length > 0) {
    const { x, stack, sigma } = stackOf(series);
    measured = refitTracks(x, stack, measured, {
      halfWindow: options.halfWindow,
      sigma,
      ...(doublet === undefined ? {} : { doublet }),
    });
  }
  const indexed = found.map(({ hkl }, k) => ({ track: measured[k]!, hkl }));
  const cell =
    system === undefined || radiation === undefined || indexed.length === 0
      ? undefined
      : trackCell(indexed, {
          system,
          wavelength: radiation.wavelength,
          zeroShift: options.zeroShift,
          displacement: options.displacement,
        });
  const blended = tracks.tracks.filter(({ status }) => status.includes(statusOf.held)).length;
  if (blended > 0)
    warnings.push({
      code: 'blended',
      message: `${blended} of ${tracks.tracks.length} tracks lie within others in some frames; width and area are held there (flag held).`,
    });
  warnings.push(...seriesWarnings(series));
  return { ...joined, tracks, indexed, ...(cell === undefined ? {} : { cell }), warnings };
}
