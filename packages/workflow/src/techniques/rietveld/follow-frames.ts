import type { OperandoWarning } from '@operando/core';
import { createRefiner, followSeries } from '@operando/xrd-rietveld';
import type { FirstWalk, FrameRow, RefineOptions, Refiner, SeriesWalk } from '@operando/xrd-rietveld';
import { PartDone } from '@operando/threads';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import { takeUpWalk, walkKeeper } from './kept-walk.js';
import type { RietveldOptions } from './options.js';
import type { PatternSource } from './pattern-source.js';
import { walkInBlocks } from './walk-blocks.js';

/**
 * Refine a series frame by frame, and again those that their neighbours say more of. Frames that an interrupted run kept are not
 * refined again by the first walk.
 *
 * @param shared Names of parameters that have one value in all frames, and of those that go smoothly through the series; frames of
 * blocks that are refined by themselves.
 * @param onRows Called after each frame with the rows there are.
 */
export async function followFrames(
  source: PatternSource,
  options: RefineOptions,
  { shared, smooth, blockFrames }: Pick<RietveldOptions, 'shared' | 'smooth' | 'blockFrames'>,
  context: RunContext,
  onRows: (refiner: Refiner, rows: readonly FrameRow[]) => void,
): Promise<{
  readonly refiner: Refiner;
  readonly rows: readonly FrameRow[];
  readonly warnings: readonly OperandoWarning[];
}> {
  const {
    x,
    sums: { length: frames },
    visit,
  } = source;
  const progress = progressOf(context, 'refining');
  const refiner = createRefiner(x, options);
  const { stages } = context;
  /** Frames in order, each from the last good one; those that an interrupted run kept are taken up. */
  const walkOn = async (walk: SeriesWalk): Promise<FirstWalk> => {
    // Of a chain there are no parts: the first of them has it all.
    if (stages?.part !== undefined && stages.part.part > 0) throw new PartDone();
    const before = takeUpWalk(walk, stages);
    const keep = walkKeeper(walk, stages);
    const rest = Array.from({ length: frames - before }, (_, k) => before + k);
    await visit(
      (frame, data) => {
        walk.push(data);
        keep();
        onRows(refiner, walk.rows);
        progress(frame + 1, frames);
      },
      before === 0 ? undefined : new Set(rest),
    );
    return { isJoined: false, warnings: [] };
  };
  /** Blocks of frames, each by itself, joined to one walk. */
  const walkBlocks = async (walk: SeriesWalk, size: number): Promise<FirstWalk> => {
    const onFrame = (count: number): void => progress(count, frames);
    const warnings = await walkInBlocks(source, refiner, walk, { size, stages, onFrame });
    onRows(refiner, walk.rows);
    return { isJoined: true, warnings };
  };
  const { rows, warnings } = await followSeries(refiner, visit, {
    shared,
    smooth,
    signal: context.signal,
    onRow: (_, all) => onRows(refiner, all),
    walkFirst: (walk) => (blockFrames === undefined ? walkOn(walk) : walkBlocks(walk, blockFrames)),
  });
  return { refiner, rows, warnings };
}
