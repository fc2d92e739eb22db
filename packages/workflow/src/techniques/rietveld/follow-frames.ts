import type { OperandoWarning } from '@operando/core';
import {
  checkCourses,
  createRefiner,
  createSeriesWalk,
  shareParameters,
  smoothParameters,
} from '@operando/xrd-rietveld';
import type { FrameRow, RefineOptions, Refiner, SharedParameters } from '@operando/xrd-rietveld';
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
  checkCourses(refiner, shared, smooth);
  const walk = createSeriesWalk(refiner);
  const { stages } = context;
  const warnings: OperandoWarning[] = [];
  if (blockFrames === undefined) {
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
  } else {
    const onFrame = (done: number): void => progress(done, frames);
    warnings.push(...(await walkInBlocks(source, refiner, walk, { size: blockFrames, stages, onFrame })));
    onRows(refiner, walk.rows);
  }
  await visit(
    (frame, data) => {
      walk.revise(frame, data);
      onRows(refiner, walk.rows);
    },
    new Set(walk.pending(blockFrames !== undefined)),
  );
  let sharing: SharedParameters | undefined;
  if (shared.length > 0) {
    const joint = shareParameters(refiner, walk, shared);
    do
      await visit((frame, data) => {
        joint.visit(frame, data);
        onRows(refiner, walk.rows);
      });
    while (joint.next());
    sharing = joint;
  }
  if (smooth.length > 0) {
    const smoothing = smoothParameters(refiner, walk, smooth, shared);
    await visit((frame, data) => {
      smoothing.visit(frame, data);
      onRows(refiner, walk.rows);
    });
    warnings.push(...smoothing.warnings);
  }
  sharing?.finish();
  return { refiner, rows: walk.rows, warnings };
}
