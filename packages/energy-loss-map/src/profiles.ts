import { statusOf } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import { erf, leastSquares } from '@operando/numerics';
import { frontDefaults } from './defaults.js';
import type { EdgeMaps } from './edge-mapper.js';
import { placeAlong } from './layers.js';

/** Contents against the place across the layers, mean along them: frames x places. */
export interface InterfaceProfiles extends MeasuredColumn {
  /** Of each profile. */
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
  /** Standard error of it, pixels. */
  readonly stderr: number;
  /** Byte of `statusNames`: `not-visible` where both sides are alike. */
  readonly status: number;
}

const none = (status: number): Front => ({ place: Number.NaN, stderr: Number.NaN, status });

/** How many standard errors the step must be high. */
const visible = 4;

/** Part of a pixel by which places are tried. */
const tried = 0.1;

/** Where a step describes a profile best, of places all along it, for a front in noise has more than one minimum: low, step, place. */
function bestStep(x: Float64Array, y: Float64Array, sigma: Float64Array, width: number): Float64Array {
  const best = Float64Array.of(y[0]!, 0, x[0]!);
  let lowest = Infinity;
  for (let place = x[0]!; place <= x.at(-1)!; place += tried) {
    // Two linear terms: 1, and the front.
    let [s, sf, sff, sy, sfy] = [0, 0, 0, 0, 0];
    const front = x.map((at) => 0.5 * (1 + erf((at - place) / (width * Math.SQRT2))));
    for (let i = 0; i < x.length; i++) {
      const w = 1 / (sigma[i]! * sigma[i]!);
      s += w;
      sf += w * front[i]!;
      sff += w * front[i]! * front[i]!;
      sy += w * y[i]!;
      sfy += w * front[i]! * y[i]!;
    }
    const determinant = s * sff - sf * sf;
    if (!(determinant > 1e-9 * s * sff)) continue;
    const step = (s * sfy - sf * sy) / determinant;
    const low = (sy - step * sf) / s;
    let chiSquare = 0;
    for (let i = 0; i < x.length; i++) chiSquare += ((y[i]! - low - step * front[i]!) / sigma[i]!) ** 2;
    if (chiSquare < lowest) {
      lowest = chiSquare;
      best.set([low, step, place]);
    }
  }
  return best;
}

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
  const start = bestStep(x, y, sigma, width);
  const best = leastSquares({ model, x, y, sigma, analytic: false }, start, {
    bounds: { lower: [-Infinity, -Infinity, x[0]!], upper: [Infinity, Infinity, x.at(-1)!] },
  });
  const { parameters, stderr: errors, status, clipped } = best;
  if (status !== 'converged' && status !== 'stalled') return none(statusOf[status]);
  // A step between two pixels is held by bounds where it has none: its error is not known then.
  if (clipped.length > 0) return none(statusOf['not-visible']);
  if (!(Math.abs(parameters[1]!) > visible * errors[1]!)) return none(statusOf['not-visible']);
  return { place: parameters[2]!, stderr: errors[2]!, status: statusOf.converged };
}
