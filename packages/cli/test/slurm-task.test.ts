import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { operandoWith, rowsOf } from './command.js';
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
function submitted(name: string): { plan: string; at: string } {
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
