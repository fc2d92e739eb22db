import { statusOf } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import { erf, leastSquares } from '@operando/numerics';
import { frontDefaults } from './defaults.js';
import type { EdgeMaps } from './edge-mapper.js';
import { placeAlong } from './layers.js';

/** Contents against the place across the layers, mean along them: frames x places. */
export interface InterfaceProfiles extends MeasuredColumn {
  readonly places: number;
}

/** Whether a pixel's value counts in a mean. */
const isUsable = (status: number): boolean => status === statusOf.converged || status === statusOf.misfit;

/**
 * Mean of an edge's content along the layers, for every frame and place across them. Errors are those of counts and energies of the
 * single pixels; what the calibration brings is shared and stands with the content.
 *
 * @param edge Its place among the edges.
 */
export function interfaceProfiles(maps: EdgeMaps, edge: number, along: 'column' | 'row'): InterfaceProfiles {
  const { shape, frames, contents } = maps;
  const places = along === 'column' ? shape.columns : shape.rows;
  const pixels = shape.rows * shape.columns;
  const [values, stderr] = [new Float64Array(frames.length * places), new Float64Array(frames.length * places)];
  const { scale } = contents[edge]!;
  const seen = new Float64Array(places);
  for (const [f, frame] of frames.entries()) {
    seen.fill(0);
    for (let p = 0; p < pixels; p++) {
      const ratio = frame.ratios[edge]![p]!;
      if (!isUsable(frame.status[p]!) || !Number.isFinite(ratio)) continue;
      const at = placeAlong(shape, along, p);
      values[f * places + at]! += ratio * scale.value;
      stderr[f * places + at]! += (frame.stderr[edge]![p]! * scale.value) ** 2;
      seen[at]!++;
    }
    for (let at = 0; at < places; at++) {
      values[f * places + at]! /= seen[at]!;
      stderr[f * places + at] = Math.sqrt(stderr[f * places + at]!) / seen[at]!;
    }
  }
  return { places, values, stderr };
}

/** A front in a profile. */
export interface Front {
  /** Where the content is half way between both sides, in pixels; NaN where there is none. */
  readonly place: number;
  readonly stderr: number;
  /** Byte of `statusNames`: `not-visible` where both sides are alike. */
  readonly status: number;
}

const none = (status: number): Front => ({ place: Number.NaN, stderr: Number.NaN, status });

/** How many standard errors the step must be high. */
const visible = 4;

/**
 * A front between two contents: low + (high - low) / 2 (1 + erf((x - place) / (width sqrt 2))), over the places of a layer.
 *
 * @param from First place. @param to Last place.
 * @param width Standard deviation of the front in pixels; below that of a pixel it is not told apart. @default 1
 */
export function fitFront(
  values: Float64Array,
  stderr: Float64Array,
  from: number,
  to: number,
  width: number = frontDefaults.width,
): Front {
  const used = Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(
    (at) => Number.isFinite(values[at]!) && stderr[at]! > 0,
  );
  if (used.length < 4) return none(statusOf.failed);
  const x = Float64Array.from(used);
  const y = Float64Array.from(used, (at) => values[at]!);
  const sigma = Float64Array.from(used, (at) => stderr[at]!);
  const model = (p: Float64Array, at: Float64Array, out: Float64Array): void => {
    for (let i = 0; i < at.length; i++)
      out[i] = p[0]! + 0.5 * p[1]! * (1 + erf((at[i]! - p[2]!) / (width * Math.SQRT2)));
  };
  // From every place between two pixels: a front in noise has more than one minimum.
  let best: ReturnType<typeof leastSquares> | undefined;
  for (let k = 0; k + 1 < used.length; k++) {
    const start = [y[0]!, y.at(-1)! - y[0]!, 0.5 * (x[k]! + x[k + 1]!)];
    const fit = leastSquares({ model, x, y, sigma, analytic: false }, Float64Array.from(start), {
      bounds: { lower: [-Infinity, -Infinity, x[0]!], upper: [Infinity, Infinity, x.at(-1)!] },
    });
    if (best === undefined || fit.chiSquare < best.chiSquare) best = fit;
  }
  const { parameters, stderr: errors, status, clipped } = best!;
  if (status !== 'converged' && status !== 'stalled') return none(statusOf[status]);
  // A step between two pixels is held by bounds where it has none: its error is not known then.
  if (clipped.length > 0) return none(statusOf['not-visible']);
  if (!(Math.abs(parameters[1]!) > visible * errors[1]!)) return none(statusOf['not-visible']);
  return { place: parameters[2]!, stderr: errors[2]!, status: statusOf.converged };
}
