import { median } from '@operando/numerics';

/** From how many times the usual distance on a scan lies far from the others. */
export const farFromOthers = 5;

/**
 * How far each scan lies from the others: root mean square of its differences from their median, point by point, as a multiple of
 * the usual such distance (median over the scans). 1 is usual; of three scans none can be more than 2. NaN for fewer than three,
 * of which none can be told apart, and for one without values.
 *
 * @param rows On one grid; values that are NaN do not count.
 */
export function scanDistances(rows: readonly Float64Array[]): Float64Array {
  if (rows.length < 3) return new Float64Array(rows.length).fill(Number.NaN);
  const distances = fromMedians(rows);
  const usual = median(distances.filter(Number.isFinite));
  return distances.map((distance) => (distance === 0 ? 0 : distance / usual));
}

/** Root mean square of the differences of two scans on one grid; NaN where they share no values. */
export function scanDifference(a: Float64Array, b: Float64Array): number {
  let squares = 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i]! - b[i]!;
    if (difference !== difference) continue;
    squares += difference * difference;
    count++;
  }
  return Math.sqrt(squares / count);
}

function fromMedians(rows: readonly Float64Array[]): Float64Array {
  const scans = rows.length;
  const squares = new Float64Array(scans);
  const counts = new Int32Array(scans);
  const column = new Float64Array(scans);
  for (let i = 0; i < rows[0]!.length; i++) {
    let known = 0;
    for (let s = 0; s < scans; s++) {
      const value = rows[s]![i]!;
      if (value === value) column[known++] = value;
    }
    if (known < 3) continue;
    const sorted = column.subarray(0, known).sort();
    for (let s = 0; s < scans; s++) {
      const value = rows[s]![i]!;
      if (value !== value) continue;
      squares[s]! += (value - medianWithout(sorted, value)) ** 2;
      counts[s]!++;
    }
  }
  return squares.map((sum, s) => Math.sqrt(sum / counts[s]!));
}

/** Median of sorted values without one of them. */
function medianWithout(sorted: Float64Array, value: number): number {
  const rest = sorted.length - 1;
  // What lies at a place of the others lies one further where the value was taken out before it.
  const at = (place: number): number => (value <= sorted[place]! ? sorted[place + 1]! : sorted[place]!);
  const half = rest >> 1;
  return rest % 2 === 1 ? at(half) : 0.5 * (at(half - 1) + at(half));
}
