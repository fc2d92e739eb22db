import { choleskyInPlace, choleskySolveInPlace, dotProduct } from '@operando/numerics';
import type { LinearForm } from './linear-form.js';

/** Points about an edge that levels are read from, eV from it to either side as a share of its energy: 12 eV at 8.3 keV, over which what wanders is a line. */
const reachShare = 1.44e-3;
/** ... and at least, eV. */
const leastReach = 8;
/** Points that tell levels, a line and a shift from each other. */
const least = 12;

/** A fit of a change of a flattened spectrum about its edge, by a level below it, one above it, a line, and a shift of the edge. */
export interface LevelFit {
  readonly below: LinearForm;
  readonly above: LinearForm;
  readonly line: LinearForm;
  /** What each level and the line are at the points that the forms are of. */
  readonly columns: readonly (readonly [below: number, above: number, line: number])[];
}

/**
 * Prepare such a fit; undefined where the points about the edge do not tell it.
 *
 * @param flat The flattened spectrum, from `offset` on.
 * @param edgeIndex Point of the edge.
 */
export function levelFit(
  energy: Float64Array,
  flat: Float64Array,
  offset: number,
  edgeIndex: number,
): LevelFit | undefined {
  const edge = energy[edgeIndex]!;
  const reach = Math.max(leastReach, reachShare * edge);
  const inside = [...energy.keys()].filter((i) => Math.abs(energy[i]! - edge) <= reach);
  const from = Math.max(1, inside[0]!);
  const to = Math.min(energy.length - 1, inside.at(-1)! + 1);
  if (to - from < least) return undefined;
  const columns = Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    const level = flat[offset + i]!;
    const slope = (flat[offset + i + 1]! - flat[offset + i - 1]!) / (energy[i + 1]! - energy[i - 1]!);
    return [1 - level, level, (energy[i]! - edge) / reach, slope] as const;
  });
  const count = 4;
  const normal = new Float64Array(count * count);
  for (const column of columns)
    for (let a = 0; a < count; a++) for (let b = 0; b <= a; b++) normal[a * count + b]! += column[a]! * column[b]!;
  if (!choleskyInPlace(normal, count)) return undefined;
  const formOf = (which: number): LinearForm => {
    const unit = new Float64Array(count);
    unit[which] = 1;
    choleskySolveInPlace(normal, count, unit);
    return { from, weights: Float64Array.from(columns, (column) => column.reduce((s, v, a) => s + v * unit[a]!, 0)) };
  };
  return {
    below: formOf(0),
    above: formOf(1),
    line: formOf(2),
    columns: columns.map(([below, above, line]) => [below, above, line]),
  };
}

/** Sum of squares of a change that neither levels nor the line explain: what is left, and a shift of the edge. */
export function unexplained({ below, above, line, columns }: LevelFit, change: Float64Array): number {
  const { from } = below;
  const [a, b, c] = [below, above, line].map(({ weights }) => dotProduct(weights, 0, change, from, weights.length)) as [
    number,
    number,
    number,
  ];
  return columns.reduce((sum, [p, q, r], k) => sum + (change[from + k]! - a * p - b * q - c * r) ** 2, 0);
}
