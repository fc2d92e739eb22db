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
  submitPlan,
} from '@operando/workflow';
import type { Technique } from '@operando/workflow';
import { CommandFailure, exitCode } from './exit-code.js';
import { expectNoFaults } from './plan-commands.js';
import type { Session } from './session.js';
import { whileWriting } from './terminal.js';

const examples = `
Examples:
  operando submit plan.yml
  operando status plan.yml
  operando cancel plan.yml

Runs that do not wait for each other become an array of jobs, what needs them the next, and a job
at the end writes campaign.csv. What is done already is not submitted: submit again what failed or
was lost. What jobs are given stands in the plan:
  slurm: {partition: main, time: "2:00:00", memory: 4000, cpus: 2, throttle: 50}
Exit code: 0 submitted, or all done; 1 some runs have no results yet; 2 bad usage, or Slurm refused.`;

/** Beside the program itself. @param memory Bytes. */
const megabytes = (memory: number): number => 100 * Math.ceil((600 + memory / 1e6) / 100);

/** Number of CPUs that a job was given. */
const threadsOfJob = (): number => Number(process.env['SLURM_CPUS_PER_TASK']) || availableParallelism();

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
      const script = process.argv[1];
      const words = [process.execPath, ...(script === undefined ? [] : [script])];
      const { submission, folder } = await submitPlan(plan, { program: words, done, memory: megabytes(memory) });
      const jobs = submission.arrays.map(
        ({ job, tasks }) => `${job} (${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'})`,
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
      for (const { run, state, why } of runs)
        terminal.out(
          json
            ? `${JSON.stringify({ run, state, why })}\n`
            : `${run}: ${state}${why === undefined ? '' : `: ${why}`}\n`,
        );
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
    .action(async (folder: string, { array, collect }: { array?: string; collect?: boolean }) => {
      await whileWriting(terminal, async (writer) => {
        const options = { techniques, writer, threads: threadsOfJob() };
        if (collect === true) {
          await collectSubmission(folder, options);
          return;
        }
        const task = Number(process.env['SLURM_ARRAY_TASK_ID']);
        const onEvent = (event: object): void => terminal.out(`${JSON.stringify(event)}\n`);
        const results = await runTask(folder, { ...options, array: Number(array), task, onEvent });
        for (const { run, state, record } of results)
          terminal.out(`${run}: ${state}${record.error === undefined ? '' : `: ${record.error.message}`}\n`);
      });
    });
}
