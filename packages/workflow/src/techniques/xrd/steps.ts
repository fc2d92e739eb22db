import { axisPoints } from '@operando/core';
import type { ProvenanceStep, Series } from '@operando/core';
import type { IndexedTrack, SeriesTracks, TrackedCell } from '@operando/xrd-peak-track';
import { refitDefaults, trackPeaksDefaults, windowFit } from '@operando/xrd-peak-track/defaults';
import { usedStep } from '../../technique/used-step.js';
import { divergenceOf } from './divergence.js';
import { humpPlace } from './hump-place.js';
import type { XrdOptions } from './options.js';
import type { Radiation } from './radiation.js';

/** What is known of an analysis when its steps are told. */
interface Done {
  readonly series: Series<'two-theta', 'deg'>;
  readonly tracks: SeriesTracks;
  readonly indexed: readonly IndexedTrack[];
  readonly cell?: TrackedCell;
}

/** Where the standard deviations of the intensities come from. */
const weightsOf = {
  file: 'errors of the series',
  counts: 'counts',
  scatter: 'scatter of neighbouring points',
  given: 'as given',
} as const;

/** What was done: peaks followed, indexed, measured again, a cell refined from them. */
export function xrdSteps(
  { series, tracks, indexed, cell }: Done,
  options: XrdOptions,
  radiation: Radiation | undefined,
): ProvenanceStep[] {
  const { staticLines, detection, significance, darkLevel, gate, profile, peak, trackGap, exclude } = options;
  const { halfWindow, system, zeroShift, displacement } = options;
  const points = axisPoints(series.axis);
  const weights = weightsOf[tracks.errors];
  const doublet = radiation?.doublet;
  const tracking = usedStep('xrd-peak-track/trackPeaks', {
    ...trackPeaksDefaults,
    ...windowFit,
    weights,
    range: options.fit ?? [points[0], points.at(-1)],
    doublet,
    staticLines,
    detection,
    significance,
    darkLevel,
    gate,
    maxGap: trackGap,
    profile,
    axialDivergence: divergenceOf(options),
    ...(peak.length === 0 ? {} : { peaks: peak }),
    ...(exclude.length === 0 ? {} : { exclude }),
    darkFrames: tracks.dark.reduce((sum, value) => sum + value, 0),
    tracks: tracks.tracks.length,
  });
  const humps = usedStep('xrd-peak-track/fitHumps', {
    humps: options.hump.map(humpPlace),
    ground: options.humpGround,
    weights,
    range: options.fit ?? [points[0], points.at(-1)],
    doublet,
    ...(exclude.length === 0 ? {} : { exclude }),
  });
  const indexing = usedStep('workflow/indexTracks', {
    hkl: indexed.map(({ hkl, track: { id } }) => {
      const { birth, center } = tracks.tracks[id]!;
      return { hkl, track: id, frame: birth, twoTheta: center.values[birth] };
    }),
  });
  const measuring = usedStep('xrd-peak-track/refitTracks', {
    ...windowFit,
    ...refitDefaults,
    weights: options.refitWeights === 'equal' ? 'equal' : weights,
    profile,
    axialDivergence: divergenceOf(options),
    commonWidth: options.commonWidth,
    halfWindow,
    doublet,
  });
  const refining = usedStep('xrd-peak-track/trackCell', {
    system,
    wavelength: radiation?.wavelength,
    zeroShift,
    displacement,
    hkl: indexed.map(({ hkl }) => hkl),
  });
  return [
    ...series.provenance,
    tracking,
    ...(options.hump.length === 0 ? [] : [humps]),
    ...(indexed.length === 0 ? [] : [indexing]),
    ...(indexed.length === 0 || halfWindow === 0 ? [] : [measuring]),
    ...(cell === undefined ? [] : [refining]),
  ];
}
