import { OperandoError } from '@operando/core';
import type { PlannedRun } from '../../plan/planned-run.js';
import { attemptPart } from '../plan/attempt-part.js';
import type { PartResult } from '../plan/attempt-part.js';
import { attemptRun } from '../plan/attempt-run.js';
import type { AttemptEvent, AttemptOptions } from '../plan/attempt-run.js';
import { writeCampaign } from '../plan/campaign-index.js';
import type { PlanOutcome } from '../plan/outcome.js';
import { readPlan } from '../plan/read-plan.js';
import type { PlanFile } from '../plan/read-plan.js';
import { folderOf } from '../plan/places.js';
import { emptyRecord } from '../plan/run-one.js';
import { readRecord } from '../plan/run-record.js';
import { readSubmission, readTaskResults, submissionChain, tasksOf, textHash, writeTaskResults } from './submission.js';
import type { Submission, SubmissionPlace, TaskResult } from './submission.js';

/** What a task says first, each time that it is started: its log may hold several lives of it. */
export interface TaskEvent {
  /** Tells it from other events. */
  readonly event: 'task';
  /** Number of the array in the submission, from 0. */
  readonly array: number;
  /** Number of the task in the array, from 0. */
  readonly task: number;
  /** How often it was put back into the queue. */
  readonly restarts: number;
}

/** What a task of an array is told. */
export interface TaskOptions extends Omit<AttemptOptions, 'onEvent'> {
  /** Number of the array in the submission, from 0. */
  readonly array: number;
  /** Number of the task in the array, from 0. */
  readonly task: number;
  /** How often it was put back into the queue. @default 0 */
  readonly restarts?: number | undefined;
  /** Told what happens, in its order. @default nobody */
  readonly onEvent?: ((event: AttemptEvent | TaskEvent) => void) | undefined;
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
  for (const [array, { tasks, parts }] of arrays.entries())
    for (const task of parts === undefined ? tasks.keys() : [])
      for (const result of (await readTaskResults(folder, array, task)) ?? []) results.set(result.run, result);
  return results;
}

/** Tells whether what a run needs is there, made by this submission or before it. Only the tasks that it needs are looked at. */
function readiness(plan: PlanFile, place: SubmissionPlace): (run: PlannedRun) => Promise<boolean> {
  const places = tasksOf([place]);
  const runs = new Map(plan.runs.map((run) => [run.name, run]));
  const isThere = async (name: string): Promise<boolean> => {
    const before = runs.get(name);
    const at = places.get(name);
    if (at === undefined) return before !== undefined && (await readRecord(folderOf(plan, before)))?.status === 'done';
    const results = (await readTaskResults(place.folder, at.array, at.task)) ?? [];
    return results.some(({ run, state }) => run === name && (state === 'done' || state === 'reused'));
  };
  return async ({ after }) => {
    for (const name of after) if (!(await isThere(name))) return false;
    return true;
  };
}

/**
 * Do the runs of a task of an array, or its parts of them, and say what became of them in a file of its own. It may be begun again at any time: what
 * is done is not done again.
 *
 * @throws OperandoError `invalid-argument` where the plan has changed since; what goes wrong within runs is in the file.
 */
export async function runTask(
  folder: string,
  { array, task, restarts = 0, ...options }: TaskOptions,
): Promise<readonly TaskResult[] | readonly PartResult[]> {
  options.onEvent?.({ event: 'task', array, task, restarts });
  const submission = await readSubmission(folder);
  const plan = await planOf(submission, options.techniques);
  const { tasks, parts } = submission.arrays[array] ?? {};
  const names = tasks?.[task];
  if (names === undefined)
    throw new OperandoError('invalid-argument', `there is no task ${task} in array ${array}.`, {
      where: { file: folder },
    });
  const isReady = readiness(plan, { folder, submission });
  if (parts !== undefined) {
    const done: PartResult[] = [];
    for (const [at, part] of (parts[task] ?? []).entries()) {
      const run = plan.runs.find(({ name }) => name === names[at])!;
      done.push(
        (await isReady(run))
          ? await attemptPart(plan, run, part, options)
          : { run: run.name, ...part, state: 'blocked' },
      );
    }
    await writeTaskResults(folder, array, task, done);
    return done;
  }
  const results: TaskResult[] = [];
  for (const run of plan.runs.filter(({ name }) => names.includes(name))) {
    const { state, record } = (await isReady(run))
      ? await attemptRun(plan, run, options)
      : { state: 'blocked' as const, record: emptyRecord({ run }, 'failed') };
    results.push({ run: run.name, state, record });
  }
  await writeTaskResults(folder, array, task, results);
  return results;
}

/**
 * What became of all runs of a plan: by the latest task that each was given to, by their records where they are in none.
 *
 * @param chain Submissions, the latest first.
 */
export async function submittedOutcomes(
  plan: PlanFile,
  chain: readonly SubmissionPlace[],
): Promise<readonly PlanOutcome[]> {
  const places = tasksOf(chain);
  const resultsIn = new Map<string, ReadonlyMap<string, TaskResult>>();
  for (const { folder, submission } of chain) resultsIn.set(folder, await resultsOf(folder, submission));
  const outcomes: PlanOutcome[] = [];
  for (const run of plan.runs) {
    const place = places.get(run.name);
    const result = place === undefined ? undefined : resultsIn.get(place.folder)?.get(run.name);
    const record = place === undefined ? await readRecord(folderOf(plan, run)) : undefined;
    if (result !== undefined) outcomes.push({ run, state: result.state, record: result.record });
    else if (record?.status === 'done') outcomes.push({ run, state: 'reused', record });
    else outcomes.push({ run, state: 'not-run', record: emptyRecord({ run }, 'failed') });
  }
  return outcomes;
}

/** What a submission has done so far. */
export interface Collected {
  /** The plan, as it was submitted. */
  readonly plan: PlanFile;
  /** The submission and those that it follows, the latest first. */
  readonly chain: readonly SubmissionPlace[];
  /** What became of every run so far. */
  readonly outcomes: readonly PlanOutcome[];
}

/** Writes the index of what a submission has done so far. @throws OperandoError where the plan has changed since. */
export async function collectSubmission(
  folder: string,
  { techniques, writer }: Pick<AttemptOptions, 'techniques' | 'writer'>,
): Promise<Collected> {
  const submission = await readSubmission(folder);
  const plan = await planOf(submission, techniques);
  const chain = await submissionChain({ folder, submission });
  const outcomes = await submittedOutcomes(plan, chain);
  await writeCampaign(plan.output, outcomes, { writer, parquet: plan.plan.parquet });
  return { plan, chain, outcomes };
}
