import { walkStage } from '@operando/xrd-rietveld';
import type { SeriesWalk, WalkMemory } from '@operando/xrd-rietveld';
import type { KeptStages } from '../../technique/context.js';

const stageName = (from: number): string => `rietveld/walk/${from}`;

/**
 * Takes up what an earlier walk through the same frames kept before it was interrupted.
 *
 * @returns How many frames it had done.
 */
export function takeUpWalk(walk: SeriesWalk, stages: KeptStages | undefined): number {
  for (;;) {
    const from = walk.rows.length;
    const memory = stages?.get(stageName(from));
    if (memory === undefined) return from;
    // What was kept under the name of a stage is what a walk gave then.
    walk.resume(memory as WalkMemory);
  }
}

/** Keeps the frames of a walk some at a time. @returns What is to be called after each frame. */
export function walkKeeper(walk: SeriesWalk, stages: KeptStages | undefined): () => void {
  let from = walk.rows.length;
  return () => {
    if (stages === undefined || walk.rows.length - from < walkStage) return;
    stages.put(stageName(from), walk.memory(from));
    from = walk.rows.length;
  };
}
