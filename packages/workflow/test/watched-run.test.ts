import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { WatchedRun } from '../src/node/watch/watched-run.js';
import { eis } from '../src/techniques/eis.js';

afterEach(() => vi.restoreAllMocks());

it('rests after a look that failed, until a file changes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'operando-watched-run-'));
  const rows = Array.from({ length: 30 }, (_, i) => `${10 ** (4 - i / 8)},${10 + i},${-1 - (i % 15)}`);
  const fileOf = (name: string) => ({ name, path: join(folder, name), role: 'data' as const });
  const write = (name: string): void =>
    writeFileSync(join(folder, name), `frequency_Hz,re_ohm,im_ohm\n${rows.join('\n')}\n`);
  // What is wrong lies with no file.
  const technique: typeof eis = {
    ...eis,
    runFiles: async (files, options, context) => {
      if (files.data.length === 2) throw new Error('there are two');
      return eis.runFiles(files, options, context);
    },
  };
  let seconds = 1000;
  vi.spyOn(performance, 'now').mockImplementation(() => 1000 * seconds);
  const names = ['a.csv'];
  const options = technique.complete({ timeStep: 60 });
  const watch = {
    list: async () => names.map(fileOf),
    places: [folder],
    options,
    hasCycler: false,
    output: join(folder, 'out'),
  };
  const run = new WatchedRun(technique, watch, options, { settle: 0, growing: 5, trusted: 0 });
  const lookAfter = async (wait: number) => {
    await run.list();
    seconds += wait;
    await run.list();
    return run.isDue ? run.look({ memory: run.memory, isGrowing: true }) : 'nothing to do';
  };
  write('a.csv');
  expect(await lookAfter(20)).toMatchObject({ text: expect.stringContaining('1 spectr') as string });
  names.push('b.csv');
  write('b.csv');
  expect(await lookAfter(20)).toBeUndefined();
  expect(run.state().problem).toBe('there are two');
  for (let k = 0; k < 3; k++) expect(await lookAfter(20)).toBe('nothing to do');
  names.push('c.csv');
  write('c.csv');
  expect(await lookAfter(20)).toMatchObject({ text: expect.stringContaining('3 spectra') as string });
  rmSync(folder, { recursive: true });
});
