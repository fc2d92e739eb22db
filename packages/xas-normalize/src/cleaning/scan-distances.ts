import { median } from '@operando/numerics';

/**
 * How far each scan lies from the others: root mean square of its differences from their median, point by point, as a multiple of
 * the usual such distance (median over the scans). 1 is usual; NaN for fewer than three scans, of which none can be told apart.
 *
 * @param rows On one grid.
 */
export function scanDistances(rows: readonly Float64Array[]): Float64Array {
  const scans = rows.length;
  if (scans < 3) return new Float64Array(scans).fill(Number.NaN);
  const points = rows[0]!.length;
  const squares = new Float64Array(scans);
  const others = new Float64Array(scans - 1);
  for (let i = 0; i < points; i++) {
    for (let s = 0; s < scans; s++) {
      for (let k = 0; k < scans - 1; k++) others[k] = rows[k < s ? k : k + 1]![i]!;
      squares[s]! += (rows[s]![i]! - median(others)) ** 2;
    }
  }
  const distances = squares.map((sum) => Math.sqrt(sum / points));
  const usual = median(distances);
  return distances.map((distance) => (distance === 0 ? 0 : distance / usual));
}
