import { createAxis, createSeries } from '@operando/core';
import type { Electrochemistry, Series } from '@operando/core';
import { parseCif } from '@operando/crystal';
import {
  edxrdCell,
  energyLossMaps,
  measuredPhotoelectrons,
  ndpExperiment,
  oxygenLevel,
  peakStack,
  radiographCell,
  rietveldExperiment,
  seededRandom,
  simulateCoupledSignals,
  smallAngleCuts,
  tomogramCell,
  xasStack,
} from '@operando/fixtures';
import { reflectivity } from '@operando/nr-sld-fit';
import { slabsOf } from '@operando/tomogram-measure';
import type { InputOf, OptionsOf, TechniqueId } from '../src/index.js';

/** Data in memory, and options to analyse them with. */
interface Case<Id extends TechniqueId> {
  readonly input: InputOf<Id>;
  readonly options: OptionsOf<Id>;
}

/** A log that has current and no capacity, on the clock of the frames. */
export function cyclerLog(seconds = 600): Electrochemistry {
  const time = Float64Array.from({ length: seconds / 10 + 1 }, (_, i) => 10 * i);
  return {
    columns: {
      test_time_second: time,
      voltage_volt: time.map((t) => 3 + 1e-3 * t),
      current_ampere: time.map(() => 1e-3),
    },
    original: {},
    segments: [{ row: 0 }],
    metadata: {},
    warnings: [],
  };
}

/** Spectra of an edge that moves. */
export function xasSpectra(frames = 6, points = 300): Series<'energy', 'eV'> {
  const { energy, mu, start, duration } = xasStack({ frames, points, seed: 3 });
  return createSeries({
    signal: mu,
    axis: createAxis({ name: 'energy', unit: 'eV', values: energy }),
    time: { start, duration },
  });
}

/** Patterns of two peaks of a cubic cell. */
export function xrdPatterns(frames = 6): Series<'two-theta', 'deg'> {
  const { x, stack } = peakStack(
    frames,
    900,
    [
      [12.5, 0.08, 0.4, 4000],
      [16.2, 0.09, 0.5, 2500],
    ],
    4,
  );
  return createSeries({
    signal: stack,
    axis: createAxis({ name: 'two-theta', unit: 'deg', values: x }),
    time: { start: Array.from({ length: frames }, (_, f) => 60 * f), duration: 60 },
  });
}

function edxrdCase(): Case<'edxrd'> {
  const cell = edxrdCell({ frames: 3, positions: 4, seed: 2 });
  const { channels, positions, liveTime, calibration, twoTheta, resolution, frames } = cell;
  const signal = new Float64Array(frames * positions.length * channels);
  for (let f = 0; f < frames; f++) signal.set(cell.frame(f), f * positions.length * channels);
  const live = Object.fromEntries(
    Array.from(positions, (_, p) => [
      `live_time_${p}`,
      { values: new Float64Array(frames).fill(liveTime), unit: 's' } as const,
    ]),
  );
  return {
    input: {
      scan: createSeries({
        signal,
        dims: ['time', 'position', 'channel'],
        axis: createAxis({ name: 'channel', unit: '1', values: Float64Array.from({ length: channels }, (_, i) => i) }),
        coordinates: { position: createAxis({ name: 'position', unit: 'um', values: positions }) },
        time: { start: Array.from({ length: frames }, (_, f) => 60 * f), duration: 60 },
        channels: live,
      }),
    },
    options: {
      positions: { first: positions[0]!, step: positions[1]! - positions[0]!, count: positions.length },
      calibration: { offset: calibration[0], slope: calibration[1] },
      twoTheta,
      resolution,
      phases: [
        {
          name: 'NMC111',
          system: 'hexagonal',
          cell: { a: 2.854, c: 14.254 },
          reflections: [
            [0, 0, 3],
            [1, 0, 4],
            [1, 1, 0],
          ],
          lithium: { parameter: 'a', x: [0.35, 1], value: [2.81, 2.86], activeAmount: 14 },
        },
      ],
    },
  };
}

/** Counts of a cell, and how they were measured. */
export function ndpCase(frames = 4): Case<'ndp'> {
  const { counts, channels, liveTime, frameTime, sample, calibration, flux, area, solidAngleFraction } = ndpExperiment({
    frames,
    seed: 6,
  });
  const { layers, window, angle, detectorFwhm, threshold } = sample;
  const plain = ({ material, ...layer }: (typeof layers)[number]): { thickness: number; material: string } => {
    const { formula, density } = typeof material === 'string' ? { formula: material, density: undefined } : material;
    return { ...layer, material: formula, ...(density === undefined ? {} : { density }) };
  };
  return {
    input: {
      spectra: createSeries({
        signal: counts,
        axis: createAxis({ name: 'channel', unit: '1', values: Float64Array.from({ length: channels }, (_, i) => i) }),
        time: { start: Array.from({ length: frames }, (_, f) => frameTime * f), duration: frameTime },
        channels: { live_time: { values: liveTime, unit: 's' } },
      }),
    },
    options: {
      sample: {
        angle,
        particles: ['triton'],
        window: window!.map(plain),
        layers: layers.map(plain),
        detectorFwhm,
        threshold,
      },
      calibration: { offset: calibration[0], gain: calibration[1] },
      geometry: { flux, area, solidAngleFraction },
    },
  };
}

/** Curves of a film that grows on copper, and their model. */
export function nrCase(thicknesses: readonly number[] = [60]): Case<'nr'> {
  const random = seededRandom(2);
  const q = Float64Array.from({ length: 60 }, (_, i) => 0.008 * 20 ** (i / 59));
  const curves = thicknesses.map((thickness, c) => {
    const exact = reflectivity(q, [
      { sld: 2.07 },
      { thickness: 500, sld: 6.5, roughness: 6 },
      { thickness, sld: 3.5, roughness: 8 },
      { sld: 6.1, roughness: 15 },
    ]);
    const dr = exact.map((value) => 0.03 * value + 1e-8);
    const r = exact.map((value, i) => value + dr[i]! * random.normal());
    return { name: `curve${c}`, q, r, dr, dqKind: 'fwhm', warnings: [] } as const;
  });
  return {
    input: { curves },
    options: {
      parameters: { cu: { value: 490, bounds: [450, 550] }, sei: { value: 70, bounds: [20, 150] } },
      layers: [
        { material: 'Si' },
        { name: 'Cu', thickness: 'cu', sld: 6.5, roughness: 6 },
        { name: 'SEI', thickness: 'sei', sld: 3.5, roughness: 8 },
        { name: 'electrolyte', sld: 6.1, roughness: 15 },
      ],
    },
  };
}

/** Patterns of magnesia that grows beside aluminium, and their structures. */
export function rietveldCase(frames = 3): Case<'rietveld'> {
  const { twoTheta, counts, cifs, wavelength, width2, timeStep } = rietveldExperiment({ frames, seed: 3 });
  return {
    input: {
      patterns: createSeries({
        signal: counts,
        axis: createAxis({ name: 'two-theta', unit: 'deg', values: twoTheta }),
        time: { start: Array.from({ length: frames }, (_, f) => timeStep * f), duration: timeStep },
      }),
      structures: { 'MgO.cif': parseCif(cifs.MgO), 'Al.cif': parseCif(cifs.Al) },
    },
    options: {
      phases: [{ cif: 'MgO.cif' }, { cif: 'Al.cif' }],
      wavelength,
      instrument: { w: width2 },
      background: { terms: 4 },
    },
  };
}

/** Spectra of an oxide that takes up peroxo-like oxygen. */
export function xpsCase(frames = 3): Case<'xps'> {
  const { energy, values, sigma } = measuredPhotoelectrons(oxygenLevel(frames), frames, seededRandom(4));
  const series = createSeries({
    signal: values,
    variances: sigma.map((each) => each * each),
    axis: createAxis({ name: 'binding_energy', unit: 'eV', values: energy }),
    time: { start: Array.from({ length: frames }, (_, f) => 300 * f), duration: 300 },
    metadata: { unit: 'counts/s' },
  });
  const components = [
    { name: 'lattice', center: 529.7 },
    { name: 'peroxo', center: 531.3 },
    { name: 'carbonate', center: 532.7 },
  ];
  return {
    input: { levels: [{ name: 'O 1s', series }] },
    options: { model: { regions: [{ name: 'O 1s', components }] } },
  };
}

/** Cuts of spheres that grow. */
export function saxsCase(frames = 3): Case<'saxs'> {
  const { q, counts } = smallAngleCuts({ frames, points: 60, seed: 4 });
  return {
    input: {
      cuts: createSeries({
        signal: Float64Array.from(counts.flatMap((each) => Array.from(each))),
        axis: createAxis({ name: 'q', unit: '1/angstrom', values: q }),
        time: { start: Array.from({ length: frames }, (_, f) => 300 * f), duration: 300 },
      }),
    },
    options: {
      populations: [
        {
          form: 'sphere',
          structure: 'paracrystal',
          coupling: 'product',
          parameters: { radius: 60, width: 0.22, distance: 320, disorder: 80 },
        },
      ],
      background: { powerLaw: { exponent: { value: 3, scope: 'fixed' } } },
    },
  };
}

/** Maps of a small cell, and their edges. */
export function eelsCase(frames = 3): Case<'eels'> {
  const { rows, columns, energies, counts, layers, lithium, cobalt, known, frameTime } = energyLossMaps({
    frames,
    rows: 2,
    columns: 6,
    seed: 7,
  });
  const counted = (name: string, size: number) =>
    createAxis({ name, unit: '1', values: Array.from({ length: size }, (_, i) => i) });
  const edge = ({ lines, ...rest }: typeof lithium | typeof cobalt) => ({ ...rest, lines: [...lines] });
  return {
    input: {
      maps: createSeries({
        signal: counts,
        dims: ['time', 'row', 'column', 'energy'],
        axis: createAxis({ name: 'energy', unit: 'eV', values: energies }),
        coordinates: { row: counted('row', rows), column: counted('column', columns) },
        time: { start: Array.from({ length: frames }, (_, f) => frameTime * f), duration: frameTime },
      }),
    },
    options: {
      background: { window: [38, 53] },
      layers: [...layers],
      edges: [
        { ...edge(lithium), known: { layer: 'electrolyte', value: known } },
        { ...edge(cobalt), layers: ['cathode'] },
      ],
    },
  };
}

/** Radiographs of a simulated cell, and where things are in them. */
export function radiographyCase(frames = 3): Case<'radiography'> {
  const { width, height, columns, anode, cathode, openColumns, pixelSize, wavelength, ...cell } = radiographCell({
    frames,
  });
  const pictures = (list: readonly Uint16Array[]): Case<'radiography'>['input']['radiographs'] => ({
    count: list.length,
    width,
    height,
    read: async (k) => list[k]!,
  });
  const span = ([from, to]: readonly [number, number]): [number, number] => [from, to];
  return {
    input: {
      radiographs: pictures(cell.sample),
      open: pictures(cell.open),
      dark: pictures(cell.dark),
      blackBody: pictures(cell.blackBody),
      blackBodyOpen: pictures(cell.blackBodyOpen),
    },
    options: {
      cell: {
        columns: span(columns),
        layers: [
          { name: 'anode', rows: span(anode) },
          { name: 'cathode', rows: span(cathode) },
        ],
        openRegion: openColumns.map((each) => ({ rows: [0, height] as [number, number], columns: span(each) })),
        pixelSize,
        wavelength,
        front: { layer: 'cathode' },
      },
      timeStep: 600,
    },
  };
}

/** Tomograms of a cell whose voids grow. */
export function tomographyCase(frames = 2): Case<'tomography'> {
  const { shape, grey, levels } = tomogramCell({ frames, width: 28, depth: 32, seed: 4 });
  const [depth, height, width] = shape;
  return {
    input: { volumes: grey.map((each) => slabsOf(each, { depth, height, width })), voxel: [1.6, 1.6, 1.6] },
    options: {
      materials: {
        electrode: { grey: levels.electrode },
        electrolyte: { grey: levels.electrolyte },
        void: { grey: levels.void, stderr: 0.5 },
      },
      registered: true,
      reach: 12,
    },
  };
}

/** Two spectra of a resistor beside a capacitor, by hand: R0 + R / (1 + i w R C). */
export function eisCase(): Case<'eis'> {
  const random = seededRandom(4);
  const frequency = Float64Array.from({ length: 20 }, (_, i) => 10 ** (4 - i / 5));
  const spectra = [50, 80].map((r, k) => {
    const points = Array.from(frequency, (f) => {
      const x = 2 * Math.PI * f * r * 1e-4;
      const noise = (): number => 1 + 0.002 * random.normal();
      return { re: (10 + r / (1 + x * x)) * noise(), im: ((-r * x) / (1 + x * x)) * noise() };
    });
    const re = Float64Array.from(points, (point) => point.re);
    return {
      name: `s${k}`,
      frequency,
      re,
      im: Float64Array.from(points, ({ im }) => im),
      start: 200 * k,
      end: 200 * k + 100,
    };
  });
  return { input: { spectra }, options: { circuit: 'R-p(R,C)' } };
}

/** Two tables of signals, the second later. */
function togetherCase(): Case<'together'> {
  const { edge, lattice } = simulateCoupledSignals({
    seed: 2,
    length: 3600,
    step: 90,
    kinks: [800, 1800, 2800],
    lag: 200,
  });
  const tables = Object.entries({ edge, lattice }).map(([name, { time, values, stderr }]) => ({
    name,
    start: time,
    duration: time.map(() => 30),
    columns: [{ name: 'value', unit: '', values, stderr }],
    warnings: [],
  }));
  return { input: { tables }, options: { lag: ['edge:lattice'], surrogates: 19 } };
}

/** A small experiment of every technique, in memory. */
export const inMemory: { readonly [Id in TechniqueId]: () => Case<Id> } = {
  xas: () => ({ input: { spectra: xasSpectra() }, options: {} }),
  xrd: () => ({ input: { patterns: xrdPatterns() }, options: {} }),
  rietveld: () => rietveldCase(),
  edxrd: edxrdCase,
  ndp: () => ndpCase(),
  nr: () => nrCase(),
  xps: () => xpsCase(),
  saxs: () => saxsCase(),
  eels: () => eelsCase(),
  radiography: radiographyCase,
  tomography: () => tomographyCase(),
  eis: eisCase,
  together: togetherCase,
};
