import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdxrdExperiment, writeXasExperiment, writeXrdExperiment } from '@operando/fixtures';
import { run } from '../src/index.js';
import { mean } from './mean-technique.js';
import { narrow, operando, operandoWith, rowsOf } from './command.js';

const main = fileURLToPath(new URL('../dist/command/operando.js', import.meta.url));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-plan-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Hashes of all files below a folder but those that hold times. */
function contents(top: string): Record<string, string> {
  const names = readdirSync(top, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => !/(?:run|campaign)\.json$/.test(path))
      .toSorted()
      .map((path) => [relative(top, path), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

/** Frames of the toy technique, a file each. */
function writeFrames(at: string, count = 3): void {
  mkdirSync(at, { recursive: true });
  for (let k = 0; k < count; k++)
    writeFileSync(join(at, `f${k}.txt`), `# channel counts\n0 ${k}\n1 ${k + 2}\n2 ${k + 4}\n`);
}

/** Runs the command with the toy technique, and gives what it told as events. */
async function means(...args: string[]): Promise<{ code: number; events: Record<string, unknown>[]; error: string }> {
  const { code, out, error } = await operandoWith([mean], ...args, '--json');
  const events = out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { code, events, error };
}
const statesOf = (events: readonly Record<string, unknown>[]): Record<string, unknown> =>
  Object.fromEntries(events.filter(({ event }) => event === 'ended').map(({ run: name, state }) => [name, state]));

describe('a campaign of cells', () => {
  const plan = (norm1: string, output = 'results'): string =>
    [
      'version: 1',
      `output: ${output}`,
      'sets:',
      '  cell-01: {files: {xas: cell1/xas/spectra, xrd: cell1/xrd/patterns}, cycler: cell1/xas/*.mpt}',
      '  cell-02: {files: {xas: cell2/xas/spectra}, cycler: cell2/xas/*.mpt}',
      'defaults:',
      `  xas: {width: ${narrow}}`,
      `  xrd: {width: ${narrow}, wavelength: 0.7, timeStep: 300, system: cubic, cyclerClock: first-frame}`,
      'steps:',
      `  - {name: edges, technique: xas, matrix: {norm1: [${norm1}]}}`,
      '  - {name: peaks, technique: xrd, sets: [cell-01], options: {hkl: ["111:8.48"], report: true}, onError: skip}',
    ].join('\n');
  let top = '';
  beforeAll(() => {
    top = join(folder, 'campaign');
    mkdirSync(top);
    writeXasExperiment(join(top, 'cell1', 'xas'), { frames: 4, points: 200, seed: 3 });
    // So few that a check tries all of them.
    writeXasExperiment(join(top, 'cell2', 'xas'), { frames: 2, points: 200, seed: 3 });
    const { patterns } = writeXrdExperiment(join(top, 'cell1', 'xrd-made'), { frames: 4, seed: 4 });
    mkdirSync(join(top, 'cell1', 'xrd', 'patterns'), { recursive: true });
    patterns.forEach((path, k) => copyFileSync(path, join(top, 'cell1', 'xrd', 'patterns', `p${k}.xy`)));
    writeFileSync(join(top, 'plan.yml'), plan('60, 90'));
    writeFileSync(join(top, 'once.yml'), plan('60, 90', 'once'));
  });

  it('killed at any moment, on two threads, and run again on one gives the bytes of a run that was left alone', async () => {
    const path = join(top, 'plan.yml');
    const checked = join(top, 'results', '.checked');
    const isKept = (): boolean =>
      existsSync(checked) && readdirSync(checked).some((key) => existsSync(join(checked, key, 'run.json')));
    // In the check, once it has kept something; then in the midst of a run.
    for (const isDue of [isKept, undefined]) {
      await new Promise<void>((resolve) => {
        const args = [main, 'run', path, '--json', '--threads', '2'];
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
        const look = setInterval(() => isDue?.() === true && child.kill('SIGKILL'), 5);
        let told = '';
        child.stdout.on('data', (text: Buffer) => {
          told += text.toString();
          if (isDue === undefined && told.split('"event":"started"').length > 3) child.kill('SIGKILL');
        });
        child.on('close', () => {
          clearInterval(look);
          resolve();
        });
      });
      if (isDue !== undefined) expect(existsSync(join(top, 'results', 'campaign.csv'))).toBe(false);
    }
    const before = Object.keys(contents(join(top, 'results'))).filter((name) => name.endsWith('results.json'));
    const { code, out } = await operando('run', path, '--json', '--threads', '1');
    expect(code).toBe(0);
    const reused = out.split('\n').filter((line) => line.includes('"state":"reused"')).length;
    expect(reused).toBeGreaterThan(0);
    expect(reused).toBeLessThanOrEqual(before.length);
    expect((await operando('run', join(top, 'once.yml'))).code).toBe(0);
    expect(contents(join(top, 'results'))).toEqual(contents(join(top, 'once')));
    // What the check kept is where it belongs, and figures that are numbered are in its record.
    expect(existsSync(checked) ? contents(checked) : {}).toEqual({});
    const { files } = JSON.parse(readFileSync(join(top, 'results', 'peaks', 'cell-01', 'run.json'), 'utf8')) as {
      files: { name: string }[];
    };
    const there = readdirSync(join(top, 'results', 'peaks', 'cell-01')).filter((name) => name !== 'run.json');
    expect(files.map(({ name }) => name).toSorted()).toEqual(there.toSorted());
    const rows = rowsOf(join(top, 'results', 'campaign.csv'));
    expect(rows.map(({ run: name, state }) => [name, state])).toEqual([
      ['edges/cell-01/norm1=60', 'done'],
      ['edges/cell-01/norm1=90', 'done'],
      ['edges/cell-02/norm1=60', 'done'],
      ['edges/cell-02/norm1=90', 'done'],
      ['peaks/cell-01', 'done'],
    ]);
    expect(rows.map((row) => row['xas.spectra'])).toEqual(['4', '4', '2', '2', '']);
    const pages = Object.keys(contents(join(top, 'results'))).filter((name) => name.endsWith('.html'));
    expect(pages).toEqual([join('peaks', 'cell-01', 'report.html')]);
  });

  it('does again what a changed option, input or a lost file concerns, and only that', async () => {
    const states = async (): Promise<Record<string, unknown>> => {
      const { code, out } = await operando('run', join(top, 'plan.yml'), '--json');
      expect(code).toBe(0);
      return statesOf(
        out
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      );
    };
    writeFileSync(join(top, 'plan.yml'), plan('60, 100'));
    expect(await states()).toEqual({
      'edges/cell-01/norm1=60': 'reused',
      'edges/cell-01/norm1=100': 'done',
      'edges/cell-02/norm1=60': 'reused',
      'edges/cell-02/norm1=100': 'done',
      'peaks/cell-01': 'reused',
    });
    const spectrum = join(top, 'cell2', 'xas', 'spectra', 'scan_2.xdi');
    writeFileSync(
      spectrum,
      readFileSync(spectrum, 'utf8').replace(
        /^( \S+ )(\d)/m,
        (_, head: string, digit: string) => `${head}${(Number(digit) + 1) % 9}`,
      ),
    );
    rmSync(join(top, 'results', 'peaks', 'cell-01', 'results.csv'));
    expect(Object.values(await states())).toEqual(['reused', 'reused', 'done', 'done', 'done']);
    // What the plan has no longer is taken away, and nothing else.
    writeFileSync(join(top, 'results', 'edges', 'cell-01', 'norm1=90', 'notes.txt'), 'mine');
    const tried = await operando('gc', join(top, 'plan.yml'), '--dry-run');
    const gone = ['edges/cell-01/norm1=90', 'edges/cell-02/norm1=90'];
    expect(tried.out.trim().split('\n').toSorted()).toEqual(gone);
    expect(existsSync(join(top, 'results', gone[1]!, 'results.json'))).toBe(true);
    expect((await operando('gc', join(top, 'plan.yml'))).out.trim().split('\n').toSorted()).toEqual(gone);
    expect(existsSync(join(top, 'results', gone[1]!))).toBe(false);
    expect(readdirSync(join(top, 'results', gone[0]!))).toEqual(['notes.txt']);
    expect(Object.values(await states())).toEqual(['reused', 'reused', 'reused', 'reused', 'reused']);
  });
});

describe('where a run fails', () => {
  const write = (name: string, steps: string): string => {
    const top = join(folder, name);
    writeFrames(join(top, 'good'));
    writeFrames(join(top, 'bad'));
    // In the midst, where a check does not look.
    writeFileSync(join(top, 'bad', 'f1.txt'), '# channel counts\n0 1\n1 x\n2 y\n');
    writeFileSync(
      join(top, 'plan.yml'),
      `version: 1\nsets:\n  bad: {files: bad}\n  good: {files: good}\nsteps:\n${steps}\n`,
    );
    return join(top, 'plan.yml');
  };

  it('the others go on, those that need it are left, and its error stands in the index', async () => {
    const path = write(
      'skip',
      '  - {name: first, technique: mean, onError: skip, retries: 1}\n  - {name: next, technique: mean, files: "@first/results.csv"}',
    );
    const { code, events } = await means('run', path);
    expect(code).toBe(1);
    expect(statesOf(events)).toEqual({
      'first/bad': 'failed',
      'first/good': 'done',
      'next/bad': 'blocked',
      'next/good': 'done',
    });
    expect(events.filter(({ event }) => event === 'failed-attempt')).toMatchObject([{ run: 'first/bad', attempt: 1 }]);
    const [bad, , blocked] = rowsOf(join(folder, 'skip', 'results', 'campaign.csv'));
    expect(bad).toMatchObject({
      run: 'first/bad',
      state: 'failed',
      error: expect.stringMatching(/f1\.txt, line 3/) as string,
    });
    expect(blocked).toMatchObject({ run: 'next/bad', state: 'blocked' });
    expect(JSON.parse(readFileSync(join(folder, 'skip', 'results', 'first', 'bad', 'run.json'), 'utf8'))).toMatchObject(
      { status: 'failed', key: expect.stringMatching(/^[0-9a-f]{64}$/) as string },
    );
    writeFrames(join(folder, 'skip', 'bad'));
    const mended = await means('run', path);
    expect([mended.code, statesOf(mended.events)]).toEqual([
      0,
      { 'first/bad': 'done', 'first/good': 'reused', 'next/bad': 'done', 'next/good': 'reused' },
    ]);
  });

  it('the plan stops unless told otherwise; results of before do not lie beside its error', async () => {
    const path = write('stop', '  - {name: first, technique: mean}');
    const broken = readFileSync(join(folder, 'stop', 'bad', 'f1.txt'));
    writeFrames(join(folder, 'stop', 'bad'));
    expect((await means('run', path)).code).toBe(0);
    const place = join(folder, 'stop', 'results', 'first', 'bad');
    expect(readdirSync(place)).toContain('results.csv');
    writeFileSync(join(folder, 'stop', 'bad', 'f1.txt'), broken);
    const { code, events } = await means('run', path);
    expect([code, statesOf(events)]).toEqual([1, { 'first/bad': 'failed', 'first/good': 'not-run' }]);
    expect(readdirSync(place)).toEqual(['run.json']);
    const only = await means('run', path, '--only', 'frst');
    expect([only.code, only.error]).toEqual([2, expect.stringContaining('Did you mean first?') as string]);
  });
});

it('told to end, it writes what was done into the index, and goes on from there', async () => {
  const top = join(folder, 'ended');
  for (const set of ['a', 'b', 'c']) writeFrames(join(top, set));
  const path = join(top, 'plan.yml');
  const sets = 'sets: {a: {files: a}, b: {files: b}, c: {files: c}}';
  writeFileSync(path, `version: 1\n${sets}\nsteps:\n  - {name: s, technique: mean}\n`);
  let end: ((code: number) => void) | undefined;
  const terminal = {
    out: (text: string) => text.includes('"event":"ended"') && end?.(130),
    error: () => undefined,
    interactive: false,
    onEnd: (told: typeof end) => ((end = told), () => (end = undefined)),
  };
  const { exitCode } = await run(['run', path, '--json'], terminal, { techniques: [mean] });
  expect(exitCode).toBe(130);
  const states = (): unknown[] => rowsOf(join(top, 'results', 'campaign.csv')).map(({ state }) => state);
  expect(states()).toEqual(['done', 'not-run', 'not-run']);
  const { events } = await means('run', path);
  expect(Object.values(statesOf(events))).toEqual(['reused', 'done', 'done']);
  expect(states()).toEqual(['done', 'done', 'done']);
});

describe('results among the data', () => {
  it.each([
    ['in the folder of the data', 'output: .', '.'],
    ['below it, with a pattern of any depth', 'output: out', '"**/*.{txt,csv,json}"'],
  ])('are never taken for data: %s', async (name, output, files) => {
    const top = join(folder, name.replaceAll(' ', '-'));
    writeFrames(top);
    const write = (step: string): void =>
      writeFileSync(
        join(top, 'plan.yml'),
        `version: 1\n${output}\nsets: {a: {files: ${files}}}\nsteps:\n  - {name: ${step}, technique: mean}\n`,
      );
    // The results of a step that the plan has no longer are none either.
    for (const [step, state] of [
      ['first', 'done'],
      ['first', 'reused'],
      ['other', 'done'],
    ] as const) {
      write(step);
      const { code, events } = await means('run', join(top, 'plan.yml'));
      expect([code, statesOf(events)]).toEqual([0, { [`${step}/a`]: state }]);
      expect(events.findLast(({ event }) => event === 'ended')).toMatchObject({ record: { headline: { frames: 3 } } });
      const told = events.filter((event) => JSON.stringify(event).includes('Results of a plan lie among the data'));
      expect(told).toHaveLength(state === 'done' && step === 'first' ? 0 : 1);
    }
  });
});

describe('a check', () => {
  const faults: readonly (readonly [string, { plan?: string; before?: (top: string) => void }, RegExp])[] = [
    ['a pattern that fits nothing', { plan: 'sets: {a: {files: "frmes/*.txt"}}' }, /frmes/],
    ['a folder that is not there', { plan: 'sets: {a: {files: nowhere}}' }, /nowhere/],
    ['an option that is none', { plan: 'step: {options: {factr: 2}}' }, /"factr".*Did you mean factor/],
    [
      'an option of a set that the technique has not',
      { plan: 'sets: {a: {files: frames, options: {hkl: 1}}}' },
      /parameter sets\.a\.options\.hkl: .*for every technique that works on it/,
    ],
    [
      'a default of another kind',
      { plan: 'sets: {a: {files: frames}}\ndefaults: {mean: {factor: high}}' },
      /parameter defaults\.mean\.factor: factor is "high"/,
    ],
    ['an option of another kind', { plan: 'step: {options: {factor: high}}' }, /factor is "high"; it must be number/],
    [
      'a value of the matrix that cannot be',
      { plan: 'step: {matrix: {window.to: [2, 0]}}' },
      /parameter steps\.s\.matrix\.window\.to: window\.to is 0/,
    ],
    ['an options file that is not there', { plan: 'step: {optionsFile: none.yml}' }, /none\.yml.*cannot be read/],
    [
      'an options file that is no YAML',
      {
        plan: 'step: {optionsFile: bad.yml}',
        before: (top) => writeFileSync(join(top, 'bad.yml'), 'factor: 2\n  window: {'),
      },
      /bad\.yml, line/,
    ],
    [
      'an empty file',
      { before: (top) => writeFileSync(join(top, 'frames', 'f1.txt'), '') },
      /f1\.txt: the file is empty/,
    ],
    [
      'a file of another kind',
      { before: (top) => writeFileSync(join(top, 'frames', 'f2.txt'), 'nothing of numbers') },
      /f2\.txt/,
    ],
    [
      'frames on different grids',
      { before: (top) => writeFileSync(join(top, 'frames', 'f2.txt'), '# channel counts\n0 1\n1 2\n5 4\n') },
      /f2\.txt|grid|channel/,
    ],
    ['an output that is a file', { before: (top) => writeFileSync(join(top, 'results'), 'mine') }, /a file, no folder/],
    ['a step that is none', { plan: 'step: {after: [other]}' }, /plan\.yml, line \d+: there is no step "other"/],
    [
      'a file that a step never makes',
      { plan: 'more: {name: n, technique: mean, files: "@s/result.csv"}' },
      /parameter n\/a: @s\/result\.csv: mean makes no result\.csv\. Did you mean results\.csv/,
    ],
    [
      'an option of a step that waits for files of another',
      { plan: 'more: {name: n, technique: mean, files: "@s/results.csv", options: {factr: 2}}' },
      /n\/a: .*"factr".*Did you mean factor/,
    ],
    [
      'steps that wait for each other',
      { plan: 'more: {name: n, technique: mean, files: "@s/results.csv", after: [n]}' },
      /n waits for itself/,
    ],
    ['two steps of one name', { plan: 'more: {name: S, technique: mean}' }, /two steps S/],
    ['a technique that is none', { plan: 'more: {name: n, technique: meen}' }, /no technique "meen"/],
    [
      'more data than the memory holds',
      { before: (top) => truncateSync(join(top, 'frames', 'f2.txt'), 4e12) },
      /may need 16000\.0 GB of memory/,
    ],
    ['a plan of a later version', { plan: 'version: 2' }, /plan\.yml, line 1: version 2/],
    ['a plan that does not say its version', { plan: 'version: ' }, /version/],
  ];

  it.each(faults)('tells of %s, and nothing is run', async (name, { plan = '', before }, message) => {
    const top = join(folder, name.replaceAll(' ', '-'));
    writeFrames(join(top, 'frames'));
    before?.(top);
    const [, key, value] = /^(\w+): (.*)$/s.exec(plan) ?? [];
    const step = key === 'step' ? `, ${value!.slice(1, -1)}` : '';
    const lines = [
      key === 'version' ? plan : 'version: 1',
      key === 'sets' ? plan : 'sets: {a: {files: frames}}',
      'steps:',
      `  - {name: s, technique: mean${step}}`,
      ...(key === 'more' ? [`  - ${value!}`] : []),
    ];
    writeFileSync(join(top, 'plan.yml'), lines.join('\n'));
    for (const more of [['--check'], []]) {
      const { code, error: told } = await operandoWith([mean], 'run', join(top, 'plan.yml'), ...more);
      expect([code, told]).toEqual([2, expect.stringMatching(message) as string]);
      expect(existsSync(join(top, 'results', 's'))).toBe(false);
    }
  });

  it.each<readonly [string, string, string, RegExp]>([
    ['a log of the cycler that is none', 'files: xas, cycler: notes.mpt', 'xas', /notes\.mpt: no format known here/],
    [
      'frames whose clock is not that of the log',
      'files: xrd, cycler: xas.mpt',
      'xrd',
      /the log has a date, the series only/,
    ],
    ['an axis of another unit', 'files: xas', 'xrd', /column energy is energy in eV, not two-theta/],
    ['an HDF5 file that is cut short', 'files: cut', 'xas', /cut\/a\.h5: .*cut short/],
  ])('tells of %s', async (_, set, technique, message) => {
    const top = join(folder, 'measured');
    if (!existsSync(top)) {
      const { spectra, cycler } = writeXasExperiment(join(top, 'x'), { frames: 2, points: 200, seed: 3 });
      renameSync(spectra, join(top, 'xas'));
      renameSync(cycler, join(top, 'xas.mpt'));
      const { patterns } = writeXrdExperiment(join(top, 'd'), { frames: 2, seed: 4 });
      for (const name of ['xrd', 'cut']) mkdirSync(join(top, name));
      patterns.forEach((path, k) => copyFileSync(path, join(top, 'xrd', `p${k}.xye`)));
      writeFileSync(join(top, 'notes.mpt'), 'charged well\n');
      const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
      writeFileSync(
        join(top, 'cut', 'a.h5'),
        Uint8Array.from({ length: 3000 }, (__, k) => signature[k] ?? k),
      );
    }
    const options = technique === 'xrd' ? ', options: {wavelength: 0.7, peak: [8.48]}' : '';
    const lines = ['version: 1', `sets: {a: {${set}}}`, 'steps:', `  - {name: s, technique: ${technique}${options}}`];
    writeFileSync(join(top, 'plan.yml'), lines.join('\n'));
    const { code, error } = await operando('run', join(top, 'plan.yml'), '--check');
    expect([code, error]).toEqual([2, expect.stringMatching(message) as string]);
  });

  it('finds nothing where nothing is wrong, and says what looks odd', async () => {
    const top = join(folder, 'odd');
    writeFrames(join(top, 'frames'), 4);
    writeFileSync(join(top, 'frames', 'f2.txt'), '0 1\n');
    writeFileSync(
      join(top, 'plan.yml'),
      'version: 1\nsets: {a: {files: frames}}\nsteps:\n  - {name: s, technique: mean}\n',
    );
    const { code, events, error } = await means('run', join(top, 'plan.yml'), '--check', '--threads', '2');
    expect([code, events]).toMatchObject([0, [{ event: 'found', run: 's/a', warning: { code: 'file-short' } }]]);
    expect(error).toMatch(/threads has no effect: mean goes through its frames/);
    expect(existsSync(join(top, 'results'))).toBe(false);
  });

  it('looks again at data that have changed since their results were written', async () => {
    const top = join(folder, 'changed');
    writeFrames(join(top, 'frames'));
    const path = join(top, 'plan.yml');
    writeFileSync(path, 'version: 1\nsets: {a: {files: frames}}\nsteps:\n  - {name: s, technique: mean}\n');
    expect((await means('run', path)).code).toBe(0);
    writeFileSync(join(top, 'frames', 'f0.txt'), '# channel counts\n0 1\n1 x\n2 y\n');
    for (const more of [['--check'], []]) {
      const { code, events } = await means('run', path, ...more);
      expect([code, events[0]]).toMatchObject([2, { event: 'found', run: 's/a', error: { where: { line: 3 } } }]);
    }
    expect(readdirSync(join(top, 'results', 's', 'a'))).toContain('results.csv');
    // A record that somebody wrote leads gc nowhere else.
    const old = join(top, 'results', 'old', 'a');
    mkdirSync(old, { recursive: true });
    const names = ['..', '../../campaign.csv', 'mine.txt'].map((name) => ({ name }));
    const record = { format: 'operando-run', formatVersion: 1, status: 'done', key: '', files: names };
    writeFileSync(join(old, 'run.json'), JSON.stringify(record));
    expect((await operando('gc', path)).code).toBe(2);
    const { code, out } = await operandoWith([mean], 'gc', path);
    expect(code).toBe(0);
    expect([out, readdirSync(join(top, 'results')).toSorted()]).toEqual([
      `${join('old', 'a')}\n`,
      ['campaign.csv', 'campaign.json', 's'],
    ]);
  });

  it('tells of data sets and defaults that no step uses', async () => {
    const top = join(folder, 'unused');
    writeFrames(join(top, 'frames'));
    const plan = 'version: 1\ndefaults: {mean: {factor: 2}}\nsets: {a: {files: frames}, b: {files: nowhere}}\n';
    writeFileSync(join(top, 'plan.yml'), `${plan}steps:\n  - {name: s, technique: mean, sets: [a]}\n`);
    const told = await means('run', join(top, 'plan.yml'), '--check');
    expect([told.code, told.events]).toMatchObject([
      0,
      [{ run: 'sets.b', warning: { code: 'option-without-effect', message: 'no step works on this data set.' } }],
    ]);
    expect((await means('run', join(top, 'plan.yml'), '--check', '--only', 's')).events).toEqual([]);
  });

  it('tries whole frames where several files make one, and all of them where options name one in between', async () => {
    const top = join(folder, 'slices');
    writeEdxrdExperiment(top, { frames: 4, positions: 2, seed: 2 });
    expect(readFileSync(join(top, 'cell.yml'), 'utf8')).toMatch(/stages: .*to: 3/);
    const plan =
      'version: 1\nsets: {a: {files: scans}}\nsteps:\n  - {name: s, technique: edxrd, optionsFile: cell.yml}\n';
    writeFileSync(join(top, 'plan.yml'), plan);
    const { code, out } = await operando('run', join(top, 'plan.yml'), '--check');
    expect([code, out]).toEqual([0, '1 runs, nothing stands in their way\n']);
    rmSync(join(top, 'scans', 'cell_0002_001.mca'));
    const lacking = await operando('run', join(top, 'plan.yml'), '--check');
    expect([lacking.code, lacking.error]).toEqual([
      2,
      expect.stringMatching(/s\/a: .*7 files do not make whole frames/),
    ]);
  });
});
