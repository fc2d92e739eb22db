import type { OperandoWarning } from '@operando/core';
import type { ParameterPrior } from '../fit/fit-types.js';
import type { Refiner } from '../refiner.js';
import { fitFrame } from './frame-fitter.js';
import type { FrameRow } from './row-types.js';
import { shapeColumns } from './shape-columns.js';
import { smoothCourse } from './smooth-course.js';
import type { FrameData, SeriesWalk } from './walk-types.js';

/** Parameters that go smoothly through a series: each frame is fitted once more with what the others say of them. */
export interface SmoothParameters {
  /** How many parameters of its own the course of each has, by the order of their names; NaN of those that too few frames know. */
  readonly effective: Float64Array;
  /** What could not be smoothed. */
  readonly warnings: readonly OperandoWarning[];
  /** Fit a frame with that. Undefined for one without data. */
  visit(frame: number, data: FrameData): FrameRow | undefined;
}

/**
 * Smooth parameters of a series that was walked, each by itself. What the other frames say of a frame's value is a prior of its
 * fit (the course less what this frame said itself), so that errors of all parameters, and of weight fractions, know of it.
 *
 * @param shared Names of parameters that have one value in all frames: these are held.
 * @throws OperandoError `invalid-argument` for a name that is not refined, or is no parameter of shape.
 */
export function smoothParameters(
  refiner: Refiner,
  walk: SeriesWalk,
  names: readonly string[],
  shared: readonly string[] = [],
): SmoothParameters {
  const parameters = refiner.names.slice(0, refiner.shapes).map((name) => !shared.includes(name));
  const priors = new Map<number, ParameterPrior[]>();
  const effective = Float64Array.from(shapeColumns(refiner, names, 'smooth'), (column) => {
    const place = refiner.layout.refined[column]!;
    const { reciprocal } = refiner.layout.parameters[place]!;
    const values = Float64Array.from(walk.rows, ({ frame }) => walk.kept(frame)?.state.values[place] ?? Number.NaN);
    const stderr = Float64Array.from(walk.rows, (row, t) => row.stderr[column]! * (reciprocal ? values[t]! ** 2 : 1));
    const course = smoothCourse(values, stderr);
    if (course === undefined) return Number.NaN;
    values.forEach((value, t) => {
      const own = stderr[t]! > 0 ? 1 / stderr[t]! ** 2 : 0;
      const precision = 1 / course.variance[t]! - own;
      if (!(precision > 0)) return;
      const mean = (course.mean[t]! / course.variance[t]! - (own > 0 ? own * value : 0)) / precision;
      priors.set(t, [...(priors.get(t) ?? []), { column, mean, precision }]);
    });
    return course.effective;
  });
  const unknown = names.filter((_, k) => Number.isNaN(effective[k]));
  const message = `fewer than five frames say what ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'}: no smooth course was looked for`;
  return {
    effective,
    warnings: unknown.length === 0 ? [] : [{ code: 'undetermined', message }],
    visit(frame, { intensity, sigma, mask }) {
      const kept = walk.kept(frame);
      if (kept === undefined || kept.isWeak) return undefined;
      const data = refiner.observe(intensity, sigma, mask);
      const start = { ...kept, isCold: false, parameters, priors: priors.get(frame) ?? [] };
      const fitted = fitFrame(refiner, frame, data, start, (evidence) => walk.decide(frame, evidence));
      if (!Number.isFinite(fitted.row.rwp)) return undefined;
      walk.put(frame, fitted);
      return fitted.row;
    },
  };
}
