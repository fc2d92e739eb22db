import { defaultBlockFrames } from '@operando/core';
import type { BlockOptions, FrameSource, Series } from '@operando/core';

/** Values of a small block: a megabyte. Larger ones leave holes in memory that nothing else fills. */
const smallValues = 131_072;

/** Frames of a small block of a source that makes its blocks as they are asked for; undefined of others, whose own are best. */
export function smallBlockFrames({
  axis,
  beginsAnywhere,
}: Pick<FrameSource, 'axis' | 'beginsAnywhere'>): number | undefined {
  return beginsAnywhere === true ? Math.max(1, Math.floor(smallValues / Math.max(1, axis.size))) : undefined;
}

/** Blocks and the frames that they begin with: those that have a wanted frame, where others need not be read, else all. */
export async function* blocksWith<Name extends string, Unit extends string>(
  source: FrameSource<Name, Unit>,
  wanted: ReadonlySet<number> | undefined,
  asked: BlockOptions,
): AsyncGenerator<{ readonly first: number; readonly block: Series<Name, Unit> }> {
  if (wanted === undefined || source.beginsAnywhere !== true) {
    let first = 0;
    for await (const block of source.blocks(asked)) {
      yield { first, block };
      first += block.time.start.length;
    }
    return;
  }
  // The same blocks as of all frames: what is made of a block does not depend on what else is wanted.
  const frames = asked.frames ?? defaultBlockFrames(source.axis.size);
  const firsts = new Set([...wanted].toSorted((a, b) => a - b).map((frame) => frame - (frame % frames)));
  for (const first of firsts)
    for await (const block of source.blocks({ ...asked, frames, from: first })) {
      yield { first, block };
      break;
    }
}
