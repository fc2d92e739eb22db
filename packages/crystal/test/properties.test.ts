import fc from 'fast-check';
import { cellVolume, reciprocalMetric } from '@operando/lattice';
import { codeOf } from '@operando/fixtures';
import { describe, expect, it } from 'vitest';
import {
  cellConstraints,
  crystalStructure,
  isAbsent,
  multiplicityOf,
  reflections,
  siteSymmetry,
  spaceGroup,
  spaceGroupSettings,
  structureFactors,
} from '../src/index.js';
import type { CrystalStructure, SpaceGroup } from '../src/index.js';
import { symmetricCell } from '../src/symmetry/cell-symmetry.js';
import { imageOf } from '../src/symmetry/site-symmetry.js';

const settings = fc.constantFrom(...spaceGroupSettings);
const length = fc.double({ min: 3, max: 12, noNaN: true });
const part = fc.double({ min: 0, max: 1, noNaN: true });

/** A cell that a group can have, not far from right angles. */
function cellFor(group: SpaceGroup, a: number, b: number, c: number, skew: number): CrystalStructure['cell'] {
  const gamma = group.system === 'hexagonal' ? 120 : 90;
  const even = group.system === 'trigonal' ? { b: a, c: a } : { b, c };
  return symmetricCell({ a, ...even, alpha: 90 + skew, beta: 90 + skew, gamma: gamma + skew }, group).cell;
}

const crystals = fc
  .record({
    setting: settings,
    a: length,
    b: length,
    c: length,
    skew: fc.double({ min: -8, max: 8, noNaN: true }),
    place: fc.tuple(part, part, part),
  })
  .map(({ setting, a, b, c, skew, place }) => {
    const group = spaceGroup({ hall: setting.hall });
    const cell = cellFor(group, a, b, c, skew);
    const sites = [
      { element: 'Fe', position: place, uIso: 0.01 },
      { element: 'O', position: [0, 0, 0] as const, uIso: 0.01 },
    ];
    return crystalStructure({ cell, spaceGroup: group, sites });
  });

describe('of random crystals', () => {
  it('|F|^2 is that of every equivalent reflection, and nought where the group says so', () => {
    fc.assert(
      fc.property(
        crystals,
        fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), fc.integer({ min: 1, max: 4 })),
        (crystal, [h, k, l]) => {
          const { laueRotations: r } = crystal.spaceGroup;
          const images = Array.from({ length: r.length / 9 }, (_, n) =>
            [0, 1, 2].map((j) => h * r[9 * n + j]! + k * r[9 * n + 3 + j]! + l * r[9 * n + 6 + j]!),
          );
          const list = {
            size: images.length,
            hkl: Int32Array.from(images.flat()),
            d: new Float64Array(images.length),
            multiplicity: new Float64Array(images.length),
          };
          const { f2 } = structureFactors(crystal, list, { radiation: 'x-ray', anomalous: { Fe: [-1, 3] } });
          const most = (30 * crystal.spaceGroup.order) ** 2;
          const absent = isAbsent(crystal.spaceGroup, h, k, l);
          for (const value of f2) {
            expect(Math.abs(value - f2[0]!)).toBeLessThan(1e-9 * most);
            if (absent) expect(value).toBe(0);
          }
          expect(new Set(images.map(String)).size).toBe(multiplicityOf(crystal.spaceGroup, h, k, l));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the list of reflections has all within its sphere, each once', () => {
    fc.assert(
      fc.property(crystals, fc.double({ min: 1.2, max: 2.5, noNaN: true }), (crystal, dMin) => {
        const list = reflections(crystal, { dMin });
        const m = reciprocalMetric(crystal.cell);
        const reach = Math.ceil(12 / dMin) + 1;
        // Those on the rim of the sphere may count or not.
        let [least, most] = [0, 0];
        for (let h = -reach; h <= reach; h++)
          for (let k = -reach; k <= reach; k++)
            for (let l = -reach; l <= reach; l++) {
              const inverse =
                h * h * m[0] + k * k * m[1] + l * l * m[2] + 2 * (k * l * m[3] + h * l * m[4] + h * k * m[5]);
              if (inverse === 0 || isAbsent(crystal.spaceGroup, h, k, l)) continue;
              if (inverse * dMin ** 2 < 1 - 1e-9) least++;
              if (inverse * dMin ** 2 < 1 + 1e-9) most++;
            }
        const count = list.multiplicity.reduce((sum, value) => sum + value, 0);
        expect(count).toBeGreaterThanOrEqual(least);
        expect(count).toBeLessThanOrEqual(most);
        for (let n = 1; n < list.size; n++) expect(list.d[n]!).toBeLessThanOrEqual(list.d[n - 1]! * (1 + 1e-9));
      }),
      { numRuns: 30 },
    );
  });

  it('the metric is made of the directions that its group leaves free', () => {
    fc.assert(
      fc.property(crystals, ({ cell, spaceGroup: group }) => {
        const { size, directions } = cellConstraints(group);
        const metric = reciprocalMetric(cell);
        const made = [0, 0, 0, 0, 0, 0];
        for (let k = 0; k < size; k++) {
          const first = directions.subarray(6 * k, 6 * k + 6).findIndex((value) => value !== 0);
          for (let j = 0; j < 6; j++) made[j]! += metric[first]! * directions[6 * k + j]!;
        }
        made.forEach((value, j) => expect(Math.abs(value - metric[j]!)).toBeLessThan(1e-12));
        expect(size).toBe(
          { triclinic: 6, monoclinic: 4, orthorhombic: 3, tetragonal: 2, trigonal: 2, hexagonal: 2, cubic: 1 }[
            group.system
          ],
        );
        expect(cellVolume(cell)).toBeGreaterThan(0);
      }),
    );
  });

  it('a place has as many images as its multiplicity, and keeps it where it may move', () => {
    const special = fc.constantFrom(0, 0.25, 0.5, 1 / 3, 0.125, 0.3);
    fc.assert(
      fc.property(settings, fc.tuple(special, special, special), part, (setting, place, shift) => {
        const group = spaceGroup({ hall: setting.hall });
        const { multiplicity, shifts, position } = siteSymmetry(group, place);
        const images = new Set<string>();
        for (let n = 0; n < group.order; n++)
          images.add(
            imageOf(group, n, position)
              .map((x) => Math.round((x - Math.floor(x + 1e-7)) * 1e6) % 1e6)
              .join(),
          );
        expect(images.size).toBe(multiplicity);
        const moved = position.map((x, k) => {
          let sum = x;
          for (let m = 0; m < shifts.size; m++) sum += 0.01 * (shift + m + 0.01) * shifts.directions[3 * m + k]!;
          return sum;
        }) as [number, number, number];
        expect(siteSymmetry(group, moved, 1e-7).multiplicity).toBe(multiplicity);
      }),
    );
  });
});

describe('lists of reflections', () => {
  const cubic = { cell: { a: 4, b: 4, c: 4, alpha: 90, beta: 90, gamma: 90 }, spaceGroup: spaceGroup('F m -3 m') };

  it('end at an angle of a wavelength, and keep lines of equal d apart that are not equivalent', () => {
    const list = reflections(cubic, { wavelength: 1.5406, maximumTwoTheta: 90 });
    expect(list.hkl.subarray(0, 9)).toEqual(Int32Array.of(1, 1, 1, 2, 0, 0, 2, 2, 0));
    expect(Math.min(...list.d)).toBeGreaterThanOrEqual(1.5406 / 2 / Math.SQRT1_2);
    const far = reflections(cubic, { dMin: 0.76, dMax: 0.78 });
    expect(Array.from(far.hkl)).toEqual([5, 1, 1, 3, 3, 3]);
    expect(Array.from(far.multiplicity)).toEqual([24, 8]);
  });

  it('without end, or with too many reflections, are refused', () => {
    expect(codeOf(() => reflections(cubic, {}))).toBe('invalid-argument');
    expect(codeOf(() => reflections(cubic, { dMin: -1 }))).toBe('invalid-argument');
    expect(codeOf(() => reflections(cubic, { dMin: Number.NaN }))).toBe('invalid-argument');
    expect(codeOf(() => reflections(cubic, { dMin: 0.001 }))).toBe('too-large');
  });
});
