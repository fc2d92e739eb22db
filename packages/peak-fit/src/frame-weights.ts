import { checkValues, sigmaOf } from './fit-peaks.js';
import type { PeakKernels } from './peak-kernels.js';

/** Standard deviations of a stack: one row for all frames, frames x points, those of counts, or none. */
export type StackSigma = Float64Array | 'counts' | undefined;

/**
 * Fill 1 / sigma of a frame.
 *
 * @param room Kernels whose memory it is, and a column that may be overwritten.
 * @returns false when a value of the frame is not finite or a sigma not above 0.
 */
export function fillWeights(
  y: Float64Array,
  from: number,
  points: number,
  sigma: StackSigma,
  memory: Float64Array,
  at: number,
  room?: { readonly kernels: PeakKernels | undefined; readonly data: number },
): boolean {
  if (sigma === 'counts' && room?.kernels !== undefined) {
    const { columns, base } = room.kernels;
    memory.set(y.subarray(from, from + points), room.data);
    return columns.weighCounts(base + 8 * room.data, points, base + 8 * at) === 0;
  }
  // Differences of equals: NaN for anything that is not finite, and checked once per frame.
  let witness = 0;
  if (sigma === undefined) {
    for (let i = 0; i < points; i++) {
      const value = y[from + i]!;
      witness += value - value;
      memory[at + i] = 1;
    }
  } else if (sigma === 'counts') {
    for (let i = 0; i < points; i++) {
      const value = y[from + i]!;
      witness += value - value;
      memory[at + i] = 1 / Math.sqrt(value > 1 ? value : 1);
    }
  } else {
    const offset = sigma.length === points ? 0 : from;
    for (let i = 0; i < points; i++) {
      const value = y[from + i]!;
      const weight = 1 / sigma[offset + i]!;
      witness += weight > 0 ? value - value + (weight - weight) : Number.NaN;
      memory[at + i] = weight;
    }
  }
  return witness === 0;
}

/** Standard deviations of one frame, which begins at `from`. */
export function frameSigma(
  sigma: StackSigma,
  row: Float64Array,
  from: number,
  points: number,
): Float64Array | undefined {
  if (sigma === undefined) return undefined;
  if (sigma === 'counts') return sigmaOf(sigma, row);
  return sigma.length === points ? sigma : sigma.subarray(from, from + points);
}

/** @throws OperandoError naming the frame and the value that cannot be fitted. @param frame Its number in the series. */
export function checkFrame(row: Float64Array, sigma: StackSigma, from: number, poisson: boolean, frame: number): void {
  checkValues(row, poisson ? undefined : frameSigma(sigma, row, from, row.length), row.length, poisson, frame);
}
