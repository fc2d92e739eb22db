import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { OperandoError } from '@operando/core';
import { makeFolder, writeFileAtomic } from '@operando/beamline-io/node';
import type { PlannedRun } from '../../plan/planned-run.js';
import type { Plan } from '../../plan/schema.js';
import { sharesFrames } from '../../technique/shares-frames.js';
import type { Technique } from '../../technique/technique.js';
import { techniqueList } from '../../techniques/list.js';
import type { PlanFile } from '../plan/read-plan.js';
import { askSlurm } from './command.js';
import { partsOfRuns, planLevels, sharedTasks } from './plan-levels.js';
import { submissionsFolder, textHash, writeSubmission } from './submission.js';
import type { Submission, SubmissionPlace, SubmittedArray } from './submission.js';

/** Options of {@link submitPlan}. */
export interface SubmitOptions {
  /** Words that start this program, without its own arguments: `[process.execPath, 'operando.js']`. */
  readonly program: readonly string[];
  /** Techniques that are known: those that follow their frames are never shared out. @default those of the house */
  readonly techniques?: readonly Technique[] | undefined;
  /** Runs that are left out: their results are there. */
  readonly done?: ReadonlySet<string> | undefined;
  /** Megabytes of memory of a job, where the plan gives none. @default 4000 */
  readonly memory?: number | undefined;
  /** Of what is submitted again: its memory goes before that of the plan. @default the first attempt */
  readonly again?: { readonly memory: number; readonly attempt: number; readonly follows: string } | undefined;
}

/** Share of the memory of a job that Node's heap may take: buffers lie outside it. */
const heapShare = 0.7;
/** Megabytes of a job whose plan gives none, where it was not estimated. */
const usualMemory = 4000;

/** A word of a shell script as it stands. */
const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

function script(words: readonly string[], folder: string): string {
  // Node takes the place of the shell, so that signals reach it.
  return `#!/bin/bash\ncd ${quoted(folder)} || exit 1\nexec ${words.map(quoted).join(' ')}\n`;
}

/** Largest index of an array, as this Slurm is configured. */
async function mostTasks(): Promise<number> {
  const { code, out, error } = await askSlurm('scontrol', ['show', 'config']);
  if (code !== 0)
    throw new OperandoError('file-access', `Slurm gives no answer: ${error.trim().split('\n')[0] ?? ''}`, {
      cure: 'Wait until its controller is there, and submit again.',
    });
  const size = Number(/^MaxArraySize\s*=\s*(\d+)/m.exec(out)?.[1] ?? 1001);
  return Math.max(1, size - 1);
}

/** Resources as words of sbatch. */
function resources(
  { partition, account, time, cpus = 1, extra = [] }: NonNullable<Plan['slurm']>,
  memory: number,
): string[] {
  return [
    `--mem=${memory}M`,
    `--cpus-per-task=${cpus}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...extra,
  ];
}

/** Submits one job or array, and gives its number. @throws OperandoError `file-access` with what Slurm said. */
async function submit(args: readonly string[]): Promise<string> {
  const { code, out, error } = await askSlurm('sbatch', ['--parsable', ...args]);
  // With several clusters: number;cluster.
  const [job = ''] = out.trim().split(';');
  if (code === 0 && /^\d+$/.test(job)) return job;
  throw new OperandoError('file-access', `Slurm refused the job: ${error.trim().split('\n').at(-1) ?? ''}`, {
    where: { parameter: 'slurm' },
    cure: 'Mend what it says, in the slurm of the plan.',
  });
}

/** What arrays do, one after another: parts of the runs of a level whose frames are shared out, then the runs of that level. */
function* arraysOf(
  runs: readonly PlannedRun[],
  most: number,
  techniques: readonly Technique[],
): Generator<Omit<SubmittedArray, 'job'>> {
  const shared = new Set(techniques.filter(sharesFrames).map(({ id }) => id));
  for (const level of planLevels(runs)) {
    const parts = partsOfRuns(level.filter((run) => run.parts > 1 && shared.has(run.technique)));
    if (parts.length > 0) {
      const tasks = sharedTasks(parts, most);
      yield {
        tasks: tasks.map((task) => task.map(({ run }) => run)),
        parts: tasks.map((task) => task.map(({ part, of }) => ({ part, of }))),
      };
    }
    yield {
      tasks: sharedTasks(
        level.map(({ name }) => name),
        most,
      ),
    };
  }
}

/**
 * Hand a plan to Slurm: an array of jobs for runs that do not wait for each other, one array after the other, and a job at the
 * end that writes the index. Where frames of runs are shared out (`parts`), an array of jobs before theirs keeps what it makes of
 * them. A run is done when its own file says so; Slurm only starts it.
 *
 * @returns The submission, and the folder of its logs and results of tasks.
 * @throws OperandoError `unsupported` without Slurm, `file-access` for what it refuses, `invalid-argument` where nothing is left to do.
 */
export async function submitPlan(
  plan: PlanFile,
  { program, techniques = techniqueList, done = new Set(), memory: estimate = usualMemory, again }: SubmitOptions,
): Promise<SubmissionPlace> {
  const runs = plan.runs.filter(({ name }) => !done.has(name));
  // An empty array would be taken for a job of its own.
  if (runs.length === 0)
    throw new OperandoError('invalid-argument', 'every run of the plan is done.', {
      cure: 'There is nothing to submit.',
    });
  const most = await mostTasks();
  const token = randomBytes(6).toString('hex');
  const folder = join(submissionsFolder(plan.output), token);
  // Slurm fails a job whose folder of logs is missing, and says so nowhere.
  await makeFolder(join(folder, 'logs'));
  await makeFolder(join(folder, 'tasks'));
  const { memory: given = estimate, throttle } = plan.plan.slurm ?? {};
  const { memory = given, ...attempt } = again ?? {};
  const [node = process.execPath, ...words] = program;
  const own = [node, `--max-old-space-size=${Math.floor(heapShare * memory)}`, ...words];
  const common = (name: string): string[] => [
    `--job-name=operando-${token}-${name}`,
    '--requeue',
    '--open-mode=append',
    '--kill-on-invalid-dep=yes',
    ...resources(plan.plan.slurm ?? {}, memory),
  ];
  const arrays: SubmittedArray[] = [];
  const about = {
    format: 'operando-submission',
    formatVersion: 1,
    plan: resolve(plan.file),
    sha256: await textHash(plan.file),
    token,
    memory,
    ...attempt,
  } as const;
  const submitted = new Date().toISOString();
  const after = (): string[] => (arrays.length === 0 ? [] : [`--dependency=afterany:${arrays.at(-1)!.job}`]);
  const written = async (name: string, more: readonly string[]): Promise<string> => {
    const path = join(folder, `${name}.sh`);
    await writeFileAtomic(path, script([...own, 'task', folder, ...more], plan.folder), { force: true });
    return path;
  };
  for (const tasks of arraysOf(runs, most, techniques)) {
    const name = String(arrays.length);
    // Before the jobs begin, which may be at once.
    await writeSubmission(folder, { ...about, submitted, arrays: [...arrays, { job: '', ...tasks }] });
    const array = `--array=0-${tasks.tasks.length - 1}${throttle === undefined ? '' : `%${throttle}`}`;
    const log = `--output=${join(folder, 'logs', `${name}-%a.log`)}`;
    arrays.push({
      job: await submit([...common(name), array, log, ...after(), await written(name, ['--array', name])]),
      ...tasks,
    });
  }
  const log = `--output=${join(folder, 'logs', 'collect.log')}`;
  const collector = await submit([...common('collect'), log, ...after(), await written('collect', ['--collect'])]);
  const submission: Submission = { ...about, submitted, arrays, collector };
  await writeSubmission(folder, submission);
  return { submission, folder };
}
