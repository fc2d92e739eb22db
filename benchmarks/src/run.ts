import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { jobs } from './jobs/index.js';
import { holds } from './program/job.js';
import { measureJob } from './program/measure.js';
import type { Measured } from './program/measure.js';
import { goalTable, section, terminalText } from './program/report.js';

/**
 * Hot loops at real size, one thread: each job in a process of its own, beside the same job of another build and programs of others, in turn.
 * Ends with 1 where a result is wrong, however fast it came.
 */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    against: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(`npm run bench -- [options]
  --quick         small sizes, one round, no peers: whether results are right
  --only A,B      of ${jobs.map(({ id }) => id).join(', ')}
  --against DIR   another build of the repository, measured in turn with this one
  --rounds N      of each job (default 15, of long ones fewer)
  --write         put the tables into docs/performance.md
OPERANDO_REFNX_LIBRARY names refnx's C code (src/refcalc.c) as a shared library, for its rows.`);
  process.exit(0);
}

const wanted = values.only?.split(',');
const unknown = wanted?.filter((name) => !jobs.some(({ id }) => id === name)) ?? [];
if (unknown.length > 0)
  throw new Error(`no job ${unknown.join(', ')}; there are ${jobs.map(({ id }) => id).join(', ')}`);

const options = {
  quick: values.quick,
  against: values.against === undefined ? undefined : resolve(values.against),
  rounds: values.rounds === undefined ? undefined : Number(values.rounds),
};
const machine = `Node ${process.version}, ${cpus()[0]?.model ?? 'unknown processor'}`;
console.log(`${machine}; processor time, medians of rounds in turn.`);
const all: Measured[] = [];
for (const job of jobs) {
  if (wanted !== undefined && !wanted.includes(job.id)) continue;
  const measured = await measureJob(job, options);
  all.push(measured);
  console.log(terminalText(measured, options.quick));
}
const wrong = all.flatMap(({ job, checks }) =>
  checks.filter((check) => !holds(check)).map(({ name }) => `${job.id}: ${name}`),
);
if (wrong.length > 0) {
  console.error(`\nWrong: ${wrong.join('; ')}`);
  process.exitCode = 1;
}
if (values.write && wrong.length === 0) {
  const [begin, end] = ['<!-- measured -->', '<!-- /measured -->'];
  const target = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
  const text = readFileSync(target, 'utf8');
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${target} has no place for tables between ${begin} and ${end}`);
  const lines = [
    begin,
    `${machine}, ${new Date().toISOString().slice(0, 10)}${options.against === undefined ? '' : ', beside another build'}.`,
    '',
    ...goalTable(all),
    '',
    ...all.flatMap(section),
  ];
  writeFileSync(target, `${text.slice(0, from)}${lines.join('\n')}${text.slice(to)}`);
}
