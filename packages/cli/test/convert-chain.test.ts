import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operandoCoarse as operando, rowsOf } from './command.js';
import { writeExperiments } from './experiments.js';
import type { Experiment } from './experiments.js';

let folder = '';
const ids = ['xas', 'xrd', 'edxrd', 'ndp', 'nr'] as const;
type Id = (typeof ids)[number];
let experiments: Record<Id, Experiment>;
const at = (...names: readonly string[]): string => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-chain-'));
  experiments = writeExperiments(folder, { isTiny: true, of: ids });
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
  technique: Id,
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

  // Wavelength in angstrom, of the header or given; what stands above the columns; how many of these are one angle's q in 1/angstrom.
  it.each([
    ['header', '# Wavelength: 0.4132 A\n# q_nm^-1 I', 10],
    ['given', '# q (1e-3 1/A) I', 1000],
    ['given', '# 1/d (1/A) I', 1 / (2 * Math.PI)],
    ['given', '# d* (1/nm) I', 10 / (2 * Math.PI)],
    ['given', '# xlabel: q (1/nm)', 10],
  ] as const)('gives the peaks of the files where these are along %s q: %s', async (from, head, scale) => {
    const wavelength = 0.4132;
    const lines = Array.from({ length: 400 }, (_, i) => {
      const angle = 16 + 0.02 * i;
      const q = (4 * Math.PI * Math.sin((angle * Math.PI) / 360)) / wavelength;
      return `${(q * scale).toPrecision(12)} ${100 + Math.round(900 * Math.exp(-(((angle - 20) / 0.1) ** 2)))}`;
    });
    const pattern = join(folder, 'q.dat');
    writeFileSync(pattern, `${head}\n${lines.join('\n')}\n`);
    const converted = at('q.h5');
    expect((await operando('convert', pattern, '-o', converted, '--force', '--time-step', '60')).code).toBe(0);
    const given = from === 'given' ? ['--wavelength', String(wavelength)] : [];
    const centers: number[] = [];
    for (const [name, input] of [
      ['of-text', pattern],
      ['of-hdf5', converted],
    ] as const) {
      const run = await operando('xrd', input, '-o', at(name), '--force', '--time-step', '60', ...given);
      expect(run.code, run.error).toBe(0);
      const [row] = rowsOf(at(name, 'tracks.csv'));
      centers.push(Number(row!['first_center_deg']));
    }
    expect(centers[0]).toBeCloseTo(20, 3);
    expect(centers[1]).toBeCloseTo(centers[0]!, 9);
  });

  it('says that a wavelength is wanted where a file has q and none', async () => {
    const pattern = join(folder, 'plain-q.dat');
    writeFileSync(
      pattern,
      `# q (1/nm) I\n${Array.from({ length: 30 }, (_, i) => `${20 + i} ${100 + i}`).join('\n')}\n`,
    );
    expect((await operando('convert', pattern, '-o', at('plain-q.h5'), '--force', '--time-step', '60')).code).toBe(0);
    const run = await operando('xrd', at('plain-q.h5'), '-o', at('plain-q'), '--force');
    expect(run.code).not.toBe(0);
    expect(run.error).toContain('--wavelength');
  });
});
