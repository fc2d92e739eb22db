import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeXasExperiment } from '@operando/fixtures';
import type { WrittenExperiment } from '@operando/fixtures';
import { operandoCoarse as operando, rowsOf } from './command.js';

let folder = '';
let written: WrittenExperiment;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'operando-cures-'));
  written = writeXasExperiment(folder, { frames: 4, points: 200, seed: 5 });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const change = (path: string, how: (text: string) => string): void =>
  writeFileSync(path, how(readFileSync(path, 'latin1')), 'latin1');
const eachSpectrum = (how: (text: string) => string): void => {
  for (let frame = 1; frame <= 4; frame++) change(join(written.spectra, `scan_${frame}.xdi`), how);
};
const xas = (...flags: string[]) =>
  operando('xas', written.spectra, '--ec', written.cycler, ...flags, '-o', join(folder, 'out'), '--force', '--json');
const codesOf = (out: string): string[] =>
  (JSON.parse(out) as { warnings: { code: string }[] }).warnings.map(({ code }) => code);

/** Each: what is wrong, what is said of it, and the flags that it names. */
const faults: readonly (readonly [string, () => void, RegExp, readonly string[], string])[] = [
  [
    'a point without absorption',
    () => {
      change(join(written.spectra, 'scan_2.xdi'), (text) => text.replace(/( \d+\.\d+ \d+\.\d+) \S+\n$/, '$1 0\n'));
    },
    /--bad-points mask/,
    ['--bad-points', 'mask'],
    'points-masked',
  ],
  [
    'a cycler log whose time goes back',
    () => {
      change(written.cycler, (text) => {
        const lines = text.trimEnd().split('\r\n');
        return `${[...lines.slice(0, 8), lines[5], ...lines.slice(8)].join('\r\n')}\r\n`;
      });
    },
    /--backwards drop/,
    ['--backwards', 'drop'],
    'time-backwards',
  ],
];

describe('cures can be carried out from the command', () => {
  it.each(faults)('%s', async (_, spoil, cure, flags, code) => {
    spoil();
    const refused = await xas();
    expect(refused.code).toBeGreaterThan(0);
    expect(refused.error).toMatch(cure);
    const ran = await xas(...flags);
    expect(ran.error).not.toContain('defect');
    expect(ran.code).toBe(0);
    expect(codesOf(ran.out)).toContain(code);
  });

  it('energies in a column that does not say so, of files without dates beside a log with', async () => {
    const rows = async (...flags: string[]): Promise<unknown> => {
      const ran = await xas(...flags);
      expect(ran.error).not.toContain('operando:');
      return rowsOf(join(folder, 'out', 'results.csv')).map((row) => row['edge_half_step_eV']);
    };
    const before = await rows();
    eachSpectrum((text) => text.replaceAll(/^#.*\n/gm, '').replaceAll(/^ (\S+) (\S+) (\S+)$/gm, ' $2 $1 $3'));
    const undated = ['--time-step', '60', '--cycler-clock', 'first-frame'];
    expect(await rows('--energy', '2', '--signal', 'ln(1/3)', ...undated)).toEqual(before);
  });

  it('dates of spectra that are read with the month first', async () => {
    eachSpectrum((text) => text.replaceAll(/2024-05-26T07/g, '05/06/2024 07').replaceAll(/(\d)Z$/gm, '$1'));
    change(written.cycler, (text) => text.replace('05/26/2024', '06/05/2024'));
    const read = await xas();
    expect(read.out).toContain('--frame-date-order');
    const ran = await xas('--frame-date-order', 'day-first');
    expect(ran.code).toBe(0);
    expect(codesOf(ran.out)).toEqual(codesOf(ran.out).filter((code) => code !== 'outside-log'));
    const [first] = rowsOf(join(folder, 'out', 'results.csv'));
    expect(first!['start']).toContain('2024-06-05');
    expect(Number(first!['voltage_V'])).toBeGreaterThan(2);
  });
});
