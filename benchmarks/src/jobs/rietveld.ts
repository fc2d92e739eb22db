import { crystalStructure, spaceGroup } from '@operando/crystal';
import type { CellParameters } from '@operando/lattice';
import { seededRandom } from '@operando/numerics';
import { structurePhase } from '@operando/xrd-rietveld';
import type { createRefiner as makeRefiner, Instrument, Phase, Refiner } from '@operando/xrd-rietveld';
import type { Build } from '../program/build.js';
import { within } from '../program/job.js';
import type { Job, Prepared } from '../program/job.js';

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
function refinerOf(createRefiner: typeof makeRefiner, points: number): Refiner {
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

async function prepare(build: Build, quick: boolean): Promise<Prepared> {
  const { createRefiner, createSeriesWalk } = await build.load('xrd-rietveld');
  const made = (points: number, count: number) => {
    const refiner = refinerOf(createRefiner, points);
    return { refiner, frames: [...framesOf(refiner, count)] };
  };
  const [small, large] = [made(2500, quick ? 4 : 40), made(10_000, quick ? 2 : 10)];
  const refine = ({ refiner, frames }: ReturnType<typeof made>) => {
    const walk = createSeriesWalk(refiner);
    return frames.map((intensity) => walk.push({ intensity }));
  };
  const out = new Float64Array(2500);
  return {
    candidates: [
      {
        name: 'copy of 2500 points',
        items: small.frames.length,
        run: () => small.frames.forEach((frame) => out.set(frame)),
      },
      { name: '2500 points', items: small.frames.length, run: () => refine(small) },
      { name: '10 000 points', items: large.frames.length, run: () => refine(large) },
    ],
    check: () => {
      const reduced = refine(small).map(({ chiSquare, degreesOfFreedom }) => chiSquare / degreesOfFreedom);
      return [
        within('reduced chi2: least', Math.min(...reduced), 0.85, 1.15),
        within('reduced chi2: largest', Math.max(...reduced), 0.85, 1.15),
      ];
    },
  };
}

/** Refinement of whole patterns through a series. */
export const rietveldJob: Job = {
  id: 'rietveld',
  title: 'Rietveld refinement of a series, 3 phases, 22 parameters',
  item: 'frame',
  rounds: 5,
  goals: [],
  prepare,
};
