import { OperandoError } from '@operando/core';
import type { TaskPart } from '@operando/threads';
import { chosenRuns } from '../../plan/chosen-runs.js';
import { sharesFrames } from '../../technique/shares-frames.js';
import { techniqueList } from '../../techniques/list.js';
import { attemptPart } from './attempt-part.js';
import type { PartResult } from './attempt-part.js';
import type { AttemptOptions } from './attempt-run.js';
import { folderOf } from './places.js';
import type { PlanFile } from './read-plan.js';
import { readRecord } from './run-record.js';

/** Options of {@link runPlanPart}. */
export interface RunPlanPartOptions extends Omit<AttemptOptions, 'techniques' | 'onEvent' | 'again'> {
  /** Techniques that are known. @default those of the house */
  readonly techniques?: AttemptOptions['techniques'] | undefined;
  /** Steps of whose runs a part is done, with those they need. @default all */
  readonly only?: readonly string[] | undefined;
  /** Told what became of the part of each run. @default nobody */
  readonly onEnd?: ((result: PartResult) => void) | undefined;
}

/**
 * Do a part of the frames of every run of a plan whose technique can share them out, for `runPlan` to find: any scheduler, or several
 * machines with one folder, then do a plan together. Results are those of `runPlan` alone, to the bit; a part that is missing is done
 * by `runPlan`. Runs that need others which are not done are left (`blocked`).
 *
 * @throws OperandoError `invalid-argument` for a part that is none; the reason of the abort signal. What goes wrong within runs is told.
 */
export async function runPlanPart(
  plan: PlanFile,
  part: TaskPart,
  { techniques = techniqueList, only, onEnd, ...context }: RunPlanPartOptions = {},
): Promise<readonly PartResult[]> {
  const isPart = [part.part, part.of].every(Number.isInteger) && part.part >= 0 && part.part < part.of;
  if (!isPart)
    throw new OperandoError('invalid-argument', `there is no part ${part.part + 1} of ${part.of}.`, {
      where: { parameter: 'part' },
      cure: 'Parts are 1/8, 2/8, ... 8/8.',
    });
  const shared = new Set(techniques.filter(sharesFrames).map(({ id }) => id));
  const runs = new Map(plan.runs.map((run) => [run.name, run]));
  const isThere = async (name: string): Promise<boolean> =>
    (await readRecord(folderOf(plan, runs.get(name)!)))?.status === 'done';
  const results: PartResult[] = [];
  for (const run of chosenRuns(plan.runs, only)) {
    if (!shared.has(run.technique)) continue;
    const isReady = (await Promise.all(run.after.map(isThere))).every(Boolean);
    const result: PartResult = isReady
      ? await attemptPart(plan, run, part, { ...context, techniques })
      : { run: run.name, ...part, state: 'blocked' };
    results.push(result);
    onEnd?.(result);
  }
  return results;
}
