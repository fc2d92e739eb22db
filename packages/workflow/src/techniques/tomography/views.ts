import { flatValues } from '@operando/core';
import type { ResultView } from '@operando/core';
import { viewTimes } from '../../technique/frame-view.js';
import type { TomographyAnalysis } from './analyse.js';
import type { TomographyOptions } from './options.js';

/** Share of void over depth. */
export function tomographyViews(analysis: TomographyAnalysis, options: TomographyOptions): ResultView[] {
  const { series, lengths } = analysis;
  return [
    {
      name: 'profiles',
      title: 'Share of void over depth',
      x: { name: 'Depth', unit: lengths.depth.unit === 'um' ? 'um' : '1' },
      y: { name: 'Void', unit: '1' },
      ...viewTimes(analysis, options.clockOffset),
      map: { x: series.axis.values, values: flatValues(series.signal) },
    },
  ];
}
