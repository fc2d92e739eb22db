import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { createRefiner, createSeriesWalk, refinePattern, structurePhase } from '../src/index.js';
import type { Instrument, IntensityMethod, Refinement } from '../src/index.js';
import { readXye, uvw } from './pattern-files.js';
import { optionsOf, phasesOf, readSimulated } from './simulated.js';
import { modelStructure, rietveldFolder } from './structures.js';

const instrument: Instrument = {
  radiation: 'neutron',
  lines: [{ wavelength: 1.494 }],
  geometry: 'debye-scherrer',
  zero: 0.6,
  u: uvw(132),
  v: uvw(-217),
  w: uvw(234),
  x: 0.046846622,
  y: -0.0099541191,
  sampleHeight: 0.001,
};

function refine(method: IntensityMethod): Refinement {
  const range: [number, number] = [10, 164.85];
  const phase = structurePhase(modelStructure('LBCO'), {
    name: 'LBCO',
    instrument,
    maximumTwoTheta: 164.85,
    size: 1000,
    strain: 1000,
  });
  return refinePattern(readXye(referencePath('xrd', 'data', 'powder', 'hrpt_lbco.xye')!), {
    phases: [phase],
    method,
    instrument,
    range,
    background: { terms: 6 },
    refine: { instrument: ['zero', 'u', 'v', 'w'] },
  });
}

describe.skipIf(rietveldFolder === undefined)('free intensities, LBCO at HRPT', () => {
  const answer = () => {
    const text = readFileSync(join(rietveldFolder!, 'refinements', 'real-patterns.json'), 'utf8');
    return (JSON.parse(text) as { LBCO_HRPT_Pawley: { reflections: readonly (readonly number[])[] } }).LBCO_HRPT_Pawley;
  };

  it('Pawley: Rwp, cell and intensities as those of GSAS-II', () => {
    const refined = refine('pawley');
    expect(100 * refined.rwp).toBeLessThan(7.032 + 0.1);
    expect(Math.abs(refined.phases[0]!.cell.a!.value - 3.89083)).toBeLessThan(3 * 4.81e-5);
    const { lines, weightFraction } = refined.phases[0]!;
    expect(weightFraction.value).toBeNaN();
    // Areas are in proportion to m F^2 / (sin(theta) sin(2 theta)); GSAS-II counts half of the multiplicity.
    const ratios = answer().reflections.flatMap(([h, k, l, m, d, f2, stderr], i) => {
      expect([lines.h[i], lines.k[i], lines.l[i]]).toEqual([h, k, l]);
      const theta = Math.asin(1.494 / (2 * d!));
      const own = (lines.area[i]! * Math.sin(theta) * Math.sin(2 * theta)) / m!;
      return stderr! < 0.02 * f2! ? [{ ratio: own / f2!, error: stderr! / f2! }] : [];
    });
    expect(ratios.length).toBeGreaterThan(8);
    const mean = ratios.reduce((sum, { ratio }) => sum + ratio, 0) / ratios.length;
    // Both are fits of the same data: they differ by less than their common errors.
    for (const { ratio, error } of ratios) expect(Math.abs(ratio / mean - 1)).toBeLessThan(3 * error);
    const strong = lines.area.findIndex((area) => area > 1400);
    // GSAS-II scales its errors by the goodness of fit.
    const error = (lines.areaStderr[strong]! / lines.area[strong]!) * refined.goodnessOfFit;
    expect(error / (1560 / 226_168)).toBeCloseTo(1, 1);
  });

  it('Le Bail: Rwp above that of Pawley, the cell the same', () => {
    const refined = refine('lebail');
    expect(100 * refined.rwp).toBeLessThan(7.308 + 0.1);
    expect(Math.abs(refined.phases[0]!.cell.a!.value - 3.89082)).toBeLessThan(3 * 4.83e-5);
    expect([...refined.phases[0]!.lines.area].every((area) => area >= 0)).toBe(true);
  });
});

describe.skipIf(rietveldFolder === undefined)('one phase with free intensities beside another with a structure', () => {
  it.each<[IntensityMethod, IntensityMethod]>([
    ['pawley', 'rietveld'],
    ['rietveld', 'lebail'],
    ['pawley', 'pawley'],
  ])('%s and %s, through a series', (oxide, foil) => {
    const series = readSimulated('nmc-neutron');
    const phases = phasesOf(series, series.frames[0]!);
    const [first, second] = [
      { ...phases[0]!, method: oxide },
      { ...phases[1]!, method: foil },
    ];
    const options = optionsOf(series, [first, second], series.frames[0]!.displacement);
    const refiner = createRefiner(series.twoTheta, {
      ...options,
      refine: { instrument: ['displacement'], phases: { NMC811: ['cell', 'size', 'strain'] } },
    });
    const walk = createSeriesWalk(refiner);
    for (const frame of [0, 1, 2]) {
      const row = walk.push({ intensity: series.counts(frame) });
      expect(row.status).toBe('converged');
      expect(row.phases.map(({ presence }) => presence)).toEqual(['present', 'present']);
      // Fractions are those of phases with a scale.
      expect(row.phases.map(({ weightFraction }) => weightFraction)).toEqual(
        [oxide, foil].map((method) => (method === 'rietveld' ? 1 : Number.NaN)),
      );
      for (const [name, k, phase] of [
        ['NMC811.a', 0, 0],
        ['NMC811.c', 2, 0],
        ['Al.a', 0, 1],
      ] as const) {
        const at = refiner.names.indexOf(name);
        const truth = series.frames[frame]!.phases[phase]!.cell[k];
        expect(Math.abs(row.values[at]! - truth)).toBeLessThan(4 * row.stderr[at]!);
      }
    }
    expect(walk.pending()).toEqual([]);
  });
});
