import { statusOf } from '@operando/core';
import type { OperandoWarning } from '@operando/core';
import type { Refiner } from '../refiner.js';
import type { FrameRow, SecondValue } from './row-types.js';
import { median } from './neighbours.js';

/** Steps of a cell so many standard errors long, and so many times the usual one beside it, lead into another minimum, or may. */
const longStep = 8;
const unusual = 5;
/** Steps beside one that say what is usual. */
const beside = 10;
/** Chi^2 of a second minimum may be so much larger, in units of the reduced one, before the pattern counts as having chosen. */
const undecided = 9;
/** Values further apart than so many standard errors are not the same. */
const apart = 3;

/** Columns of cells. */
function cellColumns({ phases }: Refiner): number[] {
  return phases.flatMap(({ chains, places }) =>
    chains.flatMap(({ parameter, column }) =>
      parameter >= places.cell && parameter < places.inverseSize ? [column] : [],
    ),
  );
}

/**
 * Frames after a long step of a cell, which may know another minimum of those before it. Walking back from there is what tells whether
 * there is one.
 */
export function framesAfterSteps(refiner: Refiner, rows: readonly FrameRow[]): number[] {
  const found = new Set<number>();
  const good = rows.filter(({ status }) => status === 'converged' || status === 'misfit');
  for (const column of cellColumns(refiner)) {
    const seen = good.filter(({ stderr }) => stderr[column]! > 0);
    const steps = seen.slice(1).map((row, k) => Math.abs(row.values[column]! - seen[k]!.values[column]!));
    steps.forEach((step, k) => {
      const own = Math.hypot(seen[k]!.stderr[column]!, seen[k + 1]!.stderr[column]!);
      const usual = median([...steps.slice(Math.max(0, k - beside), k), ...steps.slice(k + 1, k + 1 + beside)]);
      if (step > longStep * own && step > unusual * (usual || 0)) found.add(seen[k + 1]!.frame);
    });
  }
  return [...found].toSorted((a, b) => b - a);
}

/** How another minimum of a frame compares with its own. */
export type Comparison = 'better' | 'as-good' | 'same' | 'worse';

/** How another fit of a frame compares with its own: `as-good` only where its cells are others. */
export function compareMinima(refiner: Refiner, own: FrameRow, other: FrameRow): Comparison {
  if (!Number.isFinite(other.chiSquare)) return 'worse';
  if (!Number.isFinite(own.chiSquare)) return 'better';
  const least = Math.min(own.chiSquare / own.degreesOfFreedom, other.chiSquare / other.degreesOfFreedom);
  const gain = (own.chiSquare - other.chiSquare) / Math.max(1, least);
  if (Math.abs(gain) >= undecided) return gain > 0 ? 'better' : 'worse';
  return secondValues(refiner, own, other).length > 0 ? 'as-good' : 'same';
}

/** What a second minimum of a frame has otherwise, where the pattern does not choose between the two; nothing where it does. */
export function secondValues(refiner: Refiner, one: FrameRow, other: FrameRow): SecondValue[] {
  const { chiSquare, degreesOfFreedom } = one;
  const isAsGood = Math.abs(other.chiSquare - chiSquare) < undecided * Math.max(1, chiSquare / degreesOfFreedom);
  if (!isAsGood) return [];
  const isApart = (column: number): boolean =>
    Math.abs(one.values[column]! - other.values[column]!) >
    apart * Math.hypot(one.stderr[column]!, other.stderr[column]!);
  if (!cellColumns(refiner).some(isApart)) return [];
  return Array.from(one.values.subarray(0, refiner.shapes), (_, column) => column)
    .filter(isApart)
    .map((column) => ({ column, value: other.values[column]! }));
}

/** A row whose pattern does not say which of two minima it is: what differs has no error. */
export function asAmbiguous(row: FrameRow, second: readonly SecondValue[]): FrameRow {
  const [stderr, statuses] = [row.stderr.slice(), row.statuses.slice()];
  for (const { column } of second) {
    stderr[column] = Number.NaN;
    statuses[column] = statusOf.ambiguous;
  }
  return { ...row, stderr, statuses, second };
}

/** What is told of frames with two minima. */
export function twoSolutions({ names }: Refiner, rows: readonly FrameRow[]): OperandoWarning[] {
  const ambiguous = rows.filter(({ second = [] }) => second.length > 0);
  const [first] = ambiguous;
  if (first === undefined) return [];
  const values = first.second!.map(
    ({ column, value }) => `${names[column]!} ${first.values[column]!.toPrecision(6)} or ${value.toPrecision(6)}`,
  );
  const frames = ambiguous.slice(0, 8).map(({ frame }) => frame);
  const more = ambiguous.length > frames.length ? ` and ${ambiguous.length - frames.length} more` : '';
  const message = `${ambiguous.length === 1 ? 'frame' : 'frames'} ${frames.join(', ')}${more} ${ambiguous.length === 1 ? 'is' : 'are'} described as well by two minima, one found from the frame before, one from those after: in frame ${first.frame} ${values.slice(0, 4).join(', ')}. Such values are ambiguous, without an error: hold some, add the phase that both may belong to, or begin nearer`;
  return [{ code: 'two-solutions', message }];
}
