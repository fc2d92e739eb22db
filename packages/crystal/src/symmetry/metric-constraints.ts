import type { SpaceGroup } from './space-group.js';

/** Directions in a space of n numbers that conditions leave free. */
export interface FreeDirections {
  /** How many there are. */
  readonly size: number;
  /** Numbers of each direction, one direction behind the other. */
  readonly directions: Float64Array;
}

/**
 * Null space of conditions on n numbers, as directions that each move the first number they can by 1: the earliest numbers
 * are the free ones.
 *
 * @param conditions Rows of n factors.
 */
export function nullSpace(conditions: readonly (readonly number[])[], n: number): FreeDirections {
  const rows = conditions.map((row) => [...row]);
  const pivots: number[] = [];
  let rank = 0;
  // From the last number to the first, so that those which depend on others are the last.
  for (let column = n - 1; column >= 0; column--) {
    let best = rank;
    for (let i = rank; i < rows.length; i++)
      if (Math.abs(rows[i]![column]!) > Math.abs(rows[best]?.[column] ?? 0)) best = i;
    const pivot = rows[best]?.[column] ?? 0;
    if (Math.abs(pivot) < 1e-9) continue;
    [rows[rank], rows[best]] = [rows[best]!, rows[rank]!];
    const top = rows[rank]!.map((value) => value / pivot);
    rows[rank] = top;
    rows.forEach((row, i) => {
      const factor = row[column]!;
      if (i !== rank && factor !== 0) for (let j = 0; j < n; j++) row[j]! -= factor * top[j]!;
    });
    pivots.push(column);
    rank++;
  }
  const free = Array.from({ length: n }, (_, j) => j).filter((j) => !pivots.includes(j));
  const directions = new Float64Array(free.length * n);
  free.forEach((j, k) => {
    directions[k * n + j] = 1;
    pivots.forEach((column, i) => (directions[k * n + column] = 0 - rows[i]![j]!));
  });
  return { size: free.length, directions };
}

/** Where the element i, j of a symmetric tensor stands among its six numbers 11, 22, 33, 23, 13, 12. */
const place = (i: number, j: number): number => (i === j ? i : 6 - i - j);

/** Conditions that a symmetric tensor T is R T R' for each rotation R, on its six numbers 11, 22, 33, 23, 13, 12. */
function tensorConditions(rotations: Iterable<ArrayLike<number>>): number[][] {
  const conditions: number[][] = [];
  for (const r of rotations)
    for (let i = 0; i < 3; i++)
      for (let j = i; j < 3; j++) {
        const row = [0, 0, 0, 0, 0, 0];
        for (let k = 0; k < 3; k++) for (let l = 0; l < 3; l++) row[place(k, l)]! += r[3 * i + k]! * r[3 * j + l]!;
        row[place(i, j)]! -= 1;
        if (row.some((value) => value !== 0)) conditions.push(row);
      }
  return conditions;
}

/**
 * Free directions of symmetric tensors that rotations leave as they are: the reciprocal metric of a cell, or displacements
 * of an atom, as their six numbers 11, 22, 33, 23, 13, 12.
 */
export const freeTensors = (rotations: Iterable<ArrayLike<number>>): FreeDirections =>
  nullSpace(tensorConditions(rotations), 6);

/** The rotations of a list of nine numbers each. */
export function* eachRotation(rotations: Int8Array): Generator<Int8Array> {
  for (let at = 0; at < rotations.length; at += 9) yield rotations.subarray(at, at + 9);
}

/**
 * How the cell of a space group can change: directions of the reciprocal metric a*a*, b*b*, c*c*, b*c*, a*c*, a*b* (as
 * `reciprocalMetric` of `@operando/lattice` gives it) that its operations leave free. A cubic cell has the one direction
 * 1, 1, 1, 0, 0, 0; a hexagonal one 1, 1, 0, 0, 0, 1/2 and 0, 0, 1, 0, 0, 0. Each direction has 1 where it begins, so that
 * the metric itself has the free numbers as its coordinates.
 */
export const cellConstraints = (group: SpaceGroup): FreeDirections => freeTensors(eachRotation(group.laueRotations));
