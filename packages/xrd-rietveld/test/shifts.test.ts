import { readFileSync } from 'node:fs';
import { parseCif } from '@operando/crystal';
import { referencePath } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import { refinePattern, structurePhase } from '../src/index.js';
import type { Instrument, InstrumentParameter, Refinement } from '../src/index.js';
import { readFxye, readGsas, standardInstrument, uvw } from './pattern-files.js';
import { modelStructure, rietveldFolder } from './structures.js';

const standard = referencePath('xrd', 'data', 'powder', 'NIST660C_LaB6_BI.gsas');
const heated = referencePath('xrd', 'data', 'insitu_CuCr2O4_11BM');

/**
 * By how much the S/L that makes the same mean shift is larger than that of GSAS-II: its quadrature moves lines 0.0028 degrees
 * where the exact integral (and brute force over source and detector) moves them 0.0011 (README of the reference folder, S/L =
 * 0.01 at 60 degrees), and shifts go with the square of S/L.
 */
const quadrature = Math.sqrt(28 / 11);

/** Cell edge of SRM 660c, angstrom, by its certificate. */
const certified = 4.156826;

function refineStandard(refined: readonly InstrumentParameter[], changed: Partial<Instrument> = {}): Refinement {
  const instrument: Instrument = { ...standardInstrument, ...changed };
  const own = { name: 'LaB6', instrument, maximumTwoTheta: 125, size: 1000, strain: 1000 };
  return refinePattern(readGsas(standard!), {
    phases: [structurePhase(modelStructure('LaB6'), own)],
    instrument,
    range: [18, 125],
    background: { terms: 8 },
    refine: {
      instrument: [...refined, 'u', 'v', 'w', 'x', 'y'],
      phases: { LaB6: ['cell'] },
      atoms: { LaB6: ['La1.uiso', 'B1.x', 'B1.uiso'] },
    },
  });
}

const edge = ({ phases }: Refinement): number => phases[0]!.cell.a!.value;

describe.skipIf(standard === undefined || rietveldFolder === undefined)('a standard in a laboratory', () => {
  it('has the cell of GSAS-II when its lines are shifted as there by axial divergence', () => {
    const axial = { sampleHeight: (quadrature * 0.029297167) / 2 };
    expect(Math.abs(edge(refineStandard(['displacement'], axial)) - 4.156843)).toBeLessThan(3 * 2.42e-5);
    // Its S/L without its quadrature is another model: a is 5e-5 smaller, 9 of its standard errors.
    const plain = refineStandard(['displacement'], { sampleHeight: 0.029297167 / 2 });
    expect(Math.abs(edge(plain) - 4.156843)).toBeGreaterThan(6 * 2.42e-5);
  });

  it('says that its cell hangs on which shift is refined, and the certificate lies between the two', () => {
    const displaced = refineStandard(['displacement', 'axial']);
    const told = displaced.warnings.find(({ code }) => code === 'displacement-trades')!.message;
    const other = Number(/zero in place of displacement LaB6\.a = ([\d.]+) in place/.exec(told)![1]);
    expect(edge(displaced)).toBeGreaterThan(certified);
    expect(other).toBeLessThan(certified);
    const zero = refineStandard(['zero', 'axial']);
    expect(Math.abs(edge(zero) - other)).toBeLessThan(2e-6);
    const back = zero.warnings.find(({ code }) => code === 'displacement-trades')!.message;
    expect(back).toContain(`LaB6.a = ${edge(displaced).toPrecision(7)} in place`);
  });
});

describe.skipIf(heated === undefined || rietveldFolder === undefined)('CuCr2O4 at 11-BM, first frame', () => {
  it('differs from GSAS-II by the quadrature of axial divergence only', () => {
    const refine = (sampleHeight: number, isFree: boolean): Refinement => {
      const instrument: Instrument = {
        radiation: 'x-ray',
        lines: [{ wavelength: 0.413263 }],
        geometry: 'debye-scherrer',
        radius: 1000,
        displacement: -0.01,
        u: uvw(1.163),
        v: uvw(-0.126),
        w: uvw(0.063),
        sampleHeight,
      };
      const phase = (name: string) => {
        const structure = parseCif(readFileSync(`${heated!}/${name}.cif`, 'utf8'), { file: `${name}.cif` });
        return structurePhase(structure, { name, instrument, maximumTwoTheta: 40, size: 1000 });
      };
      return refinePattern(readFxye(`${heated!}/OH_00.fxye`), {
        phases: [
          { ...phase('CuCr2O4'), strain: 1565, strainAxis: [0, 1, 0], strainAlong: 764 },
          { ...phase('CuO'), strain: 6000 },
        ],
        instrument,
        range: [4.5, 40],
        background: { terms: 12 },
        refine: {
          instrument: isFree ? ['displacement', 'axial'] : ['displacement'],
          phases: { CuCr2O4: ['cell', 'strain'], CuO: ['cell', 'strain'] },
        },
      });
    };
    const answer = { a: [7.7127137, 3.3e-5], b: [8.5432976, 3.77e-5], c: [8.5364874, 4.5e-5] } as const;
    const named = (refined: Refinement, name: string) =>
      refined.parameters.find((parameter) => parameter.name === name)!;
    // Half of SH/L 0.002, below which GSAS-II does not go.
    const theirs = 0.001;
    // With the S/L that moves lines as GSAS-II does, everything agrees.
    const alike = refine(quadrature * theirs, false);
    for (const [axis, [value, stderr]] of Object.entries(answer)) {
      expect(Math.abs(alike.phases[0]!.cell[axis as 'a']!.value - value), axis).toBeLessThan(0.5 * stderr);
    }
    expect(Math.abs(named(alike, 'displacement').value + 0.0102)).toBeLessThan(7.6e-4);
    // Free, it becomes that, but trades with displacement and cell.
    const free = refine(theirs, true);
    const axial = named(free, 'axial');
    expect(Math.abs(axial.value - quadrature * theirs)).toBeLessThan(0.5 * axial.stderr);
    for (const [axis, [value]] of Object.entries(answer)) {
      const own = free.phases[0]!.cell[axis as 'a']!;
      expect(Math.abs(own.value - value), axis).toBeLessThan(0.5 * own.stderr);
    }
    expect(free.warnings.map(({ code }) => code)).toContain('displacement-trades');
    // At the S/L of GSAS-II displacement and all three axes move together, by one factor.
    const held = refine(theirs, false).phases[0]!.cell;
    const ratios = Object.entries(answer).map(([axis, [value]]) => held[axis as 'a']!.value / value - 1);
    for (const ratio of ratios) expect(Math.abs(ratio + 1e-5)).toBeLessThan(3e-6);
  });
});
