import { OperandoError } from '@operando/core';
import { distortedWave } from './distorted-wave.js';
import type { CutModel, GrazingModel } from './model.js';
import { populationCurve } from './population-curve.js';
import { populationParameters, registerParameters } from './register.js';
import type { RegisteredParameter } from './register.js';
import { resolutionWidths, smearPlan } from './smear.js';

/** A model on the points of a cut. */
export interface CutCurve {
  /** Of the model, in order. */
  readonly parameters: readonly RegisteredParameter[];
  /** 1/angstrom. */
  readonly q: Float64Array;
  /** Fill the intensity, and d intensity / d parameter row-major (points x parameters). */
  readonly evaluate: (values: Float64Array, out: Float64Array, jacobian?: Float64Array) => void;
}

/** Waves at the exit angle of a frame. */
function waveOf(grazing: GrazingModel | undefined, frame: number) {
  if (grazing === undefined) return undefined;
  const { exit } = grazing;
  return distortedWave({ ...grazing, exit: typeof exit === 'number' ? exit : (exit[frame] ?? Number.NaN) });
}

/** Adds one term of the sum. */
type Term = (values: Float64Array, out: Float64Array, jacobian: Float64Array | undefined) => void;

/**
 * A model made ready for points: what does not change from step to step of a fit is done here, once.
 *
 * @param q Increasing, 1/angstrom.
 * @param frame Which frame it is, where exit angles are given for each.
 * @throws OperandoError as {@link registerParameters}; `unsupported` for forms that cannot be had so.
 */
export function createCutCurve(model: CutModel, q: Float64Array, frame = 0): CutCurve {
  const parameters = registerParameters(model);
  const { populations, background = {}, resolution = {}, grazing } = model;
  if (background.powerLaw !== undefined && q.includes(0))
    throw new OperandoError('invalid-argument', 'a power law has no value at q = 0.', {
      where: { parameter: 'background.powerLaw' },
      cure: 'Leave that point out (fit, exclude), or the power law.',
    });
  const columns = parameters.length;
  const points = q.length;
  const plan = smearPlan(q, resolutionWidths(q, resolution));
  const wave = waveOf(grazing, frame);
  const folded = new Float64Array(points);
  const sharp = new Float64Array(plan.q.length);
  const terms: Term[] = [];
  let first = 0;
  for (const population of populations) {
    const own = populationParameters(population).length - 1;
    const curve = populationCurve(plan.q, population, wave);
    const slopes = Array.from({ length: own }, () => new Float64Array(plan.q.length));
    const at = first;
    terms.push((values, out, jacobian) => {
      const amplitude = values[at]!;
      curve.evaluate(values.subarray(at + 1, at + 1 + own), sharp, jacobian === undefined ? undefined : slopes);
      plan.fold(sharp, folded);
      for (let i = 0; i < points; i++) out[i]! += amplitude * folded[i]!;
      if (jacobian === undefined) return;
      for (let i = 0; i < points; i++) jacobian[i * columns + at] = folded[i]!;
      for (let k = 0; k < own; k++) {
        plan.fold(slopes[k]!, folded);
        for (let i = 0; i < points; i++) jacobian[i * columns + at + 1 + k] = amplitude * folded[i]!;
      }
    });
    first += own + 1;
  }
  terms.push(...backgroundTerms(q, first, columns, background));
  return {
    parameters,
    q,
    evaluate(values, out, jacobian) {
      out.fill(0);
      for (const add of terms) add(values, out, jacobian);
    },
  };
}

/** A constant, a power law, the tail of the primary beam. */
function backgroundTerms(
  q: Float64Array,
  first: number,
  columns: number,
  { slope, powerLaw, tail }: NonNullable<CutModel['background']>,
): Term[] {
  const points = q.length;
  const logs = q.map((at) => Math.log(Math.abs(at)));
  const terms: Term[] = [
    (values, out, jacobian) => {
      for (let i = 0; i < points; i++) {
        out[i]! += values[first]!;
        if (jacobian !== undefined) jacobian[i * columns + first] = 1;
      }
    },
  ];
  let next = first + 1;
  if (slope !== undefined) {
    const middle = 0.5 * (q[0]! + q[points - 1]!);
    const at = next++;
    terms.push((values, out, jacobian) => {
      for (let i = 0; i < points; i++) {
        out[i]! += values[at]! * (q[i]! - middle);
        if (jacobian !== undefined) jacobian[i * columns + at] = q[i]! - middle;
      }
    });
  }
  /** Amplitude times a function of q and one parameter. @param shape Its value and its derivative by the parameter over it. */
  const shaped =
    (at: number, shape: (i: number, parameter: number) => readonly [number, number]): Term =>
    (values, out, jacobian) => {
      for (let i = 0; i < points; i++) {
        const [value, change] = shape(i, values[at + 1]!);
        out[i]! += values[at]! * value;
        if (jacobian === undefined) continue;
        jacobian[i * columns + at] = value;
        jacobian[i * columns + at + 1] = values[at]! * value * change;
      }
    };
  if (powerLaw !== undefined) {
    terms.push(shaped(next, (i, exponent) => [Math.exp(-exponent * logs[i]!), -logs[i]!]));
    next += 2;
  }
  if (tail !== undefined)
    terms.push(
      shaped(next, (i, width) => {
        const reduced = (q[i]! / width) ** 2;
        return [Math.exp(-0.5 * reduced), reduced / width];
      }),
    );
  return terms;
}
