import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { referencePath, seededRandom, writeEnergyLossExperiment } from '@operando/fixtures';
import type { WrittenEnergyLossExperiment } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';

let folder = '';
let written: WrittenEnergyLossExperiment;
let whole: Ran;
const at = (...names: readonly string[]): string => join(folder, ...names);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-eels-'));
  written = writeEnergyLossExperiment(at('in'), { frames: 4, rows: 2, columns: 9, seed: 21 });
  const { edges, maps, cycler } = written;
  const log = ['--ec', cycler, '--current-sign', 'from-voltage'];
  whole = await operando('eels', edges, maps, ...log, '--time-step', '120', '-o', at('out'), '--json');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The file of edges with more in it. */
function edgesWith(name: string, more: string): string {
  const path = at('in', name);
  writeFileSync(path, `${readFileSync(written.edges, 'utf8')}${more}\n`);
  return path;
}
/** Spectra as a table: energies, then a column each. */
function writeTable(name: string, energies: Float64Array, columns: readonly Float64Array[]): string {
  const path = at('in', name);
  const rows = Array.from(energies, (energy, i) => [energy, ...columns.map((column) => column[i]!)].join(' '));
  writeFileSync(path, `# energy loss eV, counts\n${rows.join('\n')}\n`);
  return path;
}

describe('operando eels', () => {
  it('goes from maps to contents of pixels, places and layers, with the cycler beside', () => {
    expect([whole.code, whole.error.includes('defect')]).toEqual([0, false]);
    expect(
      readdirSync(at('out'))
        .filter((name) => !name.endsWith('.png'))
        .toSorted(),
    ).toEqual([
      'content-charge.svg',
      'figure.svg',
      'layers.svg',
      'maps.svg',
      'pixels.csv',
      'profiles.csv',
      'results.csv',
      'results.json',
    ]);
    const pixels = rowsOf(at('out', 'pixels.csv'));
    const { content } = written.experiment;
    expect(pixels.length).toBe(content.length);
    const pulls = pixels.map((row, i) => (Number(row['li']) - content[i]!) / Number(row['li_stderr']));
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    expect(width).toBeGreaterThan(0.85);
    expect(width).toBeLessThan(1.2);
    expect(pixels.every((row) => row['li_status'] === 'converged')).toBe(true);
    // 18 pixels in 120 s, row after row.
    expect(Number(pixels[19]!['time_s'])).toBeCloseTo(120 + (1.5 * 120) / 18, 9);
    const rows = rowsOf(at('out', 'results.csv'));
    rows.forEach((row, f) => {
      const truth = content.filter((_, i) => Math.floor(i / 18) === f && i % 9 >= 6);
      const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length;
      expect(Math.abs(Number(row['li_anode']) - mean)).toBeLessThan(4 * Number(row['li_anode_stderr']));
      expect(Number(row['voltage_V'])).toBeGreaterThan(3);
    });
    expect(rowsOf(at('out', 'profiles.csv')).length).toBe(4 * 9);
    const summary = JSON.parse(whole.out) as { contents: { name: string; calibrated: boolean }[] };
    expect(summary.contents.map(({ name, calibrated }) => [name, calibrated])).toEqual([
      ['li', true],
      ['co_ratio', false],
    ]);
  });

  it('takes measured edges from files, follows a front, adds up the dose, and leaves the table of pixels out', async () => {
    const { lithium, energies } = written.experiment;
    const shape = energies.map((energy) => {
      const lines = lithium.lines.reduce(
        (sum, line) => sum + line.height * Math.exp(-0.5 * ((energy - line.energy) / line.width) ** 2),
        0,
      );
      return energy > lithium.onset ? (energy / lithium.onset) ** -lithium.exponent + lines : lines;
    });
    const file = writeTable('li.txt', energies, [shape]);
    const edges = edgesWith('front.yml', 'front: {width: 0.5}\ndose: {current: 0.1, pixelSize: 2}\npixels: none');
    const known = '{"layer":"electrolyte","value":0.6}';
    const args = ['--set', `edges[0]={"name":"Li","file":${JSON.stringify(file)},"known":${known}}`];
    const ran = await operando('eels', edges, written.maps, ...args, '--time-step', '120', '-o', at('measured'));
    expect(ran.code).toBe(0);
    expect(Math.abs(Number(rowsOf(at('measured', 'results.csv'))[0]!['li_cathode']) - 1)).toBeLessThan(0.06);
    expect(JSON.stringify(JSON.parse(readFileSync(at('measured', 'results.json'), 'utf8'))['provenance'])).toContain(
      'li.txt',
    );
    expect(readdirSync(at('measured'))).not.toContain('pixels.csv');
    const rows = rowsOf(at('measured', 'results.csv'));
    // Content falls from cathode to electrolyte, and on to the anode: a step somewhere between them.
    expect(Number(rows[0]!['front'])).toBeGreaterThan(2);
    // 0.1 nA for 120 s over 18 pixels of 400 square angstrom.
    expect(Number(rows[1]!['dose_per_angstrom2']) / ((2 * 0.1e-9 * 120) / 18 / 1.602176634e-19 / 400)).toBeCloseTo(
      1,
      9,
    );
  });

  it('says that two windows hold another edge, and are not aligned', async () => {
    const windows = ['--set', 'edges[0].window=[54.5,59.5]', '--set', 'edges[1].window=[60,64]'];
    const args = [written.edges, written.maps, '--method', 'two-window', ...windows, '--time-step', '120'];
    const ran = await operando('eels', ...args, '-o', at('windows'));
    expect(ran.code).toBe(0);
    expect(ran.error).toMatch(/edges-overlap[^\n]*Co/);
    expect(ran.error).toMatch(/energies-unaligned/);
  });

  it('says of layers that share pixels, maps without counts, and an edge within the window of the background', async () => {
    const counts = Float64Array.from(written.experiment.counts);
    const size = counts.length / 4;
    counts.fill(0, size, 2 * size);
    const file = at('in', 'gap.u16');
    writeFileSync(file, new Uint8Array(Uint16Array.from(counts).buffer));
    const more = ['--set', 'layers[1].from=2', '--set', 'background.window=[38,58]', '--time-step', '120'];
    const ran = await operando('eels', written.edges, file, ...more, '-o', at('gap'));
    expect(ran.code).toBe(0);
    expect(ran.error).toMatch(/layers-overlap: [^\n]*cathode and electrolyte \(column 2\)/);
    expect(ran.error).toMatch(/points-masked: 18 pixels of 72 hold no counts[^\n]*1 map \(1\) is empty/);
    expect(ran.error).toMatch(/edges-overlap: [^\n]*58 eV, and Li begins within it/);
    // Nothing of the sort where all is well.
    expect(whole.error).not.toMatch(/layers-overlap|points-masked|edges-overlap/);
  });

  it('says when counts scatter more than counts do, and when they are none', async () => {
    const { counts } = written.experiment;
    const tripled = at('in', 'tripled.f32');
    writeFileSync(tripled, new Uint8Array(Float32Array.from(counts, (n) => 3 * n + 0.5).buffer));
    const ran = await operando(
      'eels',
      written.edges,
      tripled,
      '--set',
      'raw.type=float32',
      '--time-step',
      '120',
      '-o',
      at('tripled'),
    );
    expect(ran.error).toMatch(/counts-not-poisson: Spectra scatter about the fit by (2\.9|3\.0)/);
    expect(ran.error).toMatch(/counts-not-whole/);
  });

  it('aligns single spectra by their low loss, and gives their thickness', async () => {
    const random = seededRandom(3);
    const { counts, energies, shift } = written.experiment;
    const shifts = [0, 1].map((k) => shift[18 * k]!);
    const low = Float64Array.from({ length: 900 }, (_, i) => -10 + 0.125 * i);
    const losses = shifts.map((each) =>
      low.map((energy) => {
        const loss = energy - each;
        const plasmon = loss > 2 ? 0.05 / (1 + ((loss - 22) / 3) ** 2) : 0;
        return random.poisson(20_000 * (Math.exp(-0.5 * (loss / 0.4) ** 2) + plasmon));
      }),
    );
    const spectra = [0, 1].map((k) => counts.slice(k * 18 * energies.length, (k * 18 + 1) * energies.length));
    const edges = at('in', 'single.yml');
    writeFileSync(
      edges,
      `background: {window: [38, 53]}\nedges:\n  - ${JSON.stringify(written.experiment.lithium)}\n  - ${JSON.stringify(written.experiment.cobalt)}\n`,
    );
    const args = ['--low-loss', writeTable('low.txt', low, losses), '--columns-as-frames', '--time-step', '12'];
    const ran = await operando(
      'eels',
      edges,
      writeTable('spectra.txt', energies, spectra),
      ...args,
      '-o',
      at('single'),
    );
    expect([ran.code, ran.error]).toEqual([0, '']);
    const rows = rowsOf(at('single', 'results.csv'));
    rows.forEach((row, k) => {
      expect(Math.abs(Number(row['energy_shift_eV']) - shifts[k]!)).toBeLessThan(0.02);
      // ln(1 + area of the plasmon over that of the zero loss).
      const plasmon = 0.05 * 3 * (Math.PI / 2 + Math.atan(20 / 3));
      expect(
        Math.abs(Number(row['thickness_map']) - Math.log(1 + plasmon / (0.4 * Math.sqrt(2 * Math.PI)))),
      ).toBeLessThan(0.05);
    });
    const many = await operando(
      'eels',
      written.edges,
      written.maps,
      '--low-loss',
      at('in', 'low.txt'),
      '-o',
      at('many'),
    );
    expect([many.code, many.error]).toEqual([1, expect.stringMatching(/pixel/) as string]);
  });

  it.each([
    ['edges without a background', 2, /^background/, '', [], /background: \{window/],
    ['nothing to do', 2, /^edges|^ {2}- /, '', [], /zero loss/],
    ['bare numbers without energies', 2, /^energy/, '', [], /energy: \{offset, step\}/],
    ['a file of another size', 1, /^$/, '', ['--set', 'raw.shape=[9,9,9,9]'], /28800 bytes/],
    ['a front in a layer that is not there', 2, /^$/, 'front: {layer: separator}', [], /no layer separator[^]*cathode/],
    ['white lines outside of the spectra', 1, /^$/, 'whiteLines: {l3: 779, l2: 794}', [], /white lines/],
    [
      'an onset outside of the spectra',
      1,
      /^$/,
      '',
      ['--set', 'edges[0].onset=155.2'],
      /edges\[0\]\.onset: Li begins at 155\.2/,
    ],
    ['bare numbers that nothing describes', 2, /^raw/, '', [], /raw: \{shape/],
    ['two edges of one name', 2, /^$/, '', ['--set', 'edges[1].name=Li'], /Li/],
  ])('refuses %s with its cure', async (_, code, without, more, flags, message) => {
    const text = readFileSync(written.edges, 'utf8').split('\n');
    const path = at('in', 'refused.yml');
    writeFileSync(path, `${text.filter((line) => !without.test(line)).join('\n')}\n${more}\n`);
    const ran = await operando('eels', path, written.maps, ...flags, '-o', at('refused'));
    expect([ran.code, ran.error]).toEqual([code, expect.stringMatching(message) as string]);
  });

  const reference = referencePath('further', 'electron-energy-loss');
  it.skipIf(reference === undefined)(
    'on spectra of others: thickness and white lines (needs OPERANDO_REFERENCE_DATA)',
    async () => {
      const empty = at('in', 'empty.yml');
      writeFileSync(empty, '{}\n');
      const low = await operando('eels', empty, join(reference!, 'exspy_EELS_LL_thickness.hspy'), '-o', at('exspy'));
      expect(low.code).toBe(0);
      rowsOf(at('exspy', 'results.csv')).forEach((row, k) => {
        // Simulated by eXSpy with 0.3 to 1.9; README of the reference: 4e-3.
        expect(Math.abs(Number(row['thickness_map']) - 0.3 - 0.1 * k)).toBeLessThan(0.004);
      });
      const lines = at('in', 'lines.yml');
      writeFileSync(lines, 'whiteLines: {l3: 779.4, l2: 794.4, valence: {ratio: [2.9, 2.18], valence: [3, 3.5]}}\n');
      const args = [join(reference!, 'co_l23.txt'), '--columns-as-frames', '--time-step', '12'];
      const ran = await operando('eels', lines, ...args, '-o', at('lines'));
      expect([ran.code, ran.error]).toEqual([0, '']);
      expect(readdirSync(at('lines'))).toContain('white-lines.svg');
      const statuses = rowsOf(at('lines', 'results.csv')).map((row) => row['l3_l2_height_ratio_map_status']);
      expect(statuses).toEqual(Array.from({ length: 20 }, () => 'converged'));
    },
  );
});
