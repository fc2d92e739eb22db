import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeEdxrdExperiment } from '@operando/fixtures';
import type { WrittenEdxrdExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';

let folder = '';
let written: WrittenEdxrdExperiment;
let output = '';
let whole: Ran;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-edxrd-'));
  written = writeEdxrdExperiment(folder, { frames: 21, positions: 8, seed: 2 });
  output = join(folder, 'out');
  const files = [written.model, join(folder, 'scans')];
  whole = await operando('edxrd', ...files, '--ec', written.cycler, '-o', output, '--json');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando edxrd', () => {
  it('goes from files to lithium in every slice, gradient and charge balance', async () => {
    expect(whole.error).not.toContain('defect');
    expect(whole.code).toBe(0);
    expect(readdirSync(output).toSorted()).toEqual([
      'figure.png',
      'figure.svg',
      'results.csv',
      'results.json',
      'slices.csv',
      'states.png',
      'states.svg',
    ]);
    const summary = JSON.parse(whole.out) as {
      masked: string[];
      stages: { perElectron: number; perElectronStderr: number }[];
      largestGradient: { value: number };
    };
    expect(summary.masked).toEqual(['NMC111 113: Pb Kb2']);
    expect(summary.stages).toHaveLength(4);
    for (const { perElectron, perElectronStderr } of summary.stages)
      expect(Math.abs(perElectron - 1)).toBeLessThan(4 * perElectronStderr + 0.002);
    expect(Math.abs(summary.largestGradient.value - 0.2)).toBeLessThan(0.02);
    const rows = rowsOf(join(output, 'results.csv'));
    const { experiment } = written;
    const pulls = rows.flatMap((row, f) =>
      Array.from(
        experiment.positions,
        (at, s) => (Number(row[`x_${at}um`]) - experiment.lithium[f * 8 + s]!) / Number(row[`x_${at}um_stderr`]),
      ).filter(Number.isFinite),
    );
    expect(pulls.length).toBeGreaterThan(21 * 5);
    expect(pulls.filter((pull) => Math.abs(pull) < 4).length / pulls.length).toBeGreaterThan(0.97);
    expect(rowsOf(join(output, 'slices.csv'))).toHaveLength(21 * 8);
    expect(rows.map((row) => Number(row['voltage_V'])).every((voltage) => voltage > 3.4 && voltage < 4.5)).toBe(true);
    expect((await operando('edxrd', written.model, join(folder, 'scans'), '-o', output)).code).toBe(2);
  });

  describe('with a log of elapsed time alone', () => {
    /** What a run prints, and its balance. */
    async function balanced(...flags: readonly string[]) {
      const log = join(folder, 'elapsed.mpt');
      const text = readFileSync(written.cycler, 'latin1');
      writeFileSync(log, text.replace('lines : 5', 'lines : 4').replace(/^Acquisition.*\r\n/m, ''), 'latin1');
      const args = [written.model, join(folder, 'scans'), '--ec', log, ...flags, '--json', '--force'];
      const ran = await operando('edxrd', ...args, '-o', join(folder, 'elapsed'));
      return { ...ran, said: JSON.parse(ran.out) as { stages: unknown; error?: { cure: string } } };
    }
    const dated = (): unknown => (JSON.parse(whole.out) as { stages: unknown }).stages;

    it('names the flags that help', async () => {
      const { code, said } = await balanced();
      expect(code).toBe(2);
      expect(said.error?.cure).toMatch(/--cycler-start.*--cycler-clock first-frame/);
    });
    it('balances the same charge with the start of the log', async () => {
      expect((await balanced('--cycler-start', '2024-05-06T08:00:00')).said.stages).toEqual(dated());
    });
    it('balances the same charge with a log that begins with the first frame', async () => {
      expect((await balanced('--cycler-clock', 'first-frame')).said.stages).toEqual(dated());
    });
    it('counts a clock offset of 0 from the first frame', async () => {
      expect((await balanced('--clock-offset', '0')).said.stages).toEqual(dated());
    });
    it('counts a clock offset from the first frame', async () => {
      const { code, said } = await balanced('--clock-offset', '0.001');
      const stages = said.stages as { perElectron: number }[];
      const known = dated() as { perElectron: number }[];
      expect([code, stages.length]).toEqual([0, known.length]);
      stages.forEach(({ perElectron }, k) => expect(perElectron).toBeCloseTo(known[k]!.perElectron, 4));
    });
    it('tells the zone of a start that has one beside frames that have none', async () => {
      const { said } = await balanced('--cycler-start', '2024-05-06T10:00:00+02:00');
      expect(said.stages).toEqual(dated());
      expect(JSON.stringify(said)).toMatch(/time-zones-differ.*The frames' times are unstated, the log's \+02:00/);
    });
    it.each([
      ['no date', ['--cycler-start', 'soon'], /"soon" is no date and time.*2024-05-01T08:00:00/],
      ['a date that can be read in two ways', ['--cycler-start', '07/08/2022'], /"07\/08\/2022" is no date/],
      [
        'more starts than logs',
        ['--cycler-start', '2024-05-06', '--cycler-start', '2024-05-07'],
        /2 starts.*1 log has no dates/,
      ],
      [
        'a start of a log that begins with the first frame',
        ['--cycler-start', '2024-05-06', '--cycler-clock', 'first-frame'],
        /--cycler-start, --cycler-clock/,
      ],
    ])('refuses %s', async (_, flags, message) => {
      const { code, error } = await balanced(...flags);
      expect(code).toBe(2);
      expect(error).toMatch(message);
    });
  });

  it('tells an angle without a stated error as unknown, not as 0', () => {
    const { calibrationError, warnings } = JSON.parse(whole.out) as {
      calibrationError: unknown;
      warnings: { code: string }[];
    };
    expect(calibrationError).toBeNull();
    expect(warnings.map(({ code }) => code)).toContain('angle-error-unknown');
  });

  it('reads the same from HDF5, calibration in the model', async () => {
    const { experiment } = written;
    const h5wasm = await import('h5wasm/node');
    await h5wasm.ready;
    const file = new h5wasm.File(join(folder, 'scan.h5'), 'w');
    const counts = new Uint32Array(3 * 8 * experiment.channels);
    for (let f = 0; f < 3; f++) counts.set(experiment.frame(f), f * 8 * experiment.channels);
    file.create_group('entry').create_dataset({
      name: 'counts',
      data: counts,
      shape: [3, 8, experiment.channels],
      chunks: [1, 8, experiment.channels],
      compression: 4,
    });
    file.close();
    const model = readFileSync(written.model, 'utf8').replace(/^stages.*$/m, '');
    const path = join(folder, 'h5.yml');
    writeFileSync(
      path,
      `${model}\ndataset: /entry/counts\ncalibration: {offset: ${experiment.calibration[0]}, slope: ${experiment.calibration[1]}}\ntwoTheta: ${experiment.twoTheta}\nliveTime: ${experiment.liveTime}\n`,
    );
    const again = await operando(
      'edxrd',
      path,
      join(folder, 'scan.h5'),
      '--time-step',
      '300',
      '-o',
      join(folder, 'h5out'),
    );
    expect(again.code).toBe(0);
    expect(again.out).toContain('3 frames of 8 positions');
    expect(rowsOf(join(folder, 'h5out', 'results.csv')).map((row) => row['x_22.5um'])).toEqual(
      rowsOf(join(output, 'results.csv'))
        .slice(0, 3)
        .map((row) => row['x_22.5um']),
    );
    writeFileSync(path, readFileSync(path, 'utf8').replace('/entry/counts', '/entry/nothing'));
    const wrong = await operando('edxrd', path, join(folder, 'scan.h5'), '-o', join(folder, 'h5wrong'));
    expect(wrong.error).toMatch(/\/entry\/nothing.*\/entry\/counts/s);
    expect(wrong.code).toBe(2);
  });

  it.each([
    ['files that make no whole frames', (text: string) => text.replace('count: 8', 'count: 9'), /whole frames of 9/],
    ['a reflection without three indices', (text: string) => text.replace('[0, 0, 3]', '[0, 3]'), /reflections/],
    ['a misspelt key', (text: string) => text.replace('beamHeight', 'beamHight'), /beamHight/],
    [
      'active amounts of other slices',
      (text: string) => text.replace(/activeAmount: \[[^\]]*\]/, 'activeAmount: [1, 2]'),
      /2 active amounts for 8/,
    ],
    [
      'other detectors than the files',
      (text: string) => `${text}detectors: [{twoTheta: 3}, {twoTheta: 4}]\n`,
      /2 detectors, the spectra 1/,
    ],
    ['an angle of zero', (text: string) => `${text}twoTheta: 0\n`, /two-theta is 0/],
  ])('refuses %s', async (_, change, message) => {
    const path = join(folder, 'bad.yml');
    writeFileSync(path, change(readFileSync(written.model, 'utf8')));
    const refused = await operando('edxrd', path, join(folder, 'scans'), '-o', join(folder, 'never'));
    expect(refused.error).toMatch(message);
    expect(refused.code).toBeGreaterThan(0);
  });
});
