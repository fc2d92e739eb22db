import { measureFrames } from '@operando/tomogram-measure';
import type { FrameSetup, FrameTask, MeasuredFrame } from '@operando/tomogram-measure';
import type { Work } from '../job.js';

/** Measures cracks and particles of tomograms. */
export function measureVolumes(setup: FrameSetup): Work<FrameTask, MeasuredFrame> {
  return measureFrames(setup);
}
