import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { readColumnSeriesFrom } from '@operando/beamline-io';
import { createTable } from '@operando/core';
import type { ResultTable } from '@operando/core';
import { defineTechnique, frameIndex } from '@operando/workflow';
import type { RunContext, Technique } from '@operando/workflow';
import { run } from '../src/index.js';
import { mean } from './mean-technique.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-so-far-'));
  writeFileSync(join(folder, 'frame.xy'), '1 2\n2 3\n3 4\n');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const rows = (frames: number): ResultTable[] => [
  createTable({ name: 'results', index: frameIndex(frames), columns: [] }),
];

/** A technique that hands out two rows, and then does something else. */
const handingOut = (then: (context: RunContext) => void | Promise<void>): Technique =>
  defineTechnique({
    ...mean,
    options: z.strictObject({}),
    reading: [],
    partial: ['results'],
    work: () => ({
      read: (files) => readColumnSeriesFrom(files.data, { axis: { name: 'channel', unit: '1' }, timeStep: 1 }),
      async analyse({ provenance }, _, context) {
        context.onPartial?.(() => rows(1));
        context.onPartial?.(() => rows(2));
        await then(context);
        return { warnings: [], steps: provenance };
      },
      toTables: () => rows(3),
      toFigures: () => [],
      summarise: () => ({ headline: {}, text: 'done' }),
    }),
  });

/** @param isTold The process is told to end when two rows are handed out. */
async function operando(output: string, then: Parameters<typeof handingOut>[0], args: string[] = [], isTold = false) {
  let told = '';
  const tell = (text: string): void => void (told += text);
  let end: ((code: number) => void) | undefined;
  const terminal = {
    out: tell,
    error: tell,
    interactive: false,
    onEnd: (ended: (code: number) => void) => {
      end = ended;
      return () => void (end = undefined);
    },
  };
  const technique = handingOut(async (context) => {
    if (isTold) end?.(130);
    await then(context);
  });
  const outcome = await run(['mean', join(folder, 'frame.xy'), '-o', join(folder, output), ...args], terminal, {
    techniques: [technique],
  });
  return { ...outcome, told, isReleased: end === undefined, names: readdirSync(join(folder, output)).toSorted() };
}

const lines = (output: string): string[] =>
  readFileSync(join(folder, output, 'results-so-far.csv'), 'utf8')
    .trim()
    .split('\n');

const failing = (): void => {
  throw new Error('a later frame is broken');
};

it('what is done is written when the run fails later, and said so', async () => {
  const { exitCode, told, names, isReleased } = await operando('failed', failing);
  expect([exitCode, names, isReleased]).toEqual([1, ['results-so-far.csv'], true]);
  expect(lines('failed')).toEqual(['frame', '0', '1']);
  expect(told).toContain(`What was done so far is in ${join(folder, 'failed', 'results-so-far.csv')}.\n`);
  expect(told).toContain('a later frame is broken');
});

it('and when the process is told to end', async () => {
  const { exitCode, told, names } = await operando('ended', ({ signal }) => signal!.throwIfAborted(), [], true);
  expect([exitCode, names]).toEqual([130, ['results-so-far.csv']]);
  expect(lines('ended')).toEqual(['frame', '0', '1']);
  expect(told).toContain('told to end before the work was done');
  expect(told).not.toContain('defect');
});

it('rows that are done are not overwritten unasked, and goes when the results are there', async () => {
  await operando('again', failing);
  const refused = await operando('again', () => {});
  expect([refused.exitCode, refused.names]).toEqual([2, ['results-so-far.csv']]);
  expect(refused.told).toContain('add --force');
  const done = await operando('again', () => {}, ['--force']);
  expect([done.exitCode, done.names]).toEqual([0, ['results.csv', 'results.json']]);
});
