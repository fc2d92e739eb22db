import { createAxis, createSeries } from '@operando/core';
import { crystalStructure, spaceGroup } from '@operando/crystal';
import { describe, expect, it } from 'vitest';
import { refinePattern, refineSeries, structurePhase } from '../src/index.js';
import type { Refinement } from '../src/index.js';
import { unitOfCounts } from '../src/fit/unit-of-counts.js';
import { optionsOf, phasesOf, readSimulated } from './simulated.js';
import { rietveldFolder } from './structures.js';

const perCount = 1 / 7.3;

describe.skipIf(rietveldFolder === undefined)('rates without errors', () => {
  it('have the errors of the counts that they were made from, and it is told', async () => {
    const series = readSimulated('nmc-neutron');
    const { twoTheta } = series;
    const counts = series.counts(5);
    const rates = counts.map((n) => n * perCount);
    const options = optionsOf(series, phasesOf(series, series.frames[5]!));
    const codes = ({ warnings }: { readonly warnings: Refinement['warnings'] }) => warnings.map(({ code }) => code);
    const counted = refinePattern({ twoTheta, intensity: counts }, options);
    const rated = refinePattern({ twoTheta, intensity: rates }, options);
    expect([counted.status, rated.status]).toEqual(['converged', 'converged']);
    expect(codes(counted)).not.toContain('errors-from-scatter');
    expect(codes(rated)).toContain('errors-from-scatter');
    // The median of n absolute values is known to 1.17 / sqrt(n): 3 % here, of neighbours that are not independent somewhat more.
    for (const [k, { name, value, stderr, status }] of counted.parameters.entries()) {
      const own = rated.parameters[k]!;
      expect(own.status, name).toBe(status);
      // The foil is not told from one without orientation: there is no error to compare.
      if (status === 'ambiguous') continue;
      const unit = /scale|background|hump/.test(name) ? perCount : 1;
      expect(Math.abs(own.value / unit - value), name).toBeLessThan(0.02 * stderr);
      expect(Math.abs(own.stderr / unit / stderr - 1), name).toBeLessThan(0.08);
    }
    const stack = createSeries({
      signal: rates,
      axis: createAxis({ name: 'two-theta', unit: 'deg', values: twoTheta }),
      time: { start: Float64Array.of(0), duration: 1 },
    });
    const refined = await refineSeries(stack, options);
    expect(codes(refined)).toContain('errors-from-scatter');
    expect(Math.abs(refined.rows[0]!.goodnessOfFit - 1)).toBeLessThan(0.08);
  });

  it('of a curve without noise nothing is made of its scatter', () => {
    const smooth = Float64Array.from({ length: 400 }, (_, i) => 20.5 + 100 * Math.exp(-(((i - 200) / 6) ** 2)));
    expect(unitOfCounts(smooth, smooth)).toBe(1);
  });
});

describe('monoclinic phases', () => {
  const phase = (symbol: string, alpha: number, beta: number, gamma: number) =>
    structurePhase(
      crystalStructure({
        name: 'A',
        cell: { a: 4.68, b: 3.42, c: 5.13, alpha, beta, gamma },
        spaceGroup: spaceGroup(symbol),
        sites: [{ label: 'Cu1', element: 'Cu', position: [0.25, 0.25, 0], uIso: 0.005 }],
      }),
      { instrument: { radiation: 'x-ray', lines: [{ wavelength: 1.5406 }], w: 0.01 }, maximumTwoTheta: 60 },
    );

  it('whose unique axis is not b are refused, with the cure', () => {
    expect(phase('P 1 2/m 1', 90, 99.5, 90).system).toBe('monoclinic');
    expect(() => phase('P 1 1 2/m', 90, 90, 99.5)).toThrow(
      /A is monoclinic with c as its unique axis.*exchange c and b/s,
    );
    expect(() => phase('P 2/m 1 1', 99.5, 90, 90)).toThrow(/a as its unique axis/);
    const given = { ...phase('P 1 2/m 1', 90, 99.5, 90), cell: { a: 5, b: 5, c: 5, alpha: 90, beta: 90, gamma: 99 } };
    const twoTheta = Array.from({ length: 100 }, (_, i) => 20 + 0.1 * i);
    const instrument = { radiation: 'x-ray', lines: [{ wavelength: 1.5406 }], w: 0.01 } as const;
    const refine = () => refinePattern({ twoTheta, intensity: twoTheta }, { phases: [given], instrument });
    expect(refine).toThrow(/unique axis of A, which is monoclinic, is not b/);
  });
});
