import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeXasExperiment } from '@operando/fixtures';
import { rowsOf } from './command.js';

const main = fileURLToPath(new URL('../dist/command/operando.js', import.meta.url));

/** Whether a Slurm answers here. */
const ping = spawnSync('scontrol', ['ping'], { encoding: 'utf8', timeout: 10_000 });
const isThere = ping.error === undefined && ping.stdout.includes('is UP');

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-slurm-'));
  // Jobs of other users must find it.
  execFileSync('chmod', ['755', folder]);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the command, and gives what it told as lines of JSON. */
function operando(...args: string[]): { code: number | null; lines: Record<string, unknown>[]; error: string } {
  return operandoIn(process.env, ...args);
}
function operandoIn(env: NodeJS.ProcessEnv, ...args: string[]): ReturnType<typeof operando> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', env });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  return { code: status, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>), error: stderr };
}

const stateCounts = (lines: readonly Record<string, unknown>[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { state } of lines) counts[String(state)] = (counts[String(state)] ?? 0) + 1;
  return counts;
};

async function until(isSo: () => boolean, seconds = 200): Promise<void> {
  for (const end = Date.now() + 1000 * seconds; !isSo() && Date.now() < end;)
    await new Promise((resolve) => void setTimeout(resolve, 500));
}

/** Hashes of the results of all runs. */
function contents(top: string): Record<string, string> {
  const files = readdirSync(top, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.includes('.slurm') && !/^(?:run|campaign)\.json$/.test(entry.name),
  );
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .toSorted()
      .map((path) => [relative(top, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

describe.skipIf(!isThere)('a plan on Slurm (skipped where none answers)', () => {
  const write = (name: string, output: string, slurm: string): string => {
    const path = join(folder, `${name}.yml`);
    const lines = [
      'version: 1',
      `output: ${output}`,
      'sets: {a: {files: {xas: a/spectra, xrd: a/spectra}}, b: {files: {xas: b/spectra}}}',
      'steps:',
      '  - {name: edges, technique: xas, matrix: {norm1: [60, 80, 100]}}',
      '  - {name: later, technique: xas, sets: [b], after: [edges]}',
      `slurm: ${slurm}`,
    ];
    writeFileSync(path, lines.join('\n'));
    return path;
  };
  beforeAll(() => {
    for (const set of ['a', 'b']) {
      mkdirSync(join(folder, set));
      writeXasExperiment(join(folder, set), { frames: 12, points: 300, seed: 2 });
    }
  });

  it('cancelled, submitted again and waited for gives the bytes of a run without it', async () => {
    const path = write('plan', 'cluster', '{memory: 1500, throttle: 1}');
    expect(operando('submit', path, '--json')).toMatchObject({
      code: 0,
      lines: [{ arrays: [{ tasks: { length: 6 } }, { tasks: { length: 1 } }] }],
    });
    await until(() => (stateCounts(operando('status', path, '--json').lines)['done'] ?? 0) > 0);
    expect(operando('cancel', path).code).toBe(0);
    await until(() => !/pending|running/.test(JSON.stringify(operando('status', path, '--json').lines)));
    const after = operando('status', path, '--json');
    expect(after.code).toBe(1);
    expect(after.lines.filter(({ state }) => state === 'lost').length).toBeGreaterThan(0);
    for (const { state, why } of after.lines) if (state === 'lost') expect(why).toMatch(/cancelled|nothing of it/);

    const again = operando('submit', path, '--json');
    const [first] = again.lines as { arrays: { tasks: string[][] }[] }[];
    const done = stateCounts(after.lines)['done'] ?? 0;
    expect(first!.arrays.flatMap(({ tasks }) => tasks).length).toBe(7 - done);
    await until(() => operando('status', path).code === 0);
    expect(stateCounts(operando('status', path, '--json').lines)).toEqual({ done: 7 - done, reused: done });
    await until(() => rowsOf(join(folder, 'cluster', 'campaign.csv')).every(({ state }) => state === 'done'));
    const here = write('here', 'here', '{}');
    expect(operando('run', here).code).toBe(0);
    expect(contents(join(folder, 'cluster'))).toEqual(contents(join(folder, 'here')));
    expect(operando('submit', path)).toMatchObject({
      code: 2,
      error: expect.stringContaining('every run of the plan is done') as string,
    });
  });

  it('frames shared out among tasks are joined by the run after them, to the bytes of a run without it', async () => {
    mkdirSync(join(folder, 'long'));
    writeXasExperiment(join(folder, 'long'), { frames: 500, points: 300, seed: 2 });
    const plan = (output: string): string => {
      const path = join(folder, `${output}.yml`);
      const steps = '{name: edges, technique: xas, parts: 2}';
      writeFileSync(
        path,
        `version: 1\noutput: ${output}\nsets: {a: {files: long/spectra}}\nsteps: [${steps}]\nslurm: {memory: 1500}\n`,
      );
      return path;
    };
    const path = plan('parts');
    expect(operando('submit', path, '--json')).toMatchObject({
      code: 0,
      lines: [{ arrays: [{ tasks: { length: 2 }, parts: [[{ part: 0, of: 2 }], [{ part: 1, of: 2 }]] }, {}] }],
    });
    await until(() => operando('status', path).code === 0);
    const record = readFileSync(join(folder, 'parts', 'edges', 'a', 'run.json'), 'utf8');
    expect(record).toMatch(/"status": "done"[^]*"blocks": 2/);
    expect(operando('run', plan('alone')).code).toBe(0);
    await until(() => existsSync(join(folder, 'parts', 'campaign.csv')));
    expect(contents(join(folder, 'parts'))).toEqual(contents(join(folder, 'alone')));
  });

  it('every way in which a task can end is read right, by the queue, the accounts and the log', () => {
    const script = fileURLToPath(new URL('../../../scripts/slurm-states.mjs', import.meta.url));
    const { status, stdout } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([0, expect.stringContaining('all 15 read right') as string]);
  }, 400_000);

  it('says what Slurm refuses, and why tasks left nothing', async () => {
    const refused = operando('submit', write('refused', 'refused', '{partition: nowhere}'));
    expect([refused.code, refused.error]).toEqual([
      2,
      expect.stringMatching(/Slurm refused the job: .*partition/i) as string,
    ]);
    const path = write(
      'small',
      'small',
      '{memory: 1500, extra: ["--export=NONE", "--chdir=/", "--time=1", "--begin=now+1hour"]}',
    );
    expect(operando('submit', path).code).toBe(0);
    expect(stateCounts(operando('status', path, '--json').lines)).toEqual({ pending: 7 });
    // A plan that was changed since is not what was submitted.
    writeFileSync(path, readFileSync(path, 'utf8').replace('[60, 80, 100]', '[60, 80, 90]'));
    expect(operando('cancel', path).code).toBe(0);
  });
});

it('says so where there is no Slurm', () => {
  const none = { ...process.env, PATH: folder };
  const path = join(folder, 'none.yml');
  mkdirSync(join(folder, 'c'));
  writeXasExperiment(join(folder, 'c'), { frames: 2, points: 200, seed: 2 });
  writeFileSync(path, 'version: 1\nsets: {c: {files: c/spectra}}\nsteps: [{name: s, technique: xas}]\n');
  const { code, error } = operandoIn(none, 'submit', path);
  expect([code, error]).toEqual([2, expect.stringContaining('there is no Slurm here') as string]);
  expect(operando('status', path).error).toContain('was not submitted');
});
