import type { Writer } from '@operando/beamline-io/node';
import type { RunContext } from '../../technique/context.js';
import type { Technique } from '../../technique/technique.js';
import { techniqueList } from '../../techniques/list.js';
import { chosenRuns } from '../../plan/chosen-runs.js';
import type { PlannedRun } from '../../plan/planned-run.js';
import { writeCampaign } from './campaign-index.js';
import type { PlanOutcome, RunState } from './outcome.js';
import type { PlanFile } from './read-plan.js';
import { readPlan } from './read-plan.js';
import { resolveRun } from './resolve-run.js';
import { emptyRecord, errorRecord, runOne } from './run-one.js';
import type { RunRecord } from './run-record.js';

/** What happens while a plan is run, in its order. */
export type PlanEvent =
  | { readonly event: 'plan'; readonly file: string; readonly output: string; readonly runs: number }
  | { readonly event: 'started'; readonly run: string; readonly attempt: number }
  | {
      readonly event: 'failed-attempt';
      readonly run: string;
      readonly attempt: number;
      readonly error: NonNullable<RunRecord['error']>;
    }
  | { readonly event: 'ended'; readonly run: string; readonly state: RunState; readonly record: RunRecord };

/** Options of {@link runPlan}. */
export interface RunPlanOptions extends RunContext {
  /** Techniques that are known. @default those of the house */
  readonly techniques?: readonly Technique[] | undefined;
  /** Steps that are done, with those they need; the others are left as they are. @default all */
  readonly only?: readonly string[] | undefined;
  /** Compute also what is there. @default false */
  readonly again?: boolean | undefined;
  readonly writer?: Writer | undefined;
  readonly onEvent?: ((event: PlanEvent) => void) | undefined;
}

/** Does one run, as often as it may be tried. */
async function attempt(plan: PlanFile, run: PlannedRun, options: RunPlanOptions): Promise<Omit<PlanOutcome, 'run'>> {
  const { techniques = techniqueList, again = false, onEvent } = options;
  for (let count = 1; ; count++) {
    onEvent?.({ event: 'started', run: run.name, attempt: count });
    try {
      const resolved = await resolveRun(plan, run, techniques);
      const { record, isReused } = await runOne(resolved, plan.folder, { ...options, again });
      return { state: isReused ? 'reused' : 'done', record };
    } catch (error) {
      options.signal?.throwIfAborted();
      const told = errorRecord(error);
      if (count > run.retries) return { state: 'failed', record: { ...emptyRecord({ run }, 'failed'), error: told } };
      onEvent?.({ event: 'failed-attempt', run: run.name, attempt: count, error: told });
    }
  }
}

/**
 * Run a plan: every run whose results are not there yet, each after those it needs, and an index of all of them
 * (`campaign.csv`, `campaign.json`) in the plan's folder of results.
 *
 * Results that are there are used again where technique, options, the content of every input and the version of this program
 * are those they were computed with. What was interrupted is computed anew; what was finished before is not.
 *
 * @param plan A plan, or the path of its file.
 * @throws OperandoError for a plan that is none; what goes wrong within runs is told in the outcomes. The reason of the abort
 * signal when it was given up: the index then holds what was done.
 */
export async function runPlan(plan: PlanFile | string, options: RunPlanOptions = {}): Promise<readonly PlanOutcome[]> {
  const { techniques = techniqueList, onEvent, only, writer } = options;
  const read =
    typeof plan === 'string'
      ? await readPlan(
          plan,
          techniques.map(({ id }) => id),
        )
      : plan;
  const runs = chosenRuns(read.runs, only);
  onEvent?.({ event: 'plan', file: read.file, output: read.output, runs: runs.length });
  const outcomes: PlanOutcome[] = [];
  const stateOf = new Map<string, RunState>();
  let isStopped = false;
  try {
    for (const run of runs) {
      const isBlocked = run.after.some((name) => stateOf.get(name) !== 'done' && stateOf.get(name) !== 'reused');
      const outcome = isBlocked || isStopped ? undefined : await attempt(read, run, options);
      const left: RunState = isStopped ? 'not-run' : 'blocked';
      const { state, record } = outcome ?? { state: left, record: emptyRecord({ run }, 'failed') };
      outcomes.push({ run, state, record });
      stateOf.set(run.name, state);
      if (state === 'failed' && run.onError === 'stop') isStopped = true;
      onEvent?.({ event: 'ended', run: run.name, state, record });
    }
  } finally {
    await writeCampaign(read.output, outcomes, writer);
  }
  return outcomes;
}
