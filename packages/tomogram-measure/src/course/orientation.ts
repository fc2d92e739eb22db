import type { SlabSource, Voxels } from '../volume.js';

/** A volume with its last slice first. */
export function upsideDown(source: SlabSource): SlabSource {
  const { depth, height, width } = source.shape;
  const size = height * width;
  return {
    shape: source.shape,
    slab: async (from, to) => {
      const slab = await source.slab(depth - to, depth - from);
      const turned: Voxels = slab.slice();
      for (let z = 0; z < to - from; z++) {
        turned.set(slab.subarray((to - from - 1 - z) * size, (to - from - z) * size), z * size);
      }
      return turned;
    },
  };
}
