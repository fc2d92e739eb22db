import type { FrameSource } from '@operando/core';

/** Values of a small block: a megabyte. Larger ones leave holes in memory that nothing else fills. */
const smallValues = 131_072;

/** Frames of a small block of a source that makes its blocks as they are asked for; undefined of others, whose own are best. */
export function smallBlockFrames({
  axis,
  beginsAnywhere,
}: Pick<FrameSource, 'axis' | 'beginsAnywhere'>): number | undefined {
  return beginsAnywhere === true ? Math.max(1, Math.floor(smallValues / Math.max(1, axis.size))) : undefined;
}
