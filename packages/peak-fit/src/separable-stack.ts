import type { MeasuredColumn } from '@operando/core';
import type { ParameterTie } from '@operando/numerics';
import type { KernelChoice } from '@operando/numerics/kernels';
import { chebyshevTerms } from './background-terms.js';
import type { Doublet } from './doublet.js';
import { fillWeights } from './frame-weights.js';
import { createSeparableSpace } from './create-separable-space.js';
import { createLoneFrames } from './lone-frames.js';
import type { LoneFrames } from './lone-frames.js';
import { createMomentKernel } from './moment-kernel.js';
import type { PeakModel } from './peak-model.js';
import { devianceOf, fillModel, weighByModel } from './count-weights.js';
import { createSeparableResults } from './separable-columns.js';
import { fitSeparable } from './separable-fit.js';
import type { SeparableOutcome } from './separable-fit.js';
import { createColumnKernel } from './separable-kernel.js';
import type { SeparablePlan } from './separable-plan.js';
import { createReduction } from './separable-reduction.js';
import { createShares } from './separable-shares.js';
import type { SeparableSpace } from './separable-space.js';
import { createSeparableStarts } from './separable-starts.js';
import { copyTo } from './small-arrays.js';
import type { PeakColumns } from './stack-columns.js';

/** The fast way through a stack: sums of pseudo-Voigts and their kin on a polynomial, weighted least squares. */
export interface SeparableStack {
  readonly space: SeparableSpace;
  /** The same of most frames of one peak on a line, in a fraction of the time. */
  readonly lone: LoneFrames | undefined;
  /**
   * Fit a frame, its weights (1 / sigma) being in the space, from full parameters.
   * @param errorsKnown chi2 is in units of its errors.
   * @returns false when the general fitter must do it.
   */
  fit(y: Float64Array, from: number, start: ArrayLike<number>, errorsKnown: boolean): boolean;
  /**
   * Fit counts by likelihood: weighted fits whose weights follow the model until nothing is gained (Fisher's scoring).
   * chi2 is the deviance.
   */
  fitCounts(y: Float64Array, from: number, start: ArrayLike<number>): boolean;
  /** What follows is fitted as if there had been no frame before. */
  forget(): void;
  readonly outcome: SeparableOutcome;
  /** Full parameters of the frame fitted last. */
  readonly parameters: Float64Array;
  /** Whether something ended on a bound. */
  readonly clipped: boolean;
  /** Write the frame fitted last, errors times `scale`. */
  write(frame: number, scale: number, peaks: readonly PeakColumns[], background: readonly MeasuredColumn[]): void;
}

/** Rounds in which Lorentzian shares go to their bounds or leave them. */
const largestRounds = 6;
/** Rounds of weights of counts: some five are needed, more at few counts. */
const largestScorings = 30;

/**
 * @param bounds Bounds of the model's parameters; a minimum with amplitudes outside is left to the general fitter.
 * @param tolerance Gain of chi2, relative to it, that is no longer worth a step.
 */
export function createSeparableStack(
  model: PeakModel,
  plan: SeparablePlan,
  x: Float64Array,
  bounds: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> },
  ties: readonly ParameterTie[],
  doublet: Doublet | undefined,
  tolerance: number,
  choice: KernelChoice = 'auto',
): SeparableStack {
  const terms = model.names.length - model.background;
  const space = createSeparableSpace(
    x,
    plan.sides,
    plan.smeared,
    doublet,
    chebyshevTerms(x, terms - 1, ...model.domain),
    choice,
  );
  const { shapes, middle } = space;
  const reduction = createReduction(
    space,
    plan.freeShapes.map(({ lower, upper, of }) => {
      const shift = of[0]![0] % 2 === 0 ? middle : 0;
      return { lower: lower - shift, upper: upper - shift, of };
    }),
  );
  const shares = createShares(plan, space, reduction);
  const columns = createColumnKernel(space);
  // Steps of halves, which bend at their centre, promise less than they leave to be gained; they mostly need one more, whose slopes
  // nobody asks for.
  const halves = plan.sides.some((side) => side !== 0);
  const share = tolerance * (halves ? 0.3 : 1);
  const alone = plan.peaks.length === 1 && doublet === undefined && terms <= 2 && !plan.smeared.includes(true);
  const half = 0.5 * (x.at(-1)! - x[0]!);
  const kernels = alone ? [createMomentKernel(space, half), columns] : [columns];
  const outcome: SeparableOutcome = { reached: false, chiSquare: Number.NaN, evaluations: 0 };
  const parameters = new Float64Array(model.names.length);
  const results = createSeparableResults(plan, model, space, reduction, shares, bounds.lower);
  const initial = new Float64Array(shapes.length);
  let clipped = false;
  /** The residual column holds the model of the fit by likelihood before. */
  let modelled = false;

  const { begin, boundParts } = createSeparableStarts(plan, space, reduction, shares, ties, bounds.lower, parameters);

  const inBounds = (): boolean => {
    for (let k = 0; k < parameters.length; k++)
      if (!(parameters[k]! >= bounds.lower[k]! && parameters[k]! <= bounds.upper[k]!)) return false;
    return true;
  };

  /** From the shapes as they are. */
  const run = (y: Float64Array, from: number, errorsKnown: boolean): boolean => {
    // A misfit's chi2 says nothing of the errors that its parameters should be found within.
    const largestGain = errorsKnown ? 2 * share * x.length : Infinity;
    copyTo(shapes, initial);
    for (const kernel of kernels) {
      copyTo(initial, shapes);
      kernel.load(y, from);
      for (let round = 0; round < largestRounds; round++) {
        shares.apply();
        fitSeparable(space, reduction, kernel, share, largestGain, halves ? 0.01 : 0, outcome);
        if (!outcome.reached) break;
        if (shares.update() + boundParts() > 0) continue;
        clipped = results.collect(parameters);
        return inBounds();
      }
    }
    return false;
  };

  const freeShares = (): void => {
    for (let k = 0; k < shares.states.length; k++) if (shares.states[k] !== 'fixed') shares.states[k] = 'free';
  };

  /** The rounds of {@link SeparableStack.fitCounts}, the weights of the first being in the space. */
  const score = (y: Float64Array, from: number): boolean => {
    let before = Infinity;
    for (let round = 0; round < largestScorings; round++) {
      if (!run(y, from, true)) return false;
      const gain = before - outcome.chiSquare;
      fillModel(space);
      if (round > 0 && gain <= 0.1 * tolerance * before) {
        outcome.chiSquare = devianceOf(space, y, from);
        return outcome.chiSquare < Infinity;
      }
      before = weighByModel(space, y, from);
    }
    return false;
  };

  return {
    space,
    lone: createLoneFrames({ plan, space, reduction, shares, bounds, half, tolerance: share, choice }),
    outcome,
    parameters,
    get clipped() {
      return clipped;
    },
    fit(y, from, start, errorsKnown) {
      outcome.evaluations = 0;
      begin(start);
      const reached = run(y, from, errorsKnown);
      if (!reached) freeShares();
      return reached;
    },
    fitCounts(y, from, start) {
      outcome.evaluations = 0;
      // The model of the frame before is the first guess at the weights; without one they are those of the counts.
      if (modelled) weighByModel(space, y, from);
      else fillWeights(y, from, x.length, 'counts', space.memory, space.at.weights);
      begin(start);
      modelled = score(y, from);
      if (!modelled) freeShares();
      return modelled;
    },
    forget() {
      freeShares();
      modelled = false;
    },
    write: results.write,
  };
}
