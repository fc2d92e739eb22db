import { statusOf } from '@operando/core';
import type { MeasuredColumn } from '@operando/core';
import { kernelOf, lonePeakModule } from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import { fillWeights } from './frame-weights.js';
import type { StackSigma } from './frame-weights.js';
import type { FitPeakStackResult } from './peak-stack-types.js';
import type { SeparablePlan } from './separable-plan.js';
import type { Reduction } from './separable-reduction.js';
import type { Shares } from './separable-shares.js';
import type { SeparableSpace } from './separable-space.js';
import { gaussianArea, lorentzianArea } from './pseudo-voigt-point.js';

/** Where things lie in the state of the kernel `lone-peak`, in doubles; after it come the sums that need no peak. */
const at = {
  chiSquare: 0,
  damping: 1,
  evaluations: 2,
  shapes: 3,
  trial: 5,
  half: 7,
  tolerance: 8,
  largestGain: 9,
  lower: 10,
  upper: 12,
  amplitudes: 14,
  errors: 66,
  frame: 73,
} as const;
/** Doubles of the state and those sums. */
export const loneStateSize = 80;
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
 * Fits a frame of one whole pseudo-Voigt on a line from a start, as `SeparableStack` does, loops and small matrices in WebAssembly with
 * nothing between: results differ from that way's by rounding. Everything is free in the space; its columns are overwritten.
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

/** One whole pseudo-Voigt on a line whose shapes and share are free. */
function isLone({ plan, space, reduction }: LoneSetup): boolean {
  const { peaks, shares } = plan;
  if (peaks.length !== 1 || peaks[0]!.name !== 'pseudo-voigt' || shares[0]!.fixed) return false;
  return space.doublet === undefined && space.terms === 2 && reduction.direct;
}

/** Columns in the order of the kernel's errors. */
function columnsOf({ peaks, background }: FitPeakStackResult): readonly MeasuredColumn[] {
  const { center, fwhm, area, height, shape } = peaks[0]!;
  return [center, fwhm, area, height, shape['eta']!, background[0]!, background[1]!];
}

/** @returns undefined where the model is another, or kernels do not run. */
export function createLoneFrames(setup: LoneSetup): LoneFrames | undefined {
  const { plan, space, reduction, shares, bounds, half, tolerance, choice } = setup;
  const { kernels, memory, points, images, middle } = space;
  const lone = kernelOf(lonePeakModule, choice);
  if (kernels === undefined || lone === undefined || !isLone(setup)) return undefined;
  const { moments, base } = kernels;
  const { run } = lone;
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
  const state = memory.subarray(own, own + loneStateSize);
  const address = (offset: number): number => base + 8 * offset;
  const x = address(space.at.x);
  const weights = address(space.at.weights);
  const w = address(space.at.spare[0]!);
  const wy = address(space.at.data);
  const u = address(images.u[0]!);
  const l = address(images.plain[0]!);
  const g = address(space.at.spare[1]!);
  const sums = address(space.at.moments[0]!);
  const [stateAt, frameAt, trialAt] = [address(own), address(own + at.frame), address(own + at.trial)];
  const { at: first, amplitude } = plan.peaks[0]!;
  const { lower, upper } = bounds;
  const found = new Float64Array(6);
  /** In the order of the errors; and which of them each parameter is. */
  const estimates = new Float64Array(7);
  const parameters = Int32Array.of(0, amplitude === 'area' ? 2 : 3, 1, 4, 5, 6);
  let columns: readonly MeasuredColumn[] = [];

  const prepare = (start: Float64Array, errorsKnown: boolean): void => {
    state[at.damping] = 0;
    state[at.evaluations] = 0;
    state[at.half] = half;
    state[at.tolerance] = tolerance;
    state[at.largestGain] = errorsKnown ? 2 * tolerance * points : Infinity;
    state[at.trial] = start[first]! - middle;
    state[at.trial + 1] = start[first + 2]!;
    state[at.lower] = reduction.lower[0]!;
    state[at.lower + 1] = reduction.lower[1]!;
    state[at.upper] = reduction.upper[0]!;
    state[at.upper + 1] = reduction.upper[1]!;
  };
  /** Fill estimates and parameters of the fit. @returns whether all parameters are inside their bounds. */
  const collect = (): boolean => {
    const width = state[at.shapes + 1]!;
    const wide = state[at.amplitudes + 2]!;
    const narrow = state[at.amplitudes + 3]!;
    estimates[0] = state[at.shapes]! + middle;
    estimates[1] = width;
    estimates[2] = width * (wide * lorentzianArea + narrow * gaussianArea);
    estimates[3] = wide + narrow;
    estimates[4] = wide / (wide + narrow);
    estimates[5] = state[at.amplitudes]!;
    estimates[6] = state[at.amplitudes + 1]!;
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
      if (block !== near) columns = columnsOf(block.result);
      near = block;
      nearFrom = frame;
      nearTo = Math.min(block.result.frames, frame + roomFrames);
      doubles.set(block.stack.subarray(frame * points, nearTo * points), room);
    }
    return 8 * (room + (frame - nearFrom) * points);
  };

  return (block, frame, start) => {
    if (shares.states[0] !== 'free') return false;
    const { stack, sigma, scaleErrors, result } = block;
    const counts = sigma === 'counts';
    const data = bring(block, frame);
    next = -1;
    if (!counts && !fillWeights(stack, frame * points, points, sigma, memory, space.at.weights)) return false;
    if (moments.loadWeighted(x, counts ? 0 : weights, data, points, half, w, wy, frameAt) !== 0) return false;
    prepare(start, !scaleErrors);
    let way = 0;
    while (way === 0) {
      moments.momentsOfShapes(trialAt, x, w, wy, points, u, l, g, kernels.table, sums);
      way = run.loneStep(stateAt, sums, frameAt);
    }
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
