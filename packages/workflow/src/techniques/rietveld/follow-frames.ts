import type { OperandoWarning } from '@operando/core';
import {
  checkCourses,
  createRefiner,
  createSeriesWalk,
  shareParameters,
  smoothParameters,
} from '@operando/xrd-rietveld';
import type { FrameRow, RefineOptions, Refiner, SharedParameters } from '@operando/xrd-rietveld';
import { progressOf } from '../../technique/context.js';
import type { RunContext } from '../../technique/context.js';
import type { PatternSource } from './pattern-source.js';

/**
 * Refine a series frame by frame, and again those that their neighbours say more of.
 *
 * @param shared Names of parameters that have one value in all frames, and of those that go smoothly through the series.
 * @param onRows Called after each frame with the rows there are.
 */
export async function followFrames(
  { x, sums: { length: frames }, visit }: PatternSource,
  options: RefineOptions,
  { shared, smooth }: { readonly shared: readonly string[]; readonly smooth: readonly string[] },
  context: RunContext,
  onRows: (refiner: Refiner, rows: readonly FrameRow[]) => void,
): Promise<{
  readonly refiner: Refiner;
  readonly rows: readonly FrameRow[];
  readonly warnings: readonly OperandoWarning[];
}> {
  const progress = progressOf(context, 'refining');
  const refiner = createRefiner(x, options);
  checkCourses(refiner, shared, smooth);
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
  const warnings: OperandoWarning[] = [];
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
