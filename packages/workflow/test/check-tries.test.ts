import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createTable } from '@operando/core';
import { PartDone } from '@operando/threads';
import { defineTechnique, frameIndex, option } from '../src/index.js';
import { checkPlan, readPlan, runPlan, runPlanPart } from '../src/node.js';
import { idleWhere } from '../src/technique/idle-options.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-tries-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Counts its files, and keeps that; says how many files it was given each time, and how often it drew. */
function counting() {
  const seen: number[] = [];
  let drawings = 0;
  const technique = defineTechnique({
    id: 'count',
    title: 'number of files',
    data: 'files',
    frames: 'files',
    cycler: false,
    keepsStages: true,
    tables: { results: 'one row' },
    figures: { figure: 'nothing' },
    examples: '',
    options: z.strictObject({
      block: option(z.int().positive().default(1), { help: 'files of a block', example: 2 }),
    }),
    work: () => ({
      read: ({ data }) => Promise.resolve(data.length),
      analyse(files, _, { stages }) {
        seen.push(files);
        stages?.put('counted', { files });
        if (stages?.part !== undefined) throw new PartDone();
        return { files, warnings: [], steps: [] };
      },
      idle: ({ block }, files) => idleWhere(block >= files, ['block'], 'there are no more files'),
      toTables: ({ files }) => [
        createTable({
          name: 'results',
          index: frameIndex(1),
          columns: [{ name: 'files', unit: '1', values: Float64Array.of(files) }],
        }),
      ],
      toFigures() {
        drawings++;
        return [];
      },
      summarise: ({ files }) => ({ headline: { files }, text: '' }),
    }),
  });
  return { techniques: [technique], seen, drawings: (): number => drawings };
}

function writePlan(name: string, files: number, block: number): string {
  const top = join(folder, name);
  mkdirSync(join(top, 'data'), { recursive: true });
  for (let k = 0; k < files; k++) writeFileSync(join(top, 'data', `${k}.txt`), `${k} 1\n`);
  const step = `{name: s, technique: count, options: {block: ${block}}}`;
  writeFileSync(join(top, 'plan.yml'), `version: 1\nsets: {a: {files: data}}\nsteps:\n  - ${step}\n`);
  return join(top, 'plan.yml');
}

it('a check tries the first and last file, draws nothing of them, and says nothing of options that need more files', async () => {
  const { techniques, seen, drawings } = counting();
  const plan = await readPlan(writePlan('ends', 5, 3), ['count']);
  expect(await checkPlan(plan, { techniques })).toEqual([]);
  expect([seen, drawings()]).toEqual([[2], 0]);
  // With all files: an option without effect is told, and what is kept has its figures.
  const idle = await readPlan(writePlan('whole', 2, 3), ['count']);
  expect(await checkPlan(idle, { techniques })).toMatchObject([{ warning: { code: 'option-without-effect' } }]);
  expect([seen, drawings()]).toEqual([[2, 2], 1]);
});

it('a check does not try again what parts of a run have begun, but for changed options', async () => {
  const { techniques, seen } = counting();
  const path = writePlan('begun', 5, 3);
  const plan = await readPlan(path, ['count']);
  await runPlanPart(plan, { part: 1, of: 2 }, { techniques });
  expect(await checkPlan(plan, { techniques })).toEqual([]);
  expect(seen).toEqual([5]);
  writePlan('begun', 5, 4);
  const changed = await readPlan(path, ['count']);
  await checkPlan(changed, { techniques });
  expect(seen).toEqual([5, 2]);
  expect(await runPlan(plan, { techniques })).toMatchObject([{ state: 'done' }]);
});
