import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Estimate } from '@operando/core';
import { exploration, referencePath } from '@operando/fixtures';
import { refinePattern, structurePhase } from '../src/index.js';
import type { Instrument, Pattern, RefineOptions, Refinement } from '../src/index.js';
import { uvw } from './pattern-files.js';
import { modelStructure, rietveldFolder } from './structures.js';

const folder = referencePath('operando', 'lab-operando-xrd');

/** The first of the two equal tables of a file. */
function readPattern(number: number): Pattern {
  const lines = readFileSync(`${folder!}/${number}.txt`, 'latin1').split(/\r?\n/);
  const twoTheta: number[] = [];
  const intensity: number[] = [];
  for (const line of lines.slice(8)) {
    const [x, y] = line.trim().split(/\s+/).map(Number);
    if (twoTheta.length > 0 && !(x! > twoTheta.at(-1)!)) break;
    if (Number.isFinite(x) && Number.isFinite(y)) {
      twoTheta.push(x!);
      intensity.push(y!);
    }
  }
  return { twoTheta, intensity, sigma: intensity.map((y) => Math.sqrt(Math.max(1, y))) };
}

interface Answer {
  readonly frames: readonly {
    readonly Rvals: { readonly GOF: number };
    readonly LiCoVO4: { readonly cell: readonly number[]; readonly esd: readonly number[] };
  }[];
}

const instrument: Instrument = {
  radiation: 'x-ray',
  lines: [{ wavelength: 1.5406 }, { wavelength: 1.54439, ratio: 0.5 }],
  radius: 200,
  u: uvw(2),
  v: uvw(-2),
  w: uvw(30),
  y: 0.05,
  sampleHeight: 0.001,
};

function refine(
  number: number,
  displacement: number,
  isFree: boolean,
  changed: Partial<RefineOptions> & { readonly cells?: readonly number[] } = {},
): Refinement {
  const pattern = readPattern(number);
  const own = { ...instrument, displacement };
  const phase = structurePhase(modelStructure('LiCoVO4'), {
    name: 'LiCoVO4',
    instrument: own,
    maximumTwoTheta: 64.2,
    size: 380,
    strain: 500,
  });
  const { cells, ...others } = changed;
  const phases = cells?.map((a, k) =>
    Object.assign({}, phase, { name: `LiCoVO4 ${k}`, cell: { ...phase.cell, a, b: a, c: a } }),
  ) ?? [phase];
  return refinePattern(pattern, {
    phases,
    instrument: own,
    range: [22.2, 64.2],
    excluded: [
      [38, 39.2],
      [41.6, 43.2],
      [44.2, 45.5],
      [48.6, 50.3],
    ],
    background: { terms: 8 },
    refine: {
      instrument: isFree ? ['displacement'] : [],
      phases: Object.fromEntries(phases.map(({ name }) => [name, ['cell', 'strain']])),
    },
    ...others,
  });
}

describe.skipIf(folder === undefined || rietveldFolder === undefined)('LiCoVO4 in a laboratory cell', () => {
  const codes = ({ warnings }: Refinement): string[] => warnings.map(({ code }) => code);

  it('first pattern: cell, displacement and fit as by GSAS-II', () => {
    const refined = refine(1, -0.058, true);
    const [first] = (
      JSON.parse(readFileSync(referencePath('rietveld', 'refinements', 'lcov-lab-sequence.json')!, 'utf8')) as Answer
    ).frames;
    expect(Math.abs(refined.goodnessOfFit - first!.Rvals.GOF)).toBeLessThan(0.01);
    expect(Math.abs(refined.phases[0]!.cell.a!.value - first!.LiCoVO4.cell[0]!)).toBeLessThan(first!.LiCoVO4.esd[0]!);
    const displacement = refined.parameters.find(({ name }) => name === 'displacement')!;
    expect(Math.abs(displacement.value - -0.058)).toBeLessThan(3 * 0.01);
  });

  // The tracked cell is that of three lines (220, 422, 511), fitted with a displacement in each pattern.
  const tracked = referencePath('xrd', 'results', 'operando_LCoV_lattice_220_422_511.json');
  // From pattern 11 on the two parts stand apart.
  const frames = exploration.isExploring ? [11, 16, 21, 26, 31, 36, 41, 46, 50, 56, 61, 67] : [36, 56];
  it.skipIf(tracked === undefined).each(frames)(
    'pattern %i: the cell of Le Bail is the tracked one, beside a part that stays as it was',
    (number) => {
      const lines = JSON.parse(readFileSync(tracked!, 'utf8')) as Readonly<
        Record<'a' | 'a_stderr' | 'disp_deg' | 'chi2_1dof', readonly number[]>
      >;
      const [a, error, shift, chi2] = (['a', 'a_stderr', 'disp_deg', 'chi2_1dof'] as const).map(
        (key) => lines[key][number - 1]!,
      ) as [number, number, number, number];
      const displacement = -0.5 * instrument.radius! * shift * (Math.PI / 180);
      // The line 440 lies in the foot of the foil's.
      const leBail: Partial<RefineOptions> = { method: 'lebail', range: [22.2, 61.5] };
      const one = refine(number, displacement, false, { ...leBail, cells: [a] });
      const both = refine(number, displacement, false, { ...leBail, cells: [8.276, a - 0.05] });
      const [stays, moves] = both.phases.map(({ cell }) => cell.a!) as [Estimate, Estimate];
      const own = moves.stderr * Math.max(1, both.goodnessOfFit) * both.serialFactor;
      expect(Math.abs(moves.value - a) / Math.hypot(own, error * Math.sqrt(Math.max(1, chi2)))).toBeLessThan(2);
      expect(Math.abs(stays.value - 8.28)).toBeLessThan(0.01);
      // One cell alone describes the pattern far worse, and is neither.
      const excess = ({ chiSquare, degreesOfFreedom }: Refinement): number => chiSquare / degreesOfFreedom - 1;
      expect(excess(both)).toBeLessThan(0.5 * excess(one));
      expect(Math.abs(one.phases[0]!.cell.a!.value - a)).toBeGreaterThan(0.01);
    },
  );

  it('displacement and cell that trade are named, and no misfit is called converged', () => {
    // Free, the cell of pattern 50 is 8.09 angstrom at a displacement of 1.5 mm; three lines alone say 8.19.
    for (const number of [1, 50]) {
      const free = refine(number, -0.058, true);
      expect(codes(free)).toContain('displacement-trades');
      expect(free.warnings.find(({ code }) => code === 'displacement-trades')!.message).toContain('LiCoVO4.a');
      expect(free.status).toBe('misfit');
      expect(codes(free)).toContain('misfit');
      const held = refine(number, -0.058, false);
      expect(codes(held)).not.toContain('displacement-trades');
      expect(held.status).toBe('misfit');
    }
  });
});
