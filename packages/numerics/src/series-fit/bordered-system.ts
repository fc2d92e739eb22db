import { movingCount } from './blocks.js';
import type { Blocks } from './blocks.js';
import { droppingCholesky, droppingSolve, undeterminedUnknowns } from './dropping-cholesky.js';
import type { Layout } from './layout.js';
import { addRoughness, addRoughnessGradient } from './spline-rows.js';

/** Share of its diagonal below which a pivot is taken for 0 on the way, where damping mends it. */
export const searchTolerance = 1e-13;
/** The same at the end, where errors are told: the rounding of normal equations must not pass for information. */
export const finalTolerance = 1e-11;

/** Which unknowns stay where they are, because a bound holds them. */
export interface Held {
  readonly common: Uint8Array;
  /** frames x free. */
  readonly free: Uint8Array;
}

/** The normal equations of a whole series, with each frame's own block eliminated: O(frames), never frames^2. */
export interface BorderedSystem {
  /** frames x free x free: factors of each frame's own block. */
  readonly factors: Float64Array;
  /** frames x free x border: how the best free values follow the border, with the other sign. */
  readonly follow: Float64Array;
  /** Reduced matrix of the common unknowns, without penalties, then its factor. */
  readonly reduced: Float64Array;
  readonly right: Float64Array;
  /** Free parameters that the data of their frame do not determine, frames x free; after a reduction without damping. */
  readonly undetermined: Uint8Array;
  /** Eliminate all frames: fills everything above. */
  reduce(blocks: Blocks, held: Held, damping: number, scaling: Blocks['gradient']): void;
  /** Add penalties, damping and held unknowns to the reduced system and factor it. */
  factor(common: Float64Array, penalties: Float64Array, held: Held, damping: number, commonScaling: Float64Array): void;
  /** Common unknowns that the data do not determine, after {@link factor} without damping. */
  commonUndetermined(): Uint8Array;
  /** Fill the steps of the common unknowns and of the free ones (frames x free). */
  solve(commonStep: Float64Array, freeStep: Float64Array): void;
}

/** One frame's change of the border parameters from a change of the common unknowns. */
export function borderChange({ shared, smooth }: Layout, frame: number, common: Float64Array, out: Float64Array): void {
  for (let j = 0; j < shared.length; j++) out[j] = common[j]!;
  for (let q = 0; q < smooth.length; q++) {
    const { rows, from } = smooth[q]!;
    let sum = 0;
    for (let a = 0; a < 4; a++) sum += rows.weights[4 * frame + a]! * common[from + rows.first[frame]! + a]!;
    out[shared.length + q] = sum;
  }
}

/** Common unknowns under a border parameter of one frame, and their weights. */
export function fillPlaces({ shared, smooth }: Layout, frame: number, places: Int32Array, weights: Float64Array): void {
  for (let j = 0; j < shared.length; j++) {
    places[4 * j] = j;
    weights[4 * j] = 1;
  }
  for (let q = 0; q < smooth.length; q++) {
    const { rows, from } = smooth[q]!;
    for (let a = 0; a < 4; a++) {
      places[4 * (shared.length + q) + a] = from + rows.first[frame]! + a;
      weights[4 * (shared.length + q) + a] = rows.weights[4 * frame + a]!;
    }
  }
}

/** @param active Frames that take part. */
export function createBorderedSystem(layout: Layout, active: Int32Array): BorderedSystem {
  const { frames, common: size, shared } = layout;
  const b = layout.border.length;
  const m = layout.free.length;
  const all = movingCount(layout);
  const factors = new Float64Array(frames * m * m);
  const follow = new Float64Array(frames * m * b);
  const own = new Float64Array(frames * m);
  const undetermined = new Uint8Array(frames * m);
  const reduced = new Float64Array(size * size);
  const right = new Float64Array(size);
  const column = new Float64Array(m);
  const schur = new Float64Array(b * b);
  const schurRight = new Float64Array(b);
  const change = new Float64Array(b);
  const places = new Int32Array(4 * b);
  const weights = new Float64Array(4 * b);
  const span = (i: number): number => (i < shared.length ? 1 : 4);
  const matrix = new Float64Array(m * m);
  const whole = new Float64Array(size * size);

  /** Factor of one frame's own block, its solutions for the border and the gradient. */
  const eliminate = (f: number, blocks: Blocks, held: Held, damping: number, scaling: Float64Array): void => {
    const { normal, gradient } = blocks;
    const block = f * all * all;
    const l = f * m * m;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j <= i; j++) factors[l + i * m + j] = normal[block + (b + i) * all + b + j]!;
      if (held.free[f * m + i] === 1) factors[l + i * m + i] = Infinity;
      else factors[l + i * m + i]! += damping * scaling[f * all + b + i]!;
    }
    if (damping === 0) {
      matrix.set(factors.subarray(l, l + m * m));
      const dropped = droppingCholesky(factors, m, l, finalTolerance);
      undetermined.fill(0, f * m, (f + 1) * m);
      if (dropped > 0) undetermined.set(undeterminedUnknowns(matrix, factors.subarray(l, l + m * m), m, 0), f * m);
    } else droppingCholesky(factors, m, l, searchTolerance);
    for (let i = 0; i < m; i++) own[f * m + i] = gradient[f * all + b + i]!;
    droppingSolve(factors, m, l, own, f * m);
    for (let j = 0; j < b; j++) {
      for (let i = 0; i < m; i++) column[i] = normal[block + (b + i) * all + j]!;
      droppingSolve(factors, m, l, column, 0);
      for (let i = 0; i < m; i++) follow[(f * m + i) * b + j] = column[i]!;
    }
  };

  /** What one frame says of the common unknowns once its own are eliminated. */
  const scatter = (f: number, { normal, gradient }: Blocks): void => {
    const block = f * all * all;
    for (let i = 0; i < b; i++) {
      let value = gradient[f * all + i]!;
      for (let a = 0; a < m; a++) value -= normal[block + i * all + b + a]! * own[f * m + a]!;
      schurRight[i] = value;
      for (let j = 0; j <= i; j++) {
        let sum = normal[block + i * all + j]!;
        for (let a = 0; a < m; a++) sum -= normal[block + i * all + b + a]! * follow[(f * m + a) * b + j]!;
        schur[i * b + j] = sum;
        schur[j * b + i] = sum;
      }
    }
    fillPlaces(layout, f, places, weights);
    for (let i = 0; i < b; i++)
      for (let p = 0; p < span(i); p++) {
        const row = places[4 * i + p]!;
        const weight = weights[4 * i + p]!;
        right[row]! += weight * schurRight[i]!;
        for (let j = 0; j < b; j++)
          for (let q = 0; q < span(j); q++)
            reduced[row * size + places[4 * j + q]!]! += weight * weights[4 * j + q]! * schur[i * b + j]!;
      }
  };

  return {
    factors,
    follow,
    reduced,
    right,
    undetermined,
    reduce(blocks, held, damping, scaling) {
      reduced.fill(0);
      right.fill(0);
      for (const f of active) {
        eliminate(f, blocks, held, damping, scaling);
        if (b > 0) scatter(f, blocks);
      }
    },
    factor(common, penalties, held, damping, commonScaling) {
      layout.smooth.forEach(({ rows, from }, q) => {
        addRoughness(reduced, size, from, rows.coefficients, penalties[q]!);
        addRoughnessGradient(common, from, rows.coefficients, -penalties[q]!, right);
      });
      for (let i = 0; i < size; i++) {
        if (held.common[i] === 1) reduced[i * size + i] = Infinity;
        else reduced[i * size + i]! += damping * commonScaling[i]!;
      }
      if (damping === 0) whole.set(reduced);
      droppingCholesky(reduced, size, 0, damping === 0 ? finalTolerance : searchTolerance);
    },
    commonUndetermined: () => undeterminedUnknowns(whole, reduced, size, 0),
    solve(commonStep, freeStep) {
      commonStep.set(right);
      droppingSolve(reduced, size, 0, commonStep, 0);
      for (const f of active) {
        borderChange(layout, f, commonStep, change);
        for (let i = 0; i < m; i++) {
          let value = own[f * m + i]!;
          for (let j = 0; j < b; j++) value -= follow[(f * m + i) * b + j]! * change[j]!;
          freeStep[f * m + i] = value;
        }
      }
    },
  };
}
