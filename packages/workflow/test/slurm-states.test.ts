import { describe, expect, it } from 'vitest';
import {
  accountedStates,
  arrayIndices,
  queueStates,
  taskEnd,
  whyNone,
  whyWaiting,
} from '../src/node/slurm/job-states.js';
import { partsOfRuns, planLevels, sharedTasks } from '../src/node/slurm/plan-levels.js';
import { loggedEnd } from '../src/node/slurm/task-log.js';
import type { PlannedRun } from '../src/plan/planned-run.js';

// What Slurm 22.05.8 (Debian 12) answered, each provoked once on a cluster of one node.
describe('what Slurm answers', () => {
  it('of a queue is known by job and task', () => {
    const text =
      '7|0|RUNNING|None\n7|1|COMPLETED|None\n7|[2,4-5%2]|PENDING|JobArrayTaskLimit\n9|N/A|PENDING|Dependency\nslurm_load_jobs error: x\n\n';
    expect(Object.fromEntries(queueStates(text))).toEqual({
      '7_0': { state: 'RUNNING', detail: 'None' },
      '7_1': { state: 'COMPLETED', detail: 'None' },
      '7_2': { state: 'PENDING', detail: 'JobArrayTaskLimit' },
      '7_4': { state: 'PENDING', detail: 'JobArrayTaskLimit' },
      '7_5': { state: 'PENDING', detail: 'JobArrayTaskLimit' },
      '9_0': { state: 'PENDING', detail: 'Dependency' },
    });
  });

  it('has the exit code and the number of restarts where it is asked for them', () => {
    const text = `1|4|FAILED|JobLaunchFailure|0|6|
1|1|FAILED|NonZeroExitCode|0|34304|
1|0|FAILED|NonZeroExitCode|0|768|
1|5|OUT_OF_MEMORY|OutOfMemory|0|253|
1|6|PENDING|BeginTime|1|0|
9|1|PENDING|Nodes required for job are DOWN, DRAINED or reserved for jobs in higher priority partitions|0|0|
10|N/A|PENDING|ReqNodeNotAvail, UnavailableNodes:n1|2|0|
11|N/A|PENDING|PartitionConfig|0|0|
`;
    const states = queueStates(text);
    expect(states.get('1_0')).toEqual({ state: 'FAILED', detail: 'NonZeroExitCode', exit: '3:0' });
    expect(['1_4', '1_1', '1_0', '1_5', '1_6'].map((task) => taskEnd(states.get(task)))).toEqual([
      'memory',
      'memory',
      'failed',
      'memory',
      undefined,
    ]);
    expect(whyNone(states.get('1_0'))).toBe('it failed (FAILED 3:0); its log says more');
    const waits = ['1_6', '9_1', '10_0', '11_0'].map((task) => whyWaiting(states.get(task)!));
    expect(waits[0]).toBe('it was put back into the queue (once)');
    expect(waits[1]).toMatch(/^its node is not available \(Nodes required/);
    expect(waits[2]).toBe(
      'it was put back into the queue (2 times); its node is not available (ReqNodeNotAvail, UnavailableNodes:n1)',
    );
    expect(waits[3]).toBe('PartitionConfig');
    expect(whyWaiting({ state: 'PENDING', detail: 'Resources' })).toBeUndefined();
  });

  // Logs as they were.
  it.each([
    ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n----- Native\n', 'memory'],
    [
      'slurmstepd-n1: error: Detected 1 oom-kill event(s) in StepId=7.batch. Some of your processes may have been killed by the cgroup out-of-memory handler.\n',
      'memory',
    ],
    ['slurmstepd-n1: error: *** JOB 8 ON n1 CANCELLED AT 2026-11-30T13:19:29 DUE TO TIME LIMIT ***\n', 'time'],
    ['slurmstepd-n1: error: *** JOB 8 ON n1 CANCELLED AT 2026-11-30T13:19:29 ***\n', 'cancelled'],
    ['slurmstepd: error: *** JOB 8 ON n1 CANCELLED AT 2026-11-30T13:19:29 DUE TO NODE FAILURE, SEE x ***\n', 'node'],
    ['slurmstepd-n1: error: *** JOB 8 ON n1 CANCELLED AT 2026-11-30T13:19:29 DUE TO JOB REQUEUE ***\n', 'requeued'],
    ['JavaScript heap out of memory\n{"event":"task","array":0,"task":0,"restarts":1}\nedges/a: done\n', undefined],
  ])('a log tells why it ends: %s', (log, end) => {
    expect(loggedEnd(log)).toBe(end);
    expect(taskEnd(undefined, loggedEnd(log))).toBe(end ?? 'unknown');
  });

  it('of accounts likewise; a record of many says nothing of those that have their own', () => {
    const text =
      '7_[0,2-3,5%3]|CANCELLED by 0|0:0\n7_0|FAILED|3:0\n7_2|COMPLETED|0:0\n7_4|TIMEOUT|0:0\n9|OUT_OF_MEMORY|0:125\n';
    expect(Object.fromEntries(accountedStates(text))).toEqual({
      '7_0': { state: 'FAILED', detail: '3:0' },
      '7_2': { state: 'COMPLETED', detail: '0:0' },
      '7_3': { state: 'CANCELLED', detail: '0:0' },
      '7_4': { state: 'TIMEOUT', detail: '0:0' },
      '7_5': { state: 'CANCELLED', detail: '0:0' },
      '9_0': { state: 'OUT_OF_MEMORY', detail: '0:125' },
    });
    expect(arrayIndices('[0-2,7]')).toEqual([0, 1, 2, 7]);
  });

  it.each([
    ['exit 3', { state: 'FAILED', detail: '3:0' }, /failed \(FAILED 3:0\)/],
    ['exit 134 of the controller', { state: 'FAILED', detail: '134:0' }, /memory/],
    ['exit 134 of the accounts', { state: 'FAILED', detail: '6:0' }, /memory/],
    ['a heap that is full', { state: 'FAILED', detail: '0:6' }, /memory/],
    ['above its memory', { state: 'OUT_OF_MEMORY', detail: '0:125' }, /more memory/],
    ['above its memory, unseen', { state: 'COMPLETED', detail: '0:0' }, /without a result/],
    ['its time limit, exit code 0', { state: 'TIMEOUT', detail: '0:0' }, /time limit/],
    ['cancelled, exit code 0', { state: 'CANCELLED', detail: '0:0' }, /cancelled/],
    ['ended by a signal', { state: 'FAILED', detail: '0:9' }, /FAILED 0:9/],
    ['a node that failed', { state: 'NODE_FAIL', detail: '1:0' }, /node failed/],
    ['forgotten', undefined, /knows nothing/],
    ['put back into the queue', { state: 'PENDING', detail: 'BeginTime' }, undefined],
    ['at work', { state: 'RUNNING', detail: 'None' }, undefined],
    ['about to end', { state: 'COMPLETING', detail: 'None' }, undefined],
  ] as const)('%s says why there is no result', (_, state, why) => {
    if (why === undefined) expect(whyNone(state)).toBeUndefined();
    else expect(whyNone(state)).toMatch(why);
  });
});

it('runs are shared out in levels that need only those before them, and in as many tasks as an array may have', () => {
  const run = (name: string, ...after: string[]): PlannedRun => ({
    name,
    step: name,
    set: 'a',
    technique: 'xas',
    choice: {},
    files: [],
    cycler: [],
    optionsFile: undefined,
    options: {},
    within: {},
    after,
    onError: 'stop',
    retries: 0,
    parts: 1,
  });
  const levels = planLevels([run('a'), run('b'), run('c', 'a'), run('d', 'left-out'), run('e', 'c', 'b')]);
  expect(levels.map((level) => level.map(({ name }) => name))).toEqual([['a', 'b', 'd'], ['c'], ['e']]);
  const many = Array.from({ length: 2503 }, (_, k) => run(String(k)));
  const tasks = sharedTasks(
    many.map(({ name }) => name),
    1000,
  );
  expect(tasks.flat()).toEqual(many.map(({ name }) => name));
  expect([tasks.length, Math.max(...tasks.map(({ length }) => length))]).toEqual([835, 3]);
  const parts = partsOfRuns([
    { name: 'a', parts: 3 },
    { name: 'b', parts: 2 },
  ]);
  expect(parts.map(({ run: name, part, of }) => `${name} ${part}/${of}`)).toEqual([
    'a 0/3',
    'b 0/2',
    'a 1/3',
    'b 1/2',
    'a 2/3',
  ]);
});
