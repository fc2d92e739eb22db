import { crystalStructure, spaceGroup } from '@operando/crystal';
import type { CellParameters } from '@operando/lattice';
import { seededRandom } from '@operando/numerics';
import { createRefiner, createSeriesWalk, structurePhase } from '@operando/xrd-rietveld';
import type { Instrument, Phase, Refiner } from '@operando/xrd-rietveld';

const instrument: Instrument = {
  radiation: 'x-ray',
  lines: [{ wavelength: 0.4133 }],
  geometry: 'debye-scherrer',
  radius: 1000,
  u: 2e-5,
  v: -1e-5,
  w: 9e-5,
  z: 0.001,
};

const olivine = (name: string, cell: CellParameters, lithium: number, size: number): Phase =>
  structurePhase(
    crystalStructure({
      name,
      cell,
      spaceGroup: spaceGroup('P n m a'),
      sites: [
        { label: 'Li1', element: 'Li', position: [0, 0, 0], occupancy: lithium, uIso: 0.012 },
        { label: 'Fe1', element: 'Fe', position: [0.282, 0.25, 0.975], uIso: 0.006 },
        { label: 'P1', element: 'P', position: [0.095, 0.25, 0.418], uIso: 0.005 },
        { label: 'O1', element: 'O', position: [0.097, 0.25, 0.743], uIso: 0.007 },
        { label: 'O2', element: 'O', position: [0.457, 0.25, 0.206], uIso: 0.007 },
        { label: 'O3', element: 'O', position: [0.166, 0.047, 0.285], uIso: 0.007 },
      ],
    }),
    { instrument, maximumTwoTheta: 22, size, strain: 1500 },
  );

const right = { alpha: 90, beta: 90, gamma: 90 };

/** Two olivines and a foil, as in a cell that charges; 22 parameters. */
function refinerOf(points: number): Refiner {
  const aluminium = structurePhase(
    crystalStructure({
      name: 'Al',
      cell: { a: 4.0495, b: 4.0495, c: 4.0495, ...right },
      spaceGroup: spaceGroup('F m -3 m'),
      sites: [{ element: 'Al', position: [0, 0, 0], uIso: 0.01 }],
    }),
    { instrument, maximumTwoTheta: 22, size: 300, strain: 600, orientation: { axis: [1, 0, 0], ratio: 0.75 } },
  );
  const phases = [
    olivine('LiFePO4', { a: 10.329, b: 6.0065, c: 4.6908, ...right }, 1, 100),
    olivine('FePO4', { a: 9.8142, b: 5.7893, c: 4.782, ...right }, 0.02, 70),
    aluminium,
  ];
  const twoTheta = Float64Array.from({ length: points }, (_, i) => 2 + (20 * i) / points);
  const shape = ['cell', 'size', 'strain'] as const;
  return createRefiner(twoTheta, {
    phases,
    instrument,
    background: { terms: 5, humps: [{ center: 6.1, fwhm: 2.6 }] },
    refine: { instrument: ['displacement'], phases: { LiFePO4: shape, FePO4: shape, Al: ['cell', 'orientation'] } },
  });
}

/** Frames with noise in which the cells drift. */
function* framesOf(refiner: Refiner, count: number): Generator<Float64Array> {
  const random = seededRandom(1);
  const { model } = refiner;
  const scales = Float64Array.of(0.04, 0.04, 0.1);
  for (let t = 0; t < count; t++) {
    const { values } = refiner.start();
    refiner.phases.forEach(({ places }) => {
      for (let k = 0; k < places.cellCount; k++) values[places.cell + k]! *= 1 + 1e-5 * t;
    });
    model.evaluate(values, scales, new Float64Array(0), [false, false, false]);
    const y = new Float64Array(model.points.length).fill(250);
    scales.forEach((scale, p) => {
      const column = model.columns[refiner.shapes + p]!;
      for (let i = 0; i < y.length; i++) y[i]! += scale * column[i]!;
    });
    yield y.map((mean) => random.poisson(mean));
  }
}

/** Refinement of whole patterns through a series: milliseconds of one core per frame. */
export function benchmarkRietveld(): string {
  const lines = [
    '\nRietveld refinement of a series, 3 phases, 22 parameters (GSAS-II: 1000 to 1800 ms a frame of 2500 points)',
    '   points  frames   ms/frame   cycles/frame',
  ];
  for (const [points, count] of [
    [2500, 40],
    [2500, 80],
    [10_000, 20],
  ] as const) {
    const refiner = refinerOf(points);
    const frames = [...framesOf(refiner, count)];
    const walk = createSeriesWalk(refiner);
    let cycles = 0;
    const started = process.cpuUsage();
    for (const intensity of frames) cycles += walk.push({ intensity }).cycles;
    const { user, system } = process.cpuUsage(started);
    const each = (user + system) / 1000 / count;
    lines.push(
      `${String(points).padStart(9)}${String(count).padStart(8)}${each.toFixed(1).padStart(11)}${(cycles / count).toFixed(1).padStart(15)}`,
    );
  }
  return lines.join('\n');
}
