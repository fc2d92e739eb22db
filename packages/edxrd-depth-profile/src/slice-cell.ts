import { expectChoice, isOperandoError, OperandoError } from '@operando/core';
import type { Measured, Status } from '@operando/core';
import { cellFromSpacings, cellVolume, completeCell, freeParameters } from '@operando/lattice';
import type {
  CellParameters,
  CrystalSystem,
  LithiumReader,
  SpacingOf,
  TableCalibration,
  VegardCalibration,
} from '@operando/lattice';
import type { LithiumFromCell } from './options.js';

/** Cell of one slice: estimates of what its reflections determine. */
export interface SliceCell {
  readonly parameters: Readonly<Partial<Record<keyof CellParameters, Measured>>>;
  readonly covariance?: Float64Array;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
}

/**
 * Cell from the spacings at hand. Where they do not determine all axes, those they do: c from 00l, a from hk0
 * (tetragonal and hexagonal).
 */
export function sliceCell(
  spacings: readonly SpacingOf[],
  system: CrystalSystem,
  start: Partial<CellParameters>,
): SliceCell | undefined {
  if (spacings.length === 0) return undefined;
  try {
    const found = cellFromSpacings(spacings, system, start);
    if (found.status !== 'converged') return undefined;
    return {
      parameters: found.parameters,
      covariance: found.covariance,
      chiSquare: found.chiSquare,
      degreesOfFreedom: found.degreesOfFreedom,
    };
  } catch (error) {
    if (!isOperandoError(error)) throw error;
  }
  if (system !== 'hexagonal' && system !== 'tetragonal') return undefined;
  const axis = (name: 'a' | 'c', factorOf: (hkl: SpacingOf['hkl']) => number): SliceCell | undefined => {
    const own = spacings
      .map(({ hkl, d, stderr }) => ({ value: d * factorOf(hkl), stderr: stderr * factorOf(hkl) }))
      .filter(({ value }) => value > 0);
    if (own.length === 0) return undefined;
    const total = own.reduce((sum, { stderr }) => sum + stderr ** -2, 0);
    const value = own.reduce((sum, each) => sum + each.value / each.stderr ** 2, 0) / total;
    return {
      parameters: { [name]: { value, stderr: total ** -0.5 } },
      chiSquare: own.reduce((sum, each) => sum + ((each.value - value) / each.stderr) ** 2, 0),
      degreesOfFreedom: own.length - 1,
    };
  };
  const inPlane =
    system === 'hexagonal'
      ? (h: number, k: number): number => Math.sqrt((4 / 3) * (h * h + h * k + k * k))
      : (h: number, k: number): number => Math.sqrt(h * h + k * k);
  return (
    axis('c', ([h, k, l]) => (h === 0 && k === 0 ? Math.abs(l) : 0)) ??
    axis('a', ([h, k, l]) => (l === 0 ? inPlane(h, k) : 0))
  );
}

/** A quantity of the cell with its standard error; undefined where the reflections do not give it. */
export function cellQuantity(
  { parameters, covariance }: SliceCell,
  system: CrystalSystem,
  quantity: LithiumFromCell['parameter'],
): Measured | undefined {
  if (quantity !== 'c/a' && quantity !== 'volume') return parameters[quantity];
  const free = freeParameters[system];
  if (covariance === undefined || free.some((name) => parameters[name] === undefined)) return undefined;
  const at = free.map((name) => parameters[name]!.value);
  const evaluate = (values: readonly number[]): number => {
    const cell = completeCell(system, values);
    return quantity === 'volume' ? cellVolume(cell) : cell.c / cell.a;
  };
  const slopes = at.map((value, k) => {
    const h = 1e-6 * value;
    return (
      (evaluate(at.map((v, j) => (j === k ? v + h : v))) - evaluate(at.map((v, j) => (j === k ? v - h : v)))) / (2 * h)
    );
  });
  const n = free.length;
  let variance = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) variance += slopes[i]! * slopes[j]! * covariance[i * n + j]!;
  return { value: evaluate(at), stderr: Math.sqrt(variance) };
}

/** A lithium content and what became of it. */
export interface SliceLithium extends Measured {
  readonly status: Extract<Status, 'converged' | 'singular' | 'outside' | 'ambiguous'>;
}

const quantities = ['a', 'b', 'c', 'alpha', 'beta', 'gamma', 'c/a', 'volume'] as const;

/** The calibration of a content, from one or the other way to state it. @throws OperandoError `invalid-argument` for none, or both. */
export function lithiumCalibration(lithium: LithiumFromCell): VegardCalibration | TableCalibration {
  expectChoice('lithium.parameter', lithium.parameter, quantities);
  const { calibration, x, value } = lithium;
  if (calibration !== undefined && x === undefined && value === undefined) {
    expectChoice('lithium.calibration.kind', calibration.kind, ['vegard', 'table']);
    return calibration;
  }
  if (calibration === undefined && x !== undefined && value !== undefined) return { kind: 'table', x, values: value };
  throw new OperandoError(
    'invalid-argument',
    'a lithium content needs either a table (x and value) or a calibration.',
    { where: { parameter: 'lithium' }, cure: 'Give x and value, increasing in x, or calibration.' },
  );
}

/** Lithium content of a slice; NaN where the cell lies outside the calibration or branches cannot be told apart. */
export function sliceLithium(
  cell: SliceCell,
  system: CrystalSystem,
  parameter: LithiumFromCell['parameter'],
  read: LithiumReader,
  previous: number | undefined,
): SliceLithium {
  const none = { value: Number.NaN, stderr: Number.NaN };
  const quantity = cellQuantity(cell, system, parameter);
  if (quantity === undefined) return { ...none, status: 'singular' };
  try {
    const { value, stderr, status } = read(quantity, { previous });
    return { value, stderr, status: status === 'ambiguous' ? status : 'converged' };
  } catch (error) {
    if (!isOperandoError(error, 'outside-range')) throw error;
    return { ...none, status: 'outside' };
  }
}

/** Step of relative length by which {@link lithiumSlope} looks. */
const lengthStep = 1e-6;

/**
 * Change of a slice's content where all lengths of its cell change together, as an error of angle or energy scale makes
 * them: d x / d ln(length). 0 for ratios of axes and for angles; NaN where there is no content.
 */
export function lithiumSlope(
  cell: SliceCell,
  system: CrystalSystem,
  parameter: LithiumFromCell['parameter'],
  read: LithiumReader,
  content: number,
): number {
  const at = (change: number): number => {
    const parameters = Object.fromEntries(
      Object.entries(cell.parameters).map(([name, { value, stderr }]) => [
        name,
        { value: name.length === 1 ? value * (1 + change) : value, stderr },
      ]),
    );
    return sliceLithium({ ...cell, parameters }, system, parameter, read, content).value;
  };
  const [above, below] = [(at(lengthStep) - content) / lengthStep, (content - at(-lengthStep)) / lengthStep];
  // At an end of the calibration the content stays there, on one side or beyond.
  const sides = [above, below].filter((side) => Number.isFinite(side));
  return sides.length === 0 ? Number.NaN : sides.reduce((far, side) => (Math.abs(side) > Math.abs(far) ? side : far));
}
