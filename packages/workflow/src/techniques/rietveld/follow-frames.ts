import type { OperandoWarning } from '@operando/core';
import { createRefiner, followSeries } from '@operando/xrd-rietveld';
import type { FrameRow, RefineOptions, Refiner } from '@operando/xrd-rietveld';
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
  let done = 0;
  const { rows, warnings } = await followSeries(refiner, visit, {
    shared,
    smooth,
    signal: context.signal,
    onRow(_, all) {
      onRows(refiner, all);
      if (all.length === done) return;
      done = all.length;
      progress(done, frames);
    },
  });
  return { refiner, rows, warnings };
}
