import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNdpExperiment, writeXasExperiment } from '@operando/fixtures';
import { resultDocument } from '@operando/core';
import type { ResultDocument } from '@operando/core';
import { rerun, runFiles } from '@operando/workflow';
import { operandoCoarse as operando } from './command.js';
import { mean } from './mean-technique.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-inputs-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const table = (output: string): string => readFileSync(join(output, 'results.csv'), 'utf8');

/** Runs something in another folder. */
async function within<T>(place: string, work: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(place);
  try {
    return await work();
  } finally {
    process.chdir(before);
  }
}

describe('files that options name', () => {
  beforeAll(async () => {
    const { sample } = writeNdpExperiment(at('ndp'), { frames: 3, seed: 6 });
    const spectra = at('ndp', 'spectra');
    cpSync(join(spectra, readdirSync(spectra)[0]!), at('ndp', 'blank.spe'));
    writeFileSync(sample, readFileSync(sample, 'utf8').replace(/^background:.*$/m, 'background: blank.spe'));
    const ran = await operando('ndp', sample, spectra, '-o', at('ndp', 'results'));
    if (ran.code !== 0) throw new Error(ran.error);
  });

  it('are found where the folder of the experiment was moved to, as it is said', async () => {
    cpSync(at('ndp'), at('moved', 'cell7'), { recursive: true });
    const kept = at('kept');
    renameSync(at('ndp'), kept);
    const document = at('moved', 'cell7', 'results', 'results.json');
    const gone = await operando('rerun', document, '-o', at('never'));
    expect([gone.code, gone.error]).toEqual([2, expect.stringMatching(/no longer there.*--inputs/) as string]);
    const cell = at('moved', 'cell7');
    const told = await operando('rerun', document, '-o', at('told'), '--inputs', cell);
    expect([told.code, told.error.includes('input-changed')]).toEqual([0, false]);
    expect(table(at('told'))).toBe(table(join(kept, 'results')));
    renameSync(kept, at('ndp'));
  });

  it('are inputs like others: a changed one is refused, and told when it is accepted', async () => {
    const blank = at('ndp', 'blank.spe');
    const before = readFileSync(blank, 'utf8');
    writeFileSync(
      blank,
      before.replace(/(\d+)(\s*\n)/, (_, digits: string, end: string) => `${Number(digits) + 9}${end}`),
    );
    const document = at('ndp', 'results', 'results.json');
    const refused = await operando('rerun', document, '-o', at('never'));
    expect([refused.code, refused.error]).toEqual([2, expect.stringMatching(/blank\.spe changed since/) as string]);
    const accepted = await operando('rerun', document, '-o', at('accepted'), '--accept-changed');
    expect([accepted.code, accepted.error]).toEqual([0, expect.stringContaining('input-changed') as string]);
    writeFileSync(blank, before);
    // One that was changed by hand in the options is taken as it stands there.
    cpSync(blank, at('ndp', 'other.spe'));
    const edited = at('edited.json');
    writeFileSync(
      edited,
      readFileSync(document, 'utf8').replace(/("background": ")[^"]*"/, `$1${at('ndp', 'other.spe')}"`),
    );
    expect((await operando('rerun', edited, '-o', at('edited'))).code).toBe(0);
  });
});

describe('frames and logs', () => {
  it('of whole paths in several folders are found below the one that they were moved to', async () => {
    const { spectra, cycler } = writeXasExperiment(at('a', 'xas'), { frames: 4, points: 300 });
    const output = at('whole');
    expect((await operando('xas', spectra, '--ec', cycler, '-o', output)).code).toBe(0);
    mkdirSync(at('b'));
    renameSync(at('a', 'xas'), at('b', 'xas'));
    for (const [k, inputs] of [at('b'), at('b', 'xas')].entries()) {
      const told = await operando('rerun', join(output, 'results.json'), '-o', at(`whole-${k}`), '--inputs', inputs);
      expect([told.code, told.error.includes('changed')]).toEqual([0, false]);
      expect(table(at(`whole-${k}`))).toBe(table(output));
    }
  });

  it('of one name are told apart by what is in them', async () => {
    mkdirSync(at('two', 'one'), { recursive: true });
    mkdirSync(at('two', 'other'));
    writeFileSync(at('two', 'one', 's.xy'), '1 1\n2 2\n3 3\n');
    writeFileSync(at('two', 'other', 's.xy'), '1 4\n2 5\n3 6\n');
    const files = ['one', 'other'].map((name) => ({
      role: 'data',
      name: at('two', name, 's.xy'),
      path: at('two', name, 's.xy'),
    }));
    const first = await runFiles(mean, { files, options: {} });
    renameSync(at('two'), at('three'));
    const document = resultDocument(first, { name: 'operando', version: '0' });
    const again = await rerun(document, { techniques: [mean], inputs: at('three') });
    expect(again.tables).toEqual(first.tables);
    expect(again.warnings).toEqual(first.warnings);
  });

  it('are not what only has their name where the program runs', async () => {
    const { spectra } = writeXasExperiment(at('gone'), { frames: 4, points: 300 });
    await within(at('gone'), async () => {
      expect((await operando('xas', 'spectra', '-o', 'results')).code).toBe(0);
    });
    mkdirSync(at('elsewhere', 'spectra'), { recursive: true });
    cpSync(join(spectra, 'scan_2.xdi'), at('elsewhere', 'spectra', 'scan_1.xdi'));
    renameSync(at('gone'), at('gone-now'));
    await within(at('elsewhere'), async () => {
      const ran = await operando('rerun', at('gone-now', 'results', 'results.json'), '-o', 'out');
      expect([ran.code, ran.error]).toEqual([2, expect.stringMatching(/scan_1\.xdi is no longer there/) as string]);
    });
    // The same experiment from its new place, without a word.
    await within(at('gone-now'), async () => {
      const ran = await operando('rerun', 'results/results.json', '-o', 'out');
      expect([ran.code, ran.error.includes('changed')]).toEqual([0, false]);
    });
  });

  it('that are written to while they are read are told, and never recorded as newer than they were read', async () => {
    const path = at('growing.xy');
    writeFileSync(path, '1 1\n2 2\n3 3\n');
    const growing = {
      ...mean,
      runFiles: async (...given: Parameters<typeof mean.runFiles>) => {
        const outcome = await mean.runFiles(...given);
        appendFileSync(path, '4 10\n');
        return outcome;
      },
    };
    const files = [{ role: 'data', name: path, path }];
    const { provenance, warnings } = await runFiles(growing, { files, options: {} });
    expect(provenance.inputs.map(({ size }) => size)).toEqual([12]);
    expect(warnings.map(({ code }) => code)).toContain('input-changed');
  });
});

describe('results.json', () => {
  const written = (change: (document: ResultDocument) => unknown): string => {
    const path = at('changed.json');
    const document = JSON.parse(readFileSync(at('whole', 'results.json'), 'utf8')) as ResultDocument;
    writeFileSync(path, JSON.stringify(change(document)));
    return path;
  };
  const inputs =
    (change: (input: Readonly<Record<string, unknown>>) => unknown) =>
    ({ provenance, ...document }: ResultDocument): unknown => ({
      ...document,
      provenance: {
        ...provenance,
        inputs: provenance.inputs.map((input, i) => (i === 0 ? change({ ...input }) : input)),
      },
    });

  it.each([
    ['an unknown role', inputs((input) => ({ ...input, role: 'Data' })), /"Data", which is nothing here.*data, cycler/],
    ['a role that JavaScript knows', inputs((input) => ({ ...input, role: 'constructor' })), /which is nothing here/],
    ['no input', inputs(() => null), /no result of operando/],
    ['a name that is none', inputs((input) => ({ ...input, name: 5 })), /no result of operando/],
    ['an empty name', inputs((input) => ({ ...input, name: '' })), /no result of operando/],
    [
      'an option that is none',
      ({ provenance, ...document }: ResultDocument) => ({
        ...document,
        provenance: { ...provenance, options: { ...provenance.options, norm: 1 } },
      }),
      /changed\.json, parameter norm: .*Did you mean norm1/,
    ],
  ])('with %s is refused in words', async (_, change, message) => {
    const ran = await operando('rerun', written(change), '-o', at('never'));
    expect([ran.code, ran.error]).toEqual([2, expect.stringMatching(message) as string]);
    expect(ran.error).not.toContain('defect');
    expect(existsSync(at('never'))).toBe(false);
  });

  it('may begin with a mark of the byte order', async () => {
    const path = at('marked.json');
    writeFileSync(path, `\uFEFF${readFileSync(at('whole', 'results.json'), 'utf8')}`);
    expect((await operando('rerun', path, '-o', at('marked'), '--inputs', at('b'))).code).toBe(0);
  });
});
