import { OperandoError } from '@operando/core';
import { cellUnit, freeParameters } from '@operando/lattice';
import { instrumentParameters, instrumentUnits, instrumentValues } from '../profile/instrument.js';
import type { Instrument, InstrumentParameter } from '../profile/instrument.js';
import { atomLimits, atomParameter, atomUnit, stepOf } from './parameter-limits.js';
import type { AtomParameter } from './parameter-limits.js';
import type { AtomShift, Phase, PhaseParameter } from './phase.js';
import { stephensTerms } from './stephens.js';
import type { StephensTerm } from './stephens.js';

/** What is refined. */
export interface RefineChoice {
  /** Parameters of the instrument. @default none */
  readonly instrument?: readonly InstrumentParameter[] | undefined;
  /** By name of phase; of phases that are not named the cell. Scales always are. */
  readonly phases?: Readonly<Record<string, readonly PhaseParameter[]>> | undefined;
  /** By name of phase: quantities of atoms, alone or together. @default none */
  readonly atoms?: Readonly<Record<string, readonly (string | AtomShift)[]>> | undefined;
}

/** A parameter that lines depend on other than in proportion. */
export interface ShapeParameter {
  readonly name: string;
  readonly unit: string;
  /** Phase it belongs to, -1 for the instrument. */
  readonly phase: number;
  readonly lower: number;
  readonly upper: number;
  /** Longest step in a cycle, for values up to a usual one; longer in proportion for larger values. */
  readonly reach: number;
  readonly usual: number;
  /** It stands for the reciprocal of what is reported. */
  readonly reciprocal: boolean;
}

/** Where the parameters of a phase stand among all. */
export interface PhasePlaces {
  readonly cell: number;
  readonly cellCount: number;
  readonly inverseSize: number;
  readonly strain: number;
  readonly strainAlong: number;
  readonly orientation: number;
  readonly displacement: number;
  readonly stephens: number;
  readonly stephensTerms: readonly StephensTerm[];
  readonly atoms: number;
  readonly atomParameters: readonly AtomParameter[];
}

/** All parameters of shape, refined or held. */
export interface Layout {
  readonly parameters: readonly ShapeParameter[];
  readonly start: Float64Array;
  /** Numbers of those refined. */
  readonly refined: Int32Array;
  readonly phases: readonly PhasePlaces[];
}

/** Lay out the parameters: those of the instrument, then of each phase. */
export function layOut(phases: readonly Phase[], instrument: Instrument, choice: RefineChoice): Layout {
  const parameters: ShapeParameter[] = [];
  const start: number[] = [];
  const refined: number[] = [];
  const add = (
    parameter: Omit<ShapeParameter, 'reciprocal' | 'reach' | 'usual'>,
    value: number,
    isRefined: boolean,
  ): void => {
    if (isRefined) refined.push(parameters.length);
    const { reach, usual } = stepOf(parameter.name);
    parameters.push({ ...parameter, reach, usual, reciprocal: parameter.name.endsWith('.size') });
    start.push(value);
  };
  const values = instrumentValues(instrument);
  const ofInstrument = new Set<string>(choice.instrument ?? []);
  instrumentParameters.forEach((name, k) => {
    const [lower, upper] = name === 'axial' ? [0, 0.2] : [-Infinity, Infinity];
    add({ name, unit: instrumentUnits[name], phase: -1, lower, upper }, values[k]!, ofInstrument.has(name));
  });
  const names = new Set(phases.map(({ name }) => name));
  for (const name of [...Object.keys(choice.phases ?? {}), ...Object.keys(choice.atoms ?? {})]) {
    if (names.has(name)) continue;
    throw new OperandoError('invalid-argument', `${name} is to be refined, but is no phase of the model`, {
      where: { parameter: 'refine' },
      cure: `The phases are ${[...names].join(', ')}`,
    });
  }
  const places = phases.map((phase, at) => {
    const own = new Set<PhaseParameter>(choice.phases?.[phase.name] ?? ['cell']);
    const label = (name: string): string => `${phase.name}.${name}`;
    const free = freeParameters[phase.system];
    const cell = parameters.length;
    for (const name of free) {
      const value = phase.cell[name];
      const range = cellUnit(name) === 'deg' ? [value - 20, value + 20] : [0.7 * value, 1.4 * value];
      const limits = { lower: range[0]!, upper: range[1]! };
      add({ name: label(name), unit: cellUnit(name), phase: at, ...limits }, value, own.has('cell'));
    }
    const inverseSize = parameters.length;
    const size = phase.size === undefined ? 0 : 1 / phase.size;
    add({ name: label('size'), unit: 'nm', phase: at, lower: 0, upper: 2 }, size, own.has('size'));
    const strain = parameters.length;
    const isStephens = own.has('stephens');
    const plain = { name: label('strain'), unit: '1e-6', phase: at, lower: 0, upper: 2e5 };
    add(plain, isStephens ? 0 : (phase.strain ?? 0), own.has('strain') && !isStephens);
    const strainAlong = parameters.length;
    const alongAxis = { ...plain, name: label('strain_along') };
    const hasAxis = phase.strainAxis !== undefined && !isStephens;
    add(alongAxis, hasAxis ? (phase.strainAlong ?? phase.strain ?? 0) : 0, own.has('strain') && hasAxis);
    const orientation = parameters.length;
    const ratio = { name: label('orientation'), unit: '1', phase: at, lower: 0.05, upper: 20 };
    add(ratio, phase.orientation?.ratio ?? 1, own.has('orientation'));
    const displacement = parameters.length;
    const shift = { name: label('displacement'), unit: 'mm', phase: at, lower: -Infinity, upper: Infinity };
    add(shift, phase.displacement ?? 0, own.has('displacement'));
    const stephens = parameters.length;
    const terms = isStephens ? stephensTerms(needRotations(phase, 'stephens')) : [];
    const strains = isotropicTerms(phase, terms);
    terms.forEach(({ name }, k) =>
      add(
        { name: label(name), unit: '1e-10/angstrom^4', phase: at, lower: -Infinity, upper: Infinity },
        strains[k]!,
        true,
      ),
    );
    const atoms = parameters.length;
    const atomParameters = (choice.atoms?.[phase.name] ?? []).map((shiftOf) => {
      const { names: moved, parameter } = atomParameter(phase, shiftOf);
      const value = phase.structure!.values[parameter.quantities[0]!]!;
      const [lower, upper] = atomLimits(moved[0]!, value);
      add({ name: label(moved[0]!), unit: atomUnit(moved[0]!), phase: at, lower, upper }, value, true);
      return parameter;
    });
    if (own.has('orientation') && phase.orientation === undefined) {
      throw new OperandoError('invalid-argument', `the orientation of ${phase.name} is to be refined without an axis`, {
        where: { parameter: 'orientation' },
        cure: 'Give the phase `orientation: { axis: [h, k, l] }`',
      });
    }
    if (phase.orientation !== undefined) needRotations(phase, 'orientation');
    const cellCount = free.length;
    const stephensTermList = terms;
    return {
      cell,
      cellCount,
      inverseSize,
      strain,
      strainAlong,
      orientation,
      displacement,
      stephens,
      stephensTerms: stephensTermList,
      atoms,
      atomParameters,
    };
  });
  return { parameters, start: Float64Array.from(start), refined: Int32Array.from(refined), phases: places };
}

/** Rotations of a phase that cannot do without. */
export function needRotations(phase: Phase, what: string): readonly (readonly number[])[] {
  if (phase.rotations !== undefined && phase.rotations.length > 0) return phase.rotations;
  throw new OperandoError('invalid-argument', `${what} of ${phase.name} needs the operations of its point group`, {
    where: { parameter: 'rotations' },
    cure: 'Make the phase from its structure, or give `rotations`',
  });
}

/** Where terms of anisotropic strain begin: at the form (1/d^2)^2 of isotropic strain, as near as the terms come. */
function isotropicTerms(phase: Phase, terms: readonly StephensTerm[]): number[] {
  const strain = (phase.strain ?? 0) > 0 ? phase.strain! : 500;
  const { a, b, c } = phase.cell;
  const scale = (strain * 1e-6) ** 2 * 1e10;
  return terms.map(({ name }) => {
    const [h, k, l] = [name[1], name[2], name[3]].map(Number) as [number, number, number];
    if ((h & 1) + (k & 1) + (l & 1) > 0) return 0;
    const mixed = h === 4 || k === 4 || l === 4 ? 1 : 2;
    return (mixed * scale) / (a ** h * b ** k * c ** l);
  });
}
