import type { MeasuredColumn } from '@operando/core';
import {
  doubletColumnsModule,
  kernelOf,
  loneDoubletModule,
  lonePeakModule,
  loneSplitModule,
  splitProductsModule,
} from '@operando/numerics/kernels';
import type { KernelChoice } from '@operando/numerics/kernels';
import { loneAt } from './lone-layout.js';
import type { PeakKernels } from './peak-kernels.js';
import type { FitPeakStackResult } from './peak-stack-types.js';
import { gaussianArea, lorentzianArea } from './pseudo-voigt-point.js';
import type { SeparablePlan } from './separable-plan.js';
import type { Reduction } from './separable-reduction.js';
import type { SeparableSpace } from './separable-space.js';
import { placeSecond } from './unit-columns.js';

/** What the fits of one peak on a line have of their own: a whole one, a doublet, two halves. */
export interface LoneKind {
  /** Shapes in the order of the kernel, as parameters of the peak. */
  readonly shapes: readonly number[];
  /** The estimate that each parameter is, those of the background at the end. */
  readonly parameters: Int32Array;
  /** Columns in the order of the kernel's errors, the background's after them. */
  columnsOf(this: void, result: FitPeakStackResult): readonly MeasuredColumn[];
  /** An evaluation at the shapes to be tried and the step after it. @returns 0 to go on, 1 at the end, 2 where others must do it. */
  step(this: void): number;
  /** Fill what was found in the order of the columns. */
  estimate(this: void, estimates: Float64Array): void;
}

/** What {@link createLoneKind} goes by. */
export interface LoneModel {
  readonly plan: SeparablePlan;
  readonly space: SeparableSpace;
  readonly reduction: Reduction;
  readonly choice: KernelChoice;
}

/** Addresses in bytes of what kernels work on. */
function addressesOf({ at, images }: SeparableSpace, { base }: PeakKernels) {
  const address = (offset: number): number => base + 8 * offset;
  return {
    x: address(at.x),
    w: address(at.spare[0]!),
    wy: address(at.data),
    u: address(images.u[0]!),
    l: address(images.plain[0]!),
    g: address(at.spare[1]!),
    sums: address(at.moments[0]!),
    state: address(at.lone),
    trial: address(at.lone + loneAt.trial),
    frame: address(at.lone + loneAt.frame),
  };
}

/** Of a whole peak, drawn once or as a doublet. */
function wholeKind(space: SeparableSpace, state: Float64Array, area: boolean): Omit<LoneKind, 'step'> {
  return {
    shapes: [0, 2],
    parameters: Int32Array.of(0, area ? 2 : 3, 1, 4, 5, 6),
    columnsOf: ({ peaks, background }) => {
      const { center, fwhm, area: areas, height, shape } = peaks[0]!;
      return [center, fwhm, areas, height, shape['eta']!, ...background];
    },
    estimate(estimates) {
      const width = state[loneAt.shapes + 1]!;
      const wide = state[loneAt.amplitudes + 2]!;
      const narrow = state[loneAt.amplitudes + 3]!;
      estimates[0] = state[loneAt.shapes]! + space.middle;
      estimates[1] = width;
      estimates[2] = width * (wide * lorentzianArea + narrow * gaussianArea);
      estimates[3] = wide + narrow;
      estimates[4] = wide / (wide + narrow);
      estimates[5] = state[loneAt.amplitudes]!;
      estimates[6] = state[loneAt.amplitudes + 1]!;
    },
  };
}

function plainStep(space: SeparableSpace, kernels: PeakKernels, choice: KernelChoice): LoneKind['step'] | undefined {
  const run = kernelOf(lonePeakModule, choice)?.run;
  if (run === undefined) return undefined;
  const { moments } = kernels;
  const { points } = space;
  const { x, w, wy, u, l, g, sums, state, trial, frame } = addressesOf(space, kernels);
  return () => {
    moments.momentsOfShapes(trial, x, w, wy, points, u, l, g, kernels.table, sums);
    return run.loneStep(state, sums, frame);
  };
}

function doubletStep(
  space: SeparableSpace,
  kernels: PeakKernels,
  values: Float64Array,
  choice: KernelChoice,
): LoneKind['step'] | undefined {
  const columns = kernelOf(doubletColumnsModule, choice)?.run;
  const run = kernelOf(loneDoubletModule, choice)?.run;
  if (columns === undefined || run === undefined) return undefined;
  const { points, images, at } = space;
  const { x, w, wy, g, sums, state, trial, frame } = addressesOf(space, kernels);
  const stride = 8 * (at.spare[2]! - at.spare[1]!);
  const amplitudes = state + 8 * (loneAt.amplitudes + 2);
  const slopes = state + 8 * loneAt.slopes;
  return () => {
    placeSecond(space, 1, values[loneAt.trial]!);
    const width = values[loneAt.trial + 1]!;
    const half = values[loneAt.half]!;
    const ratio = images.weight[1]!;
    columns.fillDoublet(trial, half, x, w, wy, points, g, stride, kernels.table, images.center[1]!, ratio, sums);
    const judged = run.projectDoublet(state, sums, frame);
    if (judged === 0) {
      const slope = images.slope[1]!;
      columns.slopesOfDoublet(width, half, amplitudes, x, w, wy, points, g, stride, slope, ratio, slopes);
    }
    return run.stepDoublet(state, judged);
  };
}

/** Of one whose halves have widths and Lorentzian shares of their own. */
function splitKind(
  space: SeparableSpace,
  kernels: PeakKernels,
  values: Float64Array,
  area: boolean,
  choice: KernelChoice,
): LoneKind | undefined {
  const products = kernelOf(splitProductsModule, choice)?.run;
  const run = kernelOf(loneSplitModule, choice)?.run;
  if (products === undefined || run === undefined) return undefined;
  const { moments } = kernels;
  const { points } = space;
  const { x, w, wy, u, l, g, sums, state, trial, frame } = addressesOf(space, kernels);
  return {
    shapes: [0, 2, 3],
    parameters: Int32Array.of(0, area ? 2 : 3, 4, 5, 6, 7, 8, 9),
    columnsOf: ({ peaks, background }) => {
      const { center, fwhm, area: areas, height, shape } = peaks[0]!;
      const halves = ['fwhmLow', 'fwhmHigh', 'etaLow', 'etaHigh'].map((name) => shape[name]!);
      return [center, fwhm, areas, height, ...halves, ...background];
    },
    step() {
      moments.momentsOfHalves(trial, x, w, wy, points, u, l, g, kernels.table, sums);
      return run.stepSplit(state, products.projectSplit(state, sums, frame));
    },
    estimate(estimates) {
      const low = values[loneAt.shapes + 1]!;
      const high = values[loneAt.shapes + 2]!;
      const height = values[loneAt.amplitudes + 2]!;
      const wideLow = values[loneAt.amplitudes + 3]!;
      const wideHigh = values[loneAt.amplitudes + 4]!;
      const areaLow = low * (wideLow * lorentzianArea + (height - wideLow) * gaussianArea);
      const areaHigh = high * (wideHigh * lorentzianArea + (height - wideHigh) * gaussianArea);
      estimates[0] = values[loneAt.shapes]! + space.middle;
      estimates[1] = 0.5 * (low + high);
      estimates[2] = 0.5 * (areaLow + areaHigh);
      estimates[3] = height;
      estimates[4] = low;
      estimates[5] = high;
      estimates[6] = wideLow / height;
      estimates[7] = wideHigh / height;
      estimates[8] = values[loneAt.amplitudes]!;
      estimates[9] = values[loneAt.amplitudes + 1]!;
    },
  };
}

/** Whether center and widths of both halves are free, and nothing else is. */
function areFreeHalves({ shapes, follows, ofFollowed }: Reduction): boolean {
  return shapes === 3 && [0, 1, 0, 2].every((k, shape) => follows[shape] === k && ofFollowed[shape] === 1);
}

/**
 * The kernels of one pseudo-Voigt, whole, drawn as a doublet or split, on a line, all of whose shapes and shares are free.
 *
 * @returns undefined where the model is another, or kernels do not run.
 */
export function createLoneKind({ plan, space, reduction, choice }: LoneModel): LoneKind | undefined {
  const { kernels, memory, doublet, terms, at } = space;
  const [peak, ...others] = plan.peaks;
  if (kernels === undefined || peak === undefined || others.length > 0 || terms !== 2) return undefined;
  if (plan.shares.some(({ fixed }) => fixed)) return undefined;
  const values = memory.subarray(at.lone);
  const area = peak.amplitude === 'area';
  if (peak.name === 'split-pseudo-voigt') {
    if (doublet !== undefined || !areFreeHalves(reduction)) return undefined;
    return splitKind(space, kernels, values, area, choice);
  }
  if (peak.name !== 'pseudo-voigt' || !reduction.direct) return undefined;
  const step = doublet === undefined ? plainStep(space, kernels, choice) : doubletStep(space, kernels, values, choice);
  return step === undefined ? undefined : { ...wholeKind(space, values, area), step };
}
