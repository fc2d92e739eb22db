import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operando, rowsOf } from './command.js';
import { writeExperiments } from './experiments.js';
import type { Experiment } from './experiments.js';

let folder = '';
let experiments: ReturnType<typeof writeExperiments>;
const at = (...names: readonly string[]): string => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-chain-'));
  experiments = writeExperiments(folder);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Rows of the tables of a run, but for what names or counts its files. */
function tablesOf(run: string): Record<string, Record<string, string>[]> {
  return Object.fromEntries(
    readdirSync(at(run))
      .filter((name) => name.endsWith('.csv'))
      .map((name) => [name, rowsOf(at(run, name)).map(({ file: _file, ...row }) => row)]),
  );
}

/** What a technique is given, and what of it is converted to which kind of file. */
const chains: readonly (readonly [
  technique: keyof ReturnType<typeof writeExperiments>,
  ending: string,
  isData: (word: string, experiment: Experiment) => boolean,
  options: readonly string[],
])[] = [
  ['xas', 'h5', (word) => word.endsWith('spectra'), []],
  ['xrd', 'h5', (word) => word.endsWith('.xye'), ['--time-step', '300']],
  ['edxrd', 'h5', (word) => word.endsWith('scans'), []],
  ['ndp', 'h5', (word) => word.endsWith('spectra'), []],
  ['nr', 'ort', (word) => word.endsWith('.txt'), ['--reflectivity', '--resolution', 'fwhm']],
];

describe('what is converted and then analysed', () => {
  it.each(chains)(
    'gives the numbers and errors of the files themselves: %s',
    async (technique, ending, isData, options) => {
      const experiment = experiments[technique];
      const data = experiment.args.filter((word) => isData(word, experiment));
      const converted = at(`${technique}-converted.${ending}`);
      expect(data.length).toBeGreaterThan(0);
      expect((await operando('convert', ...data, '-o', converted, ...options)).code).toBe(0);
      // In the place of the first file.
      const words = experiment.args.flatMap((word) =>
        word === data[0] ? [converted] : data.includes(word) ? [] : [word],
      );
      const runs: string[] = [];
      for (const [name, args] of [
        ['original', experiment.args],
        ['again', words],
      ] as const) {
        runs.push(`${technique}-${name}`);
        const ran = await operando(technique, ...args, '-o', at(`${technique}-${name}`));
        expect([ran.code, ran.code === 0 ? '' : ran.error]).toEqual([0, '']);
      }
      const [original, again] = runs.map(tablesOf);
      expect(Object.keys(original!)).toContain('results.csv');
      expect(again).toEqual(original);
    },
  );
});
