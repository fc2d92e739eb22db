import type { GreyScale } from '../grey/grey-scale.js';
import { eachSlice } from '../grey/slices.js';
import type { SlabSource } from '../volume.js';
import type { ExcessBodies } from './find-excess.js';
import { runsOfSlices } from './paint-bodies.js';

/** Voxels deeper in a body than so many along all axes are not reached by its blur. */
const deep = 2;

/** Fewest such voxels from which a level is told. */
const fewest = 30;

/** Steps of corrected grey values. */
const steps = { from: -8, perUnit: 512, count: 512 * 32 };

/** Middle of the counted values; NaN for too few. */
function medianOf(counts: Float64Array): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  if (all < fewest) return Number.NaN;
  let below = 0;
  const place = counts.findIndex((count) => (below += count) >= all / 2);
  return steps.from + place / steps.perUnit;
}

/** Corrected grey value in the midst of bodies: median of voxels that lie deep in them. NaN where there are too few of these. */
export async function coreLevel(
  source: SlabSource,
  { offset, gain }: GreyScale,
  { runs, search: { from, to } }: ExcessBodies,
): Promise<number> {
  const { height, width } = source.shape;
  const { row, start, end, body } = runs!;
  const first = runsOfSlices(runs!, height, to - from);
  const ring = Array.from({ length: 2 * deep + 1 }, () => new Uint8Array(height * width));
  const planeOf = (slice: number): Uint8Array => ring[(slice + ring.length) % ring.length]!;
  const fill = (slice: number): void => {
    const plane = planeOf(slice).fill(0);
    for (let k = first[slice] ?? 0; k < (first[slice + 1] ?? 0); k++) {
      if (body[k]! >= 0)
        plane.fill(1, (row[k]! - slice * height) * width + start[k]!, (row[k]! - slice * height) * width + end[k]!);
    }
  };
  for (let slice = 0; slice < deep; slice++) fill(slice);
  const counts = new Float64Array(steps.count);
  await eachSlice(source, from, to, (voxels, z) => {
    const slice = z - from;
    fill(slice + deep);
    const [own, before, behind] = [planeOf(slice), planeOf(slice - deep), planeOf(slice + deep)];
    for (let k = first[slice]!; k < first[slice + 1]!; k++) {
      if (body[k]! < 0) continue;
      const at = (row[k]! - slice * height) * width;
      for (let i = at + start[k]! + deep; i < at + end[k]! - deep; i++) {
        const isDeep = before[i] === 1 && behind[i] === 1 && own[i - deep * width] === 1 && own[i + deep * width] === 1;
        if (!isDeep) continue;
        const place = Math.round(((voxels[i]! - offset[i]!) * gain[i]! - steps.from) * steps.perUnit);
        if (place >= 0 && place < steps.count) counts[place]!++;
      }
    }
  });
  return medianOf(counts);
}
