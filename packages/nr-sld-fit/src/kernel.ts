import { reflectivityComplex } from './parratt-complex.js';
import { reflectivityReal } from './parratt-real.js';
import { polarisedAmplitudes } from './parratt-polarised.js';
import { crossSections } from './polarisation.js';
import { packSlabs } from './slab-table.js';
import type { SlabTable } from './slab-table.js';

/** |r|^2 at each Q, by the kernel that fits: without absorption all wave numbers are real or imaginary. */
export function reflectivityInto(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  out: Float64Array,
  packed?: Float64Array,
): void {
  if (layers.magnetism !== undefined) {
    crossSectionInto(q, points, layers, crossSections[layers.magnetism.polarisation], out);
    return;
  }
  const ready = packSlabs(layers, packed);
  let absorbs = false;
  for (let j = 1; j < layers.count; j++) if (layers.isld[j] !== 0) absorbs = true;
  if (absorbs) reflectivityComplex(q, points, ready, layers.count, out);
  else reflectivityReal(q, points, ready, layers.count, out);
}

/** Sum of cross sections of a stack with magnetism, each by its weight. */
export function crossSectionInto(
  q: Float64Array,
  points: number,
  layers: SlabTable,
  [pp, pm, mp, mm]: readonly [number, number, number, number],
  out: Float64Array,
): void {
  const r = new Float64Array(8 * points);
  polarisedAmplitudes(q, points, layers, r);
  for (let i = 0; i < points; i++) {
    const at = 8 * i;
    out[i] =
      pp * (r[at]! ** 2 + r[at + 1]! ** 2) +
      mp * (r[at + 2]! ** 2 + r[at + 3]! ** 2) +
      pm * (r[at + 4]! ** 2 + r[at + 5]! ** 2) +
      mm * (r[at + 6]! ** 2 + r[at + 7]! ** 2);
  }
}
