import { OperandoError } from '@operando/core';
import type { NamedSource, OperandoWarning } from '@operando/core';
import { decodeText, gunzip, isGzip } from '@operando/beamline-io';
import { parseCif, structureFactorModel } from '@operando/crystal';
import type { CrystalStructure, ScatteringOptions } from '@operando/crystal';
import { completeCell, freeParameters } from '@operando/lattice';
import type { CellParameters } from '@operando/lattice';
import { structurePhase } from '@operando/xrd-rietveld';
import type { Instrument, Phase } from '@operando/xrd-rietveld';
import { withChangedSites } from './changed-sites.js';
import { phaseName } from './options.js';
import type { PhaseOptions, RietveldOptions } from './options.js';

/** Structures by the name that `phases.cif` has. */
export type Structures = Readonly<Record<string, CrystalStructure>>;

/** Longest file that is read as a CIF, bytes. */
const longest = 64_000_000;

/** Read the CIFs that phases name. @throws OperandoError as `parseCif` does, with the file. */
export async function readStructures(
  phases: readonly PhaseOptions[],
  named: Readonly<Record<string, NamedSource>>,
): Promise<Structures> {
  const structures: Record<string, CrystalStructure> = {};
  for (const [i, phase] of phases.entries()) {
    const source = named[`phases[${i}].cif`];
    if (source === undefined) continue;
    const bytes = await source.bytes.slice(0, Math.min(source.bytes.byteLength, longest + 1));
    const { block, spaceGroup } = phase;
    structures[structureKey(phase)] = parseCif(
      decodeText(isGzip(bytes) ? gunzip(bytes, { mostBytes: longest }) : bytes).text,
      { file: source.name, block, spaceGroup },
    );
  }
  return structures;
}

/** Two phases may be of one file, read differently. */
export const structureKey = ({ cif, block, spaceGroup }: PhaseOptions): string =>
  block === undefined && spaceGroup === undefined ? cif : JSON.stringify([cif, block ?? '', spaceGroup ?? '']);

/** A phase as it is refined, with what was read and what its atoms scatter. */
export interface PreparedPhase {
  readonly phase: Phase;
  readonly structure: CrystalStructure;
  /** What each kind of atom scatters: f' and f'' in electrons, or lengths in fm. */
  readonly scattering: Readonly<Record<string, readonly [real: number, imaginary: number]>>;
  /** Numbers of sites that stand in place of those of its file. */
  readonly sites?: NonNullable<PhaseOptions['sites']>;
  readonly warnings: readonly OperandoWarning[];
}

/** The cell to begin with: that of the structure, and what was given in its place. */
function startCell(structure: CrystalStructure, { cell = {} }: PhaseOptions, name: string): CellParameters {
  const { system } = structure.spaceGroup;
  const free = freeParameters[system];
  const idle = Object.keys(cell).find((key) => !free.includes(key as keyof CellParameters));
  if (idle !== undefined)
    throw new OperandoError('invalid-argument', `${idle} of ${name} is not free: its cell is ${system}.`, {
      where: { parameter: 'phases.cell' },
      cure: `Give ${free.join(', ')}.`,
    });
  const given = free.map((key) => cell[key] ?? structure.cell[key]);
  const start = completeCell(system, given);
  const own = completeCell(
    system,
    free.map((key) => structure.cell[key]),
  );
  const odd = (Object.keys(own) as (keyof CellParameters)[]).find(
    (key) => Math.abs(own[key] - structure.cell[key]) > 1e-6,
  );
  if (odd !== undefined)
    throw new OperandoError(
      'unsupported',
      `the cell of ${name} stands on unusual axes: its ${odd} is ${structure.cell[odd]}.`,
      {
        where: { parameter: 'phases.cif' },
        cure: 'Transform the structure to usual axes: monoclinic with b as the unique axis.',
      },
    );
  return start;
}

/** What atoms scatter, in few numbers. */
function scatteringOf(
  structure: CrystalStructure,
  options: ScatteringOptions,
): Pick<PreparedPhase, 'scattering' | 'warnings'> {
  const none = { size: 0, hkl: new Int32Array(0), d: new Float64Array(0), multiplicity: new Float64Array(0) };
  const { kinds, warnings } = structureFactorModel(structure, none, options);
  const isNeutron = options.radiation === 'neutron';
  const scattering = Object.fromEntries(
    kinds.map(({ name, constant, fPrime, imaginary }) => [name, [isNeutron ? constant : fPrime, imaginary] as const]),
  );
  return { scattering, warnings };
}

/**
 * Phases from structures.
 *
 * @param lastAngle Of the patterns, degrees.
 * @throws OperandoError `invalid-argument` for a structure that is not there or a cell that is none of its system,
 * `unsupported` for cells on unusual axes and atoms that do not scatter here.
 */
export function preparePhases(
  options: RietveldOptions,
  structures: Structures,
  instrument: Instrument,
  lastAngle: number,
): PreparedPhase[] {
  const { anomalous, scatteringLengths, radiation } = options;
  return options.phases.map((given): PreparedPhase => {
    const name = phaseName(given);
    const read = structures[structureKey(given)];
    if (read === undefined)
      throw new OperandoError('invalid-argument', `the structure ${given.cif} is not there.`, {
        where: { parameter: 'phases.cif' },
        cure: 'With data in memory, give structures by name as the input structures (parseCif makes them).',
      });
    const structure = withChangedSites(read, given, name);
    const scattering = { anomalous, scatteringLengths, ions: given.ions };
    const { size, strain, strainAxis, strainAlong, orientation, displacement, method } = given;
    const phase = structurePhase(structure, {
      name,
      instrument,
      maximumTwoTheta: lastAngle,
      cell: startCell(structure, given, name),
      size,
      strain,
      strainAxis,
      strainAlong,
      orientation,
      displacement,
      method,
      scattering,
    });
    const atoms = scatteringOf(structure, { radiation, wavelength: instrument.lines[0]!.wavelength, ...scattering });
    const told = atoms.warnings.map((warning) =>
      Object.assign({}, warning, { message: `${name}: ${warning.message}` }),
    );
    const ofFile = structure.warnings.map((warning) =>
      warning.where?.file === undefined
        ? Object.assign({}, warning, { message: `${name}: ${warning.message}` })
        : warning,
    );
    return {
      phase,
      structure,
      scattering: atoms.scattering,
      warnings: [...ofFile, ...told],
      ...(given.sites === undefined ? {} : { sites: given.sites }),
    };
  });
}
