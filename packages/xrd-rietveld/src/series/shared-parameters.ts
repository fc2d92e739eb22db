import { statusOf } from '@operando/core';
import { choleskyInPlace, choleskySolveInPlace } from '@operando/numerics';
import type { FitOutcome } from '../fit/fit-types.js';
import type { Refiner } from '../refiner.js';
import { fitFrame } from './frame-fitter.js';
import type { FrameRow } from './row-types.js';
import { shapeColumns } from './shape-columns.js';
import type { FrameData, SeriesWalk } from './walk-types.js';

/** Rounds at most, and the fall of chi^2 below which no other is worth it. */
const mostRounds = 5;
const enough = 0.01;

/**
 * Parameters that have one value in all frames. Each round fits every frame with them held, takes from its normal equations what
 * they say of them with everything else let free (Schur complement), and moves them by the sum of that: the joint
 * least squares of all frames, at a cost in proportion to their number.
 */
export interface SharedParameters {
  /** Fit a frame at the present values. Undefined for one without data. */
  visit(frame: number, data: FrameData): FrameRow | undefined;
  /** Move the values after all frames were visited. Whether another round is needed. */
  next(): boolean;
  /** Values and errors into all rows. */
  finish(): void;
}

/**
 * Share parameters of a series that was walked.
 *
 * @throws OperandoError `invalid-argument` for a name that is not refined, or is no parameter of shape.
 */
export function shareParameters(refiner: Refiner, walk: SeriesWalk, names: readonly string[]): SharedParameters {
  const columns = shapeColumns(refiner, names, 'shared');
  const n = columns.length;
  const places = columns.map((column) => refiner.layout.refined[column]!);
  const values = meanValues(refiner, walk, columns, places);
  const held = refiner.names.slice(0, refiner.shapes).map((_, k) => !columns.includes(k));
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  const stderr = new Float64Array(n).fill(Number.NaN);
  let round = 0;
  return {
    visit(frame, { intensity, sigma, mask }) {
      const kept = walk.kept(frame);
      if (kept === undefined) return undefined;
      const data = refiner.observe(intensity, sigma, mask);
      const start = { values: kept.state.values.slice(), linear: kept.state.linear.slice() };
      places.forEach((place, s) => (start.values[place] = values[s]!));
      const fitted = fitFrame(
        refiner,
        frame,
        data,
        { state: start, shape: kept.shape, isWeak: kept.isWeak, isCold: false, parameters: held },
        (evidence) => walk.decide(frame, evidence),
      );
      if (!Number.isFinite(fitted.row.rwp)) return undefined;
      walk.put(frame, fitted);
      if (kept.isWeak) return fitted.row;
      const scale = fitted.row.phases.map(({ presence }) => presence !== 'absent');
      const outcome = refiner.fit(data, fitted.state, { scale, shape: fitted.shape }, { maximumCycles: 0 });
      if (outcome.end !== 'failed') addReduced(outcome, columns, matrix, right);
      return fitted.row;
    },
    next() {
      const step = right.slice();
      const factor = matrix.slice();
      const isRegular = choleskyInPlace(factor, n, 1e-10);
      if (!isRegular) return false;
      choleskySolveInPlace(factor, n, step);
      let gain = 0;
      for (let s = 0; s < n; s++) {
        gain += step[s]! * right[s]!;
        values[s]! += step[s]!;
        const unit = new Float64Array(n);
        unit[s] = 1;
        choleskySolveInPlace(factor, n, unit);
        stderr[s] = Math.sqrt(unit[s]!);
      }
      matrix.fill(0);
      right.fill(0);
      return gain > enough && ++round < mostRounds;
    },
    finish() {
      for (const row of walk.rows) {
        if (row.status === 'masked' || !Number.isFinite(row.rwp)) continue;
        columns.forEach((column, s) => {
          if (row.statuses[column] === statusOf['not-visible']) return;
          const { reciprocal } = refiner.layout.parameters[places[s]!]!;
          row.values[column] = reciprocal ? 1 / values[s]! : values[s]!;
          row.stderr[column] = reciprocal ? stderr[s]! / values[s]! ** 2 : stderr[s]!;
          row.statuses[column] = statusOf.converged;
        });
      }
    },
  };
}

/** Where the values begin: weighted means over frames that know them. */
function meanValues(
  { layout }: Refiner,
  walk: SeriesWalk,
  columns: readonly number[],
  places: readonly number[],
): Float64Array {
  return Float64Array.from(columns, (column, s) => {
    let sum = 0;
    let weights = 0;
    const { reciprocal } = layout.parameters[places[s]!]!;
    for (const row of walk.rows) {
      const state = walk.kept(row.frame)?.state;
      const error = row.stderr[column]!;
      if (state === undefined || !(error > 0)) continue;
      const value = state.values[places[s]!]!;
      const own = reciprocal ? error * value * value : error;
      sum += value / (own * own);
      weights += 1 / (own * own);
    }
    return weights > 0 ? sum / weights : layout.start[places[s]!]!;
  });
}

/** Add to shared equations what those of a frame say with its own parameters let free. */
function addReduced(
  { matrix: a, right: g, fixed, size }: FitOutcome,
  columns: readonly number[],
  matrix: Float64Array,
  right: Float64Array,
): void {
  const own = Array.from({ length: size }, (_, k) => k).filter(
    (k) => !columns.includes(k) && fixed[k] === 0 && a[k * size + k]! > 0,
  );
  const m = own.length;
  const scale = own.map((k) => 1 / Math.sqrt(a[k * size + k]!));
  const inner = new Float64Array(m * m);
  for (let r = 0; r < m; r++) {
    for (let c = 0; c < m; c++) inner[r * m + c] = a[own[r]! * size + own[c]!]! * scale[r]! * scale[c]!;
  }
  if (!choleskyInPlace(inner, m, 1e-11)) return;
  columns.forEach((j, s) => {
    const solved = Float64Array.from(own, (k, r) => a[j * size + k]! * scale[r]!);
    choleskySolveInPlace(inner, m, solved);
    right[s]! += g[j]! - own.reduce((sum, k, r) => sum + solved[r]! * scale[r]! * g[k]!, 0);
    columns.forEach((i, t) => {
      const through = own.reduce((sum, k, r) => sum + solved[r]! * scale[r]! * a[i * size + k]!, 0);
      matrix[s * columns.length + t]! += a[j * size + i]! - through;
    });
  });
}
