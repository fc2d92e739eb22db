import { OperandoError } from '@operando/core';
import { medianInPlace, sigmaFromMedian } from '@operando/numerics';

/** Options of {@link deglitchStack}. */
export interface DeglitchStackOptions {
  /** Robust standard deviations beyond which a point is one. @default 10 */
  readonly threshold?: number | undefined;
  /** Frames on either side that a point is compared with; a glitch that stays for as many frames is none. @default 4 */
  readonly frames?: number | undefined;
}

/** A stack without its glitches. */
export interface DeglitchedStack {
  /** Frames x energies, bad points replaced. */
  readonly stack: Float64Array;
  /** Points replaced in each frame. */
  readonly counts: Int32Array;
  /** How many frames were mended at each energy. */
  readonly byEnergy: Int32Array;
}

/**
 * Find bad points by comparing each spectrum with the frames about it: also those too small to stand out of a single
 * spectrum.
 *
 * A point is where the frames before and after put it (median of the lines through pairs of them, so that a steady
 * change counts for nothing), or beside it by what its neighbours in energy are beside theirs (so that an edge that
 * moves counts for nothing). What is left is compared with its robust scatter along the frame and along the series.
 *
 * @param energy Of each point of a frame, eV.
 * @param stack Frames x energies, row after row.
 * @throws OperandoError `shape-mismatch`, `too-few-points` below 5 frames or energies, `invalid-argument` for fewer than one frame on either side.
 */
export function deglitchStack(
  energy: ArrayLike<number>,
  stack: Float64Array,
  options: DeglitchStackOptions = {},
): DeglitchedStack {
  const { threshold = 10, frames: reach = 4 } = options;
  const points = energy.length;
  const frames = stack.length / points;
  if (!Number.isInteger(frames))
    throw new OperandoError('shape-mismatch', `${stack.length} values are no frames of ${points}.`);
  if (frames < 5 || points < 5)
    throw new OperandoError('too-few-points', `${frames} frames of ${points} energies are too few to compare.`, {
      cure: 'Use deglitch on each spectrum.',
    });
  if (!(reach >= 1))
    throw new OperandoError('invalid-argument', `comparing with ${reach} frames on either side.`, {
      where: { parameter: 'frames' },
    });
  const left = new Float64Array(stack.length);
  const inTime = new Float64Array(points);
  const four = new Float64Array(4);
  for (let f = 0; f < frames; f++) {
    const pairs = framePairs(f, frames, reach);
    const predictions = new Float64Array(pairs.length);
    for (let i = 0; i < points; i++) {
      for (let k = 0; k < pairs.length; k++) {
        const { a, b, share } = pairs[k]!;
        predictions[k] = (1 - share) * stack[a * points + i]! + share * stack[b * points + i]!;
      }
      inTime[i] = stack[f * points + i]! - medianInPlace(predictions);
    }
    for (let i = 0; i < points; i++) {
      for (let k = 0; k < 4; k++) four[k] = inTime[neighbour(i, k, points)]!;
      left[f * points + i] = inTime[i]! - medianInPlace(four);
    }
  }
  const byFrame = Array.from({ length: frames }, (_, f) =>
    sigmaFromMedian(left.subarray(f * points, (f + 1) * points)),
  );
  const column = new Float64Array(frames);
  const out = stack.slice();
  const counts = new Int32Array(frames);
  const byEnergy = new Int32Array(points);
  for (let i = 0; i < points; i++) {
    for (let f = 0; f < frames; f++) column[f] = left[f * points + i]!;
    const scatter = sigmaFromMedian(column);
    for (let f = 0; f < frames; f++) {
      const excess = left[f * points + i]!;
      const usual = Math.max(scatter, byFrame[f]!);
      if (!(Math.abs(excess) > threshold * usual) || !(usual > 0)) continue;
      out[f * points + i]! -= excess;
      counts[f]!++;
      byEnergy[i]!++;
    }
  }
  return { stack: out, counts, byEnergy };
}

/** Pairs of frames whose line passes the frame in question: one on each side as far as there are; beyond the ends of the series, two on one side. */
function framePairs(
  frame: number,
  frames: number,
  reach: number,
): { readonly a: number; readonly b: number; readonly share: number }[] {
  const pairs: { readonly a: number; readonly b: number; readonly share: number }[] = [];
  for (let k = 1; k <= reach; k++) {
    if (frame - k >= 0 && frame + k < frames) pairs.push({ a: frame - k, b: frame + k, share: 0.5 });
    else if (frame + 2 * k < frames) pairs.push({ a: frame + k, b: frame + 2 * k, share: -1 });
    else if (frame - 2 * k >= 0) pairs.push({ a: frame - k, b: frame - 2 * k, share: -1 });
  }
  return pairs;
}

/** Two points on each side; at the ends of a spectrum, four on one. */
function neighbour(i: number, k: number, points: number): number {
  const first = Math.max(0, Math.min(points - 5, i - 2));
  const at = first + k;
  return at >= i ? at + 1 : at;
}
