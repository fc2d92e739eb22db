import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultDocument } from '@operando/core';
import { seededRandom, writeRietveldExperiment } from '@operando/fixtures';
import type { WrittenRietveldExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';

const frames = 5;
let folder = '';
let experiment: WrittenRietveldExperiment;
let flags: string[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-rietveld-'));
  experiment = writeRietveldExperiment(join(folder, 'in'), { frames, seed: 3 });
  const { patterns, cycler, timeStep } = experiment;
  flags = [...patterns, '--ec', cycler, '--current-sign', 'from-voltage', '--time-step', String(timeStep)];
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const documentOf = (output: string): ResultDocument =>
  JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as ResultDocument;

/** A phases file that is another in one place, with all else beside it. */
function changed(name: string, change: (text: string) => string): string {
  const path = join(folder, 'in', `${name}.yml`);
  writeFileSync(path, change(readFileSync(experiment.phases, 'utf8')));
  return path;
}

describe('operando rietveld', () => {
  it('finds weight fractions and cells of a made series, within their errors', async () => {
    const output = join(folder, 'out');
    const ran = await operando('rietveld', experiment.phases, ...flags, '-o', output, '--json');
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('defect')]);
    const rows = rowsOf(join(output, 'results.csv'));
    expect(rows).toHaveLength(frames);
    const pull = (row: Record<string, string>, name: string, truth: number): number =>
      (Number(row[name]) - truth) / Number(row[`${name}_stderr`]);
    const pulls = rows.flatMap((row, f) => [
      pull(row, 'MgO_weight_fraction', experiment.weightFraction[f]!),
      pull(row, 'MgO_a_angstrom', experiment.a[f]!),
      pull(row, 'Al_a_angstrom', 4.0495),
    ]);
    // 15 pulls of a seed: the largest of so many lies above 4 once in a thousand times.
    expect(Math.max(...pulls.map(Math.abs))).toBeLessThan(4);
    const spread = pulls.reduce((sum, value) => sum + value * value, 0) / pulls.length;
    // Mean of 15 squares: 1 +- 0.37; 3 standard errors.
    expect(spread).toBeGreaterThan(0.3);
    expect(spread).toBeLessThan(2.1);
    rows.forEach((row) => {
      expect([row['rwp_status'], row['MgO_presence'], row['Al_presence']]).toEqual(['converged', 'present', 'present']);
      expect(Number(row['MgO_weight_fraction']) + Number(row['Al_weight_fraction'])).toBeCloseTo(1, 12);
      expect(Math.abs(Number(row['goodness_of_fit']) - 1)).toBeLessThan(0.15);
      expect(Number(row['voltage_V'])).toBeGreaterThan(3);
    });
    const phases = rowsOf(join(output, 'phases.csv'));
    expect(phases.map(({ frame, phase }) => `${frame} ${phase}`).slice(0, 3)).toEqual(['0 MgO', '0 Al', '1 MgO']);
    expect(phases[0]!['weight_fraction']).toBe(rows[0]!['MgO_weight_fraction']);
    const lines = rowsOf(join(output, 'lines.csv'));
    expect(lines[0]).toMatchObject({ frame: '0', phase: 'MgO', h: '1', k: '1', l: '1' });
    const points = rowsOf(join(output, 'patterns.csv'));
    expect(points).toHaveLength(2 * experiment.twoTheta.length);
    const { observed, calculated, difference } = points[200]!;
    expect(Number(observed) - Number(calculated)).toBeCloseTo(Number(difference), 9);
    const summary = JSON.parse(ran.out) as { phases: { MgO: { present: number } }; converged: number };
    expect([summary.converged, summary.phases.MgO.present]).toEqual([frames, frames]);
    expect(readFileSync(join(output, 'pattern-0.svg'), 'utf8')).toContain('MgO');
  });

  it('says in its provenance what was read and what atoms scatter', () => {
    const { provenance, technique } = documentOf(join(folder, 'out'));
    expect(technique).toBe('rietveld');
    const names = provenance.inputs.map(({ role, name }) => `${role} ${name.replace(/^.*\//, '')}`);
    expect(names).toEqual(expect.arrayContaining(['phases[0].cif MgO.cif', 'phases[1].cif Al.cif']));
    const step = provenance.steps.find(({ step: name }) => name === 'crystal/parseCif')!;
    const [mgo] = (step.options as { structures: { spaceGroup: string; scattering: Record<string, number[]> }[] })
      .structures;
    expect(mgo).toMatchObject({ spaceGroup: 'F m -3 m', scattering: { Mg: expect.any(Array) as number[] } });
  });

  it('takes the phase that a file names by its data block and its space group', async () => {
    const both =
      readFileSync(join(folder, 'in', 'MgO.cif'), 'utf8') + readFileSync(join(folder, 'in', 'Al.cif'), 'utf8');
    writeFileSync(join(folder, 'in', 'both.cif'), both);
    const phases = changed('blocks', (text) =>
      text
        .replace('cif: MgO.cif', 'name: MgO, cif: both.cif, block: MgO')
        .replace('cif: Al.cif', "name: Al, cif: both.cif, block: Al, spaceGroup: '-F 4 2 3'"),
    );
    const output = join(folder, 'blocks');
    const ran = await operando('rietveld', phases, ...flags, '-o', output);
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('defect')]);
    const first = rowsOf(join(folder, 'out', 'results.csv'))[0]!;
    expect(rowsOf(join(output, 'results.csv'))[0]!['MgO_weight_fraction']).toBe(first['MgO_weight_fraction']);
  });

  it('tells a phase that is in no pattern, with an upper limit, and options without effect', async () => {
    const nickel = readFileSync(join(folder, 'in', 'Al.cif'), 'utf8')
      .replaceAll('Al', 'Ni')
      .replaceAll('4.0495', '3.524');
    writeFileSync(join(folder, 'in', 'Ni.cif'), nickel);
    const phases = changed('nickel', (text) =>
      text.replace('wavelength:', '  - {cif: Ni.cif, method: rietveld}\nscatteringLengths: {Ni: 10}\nwavelength:'),
    );
    const output = join(folder, 'nickel');
    const ran = await operando('rietveld', phases, ...flags, '-o', output);
    expect(ran.code).toBe(0);
    expect(ran.error).toMatch(/phase-not-seen: Ni is in none of the patterns/);
    expect(ran.error).toMatch(/scatteringLengths.*X-rays have form factors/);
    for (const row of rowsOf(join(output, 'results.csv'))) {
      expect([row['Ni_presence'], row['Ni_weight_fraction'], row['Ni_weight_fraction_status']]).toEqual([
        'absent',
        '0',
        'not-visible',
      ]);
      expect(Number(row['Ni_weight_fraction_limit'])).toBeGreaterThan(0);
      expect(Number(row['Ni_weight_fraction_limit'])).toBeLessThan(0.01);
    }
  });

  it('finds out which of several phases are there, and refines those', async () => {
    const phases = changed('candidates', (text) =>
      text.replace('wavelength:', '  - {cif: Ni.cif}\n  - {name: periclase, cif: periclase.cif.gz}\nwavelength:'),
    );
    writeFileSync(join(folder, 'in', 'periclase.cif.gz'), gzipSync(readFileSync(join(folder, 'in', 'MgO.cif'))));
    const output = join(folder, 'candidates');
    const ran = await operando('rietveld', phases, ...flags, '--identify', '-o', output);
    expect([ran.code, ran.error]).toEqual([0, expect.stringContaining('phase-not-seen: Not seen in patterns 0, 2, 4')]);
    expect(ran.error).toMatch(/phases-alike: periclase explains patterns 0, 2, 4 as well as MgO/);
    const rows = rowsOf(join(output, 'candidates.csv'));
    expect(
      rows
        .map(({ phase, present }) => `${phase} ${present}`)
        .toSorted()
        .filter((each, i, all) => each !== all[i - 1]),
    ).toEqual(['Al yes', 'MgO yes', 'Ni no', 'periclase no']);
    const [named] = rowsOf(join(folder, 'out', 'results.csv'));
    const [identified] = rowsOf(join(output, 'results.csv'));
    expect(identified!['MgO_weight_fraction']).toBe(named!['MgO_weight_fraction']);
    expect(identified).not.toHaveProperty('Ni_presence');
    const none = changed('none', (text) => text.replace(/ {2}- \{cif: MgO.*\n.*Al.*\n/, '  - {cif: Ni.cif}\n'));
    const empty = await operando('rietveld', none, ...flags, '--identify', '-o', join(folder, 'none'));
    expect([empty.code, empty.error]).toEqual([2, expect.stringMatching(/none of 1 phases is seen.*identify/)]);
  });

  it('shares a parameter among all patterns, with the error of their mean', async () => {
    const output = join(folder, 'shared');
    const ran = await operando('rietveld', experiment.phases, ...flags, '--shared', 'Al.a', '-o', output);
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('defect')]);
    const shared = rowsOf(join(output, 'results.csv'));
    const alone = rowsOf(join(folder, 'out', 'results.csv'));
    expect(new Set(shared.map((row) => row['Al_a_angstrom'])).size).toBe(1);
    const weights = alone.map((row) => Number(row['Al_a_angstrom_stderr']) ** -2);
    const whole = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = alone.reduce((sum, row, f) => sum + (weights[f]! / whole) * Number(row['Al_a_angstrom']), 0);
    // The cell of Al stands alone: least squares of all patterns is the weighted mean, but for weights of the fit itself.
    expect(Math.abs(Number(shared[0]!['Al_a_angstrom']) - mean)).toBeLessThan(0.1 * whole ** -0.5);
    expect(Number(shared[0]!['Al_a_angstrom_stderr']) / whole ** -0.5).toBeCloseTo(1, 1);
    const unknown = await operando(
      'rietveld',
      experiment.phases,
      ...flags,
      '--shared',
      'zero',
      '-o',
      join(folder, 'no'),
    );
    expect([unknown.code, unknown.error]).toEqual([2, expect.stringMatching(/shared: zero.*MgO\.a, Al\.a/)]);
  });

  it('tells errors of the files that are far too large', async () => {
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    for (const path of experiment.patterns.slice(0, 2)) {
      const rows = readFileSync(path, 'utf8').split('\n');
      // Three times the roots of the counts: no reader takes them for variances.
      const text = rows.map((row) =>
        row.replace(/^\s*([\d.]+)\s+([\d.]+)\s*$/, (_, x, y) => `${x} ${y} ${3 * Math.sqrt(Math.max(1, Number(y)))}`),
      );
      writeFileSync(join(odd, basename(path).replace(/\.\w+$/, '.xye')), text.join('\n'));
    }
    const output = join(folder, 'odd-out');
    const ran = await operando('rietveld', experiment.phases, odd, '-o', output);
    expect([ran.code, ran.error]).toEqual([0, expect.stringMatching(/errors-assumed: .*too large/)]);
  });

  it('takes a folder whose CIFs lie beside the patterns', async () => {
    const beside = join(folder, 'beside');
    mkdirSync(beside);
    for (const path of [...experiment.patterns.slice(0, 2), experiment.phases])
      copyFileSync(path, join(beside, basename(path)));
    for (const name of ['MgO.cif', 'Al.cif']) copyFileSync(join(folder, 'in', name), join(beside, name));
    const output = join(folder, 'beside-out');
    const ran = await operando('rietveld', join(beside, 'phases.yml'), beside, '-o', output);
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('cif')]);
    expect(rowsOf(join(output, 'results.csv')).map(({ file }) => basename(file!))).toEqual([
      'pattern_0001.xy',
      'pattern_0002.xy',
    ]);
  });

  const refused = async (name: string, change: (text: string) => string, ...more: string[]): Promise<string> => {
    const ran = await operando('rietveld', changed(name, change), ...flags, ...more, '-o', join(folder, `no-${name}`));
    expect([name, ran.code]).toEqual([name, 2]);
    return ran.error;
  };

  it('refuses what it cannot read or place, with file, line and cure', async () => {
    const bad = readFileSync(join(folder, 'in', 'MgO.cif'), 'utf8').replace('0.5 0.5 0.5', '0,5 0.5 0.5');
    writeFileSync(join(folder, 'in', 'comma.cif'), bad);
    expect(await refused('comma', (text) => text.replace('MgO.cif', 'comma.cif'))).toMatch(
      /comma\.cif, line 18: "0,5" is no number.*decimal points/,
    );
    const origin = readFileSync(join(folder, 'in', 'MgO.cif'), 'utf8').replace('F m -3 m', 'F d -3 m');
    writeFileSync(join(folder, 'in', 'origin.cif'), origin);
    expect(await refused('origin', (text) => text.replace('MgO.cif', 'origin.cif'))).toMatch(
      /origin\.cif, line 8: .*which of two origins/,
    );
    expect(await refused('gone', (text) => text.replace('MgO.cif', 'gone.cif'))).toMatch(/gone\.cif/);
    expect(await refused('wave', (text) => text.replace(/wavelength.*\n/, ''))).toMatch(/wavelength: .*CuKa/);
    expect(await refused('twice', (text) => text.replace('Al.cif', 'MgO.cif'))).toMatch(/called "MgO" already/);
    expect(await refused('cell', (text) => text.replace('cif: Al.cif', 'cif: Al.cif, cell: {b: 4}'))).toMatch(
      /b of Al is not free: its cell is cubic/,
    );
    expect(await refused('atoms', (text) => text.replace('cif: Al.cif', 'cif: Al.cif, atoms: [Al1.x]'))).toMatch(
      /Al1\.x is nothing that atoms of Al have/,
    );
    expect(await refused('frame', (text) => text, '--show-frame', '9')).toMatch(/there is no pattern 9.*0 to 4/);
    expect(await refused('width', (text) => text.replace(/instrument.*\n/, ''))).toMatch(/no width at the start/);
  });

  it('takes numbers of sites that stand in place of those of a CIF', async () => {
    const other = readFileSync(join(folder, 'in', 'MgO.cif'), 'utf8').replace('0.5 1 0.005', '0.5 0.7 0.03');
    writeFileSync(join(folder, 'in', 'other.cif'), other);
    const phases = changed('sites', (text) =>
      text.replace('cif: MgO.cif', 'name: MgO, cif: other.cif, sites: {O1: {occupancy: 1, uiso: 0.005}}'),
    );
    const output = join(folder, 'sites');
    const ran = await operando('rietveld', phases, ...flags, '-o', output);
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('defect')]);
    expect(readFileSync(join(output, 'results.csv'), 'utf8')).toBe(
      readFileSync(join(folder, 'out', 'results.csv'), 'utf8'),
    );
    const { steps } = documentOf(output).provenance;
    expect(steps.find(({ step }) => step === 'crystal/parseCif')!.options).toMatchObject({
      structures: [{ changedSites: { O1: { occupancy: 1, uiso: 0.005 } } }, {}],
    });
    const sites = (given: string) => (text: string) => text.replace('cif: MgO.cif', `cif: MgO.cif, sites: {${given}}`);
    expect(await refused('site', sites('O2: {uiso: 0}'))).toMatch(/MgO has no site O2.*Did you mean O1/);
    expect(await refused('place', sites('O1: {x: 0.4}'))).toMatch(/O1 of MgO would leave its symmetry: \d+ atoms/);
  });

  it('takes an empty cell whose scale it fits in each pattern', async () => {
    const random = seededRandom(8);
    const beside = join(folder, 'empty');
    mkdirSync(beside);
    // A hump and a step that no polynomial of four terms describes.
    const hump = (x: number): number => 900 * Math.exp(-(((x - 11) / 0.8) ** 2)) + 500 / (1 + Math.exp((x - 15) / 0.2));
    const scales = [0.5, 1.5];
    const paths = scales.map((scale, frame) => {
      const path = join(beside, `p_${frame}.xy`);
      const rows = readFileSync(experiment.patterns[frame]!, 'utf8')
        .trim()
        .split('\n')
        .map((row) => {
          const [x, counts] = row.trim().split(/\s+/).map(Number);
          return `${x} ${counts! + random.poisson(scale * hump(x!))}`;
        });
      writeFileSync(path, `${rows.join('\n')}\n`);
      return path;
    });
    // On other angles, further than the patterns go.
    const angles = Array.from({ length: 1300 }, (_, i) => 7.5 + 0.01 * i);
    writeFileSync(join(folder, 'in', 'empty.xy'), angles.map((x) => `${x.toFixed(3)} ${hump(x)}\n`).join(''));
    const phases = changed('empty', (text) => text.replace('{terms: 4}', '{terms: 4, pattern: empty.xy}'));
    const output = join(folder, 'empty-out');
    const ran = await operando('rietveld', phases, ...paths, '-o', output);
    expect([ran.code, ran.error]).toEqual([0, expect.not.stringContaining('defect')]);
    rowsOf(join(output, 'results.csv')).forEach((row, frame) => {
      const pull = (Number(row['pattern_0']) - scales[frame]!) / Number(row['pattern_0_stderr']);
      // 4 standard errors: once in 16 000 times.
      expect(Math.abs(pull)).toBeLessThan(4);
      const fraction = Number(row['MgO_weight_fraction']) - experiment.weightFraction[frame]!;
      expect(Math.abs(fraction) / Number(row['MgO_weight_fraction_stderr'])).toBeLessThan(4);
      expect(Number(row['goodness_of_fit'])).toBeLessThan(1.15);
    });
    const { inputs } = documentOf(output).provenance;
    expect(inputs.map(({ role }) => role)).toContain('background.pattern');
    writeFileSync(
      join(folder, 'in', 'short.xy'),
      angles
        .slice(0, 500)
        .map((x) => `${x.toFixed(3)} 1\n`)
        .join(''),
    );
    const few = changed('short', (text) => text.replace('{terms: 4}', '{terms: 4, pattern: short.xy}'));
    const short = await operando('rietveld', few, ...paths, '-o', join(folder, 'no-short'));
    expect([short.code, short.error]).toEqual([
      1,
      expect.stringMatching(
        /the empty cell was measured from 7\.5 to 12\.49 degrees, the patterns from 8 to 19\.98.*--fit/,
      ),
    ]);
  });

  it('says that weight fractions leave out phases whose intensities are free', async () => {
    const [first] = experiment.patterns;
    const run = (phases: string) =>
      operando('rietveld', phases, first!, '-o', join(folder, `of-${basename(phases, '.yml')}`));
    expect((await run(experiment.phases)).out).not.toContain('among phases');
    const free = changed('among', (text) => text.replace('cif: Al.cif', 'cif: Al.cif, method: lebail'));
    expect((await run(free)).out).toContain('weight fraction among phases with structure factors 1.0000');
  });

  it('refines a single pattern, by Pawley and Le Bail too', async () => {
    mkdirSync(join(folder, 'single'), { recursive: true });
    for (const method of ['rietveld', 'pawley', 'lebail']) {
      const output = join(folder, 'single', method);
      const ran = await operando(
        'rietveld',
        experiment.phases,
        experiment.patterns[0]!,
        '--method',
        method,
        '-o',
        output,
      );
      expect([method, ran.code, ran.error]).toEqual([method, 0, expect.not.stringContaining('defect')]);
      const [row] = rowsOf(join(output, 'results.csv'));
      // Within five standard errors: intensities that are fitted leave places as they are.
      expect(Math.abs(Number(row!['MgO_a_angstrom']) - 4.212)).toBeLessThan(1e-3);
      expect(Number(row!['goodness_of_fit'])).toBeLessThan(1.15);
    }
  });
});
