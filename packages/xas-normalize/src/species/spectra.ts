import { flatValues, OperandoError } from '@operando/core';
import type { NdArray } from '@operando/core';
import { cubicSpline } from '@operando/numerics';
import { indexOf } from '../grid-search.js';
import { estimateSpectrumNoise } from '../noise.js';

/** A normalized spectrum on a grid of its own. */
export interface SpeciesSpectrum {
  /** Increasing, eV. */
  readonly energy: ArrayLike<number>;
  /** Normalized absorption, one value per energy. */
  readonly norm: ArrayLike<number>;
}

/** Part of an energy grid. */
export interface EnergyWindow {
  /** Lowest energy, eV; the grid point at or below it is the first. @default all */
  readonly from?: number | undefined;
  /** Highest energy, eV. @default all */
  readonly to?: number | undefined;
}

/** A series of spectra on one grid, and the part of it that is looked at. */
export interface StackWindow {
  /** All energies. */
  readonly grid: Float64Array;
  /** Energies of the window. */
  readonly energy: Float64Array;
  /** Frames x all energies. */
  readonly values: Float64Array;
  readonly frames: number;
  /** Index of the first energy of the window in `grid`. */
  readonly first: number;
}

/** A finite, increasing grid. @throws OperandoError `axis-not-increasing`, `non-finite`. */
export function increasingGrid(energy: ArrayLike<number>, parameter: string): Float64Array {
  const grid = energy instanceof Float64Array ? energy : Float64Array.from(energy);
  for (let i = 0; i < grid.length; i++) {
    if (!Number.isFinite(grid[i]!))
      throw new OperandoError('non-finite', `energy ${i} is ${grid[i]}.`, { where: { parameter } });
    if (i > 0 && !(grid[i]! > grid[i - 1]!)) {
      throw new OperandoError('axis-not-increasing', `energy ${i} is ${grid[i]} after ${grid[i - 1]} eV.`, {
        where: { parameter },
        cure: 'Normalize first: preEdge sorts and separates repeated energies.',
      });
    }
  }
  return grid;
}

/** First index and end of a window, as Larch counts: from the point at or below `from` to the one at or below `to`. */
export function windowOf(grid: Float64Array, { from, to }: EnergyWindow, needed: number): readonly [number, number] {
  const first = from === undefined ? 0 : indexOf(grid, from);
  const end = to === undefined ? grid.length : indexOf(grid, to) + 1;
  if (!(end - first >= needed) || Number.isNaN(from) || Number.isNaN(to)) {
    throw new OperandoError(
      'too-few-points',
      `${Math.max(0, end - first)} energies from ${from ?? grid[0]} to ${to ?? grid.at(-1)} eV; ${needed} are needed.`,
      {
        where: { parameter: 'from' },
        cure: 'Give a wider window in eV.',
      },
    );
  }
  return [first, end];
}

/** A stack and its window, checked. @throws OperandoError as {@link increasingGrid} and {@link windowOf}, `shape-mismatch`. */
export function stackWindow(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  window: EnergyWindow,
  needed: number,
): StackWindow {
  const grid = increasingGrid(energy, 'energy');
  const values = stack instanceof Float64Array ? stack : flatValues(stack);
  const frames = values.length / grid.length;
  if (
    !Number.isInteger(frames) ||
    frames < 1 ||
    (!(stack instanceof Float64Array) && stack.shape.at(-1) !== grid.length)
  ) {
    throw new OperandoError(
      'shape-mismatch',
      `a stack of ${values.length} values does not hold rows of ${grid.length} energies.`,
    );
  }
  const [first, end] = windowOf(grid, window, needed);
  return { grid, energy: grid.slice(first, end), values, frames, first };
}

/** The rows of a window, frames x its energies. @throws OperandoError `non-finite` naming the frame. */
export function windowRows({ grid, energy, values, frames, first }: StackWindow): Float64Array {
  const points = energy.length;
  const rows = new Float64Array(frames * points);
  for (let f = 0; f < frames; f++) {
    for (let i = 0; i < points; i++) {
      const value = values[f * grid.length + first + i]!;
      if (!Number.isFinite(value)) {
        throw new OperandoError('non-finite', `the value at ${energy[i]} eV is ${value}.`, {
          where: { frame: f },
          cure: 'Leave this frame out, or choose a window without gaps.',
        });
      }
      rows[f * points + i] = value;
    }
  }
  return rows;
}

/**
 * A spectrum on another grid, by a not-a-knot cubic spline through all its points. Beyond its ends by no more than its outermost step
 * the last cubic goes on.
 *
 * @throws OperandoError `outside-range` where the spectrum does not cover the grid; `shape-mismatch`, `non-finite`.
 */
export function spectrumOnGrid({ energy, norm }: SpeciesSpectrum, grid: Float64Array, parameter: string): Float64Array {
  const own = increasingGrid(energy, parameter);
  const n = own.length;
  if (norm.length !== n || n < 2)
    throw new OperandoError('shape-mismatch', `${n} energies and ${norm.length} values.`, { where: { parameter } });
  for (let i = 0; i < n; i++)
    if (!Number.isFinite(norm[i]!))
      throw new OperandoError('non-finite', `the value at ${own[i]} eV is ${norm[i]}.`, { where: { parameter } });
  const lowest = own[0]! - (own[1]! - own[0]!);
  const highest = own[n - 1]! + (own[n - 1]! - own[n - 2]!);
  if (grid[0]! < lowest || grid.at(-1)! > highest) {
    throw new OperandoError(
      'outside-range',
      `the spectrum runs from ${own[0]} to ${own[n - 1]} eV, needed are ${grid[0]} to ${grid.at(-1)} eV.`,
      {
        where: { parameter },
        cure: 'Narrow the window with from and to.',
      },
    );
  }
  if (grid.length === n && grid.every((value, i) => value === own[i])) return Float64Array.from(norm);
  const spline = cubicSpline(own, norm);
  return grid.map((value) => spline.evaluate(value));
}

/** Spectra at the energies of a window of a grid, as combinations of them are fitted there. */
export interface SpectraOnWindow {
  /** eV, those of the window. */
  readonly energy: Float64Array;
  /** In their order. */
  readonly spectra: readonly Float64Array[];
}

/**
 * Spectra at the energies of a window of a grid.
 *
 * @param energy Increasing, eV.
 * @throws OperandoError `outside-range` for a spectrum that does not cover the grid, `shape-mismatch`, `non-finite`; `too-few-points` for a window of fewer than two energies.
 */
export function spectraOnWindow(
  energy: ArrayLike<number>,
  spectra: readonly SpeciesSpectrum[],
  window: EnergyWindow,
): SpectraOnWindow {
  const grid = increasingGrid(energy, 'energy');
  const own = grid.slice(...windowOf(grid, window, 2));
  return { energy: own, spectra: spectra.map((each, k) => spectrumOnGrid(each, own, `spectra[${k}]`)) };
}

/** Standard deviations on a window: one number, one value per window energy or one per energy of the whole grid. */
export function stderrOnWindow(
  given: number | ArrayLike<number>,
  grid: Float64Array,
  first: number,
  points: number,
): Float64Array {
  let sigma: Float64Array;
  if (typeof given === 'number') sigma = new Float64Array(points).fill(given);
  else if (given.length === points) sigma = Float64Array.from(given);
  else if (given.length === grid.length) sigma = Float64Array.from(given).slice(first, first + points);
  else
    throw new OperandoError('shape-mismatch', `${given.length} standard errors for ${points} energies.`, {
      where: { parameter: 'stderr' },
    });
  if (!sigma.every((value) => value > 0 && value < Infinity)) {
    throw new OperandoError('invalid-argument', 'a standard error is zero, negative or not finite.', {
      where: { parameter: 'stderr' },
      cure: 'Give positive values.',
    });
  }
  return sigma;
}

/** White noise of every frame as its own points show it. */
export function noiseOfFrames(energy: Float64Array, rows: Float64Array): Float64Array {
  const points = energy.length;
  return Float64Array.from({ length: rows.length / points }, (_, f) =>
    estimateSpectrumNoise(energy, rows, f * points, points),
  );
}
