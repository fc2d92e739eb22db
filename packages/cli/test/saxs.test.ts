import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  madeCbf,
  referencePath,
  seededRandom,
  smallAngleCuts,
  smallAngleModel,
  writeSmallAngleExperiment,
} from '@operando/fixtures';
import type { WrittenSmallAngleExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';

let folder = '';
let experiment: WrittenSmallAngleExperiment;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-saxs-'));
  experiment = writeSmallAngleExperiment(join(folder, 'in'), { frames: 8, points: 100, seed: 3 });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** A picture of unsigned 16-bit numbers as an uncompressed TIFF. */
function tiffOf(data: ArrayLike<number>, rows: number, columns: number): Buffer {
  const entries = [
    [256, columns],
    [257, rows],
    [258, 16],
    [259, 1],
    [262, 1],
    [273, 8 + 2 + 9 * 12 + 4],
    [277, 1],
    [278, rows],
    [279, 2 * rows * columns],
  ] as const;
  const at = 8 + 2 + 9 * 12 + 4;
  const bytes = Buffer.alloc(at + 2 * rows * columns);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, value], e) => {
    bytes.writeUInt16LE(tag, 10 + 12 * e);
    bytes.writeUInt16LE(4, 12 + 12 * e);
    bytes.writeUInt32LE(1, 14 + 12 * e);
    bytes.writeUInt32LE(value, 18 + 12 * e);
  });
  for (let i = 0; i < rows * columns; i++) bytes.writeUInt16LE(data[i]!, at + 2 * i);
  return bytes;
}

describe('operando saxs', () => {
  it('finds radius and distance of domains over charge, with honest errors', async () => {
    const output = join(folder, 'out');
    const ran = await operando(
      'saxs',
      experiment.model,
      join(folder, 'in', 'cuts'),
      '--ec',
      experiment.cycler,
      '--current-sign',
      'from-voltage',
      '--time-step',
      String(experiment.timeStep),
      '-o',
      output,
      '--json',
    );
    expect([ran.code, ran.error.includes('defect')]).toEqual([0, false]);
    const summary = JSON.parse(ran.out) as { frames: number; fitted: number; misfits: number; weights: string };
    expect(summary).toMatchObject({ frames: 8, fitted: 8, misfits: 0, weights: 'poisson' });
    expect(readdirSync(output).toSorted()).toEqual([
      'charge.png',
      'charge.svg',
      'curves.csv',
      'figure.png',
      'figure.svg',
      'fits.png',
      'fits.svg',
      'parameters.csv',
      'profiles.csv',
      'results.csv',
      'results.json',
    ]);
    const rows = rowsOf(join(output, 'results.csv'));
    const { radius, distance } = experiment.truth;
    let chi2 = 0;
    rows.forEach((row, f) => {
      for (const [name, exact] of [
        ['radius_median_angstrom', radius[f]!],
        ['distance_angstrom', distance[f]!],
      ] as const)
        chi2 += ((Number(row[name]) - exact) / Number(row[`${name}_stderr`])) ** 2;
      expect(row['radius_median_status']).toBe('converged');
      expect(Number(row['voltage_V'])).toBeGreaterThan(3);
    });
    // 16 pulls: chi-square of 16 degrees is below 39 and above 4 with 99.8 %.
    expect(chi2).toBeLessThan(39);
    expect(chi2).toBeGreaterThan(4);
    // Profiles of the first, the middle and the last frame agree with the standard errors.
    const first = rows[0]!;
    const half = (Number(first['radius_median_high_angstrom']) - Number(first['radius_median_low_angstrom'])) / 2;
    expect(half / Number(first['radius_median_angstrom_stderr'])).toBeCloseTo(1, 1);
    const shared = rowsOf(join(output, 'parameters.csv'));
    expect(shared.map(({ parameter, scope }) => [parameter, scope])).toEqual([
      ['width', 'shared'],
      ['disorder', 'shared'],
      ['power_law_exponent', 'fixed'],
    ]);
    expect(Math.abs(Number(shared[0]!['value']) - 0.2) / Number(shared[0]!['value_stderr'])).toBeLessThan(4);
    // The definition of the disorder stands in every output.
    expect(readFileSync(join(output, 'results.json'), 'utf8')).toContain('f = exp(-q^2 s^2 / 2)');
  });

  it('says that a cut does not determine what it does not determine', async () => {
    const model = join(folder, 'short.yml');
    writeFileSync(model, smallAngleModel.replace('scope: shared', 'scope: free'));
    // Only where form and structure can hardly be told apart, and few counts.
    const { q, counts } = smallAngleCuts({ frames: 1, points: 300, seed: 4 });
    const kept = [...q.keys()].filter((i) => q[i]! > 0.012 && q[i]! < 0.034);
    const random = seededRandom(2);
    const data = join(folder, 'short.dat');
    writeFileSync(
      data,
      `# q_A^-1 counts\n${kept.map((i) => `${q[i]!} ${random.poisson(counts[0]![i]! / 40)}`).join('\n')}\n`,
    );
    const output = join(folder, 'short');
    const ran = await operando('saxs', model, data, '--set', 'populations[0].parameters.radius=50', '-o', output);
    expect(ran.code).toBe(0);
    expect(ran.error).toContain('hardly determine radius_median');
    expect(ran.out).toContain('radius_median: the data do not determine it');
    const [row] = rowsOf(join(output, 'results.csv'));
    expect(row!['radius_median_status']).toBe('degenerate');
    expect(Number(row!['radius_median_low95_angstrom'])).toBeLessThan(55);
    expect(Number(row!['radius_median_high95_angstrom'])).toBeGreaterThan(55);
  });

  it('says in its summary that fits did not end in a minimum', async () => {
    const cuts = experiment.cuts[0]!;
    const output = join(folder, 'unfinished');
    const ran = await operando(
      'saxs',
      experiment.model,
      cuts,
      '--time-step',
      '60',
      '--set',
      'maximumIterations=1',
      '--json',
      '-o',
      output,
    );
    expect(JSON.parse(ran.out)).toMatchObject({ frames: 1, unfinished: 1 });
    expect(readFileSync(join(output, 'results.csv'), 'utf8')).toContain('limit-reached');
  });

  it('runs the model of the guide, and tells the coupling that describes the cuts better', async () => {
    const guide = readFileSync(new URL('../../../docs/small-angle.md', import.meta.url), 'utf8');
    const model = join(folder, 'guide.yml');
    // The cuts were made with a sharp beam.
    writeFileSync(model, /```yaml model.yml\n(populations[^]*?)resolution.*\n```/.exec(guide)![1]!);
    const cuts = experiment.cuts.slice(0, 2);
    const args = ['--time-step', '60', '--profiles', 'none', '--starts', '2', '--json'];
    const ran = await operando('saxs', model, ...cuts, ...args, '-o', join(folder, 'guide'));
    // They were made as a product: no start makes decoupling describe them.
    expect(JSON.parse(ran.out)).toMatchObject({ misfits: 2, unfinished: 0 });
    expect(ran.error).toMatch(/With coupling: product the first, .* have a reduced chi-square of (0\.9|1\.0|1\.1)/);
  });

  it('refuses q in another unit, unknown parameters and frames that are not there', async () => {
    const refused = async (...args: string[]): Promise<string> => {
      const ran = await operando('saxs', ...args, '-o', join(folder, 'never'));
      expect([1, 2]).toContain(ran.code);
      return ran.error;
    };
    const nanometres = join(folder, 'nm.dat');
    const { q, counts } = experiment.truth;
    writeFileSync(nanometres, Array.from(q, (at, i) => `${(150 * at).toFixed(5)} ${counts[0]![i]!}`).join('\n'));
    expect(await refused(experiment.model, nanometres)).toContain('too far for 1/angstrom');
    // Within reach of 1/angstrom, but neighbours 320 angstrom apart are not seen there.
    writeFileSync(nanometres, Array.from(q, (at, i) => `${(10 * at).toFixed(5)} ${counts[0]![i]!}`).join('\n'));
    expect(await refused(experiment.model, nanometres)).toMatch(/as 1\/nm they can\. Say which it is: --q-unit 1\/nm/);
    const among = await refused(experiment.model, experiment.cuts[0]!, experiment.model);
    expect(among).toContain('leave out what cannot be read (command: --skip-bad)');
    const wrong = join(folder, 'wrong.yml');
    writeFileSync(wrong, smallAngleModel.replace('radius:', 'radios:'));
    expect(await refused(wrong, experiment.cuts[0]!)).toContain('no parameter radios');
    expect(await refused(experiment.model, experiment.cuts[0]!, '--show-frame', '3')).toContain('no frame 3');
    expect(await refused(experiment.model, experiment.cuts[0]!, '--fit', '3:4')).toContain('holds no point');
    expect(await refused(experiment.model, experiment.cuts[0]!, '--fit', '0.02:0.0205')).toContain('points to fit');
  });

  it('takes q in 1/nm where it is said', async () => {
    const output = join(folder, 'nanometres');
    const data = join(folder, 'in-nm.dat');
    const { q, counts } = experiment.truth;
    writeFileSync(data, Array.from(q, (at, i) => `${(10 * at).toFixed(5)} ${counts[0]![i]!}`).join('\n'));
    const ran = await operando('saxs', experiment.model, data, '--q-unit', '1/nm', '--profiles', 'none', '-o', output);
    expect(ran.code).toBe(0);
    expect(Number(rowsOf(join(output, 'results.csv'))[0]!['distance_angstrom'])).toBeCloseTo(310, -1);
  });

  it('takes 1/nm from a label behind a blank, and angles where the wavelength is known', async () => {
    const { q, counts } = experiment.truth;
    const found = async (name: string, head: string, of: (q: number) => number, ...args: string[]): Promise<number> => {
      const data = join(folder, `${name}.dat`);
      writeFileSync(
        data,
        `${head}\n${Array.from(q, (at, i) => `${of(at).toFixed(6)}\t${counts[0]![i]!}`).join('\n')}\n`,
      );
      const quick = ['--profiles', 'none', '--starts', '0', '--time-step', '60'];
      const ran = await operando('saxs', experiment.model, data, ...quick, ...args, '-o', join(folder, name));
      expect([ran.code, ran.error]).toEqual([0, expect.not.stringMatching(/unit-assumed|defect/)]);
      return Number(rowsOf(join(folder, name, 'results.csv'))[0]!['distance_angstrom']);
    };
    const inverse = await found('label-nm', '# q 1/nm\tcounts', (at) => 10 * at);
    expect(inverse).toBeCloseTo(310, -1);
    const angle = (at: number): number => (360 / Math.PI) * Math.asin((at * 1.03) / (4 * Math.PI));
    expect(await found('angles', '# 2theta_deg\tcounts', angle, '--wavelength', '1.03')).toBeCloseTo(inverse, 1);
    const without = await operando('saxs', experiment.model, join(folder, 'angles.dat'), '-o', join(folder, 'never'));
    expect(without.error).toMatch(/no wavelength is known\. Give the wavelength \(command: --wavelength\)/);
  });

  it('gives ranges of the frames that determine a parameter, and names ranges left out that hold no point', async () => {
    const output = join(folder, 'shut');
    const data = join(folder, 'in-shut.dat');
    const { q, counts } = experiment.truth;
    const rows = Array.from(q, (at, i) => `${at} ${counts[0]![i]!} 0 ${counts[1]![i]!}`);
    writeFileSync(data, `${rows.join('\n')}\n`);
    const args = ['--columns-as-frames', '--time-step', '60', '--q-unit', '1/angstrom', '--exclude', '5:6'];
    const ran = await operando('saxs', experiment.model, data, ...args, '-o', output, '--json');
    expect(ran.code).toBe(0);
    const { parameters } = JSON.parse(ran.out) as {
      parameters: Record<string, { from: number; to: number; degenerate: number }>;
    };
    const radii = rowsOf(join(output, 'results.csv')).map((row) => Number(row['radius_median_angstrom']));
    const { from, to, degenerate } = parameters['radius_median']!;
    expect([from, to, degenerate]).toEqual([Math.min(radii[0]!, radii[2]!), Math.max(radii[0]!, radii[2]!), 1]);
    expect(ran.error).toMatch(/option-without-effect: exclude\[0\] has no effect: no point/);
  });

  it('cuts images: saturated pixels and a mask are left out, a wrong centre is told', async () => {
    const [rows, columns] = [40, 160];
    const random = seededRandom(6);
    const { q, counts } = smallAngleCuts({ frames: 2, points: 400, seed: 5 });
    const step = (2 * Math.PI * 0.344) / (1.03 * 3500);
    const images = counts.map((curve, f) => {
      const data = Uint16Array.from({ length: rows * columns }, (_, i) => {
        const [row, column] = [Math.floor(i / columns), i % columns];
        if (column > 78 && column < 82) return 65_535;
        const at = Math.abs(column - 80.3) * step;
        const place = Math.min(q.length - 1, Math.max(0, Math.round(((at - 0.006) / 0.1) * (q.length - 1))));
        return random.poisson(0.02 * curve[place]! * Math.exp(-0.5 * ((row - 12) / 4) ** 2));
      });
      const path = join(folder, `image_${f}.tif`);
      writeFileSync(path, tiffOf(data, rows, columns));
      return path;
    });
    const mask = join(folder, 'mask.tif');
    writeFileSync(
      mask,
      tiffOf(
        Uint16Array.from({ length: rows * columns }, (_, i) => (i % columns > 150 ? 1 : 0)),
        rows,
        columns,
      ),
    );
    const model = join(folder, 'images.yml');
    const write = (centre: number): void =>
      writeFileSync(
        model,
        `${smallAngleModel}geometry: {distance: 3500, pixel: 0.344, centre: [60, ${centre}], wavelength: 1.03, incidence: 0.1}\n`,
      );
    write(80.3);
    const output = join(folder, 'images');
    const ran = await operando(
      'saxs',
      model,
      ...images,
      '--mask',
      mask,
      '--fit',
      '0.008:0.1',
      '--time-step',
      '5',
      '--profiles',
      'none',
      '-o',
      output,
    );
    expect([ran.code, ran.error.includes('defect')]).toEqual([0, false]);
    expect(ran.error).toContain('highest number of the detector');
    expect(ran.error).not.toContain('halves-differ');
    expect(ran.error).toContain('waves-left-out');
    expect(readdirSync(output)).toContain('image.svg');
    rowsOf(join(output, 'results.csv')).forEach((row, f) => {
      expect(row['file']).toBe(`image_${f}.tif`);
      expect(Math.abs(Number(row['distance_angstrom']) - [310, 325][f]!)).toBeLessThan(
        5 * Number(row['distance_angstrom_stderr']) + 1,
      );
    });
    const { provenance } = JSON.parse(readFileSync(join(output, 'results.json'), 'utf8')) as {
      provenance: { steps: { step: string; options: { at: number; pixels: number } }[] };
    };
    const cut = provenance.steps.find(({ step: name }) => name === 'small-angle-fit/lineCut')!;
    // The brightest row is the twelfth.
    expect(cut.options.at).toBeCloseTo((Math.atan((48 * 0.344) / 3500) * 180) / Math.PI - 0.1, 2);
    expect(cut.options.pixels).toBe(5);
    write(81.4);
    const wrong = await operando(
      'saxs',
      model,
      ...images,
      '--profiles',
      'none',
      '--starts',
      '0',
      '--fit',
      '0.008:0.1',
      '-o',
      join(folder, 'off'),
    );
    expect(wrong.error).toContain('Both sides of the beam differ');
    const around = await operando('saxs', model, images[0]!, '--cut', 'vertical', '-o', join(folder, 'never'));
    expect(around.error).toContain('not at the Yoneda maximum');
    const [vertical, azimuthal] = await Promise.all(
      [
        ['--cut', 'vertical', '--at', '0.02'],
        ['--cut', 'azimuthal'],
      ].map(async (more, k) =>
        operando(
          'saxs',
          model,
          images[0]!,
          ...more,
          '--profiles',
          'none',
          '--starts',
          '0',
          '-o',
          join(folder, `other-${k}`),
        ),
      ),
    );
    expect([vertical!.code, azimuthal!.code]).toEqual([0, 0]);
  });

  it('takes from the headers of CBF what the options leave out, and joins pixels along the cut', async () => {
    const [rows, columns] = [24, 120];
    const random = seededRandom(8);
    const { q, counts } = smallAngleCuts({ frames: 1, points: 400, seed: 5 });
    const step = (2 * Math.PI * 0.344) / (1.03 * 3500);
    const data = Int32Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      if (column > 10 && column < 14) return -1;
      const at = Math.hypot(column - 20, row - 12) * step;
      const place = Math.round(((at - 0.006) / 0.1) * (q.length - 1));
      return place < 0 || column === 60 ? 1000 : random.poisson(0.02 * (counts[0]![place] ?? 0));
    });
    const pictures = ['2026-05-01T08:00:00', '2026-05-01T08:01:00'].map((time, f) => {
      const header = [
        `# ${time}`,
        '# Pixel_size 344e-6 m x 344e-6 m',
        '# Exposure_time 50.0 s',
        '# Count_cutoff 1000 counts',
        '# Wavelength 1.03 A',
        '# Beam_xy (20.5, 12.5) pixels',
      ].join('\r\n');
      const path = join(folder, `frame_${f}.cbf`);
      writeFileSync(path, madeCbf({ width: columns, values: data, header }));
      return path;
    });
    const model = join(folder, 'cbf.yml');
    writeFileSync(model, `${smallAngleModel}profiles: none\nstarts: 0\nfit: [0.008, 0.1]\n`);
    const run = async (name: string, ...args: string[]): ReturnType<typeof operando> =>
      operando('saxs', model, ...pictures, '--cut', 'azimuthal', ...args, '-o', join(folder, name));
    const unplaced = await run('never');
    expect(unplaced.error).toMatch(/neither the options nor the headers of the images state the distance/);
    writeFileSync(model, `${readFileSync(model, 'utf8')}geometry: {distance: 3500}\n`);
    const ran = await run('cbf');
    expect([ran.code, ran.error.includes('defect')]).toEqual([0, false]);
    expect(ran.error).toMatch(
      /Taken from the headers of the images: pixel 0.344 \(mm\); centre 12, 20 \(row, column\)/,
    );
    expect(ran.error).toContain('72 pixels hold negative numbers');
    expect(ran.error).toMatch(/\d pixels stand at the highest number/);
    const results = rowsOf(join(folder, 'cbf', 'results.csv'));
    expect(results.map((row) => [row['time_s'], row['file']])).toEqual([
      ['25', 'frame_0.cbf'],
      ['85', 'frame_1.cbf'],
    ]);
    expect(Math.abs(Number(results[0]!['distance_angstrom']) - 310)).toBeLessThan(
      5 * Number(results[0]!['distance_angstrom_stderr']) + 1,
    );
    const bins = async (name: string, ...args: string[]): Promise<number> => {
      expect((await run(name, ...args)).code).toBe(0);
      const { provenance } = JSON.parse(readFileSync(join(folder, name, 'results.json'), 'utf8')) as {
        provenance: { steps: { step: string; options: { bins: number } }[] };
      };
      return provenance.steps.find(({ step: each }) => each === 'small-angle-fit/azimuthalAverage')!.options.bins;
    };
    expect(await bins('joined', '--binning', '2')).toBe(Math.ceil((await bins('single')) / 2));
  });

  const map = referencePath('further', 'small-angle', 'bornagain_map.txt');
  it.skipIf(map === undefined)(
    'rows of one map are frames with exit angles of their own, and their spread is told',
    async () => {
      const lines = readFileSync(map!, 'utf8').trim().split('\n');
      const angles = /alpha_f deg = (.*)/.exec(lines[0]!)![1]!.trim().split(/\s+/).map(Number);
      const exits = [0.2583, 0.3083, 0.425];
      const random = seededRandom(9);
      const rows = lines
        .slice(1)
        .map((line) => line.split(/\s+/).map(Number))
        .filter(([q]) => q! > 0.002);
      const highest = exits.map((exit) => Math.max(...rows.map((row) => row[angles.indexOf(exit) + 1]!)));
      const data = join(folder, 'rows.txt');
      const counts = rows.map((row) =>
        [row[0], ...exits.map((exit, e) => random.poisson((2000 * row[angles.indexOf(exit) + 1]!) / highest[e]!))].join(
          ' ',
        ),
      );
      writeFileSync(data, `# q_A^-1 a b c\n${counts.join('\n')}\n`);
      const model = join(folder, 'rows.yml');
      writeFileSync(
        model,
        `populations:
  - form: sphere
    distribution: gaussian
    cutoff: 2.5
    structure: paracrystal
    parameters: {radius: 50, width: {value: 0.25, bounds: [0.02, 0.39], scope: free}, distance: 300, disorder: {value: 90, scope: free}}
background: {flat: {value: 0, scope: fixed}}
grazing: {incidence: 0.4, exit: [${exits.join(', ')}], wavelength: 1.03, layers: [{delta: 6.0e-6}]}
profiles: none
`,
      );
      const ran = await operando('saxs', model, data, '--columns-as-frames', '-o', join(folder, 'rows'), '--json');
      expect([ran.code, ran.error.includes('defect')]).toEqual([0, false]);
      const { spreadOverRows, misfits } = JSON.parse(ran.out) as {
        misfits: number;
        spreadOverRows: { name: string; mean: number; spread: number }[];
      };
      expect(misfits).toBe(0);
      const radius = spreadOverRows.find(({ name }) => name === 'radius_mean')!;
      const distance = spreadOverRows.find(({ name }) => name === 'distance')!;
      // Truth 60 and 320 angstrom.
      expect(Math.abs(radius.mean - 60)).toBeLessThan(1);
      expect(Math.abs(distance.mean - 320)).toBeLessThan(2);
      expect(radius.spread).toBeLessThan(1);
      const wrong = await operando('saxs', model, data, '-o', join(folder, 'never'));
      expect(wrong.error).toContain('3 exit angles are given for 1 frames');
    },
  );
});
