import { statusOf } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import type { KernelChoice } from '@operando/numerics/kernels';
import { fillWeights } from './frame-weights.js';
import type { StackSigma } from './frame-weights.js';
import { createLoneKind } from './lone-kinds.js';
import { loneAt as at } from './lone-layout.js';
import type { FitPeakStackResult } from './peak-stack-types.js';
import type { SeparablePlan } from './separable-plan.js';
import type { Reduction } from './separable-reduction.js';
import type { Shares } from './separable-shares.js';
import type { SeparableSpace } from './separable-space.js';

/** Doubles of frames that are brought near together, unless one has more. */
const roomSize = 4096;

/** What a stack's frames have in common. */
export interface LoneBlock {
  readonly stack: Float64Array;
  readonly sigma: StackSigma;
  /** Errors are scaled to the scatter about the fit. */
  readonly scaleErrors: boolean;
  /** Is written to. */
  readonly result: FitPeakStackResult;
}

/**
 * Fits a frame of one pseudo-Voigt, whole, split or drawn as a doublet, on a line from a start, as `SeparableStack` does, loops and
 * small matrices in WebAssembly with next to nothing between: results differ from that way's by rounding. Everything is free in the
 * space; its columns are overwritten.
 *
 * @param start Full parameters; those of the fit at its end.
 * @returns false where the other way must do it (something meets a bound, digits run out, values are not finite): then nothing was written.
 */
export type LoneFrames = (block: LoneBlock, frame: number, start: Float64Array) => boolean;

/** What {@link createLoneFrames} goes by. */
export interface LoneSetup {
  readonly plan: SeparablePlan;
  readonly space: SeparableSpace;
  readonly reduction: Reduction;
  readonly shares: Shares;
  /** Bounds of the full parameters. */
  readonly bounds: { readonly lower: ArrayLike<number>; readonly upper: ArrayLike<number> };
  /** Half the window. */
  readonly half: number;
  /** Gain of chi2, relative to it, that is no longer worth a step. */
  readonly tolerance: number;
  readonly choice: KernelChoice;
}

/** @returns undefined where the model is another, or kernels do not run. */
export function createLoneFrames(setup: LoneSetup): LoneFrames | undefined {
  const { plan, space, reduction, shares, bounds, half, tolerance } = setup;
  const { kernels, memory, points, middle } = space;
  const kind = createLoneKind(setup);
  if (kernels === undefined || kind === undefined) return undefined;
  const { moments, base } = kernels;
  const { doubles, scratchSize } = kernels.space;
  // Behind the columns; there frames are from one that was fitted here to the next.
  const room = base / 8 + memory.length;
  const roomFrames = Math.max(1, Math.floor(roomSize / points));
  if (memory.length + roomFrames * points + 1 > scratchSize) return undefined;
  let near: LoneBlock | undefined;
  let nearFrom = 0;
  let nearTo = 0;
  let next = 0;
  const own = space.at.lone;
  const state = memory.subarray(own);
  const address = (offset: number): number => base + 8 * offset;
  const x = address(space.at.x);
  const weights = address(space.at.weights);
  const w = address(space.at.spare[0]!);
  const wy = address(space.at.data);
  const frameAt = address(own + at.frame);
  const { parameters } = kind;
  const first = plan.peaks[0]!.at;
  const places = kind.shapes.map((shape) => first + shape);
  const { lower, upper } = bounds;
  const found = new Float64Array(parameters.length);
  /** In the order of the errors. */
  const estimates = new Float64Array(at.frame - at.errors);
  let columns: readonly MeasuredColumn[] = [];

  const prepare = (start: Float64Array, errorsKnown: boolean): void => {
    state[at.damping] = 0;
    state[at.evaluations] = 0;
    state[at.half] = half;
    state[at.tolerance] = tolerance;
    state[at.largestGain] = errorsKnown ? 2 * tolerance * points : Infinity;
    state[at.before] = 0;
    state[at.last] = 0;
    for (let k = 0; k < places.length; k++) {
      state[at.trial + k] = start[places[k]!]! - (k === 0 ? middle : 0);
      state[at.lower + k] = reduction.lower[k]!;
      state[at.upper + k] = reduction.upper[k]!;
    }
  };
  /** Fill estimates and parameters of the fit. @returns whether all parameters are inside their bounds. */
  const collect = (): boolean => {
    kind.estimate(estimates);
    for (let k = 0; k < found.length; k++) {
      const value = estimates[parameters[k]!]!;
      found[k] = value;
      if (!(value >= lower[k]! && value <= upper[k]!)) return false;
    }
    return true;
  };
  /** Address of the data of a frame. */
  const bring = (block: LoneBlock, frame: number): number => {
    if (block !== near || frame !== next || frame >= nearTo) {
      if (block !== near) columns = kind.columnsOf(block.result);
      near = block;
      nearFrom = frame;
      nearTo = Math.min(block.result.frames, frame + roomFrames);
      doubles.set(block.stack.subarray(frame * points, nearTo * points), room);
    }
    return 8 * (room + (frame - nearFrom) * points);
  };

  return (block, frame, start) => {
    for (let k = 0; k < shares.states.length; k++) if (shares.states[k] !== 'free') return false;
    const { stack, sigma, scaleErrors, result } = block;
    const counts = sigma === 'counts';
    const data = bring(block, frame);
    next = -1;
    if (!counts && !fillWeights(stack, frame * points, points, sigma, memory, space.at.weights)) return false;
    if (moments.loadWeighted(x, counts ? 0 : weights, data, points, half, w, wy, frameAt) !== 0) return false;
    prepare(start, !scaleErrors);
    let way = 0;
    while (way === 0) way = kind.step();
    if (way !== 1) return false;
    if (!collect()) return false;
    const chiSquare = state[at.chiSquare]!;
    const scale = scaleErrors ? Math.sqrt(chiSquare / result.degreesOfFreedom) : 1;
    for (let k = 0; k < columns.length; k++) {
      const { values, stderr } = columns[k]!;
      values[frame] = estimates[k]!;
      stderr[frame] = scale * state[at.errors + k]!;
    }
    result.status[frame] = statusOf.converged;
    result.clipped[frame] = 0;
    result.chiSquare[frame] = chiSquare;
    result.iterations[frame] = state[at.evaluations]!;
    start.set(found);
    next = frame + 1;
    return true;
  };
}
