import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { operando } from './command.js';
import { writeExperiments } from './experiments.js';
import type { Experiment } from './experiments.js';

/** What `operando` starts once the package is installed. */
const command = fileURLToPath(new URL('../dist/command/operando.js', import.meta.url));

function bundled(...args: readonly string[]): string {
  return execFileSync(process.execPath, [command, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

let folder = '';
let experiments: Record<string, Experiment> = {};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-bundled-'));
  experiments = writeExperiments(join(folder, 'in'), { isTiny: true, of: ['xas', 'edxrd', 'ndp', 'nr'] });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the command as one program', () => {
  // The figures are drawn by compiled code with a font, both found by their place.
  it.each(['xas', 'edxrd', 'ndp', 'nr'])('gives the bytes of %s that its modules give', async (id) => {
    const { args, outputs } = experiments[id]!;
    const apart = join(folder, `${id}-apart`);
    const whole = join(folder, `${id}-whole`);
    expect((await operando(id, ...args, '-o', apart)).code).toBe(0);
    bundled(id, ...args, '-o', whole);
    for (const name of outputs.filter((each) => each !== 'results.json')) {
      expect(readFileSync(join(whole, name)).equals(readFileSync(join(apart, name))), name).toBe(true);
    }
  });

  it('writes HDF5 and reads it, from files and in threads', async () => {
    const { args } = experiments['xas']!;
    const stack = join(folder, 'stack.nxs');
    bundled('convert', args[0]!, '-o', stack);
    expect(bundled('info', stack)).toBe((await operando('info', stack)).out);
  });

  it.skipIf(process.platform !== 'linux')('says so where memory is too short for HDF5', async () => {
    const stack = join(folder, 'short.nxs');
    expect((await operando('convert', experiments['xas']!.args[0]!, '-o', stack)).code).toBe(0);
    const script = 'ulimit -v 3000000; exec "$0" "$@"';
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, command, 'info', stack], {
      encoding: 'utf8',
    });
    expect([status, /defect|WebAssembly|wasm/.test(stdout + stderr)]).toEqual([2, false]);
    expect(stdout).toMatch(/cannot be read with so little memory.*\n?.*ulimit -v/);
  });

  it('says nothing beside what it is asked', () => {
    const { status, stderr } = spawnSync(process.execPath, [command, '--version'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  const arbin = referencePath('formats', 'samples', 'echem-arbin', 'arbin_example.res');
  it.skipIf(arbin === undefined)('reads an Access database in its thread', async () => {
    expect(bundled('info', arbin!)).toBe((await operando('info', arbin!)).out);
  });
});
