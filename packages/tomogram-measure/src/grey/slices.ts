import type { SlabSource } from '../volume.js';

/** Slices that are read at once. */
const slicesAtOnce = 16;

/** Visit slices in order as 32-bit floats. The array is used again for the next slice. */
export async function eachSlice(
  source: SlabSource,
  from: number,
  to: number,
  visit: (slice: Float32Array, z: number) => void,
): Promise<void> {
  const size = source.shape.height * source.shape.width;
  const plane = new Float32Array(size);
  for (let start = from; start < to; start += slicesAtOnce) {
    const end = Math.min(to, start + slicesAtOnce);
    const slab = await source.slab(start, end);
    for (let z = start; z < end; z++) {
      plane.set(slab.subarray((z - start) * size, (z - start + 1) * size));
      visit(plane, z);
    }
  }
}
