import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { madeCell } from '../src/demo/made-cell.js';
import { operandoCoarse as operando, rowsOf } from './command.js';
import type { Ran } from './command.js';

let folder = '';
let ran: Ran;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'operando demo-'));
  ran = await operando('demo', '-o', join(folder, 'out'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('operando demo', () => {
  it('makes a measurement, analyses it, and says what to look at, which is there', () => {
    expect(ran.code).toBe(0);
    for (const name of ['scans/scan_060.xdi', 'cycler.csv', 'truth.csv', 'results/results.csv', 'results/report.html'])
      expect(existsSync(join(folder, 'out', name)), name).toBe(true);
    expect(ran.out).toMatch(/Look at\n.*report\.html/);
    // A folder with a blank in its name can be typed as it stands.
    expect(ran.out).toContain(`operando xas "${join(folder, 'out', 'scans')}"`);
  });

  it('finds the shift of the edge that went in', () => {
    const truth = rowsOf(join(folder, 'out', 'truth.csv'));
    const found = rowsOf(join(folder, 'out', 'results', 'results.csv'));
    expect(found).toHaveLength(truth.length);
    const shift = (rows: Record<string, string>[], frame: number): number =>
      Number(rows[frame]!['edge_half_step_eV']) - Number(rows[0]!['edge_half_step_eV']);
    // Four standard errors of a difference.
    const allowed = 4 * Math.SQRT2 * Number(found[0]!['edge_half_step_eV_stderr']);
    for (const frame of truth.keys())
      expect(Math.abs(shift(found, frame) - shift(truth, frame)), `${frame}`).toBeLessThan(allowed);
    expect(Number(found[29]!['voltage_V']) - Number(found[0]!['voltage_V'])).toBeGreaterThan(0.5);
  });

  it('writes over nothing unless it is told to', async () => {
    const { code, error } = await operando('demo', '-o', join(folder, 'out'));
    expect(code).toBe(2);
    expect(error).toMatch(/cycler\.csv/);
  });

  it('makes a cell whose edge rises with its charge and comes back', () => {
    const { spectra } = madeCell();
    const edges = spectra.map(({ edge }) => edge);
    expect(edges.indexOf(Math.max(...edges))).toBeGreaterThan(27);
    expect(edges.indexOf(Math.max(...edges))).toBeLessThan(32);
    for (const { share, edge } of spectra) {
      expect(share).toBeGreaterThanOrEqual(0);
      expect(edge).toBeGreaterThan(8344);
      expect(edge).toBeLessThan(8346.2);
    }
  });
});
