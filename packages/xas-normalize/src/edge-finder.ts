import { OperandoError } from '@operando/core';
import type { KernelChoice } from '@operando/numerics';
import type { KernelTable } from '@operando/numerics/kernels';
import { valuesAt } from './grid-search.js';
import { separateRepeatedEnergies } from './spectrum.js';
import { applySmoothing, smoothingOperator } from './lorentzian-smoothing.js';
import { bandedSmoothing, smoothedMaximum } from './smoothed-maximum.js';
import type { BandedSmoothing } from './smoothed-maximum.js';
import { edgeKernel, windowRoom, windowTable } from './edge-window.js';
import type { EdgeKernel } from './edge-window.js';

/** Share of the derivative's span above which a point counts as high. */
const usualThreshold = 0.6;

/** Points whose derivative is looked at: a copy of some energies and where their absorption values are. */
interface DerivativeGrid {
  readonly energy: Float64Array;
  /** Index into the caller's arrays of each point. */
  readonly index: Int32Array;
  /** The indices follow one another. */
  readonly contiguous: boolean;
  /** 1 / (x[i+1] - x[i-1]) inside, one-sided at the ends. */
  readonly inverseSpacing: Float64Array;
  /** Points ignored at either end. */
  readonly margin: number;
}

/** A window around a coarse edge position with the smoothing that belongs to it. */
interface Window {
  readonly grid: DerivativeGrid;
  readonly smoothing: BandedSmoothing;
  /** The same for the kernel, once it is needed. */
  table: KernelTable | undefined;
  /** What is answered when the window shows no maximum. */
  readonly fallback: number;
}

/** Finds the edge in any number of spectra on one grid of energies. */
export interface EdgeFinder {
  /** Index of e0 in the grid for the spectrum at `mu[offset .. offset + n)`. */
  find(mu: Float64Array, offset?: number): number;
}

/**
 * Average of the ten smallest energy steps above the smallest percent (Larch's
 * `find_energy_step`); NaN below 100 points, as there.
 */
export function findEnergyStep(energy: Float64Array): number {
  const skip = Math.trunc(0.01 * energy.length);
  if (skip === 0) return Number.NaN;
  const steps = new Float64Array(Math.max(0, energy.length - 2 - 2 * skip));
  for (let i = 0; i < steps.length; i++) steps[i] = energy[skip + i + 1]! - energy[skip + i]!;
  steps.sort();
  const chosen = steps.subarray(skip, skip + 10);
  return chosen.length === 0 ? Number.NaN : chosen.reduce((sum, step) => sum + step, 0) / chosen.length;
}

/**
 * Larch keeps a point when its successor in sorted order is its successor in the array: always loses the last point, and the
 * neighbours of a swap.
 */
function keptPoints(energy: Float64Array): ArrayLike<number> {
  const numbers = new Int32Array(energy.length);
  let increases = true;
  for (let i = 0; i < numbers.length; i++) {
    numbers[i] = i;
    if (i > 0 && !(energy[i]! > energy[i - 1]!)) increases = false;
  }
  if (increases) return numbers.subarray(0, -1);
  const order = numbers.sort((a, b) => energy[a]! - energy[b]! || a - b);
  const kept: number[] = [];
  for (let i = 0; i + 1 < order.length; i++) if ((order[i + 1] ?? 0) - (order[i] ?? 0) === 1) kept.push(i);
  return kept;
}

function derivativeGrid(energy: Float64Array, from: number, to: number): DerivativeGrid {
  const separated = separateRepeatedEnergies(energy.slice(from, to));
  const kept = keptPoints(separated);
  const n = kept.length;
  const points = valuesAt(separated, kept);
  const inverseSpacing = new Float64Array(n);
  const index = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    inverseSpacing[i] = 1 / (points[Math.min(i + 1, n - 1)]! - points[Math.max(i - 1, 0)]!);
    index[i] = kept[i]! + from;
  }
  return {
    energy: points,
    index,
    contiguous: n > 1 && (kept[n - 1] ?? 0) - (kept[0] ?? 0) === n - 1,
    inverseSpacing,
    margin: Math.max(3, Math.trunc(0.02 * n)),
  };
}

function fillDerivative(grid: DerivativeGrid, mu: Float64Array, offset: number, out: Float64Array): void {
  const { index, inverseSpacing, contiguous } = grid;
  const n = index.length;
  if (contiguous) {
    const start = offset + index[0]!;
    let p0 = mu[start]!;
    let p1 = mu[start + 1]!;
    out[0] = (p1 - p0) * inverseSpacing[0]!;
    let i = 1;
    // Four at a time, every value loaded once.
    for (; i + 3 < n - 1; i += 4) {
      const p2 = mu[start + i + 1]!;
      const p3 = mu[start + i + 2]!;
      const p4 = mu[start + i + 3]!;
      const p5 = mu[start + i + 4]!;
      out[i] = (p2 - p0) * inverseSpacing[i]!;
      out[i + 1] = (p3 - p1) * inverseSpacing[i + 1]!;
      out[i + 2] = (p4 - p2) * inverseSpacing[i + 2]!;
      out[i + 3] = (p5 - p3) * inverseSpacing[i + 3]!;
      p0 = p4;
      p1 = p5;
    }
    for (; i < n - 1; i++) out[i] = (mu[start + i + 1]! - mu[start + i - 1]!) * inverseSpacing[i]!;
    out[n - 1] = (mu[start + n - 1]! - mu[start + n - 2]!) * inverseSpacing[n - 1]!;
    return;
  }
  let before = mu[offset + index[0]!]!;
  let here = before;
  for (let i = 0; i < n - 1; i++) {
    const after = mu[offset + index[i + 1]!]!;
    out[i] = (after - before) * inverseSpacing[i]!;
    before = here;
    here = after;
  }
  out[n - 1] = (here - before) * inverseSpacing[n - 1]!;
}

/**
 * The highest point of a derivative that has two high neighbours (Larch's
 * `_finde0` after the derivative): index in the grid, 0 when none qualifies.
 */
function highestWithNeighbours(derivative: Float64Array, n: number, margin: number): number {
  let low = Infinity;
  let high = -Infinity;
  let highest = -1;
  for (let i = margin; i < n - margin; i++) {
    const value = derivative[i]!;
    if (value < low) low = value;
    if (value > high) {
      high = value;
      highest = i;
    }
  }
  const span = Math.max(1e-10, high - low);
  let threshold = n <= 20 ? 0.3 : usualThreshold;
  const usual = low + threshold * span;
  // Nearly always the highest point has high neighbours: then no other can be the answer.
  if (
    highest > margin &&
    high > usual &&
    derivative[highest - 1]! > usual &&
    derivative[highest + 1]! > usual &&
    !(derivative[n - margin]! > high)
  )
    return highest;
  const found = walk(derivative, n, margin, low + threshold * span);
  // A point that qualifies has two neighbours above the cut: there are at least three.
  if (found > 0) return found;
  let count = countAbove(derivative, n, low + threshold * span);
  if (count >= 3) return found;
  for (let round = 0; round < 2 && count <= 3; round++) {
    threshold /= 2;
    count = countAbove(derivative, n, low + threshold * span);
  }
  return walk(derivative, n, margin, count < 3 ? -Infinity : low + threshold * span);
}

/** Highest value within the margins that lies above `cut` with both its neighbours; 0 for none. */
function walk(derivative: Float64Array, n: number, margin: number, cut: number): number {
  let best = cut;
  let found = 0;
  const last = Math.min(n - margin, n - 2);
  for (let i = Math.max(margin, 1); i <= last; i++) {
    const value = derivative[i]!;
    if (value > best && derivative[i - 1]! > cut && derivative[i + 1]! > cut) {
      best = value;
      found = i;
    }
  }
  return found;
}

/** How many values lie above `cut`, counting no further than 4. */
function countAbove(values: Float64Array, n: number, cut: number): number {
  let count = 0;
  for (let i = 0; i < n && count < 4; i++) if (values[i]! > cut) count++;
  return count;
}

const clampStep = (step: number): number => Math.max(0.01, Number.isNaN(step) ? 1 : Math.min(1, step));

/** Windows that are kept: each has matrices of up to 0.2 MB. */
const mostWindows = 128;

/**
 * Prepare the search for e0 on one increasing grid of energies (eV). The windows
 * and their smoothing depend on the grid only, so they are kept between spectra.
 *
 * The answer is Larch's `find_e0` to the grid point: highest first derivative,
 * then the highest smoothed derivative within 75 points of it.
 *
 * @param kernels Which loops are taken: answers are the same. @default 'auto'
 * @throws OperandoError `too-few-points` below 10 points.
 */
export function createEdgeFinder(energy: Float64Array, kernels: KernelChoice = 'auto'): EdgeFinder {
  const total = energy.length;
  const coarse = derivativeGrid(energy, 0, total);
  if (coarse.index.length <= 2 * coarse.margin + 1) {
    throw new OperandoError('too-few-points', `${total} points are too few to find an edge.`, {
      cure: 'Give e0, or a scan of at least 10 points.',
    });
  }
  const gridStep = clampStep(findEnergyStep(coarse.energy));
  let mean = 0;
  for (const value of energy) mean += value / total;
  const derivative = new Float64Array(coarse.index.length);
  const smoothed = new Float64Array(coarse.index.length);
  const windows = new Map<number, Window>();
  let kernel: EdgeKernel | undefined;
  let uses = 0;

  const windowAt = (coarseIndex: number): Window => {
    const known = windows.get(coarseIndex);
    if (known !== undefined) return known;
    const early = coarseIndex < 0.05 * total;
    const from = early ? Math.max(3, coarseIndex - 20) : Math.max(3, coarseIndex - 75);
    const to = early ? total - 3 : Math.min(coarseIndex + 75, total - 3);
    const center = early ? mean : coarse.energy[coarseIndex]!;
    const step = 0.5 * (gridStep + clampStep(center / 25000));
    const grid = derivativeGrid(energy, from, to);
    if (grid.index.length <= 2 * grid.margin) {
      throw new OperandoError('too-few-points', `${total} points are too few to find an edge.`, {
        cure: 'Give e0, or a longer scan.',
      });
    }
    const window: Window = {
      grid,
      smoothing: bandedSmoothing(
        smoothingOperator(grid.energy, step, step, 'lorentzian', windowRoom(grid.energy.length)),
      ),
      fallback: from + 2,
      table: undefined,
    };
    if (windows.size >= mostWindows) windows.clear();
    windows.set(coarseIndex, window);
    return window;
  };

  const coarsely = (mu: Float64Array, offset: number): number => {
    const quick = kernel === undefined ? -1 : kernel.coarse(mu, offset);
    if (quick >= 0) return quick;
    fillDerivative(coarse, mu, offset, derivative);
    return highestWithNeighbours(derivative, coarse.index.length, coarse.margin);
  };

  const byKernel = (window: Window, mu: Float64Array, offset: number): number | undefined => {
    const { grid, smoothing } = window;
    if (kernel === undefined || !grid.contiguous || grid.index.length <= 20) return undefined;
    window.table ??= windowTable(smoothing, grid.inverseSpacing, grid.index[0]!, grid.margin);
    return kernel.within(window.table, mu, offset);
  };

  const find = (mu: Float64Array, offset = 0): number => {
    // A spectrum by itself is not worth the way to the kernel.
    if (++uses > 2 && coarse.contiguous && total > 40)
      kernel ??= edgeKernel(total, { ...coarse, first: coarse.index[0]! }, usualThreshold, kernels);
    const window = windowAt(coarsely(mu, offset));
    const { grid, smoothing, fallback } = window;
    const quick = byKernel(window, mu, offset);
    if (quick !== undefined && quick >= 1) return grid.index[quick]!;
    fillDerivative(grid, mu, offset, derivative);
    const points = grid.index.length;
    let found =
      points > 20 && quick === undefined
        ? smoothedMaximum(smoothing, derivative, grid.margin, usualThreshold, smoothed)
        : -1;
    if (found < 0) {
      applySmoothing(smoothing.full, derivative, smoothed);
      found = highestWithNeighbours(smoothed, points, grid.margin);
    }
    return found < 1 ? fallback : grid.index[found]!;
  };
  return { find };
}
