import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { refinePattern, structurePhase } from '../src/index.js';
import type { Instrument, Pattern, Refinement } from '../src/index.js';
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

function refine(number: number, displacement: number, isFree: boolean): Refinement {
  const pattern = readPattern(number);
  const own = { ...instrument, displacement };
  const phase = structurePhase(modelStructure('LiCoVO4'), {
    name: 'LiCoVO4',
    instrument: own,
    maximumTwoTheta: 64.2,
    size: 380,
    strain: 500,
  });
  return refinePattern(pattern, {
    phases: [phase],
    instrument: own,
    range: [22.2, 64.2],
    excluded: [
      [38, 39.2],
      [41.6, 43.2],
      [44.2, 45.5],
      [48.6, 50.3],
    ],
    background: { terms: 8 },
    refine: { instrument: isFree ? ['displacement'] : [], phases: { LiCoVO4: ['cell', 'strain'] } },
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
