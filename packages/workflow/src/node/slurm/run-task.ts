import { OperandoError } from '@operando/core';
import type { PlannedRun } from '../../plan/planned-run.js';
import { attemptRun } from '../plan/attempt-run.js';
import type { AttemptOptions } from '../plan/attempt-run.js';
import { writeCampaign } from '../plan/campaign-index.js';
import type { PlanOutcome } from '../plan/outcome.js';
import { readPlan } from '../plan/read-plan.js';
import type { PlanFile } from '../plan/read-plan.js';
import { folderOf } from '../plan/places.js';
import { emptyRecord } from '../plan/run-one.js';
import { readRecord } from '../plan/run-record.js';
import { readSubmission, readTaskResults, textHash, writeTaskResults } from './submission.js';
import type { Submission, TaskResult } from './submission.js';

/** What a task of an array is told. */
export interface TaskOptions extends AttemptOptions {
  /** Number of the array, and of the task in it. */
  readonly array: number;
  readonly task: number;
}

async function planOf(submission: Submission, techniques: AttemptOptions['techniques']): Promise<PlanFile> {
  const { plan, sha256 } = submission;
  if ((await textHash(plan)) !== sha256)
    throw new OperandoError('invalid-argument', 'the plan has changed since it was submitted.', {
      where: { file: plan },
      cure: 'Cancel what is left of it, and submit it again.',
    });
  return readPlan(
    plan,
    techniques.map(({ id }) => id),
  );
}

/** Results of all tasks that came to their end, by run. */
async function resultsOf(folder: string, { arrays }: Submission): Promise<ReadonlyMap<string, TaskResult>> {
  const results = new Map<string, TaskResult>();
  for (const [array, { tasks }] of arrays.entries())
    for (const task of tasks.keys())
      for (const result of (await readTaskResults(folder, array, task)) ?? []) results.set(result.run, result);
  return results;
}

/** Whether what a run needs is there: made by this submission, or before it. */
async function isReady(
  plan: PlanFile,
  run: PlannedRun,
  submission: Submission,
  results: ReadonlyMap<string, TaskResult>,
): Promise<boolean> {
  const submitted = new Set(submission.arrays.flatMap(({ tasks }) => tasks.flat()));
  for (const name of run.after) {
    const state = results.get(name)?.state;
    if (state === 'done' || state === 'reused') continue;
    const before = plan.runs.find((each) => each.name === name);
    if (submitted.has(name) || before === undefined) return false;
    if ((await readRecord(folderOf(plan, before)))?.status !== 'done') return false;
  }
  return true;
}

/**
 * Do the runs of a task of an array, and say what became of them in a file of its own. It may be begun again at any time: what
 * is done is not done again.
 *
 * @throws OperandoError `invalid-argument` where the plan has changed since; what goes wrong within runs is in the file.
 */
export async function runTask(
  folder: string,
  { array, task, ...options }: TaskOptions,
): Promise<readonly TaskResult[]> {
  const submission = await readSubmission(folder);
  const plan = await planOf(submission, options.techniques);
  const names = submission.arrays[array]?.tasks[task];
  if (names === undefined)
    throw new OperandoError('invalid-argument', `there is no task ${task} in array ${array}.`, {
      where: { file: folder },
    });
  const before = array === 0 ? new Map<string, TaskResult>() : await resultsOf(folder, submission);
  const results: TaskResult[] = [];
  for (const run of plan.runs.filter(({ name }) => names.includes(name))) {
    const isThere = await isReady(plan, run, submission, before);
    const { state, record } = isThere
      ? await attemptRun(plan, run, options)
      : { state: 'blocked' as const, record: emptyRecord({ run }, 'failed') };
    results.push({ run: run.name, state, record });
  }
  await writeTaskResults(folder, array, task, results);
  return results;
}

/** What became of all runs of a plan: by the tasks of a submission, by their records where they are in none. */
export async function submittedOutcomes(
  plan: PlanFile,
  folder: string,
  submission: Submission,
): Promise<readonly PlanOutcome[]> {
  const results = await resultsOf(folder, submission);
  const submitted = new Set(submission.arrays.flatMap(({ tasks }) => tasks.flat()));
  const outcomes: PlanOutcome[] = [];
  for (const run of plan.runs) {
    const result = results.get(run.name);
    const record = submitted.has(run.name) ? undefined : await readRecord(folderOf(plan, run));
    if (result !== undefined) outcomes.push({ run, state: result.state, record: result.record });
    else if (record?.status === 'done') outcomes.push({ run, state: 'reused', record });
    else outcomes.push({ run, state: 'not-run', record: emptyRecord({ run }, 'failed') });
  }
  return outcomes;
}

/** Writes the index of what a submission has done so far. @throws OperandoError where the plan has changed since. */
export async function collectSubmission(
  folder: string,
  { techniques, writer }: AttemptOptions,
): Promise<readonly PlanOutcome[]> {
  const submission = await readSubmission(folder);
  const plan = await planOf(submission, techniques);
  const outcomes = await submittedOutcomes(plan, folder, submission);
  await writeCampaign(plan.output, outcomes, writer);
  return outcomes;
}
