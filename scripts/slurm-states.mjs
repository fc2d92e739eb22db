// Every way in which a task of Slurm can end, provoked once, and what `operando status` makes of it: with what Slurm's queue,
// its accounts and the task's log say, and with the log alone, as where Slurm has forgotten the task.
//   node scripts/slurm-states.mjs [--seconds 200]
// Needs a build and a Slurm that sees this folder. Says how it is configured (accounts, limits of memory), and ends with 1 where
// something is read wrong. Prints a table in Markdown.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { accountedStates, taskEnd } from '../packages/workflow/dist/node/slurm/job-states.js';
import { askStates } from '../packages/workflow/dist/node/slurm/plan-status.js';
import { loggedEnd, logOf, readEnd, taskMark } from '../packages/workflow/dist/node/slurm/task-log.js';

const { values: given } = parseArgs({ options: { seconds: { type: 'string', default: '200' } } });
const tell = (command, ...args) => execFileSync(command, args, { encoding: 'utf8' }).trim();
const config = tell('scontrol', 'show', 'config');
const hasAccounts = spawnSync('sacct', ['-n', '-X']).status === 0;
const hasLimits = /^TaskPlugin\s*=.*cgroup/m.test(config);
console.log(
  `${/SLURM_VERSION\s*=\s*(\S+)/.exec(config)?.[1]}, ${hasAccounts ? 'with' : 'without'} accounts, memory ${hasLimits ? 'limited by cgroups' : 'not limited'}`,
);

const folder = mkdtempSync(join(tmpdir(), 'operando-states-'));
chmodSync(folder, 0o755);
mkdirSync(join(folder, 'logs'));
const fill = 'const a=[];for(;;)a.push(';
const node = (heap, what) => `exec ${process.execPath} --max-old-space-size=${heap} -e '${what}'`;
/** What a task does, what happens to it from outside, and how it has to be read: by all that is known, and by its log alone. */
const cases = [
  { name: 'exit 3', does: 'exit 3', end: 'failed' },
  { name: 'exit 134', does: 'exit 134', end: 'memory' },
  { name: 'exit 143', does: 'exit 143', end: 'failed' },
  { name: 'exit 128', does: 'exit 128', end: 'failed' },
  { name: 'exit 255', does: 'exit 255', end: 'failed' },
  { name: 'signal 9', does: node(100, 'process.kill(process.pid, "SIGKILL")'), end: 'failed' },
  { name: 'heap full', does: node(50, `${fill}new Array(1e4).fill(0.5))`), end: 'memory', log: 'memory' },
  // Without limits it comes to its end.
  {
    name: 'above its memory',
    does: node(4000, 'const a=[];while(a.length<60)a.push(Buffer.alloc(1e7,1))'),
    end: hasLimits ? 'memory' : 'silent',
    log: hasLimits ? 'memory' : 'unknown',
  },
  {
    name: 'above its memory, exit 0',
    does: `${process.execPath} --max-old-space-size=4000 -e 'const a=[];while(a.length<60)a.push(Buffer.alloc(1e7,1))'; exit 0`,
    end: hasLimits ? 'memory' : 'silent',
    log: hasLimits ? 'memory' : 'unknown',
  },
  { name: 'ended without a result', does: 'exit 0', end: 'silent' },
  { name: 'time limit', does: 'sleep 600', end: 'time', log: 'time' },
  {
    name: 'cancelled at work',
    does: 'sleep 600',
    act: (id) => tell('scancel', id),
    when: 'RUNNING',
    end: 'cancelled',
    log: 'cancelled',
  },
  {
    name: 'cancelled in the queue',
    does: 'exit 0',
    more: ['--begin=now+1hour'],
    act: (id) => tell('scancel', id),
    when: 'PENDING',
    end: 'cancelled',
  },
  // In the queue again for two minutes: neither lost nor done.
  {
    name: 'requeued',
    does: 'sleep 20',
    act: (id) => tell('scontrol', 'requeue', id),
    when: 'RUNNING',
    end: undefined,
    log: 'requeued',
  },
];
const submit = ({ does, more = [] }, index) => {
  const script = join(folder, `${index}.sh`);
  writeFileSync(script, `#!/bin/bash\necho '${taskMark},"array":${index}}'\n${does}\n`);
  const log = `--output=${join(folder, 'logs', `${index}-%a.log`)}`;
  return tell(
    'sbatch',
    '--parsable',
    '--array=0',
    '--mem=300M',
    '--time=1',
    '--requeue',
    '--open-mode=append',
    log,
    ...more,
    script,
  ).split(';')[0];
};
const jobs = cases.map(submit);
const known = new Map();
const acted = new Set();
const sleep = (seconds) => new Promise((resolve) => void setTimeout(resolve, 1000 * seconds));
for (const end = Date.now() + 1000 * Number(given.seconds); Date.now() < end; await sleep(1)) {
  const states = await askStates(jobs);
  for (const [index, { act, when, name }] of cases.entries()) {
    const id = `${jobs[index]}_0`;
    const task = states.get(id);
    if (act !== undefined && !acted.has(name) && task?.state === when) {
      acted.add(name);
      act(id);
    } else if (task !== undefined && (act === undefined || acted.has(name))) known.set(name, task);
  }
  if (
    cases.every(({ name, end: wanted }) =>
      wanted === undefined
        ? known.get(name)?.restarts > 0
        : taskEnd(known.get(name) ?? { state: 'RUNNING', detail: '' }) !== undefined,
    )
  )
    break;
}
// Accounts alone, as after the queue has forgotten: some seconds later.
await sleep(hasAccounts ? 5 : 0);
const accounts = hasAccounts
  ? accountedStates(tell('sacct', '-X', '-P', '-n', '-o', 'JobID,State,ExitCode', '-j', jobs.join(',')))
  : new Map();
console.log(
  '\n| ended by | the queue says | read as | accounts say | read as | by the log alone |\n|---|---|---|---|---|---|',
);
const accountSaid = (account) => (account === undefined ? '' : `${account.state} ${account.detail}`);
let wrong = 0;
for (const [index, { name, end, log }] of cases.entries()) {
  const task = known.get(name);
  const text = await readEnd(logOf(folder, index, 0));
  const read = taskEnd(task, loggedEnd(text));
  const byLog = taskEnd(undefined, loggedEnd(text));
  const account = accounts.get(`${jobs[index]}_0`);
  const byAccounts = taskEnd(account, loggedEnd(text));
  // Of one task that was cancelled while it waited there is no account; then the log, which it never had, says nothing.
  const isAccounted =
    !hasAccounts || byAccounts === end || (account === undefined && byAccounts === (log ?? 'unknown'));
  const isRight = read === end && byLog === (log ?? 'unknown') && task !== undefined && isAccounted;
  if (!isRight) wrong++;
  const said =
    task === undefined
      ? 'nothing'
      : [task.state, task.detail, task.exit ?? '', task.restarts > 0 ? `restarts ${task.restarts}` : '']
          .filter(Boolean)
          .join(' ');
  console.log(
    `| ${name} | ${said} | ${read ?? 'waits'} | ${accountSaid(account)} | ${hasAccounts ? (byAccounts ?? 'waits') : ''} | ${byLog} |${isRight ? '' : ` WRONG: ${end ?? 'waits'}, ${log ?? 'unknown'} wanted`}`,
  );
}
spawnSync('scancel', jobs);
// Forgotten by the queue and the accounts: no such job was ever there.
const none = await askStates(['999999']);
if (none.size > 0 || taskEnd(none.get('999999_0')) !== 'unknown') wrong++;
console.log(`| forgotten | ${none.size === 0 ? 'nothing' : 'something'} | ${taskEnd(none.get('999999_0'))} | | | |`);
rmSync(folder, { recursive: true });
console.log(wrong === 0 ? `\nall ${cases.length + 1} read right` : `\n${wrong} read WRONG`);
process.exitCode = wrong === 0 ? 0 : 1;
