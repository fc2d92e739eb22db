import { createRefiner, createSeriesWalk, shareParameters } from '@operando/xrd-rietveld';
import type { FrameRow, RefineOptions, Refiner } from '@operando/xrd-rietveld';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { PatternSource } from './pattern-source.js';

/**
 * Refine a series frame by frame, and again those that their neighbours say more of.
 *
 * @param shared Names of parameters that have one value in all frames.
 * @param onRows Called after each frame with the rows there are.
 */
export async function followFrames(
  { x, sums: { length: frames }, visit }: PatternSource,
  options: RefineOptions,
  shared: readonly string[],
  context: RunContext,
  onRows: (refiner: Refiner, rows: readonly FrameRow[]) => void,
): Promise<{ readonly refiner: Refiner; readonly rows: readonly FrameRow[] }> {
  const progress = progressOf(context, 'refining');
  const refiner = createRefiner(x, options);
  const walk = createSeriesWalk(refiner);
  await visit((frame, data) => {
    walk.push(data);
    onRows(refiner, walk.rows);
    progress(frame + 1, frames);
  });
  await visit((frame, data) => {
    walk.revise(frame, data);
    onRows(refiner, walk.rows);
  }, new Set(walk.pending()));
  if (shared.length > 0) {
    const sharing = shareParameters(refiner, walk, shared);
    do
      await visit((frame, data) => {
        sharing.visit(frame, data);
        onRows(refiner, walk.rows);
      });
    while (sharing.next());
    sharing.finish();
  }
  return { refiner, rows: walk.rows };
}
