import { axisPoints, flatValues } from '@operando/core';
import type { ResultView, ViewCurve } from '@operando/core';
import { viewTimes, viewTrack } from '../../technique/frame-view.js';
import type { XpsAnalysis } from './analyse.js';
import type { FittedLevel } from './fitted-level.js';
import { intensityUnit } from './intensity-unit.js';
import type { XpsOptions } from './options.js';
import { columnName } from './tables.js';

/** Spectra of which a page keeps the curves at most. */
const mostCurves = 60;

/** Fit, background and components of spectra, evenly chosen of long series. */
function curvesOf({ fit, components }: FittedLevel): ViewCurve[] {
  const { model, values, data } = fit;
  const count = model.layout.parameters.length;
  const { frames, frameStatus } = fit.fit;
  const step = Math.ceil(frames / mostCurves);
  const curves: ViewCurve[] = [];
  for (let frame = 0; frame < frames; frame += step) {
    if (frameStatus[frame] === 'masked') continue;
    const q = values.slice(frame * count, (frame + 1) * count);
    const background = model.background(q);
    const lines = components.map((_, c) => model.component(c, q));
    const total = background.map((value, i) => lines.reduce((sum, line) => sum + line[i]!, value));
    const x = data.energy;
    curves.push(
      { frame, x, name: 'fit', kind: 'fit', values: total },
      { frame, x, name: 'background', kind: 'background', values: background },
    );
    lines.forEach((line, c) =>
      curves.push({
        frame,
        x,
        name: components[c]!.name,
        kind: 'component',
        values: line.map((value, i) => value + background[i]!),
      }),
    );
  }
  return curves;
}

/** A view of every level. */
export function xpsViews(analysis: XpsAnalysis, { clockOffset }: XpsOptions): ResultView[] {
  const { fitted, levels, electrochemistry } = analysis;
  return levels.map(({ name, series }): ResultView => {
    const level = fitted.find((each) => each.series === series);
    const view: ResultView = {
      name: columnName(name).replaceAll('_', '-'),
      title: `${name} against binding energy`,
      x: { name: 'Binding energy', unit: 'eV' },
      y: { name: 'Intensity', unit: intensityUnit(series) },
      map: { x: axisPoints(series.axis), values: flatValues(series.signal) },
    };
    const viewed = electrochemistry === undefined ? { series } : { series, electrochemistry };
    return Object.assign(
      view,
      viewTimes(viewed, clockOffset),
      level === undefined
        ? {}
        : { curves: curvesOf(level), tracks: level.components.map((each) => viewTrack(each.name, each.center)) },
    );
  });
}
