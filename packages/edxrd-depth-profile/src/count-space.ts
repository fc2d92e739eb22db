import { countColumnsModule, kernelOf } from '@operando/numerics/kernels';
import type { CountColumns, Kernel, KernelChoice } from '@operando/numerics/kernels';

/** A stretch of counts and the Gaussians in it. */
export interface CountWindow {
  /** keV of the channels, increasing. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** keV, of the peaks that are wanted and of fixed lines after them. */
  readonly centers: readonly number[];
  /** Full widths at half maximum, keV. */
  readonly widths: readonly number[];
  /** Lowest and highest place of each peak that may move. */
  readonly ranges: readonly (readonly [number, number])[];
}

/**
 * Everything that fits of counts write to, made once and used for window after window. Parameters are the areas of all
 * peaks, coefficients of the background, then places and widths of the peaks that move.
 */
export interface CountSpace {
  /** Counts that the model was last fitted to; undefined where that went wrong. */
  fitted: Float64Array | undefined;
  /** For the loops over channels; the columns then lie in their memory while a window is fitted. */
  readonly kernel: Kernel<CountColumns> | undefined;
  points: number;
  parameters: number;
  peaks: number;
  /** Areas and coefficients: the model is linear in them. */
  amplitudes: number;
  /** Channels and counts of the window. */
  x: Float64Array;
  y: Float64Array;
  /** Derivatives of the model, one column after another. */
  columns: Float64Array;
  model: Float64Array;
  /** The model of the counts that were {@link fitted}. */
  kept: Float64Array;
  /** 1 / model, and residuals times that. */
  weights: Float64Array;
  pulls: Float64Array;
  weighted: Float64Array;
  values: Float64Array;
  trial: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  step: Float64Array;
  gradient: Float64Array;
  /** Row-major lower triangle of the normal equations, and the factor of those of the active parameters. */
  normal: Float64Array;
  factor: Float64Array;
  small: Float64Array;
  active: Int32Array;
  activeCount: number;
  /** Index of the place and of the width of each peak; -1 where it is held. */
  placeOf: Int32Array;
  widthOf: Int32Array;
}

const none = new Float64Array(0);
const noIndices = new Int32Array(0);

/** Space that grows with the windows it meets. @param choice Whether kernels are taken where they run; sums differ by rounding. */
export function createCountSpace(choice: KernelChoice = 'auto'): CountSpace {
  return {
    kernel: kernelOf(countColumnsModule, choice),
    fitted: undefined,
    points: 0,
    parameters: 0,
    peaks: 0,
    amplitudes: 0,
    x: none,
    y: none,
    columns: none,
    model: none,
    kept: none,
    weights: none,
    pulls: none,
    weighted: none,
    values: none,
    trial: none,
    lower: none,
    upper: none,
    step: none,
    gradient: none,
    normal: none,
    factor: none,
    small: none,
    active: noIndices,
    activeCount: 0,
    placeOf: noIndices,
    widthOf: noIndices,
  };
}

/** Room for as many channels and parameters. What kernels read lies in their memory, where it stays for one window only. */
function grow(space: CountSpace, points: number, count: number): void {
  const old = space.model.length - 1;
  if (old >= points && space.placeOf.length >= count) return;
  const [most, several] = [Math.max(old, points), Math.max(space.placeOf.length, count)];
  // Kernels may read a place behind the last point.
  const column = most + 1;
  const size = (6 + several) * column + several * (several + 3);
  const near = space.kernel !== undefined && size <= space.kernel.space.scratchSize;
  const memory = near ? space.kernel.space.doubles : new Float64Array(size);
  let next = near ? space.kernel.space.scratch / 8 : 0;
  const take = (length: number): Float64Array => memory.subarray(next, (next += length));
  for (const name of ['x', 'y', 'model', 'weights', 'pulls', 'weighted'] as const) space[name] = take(column);
  space.columns = take(several * column);
  for (const name of ['values', 'trial', 'gradient'] as const) space[name] = take(several);
  space.normal = take(several * several);
  const kept = new Float64Array(most);
  kept.set(space.kept);
  space.kept = kept;
  for (const name of ['lower', 'upper', 'step', 'small'] as const) space[name] = new Float64Array(several);
  space.factor = new Float64Array(several * several);
  for (const name of ['active', 'placeOf', 'widthOf'] as const) space[name] = new Int32Array(several);
}

/** Columns of a background: Chebyshev polynomials on the window. */
function fillBackground({ columns, peaks, amplitudes, points }: CountSpace, x: Float64Array): void {
  const middle = 0.5 * (x[0]! + x[points - 1]!);
  const half = 0.5 * (x[points - 1]! - x[0]!);
  for (let k = 0; k < amplitudes - peaks; k++) {
    const at = (peaks + k) * points;
    for (let i = 0; i < points; i++) {
      const t = (x[i]! - middle) / half;
      columns[at + i] = k === 0 ? 1 : k === 1 ? t : 2 * t * columns[at - points + i]! - columns[at - 2 * points + i]!;
    }
  }
}

/** Where a parameter begins and may go. */
function bound({ values, lower, upper }: CountSpace, k: number, least: number, most: number, start: number): void {
  lower[k] = least;
  upper[k] = most;
  values[k] = Math.min(most, Math.max(least, start));
}

/**
 * Lay out a fit: which parameters there are, with places and widths where they begin.
 *
 * @param terms Coefficients of the background.
 * @param isHeld Of each peak, whether place and width stay.
 */
export function layOut(
  space: CountSpace,
  window: CountWindow,
  terms: number,
  widthsFree: boolean,
  isHeld: (peak: number) => boolean,
): void {
  const { x, centers, widths, ranges } = window;
  const peaks = centers.length;
  const span = x[x.length - 1]! - x[0]!;
  grow(space, x.length, 3 * peaks + terms);
  space.x.set(x);
  space.y.set(window.y);
  space.points = x.length;
  space.peaks = peaks;
  space.amplitudes = peaks + terms;
  let next = space.amplitudes;
  for (let k = 0; k < peaks; k++) {
    const held = isHeld(k);
    space.placeOf[k] = held ? -1 : next++;
    space.widthOf[k] = held || !widthsFree ? -1 : next++;
    bound(space, k, 0, Infinity, 0);
    if (!held) bound(space, space.placeOf[k]!, ranges[k]![0], ranges[k]![1], centers[k]!);
    if (space.widthOf[k]! >= 0) bound(space, space.widthOf[k]!, (1e-3 * span) / (x.length - 1), 5 * span, widths[k]!);
  }
  for (let k = peaks; k < space.amplitudes; k++) bound(space, k, -Infinity, Infinity, 0);
  space.parameters = next;
  fillBackground(space, x);
}
