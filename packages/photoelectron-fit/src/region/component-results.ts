import { statusOf } from '@operando/core';
import type { EstimateColumn, MeasuredColumn } from '@operando/core';
import type { RegionSeriesFit } from './fit-region-series.js';
import type { PlacedComponent } from './region-parameters.js';

/** What a series says of one component, a row for each frame. */
export interface ComponentResult {
  /** Of the component. */
  readonly name: string;
  /** Binding energy as measured, eV: of a Doniach-Sunjic line its E0. */
  readonly center: Required<EstimateColumn>;
  /** In the unit of the values x eV; of shapes without a finite area that inside the window. */
  readonly area: Required<EstimateColumn>;
  /** Full width at half maximum, eV. */
  readonly fwhm: Required<EstimateColumn>;
  /** Share of all areas. */
  readonly fraction: Required<EstimateColumn>;
}

/** Variance of a function of a frame's parameters, by differences. */
function propagated(
  parameters: Float64Array,
  covariance: Float64Array,
  among: readonly number[],
  value: (parameters: Float64Array) => number,
): number {
  const n = parameters.length;
  const slopes = among.map((k) => {
    const kept = parameters[k]!;
    const h = 1e-5 * Math.max(Math.abs(kept), 1e-3);
    parameters[k] = kept + h;
    const above = value(parameters);
    parameters[k] = kept - h;
    const slope = (above - value(parameters)) / (2 * h);
    parameters[k] = kept;
    return slope;
  });
  let variance = 0;
  among.forEach((i, a) =>
    among.forEach((j, b) => {
      if (slopes[a] !== 0 && slopes[b] !== 0) variance += slopes[a]! * slopes[b]! * covariance[i * n + j]!;
    }),
  );
  return variance;
}

/** Covariance of a frame, linked parameters with those that they follow. */
export function completeCovariance(
  { fit, model }: RegionSeriesFit,
  frame: number,
  other: number = frame,
): Float64Array {
  const out = fit.covariance(frame, other);
  const { parameters } = model.layout;
  const n = parameters.length;
  const links = parameters.flatMap(({ link }, k) => (link === undefined ? [] : [{ ...link, k }]));
  for (const { k, to, factor } of links) for (let j = 0; j < n; j++) out[k * n + j] = factor * out[to * n + j]!;
  for (const { k, to, factor } of links) for (let i = 0; i < n; i++) out[i * n + k] = factor * out[i * n + to]!;
  return out;
}

/** Trapezoidal integral of a curve. */
function integralOf(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += 0.5 * (x[i]! - x[i - 1]!) * (y[i]! + y[i - 1]!);
  return sum;
}

const shapePlaces = ({ first, shape }: PlacedComponent): number[] => shape.parameters.map((_, k) => first + k);

/** Parameters that an area depends on. */
const areaPlaces = (each: PlacedComponent): number[] => [
  each.area,
  ...(each.splitting < 0 ? [] : [each.splitting + 1]),
  ...(each.shape.hasArea ? [] : [each.center, ...shapePlaces(each)]),
];

/** Area of a component with its doublet. */
function areaOf(series: RegionSeriesFit, index: number, q: Float64Array): number {
  const { components } = series.model.layout;
  const { shape, area, splitting } = components[index]!;
  if (!shape.hasArea) return integralOf(series.data.energy, series.model.component(index, q));
  return q[area]! * (splitting < 0 ? 1 : 1 + q[splitting + 1]!);
}

/** Centres, areas, widths and shares of every component in every frame, with statuses. */
export function componentResults(series: RegionSeriesFit): ComponentResult[] {
  const { fit, model, values, stderr, status, invisible } = series;
  const { components, parameters } = model.layout;
  const n = parameters.length;
  const frames = fit.frames;
  const emptyColumn = (name: string, unit: string): Required<EstimateColumn> => ({
    name,
    unit,
    values: new Float64Array(frames).fill(Number.NaN),
    stderr: new Float64Array(frames).fill(Number.NaN),
    status: status.slice(),
  });
  const results = components.map(({ spec }) => ({
    name: spec.name,
    center: emptyColumn(`${spec.name}_energy`, 'eV'),
    area: emptyColumn(`${spec.name}_area`, ''),
    fwhm: emptyColumn(`${spec.name}_fwhm`, 'eV'),
    fraction: emptyColumn(`${spec.name}_fraction`, '1'),
  }));
  for (let f = 0; f < frames; f++) {
    if (fit.frameStatus[f] === 'masked') continue;
    const q = values.slice(f * n, (f + 1) * n);
    const covariance = completeCovariance(series, f);
    const spread = (among: readonly number[], value: (parameters: Float64Array) => number): number =>
      Math.sqrt(propagated(q, covariance, among, value));
    const total = (at: Float64Array): number => components.reduce((sum, _, c) => sum + areaOf(series, c, at), 0);
    const ofArea = components.map(areaPlaces);
    components.forEach((each, c) => {
      const { center, area, fwhm, fraction } = results[c]!;
      const unseen = invisible[f * components.length + c] === 1;
      center.values[f] = unseen ? Number.NaN : q[each.center]!;
      center.stderr[f] = unseen ? Number.NaN : stderr[f * n + each.center]!;
      area.values[f] = areaOf(series, c, q);
      area.stderr[f] = spread(ofArea[c]!, (at) => areaOf(series, c, at));
      fwhm.values[f] = each.shape.fwhm(q, each.first);
      const varying = shapePlaces(each).some(
        (k) => parameters[k]!.scope !== 'fixed' || parameters[k]!.link !== undefined,
      );
      fwhm.stderr[f] = varying ? spread(shapePlaces(each), (at) => each.shape.fwhm(at, each.first)) : Number.NaN;
      fraction.values[f] = area.values[f]! / total(q);
      fraction.stderr[f] = spread(ofArea.flat(), (at) => areaOf(series, c, at) / total(at));
      if (unseen) {
        center.status[f] = statusOf['not-visible'];
        fwhm.status[f] = statusOf['not-visible'];
      } else if (fit.clipped[f * n + each.center] === 1) center.status[f] = statusOf['at-bound'];
    });
  }
  return results;
}

/** Sum of the areas of all components in every frame, whose errors go against each other. */
export function totalAreas(series: RegionSeriesFit): MeasuredColumn {
  const { fit, model, values } = series;
  const { components, parameters } = model.layout;
  const n = parameters.length;
  const out = {
    values: new Float64Array(fit.frames).fill(Number.NaN),
    stderr: new Float64Array(fit.frames).fill(Number.NaN),
  };
  const among = components.flatMap(areaPlaces);
  for (let f = 0; f < fit.frames; f++) {
    if (fit.frameStatus[f] === 'masked') continue;
    const q = values.slice(f * n, (f + 1) * n);
    const total = (at: Float64Array): number => components.reduce((sum, _, c) => sum + areaOf(series, c, at), 0);
    out.values[f] = total(q);
    out.stderr[f] = Math.sqrt(propagated(q, completeCovariance(series, f), among, total));
  }
  return out;
}

/** 95 % upper limit of an area that may be 0: that of a Gaussian cut at 0. */
export function areaLimit(area: number, stderr: number): number {
  return Math.max(0, area) + 1.645 * stderr;
}
