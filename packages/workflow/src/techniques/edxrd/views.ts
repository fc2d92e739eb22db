import type { ResultView } from '@operando/core';
import { viewTimes } from '../../technique/frame-view.js';
import type { EdxrdAnalysis } from './analyse.js';
import type { EdxrdOptions } from './options.js';
import { shownQuantity } from './shown.js';

/** Content, or an axis of the cell, over depth. */
export function edxrdViews(analysis: EdxrdAnalysis, options: EdxrdOptions): ResultView[] {
  const { label, columnUnit, values, stderr } = shownQuantity(analysis);
  return [
    {
      name: 'profiles',
      title: `${label} over depth`,
      x: { name: 'Depth', unit: 'um' },
      y: { name: label, unit: columnUnit },
      ...viewTimes(analysis, options.clockOffset),
      map: { x: analysis.series.axis.values, values, stderr },
    },
  ];
}
