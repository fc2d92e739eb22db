import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  measuredPhotoelectrons,
  oxygenLevel,
  photoelectronTable,
  referencePath,
  seededRandom,
} from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);
const frames = 4;
const level = oxygenLevel(frames);
const measured = measuredPhotoelectrons(level, frames, seededRandom(21));
const n = measured.energy.length;

/** VAMAS as an analyser writes it: kinetic energies, whole counts, dates, the level by species and transition. */
function vamasOf(
  species: string,
  transition: string,
  options: { dates?: boolean; photon?: number | string; lastDay?: number } = {},
): string {
  const block = (f: number): string => {
    // Binding energies increase: kinetic ones go down.
    const counts = Array.from({ length: n }, (_, i) => Math.round(level.dwell * measured.values[f * n + i]!));
    const date =
      options.dates === false
        ? '0/0/0/0/0/0/0'
        : `2021/6/${f === frames - 1 ? (options.lastDay ?? 14) : 14}/10/${5 * f}/0/0`;
    const source = `X/${options.photon ?? 4950}/1e37/1e37/1e37/0/0`;
    const analyser = `FAT/100/1e37/4.3/0/0/0/0/0/${species}/${transition}/-1/kinetic energy/eV/${4950 - 526}/-0.05`;
    const counting = `1/counts/d/pulse counting/${level.dwell / 2}/2/0/0/0/0/0`;
    const range = `${n}/${Math.min(...counts)}/${Math.max(...counts)}`;
    return `${species}${transition} ${f}/cell A/${date}/0/XPS/${300 * f}/${source}/${analyser}/${counting}/${range}/${counts.join('/')}`;
  };
  const header = `a/b/c/d/0/NORM/REGULAR/1/1/time/s/0/0/0/0/${frames}`;
  const blocks = Array.from({ length: frames }, (_, f) => block(f)).join('/');
  const mark = 'VAMAS Surface Chemical Analysis Standard Data Transfer Format 1988 May 4';
  return `${mark}/${header}/${blocks}/end of experiment/`.replaceAll('/', '\n');
}

const model = `
regions:
  - name: O 1s
    components:
      - {name: lattice, center: 529.7}
      - {name: peroxo, center: 531.3}
      - {name: carbonate, center: 532.7, constant: true, literature: 532.65}
`;

/** A text of SpecsLab Prodigy with a spectrum of each date. */
function specsOf(dates: readonly string[]): string {
  const rows = Array.from({ length: 40 }, (_, i) => `${540 - i / 2}  ${100 + i}`).join('\n');
  const spectra = dates.map(
    (date) =>
      `# Region: O 1s\n# Acquisition Date: ${date}\n# Dwell Time: 1\n# Energy axis: Binding Energy\n# ColumnLabels: energy counts/s\n\n${rows}\n`,
  );
  return `# Created by: SpecsLab Prodigy, Version 4.86\n${spectra.join('\n')}`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-xps-'));
  writeFileSync(at('model.yml'), model);
  writeFileSync(at('run.vms'), vamasOf('O', '1s'));
  writeFileSync(at('O1s.txt'), photoelectronTable(measured, level.dwell, 300));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando xps', () => {
  it('reads VAMAS and tables of the same spectra to the same energies and areas', async () => {
    const read = async (file: string, name: string, ...more: string[]): Promise<Record<string, string>[]> => {
      const ran = await operando(
        'xps',
        at(file),
        '--model',
        at('model.yml'),
        '--single-background',
        ...more,
        '-o',
        at(name),
      );
      expect([ran.code, ran.out]).toEqual([0, expect.stringContaining('shirley background')]);
      return rowsOf(at(name, 'results.csv'));
    };
    const counts = await read('run.vms', 'vamas');
    const rates = await read('O1s.txt', 'table');
    expect(counts.map((row) => row['start'])).toEqual(
      [0, 5, 10, 15].map((minute) => `2021-06-14T10:${String(minute).padStart(2, '0')}:00.000Z`),
    );
    expect(rates.map((row) => row['time_s'])).toEqual(['0', '300', '600', '900']);
    counts.forEach((row, f) => {
      for (const { name, center, area } of level.lines) {
        const [energy, error] = [Number(row[`${name}_energy_eV`]), Number(row[`${name}_energy_eV_stderr`])];
        expect(Math.abs(energy - center(f)) / error).toBeLessThan(4);
        expect(energy).toBeCloseTo(Number(rates[f]![`${name}_energy_eV`]), 5);
        const [counted, spread] = [Number(row[`${name}_area_counts_eV`]), Number(row[`${name}_area_counts_eV_stderr`])];
        expect(Math.abs(counted / level.dwell - area(f)) / (spread / level.dwell)).toBeLessThan(4);
        expect(counted / level.dwell / Number(rates[f]![`${name}_area_counts_per_s_eV`])).toBeCloseTo(1, 4);
      }
      // The constant line is where the literature has it, and says nothing of itself.
      expect([Number(row['carbonate_chemical_energy_eV']), row['carbonate_chemical_energy_eV_stderr']]).toEqual([
        expect.closeTo(532.65, 9) as number,
        'nan',
      ]);
    });
  });

  it('says what it assumed: work functions, times, constancy, and that shifts cannot be told apart', async () => {
    writeFileSync(at('undated.vms'), vamasOf('O', '1s', { dates: false }));
    writeFileSync(at('free.yml'), model.replace(', constant: true, literature: 532.65', ''));
    const ran = await operando('xps', at('undated.vms'), '--model', at('free.yml'), '-o', at('free'), '--json');
    expect(ran.code).toBe(0);
    const { warnings, separation } = JSON.parse(ran.out) as { warnings: { code: string }[]; separation: string };
    expect(separation).toBe('not-separable');
    expect(warnings.map(({ code }) => code).toSorted()).toEqual(['not-separable', 'work-function-not-applied']);
    // Seconds of the experimental variable.
    expect(rowsOf(at('free', 'results.csv')).map((row) => row['time_s'])).toEqual(['0', '300', '600', '900']);
    const shared = rowsOf(at('free', 'shared.csv'));
    expect(shared.map((row) => row['parameter'])).toContain('background.k');
  });

  it('tells a day that passes between two spectra', async () => {
    writeFileSync(at('pause.vms'), vamasOf('O', '1s', { lastDay: 15 }));
    const ran = await operando('xps', at('pause.vms'), '-o', at('pause'));
    expect([ran.code, ran.error]).toEqual([
      0,
      expect.stringMatching(/frames-gap: 86700 s pass before spectrum 3 of O 1s/) as string,
    ]);
  });

  it('sorts spectra by their dates, whatever the order of the files, and says so', async () => {
    writeFileSync(at('back.vms'), vamasOf('O', '1s', { lastDay: 13 }));
    const ran = await operando('xps', at('back.vms'), '-o', at('back'));
    expect(ran.code).toBe(0);
    expect(ran.error).toMatch(
      /rows-sorted: The spectra of O ?1s were not in the order of their times \(.*back\.vms is older/,
    );
    const times = rowsOf(join(at('back'), 'results.csv')).map((row) => Number(row['time_s']));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times).toHaveLength(frames);
  });

  it('reads dates in the order that is asked for, and refuses a file whose spectra are missing', async () => {
    // The third, fourth and fifth of December, or the twelfth of March, April and May.
    const dates = [3, 4, 5].map((k) => `0${k}/12/22 13:59:43 UTC`);
    writeFileSync(at('days.xy'), specsOf(dates));
    const read = async (...how: string[]) => {
      const name = `days-${how.length}`;
      const ran = await operando('xps', at('days.xy'), ...how, '-o', at(name));
      return { ...ran, starts: rowsOf(at(name, 'results.csv')).map((row) => row['start']) };
    };
    const months = await read();
    expect(months.starts[1]).toBe('2022-04-12T13:59:43.000Z');
    expect(months.error.match(/date-ambiguous.*frame-date-order/g)).toHaveLength(1);
    const days = await read('--frame-date-order', 'day-first');
    expect([days.starts[1], days.error.includes('date-ambiguous')]).toEqual(['2022-12-04T13:59:43.000Z', false]);
    writeFileSync(at('head.xy'), specsOf(dates).slice(0, 90));
    const broken = await operando('xps', at('days.xy'), at('head.xy'), '-o', at('never'));
    expect([broken.code > 0, broken.error]).toEqual([true, expect.stringMatching(/head\.xy.*no spectrum/)]);
  });

  it('tells what energies there are where a region has none of them', async () => {
    writeFileSync(at('far.yml'), model.replace('- name: O 1s', '- name: O 1s\n    energies: [926, 938]'));
    const { code, error } = await operando('xps', at('O1s.txt'), '--model', at('far.yml'), '-o', at('never'));
    expect([code, error]).toEqual([1, expect.stringMatching(/0 points from 926 to 938 eV.*--energy-scale kinetic/)]);
  });

  it('masks spectra without intensity, and names options that binding energies leave idle', async () => {
    const values = measured.values.slice();
    values.fill(0, n, 2 * n);
    writeFileSync(at('shut.txt'), photoelectronTable({ ...measured, values }, level.dwell, 300));
    writeFileSync(at('shut.yml'), model.replace('O 1s', 'shut'));
    const args = ['--model', at('shut.yml'), '--single-background', '--photon-energy', '4950'];
    const ran = await operando('xps', at('shut.txt'), ...args, '-o', at('shut'));
    expect(ran.code).toBe(0);
    expect(ran.error).toMatch(/points-masked: 1 spectrum of shut \(frame 1\) has no intensity above 0/);
    expect(ran.error).toMatch(/option-without-effect: photonEnergy has no effect/);
    const rows = rowsOf(at('shut', 'results.csv'));
    expect(rows.map((row) => row['lattice_area_status'])).toEqual(['converged', 'masked', 'converged', 'converged']);
    expect(rows[1]!['lattice_area_counts_per_s_eV']).toBe('nan');
    // The others are as they are without it.
    expect(Math.abs(Number(rows[2]!['lattice_energy_eV']) - level.lines[0]!.center(2))).toBeLessThan(0.01);
    writeFileSync(at('shut.txt'), photoelectronTable({ ...measured, values: values.fill(0) }, level.dwell, 300));
    const none = await operando('xps', at('shut.txt'), ...args, '-o', at('none'));
    expect([none.code, none.error]).toEqual([
      1,
      expect.stringMatching(/no spectrum of shut has an intensity/) as string,
    ]);
  });

  it('takes whole numbers for counts where one is missing, and tells which spectrum is not fitted', async () => {
    const counts = measured.values.map((value) => Math.round(value * level.dwell));
    counts[n + 20] = Number.NaN;
    const rows = Array.from(measured.energy, (energy, i) => [energy, ...[0, 1, 2, 3].map((f) => counts[f * n + i]!)]);
    writeFileSync(
      at('torn.txt'),
      `# binding energy\n# time_s 0 300 600 900\n${rows.map((row) => row.join(' ')).join('\n')}\n`,
    );
    writeFileSync(at('torn.yml'), model.replace('O 1s', 'torn'));
    const ran = await operando(
      'xps',
      at('torn.txt'),
      '--model',
      at('torn.yml'),
      '--single-background',
      '-o',
      at('torn'),
    );
    expect(ran.code).toBe(0);
    expect(ran.error).not.toContain('errors-from-scatter');
    expect(ran.error).toMatch(/points-masked: torn: 1 spectrum \(first: frame 1\) lacks values/);
    const status = rowsOf(at('torn', 'results.csv')).map((row) => row['lattice_area_status']);
    expect(status).toEqual(['converged', 'masked', 'converged', 'converged']);
  });

  it('says that a line ended at the end of its range', async () => {
    writeFileSync(at('narrow.yml'), model.replace('529.7}', '529.1, range: 0.1}'));
    const args = ['--model', at('narrow.yml'), '--single-background', '-o', at('narrow')];
    const ran = await operando('xps', at('O1s.txt'), ...args);
    expect(ran.error).toMatch(/at-bound: O 1s: energies of lattice \(\d spectr[^\n]* ended as far from their begin/);
  });

  it('says that flat spectra show no line, and tell nothing apart', async () => {
    const values = measured.values.map(() => 500);
    writeFileSync(at('flat.txt'), photoelectronTable({ ...measured, values }, level.dwell, 300));
    writeFileSync(at('flat.yml'), model.replace('O 1s', 'flat'));
    const ran = await operando(
      'xps',
      at('flat.txt'),
      '--model',
      at('flat.yml'),
      '--single-background',
      '-o',
      at('flat'),
    );
    expect(ran.out).toMatch(/flat lattice: not visible, area/);
    expect(ran.out).toMatch(/cannot be separated: no constant line is visible/);
    expect(ran.out).not.toContain('NaN');
  });

  it('sets the scale by a Fermi edge, and says where there is none', async () => {
    const random = seededRandom(8);
    const energy = Float64Array.from({ length: 101 }, (_, i) => -1 + 0.02 * i);
    // 0.2 eV of Gaussian in 81 points over a Fermi function at 100 K, which moves by 20 meV from spectrum to spectrum.
    const rate = (x: number): number => {
      let [sum, weights] = [0, 0];
      for (let k = -40; k <= 40; k++) {
        const weight = Math.exp(-0.5 * (k / 8) ** 2);
        sum += (weight * 300) / (1 + Math.exp(-(x - (k / 8) * 0.2) / (8.617333e-5 * 100)));
        weights += weight;
      }
      return 20 + sum / weights;
    };
    const values = Float64Array.from(
      { length: frames * 101 },
      (_, i) => random.poisson(level.dwell * rate(energy[i % 101]! - 0.02 * Math.floor(i / 101))) / level.dwell,
    );
    const line = '{name: lattice, center: 529.7, range: 0.5}';
    writeFileSync(
      at('one.yml'),
      `regions: [{name: O 1s, energies: [528.4, 530.4], background: line, components: [${line}]}]`,
    );
    writeFileSync(at('Fermi.txt'), photoelectronTable({ energy, values }, level.dwell, 300));
    const run = (...more: string[]) =>
      operando('xps', at('Fermi.txt'), at('O1s.txt'), '--force', '-o', at('edge'), ...more);
    const ran = await run(
      '--model',
      at('one.yml'),
      '--single-background',
      '--fermi-edge',
      'fermi',
      '--temperature',
      '100',
    );
    expect([ran.code, ran.out]).toEqual([
      0,
      expect.stringMatching(/energy scale by Fermi edge at 0 eV.*\nFermi edge of Fermi at 100 K/),
    ]);
    const figure = readFileSync(at('edge', 'fermi-edge.svg'), 'utf8');
    expect(figure.match(/Fermi level/g)?.length).toBeGreaterThan(0);
    rowsOf(at('edge', 'results.csv')).forEach((row, f) => {
      const of = (name: string): number => Number(row[name]);
      expect(Math.abs(of('scale_shift_eV') - 0.02 * f) / of('scale_shift_eV_stderr')).toBeLessThan(4);
      const width = 0.2 * 2 * Math.sqrt(2 * Math.LN2);
      expect(Math.abs(of('fermi_edge_resolution_eV') - width) / of('fermi_edge_resolution_eV_stderr')).toBeLessThan(4);
      expect(of('lattice_energy_eV') - of('lattice_chemical_energy_eV')).toBeCloseTo(of('scale_shift_eV'), 9);
    });
    expect((await run('--fermi-edge', 'valence')).error).toContain('Name the level as the files do');
    expect((await run('--fermi-edge', 'Fermi', '--reference', 'Au 4f=84')).error).toContain(
      '--reference or --fermi-edge',
    );
    expect((await run('--fermi-edge', 'Fermi', '--fermi-range', '0:0.05')).error).toMatch(
      /fermiRange.*have 3 points from 0 to 0\.05 eV.*--fermi-range/,
    );
    const unseen = await run('--fermi-edge', 'Fermi', '--fermi-range', '0.7:1');
    expect(unseen.error).toContain('No Fermi edge is seen in 4 spectra');
    expect(unseen.out).toMatch(/at 0 eV: not known\n.*not visible/);
    expect((await run('--temperature', '90')).error).toContain(
      'option-without-effect: temperature has no effect: no Fermi edge',
    );
  });

  it('without a model gives energies, the reference and a map', async () => {
    const gold = {
      ...level,
      energy: Float64Array.from({ length: 121 }, (_, i) => 81 + 0.05 * i),
      lines: [{ name: 'gold', center: (f: number) => 83.96 + 0.02 * f, area: () => 5000, sigma: 0.22, gamma: 0.17 }],
    };
    writeFileSync(
      at('Au4f.txt'),
      photoelectronTable(measuredPhotoelectrons(gold, frames, seededRandom(3)), level.dwell, 300),
    );
    const ran = await operando(
      'xps',
      at('Au4f.txt'),
      at('O1s.txt'),
      '--reference',
      'Au 4f7/2=83.96',
      '-o',
      at('plain'),
    );
    expect(ran.code).toBe(0);
    rowsOf(at('plain', 'results.csv')).forEach((row, f) => {
      const [shift, error] = [Number(row['scale_shift_eV']), Number(row['scale_shift_eV_stderr'])];
      expect(Math.abs(shift - 0.02 * f) / error).toBeLessThan(4);
      expect(error).toBeLessThan(0.002);
    });
  });

  it.each<[string, string[], RegExp]>([
    [
      'a level that is not there',
      ['run.vms', '--model', 'other.yml'],
      /no spectra of Mn 3s are among the files.*Levels there are: O 1s/,
    ],
    [
      'kinetic energies of an unknown source',
      ['unknown.vms', '--model', 'model.yml'],
      /photon energy is not known.*--photon-energy/,
    ],
    [
      'a reference that is nowhere',
      ['run.vms', '--model', 'model.yml', '--reference', 'Au 4f7/2=83.96'],
      /no component is called Au 4f7\/2/,
    ],
    ['a reference without energy', ['run.vms', '--reference', 'Au 4f7/2'], /as "Au 4f7\/2=83.96"/],
    [
      'a line outside the region',
      ['run.vms', '--model', 'outside.yml'],
      /lattice begins at 560 eV, outside the region/,
    ],
    ['a level that the model has not', ['run.vms', '--model', 'model.yml', '--region', 'C 1s'], /no spectra of C 1s/],
  ])('refuses %s', async (_, [file, ...args], message) => {
    writeFileSync(at('other.yml'), model.replace('O 1s', 'Mn 3s'));
    writeFileSync(at('outside.yml'), model.replace('529.7', '560'));
    writeFileSync(at('unknown.vms'), vamasOf('O', '1s', { photon: '1e37' }));
    const words = args.map((word) => (word.endsWith('.yml') ? at(word) : word));
    const ran = await operando('xps', at(file!), ...words, '-o', at('never'));
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.error).toMatch(message);
  });
});

const reference = referencePath('further', 'photoelectron');
describe.skipIf(reference === undefined)(
  'operando xps on the simulated cell of others (needs OPERANDO_REFERENCE_DATA)',
  () => {
    it('finds scale, lattice and amounts with errors that hold, and the cycler beside', async () => {
      writeFileSync(
        at('cell.yml'),
        `${model}    rsf: 0.711
  - name: Mn 3s
    background: tougaard
    rsf: 0.246
    components:
      - {name: low, center: 83.9, range: 1.5, values: {sigma: 0.75, gamma: 0.45}}
      - {name: high, center: 88.4, range: 1.5, values: {sigma: 0.95, gamma: 0.5}}
  - name: Au 4f
    components:
      - {name: Au 4f7/2, center: 84, spinOrbit: {splitting: 3.67, ratio: 0.75}}
`.replace('532.65', '532.6'),
      );
      const files = ['series_O1s.txt', 'series_Mn3s.txt', 'series_Au4f.txt'].map((name) => `${reference}/${name}`);
      const args = [
        '--model',
        at('cell.yml'),
        '--reference',
        'Au 4f7/2=83.96',
        '--ec',
        `${reference}/cycler.csv`,
        '--single-background',
      ];
      const ran = await operando('xps', ...files, ...args, '-o', at('cell'));
      expect(ran.code).toBe(0);
      const truth = JSON.parse(readFileSync(`${reference}/truth.json`, 'utf8')) as {
        frames: { drift_eV: number; rigid_shift_eV: number; chemical_BE: Record<string, number> }[];
      };
      const rows = rowsOf(at('cell', 'results.csv'));
      const pulls = (column: string, wanted: (f: number) => number): { rms: number; pull: number } => {
        const off = rows.map((row, f) => Number(row[column]) - wanted(f));
        const square = (values: number[]): number =>
          Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
        return { rms: square(off), pull: square(off.map((value, f) => value / Number(rows[f]![`${column}_stderr`]))) };
      };
      expect(pulls('scale_shift_eV', (f) => truth.frames[f]!.drift_eV).rms).toBeLessThan(5e-4);
      // 40 frames that share the errors of widths: pulls scatter by some 0.15.
      for (const { rms, pull } of [
        pulls('potential_shift_eV', (f) => truth.frames[f]!.rigid_shift_eV),
        pulls('lattice_chemical_energy_eV', (f) => truth.frames[f]!.chemical_BE['lattice']!),
        pulls('low_chemical_energy_eV', (f) => truth.frames[f]!.chemical_BE['mn3s_low']!),
      ]) {
        expect(rms).toBeLessThan(0.01);
        expect(pull).toBeGreaterThan(0.6);
        expect(pull).toBeLessThan(1.45);
      }
      expect(Object.keys(rows[0]!)).toEqual(
        expect.arrayContaining(['voltage_V', 'capacity_Ah', 'mn_3s_per_o_1s', 'mn_3s_per_o_1s_stderr']),
      );
    });
  },
);
