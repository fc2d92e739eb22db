import { enlarged } from './runs.js';

/** Places of the sums of a body in its row of {@link BodySums}. */
export const sumAt = {
  voxels: 0,
  z: 1,
  y: 2,
  x: 3,
  zz: 4,
  yy: 5,
  xx: 6,
  zy: 7,
  zx: 8,
  yx: 9,
  firstVoxel: 10,
  group: 11,
  zFrom: 12,
  yFrom: 13,
  xFrom: 14,
  zTo: 15,
  yTo: 16,
  xTo: 17,
  /** Pairs of voxels of the body along each of the 13 directions begin here. */
  pairs: 18,
} as const;

/** Directions to half of the 26 neighbours, as (dz, dy, dx): x within the row, then three of each of four rows. */
export const directions: readonly (readonly [number, number, number])[] = [
  [0, 0, 1],
  ...[
    [0, -1],
    [-1, -1],
    [-1, 0],
    [-1, 1],
  ].flatMap(([dz, dy]) => [-1, 0, 1].map((dx): [number, number, number] => [dz!, dy!, dx])),
];

/** Sums in one row. */
export const sumsPerBody: number = sumAt.pairs + directions.length;

/** Sums over the voxels of each body, row after row; rows of bodies that were joined to others are used again. */
export interface BodySums {
  values: Float64Array;
  /** Rows in use or free. */
  rows: number;
  readonly free: number[];
}

/** Sums of no body. */
export function createSums(): BodySums {
  return { values: new Float64Array(256 * sumsPerBody), rows: 0, free: [] };
}

/** A row for a new body. */
export function newRow(sums: BodySums, group: number, firstVoxel: number): number {
  const row = sums.free.pop() ?? sums.rows++;
  const at = row * sumsPerBody;
  if (at + sumsPerBody > sums.values.length) sums.values = enlarged(sums.values);
  const { values } = sums;
  values.fill(0, at, at + sumsPerBody);
  values[at + sumAt.firstVoxel] = firstVoxel;
  values[at + sumAt.group] = group;
  values.fill(Infinity, at + sumAt.zFrom, at + sumAt.zTo);
  values.fill(-Infinity, at + sumAt.zTo, at + sumAt.pairs);
  return row;
}

/** Sums of the places of a run in closed form: whole numbers, so that their order does not matter. */
export function addRun({ values }: BodySums, row: number, z: number, y: number, from: number, to: number): void {
  const at = row * sumsPerBody;
  const count = to - from;
  const x = (count * (from + to - 1)) / 2;
  const last = to - 1;
  const squares = (last * (last + 1) * (2 * last + 1) - (from - 1) * from * (2 * from - 1)) / 6;
  values[at]! += count;
  values[at + 1]! += count * z;
  values[at + 2]! += count * y;
  values[at + 3]! += x;
  values[at + 4]! += count * z * z;
  values[at + 5]! += count * y * y;
  values[at + 6]! += squares;
  values[at + 7]! += count * z * y;
  values[at + 8]! += z * x;
  values[at + 9]! += y * x;
  if (z < values[at + 12]!) values[at + 12] = z;
  if (y < values[at + 13]!) values[at + 13] = y;
  if (from < values[at + 14]!) values[at + 14] = from;
  if (z >= values[at + 15]!) values[at + 15] = z + 1;
  if (y >= values[at + 16]!) values[at + 16] = y + 1;
  if (to > values[at + 17]!) values[at + 17] = to;
  values[at + sumAt.pairs]! += count - 1;
}

/** Add the sums of one row to another, and give it free. */
export function mergeRows({ values, free }: BodySums, into: number, from: number): void {
  const [a, b] = [into * sumsPerBody, from * sumsPerBody];
  for (let k = 0; k < sumAt.firstVoxel; k++) values[a + k]! += values[b + k]!;
  for (let k = sumAt.pairs; k < sumsPerBody; k++) values[a + k]! += values[b + k]!;
  values[a + sumAt.firstVoxel] = Math.min(values[a + sumAt.firstVoxel]!, values[b + sumAt.firstVoxel]!);
  for (let k = sumAt.zFrom; k < sumAt.zTo; k++) values[a + k] = Math.min(values[a + k]!, values[b + k]!);
  for (let k = sumAt.zTo; k < sumAt.pairs; k++) values[a + k] = Math.max(values[a + k]!, values[b + k]!);
  free.push(from);
}
