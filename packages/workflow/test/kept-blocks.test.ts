import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createTable } from '@operando/core';
import { fitPeakStackOnThreads, openThreads } from '@operando/threads';
import { collectGarbage, defineTechnique, readPlan, runPlan } from '../src/node.js';
import type { PlanOutcome, Technique } from '../src/node.js';
import { digestOf } from '../src/node/plan/digest.js';
import { keepTasks } from '../src/node/plan/kept-tasks.js';
import { openTaskStore } from '../src/node/plan/task-store.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-blocks-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const frames = 40;
const chain = 8;

/** A technique that fits a peak to frames of its own in five blocks, and is interrupted after some. */
function fitting(blocks: { after: number }): Technique {
  const x = Float64Array.from({ length: 60 }, (_, k) => k);
  const stack = Float64Array.from({ length: frames * 60 }, (_, at) => {
    const [frame, k] = [Math.floor(at / 60), at % 60];
    return 100 * Math.exp(-(((k - 30 - 0.1 * frame) / 4) ** 2)) + (at % 7);
  });
  return defineTechnique({
    id: 'fitting',
    title: 'a peak',
    data: 'files',
    frames: 'frames',
    cycler: false,
    isThreaded: true,
    tables: { results: 'frames' },
    figures: {},
    examples: '',
    options: z.strictObject({}),
    work: () => ({
      read: async () => undefined,
      async analyse(_input, _options, { threads }) {
        let done = 0;
        const onProgress = (): void => {
          if (++done === blocks.after) throw new Error('the power went');
        };
        const peaks = [{ shape: 'gaussian', center: 30, fwhm: 6, height: 100 }] as const;
        const fit = await fitPeakStackOnThreads(x, stack, { peaks }, { threads, chain, onProgress });
        return { warnings: [], steps: [], fit };
      },
      toTables: ({ fit }) => [
        createTable({
          name: 'results',
          index: { rows: 'frame', columns: [{ name: 'frame', unit: '', values: fit.chiSquare.map((_, k) => k) }] },
          columns: [{ name: 'chi_square', unit: '1', values: fit.chiSquare }],
        }),
      ],
      toFigures: () => [],
      summarise: () => ({ headline: {}, text: '' }),
    }),
  });
}

it('blocks that were done when a run ended are found again, whole ones alone, and the result is the same to the byte', async () => {
  writeFileSync(join(folder, 'data.txt'), 'x');
  const path = join(folder, 'plan.yml');
  const run = async (output: string, after: number): Promise<PlanOutcome> => {
    writeFileSync(
      path,
      `version: 1\noutput: ${output}\nsets: {a: {files: data.txt}}\nsteps: [{name: s, technique: fitting}]\n`,
    );
    const [outcome] = await runPlan(path, { techniques: [fitting({ after })] });
    return outcome!;
  };
  const result = (output: string): string => readFileSync(join(folder, output, 's', 'a', 'results.csv'), 'utf8');
  const whole = await run('whole', 0);
  expect([whole.record.error, whole.state, whole.record.blocks]).toEqual([undefined, 'done', undefined]);
  expect(readdirSync(join(folder, 'whole'))).not.toContain('.blocks');

  expect((await run('killed', 3)).state).toBe('failed');
  const blocks = join(folder, 'killed', '.blocks');
  const [key = ''] = readdirSync(blocks);
  const [log = ''] = readdirSync(join(blocks, key));
  // The last one as where the power went in the midst of it.
  const kept = readFileSync(join(blocks, key, log)).length;
  truncateSync(join(blocks, key, log), kept - 5);
  const again = await run('killed', 0);
  expect(again.state).toBe('done');
  expect(again.record.blocks).toBeGreaterThanOrEqual(2);
  expect(again.record.blocks).toBeLessThan(5);
  expect(result('killed')).toBe(result('whole'));
  expect(readdirSync(join(folder, 'killed'))).not.toContain('.blocks');

  expect((await run('left', 3)).state).toBe('failed');
  const plan = await readPlan(path, ['fitting']);
  expect(await collectGarbage(plan, true)).toEqual(['.blocks']);
  expect(await collectGarbage(plan)).toEqual(['.blocks']);
  expect(readdirSync(join(folder, 'left'))).not.toContain('.blocks');
});

it('a store gives what was put, of every program that wrote into it, and nothing that was damaged', async () => {
  const at = join(folder, 'store');
  const key = (digit: number): string => String(digit).repeat(64);
  const first = openTaskStore(at);
  first.put(key(1), { values: Float64Array.of(1, Number.NaN, -0), words: ['a'] });
  first.put(key(2), 'two');
  first.close();
  const second = openTaskStore(at);
  second.put(key(3), 3);
  second.close();
  expect(readdirSync(at)).toHaveLength(2);
  const log = readdirSync(at).find((name) => readFileSync(join(at, name)).includes('two'));
  mkdirSync(join(at, 'not.log'));
  const bytes = readFileSync(join(at, log!));
  bytes[bytes.lastIndexOf('two')]! ^= 1;
  writeFileSync(join(at, log!), bytes);
  appendFileSync(join(at, log!), 'rubbish that is longer than the head of a record, by some bytes');
  const third = openTaskStore(at);
  expect(third.get(key(1))).toEqual({ value: { values: Float64Array.of(1, Number.NaN, -0), words: ['a'] } });
  expect([third.get(key(2)), third.get(key(3)), third.get(key(4))]).toEqual([undefined, { value: 3 }, undefined]);
  await third.drop();
  expect(openTaskStore(at).get(key(1))).toBeUndefined();
});

it('another setup or other data are other tasks', async () => {
  const store = openTaskStore(join(folder, 'other'));
  const threads = keepTasks(openThreads(1), store);
  const x = Float64Array.from({ length: 30 }, (_, k) => k);
  const stack = Float64Array.from({ length: 60 }, (_, k) => 50 * Math.exp(-((((k % 30) - 15) / 3) ** 2)) + (k % 3));
  const fit = async (height: number, values: Float64Array): Promise<number> => {
    const peaks = [{ shape: 'gaussian', center: 15, fwhm: 5, height }] as const;
    await fitPeakStackOnThreads(x, values, { peaks }, { threads, chain: 1 });
    store.close();
    return store.found();
  };
  expect(await fit(50, stack)).toBe(0);
  expect(readdirSync(join(folder, 'other'))).toHaveLength(1);
  const found = async (height: number, values: Float64Array): Promise<number> => {
    const again = openTaskStore(join(folder, 'other'));
    const peaks = [{ shape: 'gaussian', center: 15, fwhm: 5, height }] as const;
    await fitPeakStackOnThreads(x, values, { peaks }, { threads: keepTasks(openThreads(1), again), chain: 1 });
    again.close();
    return again.found();
  };
  expect(await found(49, stack)).toBe(0);
  expect(
    await found(
      50,
      stack.map((value) => value + 1),
    ),
  ).toBe(0);
  expect(await found(50, stack)).toBeGreaterThan(0);
});

it('keys are of values, however these were come to', () => {
  const half = JSON.parse('0.5') as number;
  // The same whole numbers, once as such and once as doubles.
  expect(digestOf({ b: [1, 2], a: 3 })).toBe(digestOf({ a: 2 * half + 2, b: [2 * half, 4 * half] }));
  const all = [
    0,
    -0,
    '0',
    null,
    undefined,
    [],
    [0, 1],
    [[0], 1],
    ['0', '1'],
    ['01'],
    {},
    { a: undefined },
    { a: 1 },
    true,
  ];
  const views = [Float64Array.of(0), new Uint8Array(8), Float64Array.of(0, 0)];
  expect(new Set([...all, ...views].map(digestOf)).size).toBe(all.length + views.length);
});
