import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { run } from '../src/index.js';
import { rowsOf } from './command.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-xas-reading-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const points = Array.from({ length: 300 }, (_, i) => 7000 + 1.5 * i);
/** An edge at 7120 eV of step 1. */
const edge = (energy: number): number => 1 / (1 + Math.exp((7120 - energy) / 1.5));

interface Told {
  readonly exitCode: number;
  readonly told: string;
  readonly codes: readonly string[];
  readonly rows: readonly Readonly<Record<string, string>>[];
}

let runs = 0;
/** Runs xas on files of text. */
async function xas(files: Readonly<Record<string, string>>, ...flags: string[]): Promise<Told> {
  const place = join(folder, String(runs++));
  mkdirSync(place);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  let told = '';
  const tell = (text: string): void => void (told += text);
  const output = join(place, 'results');
  const paths = Object.keys(files).map((name) => join(place, name));
  const terminal = { out: tell, error: tell, interactive: false };
  const { exitCode, results } = await run(['xas', ...paths, '-o', output, ...flags], terminal);
  const rows = exitCode === 0 ? rowsOf(join(output, 'results.csv')) : [];
  return { exitCode, told, codes: results.flatMap(({ warnings }) => warnings.map(({ code }) => code)), rows };
}

function tableText(columns: Readonly<Record<string, (energy: number, i: number) => number>>): string {
  const labels = Object.keys(columns);
  return `# ${labels.join(' ')}\n${points.map((energy, i) => labels.map((label) => columns[label]!(energy, i)).join(' ')).join('\n')}\n`;
}
const same = (energy: number): number => energy;
const step = (told: Told): number => Number(told.rows[0]!['edge_step']);
const half = (told: Told): number => Number(told.rows[0]!['edge_half_step_eV']);

it('computes the absorption by a formula, and corrects dead time without being asked', async () => {
  const dead = 1e-6;
  const input = (k: number) => (energy: number) => k * (1e5 + 2e5 * edge(energy));
  const live = (k: number) => (energy: number) => 1 / (1 + dead * input(k)(energy));
  const columns: Record<string, (energy: number, i: number) => number> = { energy: same, i0: () => 1e5 };
  for (const k of [1, 2]) {
    columns[`fe_ka_${k}`] = (energy) => k * (2e4 + 1e5 * edge(energy)) * live(k)(energy);
    columns[`icr_${k}`] = input(k);
    columns[`ocr_${k}`] = (energy) => input(k)(energy) * live(k)(energy);
  }
  const files = { 'sdd.dat': tableText(columns) };
  const [found, asked, raw] = [
    await xas(files),
    await xas(files, '--formula', 'sum(fe_ka_# * icr_# / ocr_#) / i0'),
    await xas(files, '--formula', '(fe_ka_1 + fe_ka_2) / i0'),
  ];
  // 3 x 1e5 counts by i0.
  expect([step(found), step(asked)]).toEqual([expect.closeTo(3, 3), expect.closeTo(3, 3)]);
  expect(half(found)).toBeCloseTo(7120, 2);
  expect([found, asked].map(({ codes }) => codes.includes('dead-time-corrected'))).toEqual([true, false]);
  expect(step(raw)).toBeLessThan(2.5);
  const idle = await xas(files, '--formula', 'fe_ka_1 / i0', '--signal', 'i0');
  expect(idle.codes).toContain('option-without-effect');
  const refused = await xas(files, '--formula', 'fe_ka_1 / (i0');
  expect([refused.exitCode > 0, refused.told]).toEqual([true, expect.stringContaining(') is missing') as string]);
});

it('takes energies from the column and in the unit that flags name', async () => {
  const mu = (energy: number): number => 0.3 + edge(energy);
  const plain = await xas({ 'a.dat': tableText({ energy: same, mu }) });
  const columns = { point: (_: number, i: number) => i, drive: (energy: number) => energy / 1000, mu };
  for (const flag of ['--energy-column', '--energy'])
    expect(half(await xas({ 'a.dat': tableText(columns) }, flag, 'drive', '--energy-unit', 'keV'))).toBeCloseTo(
      half(plain),
      6,
    );
  const relative = { 'a.dat': tableText({ energy: (energy: number) => energy - 7112, mu }) };
  expect((await xas(relative)).told).toMatch(/no energy of photons.*--edge-energy/);
  const added = await xas(relative, '--edge-energy', '7112');
  expect([half(added), added.codes.includes('energy-relative')]).toEqual([expect.closeTo(half(plain), 6), true]);
  const tabulated = await xas(relative, '--energy-unit', 'relative', '--element', 'Fe', '--edge', 'K');
  expect(half(tabulated)).toBeCloseTo(half(plain), 6);
  expect((await xas({ 'a.dat': tableText({ energy: same, mu }) }, '--edge-energy', '7112')).codes).toContain(
    'option-without-effect',
  );
});

it('refuses bad points, or masks them when it is told to', async () => {
  const i0 = (_energy: number, i: number): number => (i > 200 && i < 207 ? 0 : 1e5);
  const files = {
    'a.dat': `${tableText({ energy: same, i0, itrans: (energy) => 1e5 * Math.exp(-edge(energy)) })}0 0 0\n`,
  };
  const refused = await xas(files, '--bad-points', 'refuse');
  expect([refused.exitCode > 0, refused.told]).toEqual([true, expect.stringContaining('--bad-points mask') as string]);
  const masked = await xas(files, '--bad-points', 'mask');
  expect([masked.exitCode, masked.codes.includes('points-masked')]).toEqual([0, true]);
  expect(half(masked)).toBeCloseTo(7120, 1);
});

it('keeps spectra that the beamline normalized, and normalizes them again when it is told to', async () => {
  const norm = (energy: number): number => edge(energy) * (1 - 2e-4 * Math.max(0, energy - 7120));
  const mu = (energy: number): number => 0.4 + 1.7 * edge(energy);
  const files = { 'a.dat': tableText({ energy: same, norm, mu }) };
  const kept = await xas(files);
  expect([kept.codes.includes('normalization-kept'), half(kept)]).toEqual([true, expect.closeTo(7120, 3)]);
  const again = await xas(files, '--renormalize');
  expect([again.codes.includes('normalization-kept'), again.exitCode]).toEqual([false, 0]);
  const ready = { 'a.dat': tableText({ energy: same, mu: edge }) };
  const [asked, usual] = [await xas(ready, '--keep-normalization'), await xas(ready)];
  expect([half(asked), asked.codes]).toEqual([expect.closeTo(7120, 3), usual.codes]);
  expect((await xas(ready, '--renormalize')).codes).toContain('option-without-effect');
  expect((await xas(ready, '--renormalize', '--keep-normalization')).told).toMatch(
    /cannot be kept and normalized again/,
  );
});

it('reads every column of a table as a spectrum, and none of them as a foil', async () => {
  const columns: Record<string, (energy: number) => number> = { energy: same };
  for (let k = 0; k < 6; k++) columns[`scan_${k}`] = (energy) => 0.3 + edge(energy - 0.4 * k);
  const { rows, codes, exitCode } = await xas({ 'series.dat': tableText(columns) }, '--columns-as-frames');
  expect([exitCode, rows.length, codes]).toEqual([0, 6, expect.not.arrayContaining(['reference-drifts'])]);
  rows.forEach((row, k) => expect(Number(row['edge_half_step_eV'])).toBeCloseTo(7120 + 0.4 * k, 1));
});
