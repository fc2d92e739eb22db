import { determinant, operationKey } from './operation.js';

/** The eleven Laue classes: what is left of a space group when translations are taken away and inversion is added. */
export type LaueClass = '-1' | '2/m' | 'mmm' | '4/m' | '4/mmm' | '-3' | '-3m' | '6/m' | '6/mmm' | 'm-3' | 'm-3m';

/** Order of a proper rotation by its trace. */
const orderByTrace: Readonly<Record<number, number>> = { 3: 1, '-1': 2, 0: 3, 1: 4, 2: 6 };

/**
 * Laue class of the distinct rotations of a group with inversion.
 *
 * @param rotations Nine numbers by rows for each.
 */
export function laueClassOf(rotations: ArrayLike<number>): LaueClass {
  const count = [0, 0, 0, 0, 0, 0, 0];
  const order = rotations.length / 9;
  for (let n = 0; n < order; n++) {
    const at = 9 * n;
    const matrix = Array.from({ length: 9 }, (_, k) => rotations[at + k]!);
    const trace = (matrix[0]! + matrix[4]! + matrix[8]!) * determinant(matrix);
    count[orderByTrace[trace] ?? 0]!++;
  }
  // Each proper rotation stands there twice, once with inversion.
  const has = (n: number): boolean => count[n]! > 0;
  if (count[3] === 16) return order === 48 ? 'm-3m' : 'm-3';
  if (has(6)) return order === 24 ? '6/mmm' : '6/m';
  if (has(3)) return order === 12 ? '-3m' : '-3';
  if (has(4)) return order === 16 ? '4/mmm' : '4/m';
  if (order === 8) return 'mmm';
  return order === 4 ? '2/m' : '-1';
}

/** The distinct rotations among those of a group, with inversion added; nine numbers by rows for each. */
export function laueRotations(rotations: Int8Array): Int8Array {
  const found = new Map<number, number[]>();
  for (let at = 0; at < rotations.length; at += 9)
    for (const sign of [1, -1]) {
      const matrix = Array.from({ length: 9 }, (_, k) => sign * rotations[at + k]! + 0);
      found.set(operationKey({ rotation: matrix, translation: [] }), matrix);
    }
  return Int8Array.from([...found.values()].flat());
}
