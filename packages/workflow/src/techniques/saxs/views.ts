import { axisPoints, unmaskedValues } from '@operando/core';
import type { ResultView, ViewCurve } from '@operando/core';
import { viewTimes } from '../../technique/frame-view.js';
import type { SaxsAnalysis } from './analyse.js';
import { excludedRange } from '../xrd/excluded-range.js';
import type { SaxsOptions } from './options.js';

/** The cuts with what was fitted to each. */
export function saxsViews(analysis: SaxsAnalysis, options: SaxsOptions): ResultView[] {
  const { series, fit, used } = analysis;
  const curves = used.frames.flatMap((frame, i): ViewCurve[] => [
    { frame, name: 'model', kind: 'fit', x: fit.problems[i]!.data.q, values: fit.fits[i]!.fitted },
    {
      frame,
      name: 'residual in standard errors',
      kind: 'residual',
      x: fit.problems[i]!.data.q,
      values: fit.fits[i]!.residuals,
    },
  ]);
  return [
    {
      name: 'cuts',
      title: 'Cuts',
      x: { name: 'q', unit: '1/angstrom' },
      y: { name: 'Intensity', unit: '' },
      scale: 'logarithm',
      ...viewTimes(analysis, options.clockOffset),
      map: { x: axisPoints(series.axis), values: unmaskedValues(series) },
      curves,
      ranges: [
        ...(options.fit === undefined ? [] : [{ name: 'used', from: options.fit[0], to: options.fit[1] }]),
        ...options.exclude.map(excludedRange).map(([from, to]) => ({ name: 'left out', from, to })),
      ],
    },
  ];
}
