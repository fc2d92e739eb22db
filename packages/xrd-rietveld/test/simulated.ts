import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { join } from 'node:path';
import type { CellParameters } from '@operando/lattice';
import { structurePhase } from '../src/index.js';
import type { Instrument, Phase, PhaseParameter, RefineOptions } from '../src/index.js';
import { generatorScattering, modelStructure, rietveldFolder } from './structures.js';

/** Truth of a phase in a frame of a simulated series. */
export interface TruePhase {
  readonly name: string;
  readonly weightFraction: number;
  readonly cell: readonly [number, number, number, number, number, number];
  readonly volume: number;
  readonly size: number;
  readonly strain: number;
  readonly marchDollase?: { readonly axis: readonly [number, number, number]; readonly r: number };
  readonly edit?: Readonly<Record<string, { occ?: number; u?: number; x?: [number, number, number] }>>;
}

/** Truth of a frame. */
export interface TrueFrame {
  readonly frame: number;
  readonly displacement: number;
  readonly monitor: number;
  readonly background: readonly number[];
  readonly hump: readonly [number, number, number];
  readonly phases: readonly TruePhase[];
}

/** A simulated series with its truth. */
export interface SimulatedSeries {
  readonly id: SeriesId;
  readonly twoTheta: Float64Array;
  readonly frames: readonly TrueFrame[];
  readonly noiseFree: { readonly frame: number; readonly counts: readonly number[] };
  readonly instrument: Instrument;
  /** Counts of a frame. */
  counts(frame: number): Float64Array;
}

/** Ids of the three simulated experiments. */
export type SeriesId = 'lfp-synchrotron' | 'nmc-laboratory' | 'nmc-neutron';

interface Head {
  readonly file: string;
  readonly setup: {
    readonly radiation: 'x-ray' | 'neutron';
    readonly geometry: 'bragg-brentano' | 'debye-scherrer';
    readonly lines: readonly { wavelength: number; ratio: number }[];
    readonly grid: { readonly start: number; readonly step: number; readonly n: number };
    readonly radius: number;
    readonly caglioti: readonly [number, number, number];
    readonly lorentz: number;
    readonly axial: number;
  };
}

/** Read a series of the reference folder, or one that the generator made elsewhere. */
export function readSimulated(id: SeriesId, folder = join(rietveldFolder!, 'series'), seed = 1): SimulatedSeries {
  const parse = (ending: string): unknown =>
    JSON.parse(readFileSync(join(folder, `${id}-seed${seed}${ending}`), 'utf8'));
  const { setup, file } = parse('.json') as Head;
  const truth = parse('.truth.json') as Pick<SimulatedSeries, 'noiseFree' | 'frames'>;
  const { start, step, n } = setup.grid;
  const bytes = gunzipSync(readFileSync(join(folder, file)));
  const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  return {
    id,
    twoTheta: Float64Array.from({ length: n }, (_, i) => start + i * step),
    frames: truth.frames,
    noiseFree: truth.noiseFree,
    instrument: {
      radiation: setup.radiation,
      geometry: setup.geometry,
      lines: setup.lines,
      radius: setup.radius,
      u: setup.caglioti[0],
      v: setup.caglioti[1],
      w: setup.caglioti[2],
      z: setup.lorentz,
      sampleHeight: setup.axial,
    },
    counts: (frame) => Float64Array.from(data.subarray(frame * n, (frame + 1) * n)),
  };
}

/** Greatest 2 theta whose lines the generator put in. */
const highest: Readonly<Record<SeriesId, number>> = {
  'lfp-synchrotron': 22.6,
  'nmc-laboratory': 91.5,
  'nmc-neutron': 157,
};

type Edits = NonNullable<TruePhase['edit']>;

/** Phases as a frame has them. */
export function phasesOf({ id, instrument }: SimulatedSeries, frame: TrueFrame): Phase[] {
  const wavelength = instrument.lines[0]!.wavelength;
  const dMin = wavelength / (2 * Math.sin((highest[id] / 2) * (Math.PI / 180)));
  const scattering = generatorScattering(wavelength);
  return frame.phases.map(({ name, cell, size, strain, marchDollase, edit = {} }) => {
    const structure = modelStructure(name === 'H1' || name === 'H2' ? 'NMC811' : name);
    const edits: Edits = name === 'H2' ? { Li1: { occ: 0.55 }, O1: { x: [0, 0, 0.2385] } } : edit;
    const sites = structure.sites.map((site) => {
      const { occ, u, x } = edits[site.label] ?? {};
      return { ...site, occupancy: occ ?? site.occupancy, uIso: u ?? site.uIso, position: x ?? site.position };
    });
    const phase = structurePhase({ ...structure, sites }, { name, instrument, dMin, scattering, size, strain });
    const orientation =
      marchDollase === undefined ? {} : { orientation: { axis: marchDollase.axis, ratio: marchDollase.r } };
    return { ...phase, cell: cellOf(cell), ...orientation };
  });
}

/** A cell by names. */
export function cellOf([a, b, c, alpha, beta, gamma]: TruePhase['cell']): CellParameters {
  return { a, b, c, alpha, beta, gamma };
}

/** What is refined in each series. */
export function optionsOf(series: SimulatedSeries, phases: readonly Phase[], displacement = 0): RefineOptions {
  const [center, fwhm] = { 'lfp-synchrotron': [6.1, 2.6], 'nmc-laboratory': [22, 9], 'nmc-neutron': [28, 22] }[
    series.id
  ] as [number, number];
  const terms = { 'lfp-synchrotron': 5, 'nmc-laboratory': 6, 'nmc-neutron': 4 }[series.id];
  const own = (name: string): PhaseParameter[] => {
    // The foil's own width is that of the instrument, nearly: it is known from a pattern of the foil alone.
    if (name === 'Al') return ['cell', 'orientation'];
    return ['cell', 'size', 'strain'];
  };
  const atoms = series.id === 'nmc-neutron' ? { atoms: { NMC811: ['Li1.occupancy', 'Li1.uiso', 'O1.z'] } } : {};
  return {
    phases,
    instrument: { ...series.instrument, displacement },
    refine: {
      instrument: ['displacement'],
      phases: Object.fromEntries(phases.map(({ name }) => [name, own(name)])),
      ...atoms,
    },
    background: { terms, humps: [{ center, fwhm }] },
  };
}
