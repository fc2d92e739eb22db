/**
 * A mask of frames x points in which ranges of x are masked as well.
 *
 * @param ranges From and to, both included.
 * @param mask What is masked already, 1 where a point must not be used.
 * @returns The mask itself where there are no ranges.
 */
export function excludeRanges(
  x: ArrayLike<number>,
  frames: number,
  ranges: readonly (readonly [number, number])[],
  mask?: Uint8Array,
): Uint8Array | undefined {
  if (ranges.length === 0) return mask;
  const points = x.length;
  const out = mask?.slice() ?? new Uint8Array(frames * points);
  for (let i = 0; i < points; i++) {
    if (!ranges.some(([from, to]) => x[i]! >= from && x[i]! <= to)) continue;
    for (let frame = 0; frame < frames; frame++) out[frame * points + i] = 1;
  }
  return out;
}
