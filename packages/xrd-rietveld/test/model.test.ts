import { crystalStructure, spaceGroup } from '@operando/crystal';
import { describe, expect, it } from 'vitest';
import { createRefiner, structurePhase } from '../src/index.js';
import type { Instrument, PhaseParameter, Refiner } from '../src/index.js';
import { createPatternModel } from '../src/model/pattern-model.js';
import { stephensTerms } from '../src/model/stephens.js';

const instrument: Instrument = {
  radiation: 'x-ray',
  lines: [{ wavelength: 1.5406 }, { wavelength: 1.5444, ratio: 0.5 }],
  radius: 200,
  displacement: 0.05,
  u: 0.002,
  v: -0.002,
  w: 0.01,
  x: 0.02,
  y: 0.03,
  z: 0.005,
  sampleHeight: 0.02,
};

const olivine = crystalStructure({
  name: 'A',
  cell: { a: 10.33, b: 6.01, c: 4.69, alpha: 90, beta: 90, gamma: 90 },
  spaceGroup: spaceGroup('P n m a'),
  sites: [
    { label: 'Fe1', element: 'Fe', position: [0.282, 0.25, 0.975], uIso: 0.006 },
    { label: 'O3', element: 'O', position: [0.166, 0.047, 0.285], uIso: 0.007 },
  ],
});

const monoclinic = crystalStructure({
  name: 'B',
  cell: { a: 4.68, b: 3.42, c: 5.13, alpha: 90, beta: 99.5, gamma: 90 },
  spaceGroup: spaceGroup('C 1 2/c 1'),
  sites: [
    { label: 'Cu1', element: 'Cu', position: [0.25, 0.25, 0], uIso: 0.005 },
    { label: 'O1', element: 'O', position: [0, 0.418, 0.25], uIso: 0.006 },
  ],
});

function refinerOf(own: readonly PhaseParameter[], twoTheta: Float64Array): Refiner {
  const phases = [
    structurePhase(olivine, {
      instrument,
      maximumTwoTheta: 55,
      size: 80,
      strain: 1500,
      strainAxis: [0, 1, 0],
      strainAlong: 900,
      orientation: { axis: [1, 0, 0], ratio: 0.8 },
      displacement: 0.02,
    }),
    structurePhase(monoclinic, { instrument, maximumTwoTheta: 55, size: 60, strain: 1000 }),
  ];
  return createRefiner(twoTheta, {
    phases,
    instrument,
    background: { terms: 2 },
    refine: {
      instrument: ['zero', 'displacement', 'u', 'v', 'w', 'x', 'y', 'z', 'axial'],
      phases: { A: own, B: ['cell', 'size', 'strain', 'displacement'] },
      atoms: { A: ['Fe1.x', 'O3.y', 'Fe1.uiso', { 'Fe1.occupancy': 1, 'O3.occupancy': -1 }] },
    },
  });
}

describe('derivatives of patterns', () => {
  const twoTheta = Float64Array.from({ length: 400 }, (_, i) => 15 + 0.1 * i);

  // What a parameter does to widths and |F|^2 by moving lines is left out of derivatives: parts in a thousand.
  it.each<[readonly PhaseParameter[]]>([
    [['cell', 'size', 'strain', 'orientation', 'displacement']],
    [['cell', 'size', 'stephens', 'orientation', 'displacement']],
  ])('are those of finite differences (%j)', (own) => {
    const { model, layout, shapes, names } = refinerOf(own, twoTheta);
    const scales = Float64Array.of(1, 0.5);
    const none = new Float64Array(0);
    const all = [true, true];
    const total = (values: Float64Array): Float64Array => {
      expect(model.evaluate(values, scales, none, all)).toBe(true);
      const one = model.columns[shapes]!;
      const other = model.columns[shapes + 1]!;
      return one.map((y, i) => scales[0]! * y + scales[1]! * other[i]!);
    };
    layout.refined.forEach((parameter, k) => {
      const at = (h: number): Float64Array => {
        const values = layout.start.slice();
        values[parameter]! += h;
        return total(values);
      };
      const h = Math.max(1e-7, Math.abs(layout.start[parameter]!) * 1e-5);
      const up = at(h);
      const down = at(-h);
      total(layout.start);
      const own1 = model.columns[k]!;
      let worst = 0;
      let top = 0;
      for (let i = 0; i < up.length; i++) {
        const slope = (up[i]! - down[i]!) / (2 * h);
        worst = Math.max(worst, Math.abs(slope - own1[i]!));
        top = Math.max(top, Math.abs(slope));
      }
      expect(worst / top, names[k]).toBeLessThan(0.01);
    });
  });
});

describe('columns', () => {
  it('are the same by the kernel and without, but for rounding', () => {
    const twoTheta = Float64Array.from({ length: 1501 }, (_, i) => 15 + 0.03 * i);
    const { phases, shapes, names, layout } = refinerOf(['cell', 'size', 'strain', 'orientation'], twoTheta);
    const [kernel, plain] = (['auto', 'plain'] as const).map((choice) => {
      const model = createPatternModel(twoTheta, phases, instrument, shapes, 0.1, choice);
      const wanted = names.slice(0, shapes).map((name) => name !== 'axial');
      expect(model.evaluate(layout.start, Float64Array.of(1, 0.5), new Float64Array(0), [true, true], wanted)).toBe(
        true,
      );
      return model.columns;
    }) as [readonly Float64Array[], readonly Float64Array[]];
    kernel.forEach((column, k) => {
      const top = Math.max(...plain[k]!.map(Math.abs));
      expect(top > 0, names[k]).toBe(names[k] !== 'axial');
      const worst = column.reduce((most, value, i) => Math.max(most, Math.abs(value - plain[k]![i]!)), 0);
      expect(worst, names[k]).toBeLessThanOrEqual(1e-13 * top);
    });
  });
});

describe('anisotropic strain', () => {
  // Numbers of independent terms, Stephens, J. Appl. Cryst. 32 (1999) 281, table 1.
  it.each([
    ['P -1', 15],
    ['P 1 2/m 1', 9],
    ['P m m m', 6],
    ['P 4/m', 5],
    ['P 4/m m m', 4],
    ['P -3', 5],
    ['R -3 m :H', 4],
    ['P 6/m', 3],
    ['P 6/m m m', 3],
    ['P m -3', 2],
    ['P m -3 m', 2],
  ] as const)('%s has %i terms', (symbol, count) => {
    const { laueRotations } = spaceGroup(symbol);
    const rotations = Array.from({ length: laueRotations.length / 9 }, (_, r) =>
      Array.from(laueRotations.subarray(9 * r, 9 * r + 9)),
    );
    expect(stephensTerms(rotations)).toHaveLength(count);
  });
});
