import { defaultBlockFrames } from '@operando/core';
import type { BlockOptions, FrameSource, Series } from '@operando/core';

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
  const frames = defaultBlockFrames(source.axis.size);
  const firsts = new Set([...wanted].toSorted((a, b) => a - b).map((frame) => frame - (frame % frames)));
  for (const first of firsts)
    for await (const block of source.blocks({ ...asked, frames, from: first })) {
      yield { first, block };
      break;
    }
}
