import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';

/** One frame by itself: its estimate and the inverse of its covariance. */
export interface FrameEstimate {
  readonly x: Float64Array;
  /** Row-major [n x n]. */
  readonly precision: Float64Array;
}

/** One frame after smoothing. */
export interface SmoothedFrame {
  readonly x: Float64Array;
  /** Row-major [n x n]. */
  readonly covariance: Float64Array;
}

/** Inverse of a symmetric positive definite matrix. */
function inverse(matrix: Float64Array, n: number): Float64Array {
  const factors = matrix.slice();
  if (!choleskyInPlace(factors, n)) throw new RangeError('the precision of a frame is not positive definite');
  const out = new Float64Array(n * n);
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    column.fill(0);
    column[j] = 1;
    choleskySolveInPlace(factors, n, column);
    for (let i = 0; i < n; i++) out[i * n + j] = column[i]!;
  }
  return out;
}

function multiply(matrix: Float64Array, n: number, x: Float64Array): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += matrix[i * n + k]! * x[k]!;
    return sum;
  });
}

/**
 * Join frames by a random walk: minimise the sum of (x - x_f)^T P_f (x - x_f)
 * plus `coupling` |x_f - x_(f-1)|^2, exactly, by elimination from frame to frame and back
 * (the smoother of Rauch, Tung and Striebel, AIAA J. 3 (1965) 1445). Covariances are those
 * of each frame given all.
 *
 * @param coupling Of the chain's links, one fewer than frames; 0 where frames are not joined.
 */
export function smoothFrames(frames: readonly FrameEstimate[], coupling: readonly number[]): SmoothedFrame[] {
  const n = frames[0]?.x.length ?? 0;
  const inverses: Float64Array[] = [];
  const right: Float64Array[] = [];
  frames.forEach((frame, f) => {
    const system = frame.precision.slice();
    const b = multiply(frame.precision, n, frame.x);
    const before = coupling[f - 1] ?? 0;
    const after = coupling[f] ?? 0;
    for (let i = 0; i < n; i++) system[i * n + i]! += before + after;
    if (before > 0) {
      const previous = inverses[f - 1]!;
      const carried = multiply(previous, n, right[f - 1]!);
      for (let k = 0; k < n * n; k++) system[k]! -= before * before * previous[k]!;
      for (let i = 0; i < n; i++) b[i]! += before * carried[i]!;
    }
    inverses.push(inverse(system, n));
    right.push(b);
  });
  const smoothed: SmoothedFrame[] = [];
  for (let f = frames.length - 1; f >= 0; f--) {
    const own = inverses[f]!;
    const link = coupling[f] ?? 0;
    const next = smoothed[0];
    if (link === 0 || next === undefined) {
      smoothed.unshift({ x: multiply(own, n, right[f]!), covariance: own });
      continue;
    }
    const b = right[f]!.map((value, i) => value + link * next.x[i]!);
    // C = S + link^2 S C_next S.
    const half = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const value = own[i * n + k]!;
        for (let j = 0; j < n; j++) half[i * n + j]! += value * next.covariance[k * n + j]!;
      }
    }
    const covariance = own.slice();
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < n; k++) {
        const value = link * link * half[i * n + k]!;
        for (let j = 0; j < n; j++) covariance[i * n + j]! += value * own[k * n + j]!;
      }
    }
    smoothed.unshift({ x: multiply(own, n, b), covariance });
  }
  return smoothed;
}
