import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { operando } from './command.js';
import { reflectivityModel, writeReflectivity } from './experiments.js';

const command = fileURLToPath(new URL('../dist/command/operando.js', import.meta.url));

let folder = '';
const at = (name: string): string => join(folder, name);

/** 300 spectra of an edge that moves, one to a column; in one it jumps, one is dark. */
function writeSpectra(path: string): void {
  const random = seededRandom(4);
  const frames = 300;
  const rows = Array.from({ length: 260 }, (_, i) => {
    const energy = 8280 + 0.9 * i;
    const values = Array.from({ length: frames }, (__, f) => {
      const from = energy - (8345 + (2 * f) / frames + (f === 250 ? 8 : 0));
      const mu = f === 270 ? 0 : 0.5 + Math.atan(from / 1.5) / Math.PI + 0.4 * Math.exp(-(((from - 6) / 3) ** 2));
      return (0.3 + mu + 0.002 * random.normal()).toFixed(6);
    });
    return [energy.toFixed(2), ...values].join(' ');
  });
  writeFileSync(path, `# energy ${Array.from({ length: frames }, (_, f) => `s${f}`).join(' ')}\n${rows.join('\n')}\n`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-threads-'));
  writeSpectra(at('spectra.dat'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** What stands in a result, beside when it was made. */
function resultsOf(name: string): string {
  const document = JSON.parse(readFileSync(join(at(name), 'results.json'), 'utf8')) as Record<string, unknown>;
  return JSON.stringify({ ...document, times: undefined });
}

function expectSame(one: string, two: string, files: readonly string[]): void {
  for (const file of files)
    expect(readFileSync(join(at(two), file)).equals(readFileSync(join(at(one), file))), file).toBe(true);
  expect(resultsOf(two) === resultsOf(one)).toBe(true);
}

it('writes the same bytes with one thread and, as it is installed, with two', async () => {
  const args = ['xas', at('spectra.dat'), '--columns-as-frames', '--time-step', '10'];
  const one = await operando(...args, '--threads', '1', '-o', at('one'));
  expect([one.code, one.error]).toEqual([0, expect.stringContaining('edge-jump') as string]);
  execFileSync(process.execPath, [command, ...args, '--threads', '2', '-o', at('two')], { stdio: 'pipe' });
  expectSame('one', 'two', ['results.csv', 'edges.csv', 'figure.svg']);
});

it('writes the same bytes of a series of curves, whose two ways are gone at once', async () => {
  writeFileSync(at('model.yml'), reflectivityModel);
  const curves = [60, 75, 90].map((thickness, f) => {
    writeReflectivity(at(`curve${f}.dat`), thickness);
    return at(`curve${f}.dat`);
  });
  const args = ['nr', at('model.yml'), ...curves, '--series', '--time-step', '60'];
  const one = await operando(...args, '--threads', '1', '-o', at('nr-one'));
  expect(one.code).toBe(0);
  execFileSync(process.execPath, [command, ...args, '--threads', '2', '-o', at('nr-two')], { stdio: 'pipe' });
  expectSame('nr-one', 'nr-two', ['results.csv', 'figure.svg']);
});

it.each(['0', '1.5', 'many'])('%s is no number of threads', async (threads) => {
  const { code, error } = await operando('xas', at('spectra.dat'), '-o', at('none'), '--threads', threads);
  expect(code).toBe(2);
  expect(error).toMatch(/--threads/);
});
