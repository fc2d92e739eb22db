import { imageOf } from '../symmetry/site-symmetry.js';
import { translationUnit } from '../symmetry/operation.js';
import type { SpaceGroup } from '../symmetry/space-group.js';
import type { Position } from '../symmetry/site-symmetry.js';

/** Operations that make the atoms of a site, those that centring alone tells apart once. */
export interface SiteImages {
  /** Numbers of the operations in the group. */
  readonly operations: readonly number[];
  /** How many atoms each stands for. */
  readonly weight: number;
}

/** The operations that make all atoms of a site. */
export function imagesOf(group: SpaceGroup, position: Position): SiteImages {
  const { order, rotations } = group;
  const centrings: number[] = [];
  for (let n = 0; n < order; n++) {
    const r = rotations.subarray(9 * n, 9 * n + 9);
    if (r[0] === 1 && r[4] === 1 && r[8] === 1 && r.every((value, k) => k % 4 === 0 || value === 0)) centrings.push(n);
  }
  const operations: number[] = [];
  const places: number[][] = [];
  const same = (p: readonly number[], q: readonly number[]): boolean =>
    p.every((value, k) => Math.abs(value - q[k]! - Math.round(value - q[k]!)) < 1e-5);
  for (let n = 0; n < order; n++) {
    const image = imageOf(group, n, position);
    if (places.some((place) => same(place, image))) continue;
    operations.push(n);
    for (const centring of centrings) places.push(imageOf(group, centring, image));
  }
  return { operations, weight: centrings.length };
}

/**
 * The indices h R and the phase h t (in turns) of reflections under the operations of a site, once for all positions:
 * four numbers for each reflection and operation.
 */
export function turnedIndices(group: SpaceGroup, { operations }: SiteImages, hkl: Int32Array): Float64Array {
  const { rotations, translations } = group;
  const size = hkl.length / 3;
  const out = new Float64Array(4 * size * operations.length);
  let to = 0;
  for (let n = 0; n < size; n++) {
    const [h, k, l] = [hkl[3 * n]!, hkl[3 * n + 1]!, hkl[3 * n + 2]!];
    for (const operation of operations) {
      const [at, t] = [9 * operation, 3 * operation];
      for (let j = 0; j < 3; j++)
        out[to++] = h * rotations[at + j]! + k * rotations[at + 3 + j]! + l * rotations[at + 6 + j]!;
      const turns = (h * translations[t]! + k * translations[t + 1]! + l * translations[t + 2]!) % translationUnit;
      out[to++] = turns / translationUnit;
    }
  }
  return out;
}
