import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OperandoError } from '@operando/core';
import { writeFileAtomic } from '@operando/beamline-io/node';
import type { TaskPart } from '@operando/threads';
import type { PartResult } from '../plan/attempt-part.js';
import type { RunState } from '../plan/outcome.js';
import type { RunRecord } from '../plan/run-record.js';

/** Runs of a plan that do not wait for each other: one array of jobs. */
export interface SubmittedArray {
  /** Slurm's number of it. */
  readonly job: string;
  /** Names of the runs of each task. */
  readonly tasks: readonly (readonly string[])[];
  /** Of tasks that do a part of each of their runs' frames alone: which, beside their names. @default runs as a whole */
  readonly parts?: readonly (readonly TaskPart[])[];
}

/** What was handed to Slurm. */
export interface Submission {
  /** Tells the file from other JSON. */
  readonly format: 'operando-submission';
  /** Version of the form. */
  readonly formatVersion: 1;
  /** Whole path of the plan. */
  readonly plan: string;
  /** SHA-256 that the plan had when it was submitted. */
  readonly sha256: string;
  /** Stands in the names of the jobs. */
  readonly token: string;
  /** When it was submitted, ISO 8601. */
  readonly submitted: string;
  /** Megabytes of memory that each job was given. */
  readonly memory?: number;
  /** Which attempt it is. @default 1 */
  readonly attempt?: number;
  /** Token of the attempt before, whose tasks ran out of memory or lost their node; absent of the first. */
  readonly follows?: string;
  /** Arrays of jobs, in the order in which they were submitted. */
  readonly arrays: readonly SubmittedArray[];
  /** Slurm's number of the job that writes the index at the end. */
  readonly collector?: string;
}

/** What became of a run in a task. */
export interface TaskResult {
  /** Name of the run. */
  readonly run: string;
  /** What became of it. */
  readonly state: RunState;
  /** Its record. */
  readonly record: RunRecord;
}

/** Folder of all submissions of a plan. */
export const submissionsFolder = (output: string): string => join(output, '.slurm');

/** SHA-256 of a file of text. @throws OperandoError `file-access`. */
export async function textHash(file: string): Promise<string> {
  const text = await readFile(file).catch((cause: unknown) => {
    throw new OperandoError('file-access', 'the plan cannot be read.', {
      where: { file },
      cure: 'Check its path and permissions.',
      cause,
    });
  });
  return createHash('sha256').update(text).digest('hex');
}

/** Reads a submission. @throws OperandoError `file-access`, `malformed-file`. */
export async function readSubmission(folder: string): Promise<Submission> {
  const file = join(folder, 'submission.json');
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (isSubmission(found)) return found;
  } catch (cause) {
    throw new OperandoError('file-access', 'the submission cannot be read.', {
      where: { file },
      cure: 'Submit the plan again.',
      cause,
    });
  }
  throw new OperandoError('malformed-file', 'this is no submission of a plan.', {
    where: { file },
    cure: 'Submit the plan again.',
  });
}

/** A submission, and the folder of its logs and results of tasks. */
export interface SubmissionPlace {
  /** Folder of its logs and results of tasks. */
  readonly folder: string;
  /** What was handed to Slurm. */
  readonly submission: Submission;
}

/** Attempts that a chain has at most: one that leads in a circle ends there. */
const longestChain = 32;

/** A submission and those that it follows, the latest first. @throws OperandoError as {@link readSubmission}. */
export async function submissionChain(latest: SubmissionPlace): Promise<readonly SubmissionPlace[]> {
  const chain = [latest];
  for (let { follows } = latest.submission; follows !== undefined && chain.length < longestChain;) {
    const folder = join(dirname(latest.folder), follows);
    const submission = await readSubmission(folder);
    chain.push({ folder, submission });
    ({ follows } = submission);
  }
  return chain;
}

/** Where a run was handed over last. */
export interface TaskPlace extends SubmissionPlace {
  readonly array: number;
  readonly task: number;
  /** The task as Slurm calls it: `17_3`. */
  readonly id: string;
}

/** Tasks of all runs of a chain, as a whole, each the latest. @param chain The latest first. */
export function tasksOf(chain: readonly SubmissionPlace[]): ReadonlyMap<string, TaskPlace> {
  const places = new Map<string, TaskPlace>();
  for (const { folder, submission } of chain)
    for (const [array, { job, tasks, parts }] of submission.arrays.entries())
      for (const [task, names] of parts === undefined ? tasks.entries() : [])
        for (const name of names)
          if (!places.has(name)) places.set(name, { folder, submission, array, task, id: `${job}_${task}` });
  return places;
}

function isSubmission(found: unknown): found is Submission {
  if (typeof found !== 'object' || found === null) return false;
  const { format, formatVersion, plan, arrays } = Object.assign<object, { [Name in keyof Submission]?: unknown }>(
    {},
    found,
  );
  return format === 'operando-submission' && formatVersion === 1 && typeof plan === 'string' && Array.isArray(arrays);
}

/** Writes a submission, whole or not at all. */
export async function writeSubmission(folder: string, submission: Submission): Promise<void> {
  await writeFileAtomic(join(folder, 'submission.json'), `${JSON.stringify(submission, undefined, 1)}\n`, {
    force: true,
  });
}

const resultFile = (folder: string, array: number, task: number): string =>
  join(folder, 'tasks', `${array}-${task}.json`);

/** Says what became of the runs of a task: from then on it is done. */
export async function writeTaskResults(
  folder: string,
  array: number,
  task: number,
  results: readonly TaskResult[] | readonly PartResult[],
): Promise<void> {
  await writeFileAtomic(resultFile(folder, array, task), `${JSON.stringify(results)}\n`, { force: true });
}

/** What a task of whole runs said at its end; undefined for one that did not come to it. */
export async function readTaskResults(
  folder: string,
  array: number,
  task: number,
): Promise<readonly TaskResult[] | undefined> {
  return readResults<TaskResult>(folder, array, task);
}

/** What a task of parts of runs said at its end; undefined for one that did not come to it. */
export async function readPartResults(
  folder: string,
  array: number,
  task: number,
): Promise<readonly PartResult[] | undefined> {
  return readResults<PartResult>(folder, array, task);
}

async function readResults<Result>(
  folder: string,
  array: number,
  task: number,
): Promise<readonly Result[] | undefined> {
  const text = await readFile(resultFile(folder, array, task), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? (found as readonly Result[]) : undefined;
  } catch {
    return undefined;
  }
}
