import { findExcess } from '../excess/find-excess.js';
import { coreLevel } from '../excess/core-level.js';
import { sumExcess } from '../excess/sum-excess.js';
import type { GreyScale } from '../grey/grey-scale.js';
import type { SlabSource } from '../volume.js';
import type { ParticleFrame } from './course-types.js';

/** What bodies of a further material are measured with. */
export interface ParticleOptions {
  readonly pixels: Uint8Array;
  /** Slices `from` to before `to` are looked at. */
  readonly from: number;
  readonly to: number;
  /** Corrected grey value of the material, and its error. */
  readonly level: number;
  readonly levelError: number;
  readonly minimumVoxels: number;
}

/** Bodies of a further material in a frame. */
export async function measureParticles(
  source: SlabSource,
  scale: GreyScale,
  { pixels, from, to, level, levelError, minimumVoxels }: ParticleOptions,
): Promise<ParticleFrame> {
  const sign = level > 1 ? -1 : 1;
  const contrast = Math.abs(level - 1);
  const found = await findExcess(source, scale, {
    expected: { pixels, sign },
    from,
    to,
    smoothing: contrast > 8 * scale.sigma ? 0 : 0.5,
    limit: contrast / 2,
    clear: 0,
    minimumVoxels,
  });
  const sums = await sumExcess(source, scale, found, { grow: 3, shell: 2, above: 0 });
  const value = sums.reduce((sum, { excess }) => sum + excess, 0) / contrast;
  const noise = Math.hypot(...sums.map((each) => Math.hypot(each.noise, each.level))) / contrast;
  return {
    bodies: found.bodies.length,
    level: await coreLevel(source, scale, found),
    volume: { value, stderr: Math.hypot(noise, (value * levelError) / contrast), unit: 'voxel' },
  };
}
