import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeXasExperiment } from '@operando/fixtures';
import { safeText } from '../src/safe-text.js';
import { operandoCoarse as operando, rowsOf } from './command.js';

let folder = '';
let spectra = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-output-'));
  ({ spectra } = writeXasExperiment(join(folder, 'in'), { frames: 4, points: 300, seed: 3 }));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the output folder', () => {
  it.each([
    [
      'a file',
      () => join(folder, 'taken.txt'),
      /taken\.txt, parameter output: this is a file, no folder\. Choose another/,
    ],
    ['below a file', () => join(folder, 'taken.txt', 'results'), /taken\.txt is a file, no folder/],
    ['where nothing may be written', () => '/proc/operando/results', /nothing may be written there/],
    ['of a name that is too long', () => join(folder, 'x'.repeat(300)), /name is too long/],
  ])('that is %s is bad usage, told before the work', async (_, output, message) => {
    writeFileSync(join(folder, 'taken.txt'), '');
    const { code, error } = await operando('xas', spectra, '-o', output());
    expect([code, error]).toEqual([2, expect.stringMatching(message) as string]);
    expect(error).not.toContain('defect');
  });

  it('holds a whole set, or says that it does not: what an interrupted run left is replaced without force', async () => {
    const output = join(folder, 'interrupted');
    mkdirSync(output);
    // As a run leaves it that was killed while it put its files in place.
    writeFileSync(
      join(output, 'results-incomplete.json'),
      JSON.stringify({ files: ['results.csv', 'results.json'], process: 0, host: '' }),
    );
    writeFileSync(join(output, 'results.csv'), 'half a table');
    // And in the midst of writing one of them.
    const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(output, `.operando-${machine}-${pid}-0123456789abcdef.tmp`), 'half a figure');
    expect((await operando('xas', spectra, '-o', output)).code).toBe(0);
    expect(rowsOf(join(output, 'results.csv'))).toHaveLength(4);
    expect(readdirSync(output).filter((name) => name.includes('incomplete') || name.endsWith('.tmp'))).toEqual([]);
    // A file of somebody else is nobody's to replace.
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'results.csv'), 'my own');
    expect((await operando('xas', spectra, '-o', foreign)).code).toBe(2);
    expect(readFileSync(join(foreign, 'results.csv'), 'utf8')).toBe('my own');
  });

  it("is one run's: of two at once one is refused, and leaves nothing of its own", async () => {
    const output = join(folder, 'together');
    const both = await Promise.all([1, 2].map(() => operando('xas', spectra, '-o', output)));
    expect(both.map(({ code }) => code)).toEqual(expect.arrayContaining([0, 2]));
    expect(both.find(({ code }) => code === 2)!.error).toMatch(/another run is writing|results are there already/);
    expect(readdirSync(output).filter((name) => name.includes('incomplete') || name.endsWith('.tmp'))).toEqual([]);
    expect(readdirSync(output)).toContain('results.json');
    // While another process writes there, also with force.
    const busy = join(folder, 'busy');
    mkdirSync(busy);
    const own = { files: ['results.csv'], process: process.pid, host: hostname() };
    writeFileSync(join(busy, 'results-incomplete.json'), JSON.stringify(own));
    const refused = await operando('xas', spectra, '-o', busy, '--force');
    expect([refused.code, refused.error]).toEqual([2, expect.stringMatching(/another run is writing/) as string]);
  });

  it('does not take the place of a folder, whatever is forced', async () => {
    const output = join(folder, 'with-folder');
    mkdirSync(join(output, 'figure.png'), { recursive: true });
    const { code, error } = await operando('xas', spectra, '-o', output, '--force');
    expect([code, error]).toEqual([2, expect.stringMatching(/figure\.png: it is a folder/) as string]);
    expect(readdirSync(output)).toEqual(['figure.png']);
  });

  it('has nothing of an earlier set when that is replaced', async () => {
    const output = join(folder, 'forced');
    const { cycler, spectra: scans } = writeXasExperiment(join(folder, 'with-log'), {
      frames: 4,
      points: 300,
      seed: 3,
    });
    await operando('xas', scans, '--ec', cycler, '-o', output);
    expect(readdirSync(output)).toContain('edge-voltage.svg');
    expect((await operando('xas', spectra, '-o', output, '--force')).code).toBe(0);
    expect(readdirSync(output)).not.toContain('edge-voltage.svg');
    expect(readdirSync(output)).toContain('results.json');
  });
});

describe('--json', () => {
  it('carries every warning with code and place', async () => {
    const broken = join(folder, 'broken');
    const { spectra: scans } = writeXasExperiment(broken, { frames: 4, points: 300 });
    const path = join(scans, 'scan_2.xdi');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -30));
    const { out } = await operando('xas', scans, '-o', join(folder, 'skipped'), '--skip-bad', '--json');
    const { warnings } = JSON.parse(out) as { warnings: { code: string; message: string; where: object }[] };
    expect(warnings.find(({ code }) => code === 'file-skipped')).toMatchObject({ where: { file: path, line: 310 } });
  });

  it('and bad usage', async () => {
    for (const [args, message] of [
      [['xas', spectra], /required option/],
      [['xas', spectra, '-o', 'x', '--norm1', 'y'], /must be a number/],
      [['xas', spectra, '-o', 'x', '--nothing'], /unknown option/],
    ] as const) {
      const { code, out } = await operando(...args, '--json');
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({
        error: { code: 'invalid-argument', message: expect.stringMatching(message) as string },
      });
    }
    const { out } = await operando('info', join(folder, 'nowhere.xdi'), '--json');
    expect(JSON.parse(out)).toMatchObject({ code: 'file-access' });
  });

  it('and errors likewise', async () => {
    const { code, out } = await operando('xas', '/nowhere/at/all', '-o', join(folder, 'never'), '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'file-access', where: { file: '/nowhere/at/all' } } });
    const options = await operando('xas', spectra, '-o', join(folder, 'never'), '--json', '--set', 'pre3=1');
    expect(JSON.parse(options.out)).toMatchObject({
      error: { code: 'invalid-argument', where: { parameter: 'pre3' } },
    });
  });
});

describe('the terminal', () => {
  it('is never steered by what files and names hold', async () => {
    const path = join(folder, 'red.dat');
    writeFileSync(path, '# energy \u001b[31mmu\u001b[0m\u202e\n1 2\n2 3\n');
    const { out, error } = await operando('info', path, join(folder, 'no\u001b]0;title\u0007thing'));
    // eslint-disable-next-line no-control-regex -- control characters are what is looked for
    for (const text of [out, error]) expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out).toContain('\\u001b[31m');
    expect(JSON.parse(safeText(JSON.stringify({ text: 'a\u009b\u202eb' })))).toEqual({ text: 'a\u009b\u202eb' });
    expect(safeText('a\tb\n')).toBe('a\tb\n');
  });
});

const main = fileURLToPath(new URL('../dist/command/operando.js', import.meta.url));

it('a reader that has seen enough is no fault', async () => {
  const { code, error } = await new Promise<{ code: number | null; error: string }>((resolve) => {
    const files = Array.from({ length: 400 }, () => join(spectra, 'scan_1.xdi'));
    const child = spawn(process.execPath, [main, 'info', ...files], { stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    child.stderr.on('data', (text: Buffer) => void (told += text.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    child.on('close', (exit) => resolve({ code: exit, error: told }));
  });
  expect([code, error]).toEqual([0, '']);
});

it('leaves no temporary file when it is told to end while it writes, and is run again without force', async () => {
  for (const [k, signal] of (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).entries()) {
    const output = join(folder, `stopped-${k}`);
    const code = await new Promise<number | null>((resolve) => {
      const child = spawn(process.execPath, [main, 'xas', spectra, '-o', output], { stdio: 'ignore' });
      // As soon as the folder is there something is being written.
      const watch = setInterval(() => {
        if (!existsSync(output)) return;
        clearInterval(watch);
        child.kill(signal);
      }, 1);
      child.on('close', (exit) => {
        clearInterval(watch);
        resolve(exit);
      });
    });
    const names = existsSync(output) ? readdirSync(output) : [];
    expect(names.filter((name) => name.endsWith('.tmp') || name.startsWith('.operando'))).toEqual([]);
    // It was told to end, or was done by then.
    expect([130, 143, 129, 0]).toContain(code);
    expect(names.includes('results.json')).toBe(code === 0);
    if (code !== 0) expect((await operando('xas', spectra, '-o', output)).code).toBe(0);
  }
});
