import { heldSlices } from '../grey/slices.js';
import type { GreyScale } from '../grey/grey-scale.js';
import type { SlabSource } from '../volume.js';
import type { CrackFrame, ParticleFrame } from './course-types.js';
import type { FrameSetup, FrameVoids } from './frame-setup.js';
import { cutAt } from './mean-profile.js';
import { measureCracks } from './measure-cracks.js';
import { measureParticles } from './measure-particles.js';

/** Bodies of a frame, and a cut through it. */
export interface MeasuredFrame {
  readonly crack: CrackFrame;
  readonly particles?: ParticleFrame;
  readonly cut: Float32Array;
}

/** Measure cracks and bodies of a further material in a frame. */
export async function measureFrame(
  source: SlabSource,
  scale: GreyScale,
  voids: FrameVoids,
  setup: FrameSetup,
): Promise<MeasuredFrame> {
  const { pixels, minimumVoxels, particles, cutRow } = setup;
  const held = await heldSlices(source, 0, setup.shape.depth);
  const crack = await measureCracks(held, scale, voids, setup);
  const cut = await cutAt(held, scale, cutRow);
  if (particles === undefined) return { crack, cut };
  return { crack, cut, particles: await measureParticles(held, scale, { ...particles, pixels, minimumVoxels }) };
}
