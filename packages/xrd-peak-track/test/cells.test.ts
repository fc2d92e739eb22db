import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { referencePath, seededRandom } from '@operando/fixtures';
import { tubeLines } from '@operando/tables';
import {
  axisFromReflection,
  cellVolume,
  changeWavelength,
  completeCell,
  dToTwoTheta,
  freeParameters,
  meanWavelength,
  qToTwoTheta,
  refineCell,
  reciprocalMetric,
  spacing,
  spacingError,
  twoThetaToD,
  twoThetaToQ,
} from '../src/index.js';
import type { CrystalSystem, Hkl } from '../src/index.js';

const systems = Object.keys(freeParameters) as CrystalSystem[];
const indices: Hkl[] = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
  [1, 1, 0],
  [1, 0, 1],
  [0, 1, 1],
  [1, -1, 0],
  [1, 0, -1],
  [0, 1, -1],
  [1, 1, 1],
  [2, 1, 0],
  [2, 0, 1],
  [1, 2, 1],
  [0, 0, 3],
  [3, 1, 1],
];
const freeOf = (system: CrystalSystem, lengths: readonly number[], angles: readonly number[]): number[] =>
  freeParameters[system].map((name) => {
    const index = ['a', 'b', 'c'].indexOf(name);
    return index >= 0 ? lengths[index]! : angles[['alpha', 'beta', 'gamma'].indexOf(name)]!;
  });
const wavelength = 0.8;

describe('conversions', () => {
  it('agree with Bragg and with each other', () => {
    // Si 111, a = 5.4309, Cu K alpha 1: 28.44 degrees (NIST SRM 640).
    expect(dToTwoTheta(5.4309 / Math.sqrt(3), 1.5405929)).toBeCloseTo(28.4425, 3);
    fc.assert(
      fc.property(fc.double({ min: 1, max: 150, noNaN: true }), (twoTheta) => {
        expect(dToTwoTheta(twoThetaToD(twoTheta, 1.5), 1.5)).toBeCloseTo(twoTheta, 10);
        expect(qToTwoTheta(twoThetaToQ(twoTheta, 1.5), 1.5)).toBeCloseTo(twoTheta, 10);
        expect(twoThetaToQ(twoTheta, 1.5) * twoThetaToD(twoTheta, 1.5)).toBeCloseTo(2 * Math.PI, 10);
        expect(changeWavelength(changeWavelength(twoTheta, 1.5, 0.5), 0.5, 1.5)).toBeCloseTo(twoTheta, 9);
        const h = 1e-5;
        expect(
          spacingError(twoTheta, h, 1.5) / (twoThetaToD(twoTheta - h / 2, 1.5) - twoThetaToD(twoTheta + h / 2, 1.5)),
        ).toBeCloseTo(1, 6);
      }),
    );
    expect([twoThetaToD(0, 1), twoThetaToD(190, 1), dToTwoTheta(0.4, 1), dToTwoTheta(-1, 1)]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect(meanWavelength(tubeLines.CuKa)).toBeCloseTo(1.54187, 5);
    expect(axisFromReflection(3, 4.7, 0.001)).toEqual({
      value: expect.closeTo(14.1, 12) as number,
      stderr: expect.closeTo(0.003, 12) as number,
      unit: 'angstrom',
    });
  });
});

describe('cells', () => {
  it('have the spacings and volumes of the textbook', () => {
    expect(spacing(completeCell('cubic', [4]), [2, 1, 1])).toBeCloseTo(4 / Math.sqrt(6), 12);
    expect(spacing(completeCell('hexagonal', [2.87, 14.2]), [0, 0, 3])).toBeCloseTo(14.2 / 3, 12);
    expect(spacing(completeCell('hexagonal', [2.87, 14.2]), [1, 0, 1])).toBeCloseTo(
      1 / Math.sqrt(4 / 3 / 2.87 ** 2 + 1 / 14.2 ** 2),
      12,
    );
    expect(cellVolume(completeCell('hexagonal', [2.87, 14.2]))).toBeCloseTo((Math.sqrt(3) / 2) * 2.87 ** 2 * 14.2, 10);
    // The volume of the reciprocal cell is one over that of the cell.
    const cell = completeCell('triclinic', [5.2, 6.1, 7.3, 81, 95, 103]);
    const [aa, bb, cc, bc, ac, ab] = reciprocalMetric(cell);
    expect(
      Math.sqrt(aa * bb * cc + 2 * ab * bc * ac - aa * bc * bc - bb * ac * ac - cc * ab * ab) * cellVolume(cell),
    ).toBeCloseTo(1, 12);
  });

  it.each(systems)('%s: refinement gives back the cell that made the reflections, with shift', (system) => {
    fc.assert(
      fc.property(
        fc.tuple(
          fc.double({ min: 4, max: 6, noNaN: true }),
          fc.double({ min: 6.2, max: 8, noNaN: true }),
          fc.double({ min: 8.2, max: 11, noNaN: true }),
        ),
        fc.tuple(
          fc.double({ min: 78, max: 88, noNaN: true }),
          fc.double({ min: 92, max: 110, noNaN: true }),
          fc.double({ min: 93, max: 105, noNaN: true }),
        ),
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
        (lengths, angles, shift) => {
          const free = freeOf(system, lengths, angles);
          const cell = completeCell(system, free);
          const reflections = indices.map((hkl) => ({
            hkl,
            twoTheta: dToTwoTheta(spacing(cell, hkl), wavelength) + shift,
            stderr: 0.001,
          }));
          const refined = refineCell(reflections, { system, wavelength, zeroShift: true });
          freeParameters[system].forEach((name, k) => expect(refined.cell[name]).toBeCloseTo(free[k]!, 6));
          expect(refined.zeroShift!.value).toBeCloseTo(shift, 6);
          expect(refined.volume.value / cellVolume(cell)).toBeCloseTo(1, 7);
          expect(refined.message).toMatch(/^converged/);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('has errors that simulations confirm, and finds the reflection that is wrong', () => {
    const random = seededRandom(5);
    const cell = completeCell('hexagonal', [2.87, 14.2]);
    const pulls: number[] = [];
    for (let trial = 0; trial < 400; trial++) {
      const reflections = indices.map((hkl) => ({
        hkl,
        twoTheta: dToTwoTheta(spacing(cell, hkl), wavelength) + 0.004 * random.normal(),
        stderr: 0.004,
      }));
      const refined = refineCell(reflections, { system: 'hexagonal', wavelength, displacement: true });
      pulls.push(
        (refined.cell.a - 2.87) / refined.parameters.a!.stderr,
        (refined.cell.c - 14.2) / refined.parameters.c!.stderr,
      );
    }
    const width = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    // 800 pulls: the width scatters by 2.5 %.
    expect(Math.abs(width - 1)).toBeLessThan(0.1);
    const reflections = indices.map((hkl) => ({
      hkl,
      twoTheta: dToTwoTheta(spacing(cell, hkl), wavelength),
      stderr: 0.002,
    }));
    reflections[4]!.twoTheta += 0.03;
    const { residuals } = refineCell(reflections, { system: 'hexagonal', wavelength });
    const worst = residuals.toSorted((a, b) => Math.abs(b.leaveOneOut) - Math.abs(a.leaveOneOut))[0]!;
    expect(worst.hkl).toEqual(indices[4]);
    // Leaving it out and predicting it gives the same.
    const others = refineCell(
      reflections.filter((_, i) => i !== 4),
      { system: 'hexagonal', wavelength },
    );
    const predicted = dToTwoTheta(spacing(others.cell, indices[4]!), wavelength);
    expect(Math.abs(worst.leaveOneOut)).toBeLessThan(Math.abs((reflections[4]!.twoTheta - predicted) / 0.002) + 0.1);
    expect(Math.abs(worst.leaveOneOut)).toBeGreaterThan(5);
  });

  const path = referencePath('xrd', 'results', 'real_fits2_lmfit.json');
  it.skipIf(path === undefined)(
    'LaB6 SRM 660c from 20 doublets, as computed with Python (needs OPERANDO_REFERENCE_DATA)',
    () => {
      const { LaB6_660c: data } = JSON.parse(readFileSync(path!, 'utf8')) as {
        LaB6_660c: {
          lambda1: number;
          peaks: { N: number; center: number; stderr: number }[];
          lattice_a_disp: { a: number; a_stderr_unscaled: number; disp_deg: number };
          lattice_a_only: { a: number };
        };
      };
      const hklOf = (n: number): Hkl => {
        for (let h = 0; h * h <= n; h++)
          for (let k = 0; k <= h; k++) for (let l = 0; l <= k; l++) if (h * h + k * k + l * l === n) return [h, k, l];
        throw new Error(`no reflection with ${n}`);
      };
      const reflections = data.peaks.map(({ N, center, stderr }) => ({ hkl: hklOf(N), twoTheta: center, stderr }));
      const refined = refineCell(reflections, { system: 'cubic', wavelength: data.lambda1, displacement: true });
      const expected = data.lattice_a_disp;
      expect(Math.abs(refined.cell.a - expected.a)).toBeLessThan(0.01 * expected.a_stderr_unscaled);
      expect(Math.abs(refined.parameters.a!.stderr / expected.a_stderr_unscaled - 1)).toBeLessThan(0.01);
      expect(refined.displacement!.value).toBeCloseTo(expected.disp_deg, 5);
      expect(refineCell(reflections, { system: 'cubic', wavelength: data.lambda1 }).cell.a).toBeCloseTo(
        data.lattice_a_only.a,
        6,
      );
    },
  );

  it.each<[string, Parameters<typeof refineCell>[0], CrystalSystem, string]>([
    ['too few reflections', [{ hkl: [1, 0, 0], twoTheta: 20 }], 'tetragonal', 'too-few-points'],
    [
      'reflections of one direction',
      [
        { hkl: [0, 0, 1], twoTheta: 20 },
        { hkl: [0, 0, 2], twoTheta: 41 },
      ],
      'tetragonal',
      'singular',
    ],
    ['an index of zeros', [{ hkl: [0, 0, 0], twoTheta: 20 }], 'cubic', 'invalid-argument'],
    ['an angle beyond 180', [{ hkl: [1, 0, 0], twoTheta: 200 }], 'cubic', 'invalid-argument'],
  ])('refuse %s', (_, reflections, system, code) => {
    expect(() => refineCell(reflections, { system, wavelength: 1 })).toThrow(expect.objectContaining({ code }));
  });
});
