import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawCounts, graphiteLithium, seededRandom, simulatedCell } from '@operando/fixtures';
import { operandoNarrow as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';

let folder = '';
const cell = simulatedCell(undefined, undefined, undefined, 0.05);
const rates = cell.rates(graphiteLithium.sharp);
const blank = rates.map(() => 0.01);
const seconds = 600;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-seen-'));
  mkdirSync(join(folder, 'spectra'));
  const random = seededRandom(17);
  const write = (name: string, counts: Float64Array): void => {
    writeFileSync(join(folder, name), Array.from(counts, (value, i) => `${i} ${value}\n`).join(''));
  };
  for (let f = 0; f < 4; f++) write(join('spectra', `f${f}.txt`), drawCounts(rates, seconds, random));
  mkdirSync(join(folder, 'noisy'));
  for (let f = 0; f < 4; f++)
    write(
      join('noisy', `f${f}.txt`),
      drawCounts(
        rates.map((rate, i) => rate + blank[i]!),
        seconds,
        random,
      ),
    );
  writeFileSync(
    join(folder, 'blank.spe'),
    `$SPEC_ID:\nblank\n$MEAS_TIM:\n${seconds} ${seconds}\n$DATA:\n0 ${blank.length - 1}\n${Array.from(drawCounts(blank, seconds, random)).join('\n')}\n`,
  );
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const base = {
  particles: '[triton]',
  copper: '6',
  anode: '{name: anode, material: C, density: 1.5, thickness: 10}',
  sample: 'threshold: 300',
  detector: '20',
  geometry: 'flux: 1.0e+8, area: 1, solidAngleFraction: 0.003',
  calibration: '{offset: 5, gain: 2.8}',
  more: '',
};

async function analyse(name: string, changes: Partial<typeof base>, spectra = 'spectra'): Promise<Ran> {
  const { particles, copper, anode, sample, detector, geometry, calibration, more } = { ...base, ...changes };
  const model = join(folder, `${name}.yml`);
  writeFileSync(
    model,
    [
      'sample:',
      `  particles: ${particles}`,
      '  layers:',
      '    - {material: Kapton, thickness: 7.5}',
      `    - {material: Cu, thickness: ${copper}}`,
      `    - ${anode}`,
      `  detectorFwhm: ${detector}`,
      `  ${sample}`,
      `calibration: ${calibration}`,
      `geometry: {${geometry}}`,
      more,
    ].join('\n'),
  );
  return operando('ndp', model, join(folder, spectra), '-o', join(folder, name), '--time-step', String(seconds));
}
const rows = (name: string): Record<string, string>[] => rowsOf(join(folder, name, 'results.csv'));

describe('what operando ndp can see', () => {
  it('is the whole of a thin cell', async () => {
    const ran = await analyse('whole', {});
    expect(ran.code, ran.error).toBe(0);
    expect(ran.error).not.toContain('visible');
    const [first] = rows('whole');
    expect(first!['anode_status']).toBe('converged');
    expect(Math.abs(Number(first!['anode_per_cm2']) / 1.2e19 - 1)).toBeLessThan(0.06);
  });

  it('is nothing of an anode under 60 um of copper: no number, told', async () => {
    const ran = await analyse('hidden', { copper: '60', more: 'smoothing: even' });
    expect(ran.code, ran.error).toBe(0);
    expect(ran.error).toMatch(/layer-not-visible: anode cannot be seen/);
    expect(ran.out).toMatch(/seen in part or not at all: .*anode 0 %/);
    const [first] = rows('hidden');
    expect(first!['anode_status']).toBe('not-visible');
    expect(Number(first!['anode_per_cm2'] || 'NaN')).toBeNaN();
  });

  it('is part of an anode that the threshold cuts: the atoms of that part, told', async () => {
    const ran = await analyse('part', { sample: 'threshold: 1300' });
    expect(ran.code, ran.error).toBe(0);
    expect(ran.error).toMatch(/layer-partly-visible: 6\d\.\d % of anode/);
    const [first] = rows('part');
    expect(first!['anode_status']).toBe('partial');
    expect(first!['total_status']).toBe('partial');
    const whole = Number(rows('whole')[0]!['anode_per_cm2']);
    const share = Number(/([\d.]+) % of anode/.exec(ran.error)![1]) / 100;
    expect(Math.abs(Number(first!['anode_per_cm2']) / (share * whole) - 1)).toBeLessThan(0.03);
  });

  it('is not hidden by a blank that was counted no longer than a frame', async () => {
    const ran = await analyse('noisy', { more: 'background: blank.spe' }, 'noisy');
    expect(ran.code, ran.error).toBe(0);
    for (const row of rows('noisy')) {
      expect(row['chi_square_status']).toBe('converged');
      const pull = (Number(row['anode_per_cm2']) - 1.2e19) / Number(row['anode_per_cm2_stderr']);
      expect(Math.abs(pull)).toBeLessThan(4);
    }
  });

  it.each([
    ['a threshold', { sample: 'threshold: 0.3' }, /unit-doubtful: sample.threshold is 0.3 keV/],
    [
      'a resolution',
      { sample: 'threshold: 300\n  angularSpread: 1', detector: '0.02' },
      /sample.detectorFwhm is 0.02 keV/,
    ],
  ])('is told with a word where %s looks like one in MeV', async (name, changes, message) => {
    // So fine that its own depth resolution would take bins by the thousand.
    const more = 'smoothing: even\ndepthBins: {binsPerResolution: 0.2}';
    const ran = await analyse(name.replace(' ', '-'), { more, ...changes }, join('spectra', 'f0.txt'));
    expect(ran.code, ran.error).toBe(0);
    expect(ran.error).toMatch(message);
  });

  it.each([
    ['more of an isotope than all', { geometry: `isotopeFraction: 95, ${base.geometry}` }, /isotopeFraction is 95/],
    ['an efficiency below 0', { geometry: `efficiency: -0.5, ${base.geometry}` }, /efficiency is -0.5/],
    [
      'more of a sphere than all',
      { geometry: 'flux: 1.0e+8, area: 1, solidAngleFraction: 3' },
      /solidAngleFraction is 3/,
    ],
    ['a source that is none', { sample: 'source: zbl' }, /source is "zbl".*auto, user, nist, icru49, zbl85/],
    ['tables of the user where there are none', { sample: 'source: user' }, /brings no stopping table/],
    [
      'widths of more interfaces than there are',
      { more: 'interfaceWidth: [0.1, 0.1, 0.1, 0.1, 0.1]' },
      /5 interface widths for 3 layers/,
    ],
    [
      'lithium of one isotope counted as natural',
      { anode: '{name: anode, material: 6Li, density: 0.46, thickness: 10}' },
      /which share to count by/,
    ],
    ['particles of another reaction', { particles: '[proton]' }, /has no particle proton/],
    ['an energy scale in MeV', { calibration: '{offset: 0.005, gain: 0.0028}' }, /calibration: no channel.*in MeV\?/],
    ['a blank that is not there', { more: 'background: s/f00.txt' }, /no such file/],
  ])('refuses %s', async (_, changes, message) => {
    const ran = await analyse('refused', changes);
    expect(ran.code).toBeGreaterThan(0);
    expect(ran.error).toMatch(message);
    expect(ran.error).not.toContain('defect');
  });
});
