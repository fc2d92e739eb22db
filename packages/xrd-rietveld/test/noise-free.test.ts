import { describe, expect, it } from 'vitest';
import { refinePattern } from '../src/index.js';
import type { Phase } from '../src/index.js';
import { optionsOf, phasesOf, readSimulated } from './simulated.js';
import type { SeriesId } from './simulated.js';
import { rietveldFolder } from './structures.js';

/** Start away from the truth: cells by up to 5e-4, widths by a fifth. */
const away = (phases: readonly Phase[]): Phase[] =>
  phases.map((phase, k) => ({
    ...phase,
    cell: {
      ...phase.cell,
      a: phase.cell.a * (1 + 4e-4),
      b: phase.cell.b * (phase.system === 'orthorhombic' ? 1 - 3e-4 : 1 + 4e-4),
      c: phase.cell.c * (phase.system === 'cubic' ? 1 + 4e-4 : 1 - 5e-4),
    },
    ...(phase.orientation === undefined
      ? { size: phase.size! * 1.2, strain: phase.strain! * (k === 0 ? 0.8 : 1.2) }
      : { orientation: { ...phase.orientation, ratio: 0.95 * phase.orientation.ratio! } }),
  }));

describe.skipIf(rietveldFolder === undefined)('frames without noise', () => {
  // The generator of the series was checked against GSAS-II and brute force (README of the reference folder); tolerances from there.
  it.each<[SeriesId]>([['lfp-synchrotron'], ['nmc-laboratory'], ['nmc-neutron']])(
    '%s comes back as it was made',
    (id) => {
      const series = readSimulated(id);
      const frame = series.frames[series.noiseFree.frame]!;
      const phases = away(phasesOf(series, frame));
      const refined = refinePattern(
        { twoTheta: series.twoTheta, intensity: series.noiseFree.counts },
        { ...optionsOf(series, phases), tolerance: 1e-9 },
      );
      expect(refined.status).toBe('converged');
      frame.phases.forEach((truth, p) => {
        const { weightFraction, cell, volume } = refined.phases[p]!;
        expect(Math.abs(weightFraction.value - truth.weightFraction)).toBeLessThan(1e-5);
        expect(Math.abs(cell.a!.value / truth.cell[0] - 1)).toBeLessThan(1e-6);
        if (cell.b !== undefined) expect(Math.abs(cell.b.value / truth.cell[1] - 1)).toBeLessThan(1e-6);
        if (cell.c !== undefined) expect(Math.abs(cell.c.value / truth.cell[2] - 1)).toBeLessThan(1e-6);
        expect(Math.abs(volume.value / truth.volume - 1)).toBeLessThan(3e-6);
      });
      const value = (name: string): number => refined.parameters.find((parameter) => parameter.name === name)!.value;
      // The counts are written with seven digits.
      expect(Math.abs(value('displacement') - frame.displacement)).toBeLessThan(2e-4);
      if (id === 'nmc-neutron') {
        const { Li1, O1 } = frame.phases[0]!.edit!;
        expect(Math.abs(value('NMC811.Li1.occupancy') - Li1!.occ!)).toBeLessThan(1e-4);
        expect(Math.abs(value('NMC811.O1.z') - O1!.x![2])).toBeLessThan(1e-5);
      }
    },
  );

  it('cells are found from half a per cent away', () => {
    const series = readSimulated('lfp-synchrotron');
    const frame = series.frames[series.noiseFree.frame]!;
    const phases = phasesOf(series, frame).map((phase, p): Phase => {
      const { a, b, c, ...angles } = phase.cell;
      const f = 1 + [5e-3, -5e-3, 5e-3][p]!;
      return Object.assign({}, phase, { cell: { a: a * f, b: b * f, c: c * f, ...angles } });
    });
    const refined = refinePattern(
      { twoTheta: series.twoTheta, intensity: series.noiseFree.counts },
      optionsOf(series, phases),
    );
    expect(refined.status).toBe('converged');
    frame.phases.forEach(({ cell }, p) => {
      expect(Math.abs(refined.phases[p]!.cell.a!.value / cell[0] - 1)).toBeLessThan(2e-6);
    });
  });
});
