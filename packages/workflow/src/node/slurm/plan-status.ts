import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperandoError } from '@operando/core';
import type { PlanOutcome, RunState } from '../plan/outcome.js';
import type { PlanFile } from '../plan/read-plan.js';
import { askSlurm } from './command.js';
import { accountedStates, progressWord, queueStates, whyNone } from './job-states.js';
import type { TaskState } from './job-states.js';
import { submittedOutcomes } from './run-task.js';
import { readSubmission, submissionsFolder } from './submission.js';
import type { Submission } from './submission.js';

/** What is known of a run that was handed to Slurm. */
export interface SubmittedRun {
  readonly run: string;
  /** `lost`: its task ended, or is gone, and left no result. */
  readonly state: RunState | 'pending' | 'running' | 'lost';
  /** Why it is lost, or what failed. */
  readonly why?: string;
}

/** The latest submission of a plan. @throws OperandoError `file-access` where there is none. */
export async function latestSubmission({
  output,
}: Pick<PlanFile, 'output'>): Promise<{ folder: string; submission: Submission }> {
  const top = submissionsFolder(output);
  const found: { folder: string; submission: Submission }[] = [];
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
    cure: 'Submit it: operando submit.',
  });
}

/** What Slurm knows of these jobs. Where it knows nothing any longer, or has no accounts, only files tell. */
export async function askStates(jobs: readonly string[]): Promise<ReadonlyMap<string, TaskState>> {
  const list = jobs.join(',');
  // Accounts lag behind the queue; the queue forgets after some minutes.
  const accounts = await askSlurm('sacct', ['-X', '-P', '-n', '-o', 'JobID,State,ExitCode', '-j', list]);
  const queue = await askSlurm('squeue', ['-h', '-r', '-t', 'all', '-j', list, '-o', '%F|%K|%T|%r']);
  return new Map([
    ...(accounts.code === 0 ? accountedStates(accounts.out) : []),
    ...(queue.code === 0 ? queueStates(queue.out) : []),
  ]);
}

function runState({ run, state, record }: PlanOutcome, task: TaskState | undefined): SubmittedRun {
  if (state !== 'not-run')
    return { run: run.name, state, ...(record.error === undefined ? {} : { why: record.error.message }) };
  const why = whyNone(task);
  if (why !== undefined) return { run: run.name, state: 'lost', why };
  return { run: run.name, state: progressWord(task!) };
}

/**
 * What became of the runs of a plan that was submitted. A run is done when its own file says so; Slurm explains why there is none.
 *
 * @throws OperandoError `file-access` where the plan was not submitted, `unsupported` without Slurm.
 */
export async function planStatus(plan: PlanFile): Promise<readonly SubmittedRun[]> {
  const { folder, submission } = await latestSubmission(plan);
  const { arrays } = submission;
  // Files are looked at after the queue: a task that ended in between has left its result by then.
  const states = await askStates(arrays.map(({ job }) => job));
  const outcomes = await submittedOutcomes(plan, folder, submission);
  const taskOf = new Map(
    arrays.flatMap(({ job, tasks }) =>
      tasks.flatMap((names, task) => names.map((name) => [name, `${job}_${task}`] as const)),
    ),
  );
  return outcomes.map((outcome) => {
    const task = taskOf.get(outcome.run.name);
    return runState(outcome, task === undefined ? undefined : states.get(task));
  });
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
