import type { ResultView, ViewCurve } from '@operando/core';
import { detailMap, viewTimes } from '../../technique/frame-view.js';
import { excludedRange } from '../xrd/excluded-range.js';
import type { RietveldAnalysis } from './analysis.js';
import type { RietveldOptions } from './options.js';
import type { ShownFrame } from './shown-frames.js';

/** What was fitted to a pattern, and where the lines of its phases stand. */
function curvesOf({ frame, observed, refinement }: ShownFrame): ViewCurve[] {
  const { calculated, background, phases } = refinement;
  return [
    { frame, first: 0, name: 'calculated', kind: 'fit', values: calculated },
    { frame, first: 0, name: 'background', kind: 'background', values: background },
    {
      frame,
      first: 0,
      name: 'difference',
      kind: 'residual',
      values: calculated.map((value, i) => observed[i]! - value),
    },
    ...phases.map(({ name, lines }): ViewCurve => ({
      frame,
      name,
      kind: 'ticks',
      x: Float64Array.from(lines.twoTheta),
      values: new Float64Array(),
    })),
  ];
}

/** The patterns, some of them with what was fitted. */
export function rietveldViews(analysis: RietveldAnalysis, options: RietveldOptions): ResultView[] {
  const { source, series, shown, viewed } = analysis;
  const fitted = [...shown, ...viewed];
  const frames = fitted.map(({ frame }) => frame).toSorted((a, b) => a - b);
  const all = series.time.start.length;
  return [
    {
      name: 'patterns',
      title: 'Patterns',
      ...(frames.length >= all
        ? {}
        : {
            note: `Fits are kept of ${frames.length} of ${all} patterns: ${frames.join(', ')} (showFrame adds others).`,
          }),
      x: { name: '2θ', unit: 'deg' },
      y: { name: 'Intensity', unit: 'counts' },
      scale: 'square-root',
      ...(options.range === undefined ? {} : { shown: options.range }),
      ...viewTimes(analysis, options.clockOffset),
      map: detailMap(source.detail, series),
      curves: fitted.flatMap(curvesOf),
      ranges: [
        ...(options.fit === undefined ? [] : [{ name: 'used', from: options.fit[0], to: options.fit[1] }]),
        ...options.exclude.map(excludedRange).map(([from, to]) => ({ name: 'left out', from, to })),
      ],
    },
  ];
}
