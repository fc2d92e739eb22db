import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeNdpExperiment } from '@operando/fixtures';
import type { WrittenNdpExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';

let folder = '';
let experiment: WrittenNdpExperiment;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-ndp-'));
  experiment = writeNdpExperiment(join(folder, 'in'), { frames: 20, seed: 6 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando ndp', () => {
  it('finds the lithium in each layer and the charge that arrived', async () => {
    const output = join(folder, 'out');
    const ran = await operando(
      'ndp',
      experiment.sample,
      join(folder, 'in', 'spectra'),
      '--ec',
      experiment.cycler,
      '-o',
      output,
      '--json',
    );
    expect(ran.error).not.toContain('defect');
    expect(ran.code).toBe(0);
    const summary = JSON.parse(ran.out) as {
      frames: number;
      misfits: number;
      particles: string[];
      chargeBalance: { slope: number; stderr: number };
    };
    expect(summary).toMatchObject({ frames: 20, misfits: 0, particles: ['3H'] });
    expect(Math.abs(summary.chargeBalance.slope - 0.9)).toBeLessThan(4 * summary.chargeBalance.stderr);
    expect(readdirSync(output).toSorted()).toEqual([
      'charge-balance.png',
      'charge-balance.svg',
      'figure.png',
      'figure.svg',
      'profiles.csv',
      'results.csv',
      'results.json',
    ]);
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows).toHaveLength(20);
    let pull = 0;
    rows.forEach((row, frame) => {
      const truth = experiment.experiment.layerTruth[5 * frame + 3]!;
      pull += ((Number(row['cathode_per_cm2']) - truth) / Number(row['cathode_per_cm2_stderr'])) ** 2;
      expect(row['chi_square_status']).toBe('converged');
      expect(Number(row['voltage_V'])).toBeGreaterThan(3);
    });
    // 20 values with honest errors (the monitor's noise is in these files' live times): chi2 between 6 and 60.
    expect(pull).toBeGreaterThan(6);
    expect(pull).toBeLessThan(60);
    const profiles = rowsOf(join(output, 'profiles.csv'));
    expect(Number(profiles.at(-1)!['depth_bottom_um'])).toBeCloseTo(9.7, 6);
    expect(Number(profiles[10]!['frame19_per_cm3_stderr'])).toBeGreaterThan(0);
  });

  it('sums frames, takes other methods and finds its lines', async () => {
    const summed = await operando(
      'ndp',
      experiment.sample,
      join(folder, 'in', 'spectra'),
      '-o',
      join(folder, 'summed'),
      '--rebin',
      '600',
      '--method',
      'richardson-lucy',
      '--title',
      'Summed',
    );
    expect(summed.code).toBe(0);
    expect(summed.out).toContain('4 profiles');
    const text = readFileSync(experiment.sample, 'utf8');
    // The edge of tritons from the surface of the lithium layer is no line; two regions of the cathode's edges would not calibrate. Lines are put into a spectrum of their own.
    const spectrum = Array.from({ length: 2048 }, (_, i) =>
      Math.round(2 + 900 * Math.exp(-0.5 * ((i - 1035) / 6) ** 2) + 700 * Math.exp(-0.5 * ((i - 1934.06) / 6) ** 2)),
    );
    const lines = join(folder, 'lines.spe');
    writeFileSync(
      lines,
      ['$SPEC_ID:', 'lines', '$MEAS_TIM:', '100 100', '$DATA:', '0 2047', ...spectrum, ''].join('\n'),
    );
    const calibrated = join(folder, 'in', 'lines.yml');
    writeFileSync(
      calibrated,
      text.replace(
        /calibration: .*/,
        'calibration: {lines: [{near: 1034, halfWidth: 25, energy: 1469}, {near: 1935, halfWidth: 25, energy: 2727.68}]}',
      ),
    );
    const ran = await operando(
      'ndp',
      calibrated,
      lines,
      '-o',
      join(folder, 'lines'),
      '--method',
      'direct',
      '--time-step',
      '100',
      '--lambda',
      '5',
    );
    expect(ran.code).toBe(0);
    const { details } = JSON.parse(readFileSync(join(folder, 'lines', 'results.json'), 'utf8')) as {
      details: { calibration: { coefficients: number[] } };
    };
    expect(details.calibration.coefficients[1]).toBeCloseTo(1.4, 2);
  });

  it('counts monitors in channels and dead time, and names what is missing', async () => {
    const text = readFileSync(experiment.sample, 'utf8');
    const monitored = join(folder, 'in', 'monitored.yml');
    writeFileSync(
      monitored,
      `${text.replace('relativeUncertainty', 'monitorRate: 1.0, relativeUncertainty')}monitorChannels: [1500, 1990]\ndeadTime: 4.0e-6\ninterfaceWidth: 0.01\nbeam: {from: back}\nenergyRange: [320, 3000]\n`,
    );
    const ran = await operando('ndp', monitored, join(folder, 'in', 'spectra'), '-o', join(folder, 'monitored'));
    expect(ran.code).toBe(0);
    expect(Number(rowsOf(join(folder, 'monitored', 'results.csv'))[0]!['monitor'])).toBeGreaterThan(1000);
    const wrong = join(folder, 'in', 'wrong.yml');
    writeFileSync(wrong, text.replace('layer: anode', 'layer: anodes'));
    const named = await operando(
      'ndp',
      wrong,
      join(folder, 'in', 'spectra'),
      '--ec',
      experiment.cycler,
      '-o',
      join(folder, 'x'),
    );
    expect(named.code).toBe(2);
    expect(named.error).toContain('Layers: Cu, anode');
  });

  it.each([
    ['an unknown key', (text: string) => text.replace('detectorFwhm', 'detectorFWHM'), /line 13.*detectorFWHM/],
    [
      'a number that is none',
      (text: string) => text.replace('thickness: 0.5', 'thickness: thick'),
      /line 8.*thickness/,
    ],
    ['broken YAML', (text: string) => text.replace('geometry: {', 'geometry: {{'), /line 17.*YAML/],
    ['a missing part', (text: string) => text.replace(/calibration.*\n/, ''), /calibration/],
    ['a file that is not there', undefined, /cannot be read/],
  ])('refuses %s', async (_, change, message) => {
    const path = join(folder, 'in', 'bad.yml');
    if (change !== undefined) writeFileSync(path, change(readFileSync(experiment.sample, 'utf8')));
    const ran = await operando(
      'ndp',
      change === undefined ? join(folder, 'nowhere.yml') : path,
      join(folder, 'in', 'spectra'),
      '-o',
      join(folder, 'bad'),
    );
    expect(ran.code).toBe(2);
    expect(ran.error).toMatch(message);
    expect(ran.error).not.toContain('defect');
  });

  it('refuses smoothing that is none and blanks of other channels', async () => {
    expect(
      (
        await operando(
          'ndp',
          experiment.sample,
          join(folder, 'in', 'spectra'),
          '-o',
          join(folder, 'bad'),
          '--lambda',
          'much',
        )
      ).error,
    ).toContain('gcv');
    const other = join(folder, 'in', 'blank2.yml');
    writeFileSync(other, readFileSync(experiment.sample, 'utf8').replace('blank.spe', 'short.spe'));
    writeFileSync(join(folder, 'in', 'short.spe'), '$SPEC_ID:\nx\n$MEAS_TIM:\n5 5\n$DATA:\n0 1\n1\n2\n');
    expect((await operando('ndp', other, join(folder, 'in', 'spectra'), '-o', join(folder, 'bad'))).error).toContain(
      '2 channels',
    );
  });
});
