import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperandoError } from '@operando/core';
import type { PlanOutcome, RunState } from '../plan/outcome.js';
import type { PlanFile } from '../plan/read-plan.js';
import { askSlurm } from './command.js';
import {
  accountedStates,
  plainQueueFields,
  progressWord,
  queueFields,
  queueStates,
  whyNone,
  whyWaiting,
} from './job-states.js';
import type { TaskState } from './job-states.js';
import { submittedOutcomes } from './run-task.js';
import { readPartResults, readSubmission, submissionChain, submissionsFolder, tasksOf } from './submission.js';
import type { SubmissionPlace, TaskPlace } from './submission.js';
import { loggedEnd, logOf, readEnd } from './task-log.js';

/** What is known of a run that was handed to Slurm. */
export interface SubmittedRun {
  /** Name of the run. */
  readonly run: string;
  /** `lost`: its task ended, or is gone, and left no result. */
  readonly state: RunState | 'pending' | 'running' | 'lost';
  /** Why it is lost, what failed, or what it waits for where that is not its turn. */
  readonly why?: string;
  /** Which attempt this is, where it was submitted again by itself. */
  readonly attempt?: number;
  /** Megabytes of memory that it was given, where it was submitted again by itself. */
  readonly memory?: number;
}

/** The latest submission of a plan. @throws OperandoError `file-access` where there is none. */
export async function latestSubmission({ output }: Pick<PlanFile, 'output'>): Promise<SubmissionPlace> {
  const top = submissionsFolder(output);
  const found: SubmissionPlace[] = [];
  for (const name of await readdir(top).catch(() => [])) {
    const folder = join(top, name);
    // One that was interrupted before anything was submitted has no record.
    const submission = await readSubmission(folder).catch(() => undefined);
    if (submission !== undefined) found.push({ folder, submission });
  }
  const [latest] = found.toSorted((a, b) => (a.submission.submitted < b.submission.submitted ? 1 : -1));
  if (latest !== undefined) return latest;
  throw new OperandoError('file-access', 'the plan was not submitted.', {
    where: { file: top },
    cure: 'Submit it (operando submit). Of a plan that is run without Slurm, campaign.csv beside its results says what became of each run.',
  });
}

/** What Slurm knows of these jobs. Where it knows nothing any longer, or has no accounts, only files tell. */
export async function askStates(jobs: readonly string[]): Promise<ReadonlyMap<string, TaskState>> {
  const list = jobs.join(',');
  // Accounts lag behind the queue; the queue forgets after some minutes.
  const accounts = await askSlurm('sacct', ['-X', '-P', '-n', '-o', 'JobID,State,ExitCode', '-j', list]);
  const queued = (how: string, fields: string): ReturnType<typeof askSlurm> =>
    askSlurm('squeue', ['-h', '-r', '-t', 'all', '-j', list, how, fields]);
  const whole = await queued('-O', queueFields);
  // Older ones know fewer fields; of jobs that were forgotten both say that they are none.
  const queue = whole.code === 0 ? whole : await queued('-o', plainQueueFields);
  return new Map([
    ...(accounts.code === 0 ? accountedStates(accounts.out) : []),
    ...(queue.code === 0 ? queueStates(queue.out) : []),
  ]);
}

/** What the attempt says of a run that was submitted again. */
function attemptOf(place: TaskPlace | undefined): Pick<SubmittedRun, 'attempt' | 'memory'> {
  const { attempt = 1, memory } = place?.submission ?? {};
  return attempt === 1 ? {} : { attempt, ...(memory === undefined ? {} : { memory }) };
}

async function runState(
  { run, state, record }: PlanOutcome,
  place: TaskPlace | undefined,
  states: ReadonlyMap<string, TaskState>,
): Promise<SubmittedRun> {
  const about = { run: run.name, ...attemptOf(place) };
  if (state !== 'not-run')
    return { ...about, state, ...(record.error === undefined ? {} : { why: record.error.message }) };
  const task = place === undefined ? undefined : states.get(place.id);
  const log = place === undefined ? '' : await readEnd(logOf(place.folder, place.array, place.task));
  const why = whyNone(task, loggedEnd(log));
  if (why !== undefined) return { ...about, state: 'lost', why };
  const waits = whyWaiting(task!) ?? (await partsDone(run.name, place!));
  return { ...about, state: progressWord(task!), ...(waits === undefined ? {} : { why: waits }) };
}

/** How many parts of the frames of a run are done, of one that waits for them; undefined of others. */
async function partsDone(run: string, { folder, submission: { arrays } }: TaskPlace): Promise<string | undefined> {
  let all = 0;
  let done = 0;
  for (const [array, { tasks, parts }] of arrays.entries())
    for (const [task, names] of parts === undefined ? [] : tasks.entries()) {
      if (!names.includes(run)) continue;
      all += names.filter((name) => name === run).length;
      done += ((await readPartResults(folder, array, task)) ?? []).filter((result) => result.run === run).length;
    }
  return all === 0 ? undefined : `${done} of ${all} parts of its frames are done`;
}

/**
 * What became of the runs of a plan that was submitted. A run is done when its own file says so; Slurm, and the end of its log,
 * explain why there is none.
 *
 * @throws OperandoError `file-access` where the plan was not submitted, `unsupported` without Slurm.
 */
export async function planStatus(plan: PlanFile): Promise<readonly SubmittedRun[]> {
  const chain = await submissionChain(await latestSubmission(plan));
  // Files are looked at after the queue: a task that ended in between has left its result by then.
  const states = await askStates(chain.flatMap(({ submission }) => submission.arrays.map(({ job }) => job)));
  const places = tasksOf(chain);
  const runs: SubmittedRun[] = [];
  for (const outcome of await submittedOutcomes(plan, chain))
    runs.push(await runState(outcome, places.get(outcome.run.name), states));
  return runs;
}

/** Cancels what is left of the latest submission of a plan. @throws OperandoError `file-access`, `unsupported`. */
export async function cancelPlan(plan: PlanFile): Promise<void> {
  const { submission } = await latestSubmission(plan);
  const jobs = [
    ...submission.arrays.map(({ job }) => job),
    ...(submission.collector === undefined ? [] : [submission.collector]),
  ];
  const { code, error } = await askSlurm('scancel', jobs);
  if (code !== 0)
    throw new OperandoError('file-access', `Slurm did not cancel it: ${error.trim().split('\n')[0] ?? ''}`, {
      cure: 'Try again.',
    });
}
