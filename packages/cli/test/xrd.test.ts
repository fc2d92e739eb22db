import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from '@operando/core';
import { referencePath, writeXrdExperiment } from '@operando/fixtures';
import type { WrittenXrdExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';

let folder = '';
let experiment: WrittenXrdExperiment;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-xrd-'));
  experiment = writeXrdExperiment(join(folder, 'in'), { frames: 24, seed: 4 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando xrd', () => {
  it("a folder that holds the cycler's log too: told, and left out of the patterns where --ec takes it", async () => {
    const mixed = join(folder, 'mixed');
    mkdirSync(mixed);
    for (const pattern of experiment.patterns.slice(0, 4)) copyFileSync(pattern, join(mixed, basename(pattern)));
    const log = join(mixed, 'charge.txt');
    copyFileSync(experiment.cycler, log);
    const told = await operando('xrd', mixed, '-o', join(folder, 'mixed-told'));
    expect(told.code).toBe(2);
    // Not what else is wrong with the log, whose current carries no sign.
    expect(told.error).toMatch(/charge\.txt: this is a cycler log, not a spectrum\..*--ec/);
    const step = String(experiment.timeStep);
    const flags = ['--ec', log, '--current-sign', 'from-voltage', '--time-step', step];
    const ran = await operando('xrd', mixed, ...flags, '-o', join(folder, 'mixed-out'));
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('charge.txt')]);
    expect(rowsOf(join(folder, 'mixed-out', 'results.csv'))).toHaveLength(4);
  });

  it('follows the peaks, refines the cell and joins the cycler', async () => {
    const output = join(folder, 'out');
    const { patterns, cycler, a, wavelength, timeStep, reflections } = experiment;
    const hkls = reflections.flatMap(({ hkl, twoTheta }) => ['--hkl', `${hkl}:${twoTheta.toFixed(2)}`]);
    const ran = await operando(
      'xrd',
      ...patterns,
      '--ec',
      cycler,
      '--current-sign',
      'from-voltage',
      '--time-step',
      String(timeStep),
      '--wavelength',
      String(wavelength),
      '--system',
      'cubic',
      ...hkls,
      '-o',
      output,
      '--json',
    );
    expect(ran.error).not.toContain('defect');
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ patterns: 24, tracks: 4, darkFrames: 0 });
    expect(readdirSync(output).toSorted()).toEqual([
      'figure.png',
      'figure.svg',
      'lattice-capacity.png',
      'lattice-capacity.svg',
      'results.csv',
      'results.json',
      'tracks.csv',
    ]);
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows).toHaveLength(24);
    let pull = 0;
    rows.forEach((row, frame) => {
      const error = Number(row['a_angstrom_stderr']);
      pull += ((Number(row['a_angstrom']) - a[frame]!) / error) ** 2;
      expect(Number(row['voltage_V'])).toBeGreaterThan(3.4);
      expect(row['hkl_1_1_1_center_status']).toBe('converged');
    });
    // 24 values with honest errors: chi2 between 8 and 50.
    expect(pull).toBeGreaterThan(8);
    expect(pull).toBeLessThan(50);
    expect(rowsOf(join(output, 'tracks.csv')).map(({ track }) => track)).toContain('hkl_2_2_0');
    const { tables } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as ResultDocument;
    const a0 = tables[0]!.columns.find(({ name }) => name === 'a');
    expect(a0).toMatchObject({ unit: 'angstrom', values: { length: 24 }, stderr: { length: 24 } });
  });

  it('works without wavelength, cell and cycler, and never overwrites unasked', async () => {
    const output = join(folder, 'plain');
    const args = [
      'xrd',
      join(folder, 'in', 'pattern_0001.xye'),
      join(folder, 'in', 'pattern_0002.xye'),
      join(folder, 'in', 'pattern_0003.xye'),
      join(folder, 'in', 'pattern_0004.xye'),
      '-o',
      output,
    ];
    const first = await operando(...args, '--half-window', '0.5', '--static-line', '11.2');
    expect([first.code, first.out.includes('4 tracks')]).toEqual([0, true]);
    expect(existsSync(join(output, 'lattice-capacity.svg'))).toBe(false);
    const second = await operando(...args);
    expect([second.code, second.error.includes('--force')]).toEqual([2, true]);
  });

  it.each([
    ['a cell without wavelength', ['--system', 'cubic', '--hkl', '111:8.5'], /--wavelength/],
    [
      'a reflection where no peak is',
      ['--system', 'cubic', '--wavelength', '0.7', '--hkl', '111:15.9'],
      /no track begins/,
    ],
    [
      'two reflections on one track',
      ['--wavelength', '0.7', '--hkl', '111:8.48', '--hkl', '200:8.49'],
      /two reflections/,
    ],
    ['a wavelength that is none', ['--wavelength', 'XyKa'], /Known tubes/],
    ['an hkl that is none', ['--hkl', '11:3'], /hkl:two-theta/],
    [
      'everything left out',
      ['--exclude', '1:10', '--exclude', '10:60'],
      /parameter exclude: .*leaves 0 of the \d+ points/,
    ],
    ['a part in which no pattern is', ['--fit', '100:120'], /parameter fit: 100:120 holds 0 points.*They go from/],
  ])('refuses %s', async (_, args, message) => {
    const ran = await operando('xrd', ...experiment.patterns.slice(0, 4), ...args, '-o', join(folder, 'never'));
    expect(ran.code).toBe(2);
    expect(ran.error).toMatch(message);
    expect(existsSync(join(folder, 'never'))).toBe(false);
  });

  const coin = referencePath('operando', 'i11-coincell-operando-xrd');
  it.skipIf(coin === undefined)(
    'follows the peaks of a coin cell, 5 patterns of 16 553 points (needs OPERANDO_REFERENCE_DATA)',
    async () => {
      const output = join(folder, 'coin');
      const ran = await operando(
        'xrd',
        join(coin!, 'xrd_data'),
        '--scan-log',
        join(coin!, 'Log', 'log_operando_coincell8_LDE2_reduced.csv'),
        '--fit',
        '5:40',
        '-o',
        output,
        '--json',
      );
      expect(ran.code).toBe(0);
      const summary = JSON.parse(ran.out) as { patterns: number; points: number; tracks: number };
      expect([summary.patterns, summary.points]).toEqual([5, 16_553]);
      expect(summary.tracks).toBeGreaterThan(10);
      // Times and exposures of the scan log.
      const rows = rowsOf(join(output, 'results.csv'));
      expect(rows.map(({ start }) => start!.slice(0, 19))).toEqual([
        '2025-07-02T19:05:59',
        '2025-07-02T19:15:03',
        '2025-07-02T19:24:07',
        '2025-07-02T19:33:12',
        '2025-07-02T19:42:17',
      ]);
      expect(Number(rows[0]!['duration_s'])).toBeCloseTo(56.553, 2);
      const tracks = rowsOf(join(output, 'tracks.csv'));
      const strongest = tracks
        .toSorted((one, other) => Number(other['median_area']) - Number(one['median_area']))
        .slice(0, 3);
      for (const track of strongest) {
        expect(Number(track['frames'])).toBeGreaterThan(3);
        expect(Math.abs(Number(track['first_center_deg']) - Number(track['last_center_deg']))).toBeLessThan(0.05);
      }
    },
  );
});
