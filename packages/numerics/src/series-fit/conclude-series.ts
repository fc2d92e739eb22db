import type { LeastSquaresStatus } from '../least-squares/types.js';
import { movingCount } from './blocks.js';
import { fillPlaces } from './bordered-system.js';
import { droppingInverse } from './dropping-cholesky.js';
import { effectiveParameters } from './penalty-evidence.js';
import { holdAndScale } from './hold.js';
import type { SearchSpace } from './search-space.js';
import type { SearchEnd } from './search.js';
import type { SeriesFitResult } from './types.js';

/** Covariances of a finished search, in parts. */
interface Covariances {
  /** Of the common unknowns. */
  readonly common: Float64Array;
  /** Between the parameters of two frames because of what they share, row-major. */
  between(frame: number, other: number): Float64Array;
  /** Of the free parameters of a frame with everything shared known. */
  own(frame: number): Float64Array;
  /** Common unknowns that the data do not determine. */
  readonly undetermined: readonly number[];
}

function covariancesOf(space: SearchSpace): Covariances {
  const { layout, system, held } = space;
  const { n, border, free, shared } = layout;
  const b = border.length;
  const m = free.length;
  holdAndScale(space);
  holdAtBounds(space);
  system.reduce(space.blocks, held, 0, space.scaling);
  system.factor(space.at.common, space.penalties, held, 0, space.commonScaling);
  const size = layout.common;
  const common = droppingInverse(system.reduced, size);
  const marks = system.commonUndetermined();
  const undetermined = Array.from(marks.keys()).filter((j) => marks[j] === 1);

  const borderBetween = (f: number, g: number): Float64Array => {
    const places = [new Int32Array(4 * b), new Int32Array(4 * b)] as const;
    const weights = [new Float64Array(4 * b), new Float64Array(4 * b)] as const;
    fillPlaces(layout, f, places[0], weights[0]);
    fillPlaces(layout, g, places[1], weights[1]);
    const out = new Float64Array(b * b);
    const span = (i: number): number => (i < shared.length ? 1 : 4);
    for (let i = 0; i < b; i++)
      for (let j = 0; j < b; j++)
        for (let p = 4 * i; p < 4 * i + span(i); p++)
          for (let q = 4 * j; q < 4 * j + span(j); q++)
            out[i * b + j]! += weights[0][p]! * weights[1][q]! * common[places[0][p]! * size + places[1][q]!]!;
    return out;
  };
  /** Rows: how each moving parameter of a frame goes with its border. */
  const follows = (f: number, a: number, j: number): number =>
    a < b ? (a === j ? 1 : 0) : -system.follow[(f * m + a - b) * b + j]!;
  const parameterOf = (a: number): number => (a < b ? border[a]! : free[a - b]!);
  const all = movingCount(layout);
  return {
    common,
    undetermined,
    between(f, g) {
      const middle = borderBetween(f, g);
      const out = new Float64Array(n * n);
      const half = new Float64Array(b);
      for (let a = 0; a < all; a++) {
        for (let j = 0; j < b; j++) {
          half[j] = 0;
          for (let i = 0; i < b; i++) half[j]! += follows(f, a, i) * middle[i * b + j]!;
        }
        for (let c = 0; c < all; c++) {
          let sum = 0;
          for (let j = 0; j < b; j++) sum += half[j]! * follows(g, c, j);
          out[parameterOf(a) * n + parameterOf(c)] = sum;
        }
      }
      return out;
    },
    own(f) {
      const small = droppingInverse(system.factors, m, f * m * m);
      const out = new Float64Array(n * n);
      for (let i = 0; i < m; i++)
        for (let j = 0; j < m; j++) {
          const unknown = system.undetermined[f * m + i] === 1 || system.undetermined[f * m + j] === 1;
          out[free[i]! * n + free[j]!] = unknown ? Number.NaN : small[i * m + j]!;
        }
      return out;
    },
  };
}

/** What ended on a bound has no error, whichever way the data would move it. */
function holdAtBounds({ layout, at, active, held }: SearchSpace): void {
  const { free, n, lower, upper, commonLower, commonUpper } = layout;
  for (const f of active)
    for (let i = 0; i < free.length; i++) {
      const k = f * n + free[i]!;
      if (at.values[k]! <= lower[k]! || at.values[k]! >= upper[k]!) held.free[f * free.length + i] = 1;
    }
  for (let j = 0; j < layout.common; j++)
    if (at.common[j]! <= commonLower[j]! || at.common[j]! >= commonUpper[j]!) held.common[j] = 1;
}

function clippedOf({ layout, held, active }: SearchSpace): Uint8Array {
  const { frames, n, free, shared, smooth } = layout;
  const clipped = new Uint8Array(frames * n);
  for (const f of active) {
    for (let i = 0; i < free.length; i++) clipped[f * n + free[i]!] = held.free[f * free.length + i]!;
    for (let j = 0; j < shared.length; j++) clipped[f * n + shared[j]!] = held.common[j]!;
    for (const { parameter, rows, from } of smooth)
      for (let a = 0; a < 4; a++) if (held.common[from + rows.first[f]! + a] === 1) clipped[f * n + parameter] = 1;
  }
  return clipped;
}

/** Common unknowns that are undetermined, as parameters of any frame. */
function undeterminedParameters({ layout }: SearchSpace, undetermined: readonly number[]): Set<number> {
  const { shared, smooth } = layout;
  return new Set(
    undetermined.map(
      (j) => shared[j] ?? smooth.find(({ from, rows }) => j >= from && j < from + rows.coefficients)!.parameter,
    ),
  );
}

/** Errors, statuses and words of a finished search. */
export function concludeSeries(
  space: SearchSpace,
  end: SearchEnd,
  frameEnds: readonly (SearchEnd | undefined)[],
  points: Int32Array,
): SeriesFitResult {
  const { layout, at, active, blocks, system, penalties } = space;
  const { frames, n, free, border, shared, smooth } = layout;
  const parts = covariancesOf(space);
  const unknown = undeterminedParameters(space, parts.undetermined);
  const values = new Float64Array(frames * n).fill(Number.NaN);
  const frameChiSquare = new Float64Array(frames).fill(Number.NaN);
  const ownStderr = new Float64Array(frames * n).fill(Number.NaN);
  const commonStderr = ownStderr.slice();
  const stderr = ownStderr.slice();
  const clipped = clippedOf(space);
  const frameStatus: (LeastSquaresStatus | 'masked')[] = Array.from({ length: frames }, () => 'masked');
  let chiSquare = 0;
  let size = 0;
  for (const f of active) {
    for (let k = 0; k < n; k++) values[f * n + k] = at.values[f * n + k]!;
    frameChiSquare[f] = blocks.cost[f]!;
    chiSquare += blocks.cost[f]!;
    size += points[f]!;
    const own = parts.own(f);
    const common = parts.between(f, f);
    for (const k of [...border, ...free]) {
      if (clipped[f * n + k] === 1 || unknown.has(k)) continue;
      ownStderr[f * n + k] = Math.sqrt(own[k * n + k]!);
      commonStderr[f * n + k] = Number.isNaN(own[k * n + k]!) ? Number.NaN : Math.sqrt(Math.max(0, common[k * n + k]!));
      stderr[f * n + k] = Math.sqrt(own[k * n + k]! + Math.max(0, common[k * n + k]!));
    }
    const m = free.length;
    const singular = system.undetermined.subarray(f * m, (f + 1) * m).includes(1);
    const status = (border.length === 0 ? frameEnds[f]! : end).status;
    frameStatus[f] = singular && status === 'converged' ? 'singular' : status;
  }
  const effective = effectiveParameters(space, parts.common);
  const used = free.length * active.length + shared.length + effective.reduce((sum, value) => sum + value, 0);
  const degreesOfFreedom = size - used;
  const status = parts.undetermined.length > 0 && end.status === 'converged' ? 'singular' : end.status;
  const covariance = (f: number, other = f): Float64Array => {
    const out = parts.between(f, other);
    if (f !== other) return out;
    const own = parts.own(f);
    for (let i = 0; i < out.length; i++) out[i]! += own[i]!;
    return out;
  };
  const sharedCovariance = Float64Array.from({ length: shared.length ** 2 }, (_, i) => {
    const row = Math.floor(i / shared.length);
    const column = i % shared.length;
    const lost = unknown.has(shared[row]!) || unknown.has(shared[column]!);
    return lost ? Number.NaN : parts.common[row * layout.common + column]!;
  });
  const skipped = frames - active.length;
  return {
    frames,
    parameters: n,
    values,
    stderr,
    ownStderr,
    commonStderr,
    covariance,
    ownCovariance: (frame) => parts.own(frame),
    sharedCovariance,
    smooth: smooth.map(({ parameter, rows, from }, q) => ({
      parameter,
      penalty: penalties[q]!,
      effectiveParameters: effective[q]!,
      coefficients: at.common.slice(from, from + rows.coefficients),
    })),
    frameChiSquare,
    chiSquare,
    degreesOfFreedom,
    iterations: end.iterations,
    status,
    frameStatus,
    clipped,
    message: `${status} after ${end.iterations} iterations, reduced chi2 ${(chiSquare / degreesOfFreedom).toPrecision(4)}${
      unknown.size > 0 ? `, the data do not determine parameters ${[...unknown].join(', ')}` : ''
    }${skipped > 0 ? `, ${skipped} of ${frames} frames skipped` : ''}`,
  };
}
