import { axisPoints, unmaskedValues } from '@operando/core';
import type { ResultView, ViewCurve } from '@operando/core';
import type { TrackCurves } from '@operando/xrd-peak-track';
import { viewTimes, viewTrack } from '../../technique/frame-view.js';
import type { XrdAnalysis } from './analyse.js';
import { excludedRange } from './excluded-range.js';
import type { XrdOptions } from './options.js';
import { trackNames } from './tables.js';

/** Points of fits that a page keeps at most. */
const mostFitted = 1_000_000;

/** Stretches of fitted points that follow each other on the axis, as curves on the map. */
function fitCurves({ frame, x, fitted, ground }: TrackCurves, axis: Float64Array): ViewCurve[] {
  const curves: ViewCurve[] = [];
  let point = 0;
  for (let from = 0; from < x.length;) {
    if (from === 0 || frame[from] !== frame[from - 1]) point = 0;
    while (axis[point] !== x[from]) point++;
    let to = from + 1;
    while (to < x.length && frame[to] === frame[from] && axis[point + to - from] === x[to]) to++;
    const own = { frame: frame[from]!, first: point };
    curves.push(
      { ...own, name: 'peaks', kind: 'fit', values: fitted.slice(from, to) },
      { ...own, name: 'ground', kind: 'background', values: ground.slice(from, to) },
    );
    point += to - from;
    from = to;
  }
  return curves;
}

/** The patterns with their tracks and what was fitted about them. */
export function xrdViews(analysis: XrdAnalysis, options: XrdOptions): ResultView[] {
  const { series, tracks, fits } = analysis;
  const names = trackNames(analysis);
  const x = axisPoints(series.axis);
  const isKept = fits !== undefined && fits.x.length <= mostFitted;
  return [
    {
      name: 'patterns',
      title: 'Patterns',
      ...(fits === undefined || isKept
        ? {}
        : { note: `The ${fits.x.length} fitted points are more than a page takes: curves.csv has them (fitCurves).` }),
      x: { name: '2θ', unit: 'deg' },
      y: { name: 'Intensity', unit: 'counts' },
      scale: 'square-root',
      ...(options.range === undefined ? {} : { shown: options.range }),
      ...viewTimes(analysis, options.clockOffset),
      map: { x, values: unmaskedValues(series) },
      curves: isKept ? fitCurves(fits, x) : [],
      tracks: tracks.tracks.map((track, k) => viewTrack(names[k]!, track.center)),
      ranges: [
        ...(options.fit === undefined ? [] : [{ name: 'used', from: options.fit[0], to: options.fit[1] }]),
        ...options.exclude.map(excludedRange).map(([from, to]) => ({ name: 'left out', from, to })),
      ],
    },
  ];
}
