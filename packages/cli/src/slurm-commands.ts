import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import {
  cancelPlan,
  checkPlan,
  collectSubmission,
  findDone,
  planStatus,
  readPlan,
  runTask,
  submitAgain,
  submitPlan,
} from '@operando/workflow';
import type { PartResult, SubmittedRun, TaskResult, Technique } from '@operando/workflow';
import { CommandFailure, exitCode } from './exit-code.js';
import { expectNoFaults, partLine } from './plan-commands.js';
import { withReport } from './report-file.js';
import type { Session } from './session.js';
import { whileWriting } from './terminal.js';
import type { Terminal } from './terminal.js';

const examples = `
Examples:
  operando submit plan.yml
  operando status plan.yml
  operando cancel plan.yml

Runs that do not wait for each other become an array of jobs, what needs them the next, and a job
at the end writes campaign.csv. Frames of a run are shared out where its step says parts: 8 (xas, ndp,
nr, edxrd, eels, tomography). What is done already is not submitted: submit again what failed or
was lost. What jobs are given stands in the plan:
  slurm: {partition: main, time: "2:00:00", memory: 4000, cpus: 2, throttle: 50}
Exit code: 0 submitted, or all done; 1 some runs have no results yet; 2 bad usage, or Slurm refused.`;

/** Beside the program itself. @param memory Bytes. */
const megabytes = (memory: number): number => 100 * Math.ceil((600 + memory / 1e6) / 100);

/** Number of CPUs that a job was given. */
const threadsOfJob = (): number => Number(process.env['SLURM_CPUS_PER_TASK']) || availableParallelism();

/** A run in a line: `edges/a: done (attempt 2, 3000 MB)`. */
function statusLine({ run, state, why, attempt, memory }: SubmittedRun): string {
  const again = attempt === undefined ? '' : ` (attempt ${attempt}${memory === undefined ? '' : `, ${memory} MB`})`;
  return `${run}: ${state}${again}${why === undefined ? '' : `: ${why}`}`;
}

/** What a task says of a run, or of a part of one, at its end. */
function resultLine(result: TaskResult | PartResult): string {
  if (!('record' in result)) return partLine(result);
  const { run, state, record } = result;
  return `${run}: ${state}${record.error === undefined ? '' : `: ${record.error.message}`}`;
}

/** Words that start this program. */
function ownWords(): readonly string[] {
  const script = process.argv[1];
  return [process.execPath, ...(script === undefined ? [] : [script])];
}

/** Writes the index, and hands what ran out of memory to Slurm again. */
async function collect(folder: string, options: Parameters<typeof collectSubmission>[1], out: Terminal['out']) {
  const collected = await collectSubmission(folder, options);
  const again = await submitAgain(collected, { program: ownWords(), techniques: options.techniques });
  if (again === undefined) return;
  const { runs, before, memory, submission } = again;
  const why = memory > before ? `${before} MB were too little: now with ${memory} MB` : 'their node failed';
  out(`submitted again as ${submission.token}, attempt ${submission.attempt ?? 1} (${why}): ${runs.join(', ')}\n`);
}

/** Adds `operando submit`, `status`, `cancel`, and what jobs call. */
export function addSlurmCommands(program: Command, techniques: readonly Technique[], session: Session): void {
  const ids = techniques.map(({ id }) => id);
  const { terminal } = session;
  program
    .command('submit')
    .description('hand a plan to Slurm, as arrays of jobs')
    .argument('<plan>', 'YAML file of the plan')
    .option('--json', 'print the submission as JSON', false)
    .addHelpText('after', examples)
    .action(async (file: string, { json }: { json: boolean }) => {
      const plan = await readPlan(file, ids);
      expectNoFaults(await checkPlan(plan, { techniques }), json, terminal);
      const { done, memory } = await findDone(plan, techniques);
      const given = { program: ownWords(), techniques, done, memory: megabytes(memory) };
      const { submission, folder } = await submitPlan(plan, given);
      const jobs = submission.arrays.map(
        ({ job, tasks, parts }) =>
          `${job} (${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}${parts === undefined ? '' : ' of parts'})`,
      );
      if (json) terminal.out(`${JSON.stringify({ ...submission, folder })}\n`);
      else
        terminal.out(
          `submitted as ${jobs.join(', then ')}; ${done.size} runs are done already; logs in ${folder}/logs\n`,
        );
    });
  program
    .command('status')
    .description('what became of a plan that was submitted')
    .argument('<plan>', 'YAML file of the plan')
    .option('--json', 'print it as JSON, a line for each run', false)
    .action(async (file: string, { json }: { json: boolean }) => {
      const runs = await planStatus(await readPlan(file, ids));
      for (const each of runs) terminal.out(json ? `${JSON.stringify(each)}\n` : `${statusLine(each)}\n`);
      const left = runs.filter(({ state }) => state !== 'done' && state !== 'reused').length;
      if (left > 0) throw new CommandFailure(`${left} of ${runs.length} runs have no results yet`, exitCode.failed);
    });
  program
    .command('cancel')
    .description('cancel what is left of a plan that was submitted')
    .argument('<plan>', 'YAML file of the plan')
    .action(async (file: string) => cancelPlan(await readPlan(file, ids)));
  program
    .command('task', { hidden: true })
    .argument('<submission>')
    .option('--array <number>')
    .option('--collect')
    .action(async (folder: string, given: { array?: string; collect?: boolean }) => {
      await whileWriting(terminal, async (writer) => {
        const options = { techniques, writer, threads: threadsOfJob() };
        if (given.collect === true) return collect(folder, options, terminal.out);
        const task = Number(process.env['SLURM_ARRAY_TASK_ID']);
        const onEvent = (event: object): void => terminal.out(`${JSON.stringify(event)}\n`);
        const results = await runTask(folder, {
          ...options,
          array: Number(given.array),
          task,
          restarts: Number(process.env['SLURM_RESTART_COUNT'] ?? 0),
          complete: withReport,
          onEvent,
        });
        for (const result of results) terminal.out(`${resultLine(result)}\n`);
      });
    });
}
