import { seededRandom } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { createRefiner, createSeriesWalk } from '../src/index.js';
import { matched, options, pattern } from './cubic-patterns.js';

/** Cells (angstrom) of a series, as each frame is refined from those before it, and their errors. */
function walked(cells: readonly number[]): { cell: number; stderr: number; cycles: number }[] {
  const random = seededRandom(8);
  const frames = cells.map((a) => pattern([{ a, height: 2000 }]));
  const refiner = createRefiner(frames[0]!.twoTheta, { ...options, phases: [matched('A', cells[0]!)] });
  const walk = createSeriesWalk(refiner);
  for (const { intensity } of frames) {
    walk.push({
      intensity: Float64Array.from(intensity, (y) => Math.max(0, Math.round(y + Math.sqrt(y) * random.normal()))),
    });
  }
  const a = refiner.names.indexOf('A.a');
  return walk.rows.map(({ values, stderr, cycles }) => ({ cell: values[a]!, stderr: stderr[a]!, cycles }));
}

const cellsOf = (steps: readonly number[]): number[] => {
  let cell = 4.05;
  return [cell, ...steps.map((step) => (cell += step))];
};

describe('where the fit of a frame begins', () => {
  it.each([
    ['evenly', Array.from({ length: 8 }, () => 0.012)],
    ['at rates that change', [0.004, 0.012, 0.006, 0.02, 0.01, 0.03, 0.02]],
    ['and turns round', [0.01, 0.012, 0.01, -0.012, -0.012, 0.01, -0.01]],
  ])('follows a cell that moves %s, by widths of its lines', (_, steps) => {
    const cells = cellsOf(steps);
    for (const [t, { cell, stderr }] of walked(cells).entries()) {
      expect(Math.abs(cell - cells[t]!), `frame ${t}`).toBeLessThan(5 * stderr);
    }
  });

  it('is nearly there when it moves steadily', () => {
    const all = walked(cellsOf(Array.from({ length: 9 }, () => 0.012)));
    // The second frame knows of no motion yet.
    expect(all[1]!.cycles).toBeGreaterThan(3);
    for (const { cycles } of all.slice(2)) expect(cycles).toBeLessThan(3);
  });
});
