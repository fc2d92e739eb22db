import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePath, runReadmeExample, writeXasExperiment } from '@operando/fixtures';
import type { WrittenExperiment } from '@operando/fixtures';
import { exitCode, version } from '../src/index.js';
import { parseCountOption, parseNumberOption, parseRangeOption } from '../src/parse-options.js';
import { progressBars } from '../src/terminal.js';
import { operandoCoarse as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';

let folder = '';
let experiment: WrittenExperiment;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-cli-'));
  experiment = writeXasExperiment(join(folder, 'in'), { frames: 24, points: 400, seed: 5 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando xas', () => {
  let output = '';
  let full: Ran;
  beforeAll(async () => {
    output = join(folder, 'full');
    full = await operando('xas', experiment.spectra, '--ec', experiment.cycler, '-o', output);
  });

  it('writes one row per spectrum with voltage, capacity, edge step and positions with errors', () => {
    const { code, out, error } = full;
    expect([code, error]).toEqual([exitCode.done, expect.stringContaining('capacity-integrated') as string]);
    // XDI states UTC, EC-Lab no zone: said, since an hour's error would look like physics.
    expect(error).toContain('time-zones-differ');
    expect(out).toContain('24 spectra of 400 points');
    expect(readdirSync(output).sort()).toEqual([
      'edge-voltage.png',
      'edge-voltage.svg',
      'edges.csv',
      'figure.png',
      'figure.svg',
      'results.csv',
      'results.json',
    ]);
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows.length).toBe(24);
    expect(Object.keys(rows[0]!)).toEqual([
      'frame',
      'file',
      'start',
      'time_s',
      'duration_s',
      ...['voltage', 'current', 'capacity'].flatMap((name, i) => [`${name}_${['V', 'A', 'Ah'][i]}`, `${name}_status`]),
      'e0_eV',
      'e0_status',
      'edge_step',
      'edge_step_stderr',
      'edge_step_status',
      ...['derivative', 'half_step', 'integral', 'white_line', 'centroid'].flatMap((name) => [
        `edge_${name}_eV`,
        `edge_${name}_eV_stderr`,
        `edge_${name}_status`,
      ]),
    ]);
    expect(rows.map(({ file }) => file).slice(0, 2)).toEqual(['scan_1.xdi', 'scan_2.xdi']);
    expect(rows[0]!['start']).toBe('2024-05-26T07:18:09.000Z');
    const { truth } = experiment;
    rows.forEach((row, frame) => {
      const shift = Number(row['edge_half_step_eV']) - Number(rows[0]!['edge_half_step_eV']);
      // Noise of 0.002 edge steps moves the half-step by about 6 meV; the pre-edge line moves with e0.
      expect(Math.abs(shift - (truth.shift[frame]! - truth.shift[0]!))).toBeLessThan(0.05);
      expect(Math.abs(Number(row['edge_step']) - truth.edgeStep[frame]!)).toBeLessThan(
        3 * Number(row['edge_step_stderr']),
      );
      // The log is linear between its rows but for the turn of the triangle.
      const at = Math.round((truth.start[frame]! + 65) / 30);
      expect(Math.abs(Number(row['voltage_V']) - truth.log.voltage[at]!)).toBeLessThan(0.02);
      expect([row['voltage_status'], row['edge_step_status']]).toEqual(['ok', 'ok']);
    });
  });

  it('keeps everything with its provenance in results.json', () => {
    const document = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as Record<string, unknown> & {
      provenance: {
        options: Record<string, unknown>;
        inputs: { role: string; name: string; size: number; sha256: string }[];
        steps: { step: string; options?: Record<string, unknown> }[];
      };
    };
    expect(document.provenance.steps.map(({ step }) => step)).toEqual([
      'beamline-io/readSeries',
      'core/accumulateCapacity',
      'core/joinChannels',
      'xas-normalize/normalize',
    ]);
    // The signal that was chosen, and where the edges were found.
    expect(document.provenance.steps[0]!.options).toMatchObject({ files: 24, signal: expect.any(String) as string });
    expect(document.provenance.steps[3]!.options).toMatchObject({
      e0Rule: 'main rise, as one curve through the spectra',
      nnorm: 2,
    });
    expect(document.provenance.steps[2]!.options).toMatchObject({ offset: 0, method: 'average' });
    expect(document['headline']).toMatchObject({ spectra: 24, failed: 0, framesNotFullyInCyclerLog: 0 });
    expect(document['program']).toEqual({ name: 'operando', version });
    // Every option with its default, every input with what tells whether it is still the same.
    expect(document.provenance.options).toMatchObject({ signal: 'auto', join: 'average', maxGap: 600, width: 170 });
    const { inputs } = document.provenance;
    expect(inputs.map(({ role }) => role)).toEqual([...Array.from({ length: 24 }, () => 'data'), 'cycler']);
    const first = readFileSync(inputs[0]!.name);
    expect(inputs[0]).toMatchObject({ size: first.length, sha256: createHash('sha256').update(first).digest('hex') });
  });

  it('never overwrites results unless forced', async () => {
    const taken = join(folder, 'taken');
    cpSync(output, taken, { recursive: true });
    const before = readFileSync(join(taken, 'results.csv'), 'utf8');
    const refused = await operando('xas', experiment.spectra, '-o', taken);
    expect([refused.code, refused.error]).toEqual([exitCode.usage, expect.stringContaining('--force') as string]);
    expect(readFileSync(join(taken, 'results.csv'), 'utf8')).toBe(before);
    const forced = await operando(
      'xas',
      experiment.spectra,
      '-o',
      taken,
      '--force',
      '--json',
      '--signal',
      'ln(i0/itrans)',
      '--e0',
      '8345',
      '--nnorm',
      '1',
      '--map',
      'derivative',
      '--range',
      '8330:8360',
      '--width',
      '80',
      '--title',
      'a <b>',
    );
    expect(forced.code).toBe(exitCode.done);
    expect(JSON.parse(forced.out)).toMatchObject({ spectra: 24, cyclerRows: 0, clocks: 'no cycler log was given' });
    expect(readFileSync(join(taken, 'figure.svg'), 'utf8')).toContain('a &lt;b&gt;');
  });

  it('flags frames outside the cycler log and shifts its clock when told', async () => {
    const shifted = join(folder, 'shifted');
    const { code, error } = await operando(
      'xas',
      experiment.spectra,
      '--ec',
      experiment.cycler,
      '-o',
      shifted,
      '--clock-offset',
      '3000',
      '--join',
      'interpolate',
    );
    expect(code).toBe(exitCode.done);
    expect(error).toContain('frames-outside-log');
    const flags = rowsOf(join(shifted, 'results.csv')).map(({ voltage_status: flag }) => flag);
    expect(flags.slice(0, 3)).toEqual(['outside', 'outside', 'outside']);
    expect(flags.at(-1)).toBe('ok');
    expect(flags.length).toBe(24);
  });

  it('expands patterns of logs as those of data, and refuses one that fits nothing', async () => {
    const named = join(folder, 'named');
    const log = experiment.cycler.replace(/(?<=[\\/])[^\\/]*$/, '*.mpt');
    const { code } = await operando('xas', experiment.spectra, '--ec', log, '-o', named);
    expect(code).toBe(exitCode.done);
    expect(readFileSync(join(named, 'results.csv'), 'utf8')).toBe(readFileSync(join(output, 'results.csv'), 'utf8'));
    const none = await operando('xas', experiment.spectra, '--ec', join(folder, '*.mpr'), '-o', join(folder, 'none'));
    expect(none.code).toBe(exitCode.usage);
    expect(none.error).toContain('*.mpr');
  });

  it.each([
    ['no output folder', ['xas', 'x'], /required option '-o, --output <folder>'/],
    ['no output file', ['convert', 'x'], /required option '-o, --output <file>'/],
    ['the output by another name', ['convert', 'x', '--out', 'y.csv'], /unknown option '--out'\n.*--output/],
    ['that of a technique', ['xrd', 'x', '--outt', 'y'], /unknown option '--outt'\n.*--output/],
    ['that of a second run', ['rerun', 'x', '--outpt', 'y'], /unknown option '--outpt'\n.*--output/],
    ['an unknown option', ['xas', 'x', '-o', 'y', '--nope'], /unknown option/],
    ['a broken number', ['xas', 'x', '-o', 'y', '--e0', 'high'], /must be a number/],
    ['a range upside down', ['xas', 'x', '-o', 'y', '--range', '9:8'], /from:to/],
    ['a file that is not there', ['xas', '/nowhere/at/all', '-o', '/tmp/never'], /no such file/],
    ['no command', ['frobnicate'], /unknown command/],
  ])('%s is bad usage: exit code 2', async (_, args, message) => {
    const { code, error } = await operando(...args);
    expect(code).toBe(exitCode.usage);
    expect(error).toMatch(message);
  });

  it('names file, line and cure of a broken file, or skips it when told', async () => {
    const broken = join(folder, 'broken');
    const { spectra } = writeXasExperiment(broken, { frames: 4, points: 300 });
    const path = join(spectra, 'scan_2.xdi');
    writeFileSync(path, readFileSync(path, 'utf8').slice(0, -30));
    const stopped = await operando('xas', spectra, '-o', join(folder, 'never'));
    expect([stopped.code, stopped.error]).toEqual([
      exitCode.usage,
      expect.stringMatching(/scan_2\.xdi, line 310.*copy it again/) as string,
    ]);
    const skipped = await operando('xas', spectra, '-o', join(folder, 'skipped'), '--skip-bad');
    expect([skipped.code, skipped.error]).toEqual([exitCode.done, expect.stringContaining('file-skipped') as string]);
    expect(rowsOf(join(folder, 'skipped', 'results.csv')).length).toBe(3);
  });

  it('keeps a dark frame as a flagged row', async () => {
    const dark = join(folder, 'dark');
    const { spectra } = writeXasExperiment(dark, { frames: 4, points: 300 });
    const path = join(spectra, 'scan_3.xdi');
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(/^ (\S+) (\S+) \S+$/gm, ' $1 $2 $2'));
    const { code, error } = await operando('xas', spectra, '-o', join(folder, 'dark-out'));
    expect([code, error]).toEqual([exitCode.done, expect.stringContaining('no-edge') as string]);
    const rows = rowsOf(join(folder, 'dark-out', 'results.csv'));
    expect([rows[2]!['edge_step_status'], rows[2]!['e0_eV'], rows.length]).toEqual(['failed', 'nan', 4]);
  });

  it('takes columns by label and fluorescence sums', async () => {
    const path = join(folder, 'fluo.dat');
    const { energy, mu } = experiment.truth;
    const rows = Array.from({ length: 400 }, (_, i) => `${energy[i]} 100 ${40 * mu[i]!} ${60 * mu[i]!} ${mu[i]}`);
    writeFileSync(path, `# energy i0 if1 if2 total\n${rows.join('\n')}\n`);
    for (const [i, signal] of ['(if1+if2)/i0', 'total', '5'].entries()) {
      const { code } = await operando(
        'xas',
        path,
        '-o',
        join(folder, `fluo${i}`),
        '--signal',
        signal,
        '--time-step',
        '10',
      );
      expect(code).toBe(exitCode.done);
      expect(Number(rowsOf(join(folder, `fluo${i}`, 'results.csv'))[0]!['edge_step'])).toBeCloseTo(
        experiment.truth.edgeStep[0]!,
        0,
      );
    }
  });
});

describe('operando info', () => {
  it('says what files are, in words and as JSON', async () => {
    const words = await operando('info', join(experiment.spectra, 'scan_1.xdi'), experiment.cycler);
    expect(words.code).toBe(exitCode.done);
    expect(words.out).toMatch(/xdi, spectrum, 400 rows, from 2024-05-26T07:18:09\.000Z/);
    expect(words.out).toMatch(
      /biologic-mpt, electrochemistry, \d+ rows, from 2024-05-26T07:08:09\.000 \(time zone unstated\)/,
    );
    const json = await operando('info', join(experiment.spectra, 'scan_1.xdi'), '--json');
    expect(JSON.parse(json.out)).toMatchObject({ format: 'xdi', rows: 400 });
  });

  it('lists the scans of files that hold several', async () => {
    const path = join(folder, 'run.spec');
    const scan = (number: number, rows: string): string =>
      `#S ${number}  ascan  energy 8330 8350 1 1\n#N 3\n#L energy  I0  I1\n${rows}`;
    writeFileSync(
      path,
      `#F run\n${scan(1, '')}#C Scan aborted after 0 points.\n${scan(2, '8330 10 5\n8350 10 4\n')}${scan(2, '8330 10 5\n8350 10 3\n')}`,
    );
    const words = await operando('info', path);
    expect(words.out).toMatch(/spec, spectrum, 2 rows\n {4}energy \[energy\]: 8330 to 8350/);
    expect(words.out).toMatch(
      /3 scans, described is 2\.1:\n {4}1\.1, ascan {2}energy 8330 8350 1 1, 0 rows, aborted, empty\n/,
    );
    const json = await operando('info', path, '--json');
    expect(JSON.parse(json.out)).toMatchObject({
      format: 'spec',
      scan: '2.1',
      scans: [{ id: '1.1' }, { id: '2.1' }, { id: '2.2' }],
    });
    const many = join(folder, 'dispersive.csv');
    const cells = (text: string): string => ` , ${text}`.repeat(70);
    writeFileSync(many, `${cells('1')}\n1${cells('0.5')}\n2${cells('0.6')}\n`);
    const listed = await operando('info', many);
    expect(listed.out).toMatch(/and 11 more columns\n {2}70 scans:\n[^]*and 10 more scans/);
  });

  it('fails with 2 for what cannot be read, after telling the rest', async () => {
    const picture = join(folder, 'figure.png');
    writeFileSync(picture, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a));
    const { code, out, error } = await operando('info', picture, experiment.cycler);
    expect([code, error]).toEqual([exitCode.usage, expect.stringContaining('1 file cannot be read') as string]);
    expect(out).toContain('unreadable');
    expect(out).toContain('biologic-mpt');
  });
});

describe('help and version', () => {
  it('explain themselves with examples', async () => {
    const help = await operando('xas', '--help');
    expect([help.code, help.out]).toEqual([
      exitCode.done,
      expect.stringMatching(/Examples:\n {2}operando xas scans\//) as string,
    ]);
    expect((await operando('--version')).out.trim()).toBe(version);
    const manifest = JSON.parse(readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8')) as {
      version: string;
    };
    expect(version).toBe(manifest.version);
  });

  it('options are parsed strictly', () => {
    expect(parseNumberOption('1e3')).toBe(1000);
    expect(parseRangeOption('1:2')).toEqual([1, 2]);
    expect(parseCountOption('3')).toBe(3);
    for (const bad of ['', 'x', 'NaN']) expect(() => parseNumberOption(bad)).toThrow('number');
    for (const bad of ['-1', '1.5']) expect(() => parseCountOption(bad)).toThrow('whole');
    for (const bad of ['1', '2:1', '1:2:3', 'a:b']) expect(() => parseRangeOption(bad)).toThrow('from:to');
  });

  it('a progress bar shows only on a terminal', () => {
    for (const interactive of [false, true]) {
      const progress = progressBars({ out: () => undefined, error: () => undefined, interactive });
      progress.update({ stage: 'reading', done: 1, total: 2 });
      progress.update({ stage: 'fitting', done: 1, total: 0 });
      progress.stop();
      expect(typeof progress.stop).toBe('function');
    }
  });
});

const rock = referencePath('operando', 'rock-lno-operando-xas');

describe.skipIf(rock === undefined)('the LiNiO2 cell (needs OPERANDO_REFERENCE_DATA)', () => {
  it('gives 229 rows, all within the log, with the edge following the charge', async () => {
    const output = join(folder, 'rock');
    const { code } = await operando('xas', `${rock}/XAS_normalized`, '--ec', `${rock}/EC/*.mpt`, '-o', output);
    expect(code).toBe(exitCode.done);
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows.length).toBe(229);
    expect(new Set(rows.map(({ voltage_status: flag }) => flag))).toEqual(new Set(['ok']));
    const edge = rows.map((row) => Number(row['edge_half_step_eV']));
    const volts = rows.map((row) => Number(row['voltage_V']));
    expect(Math.max(...edge) - Math.min(...edge)).toBeGreaterThan(1.2);
    // The edge lies higher in the charged state: correlation with capacity, by ranks of halves.
    const capacity = rows.map((row) => Number(row['capacity_Ah']));
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const covariance = mean(edge.map((e, i) => (e - mean(edge)) * (capacity[i]! - mean(capacity))));
    const spread = (values: number[]): number => Math.sqrt(mean(values.map((v) => (v - mean(values)) ** 2)));
    expect(covariance / spread(edge) / spread(capacity)).toBeGreaterThan(0.8);
    expect([Math.min(...volts) > 2.9, Math.max(...volts) < 4.31]).toEqual([true, true]);
    // Steps from frame to frame are far smaller than the whole movement: no frame is misplaced.
    const steps = edge
      .slice(1)
      .map((e, i) => Math.abs(e - edge[i]!))
      .sort((a, b) => a - b);
    expect(steps[Math.floor(0.95 * steps.length)]).toBeLessThan(0.12);
  });

  it('flags, and does not drop, the 51 frames after the end of the first log', async () => {
    const output = join(folder, 'rock-half');
    const { code } = await operando(
      'xas',
      `${rock}/XAS_normalized`,
      '--ec',
      `${rock}/EC/220726cell4operandoxas_C06.mpt`,
      '-o',
      output,
    );
    expect(code).toBe(exitCode.done);
    const flags = rowsOf(join(output, 'results.csv')).map(({ voltage_status: flag }) => flag);
    expect([flags.length, flags.filter((flag) => flag === 'outside').length]).toEqual([229, 51]);
  });
});

it('the README example runs', () => {
  expect(runReadmeExample(fileURLToPath(new URL('..', import.meta.url)))).toContain('exit code 0');
});
