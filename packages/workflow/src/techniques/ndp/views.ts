import { axisPoints, flatMask, flatValues } from '@operando/core';
import type { ResultView } from '@operando/core';
import { viewTimes, viewTrack } from '../../technique/frame-view.js';
import type { NdpAnalysis } from './analyse.js';
import { overlayOf } from './figures.js';
import type { NdpOptions } from './options.js';

/** Concentration over depth, with the boundaries between layers and the front. */
export function ndpViews(analysis: NdpAnalysis, options: NdpOptions): ResultView[] {
  const { series } = analysis;
  const mask = series.mask === undefined ? undefined : flatMask(series.mask);
  const seen = (values: Float64Array): Float64Array =>
    mask === undefined ? values : values.map((value, i) => (mask[i] === 0 ? value : Number.NaN));
  return [
    {
      name: 'profiles',
      title: 'Concentration over depth',
      x: { name: 'Depth', unit: 'um' },
      y: { name: 'Concentration', unit: '1/cm^3' },
      ...viewTimes(analysis, options.clockOffset),
      map: {
        x: axisPoints(series.axis),
        values: seen(flatValues(series.signal)),
        ...(series.variances === undefined ? {} : { stderr: seen(flatValues(series.variances).map(Math.sqrt)) }),
      },
      tracks: overlayOf(analysis).map(({ label, x }) =>
        viewTrack(label === '' ? 'layer boundaries' : label, { values: Float64Array.from(x) }),
      ),
    },
  ];
}
