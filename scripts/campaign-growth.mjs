// How plans on Slurm grow: files, sizes, questions to the scheduler, and the time and memory of each command, up to a thousand
// tasks and ten million frames. The scheduler is a simulated one that takes every job, counts what it is asked, and forgets all at
// the end; tasks are those of the program, with a technique that computes nothing. Prints a table in Markdown.
//   node scripts/campaign-growth.mjs [--tasks 10,100,1000] [--frames 10000]
// Needs a build. Ends with 1 where questions grow with the number of tasks.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  collectSubmission,
  defineTechnique,
  findDone,
  planStatus,
  readPlan,
  runTask,
  submitPlan,
} from '../packages/workflow/dist/node.js';

// As the package has it: the workspace itself has none.
const { z } = createRequire(new URL('../packages/workflow/package.json', import.meta.url))('zod');

const { values: given } = parseArgs({
  options: { tasks: { type: 'string', default: '10,100,1000' }, frames: { type: 'string', default: '10000' } },
});
const frames = Number(given.frames);

/** Two steps of it stand for those of a campaign; what it is given it only counts. */
const counted = defineTechnique({
  id: 'counted',
  title: 'nothing but the number of bytes',
  data: 'files',
  frames: 'files',
  cycler: false,
  tables: {},
  figures: {},
  examples: '',
  options: z.strictObject({}),
  work: () => ({
    read: ({ data }) => data.reduce((sum, { byteLength = 0 }) => sum + byteLength, 0),
    analyse: (bytes) => ({ warnings: [], steps: [], bytes }),
    toTables: () => [],
    toFigures: () => [],
    summarise: ({ bytes }) => ({ headline: { bytes, frames }, text: '' }),
  }),
});

/** A scheduler in a folder: programs of the names of Slurm's. Gives how often each was asked. */
function simulatedScheduler(at) {
  mkdirSync(at, { recursive: true });
  const asked = join(at, 'asked');
  writeFileSync(asked, '');
  const program = (name, does) =>
    writeFileSync(join(at, name), `#!/bin/sh\necho ${name} >> ${asked}\n${does}\n`, { mode: 0o755 });
  program('sbatch', `grep -c sbatch ${asked}`);
  program('scontrol', 'echo "MaxArraySize = 1001"');
  program('squeue', 'exit 1');
  program('sacct', 'exit 1');
  program('scancel', 'exit 0');
  return () => {
    const counts = {};
    for (const name of readFileSync(asked, 'utf8').split('\n').filter(Boolean)) counts[name] = (counts[name] ?? 0) + 1;
    writeFileSync(asked, '');
    return counts;
  };
}

const filesBelow = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
const sum = (counts) => Object.values(counts).reduce((all, each) => all + each, 0);
const kilobytes = (path) => (statSync(path).size / 1e3).toFixed(0);
async function timed(work) {
  const began = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - began) / 1000 };
}

const head = [
  'tasks',
  'frames',
  'runs',
  'files of the program beside results',
  'submission, kB',
  'campaign.csv, kB',
  'questions: submit',
  'status',
  'submit, s',
  'a task, s',
  'status, s',
  'index, s',
];
console.log(`| ${head.join(' | ')} |\n|${head.map(() => '---').join('|')}|`);
const path = process.env.PATH;
const questions = [];
for (const tasks of given.tasks.split(',').map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), 'operando-growth-'));
  const counts = simulatedScheduler(join(folder, 'bin'));
  process.env.PATH = `${join(folder, 'bin')}${delimiter}${path}`;
  mkdirSync(join(folder, 'data'));
  const cells = Math.ceil(tasks / 2);
  const sets = Array.from({ length: cells }, (_, cell) => {
    writeFileSync(join(folder, 'data', `cell-${cell}.h5`), `cell ${cell}`);
    return `  cell-${cell}: {files: data/cell-${cell}.h5}`;
  });
  const steps = ['  - {name: first, technique: counted}', '  - {name: next, technique: counted, after: [first]}'];
  writeFileSync(
    join(folder, 'plan.yml'),
    ['version: 1', 'sets:', ...sets, 'steps:', ...steps, 'slurm: {memory: 1000}', ''].join('\n'),
  );
  const techniques = [counted];
  const plan = await readPlan(join(folder, 'plan.yml'), ['counted']);
  const submitted = await timed(async () => {
    const { done } = await findDone(plan, techniques);
    return submitPlan(plan, { program: ['node', 'operando.js'], done });
  });
  const asked = counts();
  const { submission, folder: at } = submitted.result;
  const ran = await timed(async () => {
    for (const [array, { tasks: all }] of submission.arrays.entries())
      for (const task of all.keys()) await runTask(at, { techniques, array, task });
  });
  const status = await timed(() => planStatus(plan));
  if (status.result.some(({ state }) => state !== 'done')) throw new Error('not everything is done');
  const told = counts();
  const collected = await timed(() => collectSubmission(at, { techniques }));
  const results = plan.runs.length;
  // A record for each run, and what its technique writes; all else is of the campaign.
  const own = filesBelow(plan.output).filter(({ name }) => name !== 'results.json').length;
  const row = [
    submission.arrays.reduce((all, { tasks: each }) => all + each.length, 0),
    results * frames,
    results,
    own,
    kilobytes(join(at, 'submission.json')),
    kilobytes(join(plan.output, 'campaign.csv')),
    sum(asked),
    sum(told),
    submitted.seconds.toFixed(2),
    (ran.seconds / results).toFixed(3),
    status.seconds.toFixed(2),
    collected.seconds.toFixed(2),
  ];
  questions.push([sum(asked), sum(told)].join());
  console.log(`| ${row.join(' | ')} |`);
  rmSync(folder, { recursive: true });
}
console.log(`\nhighest resident memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
if (new Set(questions).size > 1) {
  console.log('FAILED: the scheduler is asked more often where there are more tasks');
  process.exitCode = 1;
}
