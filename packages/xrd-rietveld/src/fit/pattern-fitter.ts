import type { PatternModel } from '../model/pattern-model.js';
import type { FitFreedom, FitOutcome, FitState, ParameterPrior, PatternFitter, RefinedShapes } from './fit-types.js';
import { createBending } from './bending.js';
import { limitedStep } from './limited-step.js';
import { createMixture } from './mixture.js';
import { createNormalEquations } from './normal-equations.js';
import { createSearch } from './search.js';
import type { FitEnd } from './search.js';
import { createStepSpace } from './step-space.js';
import { meanValue, objective } from './weighting.js';
import type { Observations } from './weighting.js';

/**
 * Make a fitter of a model and background: Gauss-Newton steps in all parameters at once, damped when they do not lead down
 * (Levenberg and Marquardt), with the factors of phases and background solved for anew after each step.
 */
export function createPatternFitter(
  model: PatternModel,
  background: readonly Float64Array[],
  shapes: RefinedShapes,
): PatternFitter {
  const count = shapes.refined.length;
  const phases = model.phases.length;
  const { free } = model;
  const plain = model.columns.length + background.length;
  const columns = [...model.columns, ...background, ...free.columns];
  const size = columns.length;
  const points = model.points.length;
  const from = new Int32Array(size);
  const to = new Int32Array(size).fill(points);
  from.set(free.from, plain);
  to.set(free.to, plain);
  const fill = createNormalEquations(columns, from, to);
  const space = createStepSpace(shapes, phases, size);
  const bending = createBending(space, shapes.refined, size);
  const mixture = createMixture(columns.slice(count, count + phases), background, free, points);
  const trial: FitState = {
    values: new Float64Array(shapes.lower.length),
    linear: new Float64Array(size - count),
  };
  const none = model.phases.map(() => false);

  const evaluate = ({ values, linear }: FitState, { follow, wanted }: Use): boolean =>
    model.evaluate(values, linear, linear.subarray(plain - count), follow, wanted);
  /** Derivatives are in proportion to scales: where none are known they are solved for first. */
  const begin = (data: Observations, state: FitState, used: Use): boolean => {
    const { allowed } = used;
    const isCold = state.linear.every((value, k) => value === 0 || (k < phases && !allowed[k]!));
    if (isCold && allowed.includes(true)) {
      if (background.length > 0) state.linear[phases] = meanValue(data);
      if (!evaluate(state, { ...used, follow: none }) || !mixture.solve(data, state.linear, allowed)) return false;
    }
    return evaluate(state, used) && mixture.solve(data, state.linear, allowed);
  };
  const fillEquations = (data: Observations, state: FitState, { use, priors }: Use): void => {
    from.set(free.from, plain);
    to.set(free.to, plain);
    const { weights, residual } = mixture;
    // Those of the factors were worked out when these were solved for, if weights have stayed.
    const known =
      data.weighting === 'sigma' ? { from: count, matrix: mixture.matrix, size: size - count, at: 0 } : undefined;
    fill(use, weights, residual, space.matrix, space.right, known);
    for (const { column, mean, precision } of priors) {
      space.matrix[column * size + column]! += precision;
      space.right[column]! += precision * (mean - state.values[shapes.refined[column]!]!);
    }
    space.setLimits(state);
  };
  /** What priors add to the objective. */
  const deviance = ({ values }: FitState, { priors }: Use): number =>
    priors.reduce(
      (sum, { column, mean, precision }) => sum + precision * (values[shapes.refined[column]!]! - mean) ** 2,
      0,
    );
  /** The objective where a step leads, with factors solved for; Infinity where no pattern has these parameters. */
  const attempt = (data: Observations, state: FitState, used: Use): number => {
    limitedStep(model, space.step);
    space.move(state, trial);
    const isSolved = evaluate(trial, used) && mixture.solve(data, trial.linear, used.allowed);
    return isSolved ? objective(data, mixture.calculated) + deviance(trial, used) : Infinity;
  };

  return {
    forget: () => bending.forget(),
    objective(data, state, freedom) {
      const used = useOf(model, freedom, shapes, plain, size);
      const isSolved = begin(data, state, { ...used, follow: none });
      return isSolved ? objective(data, mixture.calculated) + deviance(state, used) : Infinity;
    },
    fit(data, state, freedom, limits) {
      const used = useOf(model, freedom, shapes, plain, size);
      let cycles = 0;
      let value = Number.NaN;
      const { matrix, right, fixed } = space;
      const outcome = (end: FitEnd): FitOutcome => ({
        end,
        cycles,
        matrix,
        right,
        fixed,
        size,
        mixture,
        objective: value,
      });
      if (!begin(data, state, used)) return outcome('failed');
      value = objective(data, mixture.calculated) + deviance(state, used);
      if (!Number.isFinite(value)) return outcome('failed');
      const search = createSearch(limits);
      bending.begin();
      for (;;) {
        if (search.wasAccepted) {
          fillEquations(data, state, used);
          bending.learn();
        }
        search.damping = bending.take(used.use, search.damping, search.firmness, limits.tolerance);
        if (search.damping === Infinity) return outcome('singular');
        const gain = space.gain();
        const end = search.isOver(gain) ?? (cycles >= limits.maximumCycles ? 'limit-reached' : undefined);
        if (end !== undefined) {
          // After a trial that led nowhere: back to where it was best.
          if (!search.wasAccepted) {
            evaluate(state, used);
            mixture.compute(data, state.linear);
          }
          space.release(state);
          return outcome(end);
        }
        cycles++;
        const next = attempt(data, state, used);
        const isOther = bending.judge(state, trial, value - next, value);
        if (!search.tried(value, next, gain, isOther)) continue;
        value = next;
        state.values.set(trial.values);
        state.linear.set(trial.linear);
      }
    },
  };
}

/** What a fit uses. */
interface Use {
  /** Each parameter: of shape, scales, background, free intensities. */
  readonly use: readonly boolean[];
  /** Scales, then free intensities. */
  readonly allowed: readonly boolean[];
  /** Phases whose derivatives are wanted. */
  readonly follow: readonly boolean[];
  /** Parameters of shape whose derivatives are wanted. */
  readonly wanted: readonly boolean[];
  /** Of parameters that move. */
  readonly priors: readonly ParameterPrior[];
}

function useOf(model: PatternModel, freedom: FitFreedom, shapes: RefinedShapes, plain: number, size: number): Use {
  const count = shapes.refined.length;
  const phases = model.phases.length;
  const allowed = allowedFactors(model, freedom.scale);
  const use = Array.from({ length: size }, (_, k) => {
    if (k >= plain) return allowed[phases + k - plain]!;
    if (k >= count + phases) return true;
    if (k >= count) return allowed[k - count]!;
    const phase = shapes.phases[k]!;
    return (freedom.parameters?.[k] ?? true) && (phase < 0 || freedom.shape[phase]!);
  });
  const isCommon = use.some((isUsed, k) => k < count && isUsed && shapes.phases[k]! < 0);
  return {
    use,
    allowed,
    wanted: use.slice(0, count),
    follow: freedom.shape.map((isFree) => isFree || isCommon),
    priors: (freedom.priors ?? []).filter(({ column }) => use[column]!),
  };
}

/** Which scales are fitted, then which free intensities: of Pawley, whose scale is 1 for that; of Le Bail the scale of all. */
function allowedFactors({ phases }: PatternModel, scale: readonly boolean[]): boolean[] {
  const allowed = phases.map(({ method }, p) => method !== 'pawley' && scale[p]!);
  phases.forEach(({ method, groups }, p) => {
    for (let k = 0; k < (groups?.count ?? 0); k++) allowed.push(method === 'pawley' && scale[p]!);
  });
  return allowed;
}
