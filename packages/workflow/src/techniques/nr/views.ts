import { flatValues } from '@operando/core';
import type { ResultView, ViewCurve, ViewSample } from '@operando/core';
import type { FittedCurve } from '@operando/nr-sld-fit';
import { viewTimes } from '../../technique/frame-view.js';
import type { NrAnalysis } from './analyse.js';
import type { NrOptions } from './options.js';

/** A reflectivity with its fit and residuals in standard errors. */
function reflectivityCurves({ name, q, r, dr, fitted, residuals }: FittedCurve, frame: number): ViewCurve[] {
  return [
    { frame, name, kind: 'data', x: q, values: r, stderr: dr },
    { frame, name: 'model', kind: 'fit', x: q, values: fitted },
    { frame, name: 'residual in standard errors', kind: 'residual', x: q, values: residuals },
  ];
}

/** A profile, with its band where a posterior was sampled. */
function profileCurves({ profiles, posterior }: NrAnalysis, frame: number): ViewCurve[] {
  const x = profiles.axis.values;
  const values = flatValues(profiles.signal).slice(frame * x.length, (frame + 1) * x.length);
  const best: ViewCurve = { frame, name: 'best fit', kind: 'fit', x, values };
  if (posterior === undefined) return [best];
  const { z, median, low95: low, high95: high } = posterior.sldBands(frame);
  return [{ frame, name: '95 % of the posterior', kind: 'band', x: z, values: median, low, high }, best];
}

/** Draws and parameters that a page has at most. */
const mostDraws = 2000;
const mostParameters = 8;

/** Draws of the posterior, evenly thinned. */
function posteriorSamples({ posterior, fits }: NrAnalysis): ViewSample[] {
  if (posterior === undefined) return [];
  const { names, samples, count } = posterior;
  const kept = Math.min(mostDraws, count);
  return names.slice(0, mostParameters).map((name, k) => ({
    name,
    unit: fits[0]!.parameters[name]?.unit ?? '',
    values: Float64Array.from({ length: kept }, (_, i) => samples[Math.floor((i * count) / kept) * names.length + k]!),
  }));
}

/** SLD profiles, and the curves that they were fitted to. */
export function nrViews(analysis: NrAnalysis, options: NrOptions): ResultView[] {
  const { fits, seriesFit, profiles, electrochemistry, warnings } = analysis;
  const curves = fits.flatMap((fit) => fit.curves);
  const axes = { x: { name: 'Depth', unit: 'angstrom' }, y: { name: 'SLD', unit: '1e-6/angstrom^2' } } as const;
  const rows = seriesFit === undefined ? { rowNames: curves.map(({ name }) => name) } : {};
  const viewed = { series: profiles, ...(electrochemistry === undefined ? {} : { electrochemistry }) };
  const isUntimed = electrochemistry === undefined && warnings.some(({ code }) => code === 'time-unknown');
  const times = seriesFit === undefined || isUntimed ? {} : viewTimes(viewed, options.clockOffset);
  const map = { x: profiles.axis.values, values: flatValues(profiles.signal) };
  const profile: ResultView = {
    name: 'profile',
    title: 'SLD profile',
    ...axes,
    ...times,
    ...rows,
    samples: posteriorSamples(analysis),
    ...(seriesFit === undefined ? { curves: curves.flatMap((_, frame) => profileCurves(analysis, frame)) } : { map }),
  };
  const reflectivity: ResultView = {
    name: 'curves',
    title: 'Reflectivity',
    x: { name: 'Q', unit: '1/angstrom' },
    y: { name: 'R', unit: '1' },
    scale: 'logarithm',
    ...times,
    ...rows,
    curves: curves.flatMap(reflectivityCurves),
  };
  return seriesFit === undefined ? [reflectivity, profile] : [profile, reflectivity];
}
