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

/** What a frame knows, with what all frames before it say through its link to the last of them. */
function forwards(
  { precision, x }: FrameEstimate,
  before: { readonly link: number; readonly inverse: Float64Array; readonly right: Float64Array } | undefined,
  after: number,
): { readonly inverse: Float64Array; readonly right: Float64Array } {
  const n = x.length;
  const system = precision.slice();
  const right = multiply(precision, n, x);
  const link = before?.link ?? 0;
  for (let i = 0; i < n; i++) system[i * n + i]! += link + after;
  if (before !== undefined && link > 0) {
    const carried = multiply(before.inverse, n, before.right);
    for (let k = 0; k < n * n; k++) system[k]! -= link * link * before.inverse[k]!;
    for (let i = 0; i < n; i++) right[i]! += link * carried[i]!;
  }
  return { inverse: inverse(system, n), right };
}

/** A frame given those after it too: C = S + link^2 S C_next S. */
function backwards(
  { inverse: own, right }: { readonly inverse: Float64Array; readonly right: Float64Array },
  next: SmoothedFrame | undefined,
  link: number,
): SmoothedFrame {
  const n = right.length;
  if (link === 0 || next === undefined) return { x: multiply(own, n, right), covariance: own };
  const b = right.map((value, i) => value + link * next.x[i]!);
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
  return { x: multiply(own, n, b), covariance };
}

/**
 * Join frames by a random walk: minimise the sum of (x - x_f)^T P_f (x - x_f)
 * plus `coupling` |x_f - x_(f-1)|^2, exactly, by elimination from frame to frame and back
 * (the smoother of Rauch, Tung and Striebel, AIAA J. 3 (1965) 1445). Covariances are those
 * of each frame given all. A step after each frame, there and back.
 *
 * @param coupling Of the chain's links, one fewer than frames; 0 where frames are not joined.
 */
export function* smoothFramesSteps(
  frames: readonly FrameEstimate[],
  coupling: readonly number[],
): Generator<void, SmoothedFrame[], void> {
  const known: { readonly inverse: Float64Array; readonly right: Float64Array }[] = [];
  for (const [f, frame] of frames.entries()) {
    const last = known.at(-1);
    const before = last === undefined ? undefined : { ...last, link: coupling[f - 1] ?? 0 };
    known.push(forwards(frame, before, coupling[f] ?? 0));
    yield;
  }
  const smoothed: SmoothedFrame[] = [];
  for (let f = frames.length - 1; f >= 0; f--) {
    smoothed.push(backwards(known[f]!, smoothed.at(-1), coupling[f] ?? 0));
    yield;
  }
  return smoothed.toReversed();
}
