import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../src/node.js';
import { resolveRun } from '../src/node/plan/resolve-run.js';
import { preparedKey } from '../src/node/plan/run-key.js';
import { prepareFiles } from '../src/node/run-files.js';
import { ndp } from '../src/techniques/ndp.js';

let top = '';
beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'operando-places-'));
  const cell = join(top, 'here', 'cell');
  mkdirSync(cell, { recursive: true });
  for (const name of ['frame_1.spe', 'frame_2.spe', 'blank.spe']) writeFileSync(join(cell, name), name);
  writeFileSync(
    join(cell, 'sample.yml'),
    'sample: {angle: 30, threshold: 300, layers: [{material: Cu, thickness: 0.5}, {material: Si, thickness: 1}]}\ncalibration: {offset: 20, gain: 1.4}\ngeometry: {flux: 4e8, area: 1, solidAngleFraction: 0.003}\nbackground: blank.spe\n',
  );
  writeFileSync(
    join(top, 'here', 'plan.yml'),
    [
      'version: 1',
      'sets: {a: {files: cell}}',
      'steps:',
      '  - {name: n, technique: ndp, optionsFile: cell/sample.yml, matrix: {sample.threshold: [250], "sample.layers[1].thickness": [2]}}',
    ].join('\n'),
  );
});
afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

async function prepared(folder: string) {
  const plan = await readPlan(join(top, folder, 'plan.yml'), ['ndp']);
  const { files, options } = await resolveRun(plan, plan.runs[0]!, [ndp]);
  return prepareFiles(ndp, { files, options, folder: plan.folder });
}

describe('a run whose options are in a file', () => {
  it('has what the matrix sets within a group, and the rest of that group from the file', async () => {
    const { options, files } = await prepared('here');
    expect(options).toMatchObject({
      sample: {
        angle: 30,
        threshold: 250,
        layers: [
          { material: 'Cu', thickness: 0.5 },
          { material: 'Si', thickness: 2 },
        ],
      },
    });
    expect(files.map(({ role, name }) => [role, name])).toEqual([
      ['data', join('cell', 'frame_1.spe')],
      ['data', join('cell', 'frame_2.spe')],
      ['options', join('cell', 'sample.yml')],
    ]);
  });

  it('has the key that it had before its campaign was moved, and another where a file of its options changed', async () => {
    const key = preparedKey(await prepared('here'));
    cpSync(join(top, 'here'), join(top, 'there'), { recursive: true });
    expect(preparedKey(await prepared('there'))).toBe(key);
    writeFileSync(join(top, 'there', 'cell', 'blank.spe'), 'another');
    expect(preparedKey(await prepared('there'))).not.toBe(key);
  });
});

it('a plan may say once what its data sets share, as YAML does it', async () => {
  const file = join(top, 'shared.yml');
  const sets = 'sets:\n  a: &a {files: cell, options: {timeStep: 5}}\n  b: {<<: *a, files: other}\n';
  writeFileSync(file, `version: 1\n${sets}steps:\n  - {name: n, technique: ndp}\n`);
  const { runs } = await readPlan(file, ['ndp']);
  expect(runs.map(({ name, files, options }) => [name, files, options])).toEqual([
    ['n/a', ['cell'], { timeStep: 5 }],
    ['n/b', ['other'], { timeStep: 5 }],
  ]);
  // What aliases multiply stays limited, and names that JavaScript has a meaning for stay refused.
  const many = Array.from({ length: 30 }, (_, k) => `  s${k}: {<<: *a}\n`).join('');
  writeFileSync(file, `version: 1\nsets:\n  a: &a {files: cell}\n${many}steps:\n  - {name: n, technique: ndp}\n`);
  await expect(readPlan(file, ['ndp'])).rejects.toThrow(/aliases/);
  writeFileSync(file, 'version: 1\nsets:\n  a: &a {__proto__: 1}\n  b: {<<: *a}\n');
  await expect(readPlan(file, ['ndp'])).rejects.toThrow(/__proto__/);
});
