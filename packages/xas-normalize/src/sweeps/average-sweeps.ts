import { OperandoError } from '@operando/core';
import { medianInPlace, nthSmallestInPlace, sigmaFromMedian } from '@operando/numerics';

/** Options of {@link averageSweeps}. */
export interface AverageSweepsOptions {
  /** A sweep whose distance from the median sweep exceeds the usual by more than this many robust standard deviations is left out; 0 keeps all. @default 6 */
  readonly rejectSweeps?: number | undefined;
  /** Single points that far from the others at their energy are left out; 0 keeps all. @default 0 */
  readonly rejectPoints?: number | undefined;
  /** What is made of the sweeps. @default 'mean' */
  readonly method?: 'mean' | 'median' | undefined;
}

/** The average of sweeps on one grid. */
export interface AveragedSweeps {
  /** Absorption, one for each energy. */
  readonly mean: Float64Array;
  /** Standard error of the mean from the scatter of the sweeps; NaN for fewer than two. */
  readonly stderr: Float64Array;
  /** Sweeps that count, at each energy. */
  readonly counts: Int32Array;
  /** Indices of the sweeps left out. */
  readonly rejected: readonly number[];
}

/**
 * Average sweeps on one grid, bad ones left out.
 *
 * The distance of a sweep is the median over energies of its absolute difference from the median sweep, after its
 * offset is taken away; it is compared with the median of all distances and their scatter. Values that are NaN do not
 * count.
 *
 * @param energy Of each point of a sweep, eV.
 * @param stack Sweeps x energies, row after row.
 * @throws OperandoError `shape-mismatch`, `too-few-points` for no sweeps.
 */
export function averageSweeps(
  energy: ArrayLike<number>,
  stack: Float64Array,
  options: AverageSweepsOptions = {},
): AveragedSweeps {
  const points = energy.length;
  const { rejectSweeps = 6, rejectPoints = 0, method = 'mean' } = options;
  const sweeps = stack.length / points;
  if (!Number.isInteger(sweeps))
    throw new OperandoError('shape-mismatch', `${stack.length} values are no sweeps of ${points}.`);
  if (sweeps === 0) throw new OperandoError('too-few-points', 'there are no sweeps to average.');
  const rejected = rejectSweeps > 0 && sweeps >= 4 ? badSweeps(stack, points, sweeps, rejectSweeps) : [];
  const kept = Array.from({ length: sweeps }, (_, s) => s).filter((s) => !rejected.includes(s));
  const mean = new Float64Array(points);
  const stderr = new Float64Array(points);
  const counts = new Int32Array(points);
  if (method === 'mean' && rejectPoints === 0) {
    const squares = new Float64Array(points);
    // Running mean and sum of squares (Welford), row after row: no second pass, no cancellation.
    for (const s of kept) {
      const at = s * points;
      for (let i = 0; i < points; i++) {
        const value = stack[at + i]!;
        if (value !== value) continue;
        const n = ++counts[i]!;
        const difference = value - mean[i]!;
        mean[i]! += difference / n;
        squares[i]! += difference * (value - mean[i]!);
      }
    }
    for (let i = 0; i < points; i++) {
      const n = counts[i]!;
      if (n === 0) mean[i] = Number.NaN;
      stderr[i] = n > 1 ? Math.sqrt(squares[i]! / ((n - 1) * n)) : Number.NaN;
    }
    return { mean, stderr, counts, rejected };
  }
  const column = new Float64Array(kept.length);
  for (let i = 0; i < points; i++) {
    let n = 0;
    for (const s of kept) {
      const value = stack[s * points + i]!;
      if (value === value) column[n++] = value;
    }
    let values = column.slice(0, n);
    if (rejectPoints > 0 && n >= 4) {
      const middle = medianInPlace(values.slice());
      const scatter = sigmaFromMedian(values.map((value) => value - middle));
      values = values.filter((value) => Math.abs(value - middle) <= rejectPoints * scatter + 1e-12 * Math.abs(middle));
    }
    n = values.length;
    counts[i] = n;
    const average = values.reduce((sum, value) => sum + value, 0) / n;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (n - 1);
    mean[i] = method === 'median' ? medianInPlace(values.slice()) : average;
    // The median of normal values scatters by sqrt(pi / 2) more than their mean.
    stderr[i] = n > 1 ? Math.sqrt((variance * (method === 'median' ? Math.PI / 2 : 1)) / n) : Number.NaN;
  }
  return { mean, stderr, counts, rejected };
}

/** Sweeps that stand apart from the others. */
function badSweeps(stack: Float64Array, points: number, sweeps: number, limit: number): number[] {
  // A hundred energies tell as well as thousands.
  const stride = Math.max(1, Math.floor(points / 128));
  const chosen = Array.from({ length: Math.ceil(points / stride) }, (_, k) => k * stride);
  const column = new Float64Array(sweeps);
  const middle = chosen.map((i) => {
    let n = 0;
    for (let s = 0; s < sweeps; s++) {
      const value = stack[s * points + i]!;
      if (value === value) column[n++] = value;
    }
    return medianInPlace(column.subarray(0, n));
  });
  const differences = new Float64Array(chosen.length);
  const distances = Array.from({ length: sweeps }, (_, s) => {
    let n = 0;
    for (let k = 0; k < chosen.length; k++) {
      const value = stack[s * points + chosen[k]!]! - middle[k]!;
      if (value === value) differences[n++] = value;
    }
    if (n < 0.5 * chosen.length) return Infinity;
    const used = differences.subarray(0, n);
    const shift = medianInPlace(used);
    for (let k = 0; k < n; k++) used[k] = Math.abs(used[k]! - shift);
    // Median for noise, a high quantile for jumps and glitches that a median does not see.
    const typical = nthSmallestInPlace(used, n >> 1);
    return typical + 0.3 * nthSmallestInPlace(used, Math.floor(0.95 * (n - 1)));
  });
  const finite = Float64Array.from(distances.filter(Number.isFinite));
  const usual = medianInPlace(finite.slice());
  const scatter = sigmaFromMedian(finite.map((distance) => distance - usual));
  return distances.flatMap((distance, s) =>
    distance > usual + limit * Math.max(scatter, 0.05 * usual) && distance > 0 ? [s] : [],
  );
}

/** Which sweeps go together. */
export type SweepGroups =
  | { readonly every: number }
  | { readonly time: ArrayLike<number>; readonly width: number }
  | { readonly charge: ArrayLike<number>; readonly width: number };

/**
 * Group number of each sweep: every n, or by bins of time or of charge. Sweeps without a time or charge (NaN) get -1.
 * @throws OperandoError `invalid-argument` for a width or number that is not positive, `shape-mismatch` for another number of times or charges than sweeps.
 */
export function groupSweeps(count: number, groups: SweepGroups): Int32Array {
  const width = 'every' in groups ? groups.every : groups.width;
  if (!(width > 0))
    throw new OperandoError('invalid-argument', `groups of ${width}.`, {
      where: { parameter: 'groups' },
      cure: 'Give a width or number above 0.',
    });
  if ('every' in groups) return Int32Array.from({ length: count }, (_, s) => Math.floor(s / width));
  const values = 'time' in groups ? groups.time : groups.charge;
  if (values.length !== count)
    throw new OperandoError('shape-mismatch', `${values.length} values for ${count} sweeps.`, {
      where: { parameter: 'groups' },
    });
  let first = Infinity;
  for (let s = 0; s < count; s++) if (values[s]! < first) first = values[s]!;
  const bins = Array.from({ length: count }, (_, s) =>
    Number.isFinite(values[s]!) ? Math.floor((values[s]! - first) / width + 1e-9) : -1,
  );
  const used = [...new Set(bins)].filter((bin) => bin >= 0).toSorted((a, b) => a - b);
  const place = new Map(used.map((bin, k) => [bin, k]));
  return Int32Array.from(bins, (bin) => place.get(bin) ?? -1);
}
