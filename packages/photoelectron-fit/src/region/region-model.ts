import { OperandoError } from '@operando/core';
import type { SeriesModel } from '@operando/numerics';
import { runningIntegral, uniformStep } from '../backgrounds/running-integral.js';
import { foldLosses, tougaardWeights } from '../backgrounds/tougaard.js';
import { tougaardDefaults } from '../defaults.js';
import type { ShapeOfFrames } from '../shapes/component-shape.js';
import { shapeOfFrames } from '../shapes/shapes.js';
import type { Region } from './region.js';
import type { PlacedComponent, RegionLayout } from './region-parameters.js';

/** A region as a model of its parameters. */
export interface RegionModel {
  readonly layout: RegionLayout;
  /** For `fitSeries`. Linked parameters are set, whatever they were. */
  readonly model: SeriesModel;
  /** One component without background, at parameters that are complete. */
  readonly component: (index: number, parameters: Float64Array) => Float64Array;
  /** The background alone, with what the components add to it. */
  readonly background: (parameters: Float64Array) => Float64Array;
  /** Set linked parameters from those that they follow. */
  readonly complete: (parameters: Float64Array) => void;
}

/** The value of one line and its derivatives, added to columns of points: sum, then one column for each parameter. */
function addLine(
  { shape, center, area, first, splitting }: PlacedComponent,
  frames: ShapeOfFrames,
  q: Float64Array,
  x: Float64Array,
  sum: Float64Array,
  columns: Float64Array,
  out: Float64Array,
): void {
  const n = x.length;
  const count = shape.parameters.length;
  const amplitude = q[area]!;
  frames.begin(q, first);
  for (let line = 0; line < (splitting < 0 ? 1 : 2); line++) {
    const at = q[center]! + (line === 0 ? 0 : q[splitting]!);
    const share = line === 0 ? 1 : q[splitting + 1]!;
    const scale = amplitude * share;
    for (let i = 0; i < n; i++) {
      frames.point(x[i]! - at, q, first, out);
      const value = out[0]!;
      const slope = -scale * out[1]!;
      sum[i]! += scale * value;
      columns[center * n + i]! += slope;
      columns[area * n + i]! += share * value;
      for (let k = 0; k < count; k++) columns[(first + k) * n + i]! += scale * out[2 + k]!;
      if (line === 1) {
        columns[splitting * n + i]! += slope;
        columns[(splitting + 1) * n + i]! += amplitude * value;
      }
    }
  }
}

/**
 * The model of a region on given energies: components, and what the background adds to each of them, over a line whose
 * offset is its level at the lowest energy.
 *
 * @param x Binding energies, increasing, eV.
 * @throws OperandoError `shape-mismatch` for a Tougaard background on energies in unequal steps.
 */
export function createRegionModel(layout: RegionLayout, region: Region, x: Float64Array): RegionModel {
  const { parameters, components, background, backgroundFirst: b } = layout;
  const n = x.length;
  const count = parameters.length;
  const origin = x[0]!;
  const sum = new Float64Array(n);
  const columns = new Float64Array(count * n);
  const added = new Float64Array(n);
  const out = new Float64Array(8);
  const shapes = components.map(({ shape }) => shapeOfFrames(shape));
  const step = uniformStep(x);
  if (background === 'tougaard' && step === undefined)
    throw new OperandoError('shape-mismatch', 'a Tougaard background needs energies in equal steps.', {
      cure: 'Take the background shirley, or interpolate the spectra.',
    });
  const weights =
    background === 'tougaard'
      ? tougaardWeights(n, step!, { b: 1, ...(region.tougaard ?? tougaardDefaults) })
      : undefined;
  const links = parameters.flatMap(({ link }, i) => (link === undefined ? [] : [{ ...link, i }]));
  const complete = (q: Float64Array): void => {
    for (const { i, to, factor, offset } of links) q[i] = factor * q[to]! + offset;
  };
  /** What the background adds to a signal, for a height of 1. */
  const lost = (signal: Float64Array, from: number): void => {
    if (weights === undefined) runningIntegral(x, signal, from, added);
    else foldLosses(weights, signal, from, added);
  };
  const moving = components.flatMap(({ center, first, shape, splitting }) => [
    ...Array.from({ length: first + shape.parameters.length - center }, (_, k) => center + k),
    ...(splitting < 0 ? [] : [splitting, splitting + 1]),
  ]);
  const linesOf = (q: Float64Array): void => {
    sum.fill(0);
    columns.fill(0);
    for (let c = 0; c < components.length; c++) addLine(components[c]!, shapes[c]!, q, x, sum, columns, out);
  };
  const model: SeriesModel = (q, _x, values, jacobian) => {
    complete(q);
    linesOf(q);
    const height = background === 'line' ? 0 : q[b + 2]!;
    if (background !== 'line') {
      if (jacobian !== undefined && height !== 0)
        for (const k of moving) {
          if (parameters[k]!.scope === 'fixed' && parameters[k]!.link === undefined) continue;
          lost(columns, k * n);
          for (let i = 0; i < n; i++) columns[k * n + i]! += height * added[i]!;
        }
      lost(sum, 0);
      columns.set(added, (b + 2) * n);
      for (let i = 0; i < n; i++) sum[i]! += height * added[i]!;
    }
    for (let i = 0; i < n; i++) {
      columns[b * n + i] = 1;
      columns[(b + 1) * n + i] = x[i]! - origin;
      values[i] = sum[i]! + q[b]! + q[b + 1]! * (x[i]! - origin);
    }
    if (jacobian === undefined) return;
    for (const { i: from, to, factor } of links)
      for (let i = 0; i < n; i++) columns[to * n + i]! += factor * columns[from * n + i]!;
    for (let k = 0; k < count; k++) {
      const column = k * n;
      for (let i = 0; i < n; i++) jacobian[i * count + k] = columns[column + i]!;
    }
  };
  return {
    layout,
    model,
    complete,
    component(index, q) {
      sum.fill(0);
      columns.fill(0);
      addLine(components[index]!, shapes[index]!, q, x, sum, columns, out);
      return sum.slice();
    },
    background(q) {
      linesOf(q);
      added.fill(0);
      if (background !== 'line') lost(sum, 0);
      const height = background === 'line' ? 0 : q[b + 2]!;
      return added.map((value, i) => height * value + q[b]! + q[b + 1]! * (x[i]! - origin));
    },
  };
}
