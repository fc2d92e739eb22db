import { describe, expect, it } from 'vitest';
import { findE0, findEnergyStep, preEdge } from '../src/index.js';
import { larchData, larchFolder, larchIds, larchSpectrum, optionsOf, worst } from './larch.js';

// Tolerances: ours evaluates polynomials in scaled energy, Larch in raw energy, where a
// quadratic keeps 9 digits and a cubic 5 (measured by an independent implementation).
const toleranceByDegree = [1e-12, 1e-11, 1e-8, 1e-5, 1e-4, 1e-3];

describe.skipIf(larchFolder === undefined)('15 measured spectra against Larch (needs OPERANDO_REFERENCE_DATA)', () => {
  describe.each(larchIds())('%s', (id) => {
    const reference = larchSpectrum(id);
    const { energy, mu } = larchData(id);

    it('finds the same e0, to the grid point', () => {
      expect(findE0(energy, mu)).toBe(reference.find_e0);
    });

    it('finds the same energy step', () => {
      const step = findEnergyStep(Float64Array.from(energy));
      expect(step).toBeCloseTo(reference.find_energy_step, 12);
    });

    it.each(['default', ...Object.keys(reference.pre_edge_cases)])('normalizes as Larch: %s', (name) => {
      const expected = name === 'default' ? reference.pre_edge_default : reference.pre_edge_cases[name]!;
      const options = optionsOf(expected.args);
      const actual = preEdge(energy, mu, options);
      const { pre1, pre2, norm1, norm2, nnorm, nvict, e0 } = expected;
      expect(actual).toMatchObject({ pre1, pre2, norm1, norm2, nnorm, nvict, e0 });
      const tolerance = toleranceByDegree[nnorm]!;
      expect(Math.abs(actual.edgeStep / expected.edge_step - 1)).toBeLessThan(tolerance);
      expect(worst(actual.norm, expected.norm)).toBeLessThan(tolerance);
      expect(worst(actual.flat, expected.flat!)).toBeLessThan(tolerance);
      expect(worst(actual.preEdge, expected.pre_edge!)).toBeLessThan(1e-11);
      expect(Math.abs(actual.preCoefficients[0]! / expected.pre_offset - 1)).toBeLessThan(1e-9);
      if (options.edgeStep === undefined) expect(actual.edgeStepStderr).toBeGreaterThanOrEqual(0);
      else expect(actual.edgeStepStderr).toBeNaN();
    });
  });

  it('says that a scan ending 5 eV above the edge has no trustworthy edge step', () => {
    const { energy, mu } = larchData('fe_xanes_8ch');
    const { warnings, edgeStep, edgeStepStderr } = preEdge(energy, mu);
    expect(warnings.map(({ code }) => code)).toEqual(['short-post-edge', 'uncertain-edge-step']);
    expect(edgeStepStderr).toBeGreaterThan(edgeStep);
  });
});
