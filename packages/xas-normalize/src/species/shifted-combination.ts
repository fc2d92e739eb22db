import { OperandoError } from '@operando/core';
import { choleskyInPlace, choleskySolveInPlace, cubicSpline, dotProduct } from '@operando/numerics';
import type { CubicSpline } from '@operando/numerics';
import type { CombinationShifts, ShiftSettings } from './combination-shifts.js';
import { combineColumns } from './combine-columns.js';
import type { LinearCombination, LinearCombinationOptions } from './combine-columns.js';
import { increasingGrid } from './spectra.js';
import type { SpeciesSpectrum } from './spectra.js';

/** A combination with its shifts. */
export interface ShiftedCombination extends LinearCombination {
  readonly shifts: CombinationShifts;
}

/** Splines through components that are read beside the points of the sample. */
export function splinesOf(components: readonly SpeciesSpectrum[]): CubicSpline[] {
  return components.map(({ energy, norm }, j) => {
    const grid = increasingGrid(energy, `components[${j}]`);
    if (norm.length !== grid.length || grid.length < 4 || !Array.from(norm).every(Number.isFinite)) {
      throw new OperandoError('shape-mismatch', `component ${j} has no value for each of its energies.`, {
        where: { parameter: `components[${j}]` },
      });
    }
    return cubicSpline(grid, norm);
  });
}

/**
 * Energies that all components cover wherever they are shifted to: of a window whose ends were not given, what is left; one that
 * was given must be covered.
 *
 * @throws OperandoError `outside-range`.
 */
export function coveredWindow(
  splines: readonly CubicSpline[],
  largest: number,
  window: Pick<LinearCombinationOptions, 'from' | 'to'>,
): { readonly from: number; readonly to: number } {
  const from = Math.max(...splines.map(({ knots }) => knots[0]!)) + largest;
  const to = Math.min(...splines.map(({ knots }) => knots.at(-1)!)) - largest;
  if ((window.from ?? from) < from || (window.to ?? to) > to || !(to > from)) {
    throw new OperandoError(
      'outside-range',
      `shifted by up to ${largest} eV the components cover ${from} to ${to} eV, less than the window.`,
      { where: { parameter: 'from' }, cure: 'Narrow the window with from and to, or the largest shift.' },
    );
  }
  return { from: window.from ?? from, to: window.to ?? to };
}

/** One trial: shifts with the best weights for them. */
interface Trial {
  readonly shifts: Float64Array;
  readonly columns: readonly Float64Array[];
  readonly fit: LinearCombination;
}

/** Shifts that changed by less than this, eV, are found. */
const found = 1e-7;
/** Steps of the first search, eV: two of them lie within the width of an edge. */
const coarse = 0.25;

/**
 * Weights and energy shifts together: the best weights for given shifts are exact, the shifts go by Gauss and Newton from the
 * best of a coarse search. Values within a window that all components cover, see {@link coveredWindow}.
 *
 * @throws OperandoError as `linearCombination`.
 */
export function combineShifted(
  energy: Float64Array,
  values: Float64Array,
  splines: readonly CubicSpline[],
  sigma: Float64Array | undefined,
  options: LinearCombinationOptions,
  { of, largest }: ShiftSettings,
): ShiftedCombination {
  // The sample moved up is the components moved down.
  const offsetOf = (shifts: Float64Array, j: number): number => (of === 'sample' ? shifts[0]! : -shifts[j]!);
  const count = of === 'sample' ? 1 : splines.length;
  const tryAt = (shifts: Float64Array): Trial => {
    const columns = splines.map((spline, j) => energy.map((e) => spline.evaluate(e + offsetOf(shifts, j))));
    return { shifts, columns, fit: combineColumns(energy, values, columns, sigma, options) };
  };
  const better = (a: Trial, b: Trial): Trial => (b.fit.chiSquare < a.fit.chiSquare ? b : a);
  const steps = Math.max(1, Math.ceil(largest / coarse));
  let best = tryAt(new Float64Array(count));
  const side = of === 'sample' ? 1 : -1;
  for (let k = -steps; k <= steps; k++) {
    if (k !== 0) best = better(best, tryAt(new Float64Array(count).fill((side * k * largest) / steps)));
  }
  const slopesAt = ({ shifts, fit }: Trial): Float64Array[] => {
    const each = splines.map((spline, j) =>
      energy.map((e) => fit.weights[j]! * spline.derivative(e + offsetOf(shifts, j))),
    );
    if (of === 'components') return each.map((slope) => slope.map((value) => -value));
    return [energy.map((_, i) => each.reduce((sum, slope) => sum + slope[i]!, 0))];
  };
  for (let round = 0; round < 60; round++) {
    const step = jointSystem(best, slopesAt(best), sigma, options).step;
    let next: Trial | undefined;
    for (let share = 1; share > 1e-3; share /= 2) {
      const shifts = best.shifts.map((shift, q) => Math.max(-largest, Math.min(largest, shift + share * step[q]!)));
      const trial = tryAt(shifts);
      if (trial.fit.chiSquare <= best.fit.chiSquare) {
        next = trial;
        break;
      }
    }
    if (next === undefined) break;
    const moved = Math.max(...next.shifts.map((shift, q) => Math.abs(shift - best.shifts[q]!)));
    best = next;
    if (moved < found) break;
  }
  return concluded(best, slopesAt(best), sigma, options, largest);
}

/** Directions in which weights may vary: free ones, and with the sum rule each against the last of them. */
function weightDirections({ columns, fit }: Trial, { sumToOne = true }: LinearCombinationOptions) {
  const free = [...columns.keys()].filter((j) => fit.active[j] === 0);
  const last = sumToOne ? free.pop() : undefined;
  return { free, last };
}

/** Solution and covariance of the linearised problem of weights and shifts. */
function jointSystem(
  trial: Trial,
  slopes: readonly Float64Array[],
  sigma: Float64Array | undefined,
  options: LinearCombinationOptions,
): { readonly step: Float64Array; readonly covariance: Float64Array | undefined; readonly moving: readonly number[] } {
  const { columns, fit } = trial;
  const scaled = (column: Float64Array): Float64Array =>
    sigma === undefined ? column : column.map((value, i) => value / sigma[i]!);
  const { free, last } = weightDirections(trial, options);
  const directions = free.map((j) =>
    scaled(last === undefined ? columns[j]! : columns[j]!.map((value, i) => value - columns[last]![i]!)),
  );
  const moving = [...slopes.keys()].filter((q) => slopes[q]!.some((value) => Math.abs(value) > 1e-12));
  const all = [...directions, ...moving.map((q) => scaled(slopes[q]!))];
  const n = all.length;
  const step = new Float64Array(slopes.length);
  const normal = new Float64Array(n * n);
  const points = fit.residual.length;
  for (let a = 0; a < n; a++)
    for (let b = 0; b <= a; b++) normal[a * n + b] = dotProduct(all[a]!, 0, all[b]!, 0, points);
  if (n === 0 || !choleskyInPlace(normal, n)) return { step, covariance: undefined, moving };
  const residual = scaled(fit.residual);
  const solution = Float64Array.from(all, (column) => dotProduct(column, 0, residual, 0, points));
  choleskySolveInPlace(normal, n, solution);
  moving.forEach((q, k) => (step[q] = solution[directions.length + k]!));
  const covariance = new Float64Array(n * n);
  for (let a = 0; a < n; a++) {
    const unit = new Float64Array(n);
    unit[a] = 1;
    choleskySolveInPlace(normal, n, unit);
    covariance.set(unit, a * n);
  }
  return { step, covariance, moving };
}

/** The result, with errors that weights and shifts have together. */
function concluded(
  trial: Trial,
  slopes: readonly Float64Array[],
  sigma: Float64Array | undefined,
  options: LinearCombinationOptions,
  largest: number,
): ShiftedCombination {
  const { fit, shifts, columns } = trial;
  const active = Int8Array.from(shifts, (shift) => (Math.abs(shift) < largest - found ? 0 : Math.sign(shift)));
  // What is at a bound does not vary.
  const varying = slopes.map((slope, q) => (active[q] === 0 ? slope : slope.map(() => 0)));
  const { covariance: joint, moving } = jointSystem(trial, varying, sigma, options);
  const variables = fit.variables + moving.length;
  const reducedChiSquare = fit.chiSquare / (fit.residual.length - variables);
  const scale = sigma === undefined ? reducedChiSquare : 1;
  const count = columns.length;
  const covariance = new Float64Array(count * count);
  const stderr = fit.stderr.slice();
  const shiftStderr = new Float64Array(shifts.length).fill(Number.NaN);
  let totalStderr = fit.totalStderr;
  if (joint !== undefined) {
    const { free, last } = weightDirections(trial, options);
    const n = free.length + moving.length;
    const variance = (a: number, b: number): number => scale * joint[a * n + b]!;
    free.forEach((j, a) => free.forEach((k, b) => (covariance[j * count + k] = variance(a, b))));
    if (last !== undefined) {
      free.forEach((j, a) => {
        const sum = free.reduce((total, _, b) => total + variance(a, b), 0);
        covariance[j * count + last] = -sum;
        covariance[last * count + j] = -sum;
        covariance[last * count + last]! += sum;
      });
    }
    for (let j = 0; j < count; j++) {
      const own = covariance[j * count + j]!;
      if (own > 0) stderr[j] = Math.sqrt(own);
    }
    moving.forEach((q, k) => (shiftStderr[q] = Math.sqrt(variance(free.length + k, free.length + k))));
    if (last === undefined && free.length > 0)
      totalStderr = Math.sqrt(covariance.reduce((sum, value) => sum + value, 0));
  }
  return {
    ...fit,
    stderr,
    covariance,
    totalStderr,
    reducedChiSquare,
    variables,
    status: joint === undefined ? 'singular' : fit.status,
    shifts: { values: shifts, stderr: shiftStderr, active },
  };
}
