import { OperandoError } from '@operando/core';

/** A sweep brought into order. */
export interface OrderedSweep {
  /** Strictly increasing, eV. */
  readonly energy: Float64Array;
  /** One for each energy. */
  readonly values: Float64Array;
  /** Steps back that were there (encoder jitter). */
  readonly jitter: number;
}

/**
 * One sweep in order of energy: reversed when it goes down, points out of order by jitter sorted, points closer than
 * `merge` averaged, points that are no numbers left out.
 *
 * @param merge eV. @default 1e-4
 * @throws OperandoError `shape-mismatch` for another number of values than energies.
 */
export function orderSweep(energy: ArrayLike<number>, values: ArrayLike<number>, merge = 1e-4): OrderedSweep {
  if (energy.length !== values.length)
    throw new OperandoError('shape-mismatch', `${energy.length} energies and ${values.length} values.`);
  const x = new Float64Array(energy.length);
  const y = new Float64Array(energy.length);
  let n = 0;
  for (let i = 0; i < energy.length; i++) {
    if (!Number.isFinite(energy[i]!) || !Number.isFinite(values[i]!)) continue;
    x[n] = energy[i]!;
    y[n++] = values[i]!;
  }
  if (n > 1 && x[n - 1]! < x[0]!) {
    x.subarray(0, n).reverse();
    y.subarray(0, n).reverse();
  }
  let jitter = 0;
  let close = 0;
  for (let i = 1; i < n; i++) {
    const step = x[i]! - x[i - 1]!;
    if (step <= 0) jitter++;
    if (step < merge) close++;
  }
  if (jitter > 0) sortPairs(x, y, n);
  const count = close > 0 ? mergeClose(x, y, n, merge) : n;
  return { energy: x.subarray(0, count), values: y.subarray(0, count), jitter };
}

/** Sort by x, equal ones in the order they came: by insertion, which is quick where points are a few places off. */
function sortPairs(x: Float64Array, y: Float64Array, n: number): void {
  // A record that is in no order at all would take n^2 moves.
  let moves = 50 * n;
  for (let i = 1; i < n; i++) {
    const [at, value] = [x[i]!, y[i]!];
    let k = i;
    for (; k > 0 && x[k - 1]! > at; k--) {
      x[k] = x[k - 1]!;
      y[k] = y[k - 1]!;
      moves--;
    }
    x[k] = at;
    y[k] = value;
    if (moves > 0) continue;
    const order = Array.from({ length: n }, (_, j) => j).toSorted((a, b) => x[a]! - x[b]! || a - b);
    const [sortedX, sortedY] = [Float64Array.from(order, (j) => x[j]!), Float64Array.from(order, (j) => y[j]!)];
    x.set(sortedX);
    y.set(sortedY);
    return;
  }
}

/** Average points that follow their group's mean by less than `merge`; returns how many points are left. */
function mergeClose(x: Float64Array, y: Float64Array, n: number, merge: number): number {
  let out = 0;
  for (let i = 0; i < n;) {
    let [sumX, sumY, count] = [0, 0, 0];
    do {
      sumX += x[i]!;
      sumY += y[i]!;
      count++;
      i++;
    } while (i < n && x[i]! - sumX / count < merge);
    x[out] = sumX / count;
    y[out++] = sumY / count;
  }
  return out;
}

/**
 * Values of an ordered sweep on a grid of energies: the mean of the points nearest to each grid point, and where
 * there are none, on the line between neighbours. NaN outside the sweep.
 *
 * @param grid Strictly increasing, eV.
 * @param out Written into. @default a new array
 */
export function sweepOnGrid(
  energy: Float64Array,
  values: Float64Array,
  grid: Float64Array,
  out: Float64Array = new Float64Array(grid.length),
  offset = 0,
): Float64Array {
  const n = energy.length;
  const last = grid.length - 1;
  let i = 0;
  let before = 0;
  for (let g = 0; g <= last; g++) {
    const at = grid[g]!;
    const high = g === last ? at + 0.5 * (at - grid[Math.max(0, g - 1)]!) : 0.5 * (at + grid[g + 1]!);
    const low = g === 0 ? at - 0.5 * (grid[Math.min(1, last)]! - at) : 0.5 * (at + grid[g - 1]!);
    while (i < n && energy[i]! < low) i++;
    let sum = 0;
    let moment = 0;
    let count = 0;
    for (; i < n && energy[i]! < high; i++) {
      sum += values[i]!;
      moment += energy[i]!;
      count++;
    }
    if (count > 2) {
      // The mean belongs to the mean energy: moved to the grid point along the slope of its neighbours.
      const first = i - count;
      const a = Math.max(0, first - 1);
      const b = Math.min(n - 1, i);
      const slope = energy[b]! > energy[a]! ? (values[b]! - values[a]!) / (energy[b]! - energy[a]!) : 0;
      out[offset + g] =
        at < energy[0]! || at > energy[n - 1]! ? Number.NaN : sum / count + slope * (at - moment / count);
      continue;
    }
    // Few points: the line through its neighbours.
    while (before < n - 1 && energy[before + 1]! < at) before++;
    const b = before;
    if (n < 2 || at < energy[0]! || at > energy[n - 1]!) out[offset + g] = Number.NaN;
    else {
      const t = (at - energy[b]!) / (energy[b + 1]! - energy[b]!);
      out[offset + g] = (1 - t) * values[b]! + t * values[b + 1]!;
    }
  }
  return out;
}

/** Options of {@link sweepGrid}, eV. */
export interface SweepGridOptions {
  /** Lowest energy, eV. */
  readonly from: number;
  /** Highest energy, eV. */
  readonly to: number;
  /** Step away from the edge, eV. */
  readonly step: number;
  /** Energy about which steps are finer, eV. @default nowhere */
  readonly edge?: number | undefined;
  /** Step about the edge, eV. @default step */
  readonly edgeStep?: number | undefined;
  /** Where those begin and end, eV relative to the edge. @default [-20, 50] */
  readonly edgeRange?: readonly [number, number] | undefined;
}

/** A grid for sweeps: steps of `edgeStep` within `edgeRange` of an energy, coarser steps elsewhere. @throws OperandoError `invalid-argument` for a range that does not increase, steps that are not above 0, or more than a million points. */
export function sweepGrid(options: SweepGridOptions): Float64Array {
  const { from, to, step, edge, edgeStep = step, edgeRange = [-20, 50] } = options;
  if (!(step > 0) || !(edgeStep > 0) || !(to > from) || (to - from) / Math.min(step, edgeStep) > 1e6) {
    throw new OperandoError(
      'invalid-argument',
      `a grid from ${from} to ${to} eV in steps of ${step} and ${edgeStep}.`,
      { cure: 'Give an increasing range and positive steps, a million points at most.' },
    );
  }
  const points: number[] = [];
  for (let at = from; at <= to + 1e-9;) {
    points.push(at);
    at += edge !== undefined && at >= edge + edgeRange[0] - 1e-9 && at < edge + edgeRange[1] - 1e-9 ? edgeStep : step;
  }
  return Float64Array.from(points);
}
