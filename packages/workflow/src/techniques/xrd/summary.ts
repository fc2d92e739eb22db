import { finiteExtent, finiteMedian, plainNumber } from '@operando/core';
import type { Summary } from '../../technique/technique.js';
import { counted, medianErrorWords } from '../../technique/words.js';
import type { Hump } from '@operando/xrd-peak-track';
import type { XrdAnalysis } from './analyse.js';

/** Where standard deviations come from, in words. */
const errorWords = {
  file: 'standard deviations of the files',
  counts: 'standard deviations of counts',
  scatter: 'standard deviations from the scatter of the points',
  given: 'standard deviations as given',
} as const;

/** Extent of the area of a hump. */
function humpHeadline({ center, area }: Hump) {
  const extent = finiteExtent(area.values);
  return {
    center: plainNumber(finiteMedian(center.values)),
    area: extent === undefined ? null : { from: extent[0], to: extent[1] },
    medianStderr: plainNumber(finiteMedian(area.stderr)),
  };
}

function humpWords({ center, fwhm, area }: Hump): string {
  const extent = finiteExtent(area.values);
  if (extent === undefined) return 'the hump could be measured in no pattern';
  const [at, width] = [finiteMedian(center.values), finiteMedian(fwhm.values)];
  const where = Number.isFinite(at) ? ` at ${at.toFixed(2)} degrees, ${width.toFixed(2)} wide` : '';
  return `hump${where}: area from ${extent.map((value) => value.toPrecision(4)).join(' to ')}, ${medianErrorWords(finiteMedian(area.stderr))}`;
}

/** Numbers and words of an analysis. */
export function summariseXrd({ series, tracks, cell, humps }: XrdAnalysis): Summary {
  const frames = series.time.start.length;
  const dark = tracks.dark.reduce((sum, value) => sum + value, 0);
  const [axis] = cell === undefined ? [] : Object.entries(cell.cell);
  const extent = axis === undefined ? undefined : finiteExtent(axis[1].values);
  const shown =
    axis === undefined || extent === undefined
      ? undefined
      : { name: axis[0], from: extent[0], to: extent[1], medianStderr: finiteMedian(axis[1].stderr) };
  return {
    headline: {
      patterns: frames,
      points: series.axis.size,
      tracks: tracks.tracks.length,
      darkFrames: dark,
      errors: tracks.errors,
      ...(humps.length === 0 ? {} : { humps: humps.map(humpHeadline) }),
      ...(shown === undefined
        ? {}
        : { [shown.name]: { from: shown.from, to: shown.to, medianStderr: plainNumber(shown.medianStderr) } }),
    },
    text: [
      `${counted(frames, 'pattern')} of ${counted(series.axis.size, 'point')}, ${counted(tracks.tracks.length, 'track')}${dark > 0 ? `, ${counted(dark, 'dark frame')}` : ''}`,
      errorWords[tracks.errors],
      ...humps.map(humpWords),
      ...(shown === undefined
        ? cell === undefined
          ? []
          : ['the cell could be refined in no pattern']
        : [
            `${shown.name} from ${shown.from.toFixed(4)} to ${shown.to.toFixed(4)} angstrom, ${medianErrorWords(shown.medianStderr)}`,
          ]),
    ].join('\n'),
    details: { metadata: series.metadata },
  };
}
