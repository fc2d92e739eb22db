import type { ResultView, ViewCurve } from '@operando/core';
import { viewTimes } from '../../technique/frame-view.js';
import type { EisAnalysis } from './analyse.js';
import type { EisOptions } from './options.js';

/** Values in the order of others: a page draws curves from left to right. */
function ordered(values: Float64Array, order: readonly number[]): Float64Array {
  return Float64Array.from(order, (i) => values[i]!);
}

/** A spectrum in the plane of impedances with its fit, and what the fit leaves of each part. */
function spectrumCurves({ spectra, fitted }: EisAnalysis, frame: number): ViewCurve[] {
  const { re, im } = spectra[frame]!;
  const fit = fitted?.spectra[frame]?.fit;
  const inOrder = (values: Float64Array): number[] => [...values.keys()].sort((a, b) => values[a]! - values[b]!);
  const order = inOrder(re);
  const x = ordered(re, order);
  const measured: ViewCurve = {
    frame,
    name: 'measured',
    kind: 'data',
    x,
    values: ordered(im, order).map((value) => -value),
  };
  if (fit === undefined) return [measured];
  const along = inOrder(fit.re);
  const left = (name: string, of: Float64Array, by: Float64Array): ViewCurve => ({
    frame,
    name: `${name} in % of |Z|`,
    kind: 'residual',
    x,
    values: ordered(
      of.map((value, i) => (100 * (value - by[i]!)) / Math.hypot(re[i]!, im[i]!)),
      order,
    ),
  });
  return [
    measured,
    {
      frame,
      name: 'circuit',
      kind: 'fit',
      x: ordered(fit.re, along),
      values: ordered(fit.im, along).map((value) => -value),
    },
    left("Z'", re, fit.re),
    left("Z''", im, fit.im),
  ];
}

/** Every spectrum with the circuit fitted to it. */
export function eisViews(analysis: EisAnalysis, options: EisOptions): ResultView[] {
  return [
    {
      name: 'spectra',
      title: 'Spectra',
      x: { name: "Z'", unit: 'ohm' },
      y: { name: "-Z''", unit: 'ohm' },
      ...viewTimes(analysis, options.clockOffset),
      curves: analysis.spectra.flatMap((_, frame) => spectrumCurves(analysis, frame)),
    },
  ];
}
