import { OperandoError } from '@operando/core';

/** A sweep brought into order. */
export interface OrderedSweep {
  /** Strictly increasing, eV. */
  readonly energy: Float64Array;
  readonly values: Float64Array;
  /** Steps back that were there (encoder jitter). */
  readonly jitter: number;
}

/**
 * One sweep in order of energy: reversed when it goes down, points out of order by jitter sorted, points closer than
 * `merge` averaged, points that are no numbers left out.
 *
 * @param merge eV. @default 1e-4
 */
export function orderSweep(energy: ArrayLike<number>, values: ArrayLike<number>, merge = 1e-4): OrderedSweep {
  if (energy.length !== values.length) throw new OperandoError('shape-mismatch', `${energy.length} energies and ${values.length} values.`);
  const usable: number[] = [];
  for (let i = 0; i < energy.length; i++) if (Number.isFinite(energy[i]!) && Number.isFinite(values[i]!)) usable.push(i);
  const down = usable.length > 1 && energy[usable.at(-1)!]! < energy[usable[0]!]!;
  if (down) usable.reverse();
  let jitter = 0;
  for (let k = 1; k < usable.length; k++) if (energy[usable[k]!]! <= energy[usable[k - 1]!]!) jitter++;
  if (jitter > 0) usable.sort((a, b) => energy[a]! - energy[b]! || a - b);
  const x: number[] = [];
  const y: number[] = [];
  let [sumX, sumY, count] = [0, 0, 0];
  const close = (): void => {
    if (count === 0) return;
    x.push(sumX / count);
    y.push(sumY / count);
    [sumX, sumY, count] = [0, 0, 0];
  };
  for (const i of usable) {
    if (count > 0 && energy[i]! - sumX / count >= merge) close();
    sumX += energy[i]!;
    sumY += values[i]!;
    count++;
  }
  close();
  return { energy: Float64Array.from(x), values: Float64Array.from(y), jitter };
}

/**
 * Values of an ordered sweep on a grid of energies: the mean of the points nearest to each grid point, and where
 * there are none, on the line between neighbours. NaN outside the sweep.
 *
 * @param grid Strictly increasing, eV.
 * @param out Written into. @default a new array
 */
export function sweepOnGrid(energy: Float64Array, values: Float64Array, grid: Float64Array, out: Float64Array = new Float64Array(grid.length), offset = 0): Float64Array {
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
      out[offset + g] = at < energy[0]! || at > energy[n - 1]! ? Number.NaN : sum / count + slope * (at - moment / count);
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

/** A grid for sweeps: steps of `edgeStep` within `edgeRange` of an energy, coarser steps elsewhere. */
export function sweepGrid(options: { readonly from: number; readonly to: number; readonly step: number; readonly edge?: number; readonly edgeStep?: number; readonly edgeRange?: readonly [number, number] }): Float64Array {
  const { from, to, step, edge, edgeStep = step, edgeRange = [-20, 50] } = options;
  if (!(step > 0) || !(edgeStep > 0) || !(to > from) || (to - from) / Math.min(step, edgeStep) > 1e6) {
    throw new OperandoError('invalid-argument', `a grid from ${from} to ${to} eV in steps of ${step} and ${edgeStep}.`, { cure: 'Give an increasing range and positive steps, a million points at most.' });
  }
  const points: number[] = [];
  for (let at = from; at <= to + 1e-9; ) {
    points.push(at);
    at += edge !== undefined && at >= edge + edgeRange[0] - 1e-9 && at < edge + edgeRange[1] - 1e-9 ? edgeStep : step;
  }
  return Float64Array.from(points);
}
