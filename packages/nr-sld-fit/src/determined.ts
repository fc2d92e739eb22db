import { svd } from '@operando/numerics';
import type { FitProblem } from './fit-problem.js';

/** What the data say of the parameters at a place. */
export interface Determination {
  /** Row-major; rows of held parameters are 0, those of undetermined ones NaN. */
  readonly covariance: Float64Array;
  /** Parameters that the data do not determine, alone or together. */
  readonly undetermined: readonly number[];
  /** The undamped step from here, 0 along what the data do not see, and what it promises of chi2. */
  readonly step: Float64Array;
  readonly promise: number;
}

/** Singular values below this share of the largest are those of directions that nothing in the data sees. */
const smallestSingular = 1e-7;
/** Share of such a direction above which a parameter takes part in it. */
const leastPart = 1e-3;

/**
 * Covariance by the singular values of the Jacobian, columns scaled to one length: of a direction that the data do not see only the
 * parameters in it lose their errors. The problem must be prepared.
 *
 * @param held Parameters that are fixed, or on a bound.
 */
export function determinationAt(
  problem: FitProblem,
  values: Float64Array,
  held: (k: number) => boolean,
): Determination {
  const n = problem.names.length;
  const { size } = problem;
  const residuals = new Float64Array(size);
  const jacobian = new Float64Array(size * n);
  problem.residuals(values, residuals);
  problem.jacobian(values, jacobian);
  const moving = [...problem.names.keys()].filter((k) => !held(k));
  const lengths = moving.map((k) => {
    let squares = 0;
    for (let i = 0; i < size; i++) squares += jacobian[i * n + k]! ** 2;
    return Math.sqrt(squares);
  });
  const seen = moving.filter((_, column) => lengths[column]! > 0);
  const blind = moving.filter((_, column) => !(lengths[column]! > 0));
  const scale = lengths.filter((length) => length > 0);
  const covariance = new Float64Array(n * n);
  const m = seen.length;
  if (m === 0 || size < m || !jacobian.every(Number.isFinite)) {
    for (const k of moving) markUnknown(covariance, n, k);
    return { covariance, undetermined: moving, step: new Float64Array(n), promise: Number.NaN };
  }
  const scaled = new Float64Array(size * m);
  for (let i = 0; i < size; i++)
    seen.forEach((k, column) => (scaled[i * m + column] = jacobian[i * n + k]! / scale[column]!));
  const { u, s, v } = svd(scaled, size, m);
  const hidden = new Set(blind);
  let promise = 0;
  const step = new Float64Array(n);
  for (let d = 0; d < m; d++) {
    const direction = v.subarray(d * m, (d + 1) * m);
    if (!(s[d]! > smallestSingular * s[0]!)) {
      direction.forEach((part, column) => {
        if (Math.abs(part) > leastPart) hidden.add(seen[column]!);
      });
      continue;
    }
    let along = 0;
    for (let i = 0; i < size; i++) along += u[d * size + i]! * residuals[i]!;
    promise += along * along;
    for (let a = 0; a < m; a++) step[seen[a]!]! -= (direction[a]! * along) / (s[d]! * scale[a]!);
    const weight = 1 / (s[d]! * s[d]!);
    for (let a = 0; a < m; a++)
      for (let b = 0; b < m; b++)
        covariance[seen[a]! * n + seen[b]!]! += (weight * direction[a]! * direction[b]!) / (scale[a]! * scale[b]!);
  }
  for (const k of hidden) markUnknown(covariance, n, k);
  return { covariance, undetermined: [...hidden].toSorted((a, b) => a - b), step, promise };
}

function markUnknown(covariance: Float64Array, n: number, k: number): void {
  for (let i = 0; i < n; i++) covariance[k * n + i] = covariance[i * n + k] = Number.NaN;
}
