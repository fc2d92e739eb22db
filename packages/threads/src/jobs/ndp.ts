import { convertChains } from '@operando/ndp-depth';
import type { ConversionSetup, FrameChain, ProfileData } from '@operando/ndp-depth';
import type { Work } from '../job.js';

/** Inverts chains of frames to depth profiles. */
export function invertChains(setup: ConversionSetup): Work<FrameChain, readonly (ProfileData | undefined)[]> {
  return convertChains(setup);
}
