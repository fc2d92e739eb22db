import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';
import { reflectivityModel, writeReflectivity } from './experiments.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-nr-'));
  mkdirSync(join(folder, 'frames'));
  const random = seededRandom(2);
  const write = (name: string, sei: number): void => writeReflectivity(join(folder, name), sei, random);
  write('initial.txt', 40);
  write('plated.txt', 90);
  for (let k = 0; k < 5; k++) write(join('frames', `frame_${k}.txt`), 40 + 10 * k);
  writeFileSync(join(folder, 'cell.yml'), reflectivityModel);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando nr', () => {
  it('fits one curve, samples its posterior, writes tables and figure', async () => {
    const output = join(folder, 'one');
    const ran = await operando(
      'nr',
      join(folder, 'cell.yml'),
      join(folder, 'initial.txt'),
      '-o',
      output,
      '--sample',
      '150',
      '--json',
    );
    expect(ran.error).not.toContain('defect');
    expect(ran.code).toBe(0);
    const summary = JSON.parse(ran.out) as {
      status: string;
      parameters: Record<string, { value: number; stderr: number }>;
    };
    expect(summary.status).toBe('converged');
    expect(Math.abs(summary.parameters['sei']!.value - 40)).toBeLessThan(5 * summary.parameters['sei']!.stderr);
    expect(readdirSync(output).toSorted()).toEqual([
      'curves.csv',
      'figure.png',
      'figure.svg',
      'profile.csv',
      'results.csv',
      'results.json',
    ]);
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows.map((row) => row['parameter'])).toEqual(['cu', 'sei']);
    expect(Number(rows[1]!['posterior_std']) / Number(rows[1]!['value_stderr'])).toBeGreaterThan(0.6);
    expect(rowsOf(join(output, 'curves.csv'))).toHaveLength(90);
    const svg = readFileSync(join(output, 'figure.svg'), 'utf8');
    expect(svg).toContain('class="band"');
    expect((await operando('nr', join(folder, 'cell.yml'), join(folder, 'initial.txt'), '-o', output)).error).toContain(
      '--force',
    );
  });

  it('fits states together, sharing what is shared', async () => {
    writeFileSync(join(folder, 'both.yml'), `${reflectivityModel}shared: [cu]\n`);
    const ran = await operando(
      'nr',
      join(folder, 'both.yml'),
      join(folder, 'initial.txt'),
      join(folder, 'plated.txt'),
      '-o',
      join(folder, 'both'),
      '--method',
      'multi-start',
      '--starts',
      '4',
      '--title',
      'Both',
    );
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('2 curves');
    const rows = rowsOf(join(folder, 'both', 'results.csv'));
    expect(rows.map((row) => row['parameter'])).toEqual(['cu', 'initial.txt.sei', 'plated.txt.sei']);
    expect(Math.abs(Number(rows[2]!['value']) - 90)).toBeLessThan(5 * Number(rows[2]!['value_stderr']));
  });

  it('fits an instrument, and curves with what is another for them', async () => {
    const model = (curve: string): string =>
      `${reflectivityModel.replace('layers:', '  shift: {value: 0, bounds: [-0.001, 0.001]}\nlayers:')}instrument: {qOffset: shift}\ncurves:\n  ${curve}: {parameters: {sei: {value: 80, bounds: [5, 150]}}, resolution: {relative: 0.05, kind: fwhm}}\n`;
    const fitted = async (curve: string): ReturnType<typeof operando> => {
      writeFileSync(join(folder, 'own.yml'), model(curve));
      const files = ['initial.txt', 'plated.txt'].map((name) => join(folder, name));
      return operando('nr', join(folder, 'own.yml'), ...files, '-o', join(folder, `own-${curve}`));
    };
    const ran = await fitted('plated');
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('without-effect')]);
    const rows = rowsOf(join(folder, 'own-plated', 'results.csv'));
    const own = rows.find((row) => row['parameter'] === 'plated.txt.sei')!;
    expect(Math.abs(Number(own['value']) - 90)).toBeLessThan(5 * Number(own['value_stderr']));
    expect(rows.find((row) => row['parameter'] === 'shift')!['unit']).toBe('1/angstrom');
    const refused = await fitted('platd.txt');
    expect([refused.code, refused.error]).toEqual([2, expect.stringContaining('Did you mean plated.txt?')]);
  });

  it('follows a series', async () => {
    const ran = await operando(
      'nr',
      join(folder, 'cell.yml'),
      join(folder, 'frames'),
      '--series',
      '--time-step',
      '60',
      '-o',
      join(folder, 'series'),
      '--json',
    );
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ frames: 5, converged: 5 });
    const rows = rowsOf(join(folder, 'series', 'results.csv'));
    rows.forEach((row, k) => {
      expect(Number(row['time_s'])).toBe(60 * k);
      expect(Math.abs(Number(row['sei_angstrom']) - 40 - 10 * k)).toBeLessThan(5 * Number(row['sei_angstrom_stderr']));
    });
    writeFileSync(
      join(folder, 'linked.yml'),
      `${reflectivityModel}linked: {cu: {curve: constant}, sei: {curve: spline, knots: 3}}\n`,
    );
    const linked = await operando(
      'nr',
      join(folder, 'linked.yml'),
      join(folder, 'frames'),
      '--series',
      '-o',
      join(folder, 'linked'),
    );
    expect(linked.code).toBe(0);
    expect(linked.error).toContain('--time-step');
    expect(rowsOf(join(folder, 'linked', 'results.csv'))[0]!['origin']).toBe('joint');
    const piecewise = '{curve: piecewise, moments: [100]}';
    writeFileSync(
      join(folder, 'pieces.yml'),
      `${reflectivityModel}linked: {cu: {curve: constant}, sei: ${piecewise}}\n`,
    );
    const args = [join(folder, 'pieces.yml'), join(folder, 'frames'), '--series', '--time-step', '60'];
    const pieces = await operando('nr', ...args, '-o', join(folder, 'pieces'));
    expect([pieces.code, pieces.error]).toEqual([0, expect.not.stringContaining('without-effect')]);
    const knots = rowsOf(join(folder, 'pieces', 'linked.csv')).filter(({ parameter }) => parameter === 'sei');
    expect(knots.map((row) => [Number(row['time_s']), row['unit']])).toEqual(
      [0, 100, 240].map((at) => [at, 'angstrom']),
    );
    for (const row of knots)
      expect(Math.abs(Number(row['value']) - 40 - Number(row['time_s']) / 6)).toBeLessThan(
        5 * Number(row['value_stderr']),
      );
    const late = await operando('nr', ...args, '--set', 'linked.sei.moments=[300]', '-o', join(folder, 'late'));
    expect([late.code, late.error]).toEqual([
      2,
      expect.stringMatching(/300, which is not before the last frame \(240\)/),
    ]);
    const idle = await operando('nr', ...args, '--set', 'linked.sei.curve="linear"', '-o', join(folder, 'idle'));
    expect(idle.error).toMatch(/linked\.sei\.moments.*not made of pieces/);
    // Curves of an earlier set do not stay beside results that have none.
    const plain = [join(folder, 'cell.yml'), ...args.slice(1), '-o', join(folder, 'idle'), '--force'];
    expect(existsSync(join(folder, 'idle', 'linked.csv'))).toBe(true);
    expect((await operando('nr', ...plain)).code).toBe(0);
    expect(existsSync(join(folder, 'idle', 'linked.csv'))).toBe(false);
  });

  it('joins a log of the cycler to a series, and leaves out what cannot be read', async () => {
    mkdirSync(join(folder, 'logged'), { recursive: true });
    const random = seededRandom(4);
    for (let k = 0; k < 4; k++) writeReflectivity(join(folder, 'logged', `frame_${k}.txt`), 40 + 10 * k, random);
    writeFileSync(join(folder, 'logged', 'frame_2b.txt'), 'nothing to read\n');
    // 1 mV a second from 3 V on.
    const log = Array.from({ length: 30 }, (_, i) => `${10 * i},${(3 + 0.01 * i).toFixed(3)},0.001`).join('\n');
    writeFileSync(join(folder, 'log.bdf.csv'), `Test Time / s,Voltage / V,Current / A\n${log}\n`);
    const args = ['nr', join(folder, 'cell.yml'), join(folder, 'logged'), '--ec', join(folder, 'log.bdf.csv')];
    const series = ['--series', '--time-step', '60', '--skip-bad'];
    const ran = await operando(...args, ...series, '-o', join(folder, 'with-log'));
    expect([ran.code, ran.error]).toEqual([0, expect.stringContaining('file-skipped')]);
    const rows = rowsOf(join(folder, 'with-log', 'results.csv'));
    expect(rows).toHaveLength(4);
    // The mean over each minute.
    rows.forEach((row, k) => expect(Number(row['voltage_V'])).toBeCloseTo(3.03 + 0.06 * k, 2));
    expect(readFileSync(join(folder, 'with-log', 'figure.svg'), 'utf8')).toContain('Voltage');
    const stopped = await operando(...args, '--series', '--time-step', '60', '-o', join(folder, 'stopped'));
    expect([stopped.code, stopped.error]).toEqual([expect.any(Number), expect.stringContaining('frame_2b.txt')]);
    expect(stopped.code).not.toBe(0);
    const alone = await operando(...args, '--skip-bad', '-o', join(folder, 'alone'));
    expect([alone.code, alone.error]).toEqual([2, expect.stringContaining('no series')]);
  });

  it.each([
    ['an expression that names nothing', reflectivityModel.replace('thickness: sei', 'thickness: 2 * gold'), /gold/],
    ['a layer of two kinds', reflectivityModel.replace('{material: Si}', '{material: Si, sld: 2}'), /exactly one/],
    ['a wrong key', reflectivityModel.replace('roughness: 8', 'rough: 8'), /line 9.*rough/],
    ['a material without density', reflectivityModel.replace('{material: Si}', '{material: LiF}'), /density/],
    ['a single layer', reflectivityModel.replace(/ {2}- \{name.*\n/g, ''), /layers/],
  ])('refuses %s', async (_, text, message) => {
    writeFileSync(join(folder, 'bad.yml'), text);
    const ran = await operando('nr', join(folder, 'bad.yml'), join(folder, 'initial.txt'), '-o', join(folder, 'bad'));
    expect(ran.code).toBe(2);
    expect(ran.error).toMatch(message);
    expect(ran.error).not.toContain('defect');
  });

  it('takes every part of a model file', async () => {
    const whole = `${reflectivityModel.replace(
      '{name: SEI, thickness: sei, sld: 3.5, roughness: 8}',
      '{name: SEI, thickness: sei, knots: [3.5, 3.5, 3.5], slices: 5, roughness: 8}\n  - {repeat: 1, layers: [{thickness: 0, sld: 6.1}]}',
    )}scale: 1\nbackground: 0\nresolution: {relative: 0.03, kind: fwhm}\ncolumnKind: fwhm\n`;
    writeFileSync(join(folder, 'whole.yml'), whole);
    const ran = await operando(
      'nr',
      join(folder, 'whole.yml'),
      join(folder, 'initial.txt'),
      '-o',
      join(folder, 'whole'),
      '--objective',
      'log',
    );
    expect(ran.error).not.toContain('defect');
    expect(ran.code).toBe(0);
    writeFileSync(join(folder, 'orso.yml'), `${reflectivityModel}resolution: {kind: fwhm, method: orso}\n`);
    expect(
      (await operando('nr', join(folder, 'orso.yml'), join(folder, 'initial.txt'), '-o', join(folder, 'orso'))).code,
    ).toBe(0);
  });
});
