import { parseCif } from '@operando/crystal';
import { codeOf, goldenArchive, rietveldExperiment, seededRandom } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { identifyPhases, structurePhase } from '../src/index.js';
import type { Phase } from '../src/index.js';
import { readSimulated } from './simulated.js';
import type { SeriesId } from './simulated.js';
import { modelStructure, rietveldFolder } from './structures.js';

const { twoTheta, counts, cifs, wavelength, width2, weightFraction } = rietveldExperiment({ frames: 3, seed: 5 });
const instrument = { radiation: 'x-ray', lines: [{ wavelength }], w: width2 } as const;
const options = { instrument, background: { terms: 4 } };
const { structures } = goldenArchive('crystals') as { structures: { name: string; cif: string }[] };
const others = ['LaB6', 'CuO', 'LiMn2O4', 'Li', 'LBCO'].map((name) => [
  name,
  structures.find((one) => one.name === name)!.cif,
]);
const candidates = [...Object.entries(cifs), ...others].map(([name, text]) =>
  structurePhase(parseCif(text!), { name: name!, instrument, maximumTwoTheta: twoTheta.at(-1)! }),
);
const patternOf = (frame: number) => ({
  twoTheta,
  intensity: counts.subarray(frame * twoTheta.length, (frame + 1) * twoTheta.length),
});

describe('phases of a pattern, among seven structures', () => {
  it.each([0, 2])('are those that made it (frame %i)', (frame) => {
    const { ranked, unexplained, refinement } = identifyPhases(patternOf(frame), candidates, options);
    const found = ranked.filter(({ isPresent }) => isPresent);
    expect(found.map(({ name }) => name).toSorted()).toEqual(['Al', 'MgO']);
    expect(ranked).toHaveLength(candidates.length);
    for (const { linesExpected, linesSeen, volumeChange, significance } of found) {
      expect(linesSeen).toBe(linesExpected);
      expect(linesExpected).toBeGreaterThan(3);
      expect(Math.abs(volumeChange)).toBeLessThan(0.004);
      expect(significance).toBeGreaterThan(20);
    }
    const share = found.find(({ name }) => name === 'MgO')!.weightFraction;
    // Weights of observed counts favour low points: 0.02 is ten standard errors, and far from any doubt of what is there.
    expect(Math.abs(share - weightFraction[frame]!)).toBeLessThan(0.02);
    expect(unexplained).toBeLessThan(0.05);
    expect(refinement!.phases).toHaveLength(2);
    const [first, second] = found;
    expect(first!.chiSquareShare).toBeGreaterThan(0.3);
    expect(second!.chiSquareShare).toBeGreaterThan(0.3);
  });

  it('leave over what no candidate explains', () => {
    const without = candidates.filter(({ name }) => name !== 'MgO');
    const { ranked, unexplained } = identifyPhases(patternOf(2), without, options);
    expect(ranked.filter(({ isPresent }) => isPresent).map(({ name }) => name)).toEqual(['Al']);
    expect(unexplained).toBeGreaterThan(0.2);
  });

  it('that have the same lines are named beside each other, and one is taken', () => {
    const mgo = candidates.find(({ name }) => name === 'MgO')!;
    const { ranked } = identifyPhases(patternOf(2), [...candidates, { ...mgo, name: 'periclase' }], options);
    const found = ranked.filter(({ isPresent }) => isPresent);
    expect(Object.fromEntries(found.map(({ name, alike }) => [name, alike]))).toEqual({ Al: [], MgO: ['periclase'] });
  });

  it('are none where there is noise alone', () => {
    const random = seededRandom(4);
    const intensity = twoTheta.map((x) => random.poisson(150 - 3 * x));
    const { ranked, refinement } = identifyPhases({ twoTheta, intensity }, candidates, options);
    expect(ranked.some(({ isPresent }) => isPresent)).toBe(false);
    expect(refinement).toBeUndefined();
  });

  it('cannot be looked for without a candidate', () => {
    expect(codeOf(() => identifyPhases(patternOf(0), [], options))).toBe('invalid-argument');
  });
});

describe.skipIf(rietveldFolder === undefined)('phases of simulated series, among structures without sizes', () => {
  const among = (id: SeriesId, frame: number, names: readonly string[], more: readonly Phase[] = []) => {
    const series = readSimulated(id);
    const { twoTheta: angles, instrument: own } = series;
    const given = { instrument: own, maximumTwoTheta: angles.at(-1)! };
    const phases = names.map((name) => structurePhase(modelStructure(name), { ...given, name }));
    const [center, , fwhm] = series.frames[frame]!.hump;
    const background = { terms: 6, humps: [{ center, fwhm }] };
    const pattern = { twoTheta: angles, intensity: series.counts(frame) };
    return identifyPhases(pattern, [...phases, ...more], { instrument: own, background });
  };
  const named = ({ ranked }: ReturnType<typeof among>) =>
    ranked.flatMap(({ name, isPresent }) => (isPresent ? [name] : [])).toSorted();

  it('are named with next to nothing left over', () => {
    const found = among('lfp-synchrotron', 20, ['Al', 'FePO4', 'LiFePO4', 'NMC811', 'LiVPO4F']);
    expect(named(found)).toEqual(['Al', 'FePO4', 'LiFePO4']);
    expect(found.unexplained).toBeLessThan(0.05);
    const iron = found.ranked.find(({ name }) => name === 'FePO4')!;
    // The truth is 0.092; one size for all directions and no displacement leave a per cent.
    expect(Math.abs(iron.weightFraction - 0.092)).toBeLessThan(0.015);
  });

  it('are no other cell of a structure than that which moves least', () => {
    const structure = modelStructure('NMC811');
    const own = ['Al', 'NMC811'];
    const { instrument: tube, twoTheta: angles } = readSimulated('nmc-laboratory');
    const cell = { ...structure.cell, a: 2.825, b: 2.825, c: 14.42 };
    const late = structurePhase(structure, { name: 'H2', cell, instrument: tube, maximumTwoTheta: angles.at(-1)! });
    expect(named(among('nmc-laboratory', 0, own, [late]))).toEqual(['Al', 'NMC811']);
    expect(named(among('nmc-laboratory', 20, own, [late]))).toEqual(['Al', 'H2', 'NMC811']);
  });
});
