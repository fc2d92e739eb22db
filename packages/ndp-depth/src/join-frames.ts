import { stepsAt } from '@operando/core';
import type { StepProgress, Steps } from '@operando/core';
import type { KeptFrame } from './count-frames.js';
import { withEstimate } from './deconvolve.js';
import type { ConcentrationProfile } from './profile.js';
import { isInverted } from './conversion.js';
import type { SampleConversion } from './conversion.js';
import { exposureUncertainty } from './sensitivity.js';
import { smoothFramesSteps } from './temporal-smoothing.js';
import type { FrameEstimate } from './temporal-smoothing.js';

/** Replace profiles by those that the frames have together; masked frames break no link, they only lie further apart. */
export function* joinFrames(
  profiles: (ConcentrationProfile | undefined)[],
  frames: readonly KeptFrame[],
  { model, geometry }: SampleConversion,
  strength: number,
): Steps<void> {
  const progress: StepProgress = { done: frames.length, total: frames.length };
  const used = profiles.flatMap((profile, frame) =>
    profile !== undefined && isInverted(profile) ? [{ frame, profile }] : [],
  );
  const links = used.slice(1).map(({ frame }, i) => strength / (1e44 * (frame - used[i]!.frame)));
  const estimates: FrameEstimate[] = [];
  for (const { profile } of used) {
    estimates.push({ x: profile.own, precision: profile.precision() });
    yield progress;
  }
  const joined = yield* stepsAt(smoothFramesSteps(estimates, links), progress);
  for (const [i, { frame, profile }] of used.entries()) {
    const { x, covariance } = joined[i]!;
    profiles[frame] = withEstimate(profile, model!, x, covariance, exposureUncertainty(frames[frame]!, geometry));
    yield progress;
  }
}
