import { statusOf } from '@operando/core';
import type { NdArray } from '@operando/core';
import { dotProduct } from '@operando/numerics';
import type { BoundedEnd } from '@operando/numerics';
import {
  expectComponents,
  standardErrors,
  unboundedCovariance,
  weightLimits,
  weightSolver,
} from './combine-columns.js';
import type { LinearCombinationOptions } from './combine-columns.js';
import type { ShiftSettings } from './combination-shifts.js';
import { shiftSettings } from './linear-combination.js';
import { combineShifted, coveredWindow, splinesOf } from './shifted-combination.js';
import { spectrumOnGrid, stackWindow, stderrOnWindow } from './spectra.js';
import type { SpeciesSpectrum } from './spectra.js';

/** Options of {@link linearCombinationStack}. */
export interface LinearCombinationStackOptions extends LinearCombinationOptions {
  /** Give the residuals, frames x energies of the window. @default false */
  readonly residuals?: boolean | undefined;
}

/** Weights of component spectra in every frame of a series. */
export interface LinearCombinationStack {
  /** Rows of the stack. */
  readonly frames: number;
  /** Energies of the fit, eV. */
  readonly energy: Float64Array;
  /** Frames x components; NaN where a frame failed. */
  readonly weights: Float64Array;
  /** Frames x components, as `LinearCombination.stderr`. */
  readonly stderr: Float64Array;
  /** Frames x components: -1 at the lower bound, 1 at the upper, 0 free. */
  readonly active: Int8Array;
  /** Frames x shifts (one of the sample, or one of each component), eV, where they were free; NaN where a frame failed. */
  readonly shifts?: Float64Array;
  /** Standard errors of the shifts, eV; absent where nothing was shifted. */
  readonly shiftStderr?: Float64Array;
  /** Of each frame: squared residuals over squared data. */
  readonly rfactor: Float64Array;
  /** Of each frame; not reduced. */
  readonly chiSquare: Float64Array;
  /** Of each frame: chiSquare over degrees of freedom. */
  readonly reducedChiSquare: Float64Array;
  /** Frames x energies of the window, sample minus fit; absent unless asked for. */
  readonly residual?: Float64Array;
  /**
   * Bytes of `statusNames`: `converged`; `singular` where components depend on each other; `limit-reached` where the search was left
   * before its end; `at-bound` where a shift is the largest that it may be; `failed` for values that are not finite.
   */
  readonly status: Uint8Array;
}

/** Components four at a time, each group a block of four rows; missing ones are zeros. */
function inFours(columns: readonly Float64Array[], points: number): Float64Array {
  const groups = Math.ceil(columns.length / 4);
  const out = new Float64Array(groups * 4 * points);
  columns.forEach((column, j) => out.set(column, j * points));
  return out;
}

/** residual -= sum of weighted components: one pass over the residual for each four of them. */
function subtractFit(
  residual: Float64Array,
  at: number,
  points: number,
  blocks: Float64Array,
  weights: Float64Array,
): void {
  for (let j = 0; j < weights.length; j += 4) {
    const a = weights[j]!;
    const b = weights[j + 1] ?? 0;
    const c = weights[j + 2] ?? 0;
    const d = weights[j + 3] ?? 0;
    const p = j * points;
    const q = p + points;
    const r = q + points;
    const s = r + points;
    for (let i = 0; i < points; i++)
      residual[at + i]! -= a * blocks[p + i]! + b * blocks[q + i]! + (c * blocks[r + i]! + d * blocks[s + i]!);
  }
}

/**
 * `linearCombination` for every frame of a stack on one grid. The components are interpolated and factorised once; each
 * frame starts from the active set of the one before, which in a series nearly always holds again.
 *
 * A frame with values that are not finite is NaN and `failed`; the others stand.
 *
 * @param energy Increasing, eV.
 * @param stack Frames x energies, normalized: flat row-major, or a 2-D ndarray.
 * @param components Normalized, each on its own grid, covering the window.
 * @throws OperandoError as `linearCombination`.
 */
export function linearCombinationStack(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  components: readonly SpeciesSpectrum[],
  options: LinearCombinationStackOptions = {},
): LinearCombinationStack {
  const settings = shiftSettings(options);
  if (settings !== undefined) return shiftedStack(energy, stack, components, options, settings);
  const { grid, energy: window, values, frames, first } = stackWindow(energy, stack, options, 2);
  const points = window.length;
  const count = components.length;
  expectComponents(count, points);
  const columns = components.map((component, j) => spectrumOnGrid(component, window, `components[${j}]`));
  const sigma = options.stderr === undefined ? undefined : stderrOnWindow(options.stderr, grid, first, points);
  const limits = weightLimits(count, options);
  const solver = weightSolver(columns, sigma, limits);
  const unbounded = unboundedCovariance(columns, sigma, limits);
  const inverse = sigma?.map((value) => 1 / value);
  const blocks = inFours(
    columns.map((column) => (inverse === undefined ? column : column.map((value, i) => value * inverse[i]!))),
    points,
  );
  const degrees = points - (limits.sumTo === undefined ? count : count - 1);

  const weights = new Float64Array(frames * count);
  const stderr = new Float64Array(frames * count);
  const active = new Int8Array(frames * count);
  const [rfactor, chiSquare, reducedChiSquare] = [
    new Float64Array(frames),
    new Float64Array(frames),
    new Float64Array(frames),
  ];
  const residual = options.residuals === true ? new Float64Array(frames * points) : undefined;
  const status = new Uint8Array(frames).fill(statusOf.converged);
  const errorsOf = new Map<BoundedEnd, Float64Array>();
  const right = new Float64Array(points);
  const x = new Float64Array(count);
  for (let f = 0; f < frames; f++) {
    const from = f * grid.length + first;
    const size = dotProduct(values, from, values, from, points);
    if (!(size < Infinity)) {
      for (const row of [weights, stderr]) row.fill(Number.NaN, f * count, (f + 1) * count);
      for (const column of [rfactor, chiSquare, reducedChiSquare]) column[f] = Number.NaN;
      residual?.fill(Number.NaN, f * points, (f + 1) * points);
      status[f] = statusOf.failed;
      continue;
    }
    if (inverse === undefined) for (let i = 0; i < points; i++) right[i] = values[from + i]!;
    else for (let i = 0; i < points; i++) right[i] = values[from + i]! * inverse[i]!;
    const end = solver.solveInto(right, 0, x);
    subtractFit(right, 0, points, blocks, x);
    const chi = dotProduct(right, 0, right, 0, points);
    if (sigma !== undefined) for (let i = 0; i < points; i++) right[i]! *= sigma[i]!;
    const squares = sigma === undefined ? chi : dotProduct(right, 0, right, 0, points);
    residual?.set(right, f * points);
    weights.set(x, f * count);
    active.set(end.active, f * count);
    rfactor[f] = squares / size;
    chiSquare[f] = chi;
    reducedChiSquare[f] = chi / degrees;
    if (!solver.converged()) status[f] = statusOf['limit-reached'];
    else if (!end.determined) status[f] = statusOf.singular;
    let errors = errorsOf.get(end);
    if (errors === undefined) {
      errors = standardErrors(end.covariance, unbounded, end.active);
      errorsOf.set(end, errors);
    }
    const scale = sigma === undefined ? Math.sqrt(reducedChiSquare[f]!) : 1;
    for (let j = 0; j < count; j++) stderr[f * count + j] = scale * errors[j]!;
  }
  return {
    frames,
    energy: window,
    weights,
    stderr,
    active,
    rfactor,
    chiSquare,
    reducedChiSquare,
    ...(residual === undefined ? {} : { residual }),
    status,
  };
}

/** {@link linearCombinationStack} with energies that move: frame by frame. */
function shiftedStack(
  energy: ArrayLike<number>,
  stack: Float64Array | NdArray<Float64Array>,
  components: readonly SpeciesSpectrum[],
  options: LinearCombinationStackOptions,
  settings: ShiftSettings,
): LinearCombinationStack {
  const splines = splinesOf(components);
  const count = components.length;
  expectComponents(count, Infinity);
  const covered = coveredWindow(splines, settings.largest, options);
  const { grid, energy: window, values, frames, first } = stackWindow(energy, stack, covered, 2);
  const points = window.length;
  const sigma = options.stderr === undefined ? undefined : stderrOnWindow(options.stderr, grid, first, points);
  const moved = settings.of === 'sample' ? 1 : count;
  const empty = (each: number): Float64Array => new Float64Array(frames * each).fill(Number.NaN);
  const out = {
    frames,
    energy: window,
    weights: empty(count),
    stderr: empty(count),
    active: new Int8Array(frames * count),
    shifts: empty(moved),
    shiftStderr: empty(moved),
    rfactor: empty(1),
    chiSquare: empty(1),
    reducedChiSquare: empty(1),
    status: new Uint8Array(frames).fill(statusOf.failed),
    ...(options.residuals === true ? { residual: empty(points) } : {}),
  };
  for (let f = 0; f < frames; f++) {
    const row = values.slice(f * grid.length + first, f * grid.length + first + points);
    if (!row.every(Number.isFinite)) continue;
    const fit = combineShifted(window, row, splines, sigma, options, settings);
    out.weights.set(fit.weights, f * count);
    out.stderr.set(fit.stderr, f * count);
    out.active.set(fit.active, f * count);
    out.shifts.set(fit.shifts.values, f * moved);
    out.shiftStderr.set(fit.shifts.stderr, f * moved);
    out.rfactor[f] = fit.rfactor;
    out.chiSquare[f] = fit.chiSquare;
    out.reducedChiSquare[f] = fit.reducedChiSquare;
    out.status[f] = fit.shifts.active.some((side) => side !== 0) ? statusOf['at-bound'] : statusOf[fit.status];
    out.residual?.set(fit.residual, f * points);
  }
  return out;
}
