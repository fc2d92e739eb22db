import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';

/** Room for steps of so many parameters. */
export interface StepRoom {
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  readonly scale: Float64Array;
  readonly free: Int32Array;
}

/** Room for steps. */
export function createStepRoom(size: number): StepRoom {
  return {
    matrix: new Float64Array(size * size),
    right: new Float64Array(size),
    scale: new Float64Array(size),
    free: new Int32Array(size),
  };
}

/**
 * Step of normal equations A step = g within bounds on the step: parameters that would leave them are set on them, and the
 * others solved for again.
 *
 * @param fixed 1 for parameters that do not move; those set on a bound become 2.
 * @param damping Added to the diagonal of the matrix scaled to ones.
 * @param stiffness Added to the diagonal of the matrix as it is: 1 / length^2 of steps that are long for a parameter.
 * @returns false when the matrix is singular.
 */
export function boundedStep(
  a: Float64Array,
  g: Float64Array,
  size: number,
  lower: Float64Array,
  upper: Float64Array,
  damping: number,
  stiffness: Float64Array,
  fixed: Uint8Array,
  step: Float64Array,
  { matrix, right, scale, free }: StepRoom,
): boolean {
  for (let j = 0; j < size; j++) {
    if (fixed[j] === 2) fixed[j] = 0;
    step[j] = 0;
  }
  for (let round = 0; round <= size; round++) {
    let n = 0;
    for (let j = 0; j < size; j++) {
      if (fixed[j] !== 0 || !(a[j * size + j]! > 0)) continue;
      scale[j] = 1 / Math.sqrt(a[j * size + j]!);
      free[n++] = j;
    }
    for (let r = 0; r < n; r++) {
      const j = free[r]!;
      let value = g[j]!;
      for (let k = 0; k < size; k++) if (fixed[k] === 2) value -= a[j * size + k]! * step[k]!;
      right[r] = value * scale[j]!;
      for (let c = 0; c <= r; c++) {
        const k = free[c]!;
        matrix[r * n + c] =
          a[j * size + k]! * scale[j]! * scale[k]! + (r === c ? damping + stiffness[j]! * scale[j]! ** 2 : 0);
      }
    }
    if (!choleskyInPlace(matrix, n, 1e-11)) return false;
    choleskySolveInPlace(matrix, n, right);
    let isWithin = true;
    for (let r = 0; r < n; r++) {
      const j = free[r]!;
      const value = right[r]! * scale[j]!;
      step[j] = Math.min(upper[j]!, Math.max(lower[j]!, value));
      if (step[j] === value) continue;
      fixed[j] = 2;
      isWithin = false;
    }
    if (isWithin) return true;
    for (let r = 0; r < n; r++) if (fixed[free[r]!] === 0) step[free[r]!] = 0;
  }
  return true;
}
