import { axisPoints, flatValues } from '@operando/core';
import type { ResultView } from '@operando/core';
import { viewTimes, viewTrack } from '../../technique/frame-view.js';
import type { RadiographyAnalysis } from './analysis.js';
import { overlayOf } from './figures.js';
import type { RadiographyOptions } from './options.js';

/** Change of attenuation over depth, with the borders of layers and the front. */
export function radiographyViews(analysis: RadiographyAnalysis, options: RadiographyOptions): ResultView[] {
  const { series, measured } = analysis;
  if (measured === undefined) return [];
  return [
    {
      name: 'changes',
      title: 'Change of attenuation over depth',
      x: { name: 'Depth', unit: series.axis.unit },
      y: { name: 'Change of attenuation', unit: '1' },
      ...viewTimes(analysis, options.clockOffset),
      map: {
        x: axisPoints(series.axis),
        values: flatValues(series.signal),
        stderr: flatValues(series.variances!).map(Math.sqrt),
      },
      tracks: overlayOf(analysis, options).map(({ label, x }) =>
        viewTrack(label === '' ? 'layer borders' : label, { values: Float64Array.from(x) }),
      ),
    },
  ];
}
