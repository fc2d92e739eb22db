import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHdf5, readFileScans, readNexusSeries } from '@operando/beamline-io/node';
import { parseResultDocument } from '@operando/core';
import { writeQuickXas } from '@operando/fixtures';
import type { QuickXas } from '@operando/fixtures';
import { operandoCoarse as operando } from './command.js';
import type { Ran } from './command.js';

const [files, sweeps, merged] = [3, 20, 5] as const;
let folder = '';
let truth: QuickXas;
let ran: Ran;
const at = (...names: readonly string[]): string => join(folder, ...names);

/** A column of a table of results. */
function column(name: string, of = 'out', table = 'results'): { values: number[]; stderr: number[] } {
  const document = parseResultDocument(readFileSync(at(of, 'results.json'), 'utf8'));
  const found = document.tables.find((each) => each.name === table)!.columns.find((each) => each.name === name);
  if (found === undefined || !('values' in found)) throw new Error(`no column ${name}`);
  return { values: found.values.map(Number), stderr: (found.stderr ?? []).map(Number) };
}

/** Means over sweeps that were averaged. */
const means = (values: Float64Array): number[] =>
  Array.from({ length: values.length / merged }, (_, g) =>
    values.subarray(g * merged, (g + 1) * merged).reduce((sum, value) => sum + value / merged, 0),
  );

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando-quick-'));
  truth = writeQuickXas(at('in'), { files, sweeps });
  writeFileSync(
    at('standards.yml'),
    'standards:\n  - {name: First state, file: in/first.xdi}\n  - {name: second, file: in/second.xdi}\n',
  );
  const recipe = `--sweeps both --bin 0.5 --reference auto --merge ${merged} --lcf ${at('standards.yml')} --pca --mcr 2 --exafs`;
  const outputs = '--spectra nexus --spectra csv --spectra athena --spectra nxxas';
  const words = [...recipe.split(' '), ...outputs.split(' ')];
  ran = await operando('xas', truth.scans, '--ec', truth.cycler, ...words, '-o', at('out'));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('from raw sweeps with a foil to species against charge, in one command', () => {
  it('splits the scans into sweeps, brings them to one grid and averages them', () => {
    expect(ran.error).not.toMatch(/^operando:/m);
    expect(ran.code).toBe(0);
    expect(ran.out).toMatch(/^12 spectra of \d+ points/);
    const { steps } = parseResultDocument(readFileSync(at('out', 'results.json'), 'utf8')).provenance;
    expect(steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['xas-normalize/alignSeries', 'xas-normalize/averageSweeps', 'xas-normalize/mcrAls']),
    );
  });

  it('takes the drift of the monochromator away, as the foil tells it', () => {
    const found = column('energy_shift').values;
    const wanted = means(truth.shift);
    // To the first sweep: what that is wrong by, all are.
    for (const [g, shift] of found.entries())
      expect(Math.abs(shift - found[0]! - (wanted[g]! - wanted[0]!))).toBeLessThan(0.02);
  });

  it('finds the shares of the standards as they were made', () => {
    const wanted = means(truth.share);
    for (const [g, share] of column('share_second').values.entries())
      expect(Math.abs(share - wanted[g]!)).toBeLessThan(0.01);
    expect(column('share_first_state').values).toHaveLength(wanted.length);
  });

  it('joins the charge, with which the share grows', () => {
    const charge = column('capacity').values;
    const share = column('share_second').values;
    const slope = (share.at(-1)! - share[0]!) / (charge.at(-1)! - charge[0]!);
    for (const [g, value] of share.entries())
      expect(Math.abs(value - share[0]! - slope * (charge[g]! - charge[0]!))).toBeLessThan(0.01);
    expect(existsSync(at('out', 'species.svg'))).toBe(true);
  });

  it('sees two species without knowing them', () => {
    const { values } = column('variance', 'out', 'components');
    // The mean is taken off: one direction is left, and noise.
    expect(values[0]).toBeGreaterThan(0.99);
    const [a, b] = [column('species_1').values, column('species_2').values];
    a.forEach((share, g) => expect(share + b[g]!).toBeCloseTo(1, 6));
    // Which is the first is not told; one of them grows throughout.
    const growing = a.at(-1)! > a[0]! ? a : b;
    expect(growing.at(-1)! - growing[0]!).toBeGreaterThan(0.7);
  });

  it('writes spectra that are read back with the same numbers: CSV, Athena, NeXus, NXxas', async () => {
    const [head, ...rows] = readFileSync(at('out', 'spectra.csv'), 'utf8').trim().split('\n');
    const table = rows.map((row) => row.split(',').map(Number));
    expect(head).toMatch(/^energy_eV,frame_0,/);
    const energy = table.map(([first]) => first!);
    const spectrum = (frame: number): number[] => table.map((row) => row[frame + 1]!);
    const groups = await readFileScans(at('out', 'spectra.prj'));
    const entries = await readFileScans(at('out', 'spectra.nxs'));
    const series = await readNexusSeries(at('out', 'spectra.h5'), { axis: { name: 'energy', unit: 'eV' } });
    expect([groups.length, entries.length, series.time.start.length]).toEqual([12, 12, 12]);
    for (const frame of [0, 5, 11]) {
      const wanted = spectrum(frame);
      expect([...groups[frame]!.columns[0]!.values]).toEqual(energy);
      expect([...groups[frame]!.columns[1]!.values]).toEqual(wanted);
      expect([...entries[frame]!.columns[1]!.values]).toEqual(wanted);
      expect(Array.from(energy, (_, i) => series.signal.get(frame, i))).toEqual(wanted);
    }
    expect([...series.channels['share_second']!.values]).toEqual(column('share_second').values);
  });

  it('writes every field that NXxas 1.0 requires, in each entry', async () => {
    // https://github.com/nexusformat/definitions/blob/main/applications/NXxas.nxdl.xml
    const required = `title start_time definition instrument/source/type instrument/source/name instrument/source/probe
      instrument/monochromator/energy instrument/incoming_beam/data instrument/absorbed_beam/data sample/name
      monitor/mode monitor/preset monitor/data data/energy data/absorbed_beam`.split(/\s+/);
    const file = await openHdf5(at('out', 'spectra.nxs'));
    try {
      for (const entry of ['entry1', 'entry12'])
        for (const field of required) expect(file.kind(`/${entry}/${field}`), field).toMatch(/^(?:numbers|text)$/);
    } finally {
      file.close();
    }
  });

  it('is computed again from results.json', async () => {
    const { code } = await operando('rerun', at('out', 'results.json'), '-o', at('again'));
    expect(code).toBe(0);
    expect(readFileSync(at('again', 'results.csv'), 'utf8')).toBe(readFileSync(at('out', 'results.csv'), 'utf8'));
    expect(existsSync(at('again', 'spectra.prj'))).toBe(true);
  });
});

describe('a foil that is not asked for', () => {
  it('tells that the energies drift', async () => {
    const { error } = await operando('xas', truth.scans, '--sweeps', 'up', '--bin', '1', '-o', at('drifting'));
    expect(error).toMatch(/reference-drifts: The reference foil that was measured along moves by 0\.[56]\d eV/);
  });

  it('tells so too where one of the files has no foil', async () => {
    const names = readdirSync(truth.scans).toSorted();
    const mixed = at('one-without');
    mkdirSync(mixed);
    names.forEach((name, i) => {
      const text = readFileSync(join(truth.scans, name), 'utf8');
      writeFileSync(join(mixed, name), i === names.length - 1 ? text.replaceAll('irefer', 'other') : text);
    });
    const { error } = await operando('xas', mixed, '--sweeps', 'up', '--bin', '1', '-o', at('drifting-still'));
    expect(error).toMatch(/reference-drifts: The reference foil/);
  });
});
