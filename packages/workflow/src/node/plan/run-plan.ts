import { chosenRuns } from '../../plan/chosen-runs.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import { techniqueList } from '../../techniques/list.js';
import { attemptRun } from './attempt-run.js';
import type { AttemptEvent, AttemptOptions } from './attempt-run.js';
import { writeCampaign } from './campaign-index.js';
import type { PlanOutcome, RunState } from './outcome.js';
import type { PlanFile } from './read-plan.js';
import { readPlan } from './read-plan.js';
import { folderOf } from './places.js';
import { emptyRecord } from './run-one.js';
import { readRecord } from './run-record.js';
import type { RunRecord } from './run-record.js';

/** What happens while a plan is run, in its order. */
export type PlanEvent =
  | AttemptEvent
  | { readonly event: 'plan'; readonly file: string; readonly output: string; readonly runs: number }
  | { readonly event: 'ended'; readonly run: string; readonly state: RunState; readonly record: RunRecord };

/** Options of {@link runPlan}. */
export interface RunPlanOptions extends Omit<AttemptOptions, 'techniques' | 'onEvent'> {
  /** Techniques that are known. @default those of the house */
  readonly techniques?: AttemptOptions['techniques'] | undefined;
  /** Steps that are done, with those they need; the others are left as they are. @default all */
  readonly only?: readonly string[] | undefined;
  /** Told what happens, in its order. @default nobody */
  readonly onEvent?: ((event: PlanEvent) => void) | undefined;
}

/** What is known of a run that was not looked at. */
async function recorded(plan: PlanFile, run: PlannedRun): Promise<PlanOutcome> {
  const record = await readRecord(folderOf(plan, run));
  return record === undefined
    ? { run, state: 'not-run', record: emptyRecord({ run }, 'failed') }
    : { run, state: record.status, record };
}

/**
 * Run a plan: every run whose results are not there yet, each after those it needs, and an index of all of them
 * (`campaign.csv`, `campaign.json`) in the plan's folder of results.
 *
 * Results that are there are used again where technique, options, the content of every input and the version of this program
 * are those they were computed with. What was interrupted is computed anew; what was finished before is not.
 *
 * @param plan A plan, or the path of its file.
 * @returns What became of the runs that were to be done.
 * @throws OperandoError for a plan that is none; what goes wrong within runs is told in the outcomes. The reason of the abort
 * signal when it was given up: the index then holds what was done.
 */
export async function runPlan(plan: PlanFile | string, options: RunPlanOptions = {}): Promise<readonly PlanOutcome[]> {
  const { techniques = techniqueList, onEvent, only, writer } = options;
  const ids = techniques.map(({ id }) => id);
  const read = typeof plan === 'string' ? await readPlan(plan, ids) : plan;
  const runs = chosenRuns(read.runs, only);
  onEvent?.({ event: 'plan', file: read.file, output: read.output, runs: runs.length });
  const outcomes: PlanOutcome[] = [];
  const stateOf = new Map<string, RunState>();
  let isStopped = false;
  try {
    for (const run of runs) {
      options.signal?.throwIfAborted();
      const isBlocked = run.after.some((name) => stateOf.get(name) !== 'done' && stateOf.get(name) !== 'reused');
      const outcome = isBlocked || isStopped ? undefined : await attemptRun(read, run, { ...options, techniques });
      const left: RunState = isStopped ? 'not-run' : 'blocked';
      const { state, record } = outcome ?? { state: left, record: emptyRecord({ run }, 'failed') };
      outcomes.push({ run, state, record });
      stateOf.set(run.name, state);
      if (state === 'failed' && run.onError === 'stop') isStopped = true;
      onEvent?.({ event: 'ended', run: run.name, state, record });
    }
  } finally {
    const known = new Map(outcomes.map((outcome) => [outcome.run.name, outcome]));
    const all: PlanOutcome[] = [];
    for (const run of read.runs) all.push(known.get(run.name) ?? (await recorded(read, run)));
    await writeCampaign(read.output, all, { writer, parquet: read.plan.parquet });
  }
  return outcomes;
}
