import type { Registration } from '../motion/register.js';
import type { SlabSource } from '../volume.js';
import type { TomogramOptions } from './course-types.js';
import { meanProfile } from './mean-profile.js';
import { upsideDown } from './orientation.js';
import { prepareFrames } from './prepare-frames.js';
import type { PreparedFrames } from './prepare-frames.js';
import { registerFrames } from './register-frames.js';

/** Whether a mean profile rises with z on the whole: the material at 0 comes first. */
function rises(profile: Float64Array): boolean {
  const third = Math.ceil(profile.length / 3);
  const mean = (part: Float64Array): number => part.reduce((sum, value) => sum + value, 0) / part.length;
  return mean(profile.subarray(0, third)) <= mean(profile.subarray(-third));
}

/** Frames of one orientation. */
export interface OrientedFrames {
  readonly frames: PreparedFrames;
  /** Mean of each slice of the first frame. */
  readonly profile: Float64Array;
  readonly isTurned: boolean;
  readonly motions?: readonly Registration[];
}

/** Frames turned so that the material at 0 lies at small z. */
export async function orientFrames(
  sources: readonly SlabSource[],
  options: TomogramOptions,
  tell: (frame: number) => void,
): Promise<OrientedFrames> {
  const prepared = await prepareFrames(sources, options, tell);
  const brought = options.registered ? undefined : await registerFrames(prepared, prepared.rescale);
  const given = brought?.frames ?? prepared;
  const motions = brought?.motions;
  const profile = await meanProfile(given.sources[0]!, given.scales[0]!, given.pixels);
  if (rises(profile)) return { frames: given, profile, isTurned: false, ...(motions === undefined ? {} : { motions }) };
  return {
    frames: { ...given, sources: given.sources.map(upsideDown) },
    profile: profile.toReversed(),
    isTurned: true,
    ...(motions === undefined ? {} : { motions }),
  };
}

/** The last slice, from the interface on, at which sound lower material prevails. */
export function lastSound(profile: Float64Array, interfaceAt: number): number {
  let last = Math.ceil(interfaceAt) + 4;
  while (last + 1 < profile.length && profile[last + 1]! > 0.85) last++;
  return Math.min(profile.length, last + 1);
}

/** Slices that every frame has, from the interface on: those of frames that moved or stretched reach less far. */
export function lastShared(depth: number, motions: readonly Registration[] | undefined, isTurned: boolean): number {
  return (motions ?? []).reduce((last, { motion: { dz, strain } }) => {
    const end = isTurned ? depth + dz : (depth - 1 - dz - strain / 2) / (1 + strain) + 1;
    return Math.min(last, Math.floor(end));
  }, depth);
}
