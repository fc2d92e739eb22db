import type { SlabSource, Voxels } from '../volume.js';

/** Slices that are read at once. */
const slicesAtOnce = 16;

/** Visit slices in order, as they are stored. What is visited may not be kept. */
export async function eachSlice(
  source: SlabSource,
  from: number,
  to: number,
  visit: (slice: Voxels, z: number) => void,
): Promise<void> {
  const size = source.shape.height * source.shape.width;
  for (let start = from; start < to; start += slicesAtOnce) {
    const end = Math.min(to, start + slicesAtOnce);
    const slab = await source.slab(start, end);
    for (let z = start; z < end; z++) visit(slab.subarray((z - start) * size, (z - start + 1) * size), z);
  }
}

/** Bytes of slices that are kept in memory while they are gone through several times. */
const mostHeld = 512 * 1024 * 1024;

/**
 * Slices `from` to before `to` of a volume, read once for several passes where they are not too many; other slices, and what
 * is too large, are read as they are asked for.
 */
export async function heldSlices(source: SlabSource, from: number, to: number): Promise<SlabSource> {
  const size = source.shape.height * source.shape.width;
  if (to <= from || (to - from) * size > mostHeld) return source;
  const { BYTES_PER_ELEMENT: bytes } = await source.slab(from, from + 1);
  if ((to - from) * size * bytes > mostHeld) return source;
  const held = await source.slab(from, to);
  return {
    shape: source.shape,
    slab: (first, end) =>
      first >= from && end <= to ? held.subarray((first - from) * size, (end - from) * size) : source.slab(first, end),
  };
}
