import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeXasExperiment } from '@operando/fixtures';
import { operando } from './command.js';

// What docs/python.md says, done.

const page = readFileSync(fileURLToPath(new URL('../../../docs/python.md', import.meta.url)), 'utf8');
const [recipe = '', rule = '', nextflow = ''] = Array.from(
  page.matchAll(/```(?:python|groovy)\n(.*?)```/gs),
  ([, code]) => code!,
);
const isThere = (command: string, ...args: string[]): boolean => spawnSync(command, args).status === 0;
const python = ['python3', '/usr/bin/python3'].find((each) =>
  isThere(each, '-c', 'import h5py, pandas, pyarrow, xarray'),
);

let folder = '';
const plan = (parquet: boolean): void =>
  writeFileSync(
    join(folder, 'plan.yml'),
    `version: 1\nparquet: ${parquet}\nsets: {a: {files: spectra}}\nsteps:\n  - {name: edges, technique: xas, options: {norm1: 60, spectra: [nexus]}}\n`,
  );
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-take-up-'));
  writeXasExperiment(folder, { frames: 3, points: 200, seed: 3 });
  plan(true);
  await operando('run', join(folder, 'plan.yml'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The command, as programs of others find it. */
function withCommand(): NodeJS.ProcessEnv {
  const main = fileURLToPath(new URL('../dist/command/operando.js', import.meta.url));
  const bin = join(folder, 'operando');
  writeFileSync(bin, `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`, { mode: 0o755 });
  return { ...process.env, PATH: `${dirname(bin)}${delimiter}${process.env['PATH'] ?? ''}` };
}

it('tables and the index are there as Parquet, and are made once they are wanted', async () => {
  const results = join(folder, 'results');
  const names = [join(results, 'edges', 'a', 'results.parquet'), join(results, 'campaign.parquet')];
  for (const name of names) expect(readFileSync(name, 'latin1').slice(-4)).toBe('PAR1');
  const state = async (): Promise<string | undefined> => {
    const { out } = await operando('run', join(folder, 'plan.yml'), '--json');
    return /"event":"ended".*?"state":"([a-z-]+)"/.exec(out)?.[1];
  };
  expect(await state()).toBe('reused');
  plan(false);
  expect([await state(), existsSync(names[1]!)]).toEqual(['reused', false]);
  rmSync(join(results, 'edges'), { recursive: true });
  expect([await state(), existsSync(names[0]!)]).toEqual(['done', false]);
  plan(true);
  expect([await state(), existsSync(names[0]!), existsSync(names[1]!)]).toEqual(['done', true, true]);
});

it.skipIf(python === undefined)('the recipe reads them (needs python3 with h5py, pandas, pyarrow and xarray)', () => {
  const { status, stdout, stderr } = spawnSync(python!, ['-c', recipe, join(folder, 'results')], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/edges\/a\s+3/);
  expect(stdout).toMatch(/ eV\n/);
  expect(stdout).toMatch(/\[1\.\d+ 1\.\d+ +1\.\d+ *\] [1-9]/);
});

it.skipIf(!isThere('snakemake', '--version'))('the rule of Snakemake runs the plan (needs snakemake)', () => {
  writeFileSync(join(folder, 'Snakefile'), rule);
  const options = { cwd: folder, env: withCommand(), encoding: 'utf8' } as const;
  const { status, stderr } = spawnSync('snakemake', ['--cores', '2', '--forceall'], options);
  expect([status, stderr.slice(-500)]).toEqual([0, expect.anything() as string]);
  expect(existsSync(join(folder, 'results', 'campaign.csv'))).toBe(true);
});

it.skipIf(!isThere('nextflow', '-version'))('the process of Nextflow finds edges (needs nextflow)', () => {
  writeFileSync(join(folder, 'main.nf'), nextflow);
  const { status, stdout } = spawnSync('nextflow', ['run', 'main.nf'], {
    cwd: folder,
    env: withCommand(),
    encoding: 'utf8',
  });
  expect([status, stdout]).toEqual([0, expect.stringContaining('results.csv') as string]);
});
