import { heldSlices } from '../grey/slices.js';
import type { GreyScale } from '../grey/grey-scale.js';
import { slabsOf } from '../volume.js';
import type { SlabSource, Voxels } from '../volume.js';
import type { CrackFrame, ParticleFrame } from './course-types.js';
import type { FrameSetup, FrameVoids } from './frame-setup.js';
import { cutAt } from './mean-profile.js';
import { measureCracks } from './measure-cracks.js';
import { measureParticles } from './measure-particles.js';

/** Bodies of a frame, and a cut through it. */
export interface MeasuredFrame {
  /** Its cracks. */
  readonly crack: CrackFrame;
  /** Bodies of a further material; absent where none were asked for. */
  readonly particles?: ParticleFrame;
  /** Corrected grey values of a row of all slices: [slice x column]. */
  readonly cut: Float32Array;
}

/** A frame as it is handed over to whoever measures it: plain data. */
export interface FrameTask {
  /** All of the volume. */
  readonly voxels: Voxels;
  /** How its grey values are corrected. */
  readonly scale: GreyScale;
  /** What was found at the interface. */
  readonly voids: FrameVoids;
}

/** Measures frames one after another, or at the same time; results come in the order of the tasks. */
export type FrameMeasurer = (tasks: AsyncIterable<FrameTask>, setup: FrameSetup) => AsyncIterable<MeasuredFrame>;

/** What is done to each task. */
export function measureFrames(setup: FrameSetup): (task: FrameTask) => Promise<MeasuredFrame> {
  return ({ voxels, scale, voids }) => measureFrame(slabsOf(voxels, setup.shape), scale, voids, setup);
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
