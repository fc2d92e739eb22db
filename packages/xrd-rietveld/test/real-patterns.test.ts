import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { referencePath } from '@operando/fixtures';
import { refinePattern, structurePhase } from '../src/index.js';
import type { AtomShift, Instrument, InstrumentParameter, Pattern, PhaseParameter, Refinement } from '../src/index.js';
import { modelStructure, rietveldFolder } from './structures.js';

/** What GSAS-II found, its names and units. */
interface Answer {
  readonly cells: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>>;
  readonly parameters: Readonly<Record<string, readonly [number, number]>>;
  readonly histograms: Readonly<Record<string, { readonly wR: number; readonly limits: readonly [number, number] }>>;
}

const answers = (): Readonly<Record<string, Answer>> =>
  JSON.parse(readFileSync(join(rietveldFolder!, 'refinements', 'real-patterns.json'), 'utf8')) as Record<
    string,
    Answer
  >;

/** A GSAS file of constant steps: counts of ten fields a line, with the number of detectors before each, or none. */
function readGsas(path: string): Pattern {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  const at = lines.findIndex((line) => line.startsWith('BANK'));
  const [, , points, , , start, step] = lines[at]!.trim().split(/\s+/).map(Number) as number[];
  const intensity: number[] = [];
  const sigma: number[] = [];
  for (const line of lines.slice(at + 1)) {
    for (let k = 0; k + 8 <= line.length; k += 8) {
      const counts = Number(line.slice(k + 2, k + 8));
      const detectors = Number(line.slice(k, k + 2)) || 1;
      if (intensity.length === points || line.slice(k + 2, k + 8).trim() === '') continue;
      intensity.push(counts);
      sigma.push(Math.sqrt(Math.max(1, counts) / detectors));
    }
  }
  return { twoTheta: intensity.map((_, i) => (start! + i * step!) / 100), intensity, sigma };
}

function readXye(path: string): Pattern {
  const rows = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => /^\s*[\d.]/.test(line))
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
  return { twoTheta: rows.map(([x]) => x), intensity: rows.map(([, y]) => y), sigma: rows.map(([, , s]) => s) };
}

/** Square degrees of full width from square centidegrees of standard deviation. */
const uvw = (value: number): number => value * 8 * Math.LN2 * 1e-4;

interface Case {
  readonly answer: string;
  readonly cif: string;
  readonly pattern: Pattern;
  readonly instrument: Instrument;
  readonly terms: number;
  readonly refined: readonly InstrumentParameter[];
  readonly own: readonly PhaseParameter[];
  readonly atoms: readonly (string | AtomShift)[];
  readonly shape?: { readonly size: number; readonly strain: number };
  /** Scattering lengths that GSAS-II holds, where they matter. */
  readonly lengths?: Readonly<Record<string, number>>;
}

function refine({
  answer,
  cif,
  pattern,
  instrument,
  terms,
  refined,
  own,
  atoms,
  shape,
  lengths,
}: Case): [Refinement, Answer] {
  const truth = answers()[answer]!;
  const { limits } = Object.values(truth.histograms)[0]!;
  const scattering = lengths === undefined ? {} : { scatteringLengths: lengths };
  const phase = structurePhase(modelStructure(cif), {
    name: cif,
    instrument,
    maximumTwoTheta: limits[1],
    scattering,
    // What GSAS-II has when nobody says: 1 um and a strain of 1000.
    ...(shape ?? { size: 1000, strain: 1000 }),
  });
  const refinement = refinePattern(pattern, {
    phases: [phase],
    instrument,
    range: limits,
    background: { terms },
    refine: { instrument: refined, phases: { [cif]: own }, atoms: { [cif]: atoms } },
  });
  return [refinement, truth];
}

const d1a: Instrument = {
  radiation: 'neutron',
  lines: [{ wavelength: 1.909 }],
  geometry: 'debye-scherrer',
  u: uvw(354),
  v: uvw(-760),
  w: uvw(651),
  sampleHeight: 0.001,
};
const xyz = (label: string, axes: string): string[] => [...axes].map((axis) => `${label}.${axis}`);
const leadSulfate = [
  ...xyz('Pb1', 'xz'),
  ...xyz('S1', 'xz'),
  ...xyz('O1', 'xz'),
  ...xyz('O2', 'xz'),
  ...xyz('O3', 'xyz'),
  ...['Pb1', 'S1', 'O1', 'O2', 'O3'].map((label) => `${label}.uiso`),
];
const file = (...parts: string[]): string => referencePath(...parts) ?? '';

const cases: readonly (() => Case)[] = [
  () => ({
    answer: 'PbSO4_neutron_D1A',
    cif: 'PbSO4',
    pattern: readGsas(file('rietveld', 'data', 'PBSO4.CWN')),
    instrument: { ...d1a, zero: -0.1 },
    terms: 6,
    refined: ['zero', 'u', 'v', 'w'],
    own: ['cell'],
    atoms: leadSulfate,
  }),
  () => ({
    answer: 'PbSO4_xray_lab',
    cif: 'PbSO4',
    pattern: readGsas(file('rietveld', 'data', 'PBSO4.XRA')),
    instrument: {
      radiation: 'xray',
      lines: [{ wavelength: 1.5405 }, { wavelength: 1.5443, ratio: 0.5 }],
      polarisation: { fraction: 0.7, azimuth: 90 },
      radius: 200,
      u: uvw(2),
      v: uvw(-2),
      w: uvw(15),
      sampleHeight: 0.001,
    },
    terms: 8,
    refined: ['displacement', 'u', 'v', 'w'],
    own: ['cell', 'strain'],
    atoms: leadSulfate,
  }),
  () => ({
    answer: 'garnet_neutron_D1A',
    cif: 'YFeAlG',
    pattern: readGsas(file('rietveld', 'data', 'garnet.raw')),
    instrument: d1a,
    terms: 3,
    refined: ['zero', 'u', 'v', 'w'],
    own: ['cell'],
    atoms: [
      ...xyz('O1', 'xyz'),
      'O1.uiso',
      'Y1.uiso',
      { 'Fe1.uiso': 1, 'Al1.uiso': 1 },
      { 'Al2.uiso': 1, 'Fe2.uiso': 1 },
      { 'Fe1.occupancy': 1, 'Al1.occupancy': -1 },
      { 'Al2.occupancy': 1, 'Fe2.occupancy': -1 },
    ],
  }),
  () => ({
    answer: 'LBCO_HRPT',
    cif: 'LBCO',
    pattern: readXye(file('xrd', 'data', 'powder', 'hrpt_lbco.xye')),
    instrument: {
      radiation: 'neutron',
      lines: [{ wavelength: 1.494 }],
      geometry: 'debye-scherrer',
      zero: 0.6,
      u: uvw(132),
      v: uvw(-217),
      w: uvw(234),
      x: 0.048,
      sampleHeight: 0.001,
    },
    terms: 6,
    refined: ['zero', 'u', 'v', 'w', 'x', 'y'],
    own: ['cell'],
    atoms: [{ 'La1.uiso': 1, 'Ba1.uiso': 1 }, 'Co1.uiso', 'O1.uiso'],
  }),
  () => ({
    answer: 'LaB6_660c_lab',
    cif: 'LaB6',
    pattern: readGsas(file('xrd', 'data', 'powder', 'NIST660C_LaB6_BI.gsas')),
    instrument: {
      radiation: 'xray',
      lines: [{ wavelength: 1.540593 }, { wavelength: 1.544427, ratio: 0.5 }],
      radius: 217.5,
      u: uvw(4),
      v: uvw(-6),
      w: uvw(9),
      x: 0.03,
      y: 0.01,
      sampleHeight: 0.015,
    },
    terms: 8,
    refined: ['displacement', 'u', 'v', 'w', 'x', 'y', 'axial'],
    own: ['cell'],
    atoms: ['La1.uiso', 'B1.x', 'B1.uiso'],
  }),
];

describe.skipIf(rietveldFolder === undefined)('measured patterns', () => {
  it.each(cases.map((make) => [make().answer, make] as const))('%s', (_, make) => {
    const [refined, truth] = refine(make());
    const { wR } = Object.values(truth.histograms)[0]!;
    console.log(
      make().answer,
      refined.status,
      refined.cycles,
      100 * refined.rwp,
      wR,
      refined.goodnessOfFit,
      refined.parameters
        .filter(({ name }) => !name.startsWith('background'))
        .map(
          ({ name, value, stderr, status }) =>
            `${name} ${value.toPrecision(7)} +- ${stderr.toPrecision(2)} ${status[0]}`,
        ),
      JSON.stringify(Object.values(truth.cells)[0]),
      refined.warnings.map(({ message }) => message),
    );
    expect(100 * refined.rwp).toBeLessThan(wR + 0.1);
  });
});
