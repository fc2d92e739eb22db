import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { readColumnSeriesFrom } from '@operando/beamline-io';
import { createTable, OperandoError } from '@operando/core';
import { defineTechnique, frameIndex, option, techniqueList } from '@operando/workflow';
import type { Technique } from '@operando/workflow';
import { run } from '../src/index.js';
import type { RunOutcome } from '../src/index.js';
import { rowsOf } from './command.js';
import { mean } from './mean-technique.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-new-'));
  for (let k = 0; k < 3; k++) writeFileSync(join(folder, `frame_${k}.xy`), `1 ${k}\n2 ${k + 1}\n3 ${k + 5}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The technique with options of its own. */
function withOptions(options: z.ZodType<object>): Technique {
  return defineTechnique({ ...mean, options, reading: [], work: () => Promise.reject(new Error('never')) });
}

async function operando(...args: string[]): Promise<RunOutcome & { readonly told: string }> {
  let told = '';
  const tell = (text: string): void => void (told += text);
  const outcome = await run(
    args,
    { out: tell, error: tell, interactive: false },
    { techniques: [...techniqueList, mean] },
  );
  return { ...outcome, told };
}

const frames = (): string[] => [0, 1, 2].map((k) => join(folder, `frame_${k}.xy`));
const means = (output: string): number[] =>
  rowsOf(join(folder, output, 'results.csv')).map((row) => Number(row['mean']));

it('a technique that stands in one file works from the command, with its help', async () => {
  const { exitCode, results, told } = await operando('mean', ...frames(), '-o', join(folder, 'a'), '--factor', '2');
  expect([exitCode, results[0]?.technique, told.startsWith('3 means\n')]).toEqual([0, 'mean', true]);
  expect(means('a')).toEqual([4, 6, 8]);
  expect(readdirSync(join(folder, 'a')).toSorted()).toEqual([
    'figure.png',
    'figure.svg',
    'results.csv',
    'results.json',
  ]);
  const help = await operando('mean', '--help');
  expect(help.told).toMatch(/--factor <value> +what the means are multiplied with \(default: 1\)/);
  expect(help.told).toContain('results.csv: one row per frame');
});

it('draws its figures as PNG with 300 dots per inch, or as many as one wants', async () => {
  const quiet = { out: () => undefined, error: () => undefined, interactive: false };
  const widthAt = async (name: string, dpi?: number): Promise<{ png: number; inches: number }> => {
    const output = join(folder, name);
    await run(['mean', ...frames(), '-o', output], quiet, { techniques: [mean], dpi });
    const [, points] = /viewBox="0 0 ([\d.]+)/.exec(readFileSync(join(output, 'figure.svg'), 'utf8'))!;
    // The width stands behind signature, length and name of the first chunk (PNG, section 11.2.1).
    return { png: readFileSync(join(output, 'figure.png')).readUInt32BE(16), inches: Number(points) / 72 };
  };
  const [usual, coarse] = [await widthAt('usual'), await widthAt('coarse', 30)];
  expect(usual.png).toBe(Math.round(300 * usual.inches));
  expect(coarse.png).toBe(Math.round(30 * coarse.inches));
});

it('says so where threads have no effect on it', async () => {
  const { exitCode, told } = await operando('mean', ...frames(), '-o', join(folder, 'alone'), '--threads', '2');
  expect(exitCode).toBe(0);
  expect(told).toContain(
    'option-without-effect: threads has no effect: mean goes through its frames one after another',
  );
});

it('from a file of options, and with groups by assignment', async () => {
  writeFileSync(join(folder, 'options.yml'), 'factor: 3\nwindow: {to: 2}\n');
  expect(
    (await operando('mean', ...frames(), '-o', join(folder, 'b'), '--options', join(folder, 'options.yml'))).exitCode,
  ).toBe(0);
  expect(means('b')).toEqual([1.5, 4.5, 7.5]);
  await operando('mean', ...frames(), '-o', join(folder, 'c'), '--set', 'window.to=1');
  expect(means('c')).toEqual([0, 1, 2]);
  writeFileSync(join(folder, 'options.yml'), 'factor: 3\nwindow: {too: 2}\n');
  const refused = await operando(
    'mean',
    ...frames(),
    '-o',
    join(folder, 'd'),
    '--options',
    join(folder, 'options.yml'),
  );
  expect([refused.exitCode, refused.told]).toEqual([
    2,
    expect.stringMatching(/options\.yml, line 2: .*"too".*Did you mean to\?/) as string,
  ]);
});

it('and runs again', async () => {
  const { exitCode } = await operando('rerun', join(folder, 'b', 'results.json'), '-o', join(folder, 'again'));
  expect(exitCode).toBe(0);
  expect(readFileSync(join(folder, 'again', 'results.csv'), 'utf8')).toBe(
    readFileSync(join(folder, 'b', 'results.csv'), 'utf8'),
  );
});

it('is refused in words where its options are none of a technique', async () => {
  const taken = withOptions(z.strictObject({ output: option(z.string().optional(), { help: 'where to' }) }));
  const outcome = await run(
    ['mean', '--help'],
    { out: () => {}, error: () => {}, interactive: false },
    { techniques: [taken] },
  );
  expect([outcome.exitCode, String(outcome.error)]).toEqual([
    2,
    expect.stringMatching(/mean\.output: --output is a flag of every technique already/) as string,
  ]);
  for (const schema of [z.date(), z.string().transform(Number), z.array(z.bigint())])
    expect(() => withOptions(z.strictObject({ when: z.strictObject({ shown: schema }) }))).toThrow(
      /parameter when\.shown.*an option of a technique cannot be a/,
    );
});

it('keeps what it computed where a figure cannot be drawn', async () => {
  const series = { axis: { name: 'channel', unit: '1' }, timeStep: 1 } as const;
  const failing = (svg: () => string) =>
    defineTechnique({
      ...mean,
      options: z.strictObject({}),
      reading: [],
      work: () => ({
        read: (files) => readColumnSeriesFrom(files.data, series),
        analyse: ({ provenance }) => ({ warnings: [], steps: provenance }),
        toTables: () => [createTable({ name: 'results', index: frameIndex(3), columns: [] })],
        toFigures: () => [{ name: 'figure', title: 'Means', svg: svg() }],
        summarise: () => ({ headline: {}, text: 'done' }),
      }),
    });
  const unable = (): string => {
    throw new OperandoError('too-few-points', 'there is no group to draw.');
  };
  const cases = [
    [unable, ['results.csv', 'results.json'], 'there is no group to draw'],
    [() => '<no figure>', ['figure.svg', 'results.csv', 'results.json'], 'a picture 0 pixels wide'],
  ] as const;
  for (const [i, [svg, files, reason]] of cases.entries()) {
    const output = join(folder, `without-${i}`);
    let told = '';
    const tell = (text: string): void => void (told += text);
    const techniques = [failing(svg)];
    const { exitCode } = await run(
      ['mean', ...frames(), '-o', output],
      { out: tell, error: tell, interactive: false },
      { techniques },
    );
    expect([exitCode, readdirSync(output).toSorted()]).toEqual([0, files]);
    expect(told).toMatch(new RegExp(`figure-left-out: .*${reason}`));
    expect(readFileSync(join(output, 'results.json'), 'utf8')).toContain('figure-left-out');
  }
});
