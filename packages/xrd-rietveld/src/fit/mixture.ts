import type { FreeColumns } from '../model/free-intensities.js';
import { boundedStep, createStepRoom } from './bounded-step.js';
import { createNormalEquations } from './normal-equations.js';
import type { KnownProducts } from './equation-types.js';
import { fillWeights } from './weighting.js';
import type { Observations } from './weighting.js';

/** A pattern as a sum of columns: phases, whose factors cannot be negative, and background. */
export interface Mixture {
  readonly calculated: Float64Array;
  readonly background: Float64Array;
  readonly weights: Float64Array;
  readonly residual: Float64Array;
  /** Calculated pattern, weights and residual at factors of phases and background. */
  compute(data: Observations, linear: Float64Array): void;
  /**
   * Best factors; for counts the weights follow the model, so that this is done twice.
   *
   * @param allowed Which phases may change, and free intensities; the background always may.
   * @returns false when the columns cannot be told apart.
   */
  solve(data: Observations, linear: Float64Array, allowed: readonly boolean[]): boolean;
  /** Normal equations of the factors at the end of `solve`, phases first. */
  readonly matrix: Float64Array;
}

/** Make a mixture of columns that others fill. */
export function createMixture(
  phases: readonly Float64Array[],
  background: readonly Float64Array[],
  free: FreeColumns,
  points: number,
): Mixture {
  const columns = [...phases, ...background, ...free.columns];
  const plain = phases.length + background.length;
  const size = columns.length;
  const array = (length: number): Float64Array => new Float64Array(length);
  const [calculated, under, weights] = [array(points), array(points), array(points)];
  const residual = array(points);
  const [matrix, right, step] = [array(size * size), array(size), array(size)];
  const lower = array(size).fill(-Infinity);
  const upper = array(size).fill(Infinity);
  const loose = array(size);
  const fixed = new Uint8Array(size);
  const room = createStepRoom(size);
  const from = new Int32Array(size);
  const to = new Int32Array(size).fill(points);
  from.set(free.from, plain);
  to.set(free.to, plain);
  const fill = createNormalEquations(columns, from, to);
  /** Products of the background with itself stay as long as weights do. */
  let ofBackground: { readonly data: Observations; readonly known: KnownProducts } | undefined;
  const knownOf = (data: Observations): KnownProducts | undefined =>
    ofBackground?.data === data ? ofBackground.known : undefined;
  const keepBackground = (data: Observations): void => {
    if (data.weighting !== 'sigma' || free.columns.length > 0 || ofBackground?.data === data) return;
    const known = { from: phases.length, matrix: matrix.slice(), size, at: phases.length };
    ofBackground = { data, known };
  };
  const compute = (data: Observations, linear: Float64Array): void => {
    sum(background, linear, phases.length, under);
    calculated.set(under);
    for (const [p, column] of phases.entries()) {
      const factor = linear[p]!;
      if (factor !== 0) for (let i = 0; i < points; i++) calculated[i]! += factor * column[i]!;
    }
    // Columns of phases hold the free intensities that they were worked out with.
    for (const [k, column] of free.columns.entries()) {
      const change = linear[plain + k]! - free.values[k]!;
      if (change !== 0) for (let i = free.from[k]!; i < free.to[k]!; i++) calculated[i]! += change * column[i]!;
    }
    fillWeights(data, calculated, weights);
    for (let i = 0; i < points; i++) residual[i] = data.y[i]! - calculated[i]!;
  };
  return {
    calculated,
    background: under,
    weights,
    residual,
    matrix,
    compute,
    solve(data, linear, allowed) {
      from.set(free.from, plain);
      to.set(free.to, plain);
      const use = columns.map((_, k) =>
        k < phases.length ? allowed[k]! : k < plain || allowed[k - plain + phases.length]!,
      );
      for (let round = 0; round < (data.weighting === 'counts' ? 2 : 1); round++) {
        compute(data, linear);
        fill(use, weights, residual, matrix, right, knownOf(data));
        keepBackground(data);
        for (let p = 0; p < phases.length; p++) lower[p] = -linear[p]!;
        for (let k = 0; k < size; k++) fixed[k] = use[k]! ? 0 : 1;
        if (
          !boundedStep(
            matrix,
            right,
            size,
            lower,
            upper,
            free.columns.length > 0 ? 1e-9 : 1e-12,
            loose,
            fixed,
            step,
            room,
          )
        )
          return false;
        for (let k = 0; k < size; k++) linear[k]! += step[k]!;
      }
      compute(data, linear);
      return true;
    },
  };
}

function sum(columns: readonly Float64Array[], factors: Float64Array, from: number, out: Float64Array): void {
  out.fill(0);
  let k = 0;
  // Four at a time: what is summed goes through the memory less often.
  for (; k + 4 <= columns.length; k += 4) {
    const [a, b, c, d] = [columns[k]!, columns[k + 1]!, columns[k + 2]!, columns[k + 3]!];
    const fa = factors[from + k]!;
    const fb = factors[from + k + 1]!;
    const fc = factors[from + k + 2]!;
    const fd = factors[from + k + 3]!;
    for (let i = 0; i < out.length; i++) out[i] = out[i]! + fa * a[i]! + fb * b[i]! + fc * c[i]! + fd * d[i]!;
  }
  for (; k < columns.length; k++) {
    const column = columns[k]!;
    const factor = factors[from + k]!;
    for (let i = 0; i < out.length; i++) out[i]! += factor * column[i]!;
  }
}
