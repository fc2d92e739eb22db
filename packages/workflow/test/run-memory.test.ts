import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdxrdExperiment, writeXasExperiment, writeXrdExperiment } from '@operando/fixtures';
import { createRunMemory, readOptions, runFiles, techniques } from '../src/node.js';
import type { InputFile, ProgressEvent, RunMemory, RunResult } from '../src/node.js';

let folder = '';
let spectra = '';
let cycler = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-memory-'));
  ({ spectra, cycler } = writeXasExperiment(folder, { frames: 24, points: 110, seed: 11 }));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const filesOf = (names: readonly string[]): InputFile[] => [
  ...names.map((name) => ({ role: 'data', name, path: join(spectra, name) })),
  { role: 'cycler', name: 'cycler.mpt', path: cycler },
];

/** All that a result is compared by; files to write are functions. */
const whole = ({ files: _files, ...result }: RunResult): object => result;

async function expectSame(
  names: readonly string[],
  options: object,
  memory: RunMemory,
): Promise<{ readonly result: RunResult; readonly remembered: RunResult }> {
  const run = { files: filesOf(names), options: { skipBad: true, report: true, ...options } };
  const result = await runFiles(techniques.xas, run, { figures: false });
  const remembered = await runFiles(techniques.xas, run, { figures: false, memory });
  expect(whole(remembered)).toEqual(whole(result));
  return { result, remembered };
}

describe('runs on more and more of the same files', () => {
  it('give the same to the bit as if each were the first', async () => {
    const all = readdirSync(spectra).toSorted((a, b) => Number(/\d+/.exec(a)![0]) - Number(/\d+/.exec(b)![0]));
    const memory = createRunMemory();
    // One cannot be read, and one was aborted.
    writeFileSync(join(spectra, all[6]!), '# XDI/1.0\n# nothing\n');
    const aborted = join(spectra, all[9]!);
    truncateSync(aborted, Math.round(readFileSync(aborted).length * 0.6));
    const late = all[12]!;
    const sizes = [1, 6, 7, 12];
    for (const count of sizes) await expectSame(all.slice(0, count), {}, memory);
    // One that comes late, before those that are there; and then it goes on.
    const without = all.slice(0, 16).filter((name) => name !== late);
    await expectSame(without, {}, memory);
    await expectSame(all.slice(0, 16), {}, memory);
    // One that is written once more, to its end.
    writeFileSync(aborted, readFileSync(join(spectra, all[8]!)));
    const { result } = await expectSame(all, {}, memory);
    expect(result.warnings.map(({ code }) => code)).toContain('file-skipped');
    expect(result.tables[0]!.index.columns[0]).toMatchObject({ values: { length: all.length - 1 } });
  });

  it('normalize only what is new', async () => {
    const memory = createRunMemory();
    const names = readdirSync(spectra).filter((name) => /_1\d/.test(name));
    await expectSame(names.slice(0, 4), {}, memory);
    const before = memory.normalized;
    const done: number[] = [];
    await runFiles(
      techniques.xas,
      { files: filesOf(names.slice(0, 6)), options: { skipBad: true } },
      { memory, onProgress: ({ stage, total }) => void (stage === 'normalizing' && done.push(total)) },
    );
    expect(memory.normalized?.normalizer).toBe(before?.normalizer);
    expect(new Set(done)).toEqual(new Set([2]));
  });

  it('begin anew where something else has changed', async () => {
    const memory = createRunMemory();
    const names = readdirSync(spectra).filter((name) => /_2\d/.test(name));
    await expectSame(names, {}, memory);
    await expectSame(names, { e0: 8345 }, memory);
    await expectSame(names, { merge: 2 }, memory);
    const { result } = await expectSame(names.slice(1), {}, memory);
    expect(result.headline).toMatchObject({ spectra: names.length - 1 });
  });
});

describe('runs of edxrd on more and more of the same files', () => {
  it('fit only the frames that are new, and give the same to the bit', async () => {
    const [frames, positions] = [4, 2];
    const {
      spectra: files,
      model,
      cycler: log,
    } = writeEdxrdExperiment(join(folder, 'edxrd'), { frames, positions, seed: 3 });
    // Without stages, whose frames are not all there at first.
    const options = { ...(await readOptions(techniques.edxrd.options, { file: model })), stages: undefined };
    const memory = createRunMemory();
    const own = (count: number): InputFile[] => [
      ...files.slice(0, count * positions).map((path) => ({ role: 'data', name: path, path })),
      { role: 'cycler', name: log, path: log },
    ];
    for (const count of [1, 3, frames]) {
      const run = { files: own(count), options };
      const result = await runFiles(techniques.edxrd, run, { figures: false });
      const fitted: number[] = [];
      const onProgress = ({ stage, done }: ProgressEvent): void => void (stage === 'fitting' && fitted.push(done));
      const before = memory.profiled?.frames ?? 0;
      expect(whole(await runFiles(techniques.edxrd, run, { figures: false, memory, onProgress }))).toEqual(
        whole(result),
      );
      expect(Math.min(...fitted, count)).toBeGreaterThanOrEqual(before);
    }
    // A file that is written once more makes its frame, and those that follow from it, new.
    writeFileSync(files[positions]!, readFileSync(files[0]!));
    const run = { files: own(frames), options };
    const result = await runFiles(techniques.edxrd, run, { figures: false });
    expect(whole(await runFiles(techniques.edxrd, run, { figures: false, memory }))).toEqual(whole(result));
  });
});

describe('runs of xrd on more and more of the same files', () => {
  it('give the same to the bit', async () => {
    const { patterns } = writeXrdExperiment(join(folder, 'xrd'), { frames: 7, seed: 5 });
    const memory = createRunMemory();
    for (const count of [3, 6, 7]) {
      const files = patterns.slice(0, count).map((path): InputFile => ({ role: 'data', name: path, path }));
      const run = { files, options: { timeStep: 300, report: true } };
      const result = await runFiles(techniques.xrd, run, { figures: false });
      expect(whole(await runFiles(techniques.xrd, run, { figures: false, memory }))).toEqual(whole(result));
    }
  });
});
