import { axisPoints, flatMask, flatValues } from '@operando/core';
import type { ResultView, ViewCurve } from '@operando/core';
import { viewTimes, viewTrack } from '../../technique/frame-view.js';
import type { NdpAnalysis } from './analyse.js';
import { overlayOf } from './figures.js';
import type { NdpOptions } from './options.js';

/** Values of spectra, and of what was fitted to them, that a page keeps at most. */
const mostCounts = 4_000_000;
const mostFitted = 1_000_000;

/** The spectra as they were fitted. */
function spectraView({ profiles: { fitted } }: NdpAnalysis, times: Pick<ResultView, 'time' | 'traces'>): ResultView[] {
  if (fitted === undefined) return [];
  const { edges, counts, expected } = fitted;
  const rows = edges.length - 1;
  if (rows * expected.length > mostCounts) return [];
  const isKept = rows * expected.length <= mostFitted;
  const values = new Float64Array(rows * counts.length);
  counts.forEach((own, frame) => values.set(own, frame * rows));
  const curves = expected.flatMap((mean, frame): ViewCurve[] =>
    mean === undefined || !isKept ? [] : [{ frame, first: 0, name: 'by the profile', kind: 'fit', values: mean }],
  );
  return [
    {
      name: 'spectra',
      title: 'Spectra as they were fitted',
      ...(isKept ? {} : { note: 'What was fitted to so many spectra is more than a page takes.' }),
      x: { name: 'Energy', unit: 'keV' },
      y: { name: 'Counts', unit: '1' },
      scale: 'square-root',
      ...times,
      map: {
        x: Float64Array.from({ length: rows }, (_, row) => 0.5 * (edges[row]! + edges[row + 1]!)),
        values,
      },
      curves,
    },
  ];
}

/** Concentration over depth with the boundaries between layers and the front, and the spectra that it explains. */
export function ndpViews(analysis: NdpAnalysis, options: NdpOptions): ResultView[] {
  const { series } = analysis;
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  const seen = (values: Float64Array): Float64Array =>
    mask === undefined ? values : values.map((value, i) => (mask[i] === 0 ? value : Number.NaN));
  const times = viewTimes(analysis, options.clockOffset);
  return [
    {
      name: 'profiles',
      title: 'Concentration over depth',
      x: { name: 'Depth', unit: 'um' },
      y: { name: 'Concentration', unit: '1/cm^3' },
      ...times,
      map: {
        x: axisPoints(series.axis),
        values: seen(flatValues(series.signal)),
        ...(series.variances === undefined ? {} : { stderr: seen(flatValues(series.variances).map(Math.sqrt)) }),
      },
      tracks: overlayOf(analysis).map(({ label, x }) =>
        viewTrack(label === '' ? 'layer boundaries' : label, { values: Float64Array.from(x) }),
      ),
    },
    ...spectraView(analysis, times),
  ];
}
