import type { Series } from '../series/series.js';
import type { BlockOptions, FrameSource } from './frame-source.js';
import { defaultBlockFrames } from './series-source.js';

/**
 * Blocks of a source and the frames that they begin with: those that have a wanted frame, where others need not be read, else all.
 *
 * @param wanted Numbers of frames; all without.
 * @param asked How blocks are asked for; `from` is not looked at.
 */
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
