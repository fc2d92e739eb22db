import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { writeXasExperiment } from '@operando/fixtures';
import { narrow, operando, operandoWith, rowsOf } from './command.js';
import type { Ran } from './command.js';
import { mean } from './mean-technique.js';

// What jobs of Slurm call, called here: it needs no Slurm.

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-task-'));
  for (const set of ['a', 'b']) {
    mkdirSync(join(folder, set));
    for (let k = 0; k < 3; k++)
      writeFileSync(join(folder, set, `f${k}.txt`), `# channel counts\n0 ${k}\n1 ${k + 2}\n2 ${k + 4}\n`);
  }
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const told = async (...args: string[]): Promise<Ran> => operandoWith([mean], ...args);

/** A plan, and what stands where it was handed over: two arrays, the second needs the first. */
function submitted(name: string, more: object = {}): { plan: string; at: string } {
  const plan = join(folder, `${name}.yml`);
  writeFileSync(
    plan,
    `version: 1\noutput: ${name}\nsets: {a: {files: a}, b: {files: b}}\nsteps:\n  - {name: first, technique: mean}\n  - {name: next, technique: mean, files: "@first/results.csv"}\n`,
  );
  const at = join(folder, name, '.slurm', 'abc');
  mkdirSync(join(at, 'tasks'), { recursive: true });
  const submission = {
    format: 'operando-submission',
    formatVersion: 1,
    plan,
    sha256: createHash('sha256').update(readFileSync(plan)).digest('hex'),
    token: 'abc',
    submitted: '2026-01-01T00:00:00.000Z',
    ...more,
    arrays: [
      { job: '7', tasks: [['first/a'], ['first/b']] },
      { job: '8', tasks: [['next/a', 'next/b']] },
    ],
  };
  writeFileSync(join(at, 'submission.json'), JSON.stringify(submission));
  return { plan, at };
}

async function task(at: string, array: number, index: number): Promise<Ran> {
  vi.stubEnv('SLURM_ARRAY_TASK_ID', String(index));
  vi.stubEnv('SLURM_CPUS_PER_TASK', '1');
  return told('task', at, '--array', String(array));
}

it('tasks do their runs, those of an array that needs them wait for results, and the index is written at the end', async () => {
  const { at } = submitted('whole');
  expect((await task(at, 0, 0)).out).toContain('first/a: done');
  // Its neighbour was lost: what needs it is left, and nothing else.
  expect((await task(at, 1, 0)).out).toMatch(/next\/a: done\nnext\/b: blocked/);
  expect((await told('task', at, '--collect')).code).toBe(0);
  const states = (): unknown[] =>
    rowsOf(join(folder, 'whole', 'campaign.csv')).map(({ run: name, state }) => [name, state]);
  expect(states()).toEqual([
    ['first/a', 'done'],
    ['first/b', 'not-run'],
    ['next/a', 'done'],
    ['next/b', 'blocked'],
  ]);
  // Begun again, they do what is missing.
  expect((await task(at, 0, 0)).out).toContain('first/a: reused');
  expect((await task(at, 0, 1)).out).toContain('first/b: done');
  expect((await task(at, 1, 0)).out).toMatch(/next\/a: reused\nnext\/b: done/);
  await told('task', at, '--collect');
  expect(states()).toEqual(['first/a', 'first/b', 'next/a', 'next/b'].map((name) => [name, 'done']));
});

it('what goes wrong in a run is in its result; a plan that was changed, or a task that is none, is refused', async () => {
  const { plan, at } = submitted('broken');
  writeFileSync(join(folder, 'b', 'f1.txt'), '# channel counts\n0 1\n1 x\n2 y\n');
  const failed = await task(at, 0, 1);
  expect([failed.code, failed.out]).toEqual([0, expect.stringMatching(/first\/b: failed: .*f1\.txt/) as string]);
  expect(await task(at, 0, 5)).toMatchObject({ code: 2, error: expect.stringContaining('no task 5') as string });
  writeFileSync(plan, readFileSync(plan, 'utf8').replace('first', 'frist'));
  const changed = await task(at, 0, 0);
  expect([changed.code, changed.error]).toEqual([2, expect.stringContaining('has changed since') as string]);
  const none = await told('task', join(folder, 'nowhere'), '--array', '0');
  expect([none.code, none.error]).toEqual([2, expect.stringContaining('submission cannot be read') as string]);
});

it('parts of the frames are kept by tasks of their own, for the run that joins them; what they need has to be there', async () => {
  const spectra = join(folder, 'spectra');
  mkdirSync(spectra);
  writeXasExperiment(spectra, { frames: 600, points: 120, seed: 2 });
  const plan = join(folder, 'parts.yml');
  const write = (output: string, ...more: readonly string[]): void =>
    writeFileSync(
      plan,
      [
        `version: 1\noutput: ${output}\nsets: {a: {files: spectra/spectra}}\ndefaults: {xas: {width: ${narrow}}}`,
        'steps:\n  - {name: edges, technique: xas, parts: 2}',
        ...more,
      ].join('\n'),
    );
  write('alone');
  expect((await operando('run', plan)).code).toBe(0);
  write('parts', '  - {name: later, technique: xas, parts: 2, after: [edges]}');
  const at = join(folder, 'parts', '.slurm', 'abc');
  mkdirSync(join(at, 'tasks'), { recursive: true });
  const parts = [[{ part: 0, of: 2 }], [{ part: 1, of: 2 }]];
  const submission = {
    format: 'operando-submission',
    formatVersion: 1,
    plan,
    sha256: createHash('sha256').update(readFileSync(plan)).digest('hex'),
    token: 'abc',
    submitted: '2026-01-01T00:00:00.000Z',
    arrays: [
      { job: '7', tasks: [['edges/a'], ['edges/a']], parts },
      { job: '8', tasks: [['edges/a']] },
      { job: '9', tasks: [['later/a'], ['later/a']], parts },
    ],
  };
  writeFileSync(join(at, 'submission.json'), JSON.stringify(submission));
  const part = async (array: number, index: number): Promise<string> => {
    vi.stubEnv('SLURM_ARRAY_TASK_ID', String(index));
    vi.stubEnv('SLURM_CPUS_PER_TASK', '1');
    return (await operando('task', at, '--array', String(array))).out;
  };
  expect(await part(2, 0)).toContain('later/a part 1 of 2: blocked');
  expect(await part(0, 1)).toContain('edges/a part 2 of 2: done');
  expect(await part(0, 0)).toContain('edges/a part 1 of 2: done');
  pretendedSlurm('slurm-parts', '8|0|PENDING|Dependency|0|0|\n');
  expect((await operando('status', plan)).out).toContain('edges/a: pending: 2 of 2 parts of its frames are done');
  expect(await part(1, 0)).toContain('edges/a: done');
  // By any other scheduler the same.
  const other = await operando('run', plan, '--part', '2/3', '--json');
  expect([other.code, other.out]).toEqual([0, expect.stringMatching(/"run":"later\/a".*"state":"done"/) as string]);
  expect((await operando('run', plan, '--part', '4/3')).code).toBe(2);
  expect((await operando('run', plan)).code).toBe(0);
  const results = (output: string, step: string): string =>
    readFileSync(join(folder, output, step, 'a', 'results.csv'), 'utf8');
  const found = (step: string): unknown =>
    (JSON.parse(readFileSync(join(folder, 'parts', step, 'a', 'run.json'), 'utf8')) as { blocks?: number }).blocks;
  // Both steps do the same.
  for (const step of ['edges', 'later']) expect(results('parts', step)).toBe(results('alone', 'edges'));
  expect([found('edges'), found('later')]).toEqual([1, undefined]);
});

/** A Slurm that takes every job, and says of all tasks what it is told to. */
function pretendedSlurm(name: string, queue: string): () => string[] {
  const at = join(folder, name);
  mkdirSync(at);
  const program = (command: string, does: string): void =>
    writeFileSync(join(at, command), `#!/bin/sh\n${does}\n`, { mode: 0o755 });
  program('sbatch', `echo "$@" >> ${at}/sbatch.log; echo "9$(wc -l < ${at}/sbatch.log)"`);
  program('scontrol', 'echo "MaxArraySize = 1001"');
  program('sacct', 'exit 1');
  writeFileSync(join(at, 'queue'), queue);
  program('squeue', `cat ${at}/queue`);
  vi.stubEnv('PATH', `${at}:${process.env['PATH'] ?? ''}`);
  return () => readFileSync(join(at, 'sbatch.log'), 'utf8').trim().split('\n');
}

it('what ran out of memory is handed over again with twice as much, with what waits for it, as often as the plan says', async () => {
  writeFileSync(join(folder, 'b', 'f1.txt'), '# channel counts\n0 1\n1 3\n2 5\n');
  const { plan, at } = submitted('short', { memory: 1500 });
  await task(at, 0, 0);
  await task(at, 1, 0);
  const jobs = pretendedSlurm('slurm-short', '7|1|OUT_OF_MEMORY|OutOfMemory|0|253|\n8|0|COMPLETED|None|0|0|\n');
  const { out } = await told('task', at, '--collect');
  expect(out).toMatch(
    /submitted again as \w+, attempt 2 \(1500 MB were too little: now with 3000 MB\): first\/b, next\/b/,
  );
  expect(jobs().map((line) => /--mem=\S+/.exec(line)?.[0])).toEqual(['--mem=3000M', '--mem=3000M', '--mem=3000M']);
  const states = async (): Promise<unknown> =>
    (await told('status', plan, '--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
  const again = { attempt: 2, memory: 3000 };
  expect(await states()).toEqual([
    { run: 'first/a', state: 'done' },
    { run: 'first/b', state: 'lost', why: 'Slurm knows nothing of it any longer', ...again },
    { run: 'next/a', state: 'done' },
    { run: 'next/b', state: 'lost', why: 'Slurm knows nothing of it any longer', ...again },
  ]);
  expect((await told('status', plan)).out).toContain('first/b: lost (attempt 2, 3000 MB): Slurm knows nothing');
  // The log tells where Slurm does not.
  const latest = readdirSync(join(folder, 'short', '.slurm')).find((name) => name !== 'abc');
  const second = join(folder, 'short', '.slurm', latest!);
  writeFileSync(join(second, 'logs', '0-0.log'), 'FATAL ERROR: JavaScript heap out of memory\n');
  expect((await told('task', second, '--collect')).out).toMatch(
    /attempt 3 \(3000 MB were too little: now with 6000 MB/,
  );
  // Enough is enough.
  const third = readdirSync(join(folder, 'short', '.slurm')).find((name) => name !== 'abc' && name !== latest);
  writeFileSync(join(folder, 'short', '.slurm', third!, 'logs', '0-0.log'), 'JavaScript heap out of memory\n');
  expect((await told('task', join(folder, 'short', '.slurm', third!), '--collect')).out).toBe('');
  await task(join(folder, 'short', '.slurm', third!), 0, 0);
  await task(join(folder, 'short', '.slurm', third!), 1, 0);
  expect((await told('status', plan)).out).toMatch(
    /first\/b: done \(attempt 3, 6000 MB\)\nnext\/a: done\nnext\/b: done/,
  );
});

it('what failed by itself, ran out of time or was cancelled is not handed over again; a lost node is', async () => {
  const { at } = submitted('ended', { memory: 1500 });
  const jobs = pretendedSlurm(
    'slurm-ended',
    '7|0|TIMEOUT|TimeLimit|0|15|\n7|1|CANCELLED|None|0|0|\n8|0|FAILED|NonZeroExitCode|0|768|\n',
  );
  expect((await told('task', at, '--collect')).out).toBe('');
  pretendedSlurm('slurm-node', '7|0|NODE_FAIL|NodeDown|0|0|\n7|1|COMPLETED|None|0|0|\n');
  expect((await told('task', at, '--collect')).out).toMatch(/attempt 2 \(their node failed\): first\/a, next\/a/);
  expect(jobs).toThrow('ENOENT');
});

it('without Slurm it is said that there is none', async () => {
  vi.stubEnv('PATH', '/nowhere');
  const path = join(folder, 'alone.yml');
  writeFileSync(path, 'version: 1\noutput: alone\nsets: {a: {files: a}}\nsteps: [{name: s, technique: mean}]\n');
  const { plan } = submitted('status');
  for (const args of [
    ['submit', path],
    ['status', plan],
    ['cancel', plan],
  ]) {
    const { code, error } = await told(...args);
    expect([args[0], code, error]).toEqual([args[0], 2, expect.stringContaining('there is no Slurm here') as string]);
  }
  expect((await told('cancel', path)).error).toContain('was not submitted');
});
