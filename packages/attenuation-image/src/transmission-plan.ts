import type { Pixels } from './picture.js';
import type { TransmissionOptions, TransmissionPlan } from './plan.js';
import { planSteps } from './plan-steps.js';
import type { FrameRequest, ReferenceCounts, ReferenceFrames } from './reference-frames.js';

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
