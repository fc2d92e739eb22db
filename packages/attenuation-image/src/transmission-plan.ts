import type { OperandoWarning } from '@operando/core';
import type { BadPixels } from './bad-pixels.js';
import type { BlackBodies } from './black-bodies.js';
import type { NoiseModel } from './noise.js';
import type { PictureSize, Pixels, Rectangle } from './picture.js';
import { planSteps } from './plan-steps.js';
import type { FrameRequest, ReferenceCounts, ReferenceFrames } from './reference-frames.js';
import type { ScatterSurface } from './scatter-surface.js';

/** Options of {@link transmissionPlan}. */
export interface TransmissionOptions extends PictureSize {
  /** Parts of the picture beside the sample, in all frames: the dose is measured there. */
  readonly openRegions: readonly Rectangle[];
  /** Variance of a pixel per signal. @default by photon transfer of the open-beam frames */
  readonly gain?: number | undefined;
  /** Standard deviation of the blur of the camera, pixels. @default at the rims of the black bodies */
  readonly psfSigma?: number | undefined;
}

/** All that turns a frame into transmission. */
export interface TransmissionPlan extends PictureSize, NoiseModel {
  readonly dark: Float32Array;
  readonly bad: BadPixels;
  readonly openRegions: readonly Rectangle[];
  /** Their sound pixels. */
  readonly openPixels: Int32Array;
  /** Their mean without beam. */
  readonly openDark: number;
  /** Per unit dose: what a frame is multiplied by, and what is taken off: T = (signal / dose) factor - scatter. */
  readonly factor: Float32Array;
  readonly scatter: Float32Array;
  /** Variance of ln of the open beam, pixel by pixel: the same in every frame. */
  readonly openVariance: Float32Array;
  /** Scatter by black bodies with and without sample; undefined where none were given. */
  readonly surfaces?: {
    readonly sample: Omit<ScatterSurface, 'values'>;
    readonly open: Omit<ScatterSurface, 'values'>;
  };
  readonly blackBodies?: BlackBodies;
  readonly psfSigma: number;
  readonly warnings: readonly OperandoWarning[];
}

/**
 * Dark, open beam, dose, scatter, dead and hot pixels and the noise of the camera, ready for frames of the sample.
 *
 * T = [(S - D) / d - s] / [(O - D) / d_O - s_O], both so scaled that the mean of the direct beam over the open region is 1: there the
 * scatter adds to the dose.
 *
 * @throws OperandoError `too-few-points`, `shape-mismatch`; as `findBlackBodies`.
 */
export function transmissionPlan(frames: ReferenceFrames, options: TransmissionOptions): TransmissionPlan {
  const steps = planSteps(
    {
      dark: frames.dark.length,
      open: frames.open.length,
      blackBody: frames.blackBody?.length,
      blackBodyOpen: frames.blackBodyOpen?.length,
    },
    options,
  );
  let step = steps.next();
  while (step.done !== true) step = steps.next(frames[step.value.of]![step.value.k]!);
  return step.value;
}

/** The same of frames that are read when they are asked for, so that only those of one kind are in memory at a time. */
export async function transmissionPlanFrom(
  counts: ReferenceCounts,
  read: (frame: FrameRequest) => Promise<Pixels>,
  options: TransmissionOptions,
): Promise<TransmissionPlan> {
  const steps = planSteps(counts, options);
  let step = steps.next();
  // The first `next` takes no value.
  while (step.done !== true) step = steps.next(await read(step.value));
  return step.value;
}
