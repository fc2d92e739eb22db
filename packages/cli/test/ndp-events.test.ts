import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHdf5 } from '@operando/beamline-io/node';
import { drawCounts, graphiteLithium, seededRandom, simulatedCell } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';

let folder = '';
const cell = simulatedCell(undefined, undefined, undefined, 0.05);
const frames = 4;
const seconds = 60;
const [width, height] = [4, 2];
const depthOfFront = (frame: number): number => 21.5 - (6 * frame) / (frames - 1);
const model = `sample:
  particles: [triton]
  layers:
    - {material: Kapton, thickness: 7.5}
    - {material: Cu, thickness: 6}
    - {name: anode, material: C, density: 1.5, thickness: 10}
    - {name: separator, material: C2H4, density: 0.6, thickness: 4}
  detectorFwhm: 20
  threshold: 300
calibration: {offset: 5, gain: 2.8}
geometry: {flux: 1.0e+8, area: 1, solidAngleFraction: 0.003}
`;
/** Events that are known: [frame x channel], and how many in each pixel. */
const counts: Float64Array[] = [];
const inPixel = new Float64Array(frames * width * height);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-events-'));
  writeFileSync(join(folder, 'cell.yml'), model);
  const random = seededRandom(5);
  const rows: { readonly time: number; readonly text: string }[] = [];
  const stack = new Float64Array(frames * width * height * 1024);
  for (let f = 0; f < frames; f++) {
    const own = drawCounts(
      cell.rates((depth) => graphiteLithium.front(depth, f / (frames - 1))),
      seconds,
      random,
    );
    counts.push(own);
    own.forEach((count, channel) => {
      for (let k = 0; k < count; k++) {
        const time = seconds * (f + random.uniform());
        // Twice as many on the right half of the detector.
        const x = Math.floor(
          width * (random.uniform() < 1 / 3 ? 0.5 * random.uniform() : 0.5 + 0.5 * random.uniform()),
        );
        const y = Math.floor(height * random.uniform());
        inPixel[(f * height + y) * width + x]!++;
        stack[((f * height + y) * width + x) * 1024 + channel]!++;
        rows.push({ time, text: `${time.toFixed(6)},${channel},${x},${y}\n` });
      }
    });
    writeFileSync(join(folder, `f${f}.txt`), Array.from(own, (value, i) => `${i} ${value}\n`).join(''));
  }
  rows.sort((a, b) => a.time - b.time);
  writeFileSync(join(folder, 'events.csv'), `time_s,channel,x,y\n${rows.map(({ text }) => text).join('')}`);
  const h5wasm = await import('h5wasm/node');
  await h5wasm.ready;
  const file = new h5wasm.File(join(folder, 'stack.h5'), 'w');
  file.create_dataset({ name: 'counts', data: stack, shape: [frames, height, width, 1024], dtype: '<d' });
  file.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const ndp = (name: string, data: readonly string[], ...more: readonly string[]): Promise<Ran> =>
  operando('ndp', join(folder, 'cell.yml'), ...data, '-o', join(folder, name), ...more);
/** Counting is the point where smoothing is none. */
const even = ['--smoothing', 'even'] as const;
const rows = (name: string, table = 'results') => rowsOf(join(folder, name, `${table}.csv`));

describe('operando ndp of list-mode events', () => {
  it('counts them in frames of any length: as spectra of that length would give', async () => {
    const events = join(folder, 'events.csv');
    const ran = await ndp('minutes', [events], '--rebin', String(seconds), ...even);
    expect(ran.error).toMatch(/x and y, which are not used/);
    expect(ran.code).toBe(0);
    const spectra = Array.from({ length: frames }, (_, f) => join(folder, `f${f}.txt`));
    expect((await ndp('spectra', spectra, '--time-step', String(seconds), ...even)).code).toBe(0);
    const [counted, given] = [rows('minutes'), rows('spectra')];
    expect(counted).toHaveLength(frames);
    counted.slice(0, -1).forEach((row, f) => {
      expect(Number(row['duration_s'])).toBe(seconds);
      expect(Number(row['anode_per_cm2']) / Number(given[f]!['anode_per_cm2'])).toBeCloseTo(1, 2);
    });
    // The last ends with the last event.
    expect(Number(counted.at(-1)!['duration_s'])).toBeGreaterThan(seconds - 1);
    const dated = ['--set', 'events.start=2024-05-06T08:00:00Z'];
    expect((await ndp('whole', [events], '--rebin', '3600', ...dated, ...even)).code).toBe(0);
    expect(rows('whole')).toMatchObject([{ start: '2024-05-06T08:00:00.000Z' }]);
  });

  it('follows a front that moves from frame to frame', async () => {
    const ran = await ndp(
      'front',
      [join(folder, 'events.csv')],
      '--rebin',
      String(seconds),
      '--set',
      'front.layer=anode',
    );
    expect(ran.code).toBe(0);
    let square = 0;
    rows('front').forEach((row, f) => {
      expect(row['front_anode_status']).toBe('converged');
      const error = Number(row['front_anode_um_stderr']);
      // Half of the resolution at 10 000 counts in a frame.
      expect(error).toBeLessThan(0.2);
      square += ((Number(row['front_anode_um']) - depthOfFront(f)) / error) ** 2;
    });
    // Chi2 of 4: 99.9 % lie below 18.5.
    expect(square).toBeLessThan(18.5);
  });

  it('profiles every pixel, from events and from a dataset alike', async () => {
    const events = join(folder, 'events.csv');
    expect((await ndp('pixels', [events], '--rebin', String(seconds), '--pixels', '2')).code).toBe(0);
    const found = rows('pixels', 'pixels');
    expect(found).toHaveLength(frames * (width / 2) * (height / 2));
    const whole = rows('pixels');
    found.forEach((row) => {
      const [f, x] = [Number(row['frame']), Number(row['x'])];
      let share = 0;
      for (let y = 0; y < height; y++)
        for (let k = 0; k < 2; k++)
          share += inPixel[(f * height + y) * width + 2 * x + k]! / counts[f]!.reduce((a, b) => a + b, 0);
      // Each of the two sees half of the detector: its share of the counts, twice, is its share of the mean.
      const expected = 2 * share * Number(whole[f]!['total_per_cm2']);
      const error = Number(row['total_per_cm2_stderr']);
      expect(Math.abs(Number(row['total_per_cm2']) - expected)).toBeLessThan(error);
    });
    const fromFile = await ndp(
      'dataset',
      [join(folder, 'stack.h5')],
      '--dataset',
      '/counts',
      '--time-step',
      String(seconds),
      '--pixels',
      '2',
    );
    expect(fromFile.error).toBe('');
    const same = rows('dataset', 'pixels');
    expect(same).toHaveLength(found.length);
    same.forEach((row, k) => {
      expect([row['frame'], row['y'], row['x']]).toEqual([found[k]!['frame'], found[k]!['y'], found[k]!['x']]);
      expect(Number(row['total_per_cm2']) / Number(found[k]!['total_per_cm2'])).toBeCloseTo(1, 2);
    });
    const file = await openHdf5(join(folder, 'pixels', 'pixels.nxs'));
    expect(file.dataset('/entry/data/concentration').shape.slice(0, 3)).toEqual([frames, 1, 2]);
    file.close();
    const results = JSON.parse(readFileSync(join(folder, 'pixels', 'results.json'), 'utf8')) as {
      provenance: { steps: { step: string }[] };
    };
    expect(results.provenance.steps.map(({ step }) => step)).toContain('ndp-depth/profilePixels');
  });

  it('refuses what it cannot count', async () => {
    const events = join(folder, 'events.csv');
    const refused = async (...args: string[]): Promise<string> => {
      const ran = await ndp('never', [events], ...args);
      expect(ran.code).not.toBe(0);
      return ran.error;
    };
    expect(await refused()).toMatch(/--rebin/);
    expect(await refused('--rebin', '1e-5')).toMatch(/parameter rebin: .* frames of 1024 channels/);
    expect(await refused('--rebin', '30', '--set', 'events.start=yesterday')).toMatch(/events\.start/);
    expect(await refused('--rebin', '60', '--set', 'events.timeUnit=ns')).toMatch(/time_s is in s/);
    const spectra = await ndp('never', [join(folder, 'f0.txt')], '--set', 'events.channels=10', '--rebin', '60');
    expect(spectra.error).toMatch(/no list of events/);
    writeFileSync(join(folder, 'bare.csv'), '0.5,7\n1.25,9\n2.5,5\n');
    const bare = await ndp('never', [join(folder, 'bare.csv')], '--time-step', '60');
    expect(bare.error).toMatch(/no whole number/);
  });
});
