import type { ViewCurve } from '@operando/core';
import type { LoadedView } from './load.js';
import { rowOf, valueAt } from './pool.js';
import { rowOfFrame } from './map-chart.js';

/** A curve of the frame that is shown. */
export interface ShownCurve extends Omit<ViewCurve, 'first' | 'x' | 'frame'> {
  readonly x: Float64Array;
}

/** A curve with the places of its points. */
function placed({ frame: _frame, first, ...curve }: ViewCurve, axis: Float64Array | undefined): ShownCurve {
  const x = curve.x ?? axis?.subarray(first ?? 0, (first ?? 0) + curve.values.length) ?? new Float64Array();
  return { ...curve, x };
}

/** Parts of a frame by its shares of components, and their sum where all stand at the same places. */
function componentsOfFrame({ components }: LoadedView, frame: number): ShownCurve[] {
  const parts = components
    .filter(({ weights }) => Number.isFinite(weights[frame]))
    .map(({ name, x, values, weights }): ShownCurve => ({
      name,
      kind: 'component',
      x,
      values: values.map((value) => value * weights[frame]!),
    }));
  const [first] = parts;
  if (first === undefined || parts.some(({ x }) => x.length !== first.x.length || x[0] !== first.x[0])) return parts;
  const sum = first.values.map((_, i) => parts.reduce((total, { values }) => total + values[i]!, 0));
  return [...parts, { name: 'sum of species', kind: 'fit', x: first.x, values: sum }];
}

/** All curves of a frame: what was measured first, then what was fitted. */
export function curvesOfFrame(view: LoadedView, frame: number): ShownCurve[] {
  const own = [
    ...view.curves.filter((curve) => curve.frame === frame).map((curve) => placed(curve, view.map?.x)),
    ...componentsOfFrame(view, frame),
  ];
  const { map } = view;
  if (map === undefined) return own;
  const row = rowOfFrame(map, frame);
  if (row < 0 || row >= map.values.rows) return own;
  const isMean = map.firstFrames !== undefined;
  const data: ShownCurve = {
    name: isMean ? 'mean of neighbouring frames' : view.y.name,
    kind: 'data',
    x: map.x,
    values: rowOf(map.values, row),
    ...(map.stderr === undefined ? {} : { stderr: rowOf(map.stderr, row) }),
  };
  return [data, ...own];
}

/** Residuals of a frame: those that were given, or what fits leave of the map's values. */
export function residualsOfFrame(view: LoadedView, frame: number): ShownCurve[] {
  const all = view.curves.filter((curve) => curve.frame === frame);
  const given = all.filter(({ kind }) => kind === 'residual').map((curve) => placed(curve, view.map?.x));
  const { map } = view;
  if (given.length > 0 || map === undefined) return given;
  const row = rowOfFrame(map, frame);
  return all
    .filter(({ kind, first }) => kind === 'fit' && first !== undefined)
    .map((curve) => leftBy(curve, map.x, (i) => valueAt(map.values, row, curve.first! + i)));
}

/** What a fit leaves of the values at its points. */
function leftBy(fit: ViewCurve, axis: Float64Array, valueOf: (point: number) => number): ShownCurve {
  return { ...placed(fit, axis), kind: 'residual', values: fit.values.map((value, i) => valueOf(i) - value) };
}
